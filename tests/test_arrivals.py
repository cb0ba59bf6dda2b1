"""A parameter named `norm_layer` takes what its default is, unless given files say otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command_line import bnmigrate

BLOCK = """\
import torch.nn as nn


class Block(nn.Module):
    def __init__(self, c, norm_layer=nn.BatchNorm2d):
        super().__init__()
        self.bn = norm_layer(c)
        nn.init.zeros_(self.bn.weight)
"""


def check(folder: Path, other: str) -> str:
    (folder / "block.py").write_text(BLOCK)
    (folder / "model.py").write_text(f"import torch.nn as nn\nfrom block import Block\n\n{other}\n")
    return bnmigrate(folder, "check").stdout.decode()


@pytest.mark.parametrize(
    "other",
    [
        "Block(3, norm_layer=nn.GroupNorm)",
        "Block(3, norm_layer=LayerNorm2d)",
        "Block(3, norm_layer = partial(nn.GroupNorm, 2))",
        "args = dict(\n    norm_layer=nn.InstanceNorm2d,\n)",
    ],
)
def test_another_class_under_the_name_is_told(tmp_path: Path, other: str) -> None:
    said = check(tmp_path, other)
    assert "block.py:8:9: BN208" in said
    line = 5 if "\n" in other else 4
    assert f"model.py:{line}" in said


@pytest.mark.parametrize(
    "other",
    [
        "Block(3, norm_layer=nn.BatchNorm2d)",
        "Block(3, norm_layer=None)",
        "Block(3, act_layer=nn.GroupNorm)",
        "block.norm_layer = nn.GroupNorm",
        "norm_layer = nn.GroupNorm(2, 4)",
    ],
)
def test_all_else_leaves_it_to_the_default(tmp_path: Path, other: str) -> None:
    said = check(tmp_path, other)
    assert "BN208" not in said
    assert "taking what arrives as `norm_layer` to be the layer" in said
