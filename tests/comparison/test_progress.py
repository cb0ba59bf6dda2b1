"""What is going on is said on a terminal, for what takes longer than a second."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command_line import on_a_terminal, process, write

pytest.importorskip("torch", reason="torch is not installed")

SLOW = "import time\n\ntime.sleep(1.5)\n"
NET = "from torch import nn\n\n\ndef build():\n    return nn.BatchNorm2d(2)\n"
CALLED = """from time import sleep

from torch import nn


class build(nn.BatchNorm2d):
    def __init__(self):
        super().__init__(2)

    def forward(self, x):
        sleep(1.5)
        return super().forward(x)
"""
SIDES = ("compare", "net.py:build", "slow.py:build")


def test_what_is_built(tmp_path: Path) -> None:
    write(tmp_path, {"net.py": NET, "slow.py": SLOW + NET})
    shown = on_a_terminal(tmp_path, *SIDES).stdout.decode()
    assert "Building slow.py:build ...\r\n" in shown
    assert "1 pair of layers: equal settings" in shown


def test_what_is_called(tmp_path: Path) -> None:
    write(tmp_path, {"net.py": NET, "slow.py": CALLED})
    shown = on_a_terminal(tmp_path, *SIDES, "--input", "2,2,4,4", "--steps", "1").stdout.decode()
    assert "Calling slow.py:build ...\r\n" in shown


def test_nothing_without_a_terminal(tmp_path: Path) -> None:
    write(tmp_path, {"net.py": NET, "slow.py": SLOW + NET})
    done = process(tmp_path, *SIDES)
    assert done.stderr.decode() == "1 pair of layers: equal settings\n"
