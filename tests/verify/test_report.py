"""The page that --report writes, also in a browser."""

from __future__ import annotations

import re
import struct
import subprocess
import zlib
from itertools import pairwise
from pathlib import Path

import pytest

from bnmigrate.arguments import values
from bnmigrate.arguments.momentum import complement
from bnmigrate.names.syntax import source
from tests.command_line import bnmigrate, process, write
from tests.report.browser import assert_readable, chromium, needs_a_browser

pytest.importorskip("torch", reason="torch is not installed")

NET = """import torch.nn as nn

bn = nn.BatchNorm2d(8, momentum=0.25)
scaled = nn.BatchNorm2d(planes, eps=1e-3)  # <b>
asked = nn.BatchNorm2d(ask("<script>alert(1)</script>"))
cumulative = nn.BatchNorm2d(8, momentum=None)


class BlockWithAVeryLongNameThatGoesOnAndOn(nn.Module):
    def __init__(self, number_of_planes_in_this_block):
        super().__init__()
        self.normalization = nn.BatchNorm2d(number_of_planes_in_this_block * 4, affine=False)
"""
LONG = "folder_with_a_long_name/another_folder_with_a_long_name/model.py"
FILES = {
    LONG: NET,
    "all_equal.py": "import torch.nn as nn\n\nbn = nn.BatchNorm2d(8)\n",
}
EQUAL = "import torch.nn as nn\n\nbn = nn.BatchNorm2d(8, momentum=0.3)\n"


