"""What findings wait for: all places that stand against them, in whichever file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bnmigrate.findings import Blocker
from bnmigrate.places import CellPlace
from bnmigrate.waiting import named
from tests.command_line import bnmigrate, write

NET = """from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.bn = nn.BatchNorm2d(8)
"""
PACKAGE = {
    "pyproject.toml": "",
    "net.py": NET,
    "first.py": "from net import Net\n\nnet = Net()\nnet.bn.eps = 1e-3\nnet.bn.momentum = 0.2\n",
    "second.py": "from net import Net\n\nnet = Net()\nprint(net.bn.num_batches_tracked)\n",
}


def found(folder: Path, *arguments: str) -> list[dict[str, Any]]:
    done = bnmigrate(folder, "check", "--output-format", "json", *arguments)
    entries: list[dict[str, Any]] = json.loads(done.stdout)
    return entries


def test_all_that_stands_against_a_layer_is_named(tmp_path: Path) -> None:
    write(tmp_path, PACKAGE)
    for _ in range(2):  # what is known from before says the same
        (layer,) = (entry for entry in found(tmp_path) if entry["path"] == "net.py")
        assert layer["reason"] == (
            "first.py:4,5 and second.py:4 can't be translated (BN206), and they go together"
        )
        assert layer["advice"].startswith("resolve BN206 in these places first")


def test_a_file_that_has_an_obstacle_of_its_own_names_those_of_others(tmp_path: Path) -> None:
    write(tmp_path, PACKAGE)
    write(tmp_path, {"net.py": f"{NET}\n    def halve(self):\n        self.bn.eps /= 2\n"})
    (layer,) = (
        entry for entry in found(tmp_path) if entry["path"] == "net.py" and entry["line"] == 7
    )
    assert layer["reason"] == (
        "first.py:4,5, line 10 and second.py:4 can't be translated (BN206), and they go together"
    )


def test_what_was_settled_is_named_no_more(tmp_path: Path) -> None:
    write(tmp_path, PACKAGE)
    found(tmp_path)
    write(tmp_path, {"first.py": PACKAGE["second.py"]})
    (layer,) = (entry for entry in found(tmp_path) if entry["path"] == "net.py")
    assert layer["reason"].startswith("first.py:4 and second.py:4 can't be translated (BN206)")


def test_an_assumption_elsewhere_is_one_and_no_obstacle(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "pyproject.toml": "",
            "net.py": NET,
            "look.py": "from torch import nn\n\n\ndef look(bn: nn.BatchNorm2d):\n    bn.weight\n",
            "main.py": "from look import look\nfrom net import Net\n\nlook(Net().bn)\n",
        },
    )
    for entry in found(tmp_path):
        assert "can't be translated" not in (entry["reason"] or "")


@pytest.mark.parametrize(
    ("places", "said"),
    [
        ([("a.py", 5)], "line 5"),
        ([("a.py", 5), ("a.py", 5)], "line 5"),
        ([("a.py", 5), ("a.py", 9)], "lines 5,9"),
        ([("a.py", 5), ("b.py", 3), ("b.py", 7)], "line 5 and b.py:3,7"),
        ([("b.py", 1), ("c.py", 2), ("d.py", 3)], "b.py:1, c.py:2 and d.py:3"),
        ([("b.py", line) for line in range(1, 8)], "b.py:1,2,3,4 and 3 more"),
    ],
)
def test_places_in_words(places: list[tuple[str, int]], said: str) -> None:
    assert named((Blocker(*place, 1, "BN206") for place in places), "a.py", limit=4) == said


def test_a_place_in_a_notebook_is_that_in_its_cell() -> None:
    cell = CellPlace(2, 1, 1, 1, 5)
    blocker = Blocker("a.ipynb", 40, 9, "BN206", cell)
    assert named([blocker], "a.ipynb") == "line 1 of cell 2"
    assert named([blocker], "b.ipynb") == "a.ipynb:cell 2:1"
