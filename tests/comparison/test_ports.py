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
    "timm.models:repvgg_a0",
    "timm.models:seresnet18",
    "timm.models:seresnet18(zero_init_last=False)",
    "timm.models:res2net50_26w_4s(zero_init_last=False)",
    "timm.models:resnest50d(zero_init_last=False)",
    "timm.models:halonet50ts(zero_init_last=False)",
)
EQUAL = (
    "torchvision.models:resnet18",
    "torchvision.models:resnet50",
    "torchvision.models:mobilenet_v2",
    "torchvision.models:efficientnet_b0",
    "torchvision.models:densenet121",
    "torchvision.models:regnet_y_400mf",
    "timm.models:ghostnet_100",
    "timm.models:hrnet_w32",
    "timm.models:res2net50_26w_4s(zero_init_last=False)",
    "timm.models:resnest50d(zero_init_last=False)",
    "timm.models:seresnet18(zero_init_last=False)",
    "timm.models:dpn92",
    "timm.models:mixnet_s",
    "timm.models:volo_d1_224",
    "timm.models:visformer_tiny",
    "timm.models:halonet50ts(zero_init_last=False)",
)
POOL = (
    "max_pool: in training its input agrees and its output doesn't: it is MaxPool2d(kernel_size=3, "
    "stride=2, pad_mode=SAME), and the original's maxpool MaxPool2d(kernel_size=3, stride=2, "
    "padding=1, dilation=1, ceil_mode=False)"
)
PAGE = ports.PAGE.read_text(encoding="utf-8")
TABLE = re.compile(r"^\| (\w+) \| ([\w.]+:\w+(?:\(.+?\))?) \| (.+?) \| (.+) \|$", re.MULTILINE)
ROWS = {cells[1]: cells for cells in TABLE.findall(PAGE)}
MODELS = {str(model): model for model in ports.MODELS}


@pytest.fixture(scope="module", autouse=True)
def _packages() -> Iterator[None]:
    needs_frameworks()
    with ports.unpacked():
        yield
    for name in [n for n in sys.modules if n.partition(".")[0] in ports.PACKAGES]:
        del sys.modules[name]


def test_the_page_has_all_models() -> None:
    assert list(ROWS) == list(MODELS)


@pytest.mark.parametrize("name", EQUAL)
def test_ports_that_have_the_settings_of_their_originals(name: str) -> None:
    assert ROWS[name][3] == "equal"


def test_ports_that_differ_in_what_a_new_one_is_filled_with_or_in_widths() -> None:
    for name in ("res2net50_26w_4s", "resnest50d", "seresnet18", "halonet50ts"):
        assert re.fullmatch(
            r"`gamma_init='ones'` for `gamma_init='zeros'` in \d+", ROWS[f"timm.models:{name}"][3]
        )
    assert "filled with values of its own` in 61" in ROWS["timm.models:repvgg_a0"][3]
    assert ROWS["torchvision.models:shufflenet_v2_x1_0"][3].startswith("the port lacks 2")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("torchvision.models:mobilenet_v3_small", "`eps=1e-05` for `eps=0.001`, `momentum=0.9`"),
        ("timm.models:mnasnet_100", "`eps=0.001` for `eps=1e-05`, `momentum=0.99`"),
        ("torchvision.models:inception_v3", "`momentum=0.9997` for `momentum=0.9` in 96"),
        ("timm.models:inception_v4", "`momentum=0.9997` for `momentum=0.9` in 149"),
        ("timm.models:xception41", "`eps=1e-05` for `eps=0.001` in 40; the port lacks 44"),
    ],
)
def test_ports_whose_settings_differ(name: str, said: str) -> None:
    assert ROWS[name][3].startswith(said)


@pytest.mark.slow
@pytest.mark.parametrize("name", MODELS if WHOLE else SAMPLE)
def test_the_page_says_what_compare_finds(name: str) -> None:
    assert tuple(ports.compared(MODELS[name]).cells()) == ROWS[name]


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
def test_hundreds_of_layers() -> None:
    sides = load("timm.models:hrnet_w32"), load("mindcv.models:hrnet_w32")
    result = compared(*sides, Options((Input((2, 3, 64, 64)),)))
    assert len(result.layers) == 325
    assert not [pair for pair in result.layers if not pair.is_equal]
    found = {difference.where for difference in result.differences}
    assert found == {
        "stage3.0.branches.0.0.conv1",
        *(f"downsample_modules.{number}.0" for number in range(3)),
        "final_layer.0",
    }


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