def report(folder: Path, *arguments: str) -> str:
    done = bnmigrate(folder, "verify", *arguments, "--report", "report.html")
    assert done.returncode in (0, 1, 2)
    return (folder / "report.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write(tmp_path_factory.mktemp("report"), FILES)
    assert bnmigrate(folder, "verify", ".", "--report", "report.html").returncode == 2
    return folder / "report.html"


@pytest.fixture(scope="module")
def wrong(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the page of a translation that doesn't invert one momentum."""
    folder = write(
        tmp_path_factory.mktemp("wrong"),
        {**FILES, "net.py": NET, "no_python.py": "nn.BatchNorm2d("},
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(values, "complement", lambda n: n if source(n) == "0.25" else complement(n))
        return report(folder, ".")


def verdict(text: str) -> tuple[str, str]:
    (found,) = re.findall(r'<p class="verdict ([\w-]+)">(.*?)</p>', text)
    return found[0], found[1]


def test_the_page_is_self_contained_and_holds_both_texts(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert "<pre>nn.BatchNorm2d(8, momentum=0.25)</pre>" in text
    assert "<pre>ms.nn.BatchNorm2d(8, momentum=0.75)</pre>" in text
    assert "<script" not in text
    assert not re.search(r"https?://|\bsrc=|<link|@import|url\(", text)


def test_the_verdict_comes_first_in_words_and_with_a_sign(
    page: Path, wrong: str, tmp_path: Path
) -> None:
    text = page.read_text(encoding="utf-8")
    assert text.index("verdict ") < text.index("<section")
    assert verdict(text) == (
        "not-verified",
        "? Nothing differs, but 1 of 5 translated calls could not be verified",
    )
    assert verdict(wrong) == (
        "different",
        "&#10007; 2 of 9 translated calls compute something else",
    )
    assert "no_python.py" in wrong[wrong.index("What could not be done") :]
    write(tmp_path, {"net.py": EQUAL})
    assert verdict(report(tmp_path, ".")) == (
        "equal",
        "&#10003; The translated call computes the same, bit for bit",
    )
    write(tmp_path, {"net.py": "x = 1\n"})
    assert verdict(report(tmp_path, ".")) == (
        "not-verified",
        "? Nothing was verified: fix translates no call of the layer here",
    )
    write(tmp_path, {"net.py": EQUAL, "no_python.py": "nn.BatchNorm2d("})
    assert verdict(report(tmp_path, ".")) == (
        "not-verified",
        "? 1 translated call verified, but not all files could be read",
    )


def test_failures_come_first_and_what_is_equal_is_folded(wrong: str) -> None:
    files = re.findall(r'<section id="file-\d+">\n<h2>(.*?)</h2>(.*?)</section>', wrong, re.DOTALL)
    assert [name.replace("<wbr>", "") for name, _ in files] == [
        LONG,
        "net.py",
        "all_equal.py",
    ]
    for _, inside in files[:2]:
        shown, _, folded = inside.partition("<details>")
        statuses = re.findall(r'<h3>(\d+):\d+ <span class="status ([\w-]+)">', shown)
        assert statuses == [("3", "different"), ("5", "not-verified")]
        assert re.findall(r"<h3>(\d+):", folded) == ["4", "12"]
        assert "2 calls: bit-identical</summary>" in folded
    assert files[2][1].strip().startswith("<details>")


def test_a_list_leads_to_each_file(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    links = re.findall(r'<a href="#(file-\d+)">(.*?)</a>', text)
    assert len(links) == len(FILES)
    for target, name in links:
        assert f'<section id="{target}">\n<h2>{name}</h2>' in text


def test_errors_are_told_in_words(wrong: str) -> None:
    (first, *_) = re.findall(r'<article id="site-\d+">.*?</article>', wrong, re.DOTALL)
    sizes = dict(re.findall(r"<tr><td>([\w ]+)</td><td>(.*?)</td>", first))
    assert sizes["output"].endswith(" times the tolerance")
    assert sizes["input gradient"] == "bit-identical"


def test_what_fix_leaves_is_told_with_its_reason(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert '<a href="#left">fix leaves 1 finding</a>' in text
    left = text[text.index('<section id="left">') :]
    assert left.count("<li>6:14 <b>BN201</b> ") == 1
    assert "cumulative average" in left


def test_the_page_says_what_it_was_made_from(tmp_path: Path) -> None:
    write(tmp_path, {"a b/net.py": EQUAL})
    commands = ("init -q", "add .", "-c user.name=a -c user.email=a@b commit -qm x")
    for command in commands:
        subprocess.run(["git", *command.split()], cwd=tmp_path, check=True)
    commit = subprocess.check_output(["git", "rev-parse", "HEAD"], cwd=tmp_path, text=True).strip()
    options = ("--steps", "4", "--seed", "7", "--report", "report.html")

    def rows() -> dict[str, str]:
        assert process(tmp_path, "verify", "a b", *options).returncode == 0
        text = (tmp_path / "report.html").read_text(encoding="utf-8")
        return {
            name: value.replace("<wbr>", "")
            for name, value in re.findall(r'<th scope="row">(.*?)</th><td>(.*?)</td>', text)
        }

    told = rows()
    assert told["commit"] == commit
    assert told["command"] == (
        "bnmigrate verify &#x27;a b&#x27; --steps 4 --seed 7 --report report.html"
    )
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d UTC", told["date"])
    assert re.search(r"bnmigrate \S+, Python 3\.\S+, torch 2\.\S+, numpy ", told["versions"])
    assert told["backend"].startswith("torch: ")
    assert (told["training steps"], told["seed"]) == ("4", "7")
    write(tmp_path, {"a b/net.py": f"{EQUAL}\n"})
    assert rows()["commit"] == f"{commit}, and changes that are not committed"


def curves(text: str) -> dict[str, list[float]]:
    figure = text[text.index("<figure>") : text.index("</figure>")]
    lines = re.findall(r'<polyline class="(\w+)" points="([^"]+)"', figure)
    return {
        name: [float(point.split(",")[1]) for point in points.split()] for name, points in lines
    }


def test_the_plot_shows_what_was_measured(page: Path, wrong: str, tmp_path: Path) -> None:
    text = page.read_text(encoding="utf-8")
    figure = text[text.index("<figure>") : text.index("</figure>")]
    assert "the original, momentum=0.25" in figure
    assert "as translated, momentum=0.75" in figure
    assert "copied over, momentum=0.25" in figure
    assert ">training step</text>" in figure
    assert ">running mean</text>" in figure
    write(tmp_path, {"net.py": EQUAL.replace("0.3", "0.1")})
    heights = curves(report(tmp_path, "net.py"))
    assert list(heights) == ["copied", "original", "translated"]  # the last lies on top
    steps = {name: [abs(b - a) for a, b in pairwise(values)] for name, values in heights.items()}
    assert len(heights["original"]) == 25
    assert heights["translated"] == heights["original"]
    assert steps["copied"][0] == pytest.approx(9 * steps["original"][0], rel=0.1)
    parted = curves(wrong)
    assert parted["translated"] == parted["copied"] != parted["original"]


def test_where_the_frameworks_mean_the_same_two_curves_are_shown(tmp_path: Path) -> None:
    write(tmp_path, {"net.py": EQUAL})
    heights = curves(report(tmp_path, "--to", "mint", "net.py"))
    assert list(heights) == ["original", "translated"]
    assert heights["original"] == heights["translated"]


@needs_a_browser
def test_a_browser_shows_the_page_without_an_error(page: Path, tmp_path: Path) -> None:
    shown = chromium(page, tmp_path / "dom", "--dump-dom")
    assert "nn.BatchNorm2d(8, momentum=0.75)" in shown.stdout
    assert ":CONSOLE" not in shown.stderr
    picture = tmp_path / "page.png"
    chromium(page, tmp_path / "picture", f"--screenshot={picture}")
    assert len(set(pixels(picture.read_bytes()))) > 10


@needs_a_browser
def test_the_page_can_be_read_at_each_width_in_each_scheme(wrong: str, tmp_path: Path) -> None:
    assert_readable(wrong, tmp_path)


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
