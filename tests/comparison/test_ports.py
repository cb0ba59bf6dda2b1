"""mindcv's ports beside the models that they are ports of: a sample, and all of them with
BNMIGRATE_WHOLE=1.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator

import numpy as np
import pytest

from benchmarks import ports
from bnmigrate.comparison.api import Options, compared
from bnmigrate.comparison.inputs import Input
from bnmigrate.comparison.loading import load
from tests.comparison.nets import needs_frameworks

WHOLE = bool(os.environ.get("BNMIGRATE_WHOLE"))
SAMPLE = (
    "torchvision.models:resnet18",
    "torchvision.models:mobilenet_v3_small",
    "torchvision.models:shufflenet_v2_x1_0",
    "timm.models:mnasnet_100",
    "timm.models:xception41",
    "timm.models:seresnet18",
)
POOL = (
    "max_pool: in training its input agrees and its output doesn't: MaxPool2d, the original's "
    "maxpool"
)
PAGE = ports.PAGE.read_text(encoding="utf-8")
ROWS = {
    cells[1]: "| " + " | ".join(cells) + " |"
    for cells in re.findall(r"^\| (\w+) \| ([\w.]+:\w+) \| (.+?) \| (.+) \|$", PAGE, re.MULTILINE)
}


@pytest.fixture(scope="module", autouse=True)
def _packages() -> Iterator[None]:
    needs_frameworks()
    with ports.unpacked():
        yield
    for name in [n for n in sys.modules if n.partition(".")[0] in ports.PACKAGES]:
        del sys.modules[name]


def test_the_page_has_all_models() -> None:
    assert list(ROWS) == list(ports.PORTS)


@pytest.mark.slow
@pytest.mark.parametrize("name", ports.PORTS if WHOLE else SAMPLE)
def test_the_page_says_what_compare_finds(name: str) -> None:
    assert f"| {' | '.join(ports.compared(name).cells())} |" == ROWS[name]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("original", "port", "expected"),
    [
        ("resnet18", "resnet18", POOL),
        ("densenet121", "densenet121", None),
        ("mobilenet_v2", "mobilenet_v2_100", None),
    ],
)
def test_what_they_compute(original: str, port: str, expected: str | None) -> None:
    sides = load(f"torchvision.models:{original}"), load(f"mindcv.models:{port}")
    result = compared(*sides, Options((Input((2, 3, 64, 64)),), steps=2))
    assert [str(difference) for difference in result.differences] == ([expected] * bool(expected))


@pytest.mark.slow
def test_the_pool_of_resnet18_by_hand() -> None:
    """mindcv's pads with "same", which is nothing before and one after for even sizes."""
    torch = pytest.importorskip("torch")
    mindspore = pytest.importorskip("mindspore")
    pools = [
        load(f"{module}:resnet18").module for module in ("torchvision.models", "mindcv.models")
    ]
    x = np.arange(16, dtype=np.float32).reshape(1, 1, 4, 4)
    assert pools[0].maxpool(torch.from_numpy(x)).tolist() == [[[[5, 7], [13, 15]]]]
    assert pools[1].max_pool(mindspore.Tensor(x)).asnumpy().tolist() == [[[[10, 11], [14, 15]]]]
