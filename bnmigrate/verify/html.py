"""The page that `--report` writes: self-contained, without scripts, each site with its proof."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from bnmigrate.findings import Finding
from bnmigrate.report.page_style import SIGNS, breakable, class_of, head, made_from, table, verdict
from bnmigrate.report.plot import plot
from bnmigrate.verify.compare import Error
from bnmigrate.verify.curves import STEPS, curves
from bnmigrate.verify.results import Results
from bnmigrate.verify.sides import Sides
from bnmigrate.verify.sites import DIFFERENT, EQUAL, UNVERIFIED, SiteResult
from bnmigrate.verify.text import number

_STYLE = """\
h2, h3 { font-family: ui-monospace, monospace; }
h2 { font-size: 1.1rem; }
h3 { font-size: 1rem; margin-bottom: .3rem; }
article { margin: 1rem 0 2rem; }
.sides { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 1rem; }
pre { background: var(--code); padding: .6rem; margin: .2rem 0; }
.status { padding: 0 .5rem; border: 1px solid; border-radius: .3rem; font-size: .85rem;
          white-space: nowrap; }
summary { cursor: pointer; }
.translated { stroke: var(--green); }
.copied { stroke: var(--red); stroke-dasharray: 5 3; }
.key-translated { color: var(--green); }
.key-copied { color: var(--red); }
@media (max-width: 45rem) { .sides { grid-template-columns: minmax(0, 1fr); } }
"""

_ORDER = (DIFFERENT, UNVERIFIED, EQUAL)
"""What a reader has to see comes first."""


def page(results: Results, sides: Sides, seed: int, provenance: Iterable[tuple[str, str]]) -> str:
    """Return the page for all sites, with what it was made from."""
    by_file: dict[str, list[tuple[int, SiteResult]]] = {}
    for place, result in enumerate(results.sites, 1):
        by_file.setdefault(result.finding.path, []).append((place, result))
    files = sorted(by_file, key=lambda path: min(_rank(result) for _, result in by_file[path]))
    sections = "\n".join(_file(path, by_file[path], sides, seed) for path in files)
    return f"""{head("bnmigrate verify", _STYLE)}<body>
<h1>bnmigrate verify</h1>
{_verdict(results)}
<p>Each call of the layer that <code>bnmigrate fix</code> translates was run as it is written and as
it is translated, on the same batches: training steps, then an evaluation. Up to the tolerance, the
two sides are equal.</p>
{_problems(results.problems)}
{_index(files, by_file)}
{sections}
{_left(results.left)}
{made_from(provenance)}
</body>
</html>
"""


def _rank(result: SiteResult) -> int:
    return _ORDER.index(result.status)


def _verdict(results: Results) -> str:
    """Return what came of it, in words, a sign and a colour."""
    total = len(results.sites)
    calls = f"{total} translated {'call' if total == 1 else 'calls'}"
    different, unverified = results.count(DIFFERENT), results.count(UNVERIFIED)
    if different:
        status = DIFFERENT
        said = (
            f"{different} of {calls} {'computes' if different == 1 else 'compute'} something else"
        )
    elif not total:
        status, said = UNVERIFIED, "Nothing was verified: fix translates no call of the layer here"
    elif unverified:
        status = UNVERIFIED
        said = f"Nothing differs, but {unverified} of {calls} could not be verified"
    elif results.problems:
        status, said = UNVERIFIED, f"{calls} verified, but not all files could be read"
    else:
        status, said = EQUAL, f"All {calls} compute the same"
        if total == 1:
            said = "The translated call computes the same"
        if all(error.is_identical for error in _errors_of(results.sites)):
            said += ", bit for bit"
    left = len(results.left)
    besides = ""
    if left:
        findings = f"{left} {'finding' if left == 1 else 'findings'}"
        them = "it is" if left == 1 else "they are"
        besides = f'<p>Besides, <a href="#left">fix leaves {findings}</a> as {them}.</p>'
    return verdict(status, said) + besides


def _errors_of(sites: Iterable[SiteResult]) -> list[Error]:
    return [error for site in sites for run in site.runs for error in run.errors]


def _problems(problems: Sequence[str]) -> str:
    if not problems:
        return ""
    items = "".join(f"<li>{breakable(problem)}</li>" for problem in problems)
    return f"<section><h2>What could not be done</h2><ul>{items}</ul></section>"


def _index(files: Sequence[str], by_file: Mapping[str, list[tuple[int, SiteResult]]]) -> str:
    """Return a list of the files, each with a link to its section."""
    if len(files) < 2:
        return ""
    items = ""
    for path in files:
        statuses = [result.status for _, result in by_file[path]]
        counts = ", ".join(
            f'<span class="{class_of(status)}">{statuses.count(status)} {status}</span>'
            for status in _ORDER
            if status in statuses
        )
        link = f'<a href="#file-{by_file[path][0][0]}">{breakable(path)}</a>'
        items += f"<li>{link}: {counts}</li>"
    return f"<ul>{items}</ul>"


def _badge(status: str) -> str:
    return f'<span class="status {class_of(status)}">{SIGNS[status]} {escape(status)}</span>'


def _file(path: str, sites: Sequence[tuple[int, SiteResult]], sides: Sides, seed: int) -> str:
    """Return the section of a file: what is equal is folded, behind the rest."""
    open_ = [(place, result) for place, result in sites if result.status != EQUAL]
    open_.sort(key=lambda pair: _rank(pair[1]))
    equal = [(place, result) for place, result in sites if result.status == EQUAL]
    shown = "\n".join(_call(result, sides, seed, place) for place, result in open_)
    folded = ""
    if equal:
        calls = f"{len(equal)} {'call' if len(equal) == 1 else 'calls'}"
        inside = "\n".join(_call(result, sides, seed, place) for place, result in equal)
        worst = _size(_errors_of(result for _, result in equal))
        folded = (
            f"<details><summary>{_badge(EQUAL)} {calls}: {worst}</summary>\n{inside}\n</details>"
        )
    return f"""<section id="file-{sites[0][0]}">
