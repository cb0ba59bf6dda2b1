"""What all pages have: a style for either colour scheme, without anything from elsewhere, and texts
that break between words alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

SIGNS = {"equal": "&#10003;", "different": "&#10007;", "not verified": "?"}
"""What tells what came of it apart where colours don't."""

STYLE = """
:root { color-scheme: light dark; --back: #ffffff; --text: #1b1f23; --line: #8888; --code: #f1f2f4;
        --blue: #00609a; --green: #00694b; --amber: #7d5200; --red: #b3261e; }
@media (prefers-color-scheme: dark) {
  :root { --back: #15181c; --text: #e7e9ec; --code: #242a31;
          --blue: #6cb8ff; --green: #4fd1a5; --amber: #f5bd4f; --red: #ff8f85; }
}
body { font: 15px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem;
       background: var(--back); color: var(--text); }
a { color: var(--blue); }
section { border-top: 1px solid var(--line); padding: 1rem 0; }
h2, h3, .scroll, pre { overflow-x: auto; }
table { border-collapse: collapse; }
th, td { text-align: left; padding: .1rem .8rem .1rem 0; vertical-align: top;
         border-bottom: 1px solid var(--line); }
code, pre { font-family: ui-monospace, monospace; }
.verdict { border-left: .6rem solid; padding: .4rem 1rem; font-size: 1.3rem; font-weight: 600; }
.equal { color: var(--green); }
.not-verified { color: var(--amber); }
.different { color: var(--red); }
figure { margin: .4rem 0 0; }
svg { max-width: 100%; height: auto; }
svg text { font-size: 11px; fill: currentColor; }
.axis { stroke: var(--line); }
polyline { fill: none; stroke-width: 2; }
.original { stroke: var(--blue); stroke-width: 7; stroke-opacity: .45; }
.key-original { color: var(--blue); }
"""


def head(title: str, style: str) -> str:
    """Return how a page begins that has a style of its own besides."""
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{escape(title)}</title>
<style>{STYLE}{style}</style>
</head>
"""


def breakable(text: str) -> str:
    """Return a path or a place for a page that may break it between its parts."""
    return escape(text).replace("/", "/<wbr>").replace(":", ":<wbr>")


def table(heads: tuple[str, ...], rows: str) -> str:
    """Return a table, which is moved sideways where the page is narrower."""
    cells = "".join(f"<th>{escape(name)}</th>" for name in heads)
    return f'<div class="scroll"><table><tr>{cells}</tr>{rows}</table></div>'


def class_of(status: str) -> str:
    """Return the class that has the colour of what came of it."""
    return status.replace(" ", "-")


def verdict(status: str, said: str) -> str:
    """Return what came of it, in words, a sign and a colour."""
    return f'<p class="verdict {class_of(status)}">{SIGNS[status]} {said}</p>'


def made_from(provenance: Iterable[tuple[str, str]]) -> str:
    """Return what a page was made from, by name and value."""
    rows = "".join(
        f'<tr><th scope="row">{name}</th><td>{breakable(value)}</td></tr>'
        for name, value in provenance
    )
    return f"<section>\n<h2>How this was made</h2>\n{table((), rows)}\n</section>"


def document(title: str, body: str) -> str:
    """Return a page with a title, and HTML as its body."""
    return f"{head(title, '')}<body>\n{body}\n</body>\n</html>\n"
