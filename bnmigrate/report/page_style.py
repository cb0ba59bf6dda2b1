"""The style that all pages have: for either colour scheme, without anything from elsewhere."""

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
