"""A browser without a window, and what it shows of a page that a test looks at."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from html import escape, unescape
from pathlib import Path
from typing import NamedTuple

import pytest

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
needs_a_browser = pytest.mark.skipif(
    CHROMIUM is None and not (os.environ.get("CI") and sys.platform == "linux"),
    reason="no Chromium: install it from the system's packages",
)
"""On Linux, CI has it, and the tests fail there where it is missing."""

WIDTHS = (400, 800, 1280)
CONTRAST = 4.5
"""What the Web Content Accessibility Guidelines ask of text (1.4.3)."""

_FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--enable-logging=stderr", "--window-size=1600,1200"),
)
_DARK = "--blink-settings=preferredColorScheme=0"

_LOOK = r"""
function color(text) {
  const [r, g, b, a = 1] = text.match(/[\d.]+/g).map(Number);
  return [r, g, b, a];
}
function over(top, below) {
  const [a, rest] = [top[3], 1 - top[3]];
  return [0, 1, 2].map(i => top[i] * a + below[i] * rest).concat(1);
}
function background(element) {
  if (!element) return matchMedia("(prefers-color-scheme: dark)").matches ? [18, 18, 18, 1]
                                                                         : [255, 255, 255, 1];
  const own = color(getComputedStyle(element).backgroundColor);
  return own[3] === 1 ? own : over(own, background(element.parentElement));
}
function luminance(c) {
  const [r, g, b] = c.map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92
                                                              : ((v + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
function contrast(one, other) {
  const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}
document.querySelectorAll("details").forEach(one => { one.open = true; });
const found = {
  width: innerWidth,
  dark: matchMedia("(prefers-color-scheme: dark)").matches,
  wider: document.scrollingElement.scrollWidth - document.documentElement.clientWidth,
  broken: [], pale: [], texts: 0,
};
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
for (let node = walker.nextNode(); node; node = walker.nextNode()) {
  const element = node.parentElement;
  if (!node.data.trim() || ["SCRIPT", "TITLE"].includes(element.tagName.toUpperCase())) continue;
  found.texts += 1;
  const style = getComputedStyle(element);
  const back = background(element);
  const ink = color(element.closest("svg") ? style.fill : style.color);
  const ratio = contrast(over(ink, back), back);
  if (ratio < 4.5) found.pale.push(`${node.data.trim()}: ${ratio.toFixed(2)}`);
  for (const word of node.data.matchAll(/[\p{L}\p{N}_]+/gu)) {
    const range = document.createRange();
    range.setStart(node, word.index);
    range.setEnd(node, word.index + word[0].length);
    const lines = new Set([...range.getClientRects()].map(r => Math.round(r.top)));
    if (lines.size > 1 && !element.closest("svg")) found.broken.push(word[0]);
  }
}
window.found = found;
"""


class Look(NamedTuple):
    """What there is to see: words that are broken over lines, texts whose contrast is too low, and
    by how much the page is wider than the window.
    """

    width: int
    dark: bool
    wider: int
    broken: list[str]
    pale: list[str]
    texts: int


def chromium(page: Path, profile: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Open a page with arguments that say what is wanted of it."""
    assert CHROMIUM is not None
    command = [CHROMIUM, *_FLAGS, f"--user-data-dir={profile}", *arguments, page.as_uri()]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)


def looks(page: str, folder: Path) -> list[Look]:
    """Return what there is to see of a page, whose folded parts are opened, at each of the WIDTHS,
    in the light and in the dark scheme.
    """
    seen = re.sub(r'<meta http-equiv="Content-Security-Policy".*?>', "", page)
    seen = escape(f"{seen}<script>{_LOOK}</script>")
    frames = "".join(f'<iframe width="{w}" height="900" srcdoc="{seen}"></iframe>' for w in WIDTHS)
    gather = (
        "onload = () => { document.body.textContent ="
        " JSON.stringify([...document.querySelectorAll('iframe')]"
        ".map(one => one.contentWindow.found)); };"
    )
    around = folder / "around.html"
    around.write_text(
        "<!DOCTYPE html><meta charset='utf-8'><style>iframe { border: 0; }</style>"
        f"<body>{frames}<script>{gather}</script></body>",
        encoding="utf-8",
    )
    found: list[Look] = []
    for scheme in ((), (_DARK,)):
        dom = chromium(around, folder / f"profile{len(scheme)}", *scheme, "--dump-dom").stdout
        (told,) = re.findall(r"<body>(\[.*\])</body>", dom, re.DOTALL)
        found += [Look(**one) for one in json.loads(unescape(told))]
    assert [(look.width, look.dark) for look in found] == [
        (width, dark) for dark in (False, True) for width in WIDTHS
    ]
    return found


def assert_readable(page: str, folder: Path) -> None:
    """Assert that a page can be read at each width in each scheme."""
    for look in looks(page, folder):
        assert look.texts > 20
        assert look == look._replace(wider=0, broken=[], pale=[])
