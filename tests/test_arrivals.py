"""What other files hand to a parameter, a check or an import decides what a fix may do."""

from __future__ import annotations

import re
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
    (folder / "model.py").write_text(
        "import torch.nn as nn\nfrom functools import partial\nfrom block import Block\n\n"
        f"{other}\n"
    )
    return bnmigrate(folder, "check").stdout.decode()


@pytest.mark.parametrize(
    "other",
    [
        "Block(3, norm_layer=nn.RMSNorm)",
        "Block(3, norm_layer=LayerNorm2d)",
        "Block(3, norm_layer = partial(nn.RMSNorm, 2))",
    ],
)
def test_another_class_that_arrives_is_told(tmp_path: Path, other: str) -> None:
    said = check(tmp_path, other)
    assert "block.py:5:38: BN102 [*]" in said
    assert "block.py:8:9: BN105 [*]" in said
    assert "where `self.bn` is the layer" in said


@pytest.mark.parametrize(
    "other",
    [
        "Block(3, norm_layer=nn.BatchNorm2d)",
        "Block(3, norm_layer=None)",
        "Block(3, act_layer=nn.RMSNorm)",
        "args = dict(\n    norm_layer=nn.InstanceNorm2d,\n)",
        "block.norm_layer = nn.RMSNorm",
        "norm_layer = nn.RMSNorm(2, 4)",
    ],
)
def test_all_else_leaves_it_to_the_default(tmp_path: Path, other: str) -> None:
    said = check(tmp_path, other)
    assert "BN208" not in said
    assert "block.py:5:38: BN102 [*]" in said
    assert "block.py:8:9: BN105 [*]" in said


PARTIAL = """\
from functools import partial
import torch.nn as nn
from layers import conv

norm = partial(nn.BatchNorm2d, momentum=0.01)
conv(3, norm_layer=norm)


def own(norm_layer):
    return nn.Sequential(norm_layer(3))


own(partial(nn.BatchNorm2d, momentum=0.001))
"""


@pytest.mark.parametrize(
    ("other", "apart"),
    [
        ("if isinstance(norm_layer, functools.partial):\n        return norm_layer.keywords", True),
        ("if isinstance(norm_layer, partial):\n        norm_layer = norm_layer.func", False),
        ("norm_layer = partial(norm_layer, eps=0.1)", False),
    ],
)
def test_a_function_that_reads_a_partials_arguments_is_told(
    tmp_path: Path, other: str, apart: bool
) -> None:
    """As timm does: it gives the partial's arguments to its own BatchNormAct2d."""
    package = tmp_path / "net"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "model.py").write_text(PARTIAL.replace("from layers", "from .layers"))
    (package / "layers.py").write_text(
        "import functools\nfrom functools import partial\n\n"
        f"def conv(c, norm_layer):\n    {other}\n    return norm_layer(c)\n"
    )
    said = bnmigrate(tmp_path, "check").stdout.decode()
    assert ("layers.py:6:16: BN208" in said) == apart
    assert f"model.py:5:8: BN103 [{'unsafe' if apart else '*'}]" in said
    assert "model.py:13:5: BN103 [*]" in said


MODEL = """\
import torch.nn as nn
from functools import partial
from layers import Block

block = Block(3, norm_layer=nn.BatchNorm2d)
arguments = dict(norm_layer=partial(nn.BatchNorm2d, eps=0.1))
more = {"norm_layer": nn.BatchNorm2d if block else None}
norm = nn.BatchNorm2d
Block(3, norm_layer=norm or None), Block(3, **more)
plain = nn.BatchNorm2d(3)
"""


@pytest.mark.parametrize(
    ("call", "is_told"),
    [
        ("norm_layer(3, **{'momentum': c})", True),
        ("norm_layer(3, device=(1, 2))", True),
        ("norm_layer(3, momentum=0.1)", False),
        ("norm_layer(3), g(momentum=0.1)", False),
    ],
)
def test_a_call_of_what_is_passed_on_is_told_where_it_may_go_wrong(
    tmp_path: Path, call: str, is_told: bool
) -> None:
    (tmp_path / "layers.py").write_text(f"def Block(c, norm_layer=None):\n    {call}\n")
    (tmp_path / "model.py").write_text(MODEL)
    said = bnmigrate(tmp_path, "check", "--output-format", "concise").stdout.decode()
    for place in ("5:29: BN102", "7:23: BN102", "8:8: BN102"):
        assert f"model.py:{place} [{'unsafe' if is_told else '*'}]" in said, place
    assert "model.py:6:29: BN103 [*]" in said
    assert "model.py:10:9: BN101 [*]" in said
    if is_told:
        assert "layers.py:2:5: BN20" in said
    elif "norm_layer(3, momentum" in call:
        assert "layers.py:2:5: BN107 [*]" in said


CHECK = """\
import torch.nn as nn


def freeze(model):
    for m in model.modules():
        if isinstance(m, nn.BatchNorm2d):
            m.eval()
"""


@pytest.mark.parametrize(
    ("other", "is_sure"),
    [
        ("bn = nn.BatchNorm2d(3)", True),
        ("from freeze import freeze\nfreeze(nn.Sequential(nn.BatchNorm2d(3)))", True),
        ("import torchvision\nfrom freeze import freeze\nfreeze(torchvision.resnet18())", False),
        ("import torch\nfrom freeze import freeze\nfreeze(torch.load('net.pt'))", False),
        ("f(norm_layer=nn.BatchNorm2d)", False),
    ],
)
def test_a_check_is_sure_unless_layers_that_stay_may_arrive(
    tmp_path: Path, other: str, is_sure: bool
) -> None:
    (tmp_path / "freeze.py").write_text(CHECK)
    (tmp_path / "other.py").write_text(f"import torch.nn as nn\n{other}\n")
    said = bnmigrate(tmp_path, "check", "--output-format", "concise").stdout.decode()
    assert f"freeze.py:6:26: BN102 [{'*' if is_sure else 'unsafe'}]" in said
    assert f"freeze.py:7:13: BN106 [{'*' if is_sure else 'unsafe'}]" in said


