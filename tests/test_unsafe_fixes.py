"""What `--unsafe-fixes` leaves to a person, it leaves as it was and reports."""

from __future__ import annotations

import pytest

from bnmigrate.config import Config
from bnmigrate.engine import migrate

TORCH = """\
import torch.nn as nn


class Net(nn.Module):
    def __init__(self, planes):
        super().__init__()
        self.bn = nn.BatchNorm2d(planes)

    def reset(self):
        for m in self.modules():
            if isinstance(m, (nn.BatchNorm2d, nn.GroupNorm)):
                m.reset_parameters()
                nn.init.constant_(m.weight, 1)
"""
MINDSPORE = """\
import mindspore.nn as nn
from mindspore.common.initializer import initializer


class Net(nn.Cell):
    def __init__(self, planes):
        super().__init__()
        self.bn = nn.BatchNorm2d(planes)

    def reset(self):
        for m in self.cells():
            if isinstance(m, (nn.BatchNorm2d, nn.GroupNorm)):
                m.recompute()
                m.gamma.set_data(initializer("ones", m.gamma.shape, m.gamma.dtype))
"""


@pytest.mark.parametrize(("code", "target"), [(TORCH, "mindspore"), (MINDSPORE, "torch")])
def test_a_tuple_guard_with_one_obstacle_keeps_its_whole_body(code: str, target: str) -> None:
    """The other class of the tuple has none of the new names."""
    result = migrate(code.encode(), "a.py", Config(target=target, unsafe_fixes=True))
    assert result.output is not None
    body = code.splitlines()[-2:]
    assert result.output.decode().splitlines()[-2:] == body
    assert {(f.line, f.code) for f in result.findings if not f.fixed} == {
        (code.count("\n") - 1, "BN206"),
        (code.count("\n"), "BN208"),
    }
