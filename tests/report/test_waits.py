"""What waits for another: its place in the formats for people, and how programs are told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.command_line import bnmigrate, write

NORM = (
    "from torch import nn\n\nnorm = nn.BatchNorm2d\na = norm(64, momentum=0.1)\n"
    "b = norm(64, momentum=None)\n"
)
HOLDS = "`norm` holds torch.nn.BatchNorm2d; momentum=0.1 becomes momentum=0.9"
TWO = f"{NORM}c = norm(64, device='cuda')\n"


def report(folder: Path, name: str, *arguments: str) -> str:
    return bnmigrate(folder, "check", "--output-format", name, *arguments).stdout.decode()


@pytest.mark.parametrize("name", ["text", "grouped"])
def test_a_line_under_its_cause(tmp_path: Path, name: str) -> None:
    lines = report(write(tmp_path, {"a.py": NORM}), name).splitlines()
    first = next(i for i, line in enumerate(lines) if line.startswith("    then:"))
    assert "5:5" in next(line for line in lines[:first] if "BN201" in line)
    assert lines[first : first + 3] == [
        "    then: these can change",
        "      a.py:3:8: BN102 torch.nn.BatchNorm2d is assigned",
        f"      a.py:4:5: BN107 {HOLDS}",
    ]


def test_all_causes_are_named_once(tmp_path: Path) -> None:
    text = report(write(tmp_path, {"a.py": TWO}), "text")
    assert text.count("    then: with line 6 settled too, these can change\n") == 1
    assert text.count("a.py:3:8: BN102") == text.count("a.py:4:5: BN107") == 1


def test_a_cause_in_another_file_has_what_waits_below_it(tmp_path: Path) -> None:
    net = "from torch import nn\n\nclass Net(nn.Module):\n    def __init__(self):\n"
    net += "        super().__init__()\n        self.bn = nn.BatchNorm2d(3)\n"
    use = "from net import Net\n\nnet = Net()\nnet.bn.eps = 1\n"
    write(tmp_path, {"pyproject.toml": "", "net.py": net, "use.py": use})
    lines = report(tmp_path, "text").splitlines()
    assert lines[0].startswith("use.py:4:1: BN206 ")
    assert lines[-1] == "      net.py:6:19: BN101 [unsafe] call of torch.nn.BatchNorm2d"
    # What it waits for isn't among the findings here, so it stands for itself.
    assert report(tmp_path, "text", "net.py").startswith("net.py:6:19: BN101 [unsafe] call of")


def test_a_line_in_concise_says_what_it_waits_for(tmp_path: Path) -> None:
    assert report(write(tmp_path, {"a.py": NORM}), "concise").splitlines() == [
        "a.py:5:5: BN201 momentum=None has no counterpart in MindSpore",
        "a.py:3:8: BN102 torch.nn.BatchNorm2d is assigned (waits for line 5)",
        f"a.py:4:5: BN107 {HOLDS} (waits for line 5)",
    ]


def test_json_has_the_fingerprints_of_all_causes(tmp_path: Path) -> None:
    entries = json.loads(report(write(tmp_path, {"a.py": TWO}), "json"))
    mark = {entry["line"]: entry["fingerprint"] for entry in entries}
    assert {entry["line"]: entry["blocked_by"] for entry in entries} == {
        3: [mark[5], mark[6]],
        4: [mark[5], mark[6]],
        5: [],
        6: [],
    }


def test_what_is_fixed_all_the_same_waits_no_more(tmp_path: Path) -> None:
    net = "from torch import nn\n\nclass Net(nn.Module):\n    def __init__(self):\n"
    net += "        super().__init__()\n        self.bn = nn.BatchNorm2d(3)\n\n"
    net += "    def slow(self):\n        self.bn.eps = 1\n"
    write(tmp_path, {"a.py": net})
    (layer, _) = json.loads(report(tmp_path, "json"))
    assert layer["blocked_by"]
    (layer, _) = json.loads(report(tmp_path, "json", "--unsafe-fixes"))
    assert layer["fixed"]
    assert layer["blocked_by"] == []


def test_sarif_has_the_places_of_all_causes(tmp_path: Path) -> None:
    (run,) = json.loads(report(write(tmp_path, {"a.py": TWO}), "sarif"))["runs"]
    related = {
        result["locations"][0]["physicalLocation"]["region"]["startLine"]: [
            place["physicalLocation"]["region"]["startLine"]
            for place in result.get("relatedLocations", ())
        ]
        for result in run["results"]
    }
    assert related == {3: [5, 6], 4: [5, 6], 5: [], 6: []}


def test_a_reason_names_several_obstacles_of_one_place(tmp_path: Path) -> None:
    text = "from torch import nn\nbn = nn.BatchNorm2d(3, momentum=None, device='cuda')\n"
    (entry,) = json.loads(report(write(tmp_path, {"a.py": text}), "json"))
    assert entry["message"] == "momentum=None has no counterpart in MindSpore"
    assert "also, device='cuda' has no counterpart in MindSpore" in entry["reason"]
    assert "; drop it" in entry["advice"]


def test_what_is_said_of_one_place_twice_is_one_finding(tmp_path: Path) -> None:
    """A search in a text, and what its result is compared with, begin at one place."""
    code = (
        "from torch import nn\n\nnet = nn.Sequential(nn.BatchNorm2d(3))\n"
        'if str(net).find("eps") != -1:\n    print(1)\n'
    )
    lines = report(write(tmp_path, {"a.py": code}), "concise").splitlines()
    assert [line[: line.index(" the text")] for line in lines if "the text" in line] == [
        "a.py:4:4: BN209"
    ]
    plan = report(tmp_path, "plan")
    assert "settle 1 place" in plan
    assert "decide" not in plan
