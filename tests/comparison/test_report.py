"""The page that --report writes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.command_line import bnmigrate, write
from tests.comparison.nets import MINDSPORE, TORCH, changed, needs_frameworks
from tests.report.browser import assert_readable, needs_a_browser


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    needs_frameworks()
    folder = tmp_path_factory.mktemp("report")
    wrong = changed(MINDSPORE, last="self.last = nn.BatchNorm2d(8, momentum=0.3)")
    write(folder, {"a.py": TORCH, "b.py": wrong})
    options = ("--input", "2,3,16,16", "--report", "page.html")
    assert bnmigrate(folder, "compare", "a.py:Net", "b.py:Net", *options).returncode == 1
    return (folder / "page.html").read_text(encoding="utf-8")


def test_the_page_is_self_contained(page: str) -> None:
    assert "<script" not in page
    assert not re.search(r"(?:src|href)=", page)
    assert "default-src 'none'" in page


def test_a_strip_shows_where_the_two_part(page: str) -> None:
    strips = re.findall(r"<svg viewBox=\"0 0 960 26\".*?</svg>", page, re.DOTALL)
    states = [re.findall(r'class="is-(\w+)"', strip) for strip in strips]
    assert states == [["same"] * 4 + ["different", "same"], ["same", "same", "different"]]
    assert "<title>last / last: different</title>" in page


def test_the_statistics_of_the_worst_layer_come_first(page: str) -> None:
    plots = re.findall(r"<figcaption><code>(.*?)</code>", page)
    assert plots[0] == "last / last"
    assert "its statistics take up 0.7 of each batch, the original&#x27;s 0.3" in page
    curves = re.findall(r'<polyline class="(\w+)" points="([^"]+)"', page)
    assert [name for name, _ in curves[:2]] == ["original", "port"]
    assert all(len(points.split()) == 3 for _, points in curves)
    assert curves[0][1] != curves[1][1]


def test_the_axes_are_named(page: str) -> None:
    plots = re.findall(r'<svg viewBox="0 0 460 .*?</svg>', page, re.DOTALL)
    assert plots
    for plot in plots:
        assert ">training step</text>" in plot
        assert ">running mean</text>" in plot


@needs_a_browser
def test_the_page_can_be_read_at_each_width_in_each_scheme(page: str, tmp_path: Path) -> None:
    assert_readable(page, tmp_path)


def test_a_page_that_cannot_be_written(tmp_path: Path) -> None:
    pytest.importorskip("torch", reason="torch is not installed")
    write(tmp_path, {"a.py": TORCH})
    report = ("--report", "missing/page.html")
    done = bnmigrate(tmp_path, "compare", "a.py:Net", "a.py:Net", *report)
    assert done.returncode == 2
    assert "cannot be written" in done.stderr.decode()
