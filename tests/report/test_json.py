"""JSON: what each entry has, and what a consumer makes of the replacements."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.command_line import TORCH, bnmigrate, write

TWO = TORCH + "last = nn.BatchNorm2d(4, momentum=0.2)\n"
UNSAFE = (
    "import torch.nn as nn\n\n"
    "def f(bn: type[nn.BatchNorm2d]):\n    return nn.Sequential(bn(3, momentum=0.1))\n"
)


def check(folder: Path, *arguments: str) -> list[dict[str, Any]]:
    done = bnmigrate(folder, "check", "--output-format", "json", *arguments)
    entries: list[dict[str, Any]] = json.loads(done.stdout)
    return entries


def applied(text: str, replacements: list[dict[str, Any]]) -> str:
    for change in reversed(replacements):
        text = text[: change["start"]] + change["text"] + text[change["end"] :]
    return text


def test_an_entry(tmp_path: Path) -> None:
    (entry,) = check(write(tmp_path, {"a.py": TORCH}))
    assert len(entry.pop("fingerprint")) == 32
    assert applied(TORCH, entry.pop("replacements")) == (
        "import mindspore.nn as nn\n\nbn = nn.BatchNorm2d(64, momentum=0.9)\n"
    )
    assert entry == {
        "path": "a.py",
        "line": 3,
        "column": 6,
        "end_line": 3,
        "end_column": 38,
        "cell": None,
        "code": "BN101",
        "url": "https://github.com/bnmigrate/bnmigrate/blob/main/docs/rules/BN101.md",
        "severity": "warning",
        "message": "call of torch.nn.BatchNorm2d; momentum=0.1 becomes momentum=0.9",
        "reason": None,
        "advice": None,
        "fix": "safe",
        "fixed": True,
        "suppressed": False,
        "blocked_by": [],
    }


def test_all_changes_of_a_file_stand_at_its_first_finding_that_is_fixed(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": TWO, "b.py": "import torch.nn as nn\nnn.BatchNorm2d(1)\n" + TWO})
    carried = [entry for entry in check(tmp_path) if entry["replacements"]]
    assert [(entry["path"], entry["line"]) for entry in carried] == [("a.py", 3), ("b.py", 2)]
    before = {path.name: path.read_text() for path in tmp_path.glob("*.py")}
    assert bnmigrate(tmp_path, "fix").returncode == 0
    for entry in carried:
        made = applied(before[entry["path"]], entry["replacements"])
        assert made == (tmp_path / entry["path"]).read_text()


def test_unsafe_fixes_are_carried_where_they_are_asked_for(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": UNSAFE})
    assert [entry["replacements"] for entry in check(tmp_path)] == [[], []]
    assert [entry["fix"] for entry in check(tmp_path)] == ["unsafe", "unsafe"]
    first, second = check(tmp_path, "--unsafe-fixes")
    assert (first["fixed"], second["fixed"], second["replacements"]) == (True, True, [])
    assert bnmigrate(tmp_path, "fix", "--unsafe-fixes").returncode == 0
    assert applied(UNSAFE, first["replacements"]) == (tmp_path / "a.py").read_text()


def test_lines_have_the_same_entries(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": TWO, "b.py": UNSAFE})
    done = bnmigrate(tmp_path, "check", "--output-format", "jsonl", ".", "nothing.py")
    entries = [json.loads(line) for line in done.stdout.splitlines()]
    assert entries == check(tmp_path, ".", "nothing.py")
    assert len(entries) == 5


def fingerprints(folder: Path, text: str) -> list[str]:
    return [entry["fingerprint"] for entry in check(write(folder, {"a.py": text}))]


ALIKE = "import torch.nn as nn\na = nn.BatchNorm2d(3)\nif a:\n    a = nn.BatchNorm2d(3)\n"


@pytest.mark.parametrize(
    "moved",
    [
        ALIKE.replace("\n", "\n\n# more\n"),
        ALIKE.replace("    ", "\t"),
        ALIKE.replace("a = nn", "a  =  nn"),
        "import os\n" + ALIKE + "print(os)\n",
        ALIKE.replace("\n", "\r\n"),
    ],
)
def test_fingerprints_stay_where_lines_move(tmp_path: Path, moved: str) -> None:
    before = fingerprints(tmp_path, ALIKE)
    assert fingerprints(tmp_path, moved) == before


def test_fingerprints_tell_findings_apart(tmp_path: Path) -> None:
    first, second = fingerprints(tmp_path, ALIKE)
    assert first != second
    assert fingerprints(tmp_path, ALIKE.replace("(3)\nif", "(4)\nif"))[0] not in (first, second)
    write(tmp_path, {"b.py": ALIKE})
    marks = [entry["fingerprint"] for entry in check(tmp_path)]
    assert len(marks) == len(set(marks)) == 4
