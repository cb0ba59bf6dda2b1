"""A progress bar: on a terminal, and for what takes longer than a second."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.command_line import PROJECT, on_a_terminal, process, write

pytest.importorskip("torch", reason="torch is not installed")

# Python imports this before anything else; it makes a second pass after a hundredth of one.
FAST_CLOCK = "import time\n\nclock = time.monotonic\ntime.monotonic = lambda: 100 * clock()\n"
SITES = "import torch.nn as nn\n\n" + "".join(
    f"bn{width} = nn.BatchNorm2d({width}, momentum=0.1)\n" for width in range(1, 9)
)
NETS = "import torch.nn as nn\n\n\ndef small():\n    return nn.BatchNorm2d(2)\n"
MODEL = ("--model", "nets:small", "--input", "2,2,4,4")


@pytest.fixture
def fast(tmp_path: Path) -> dict[str, str]:
    folder = write(tmp_path / "clock", {"sitecustomize.py": FAST_CLOCK})
    return {"PYTHONPATH": os.pathsep.join([str(folder), str(PROJECT)])}


def test_a_bar_for_what_takes_longer_than_a_second(tmp_path: Path, fast: dict[str, str]) -> None:
    write(tmp_path, {"net.py": SITES})
    shown = on_a_terminal(tmp_path, "verify", "net.py", **fast).stdout.decode()
    assert "Running  [" in shown
    assert "100%" in shown
    told = [line for line in shown.splitlines() if line.startswith("net.py:")]
    assert len(told) == 8


def test_a_bar_while_a_model_is_trained(tmp_path: Path, fast: dict[str, str]) -> None:
    write(tmp_path, {"nets.py": NETS})
    shown = on_a_terminal(tmp_path, "verify", *MODEL, **fast).stdout.decode()
    assert "Training  [" in shown
    assert "50%" in shown


def test_no_bar_for_less_than_a_second(tmp_path: Path) -> None:
    slow = write(tmp_path / "clock", {"sitecustomize.py": FAST_CLOCK.replace("100 *", "0.001 *")})
    path = os.pathsep.join([str(slow), str(PROJECT)])
    text = "import torch.nn as nn\n\nbn = nn.BatchNorm2d(3)\n"
    write(tmp_path, {"net.py": text})
    shown = on_a_terminal(tmp_path, "verify", "net.py", PYTHONPATH=path).stdout.decode()
    assert "net.py:3:6: BN101 equal" in shown
    assert "%" not in shown


def test_no_bar_without_a_terminal(tmp_path: Path, fast: dict[str, str]) -> None:
    write(tmp_path, {"net.py": SITES})
    done = process(tmp_path, "verify", "net.py", PYTHONPATH=fast["PYTHONPATH"])
    assert done.stderr.decode() == "8 translated calls of the layer: 8 equal\n"
