"""What bnmigrate makes of real packages, from a run over their wheels: the tables of
docs/real-packages.md.

python -m benchmarks.real_packages            # print them
python -m benchmarks.real_packages --write    # put them there
"""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import click

from bnmigrate.findings import Finding
from bnmigrate.rule_files import rulebook
from bnmigrate.runner import Runner
from tests.packages import PINNED, unpack

PAGE = Path(__file__).parent.parent / "docs" / "real-packages.md"
BEGIN, END = "<!-- real packages: begin -->", "<!-- real packages: end -->"
TARGETS = {"timm": "mindspore", "mindcv": "torch"}

NAMES = {
    "BN101": "constructor calls",
    "BN102": "the class as a value",
    "BN103": "partials",
    "BN104": "parameters read or passed on",
    "BN105": "parameters being filled",
    "BN106": "train and eval",
    "BN107": "calls through a variable",
    "BN108": "names of statistics in strings",
    "BN201": "momentum=None",
    "BN202": "arguments without a counterpart",
    "BN203": "which statistics to use",
    "BN204": "arguments that can't be seen",
    "BN205": "values that are rejected there",
    "BN206": "attributes without a counterpart",
    "BN207": "subclasses that override the layer's work",
    "BN208": "may be the layer or something else",
    "BN209": "looked up by name",
    "BN210": "the functional form",
    "BN211": "looked into by a library",
    "BN900": "unreadable files",
}


@dataclass
class Measured:
    """What was found in one package; `cause` is the code of what stands in the way."""

    name: str
    target: str
    files: int = 0
    lines: int = 0
    findings: list[Finding] = field(default_factory=list)

    def number(self, code: str, fix: str) -> int:
        """Count the findings with `code` whose fix is safe, unsafe or none."""
        return sum(f.code == code and f.fix == fix for f in self.findings)

    def of_layer(self, layer: str) -> str:
        """Count the findings that name the class of a layer by what becomes of them."""
        named = re.compile(rf"\b(?:\w+\.)+{layer}\b")
        fixes = Counter(f.fix for f in self.findings if named.search(f.message))
        return " + ".join(str(fixes[fix]) for fix in ("safe", "unsafe", "none"))

    def causes(self) -> Counter[str]:
        """Count what isn't fixed by its cause, which may lie in another site of the group."""
        return Counter(_cause(f) for f in self.findings if f.fix == "none")


def _cause(finding: Finding) -> str:
    return finding.blocked_by[0].code if finding.blocked_by else finding.code


def measure(name: str, package: Path) -> Measured:
    """Find what is to do in the unpacked package."""
    measured = Measured(name, TARGETS[name])
    settings = {"target": measured.target, "isolated": True}
    for outcome in Runner((package,), None, settings, uses_cache=False).outcomes(write=False):
        measured.files += 1
        measured.lines += Path(outcome.path).read_bytes().count(b"\n")
        measured.findings += outcome.result.findings
    return measured


def table(packages: list[Measured]) -> str:
    """Return the Markdown for the page."""
    rows = ["", *(_title(m) for m in packages)]
    lines = [_row(rows), _row(["---", *["---:"] * len(packages)])]
    totals: list[tuple[str, Callable[[Measured], str]]] = [
        ("files", lambda m: f"{m.files:,}"),
        ("lines", lambda m: f"{m.lines:,}"),
        ("files with findings", lambda m: str(len({f.path for f in m.findings}))),
        ("of these, complete: `fix` leaves nothing", lambda m: str(_complete(m, "safe"))),
        (
            "of these, complete with `fix --unsafe-fixes`",
            lambda m: str(_complete(m, "safe", "unsafe")),
        ),
        ("**findings**", lambda m: f"**{len(m.findings)}**"),
        ("fixed by `fix`", lambda m: str(_fixes(m, "safe"))),
        ("fixed by `fix --unsafe-fixes` besides", lambda m: str(_fixes(m, "unsafe"))),
        ("left for a person", lambda m: str(_fixes(m, "none"))),
    ]
    lines += [_row([label, *(count(m) for m in packages)]) for label, count in totals]
    lines += ["", "By code: fixed + fixed with `--unsafe-fixes` + left.", ""]
    lines += [_row(["code", *rows]), _row(["---", "---", *["---:"] * len(packages)])]
    for code in sorted({f.code for m in packages for f in m.findings}):
        cells = [
            " + ".join(str(m.number(code, fix)) for fix in ("safe", "unsafe", "none"))
            if any(f.code == code for f in m.findings)
            else ""
            for m in packages
        ]
        lines.append(_row([code, NAMES.get(code, ""), *cells]))
    lines += ["", "By layer, of what names its class: the same.", ""]
    lines += [_row(["layer", *rows[1:]]), _row(["---", *["---:"] * len(packages)])]
    for layer in (layer.name for layer in rulebook().layers):
        lines.append(_row([layer, *(m.of_layer(layer) for m in packages)]))
    lines += ["", "Why what is left is left; sites that change together share a cause.", ""]
    lines += [_row(["cause", *rows]), _row(["---", "---", *["---:"] * len(packages)])]
    causes = [m.causes() for m in packages]
    for code in sorted(set().union(*causes)):
        lines.append(_row([code, NAMES.get(code, ""), *(str(c[code] or "") for c in causes)]))
    return "\n".join(lines)


def _fixes(measured: Measured, fix: str) -> int:
    return sum(finding.fix == fix for finding in measured.findings)


def _complete(measured: Measured, *fixes: str) -> int:
    """Count the files with findings all of which have one of these fixes."""
    left = {finding.path for finding in measured.findings if finding.fix not in fixes}
    return len({finding.path for finding in measured.findings} - left)


def _title(measured: Measured) -> str:
    dialect = next(
        layer.dialects[measured.target]
        for layer in rulebook().layers
        if measured.target in layer.dialects
    )
    return f"{measured.name} {PINNED[measured.name]} to {dialect.title}"


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def measure_all() -> str:
    """Unpack the packages, measure them, and return the table."""
    with tempfile.TemporaryDirectory() as folder:
        return table([measure(name, unpack(name, Path(folder))) for name in TARGETS])


def in_page() -> str:
    """Return what stands in the page."""
    return PAGE.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0].strip()


@click.command()
@click.option("--write", is_flag=True, help="Put the tables into the page.")
def main(write: bool) -> None:
    """Print the tables about real packages."""
    made = measure_all()
    if write:
        text = PAGE.read_text(encoding="utf-8")
        before, _, rest = text.partition(BEGIN)
        _, found, after = rest.partition(END)
        if not found:
            raise click.ClickException(f"{PAGE} has no {BEGIN} ... {END}")
        PAGE.write_text(f"{before}{BEGIN}\n{made}\n{END}{after}", encoding="utf-8")
    else:
        click.echo(made)


if __name__ == "__main__":
    main()
