"""The page that `--report` writes: self-contained, without scripts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from bnmigrate import __version__
from bnmigrate.comparison.measured import Measured, Numbers, said_of_shares
from bnmigrate.comparison.result import Comparison, LayerPair
from bnmigrate.report.page_style import breakable, head, table
from bnmigrate.report.plot import plot

WORST = 6
"""How many layers have their statistics plotted."""
STRIP, CELL = 960, 26

_STYLE = """\
h2 { font-size: 1.1rem; }
.plots { display: grid; gap: 1rem;
         grid-template-columns: repeat(auto-fill, minmax(min(22rem, 100%), 1fr)); }
.port { stroke: var(--red); stroke-dasharray: 5 3; }
.key-port { color: var(--red); }
.is-same { fill: var(--green); }
.is-different { fill: var(--red); }
.is-alone { fill: none; stroke: var(--red); stroke-dasharray: 2 2; }
"""


def page(comparison: Comparison) -> str:
    """Return the page."""
    original, port = comparison.original, comparison.port
    status = "different" if comparison.differences else "equal"
    title = f"{original.name} and {port.name}"
    numbers = "" if comparison.numbers is None else _numbers(comparison, comparison.numbers)
    notes = "".join(f"<li>{escape(note)}</li>" for note in comparison.notes)
    return f"""{head(f"bnmigrate compare: {title}", _STYLE)}<body>
<h1>bnmigrate compare</h1>
<p><code>{breakable(original.name)}</code> ({escape(original.framework)}, {original.layers}
layers) and
its port <code>{breakable(port.name)}</code> ({escape(port.framework)}, {port.layers} layers):
<strong class="{status}">{status}</strong></p>
{numbers}
<section>
<h2>Settings</h2>
{_strip([(_named(pair), _state(pair)) for pair in comparison.layers], "the layers' settings")}
{_settings(comparison.layers)}
</section>
<ul>{notes}</ul>
<footer><p>bnmigrate {__version__}</p></footer>
</body>
</html>
"""


def _named(pair: LayerPair) -> str:
    original = pair.original.path if pair.original else "none"
    return f"{original} / {pair.port.path if pair.port else 'none'}"


def _state(pair: LayerPair) -> str:
    if pair.original is None or pair.port is None:
        return "alone"
    return "same" if pair.is_equal else "different"


def _strip(cells: Sequence[tuple[str, str]], what: str) -> str:
    """Return a cell for each layer in a row; pointing at one names it."""
    if not cells:
        return ""
    width = STRIP / len(cells)
    gap = 1 if width > 4 else 0
    drawn = "".join(
        f'<rect class="is-{state}" x="{index * width:.2f}" y="1" width="{width - gap:.2f}" '
        f'height="{CELL - 2}"><title>{escape(name)}: {state}</title></rect>'
        for index, (name, state) in enumerate(cells)
    )
    different = sum(state != "same" for _, state in cells)
    label = f"{what}, from the first to the last: {different} of {len(cells)} not the same"
    return f"""<figure>
<svg viewBox="0 0 {STRIP} {CELL}" width="{STRIP}" height="{CELL}" role="img"
 aria-label="{escape(label)}">{drawn}</svg>
<figcaption>{escape(label[0].upper() + label[1:])}.</figcaption>
</figure>"""


def _settings(pairs: Sequence[LayerPair]) -> str:
    rows = "".join(_row(pair) for pair in pairs if not pair.is_equal)
    if not rows:
        return "<p>All settings are the same.</p>"
    return table(("original", "has", "port", "has", "write", "at"), rows)


def _row(pair: LayerPair) -> str:
    place = pair.port.place if pair.port else None
    cells = (
        pair.original.path if pair.original else "none",
        ", ".join(setting.original for setting in pair.settings),
        pair.port.path if pair.port else "none",
        ", ".join(setting.port for setting in pair.settings),
        ", ".join(setting.write for setting in pair.settings),
        str(place or ""),
    )
    return f"<tr>{''.join(f'<td>{breakable(cell)}</td>' for cell in cells)}</tr>"


def _numbers(comparison: Comparison, numbers: Numbers) -> str:
    cells = [
        (f"{layer.original} / {layer.port}", "same" if layer.is_equal else "different")
        for layer in numbers.layers
    ]
    said = "".join(f"<li>{escape(str(each))}</li>" for each in comparison.measured)
    ends = ", ".join(f"{off:.1g} in {when}" for when, off in numbers.outputs)
    end = f"<p>The end is off by {escape(ends)}, of its largest value.</p>" if ends else ""
    first = ""
    if numbers.partings:
        where = escape(numbers.partings[0].port or "the end")
        first = f"<p>The two part first at <code>{where}</code>.</p>"
    notes = "".join(f"<p>{escape(note)}</p>" for note in numbers.notes)
    return f"""<section>
<h2>Numbers</h2>
{_strip(cells, "what modules with parameters compute")}
{first}
<ul>{said}</ul>
{end}
{notes}
<div class="plots">
{"".join(_plots(numbers))}
</div>
</section>"""


def _plots(numbers: Numbers) -> Iterator[str]:
    """Yield plots of the running means of the layers that are most off."""
    layers = [layer for layer in numbers.layers if layer.curves[0]]
    worst = sorted(layers, key=lambda layer: -layer.statistics)
    return (_plot(layer) for layer in worst[:WORST])


def _plot(layer: Measured) -> str:
    name = f"{layer.original} / {layer.port}"
    curves = [("original", layer.curves[0]), ("port", layer.curves[1])]
    label = f"a running mean of {name} after each step"
    shares = said_of_shares(layer.shares)
    return f"""<figure>
{plot(curves, 1, "running mean", label)}
<figcaption><code>{escape(name)}</code>, the running mean that is most off:
<span class="key-original">&#9608; original</span>, <span class="key-port">&#9477; port</span>.
{escape(shares)}</figcaption>
</figure>"""
