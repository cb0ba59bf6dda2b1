"""What all pages have: for either colour scheme, without scripts or anything from elsewhere."""

from __future__ import annotations

from html import escape

STYLE = """
:root { color-scheme: light dark; --line: #8886; --right: #0072b2; --wrong: #d55e00;
        --same: #009e73; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
section { border-top: 1px solid var(--line); padding: 1rem 0; }
table { border-collapse: collapse; }
th, td { text-align: left; padding: .1rem .8rem .1rem 0; vertical-align: top;
         border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
.different { color: var(--wrong); }
figure { margin: .4rem 0 0; }
svg { max-width: 100%; height: auto; }
svg text { font-size: 11px; fill: currentColor; }
.axis { stroke: var(--line); }
polyline { fill: none; stroke-width: 2; }
"""


def document(title: str, body: str) -> str:
    """Return a page with a title, and HTML as its body."""
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    head = (
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        f"<title>{escape(title)}</title>",
        f"<style>{STYLE}</style>",
    )
    lines = ["<!DOCTYPE html>", '<html lang="en"><head>', *head, "</head><body>", body]
    return "\n".join([*lines, "</body></html>", ""])
