"""The page that --report writes, also in a browser."""

from __future__ import annotations

import re
import shutil
import struct
import subprocess
import zlib
from itertools import pairwise
from pathlib import Path

import pytest

from tests.command_line import bnmigrate, write

pytest.importorskip("torch", reason="torch is not installed")

NET = """import torch.nn as nn

bn = nn.BatchNorm2d(8, momentum=0.1)
scaled = nn.BatchNorm2d(planes, eps=1e-3)  # <b>
asked = nn.BatchNorm2d(ask("<script>alert(1)</script>"))
"""
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write(tmp_path_factory.mktemp("report"), {"net.py": NET})
    assert bnmigrate(folder, "verify", "net.py", "--report", "report.html").returncode == 2
    return folder / "report.html"


def test_the_page_is_self_contained_and_holds_both_texts(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert "<pre>nn.BatchNorm2d(8, momentum=0.1)</pre>" in text
    assert "<pre>nn.BatchNorm2d(8, momentum=0.9)</pre>" in text
    assert "<script" not in text
    assert not re.search(r"https?://|\bsrc=|<link|@import|url\(", text)


def test_a_table_leads_to_each_call(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    links = re.findall(r'<a href="#([\w-]+)">net.py:(\d+):\d+</a>', text)
    assert [line for _, line in links] == ["3", "4", "5"]
    for target, line in links:
        section = text[text.index(f'<section id="{target}">') :]
        assert section.index(f"<h2>net.py:{line}:") < section.index("</section>")


def test_the_plot_shows_what_was_measured(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    figure = text[text.index("<figure>") : text.index("</figure>")]
    assert "as translated, momentum=0.9" in figure
    assert "momentum=0.1" in figure
    lines = dict(re.findall(r'<polyline class="(\w+)" points="([^"]+)"', figure))
    heights = {
        name: [float(point.split(",")[1]) for point in points.split()]
        for name, points in lines.items()
    }
    steps = {name: [abs(b - a) for a, b in pairwise(values)] for name, values in heights.items()}
    assert len(heights["right"]) == len(heights["wrong"]) == 25
    assert steps["wrong"][0] == pytest.approx(9 * steps["right"][0], rel=0.1)


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: install it from the system's packages")
def test_a_browser_shows_the_page_without_an_error(page: Path, tmp_path: Path) -> None:
    assert CHROMIUM is not None
    flags = (
        *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"),
        *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
        *("--enable-logging=stderr", "--window-size=900,1200"),
    )

    def chromium(name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [
                CHROMIUM or "",
                *flags,
                f"--user-data-dir={tmp_path / name}",
                *arguments,
                page.as_uri(),
            ],
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
        )

    shown = chromium("dom", "--dump-dom")
    assert "nn.BatchNorm2d(8, momentum=0.9)" in shown.stdout
    assert ":CONSOLE" not in shown.stderr
    picture = tmp_path / "page.png"
    chromium("picture", f"--screenshot={picture}")
    assert len(set(pixels(picture.read_bytes()))) > 10


def pixels(png: bytes) -> bytes:
    """Return the compressed rows of a picture as bytes; a blank one has hardly two values."""
    assert png.startswith(b"\x89PNG")
    data, position = b"", 8
    while position < len(png):
        (length,) = struct.unpack(">I", png[position : position + 4])
        if png[position + 4 : position + 8] == b"IDAT":
            data += png[position + 8 : position + 8 + length]
        position += length + 12
    return zlib.decompress(data)