<h2>{breakable(path)}</h2>
{shown}
{folded}
</section>"""


def _call(result: SiteResult, sides: Sides, seed: int, place: int) -> str:
    call = result.call
    said = "; ".join(filter(None, (result.reason, result.note)))
    reason = f"<p>{escape(said)}</p>" if said else ""
    return f"""<article id="site-{place}">
<h3>{_inside(result.finding)} {_badge(result.status)}</h3>
{reason}
<div class="sides">
<div>{escape(call.layer_class.dialect.title)}<pre>{escape(call.before)}</pre></div>
<div>{escape(call.target.title)}<pre>{escape(call.after)}</pre></div>
<div>{_errors(result)}</div>
<div>{_plot(result, sides, seed)}</div>
</div>
</article>"""


def _size(errors: Iterable[Error]) -> str:
    """Return in words how large the largest of some errors is."""
    errors = list(errors)
    if all(error.is_identical for error in errors):
        return "bit-identical"
    units = max(error.units for error in errors)
    if units > 1:
        bound = number(units)
        return f"{bound} times the tolerance" if bound[0].isdigit() else bound
    return f"{number(units)} of the tolerance"


def _errors(result: SiteResult) -> str:
    """Return a table of the largest error of each quantity over all runs and steps."""
    of_quantity: dict[str, list[Error]] = {}
    for error in _errors_of([result]):
        of_quantity.setdefault(error.quantity, []).append(error)
    if not of_quantity:
        return ""
    rows = ""
    for name, errors in of_quantity.items():
        worst = max(errors, key=lambda error: error.units)
        when = escape(worst.when) if worst.units else ""
        rows += f"<tr><td>{escape(name)}</td><td>{_size(errors)}</td><td>{when}</td></tr>"
    return table(("quantity", "largest error", "at"), rows) + _values(result)


def _values(result: SiteResult) -> str:
    said = "; ".join(
        ", ".join(f"{name} = {value!r}" for name, value in run.values.items())
        for run in result.runs
        if run.values
    )
    return f"<p>Drawn: {escape(said)}</p>" if said else ""


def _plot(result: SiteResult, sides: Sides, seed: int) -> str:
    drawn = curves(result, sides, seed)
    if drawn is None:
        return ""
    lines = [("original", drawn.original), ("translated", drawn.translated)]
    (theirs, ours), (momentum, translated) = drawn.names, drawn.momenta
    keys = [
        ("original", f"&#9608; the original, {escape(theirs)}={momentum!r}"),
        ("translated", f"&#9473; as translated, {escape(ours)}={translated!r}"),
    ]
    said = "Where the two lines coincide, the statistics do."
    if drawn.copied is not None:
        lines.insert(0, ("copied", drawn.copied))
        copied = f"{escape(ours)}={momentum!r}"
        keys.append(("copied", f"&#9477; with the original's number copied over, {copied}"))
    label = f"The running mean of one channel over {STEPS} training steps"
    legend = "<br>\n".join(f'<span class="key-{name}">{text}</span>' for name, text in keys)
    return f"""<figure>
{plot(lines, 0, "running mean", label)}
<figcaption>{label}:<br>
{legend}<br>
{said}</figcaption>
</figure>"""


def _left(left: Sequence[Finding]) -> str:
    """Return what `fix` leaves as it is, and why, by file."""
    if not left:
        return ""
    by_file: dict[str, str] = {}
    for finding in left:
        reason = f": {escape(finding.reason)}" if finding.reason else ""
        said = f"<b>{finding.code}</b> {escape(finding.message)}{reason}"
        items = by_file.get(finding.path, "")
        by_file[finding.path] = f"{items}<li>{_inside(finding)} {said}</li>"
    lists = "".join(f"<h3>{breakable(path)}</h3><ul>{by_file[path]}</ul>" for path in by_file)
    return f"""<section id="left">
<h2>What fix leaves</h2>
<p>These were not run: <code>bnmigrate fix</code> leaves them as they are.</p>
{lists}
</section>"""


def _inside(finding: Finding) -> str:
    """Return where in its file a finding is."""
    return escape(finding.place.removeprefix(f"{finding.path}:"))
