"""A network of PyTorch and its port, as texts in which a test puts what is wrong."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.checkpoint.checkpoint_files import mindspore_or_skip
from tests.command_line import bnmigrate, write

TORCH = """
import torch.nn as nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(8, eps=1e-3, momentum=0.01)
        self.relu = nn.ReLU()
        self.pool = nn.MaxPool2d(3, 2, padding=1)
        self.body = nn.Sequential(nn.Conv2d(8, 8, 1), nn.BatchNorm2d(8), nn.ReLU())
        self.last = nn.BatchNorm2d(8, momentum=0.3)
        self.head = nn.Linear(8, 8)

    def forward(self, x):
        x = self.pool(self.relu(self.norm(self.conv(x))))
        x = self.last(self.body(x) + x)
        return self.head(x.mean((2, 3)))
"""

MINDSPORE = """
import mindspore.nn as nn

class Net(nn.Cell):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, pad_mode="pad", padding=1)
        self.norm = nn.BatchNorm2d(8, eps=1e-3, momentum=0.99)
        self.relu = nn.ReLU()
        self.pool = nn.MaxPool2d(3, 2, pad_mode="pad", padding=1)
        inner = nn.Conv2d(8, 8, 1, has_bias=True)
        self.body = nn.SequentialCell(inner, nn.BatchNorm2d(8), nn.ReLU())
        self.last = nn.BatchNorm2d(8, momentum=0.7)
        self.head = nn.Dense(8, 8)

    def construct(self, x):
        x = self.pool(self.relu(self.norm(self.conv(x))))
        x = self.last(self.body(x) + x)
        return self.head(x.mean((2, 3)))
"""


def needs_frameworks() -> None:
    """Skip aloud where one of the frameworks has no wheel."""
    pytest.importorskip("torch", reason="torch is not installed")
    os.environ.setdefault("GLOG_v", "3")
    mindspore_or_skip()


def changed(text: str, **changes: str) -> str:
    """Return `text` with the line of each attribute of the network made anew."""
    for name, line in changes.items():
        before = next(part for part in text.splitlines() if f"self.{name} = " in part)
        text = text.replace(before, " " * 8 + line)
    return text


def compared(
    folder: Path, original: str, port: str, *options: str, code: int
) -> tuple[dict[str, Any], list[str]]:
    """Compare two texts; return the report, and its differences as they are said."""
    write(folder, {"original.py": original, "port.py": port})
    done = bnmigrate(
        folder, "compare", "original.py:Net", "port.py:Net", "--output-format", "json", *options
    )
    assert done.returncode == code, done.stderr.decode()
    report = json.loads(done.stdout)
    return report, [f"{d['where']}: {d['what']}" for d in report["differences"]]
