"""`invert-constants`: a constant that is nothing but momentum changes instead of the calls."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command_line import bnmigrate, write

NET = """\
import torch
from torch import nn

BN_MOMENTUM = 0.1


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.BatchNorm2d(3, momentum=BN_MOMENTUM)
        self.second = nn.Sequential(nn.Conv2d(3, 3, 1), nn.BatchNorm2d(3, 1e-3, BN_MOMENTUM))


def shape():
    return torch.zeros(1)
"""
INVERTED = (
    NET.replace("import torch\n", "import mindspore as ms\nimport torch\n", 1)
    .replace("0.1", "0.9")
    .replace("nn.Batch", "ms.nn.Batch")
)
SETTINGS = {"pyproject.toml": "[tool.bnmigrate]\ninvert-constants = true\n"}


def fix(folder: Path, files: dict[str, str], *options: str) -> str:
    write(folder, {**SETTINGS, **files})
    done = bnmigrate(folder, "fix", "--quiet", *options, "net.py")
    assert done.returncode in (0, 1), done.stderr.decode()
    return (folder / "net.py").read_text()


def test_the_constant_changes_once_and_back(tmp_path: Path) -> None:
    assert fix(tmp_path, {"net.py": NET}) == INVERTED
    assert fix(tmp_path, {}) == INVERTED
    assert fix(tmp_path, {}, "--to", "torch") == NET
    assert fix(tmp_path, {}, "--invert-constants") == INVERTED


def test_without_the_setting_the_calls_change(tmp_path: Path) -> None:
    after = fix(tmp_path, {"net.py": NET}, "--no-invert-constants")
    assert "BN_MOMENTUM = 0.1\n" in after
    assert after.count("1 - BN_MOMENTUM") == 2


def test_the_report_says_where_it_changes(tmp_path: Path) -> None:
    write(tmp_path, {**SETTINGS, "net.py": NET})
    said = bnmigrate(tmp_path, "check", "--output-format", "concise").stdout.decode()
    assert said.count("; BN_MOMENTUM becomes 0.9 where it is set") == 2
    assert "1 - BN_MOMENTUM" not in said


def test_the_report_says_that_a_constant_stays(tmp_path: Path) -> None:
    net = (
        f"{NET}\n\ndef own(BN_MOMENTUM=0.2):\n    return nn.BatchNorm2d(8, momentum=BN_MOMENTUM)\n"
    )
    write(tmp_path, {**SETTINGS, "net.py": net, "other.py": "print(eval(input()))\n"})
    said = bnmigrate(tmp_path, "check", "--output-format", "concise").stdout.decode()
    stays = "; BN_MOMENTUM stays, which something else sets or reads, or may"
    assert said.count(f"momentum=1 - BN_MOMENTUM{stays}") == 2, "a parameter is none"
    assert said.count("momentum=1 - BN_MOMENTUM") == 3
    unasked = bnmigrate(tmp_path, "check", "--no-invert-constants").stdout.decode()
    assert "stays" not in unasked


@pytest.mark.parametrize(
    ("constant", "inverted"),
    [
        (
            "BN_MOMENTUM: float = 0.1  # of the new batch",
            "BN_MOMENTUM: float = 0.9  # of the new batch",
        ),
        ("BN_MOMENTUM = 1e-2", "BN_MOMENTUM = 0.99"),
        ("BN_MOMENTUM = (0.1)", "BN_MOMENTUM = 0.9"),
    ],
)
def test_however_it_is_written(constant: str, inverted: str, tmp_path: Path) -> None:
    net = NET.replace("BN_MOMENTUM = 0.1", constant)
    assert f"\n{inverted}\n" in fix(tmp_path, {"net.py": net})


@pytest.mark.parametrize(
    "others",
    [
        {"other.py": "from net import Net\n\nBN_MOMENTUM = 0.2\nprint(BN_MOMENTUM, Net())\n"},
        {"other.py": "from net import *\n\nprint(Net(), shape())\n"},
        {"other.py": "import net\n\nmodule = net\nprint(module.Net(), net.shape())\n"},
        {"a.py": "M = 1\n", "other.py": "import a, net\n\nprint(net.Net(), a.M)\n"},
    ],
)
def test_who_reads_something_else_is_no_reader(others: dict[str, str], tmp_path: Path) -> None:
    assert "BN_MOMENTUM = 0.9\n" in fix(tmp_path, {"net.py": NET, **others})


@pytest.mark.parametrize(
    "reader",
    [
        "from net import BN_MOMENTUM\n\nprint(BN_MOMENTUM)\n",
        "from net import BN_MOMENTUM as M\n",
        "import net\n\nprint(net.BN_MOMENTUM)\n",
        "from net import *\n\nprint(BN_MOMENTUM)\n",
        "import net\n\nprint(getattr(net, 'BN_MOMENTUM'))\n",
        "import net\n\nprint(getattr(net, input()))\n",
        "import net\n\nprint(vars(net))\n",
        "import net\n\nprint(dir(net), net.__dict__)\n",
        "import net\n\nnet.BN_MOMENTUM = 0.1\n",
        "import net\n\nnet.BN_MOMENTUM = 0.5\n",
        "import net\n\ndel net.BN_MOMENTUM\n",
        "import net\n\nsetattr(net, 'BN_MOMENTUM', 0.5)\n",
        "import net\n\nfor module in (net,):\n    print(module.BN_MOMENTUM)\n",
        "import net\n\n\ndef show(module):\n    print(module.BN_MOMENTUM)\n\n\nshow(net)\n",
        "import sys\nimport net\n\nprint(sys.modules['net'].BN_MOMENTUM)\n",
        "import importlib\n\nprint(importlib.import_module('net').BN_MOMENTUM)\n",
        "import importlib\n\nprint(importlib.import_module(input()).Net())\n",
        "from operator import attrgetter\nimport net\n\nprint(attrgetter('BN_MOMENTUM')(net))\n",
        "from unittest import mock\n\nwith mock.patch('net.BN_MOMENTUM', 0.5):\n    pass\n",
        "def test(monkeypatch):\n    monkeypatch.setattr('net.BN_MOMENTUM', 0.5)\n",
        "import net\n\n\ndef test():\n    assert net.BN_MOMENTUM == 0.1\n",
        "import net\n\nexec('print(net.BN_MOMENTUM)')\n",
        "import net\n\nprint(eval(input()))\n",
        "import net\n\nprint(f'{net.BN_MOMENTUM}')\n",
        "import net, inspect\n\nprint(inspect.getmembers(net))\n",
        "this is no Python\n",
    ],
)
@pytest.mark.parametrize("name", ["other.py", "tests/test_net.py"])
def test_who_reads_it_keeps_it_as_it_is(reader: str, name: str, tmp_path: Path) -> None:
    after = fix(tmp_path, {"net.py": NET, name: reader})
    assert "BN_MOMENTUM = 0.1\n" in after
    assert after.count("1 - BN_MOMENTUM") in (0, 2)  # all of them, or something else is against it


@pytest.mark.parametrize(
    "more",
    [
        "print(BN_MOMENTUM)",
        "OTHER = BN_MOMENTUM",
        "BN_MOMENTUM = 0.1",
        "BN_MOMENTUM += 0",
        "del BN_MOMENTUM",
        "def more():\n    global BN_MOMENTUM\n    BN_MOMENTUM = 0.1",
        "def more(momentum=BN_MOMENTUM):\n    return momentum",
        "__all__ = ['BN_MOMENTUM', 'Net']",
        "print(globals()['BN_MOMENTUM'])",
        "print(globals())",
        "print(locals())",
        "print(vars())",
        "print(eval('BN_MOMENTUM'))",
        "print(nn.InstanceNorm2d(3, momentum=BN_MOMENTUM))",
        "print(nn.BatchNorm2d(3, *[1e-3], momentum=BN_MOMENTUM))",
        "print(nn.BatchNorm2d(3, momentum=BN_MOMENTUM * 2))",
        "print(nn.BatchNorm2d(3, momentum=BN_MOMENTUM).extra_repr)",
        "options = dict(momentum=BN_MOMENTUM)\nprint(nn.BatchNorm2d(3, **options))",
        "print(nn.BatchNorm2d(3, momentum=BN_MOMENTUM))  # noqa: BN101",
        "import mindspore\n\nprint(mindspore.nn.BatchNorm2d(3, momentum=BN_MOMENTUM))",
        "import sys\n\nprint(sys.modules[__name__].BN_MOMENTUM)",
    ],
)
def test_what_else_the_module_does_with_it(more: str, tmp_path: Path) -> None:
    after = fix(tmp_path, {"net.py": f"{NET}\n\n{more}\n"})
    assert "BN_MOMENTUM = 0.9" not in after
    assert "BN_MOMENTUM = 0.1\n" in after


def test_two_names_for_one_number_stay(tmp_path: Path) -> None:
    net = NET.replace("BN_MOMENTUM = 0.1", "OTHER = BN_MOMENTUM = 0.1")
    assert "OTHER = BN_MOMENTUM = 0.1\n" in fix(tmp_path, {"net.py": net})


def test_a_name_of_another_scope_is_another_one(tmp_path: Path) -> None:
    net = NET + "\n\ndef more(BN_MOMENTUM):\n    return BN_MOMENTUM\n"
    assert "BN_MOMENTUM = 0.9\n" in fix(tmp_path, {"net.py": net})


def test_a_file_that_is_judged_alone_keeps_it(tmp_path: Path) -> None:
    after = fix(tmp_path, {"net.py": NET}, "--no-context", "--unsafe-fixes")
    assert "BN_MOMENTUM = 0.1\n" in after
    assert "1 - BN_MOMENTUM" in after
