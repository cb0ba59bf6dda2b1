"""What `--unsafe-fixes` leaves to a person, it leaves as it was and reports."""

from __future__ import annotations

from typing import Any

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
            if isinstance(m, (nn.BatchNorm2d, nn.RMSNorm)):
                m.extra_repr()
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
            if isinstance(m, (nn.BatchNorm2d, nn.RMSNorm)):
                m.recompute()
                m.gamma.set_data(initializer("ones", m.gamma.shape, m.gamma.dtype))
"""


def test_a_tuple_guard_with_one_obstacle_keeps_its_whole_body() -> None:
    """The other class of the tuple has none of the new names."""
    result = migrate(MINDSPORE.encode(), "a.py", Config(target="torch", unsafe_fixes=True))
    assert result.output is not None
    body = MINDSPORE.splitlines()[-2:]
    assert result.output.decode().splitlines()[-2:] == body
    assert {(f.line, f.code) for f in result.findings if not f.fixed} == {
        (MINDSPORE.count("\n") - 1, "BN206"),
        (MINDSPORE.count("\n"), "BN208"),
    }


def test_or_tells_the_layer_apart_behind_it() -> None:
    result = migrate(TORCH.encode(), "a.py", Config(unsafe_fixes=True))
    assert result.output is not None
    assert result.output.decode().splitlines()[-5:] == [
        "                m.extra_repr()",
        "                if isinstance(m, ms.nn.BatchNorm2d):",
        "                    m.gamma.set_data(initializer('ones', m.gamma.shape, m.gamma.dtype))",
        "                else:",
        "                    nn.init.constant_(m.weight, 1)",
    ]
    assert [(f.line, f.code) for f in result.findings if not f.fixed] == [
        (TORCH.count("\n") - 1, "BN206")
    ]


RESET = """\
import torch.nn as nn


def reset(bn: nn.BatchNorm2d):
    bn.{method}()
"""
NAMES = {
    "gamma": "weight",
    "beta": "bias",
    "moving_mean": "running_mean",
    "moving_variance": "running_var",
}


@pytest.mark.parametrize("affine", [True, False])
@pytest.mark.parametrize("method", ["reset_parameters", "reset_running_stats"])
def test_the_fills_reset_a_layer_as_its_method_did(method: str, affine: bool) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    from bnmigrate.runtime import BatchNorm2d, activate

    code = RESET.format(method=method)
    result = migrate(code.encode(), "a.py", Config(unsafe_fixes=True))
    assert result.output is not None
    theirs, ours = torch.nn.BatchNorm2d(3, affine=affine), BatchNorm2d(3, affine=affine)
    names = {own: name for own, name in NAMES.items() if getattr(theirs, name) is not None}
    with torch.no_grad():
        for own, name in names.items():
            getattr(ours, own).fill_(7)
            getattr(theirs, name).fill_(7)
    with activate(hide_real=True):
        for text, layer in ((code, theirs), (result.output, ours)):
            namespace: dict[str, Any] = {}
            exec(text, namespace)
            namespace["reset"](layer)
    for own, name in names.items():
        assert torch.equal(getattr(ours, own), getattr(theirs, name)), own
    assert len(names) == (4 if affine else 2)


def test_a_check_for_both_of_mindspores_layers_is_for_one_afterwards() -> None:
    source = """\
from mindspore import mint, nn


def show(net):
    for m in net.cells():
        if isinstance(m, (nn.BatchNorm2d, mint.nn.BatchNorm2d)):
            print(m.gamma)


show(nn.SequentialCell(nn.BatchNorm2d(2), mint.nn.BatchNorm2d(2)))
"""
    output = migrate(source.encode(), "case.py", Config(target="torch", unsafe_fixes=True)).output
    assert output is not None
    assert b"isinstance(m, (torch.nn.BatchNorm2d, torch.nn.BatchNorm2d))" in output
    assert b"print(m.weight)" in output
