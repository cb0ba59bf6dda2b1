"""The plan: its shape, that its numbers add up, and that what it says comes true."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from benchmarks.lints import check_out
from bnmigrate.findings import Blocker, FileReport, Finding
from bnmigrate.report.plan import PlanReporter, merged
from bnmigrate.report.reporter import Call
from bnmigrate.waiting import waiting
from tests import packages
from tests.command_line import PROJECT, TORCH, bnmigrate, on_a_terminal, write

NETS = """from torch import nn


class Slow(nn.Module):
    def __init__(self):
        super().__init__()
        self.bn = nn.BatchNorm2d(8, momentum=0.2)
        self.others = nn.ModuleList([nn.BatchNorm2d(4) for _ in range(3)])


class Counted(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.BatchNorm2d(4)

    def scale(self):
        return self.norm.weight


class Plain(nn.Module):
    def __init__(self):
        super().__init__()
        self.bn = nn.BatchNorm2d(2)


class Chosen(nn.Module):
    def __init__(self, norm_layer=nn.BatchNorm2d):
        super().__init__()
        self.bn = norm_layer(2, momentum=0.3)
"""
PACKAGE = {
    "pyproject.toml": "",
    "nets.py": NETS,
    "slow.py": (
        "from nets import Slow\n\nnet = Slow()\nnet.bn.momentum = 0.01\nnet.bn.eps = 1e-3\n"
        "for bn in net.others:\n    print(bn.weight)\n"
    ),
    "counted.py": (
        "from nets import Counted\n\nnet = Counted()\nprint(net.norm.num_batches_tracked)\n"
    ),
    "alone.py": "from torch import nn\n\nbn = nn.BatchNorm2d(3, device='cuda')\n",
}
SETTLED = {
    "slow.py": re.sub(r"net\.bn\.\w+ = .*\n", "", PACKAGE["slow.py"]),
    "counted.py": PACKAGE["counted.py"].replace("print(net.norm.num_batches_tracked)\n", ""),
}


def plan(folder: Path, *arguments: str) -> list[str]:
    done = bnmigrate(folder, *arguments, "--output-format", "plan")
    return done.stdout.decode().splitlines()


SHAPE = """\
12 findings in 4 files, PyTorch -> MindSpore
1  bnmigrate fix            3 safe now
2  settle 3 places, and 3 more become safe
     counted.py:4                                                                     frees 2  BN206
       MindSpore's layer has nothing that does what `num_batches_tracked` does here
       -> take this access out, or put the layer's translation off
     slow.py:4,5   assigning `momentum` or `eps` to a MindSpore layer has no effect   frees 1  BN206
       -> give `momentum` or `eps` to the constructor, or make a new layer where it changes
3  read 2 unsafe fixes, then bnmigrate fix --unsafe-fixes
     nets.py:27,29
       `norm_layer` comes from the parameter `norm_layer`, which may be another class; for that one
       this call would change its meaning in silence
4  decide 1 on their own    BN202
`--output-format text` shows each place with its line of source.
"""


def test_the_shape(tmp_path: Path) -> None:
    assert plan(write(tmp_path, PACKAGE), "check") == SHAPE.splitlines()


def test_the_numbers_add_up(tmp_path: Path) -> None:
    found = json.loads(
        bnmigrate(write(tmp_path, PACKAGE), "check", "--output-format", "json").stdout
    )
    text = "\n".join(plan(tmp_path, "check"))
    said = [
        int(number)
        for pattern in (
            r"(\d+) safe now",
            r"settle (\d+) places",
            r"(\d+) more become safe",
            r"read (\d+) unsafe",
            r"decide (\d+) on",
        )
        for number in re.findall(pattern, text)
    ]
    assert sum(said) == len(found)


def test_what_the_plan_says_comes_true(tmp_path: Path) -> None:
    """What waits is fixed once the places are settled, as the plan says, and nothing of it else."""
    write(tmp_path, PACKAGE)
    before = json.loads(bnmigrate(tmp_path, "check", "--output-format", "json").stdout)
    waits = [entry for entry in before if entry["blocked_by"]]
    assert {entry["path"] for entry in waits} == {"nets.py"}
    assert f"{len(waits)} more become safe" in "\n".join(plan(tmp_path, "check"))
    write(tmp_path, SETTLED)
    after = json.loads(bnmigrate(tmp_path, "check", "--output-format", "json").stdout)
    fixed = {(entry["path"], entry["line"], entry["code"]) for entry in after if entry["fixed"]}
    assert {(entry["path"], entry["line"], entry["code"]) for entry in waits} <= fixed
    assert not any(entry["blocked_by"] for entry in after)
    bnmigrate(tmp_path, "fix")
    text = (tmp_path / "nets.py").read_text()
    assert "self.norm.gamma" in text
    assert "momentum=0.8" in text


def test_the_page_shows_the_plan_of_a_real_package(tmp_path: Path) -> None:
    package = packages.unpack("easyocr", tmp_path)
    page = (PROJECT / "docs" / "output-formats.md").read_text(encoding="utf-8")
    shown = page.partition("<!-- easyocr: begin -->\n```text\n")[2].partition("```\n")[0]
    assert plan(tmp_path, "check", "--isolated", package.name) == shown.splitlines()


@pytest.mark.parametrize("name", ["hszhao/semseg", "bubbliiiing/deeplabv3-plus-pytorch"])
def test_the_page_shows_the_plan_of_a_repository(name: str, tmp_path: Path) -> None:
    """$BNMIGRATE_CLONES is a folder of clones, each called OWNER+NAME."""
    clone = Path(os.environ.get("BNMIGRATE_CLONES", tmp_path), name.replace("/", "+"))
    if not clone.exists():
        pytest.skip(f"$BNMIGRATE_CLONES has no clone of {name}")
    page = (PROJECT / "docs" / "output-formats.md").read_text(encoding="utf-8")
    commit = re.search(rf"{name}/tree/([0-9a-f]{{40}})", page)
    assert commit is not None
    shown = page.partition(f"<!-- {name}: begin -->\n```text\n")[2].partition("```\n")[0]
    check_out(clone, commit[1], tmp_path)
    assert plan(tmp_path, "check", "--isolated", ".") == shown.splitlines()


def test_one_place_of_two_is_not_enough(tmp_path: Path) -> None:
    write(tmp_path, PACKAGE)
    write(tmp_path, {"slow.py": PACKAGE["slow.py"].replace("net.bn.eps = 1e-3\n", "")})
    assert "settle 2 places, and 3 more become safe" in "\n".join(plan(tmp_path, "check"))


def test_fix_plans_what_is_left(tmp_path: Path) -> None:
    lines = plan(write(tmp_path, PACKAGE), "fix")
    assert lines[1] == "1  settle 3 places, and 3 more become safe"


def test_nothing_found_is_no_plan(tmp_path: Path) -> None:
    assert plan(write(tmp_path, {"a.py": "import torch\n"}), "check") == []


MANY = "\n".join(["from torch import nn", *(f"bn{i} = nn.BatchNorm2d({i})" for i in range(1, 22))])


def test_a_terminal_shows_the_plan_where_there_is_much_to_read(tmp_path: Path) -> None:
    def shown(*arguments: str) -> str:
        return on_a_terminal(tmp_path, "check", *arguments, NO_COLOR="1").stdout.decode()

    write(tmp_path, {"a.py": MANY})
    assert "safe now" in shown()
    assert "--output-format text" in shown()
    assert "^^^" in shown("--output-format", "text")
    assert "^^^" in bnmigrate(tmp_path, "check").stdout.decode(), "a pipe has it all"
    write(tmp_path, {"a.py": TORCH})
    assert "^^^" in shown()


@pytest.mark.parametrize("width", [60, 80, 200])
def test_nothing_of_it_is_cut_or_broken_on_a_terminal(width: int, tmp_path: Path) -> None:
    write(tmp_path, PACKAGE)
    arguments = ("check", "--output-format", "plan")
    said = on_a_terminal(tmp_path, *arguments, NO_COLOR="1", COLUMNS=str(width)).stdout.decode()
    lines = said[: said.index("`--output-format text`")].splitlines()
    assert max(map(len, lines)) <= width
    assert "..." not in said
    assert "change its meaning in silence" in " ".join(said.split())


def test_assumptions_that_are_alike_are_one_line_whatever_is_fixed() -> None:
    unsafe = [
        Finding("a.py", n, 1, code, "a call", n, 2, "unsafe", reason=f"`m{n}` may be another")
        for n, code in enumerate(["BN101", "BN102", "BN105"], 1)
    ]
    text = rendered(unsafe)
    assert "a.py:1,2,3  `m1`, `m2` or `m3` may be another" in text


def of(path: str, line: int, message: str, advice: str) -> Finding:
    return Finding(path, line, 1, "BN206", message, line, 2, advice=advice, fix_then="none")


def rendered(findings: list[Finding]) -> str:
    lines: list[str] = []
    reporter = PlanReporter(lines.append, Call())
    for path in sorted({finding.path for finding in findings}):
        mine = [finding for finding in findings if finding.path == path]
        reporter.file(FileReport(path, tuple(mine)))
    reporter.end()
    import click

    return click.unstyle("\n".join(lines))


def test_causes_that_are_alike_are_one_line_with_its_places() -> None:
    causes = [of("checks.py", n, f"`m{n}` is checked", "check it") for n in range(1, 103)]
    waits = [
        waiting(
            Finding("a.py", n, 1, "BN101", "a call", n, 2, "unsafe", fix_then="safe"),
            [Blocker("checks.py", n, 1, "BN206")],
        )
        for n in range(1, 103)
    ]
    text = rendered([*causes, *waits])
    assert "settle 102 places, and 102 more become safe" in text
    assert text.count("BN206") == 1
    assert "checks.py:1,2,3,4 +98" in text
    assert "`m1`, `m2` or 100 others is checked" in text


def test_of_many_causes_and_kinds_the_first_are_shown() -> None:
    causes = [of(f"{n}.py", 1, f"{n} is checked", "check it") for n in range(20)]
    first = waiting(
        Finding("a.py", 1, 1, "BN101", "a call", 1, 2, "none", fix_then="safe"),
        [Blocker(f"{n}.py", 1, 1, "BN206") for n in range(8)],
    )
    others = [
        waiting(
            Finding("a.py", n, 1, "BN101", "a call", n, 2, "none", fix_then="safe"),
            [Blocker(f"{n}.py", 1, 1, "BN206")],
        )
        for n in range(8, 20)
    ]
    text = rendered([*causes, first, *others])
    assert "settle 20 places, and 13 more become safe" in text
    assert "and 5 places more with it, of other kinds" in text
    assert "and 7 places more, frees 7" in text


def test_a_long_name_loses_its_first_folders() -> None:
    deep = f"{'folder/' * 9}checks.py"
    one = Finding("a.py", 1, 1, "BN101", "a call", 1, 2, "unsafe", fix_then="safe")
    blocker = Blocker(deep, 1, 1, "BN206")
    text = rendered([of(deep, 1, "it is checked", "check it"), waiting(one, [blocker])])
    (line,) = (line for line in text.splitlines() if "checks.py" in line)
    assert re.match(r"     \.\.\./(folder/)+checks\.py:1 ", line)
    assert len(line) <= 100


def test_what_frees_most_comes_first() -> None:
    causes = [of("checks.py", n, f"{n} is checked", "check it") for n in (1, 2)]
    waits = [
        waiting(
            Finding("a.py", n, 1, "BN101", "a call", n, 2, "none", fix_then=then),
            [Blocker("checks.py", 1 if n < 3 else 2, 1, "BN206")],
        )
        for n, then in enumerate(["safe", "safe", "safe", "safe", "unsafe"], 1)
    ]
    text = rendered([*causes, *waits])
    assert text.index("2 is checked") < text.index("1 is checked")
    assert "4 more become safe and 1 becomes an unsafe fix to read" in text


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (["`a` is"], "`a` is"),
        (["`a` is", "`a` is"], "`a` is"),
        (["`a` is", "`b` is"], "`a` or `b` is"),
        (["`a` of `x`", "`b` of `x`", "`c` of `y`"], "`a`, `b` or `c` of `x` or `y`"),
    ],
)
def test_texts_that_differ_in_what_they_quote_are_one(texts: list[str], said: str) -> None:
    assert merged(texts) == said