COMMON = """\
from torch import nn
from torch.nn import init

layer = nn.BatchNorm2d(4, momentum=0.1)
init.zeros_(layer.bias)
"""


@pytest.mark.parametrize(
    "other",
    [
        "from common import *\n\nconv = nn.Conv2d(3, 4, 1)\ninit.zeros_(conv.weight)",
        "from .common import (\n    nn,  # the framework\n    init,\n)",
        "import common\n\nconv = common.nn.Conv2d(3, 4, 1)\nprint(common.init)\n",
        "import common as c\n\nconv = c.nn.Conv2d(3, 4, 1)",
    ],
)
def test_an_import_that_another_file_takes_from_here_stays(tmp_path: Path, other: str) -> None:
    (tmp_path / "common.py").write_text(COMMON)
    (tmp_path / "model.py").write_text(f"{other}\n")
    bnmigrate(tmp_path, "fix")
    text = (tmp_path / "common.py").read_text()
    assert "layer = ms.nn.BatchNorm2d(4, momentum=0.9)" in text
    assert "\nfrom torch import nn\n" in text
    assert ("from torch.nn import init" in text) == ("init" in other or "*" in other)


@pytest.mark.parametrize(
    ("own", "other"),
    [
        ("", "from common import layer"),
        ("", "from other import *\nfrom torch import nn"),
        ("", "import torch.nn\n\ntorch.nn.Conv2d(3, 4, 1)"),
        ("from common import nn", "print(1)"),
        ("__all__ = ['layer']", "from common import *"),
    ],
)
def test_all_else_takes_nothing_from_here(tmp_path: Path, own: str, other: str) -> None:
    (tmp_path / "common.py").write_text(f"{COMMON}{own}\n")
    (tmp_path / "model.py").write_text(f"{other}\n")
    bnmigrate(tmp_path, "fix")
    text = (tmp_path / "common.py").read_text()
    assert text.startswith("from mindspore import nn\nfrom mindspore.common.initializer import")
    assert "layer = nn.BatchNorm2d(4, momentum=0.9)" in text


def test_a_layers_class_that_another_file_takes_from_here_is_told(tmp_path: Path) -> None:
    (tmp_path / "common.py").write_text("from torch.nn import BatchNorm2d\n\nBatchNorm2d(4)\n")
    (tmp_path / "model.py").write_text("from common import BatchNorm2d\n\nBatchNorm2d(4)\n")
    said = bnmigrate(tmp_path, "fix").stdout.decode()
    assert "common.py:1:22: BN102" in said
    assert "another file takes it from here" in said
    assert "\nfrom torch.nn import BatchNorm2d\n" in (tmp_path / "common.py").read_text()


SETTINGS = """\
import torch.nn as nn
import settings


class Block(nn.Module):
    def __init__(self, c, momentum=0.1, eps=1e-5, affine=True):
        super().__init__()
        self.a = nn.BatchNorm2d(c, momentum=momentum)
        self.b = nn.BatchNorm2d(c, eps=eps)
        self.c = nn.BatchNorm2d(c, affine=affine)
        self.d = nn.BatchNorm2d(c, momentum=settings.MOMENTUM)
"""


@pytest.mark.parametrize(
    ("other", "line", "code"),
    [
        ("block = Block(3, None)", 8, "BN201"),
        ("block = Block(3, momentum=None)", 8, "BN201"),
        ("given = {'momentum': None}\nblock = Block(3, **given)", 8, "BN201"),
        ("class B(Block):\n    def __init__(self):\n        super().__init__(3, None)", 8, "BN201"),
        ("block = Block(max(3, 4), 0.1, 1)", 9, "BN205"),
        ("block = Block(3, eps=1)", 9, "BN205"),
        ("block = Block(3, 0.1, 1e-5, 0)", 10, "BN205"),
        ("block = Block(3, affine=1)", 10, "BN205"),
        ("block = Block(3, (None, 1))", 8, "BN205"),
        ("block = Block(3, 0.1, [3, 1])", 9, "BN205"),
        ("import settings\nsettings.MOMENTUM = None", 11, "BN201"),
    ],
)
def test_a_value_that_another_file_gives_is_told(
    tmp_path: Path, other: str, line: int, code: str
) -> None:
    (tmp_path / "settings.py").write_text("MOMENTUM = 0.1\n")
    (tmp_path / "block.py").write_text(SETTINGS)
    (tmp_path / "model.py").write_text(f"from block import Block\n{other}\n")
    said = bnmigrate(tmp_path, "check").stdout.decode()
    assert f"block.py:{line}:18: {code}" in said
    assert re.search(r"may be (an? )?\w+ here( \(line [2-4] of model\))?", said)
    assert said.count("[*]") == 3, said


@pytest.mark.parametrize(
    "other",
    [
        "block = Block(None)",
        "block = Block(3, 0.1, 1e-5, True)",
        "def make(c, momentum=None, eps=1):\n    pass",
        "norm = nn.BatchNorm1d(3, momentum=None)",
        "self.momentum = None",
        "other = Other(3, None, 1, 0)",
        "steps = 1\nneps = 1.5",
    ],
)
def test_all_other_values_are_fine(tmp_path: Path, other: str) -> None:
    (tmp_path / "block.py").write_text(SETTINGS)
    (tmp_path / "model.py").write_text(f"from block import Block\n{other}\n")
    assert bnmigrate(tmp_path, "check").stdout.decode().count("[*]") == 4
