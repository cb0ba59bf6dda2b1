"""Both networks run on the same batches: what is wrong with a port is named as what it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bnmigrate import compare
from tests.command_line import bnmigrate, write
from tests.comparison.nets import MINDSPORE, TORCH, changed, compared, needs_frameworks

INPUT = ("--input", "4,3,16,16")


@pytest.fixture(autouse=True, scope="module")
def _frameworks() -> None:
    needs_frameworks()


def port(**changes: str) -> str:
    return changed(MINDSPORE, **changes)


def run(folder: Path, wrong: str, original: str = TORCH, code: int = 1) -> tuple[Any, list[str]]:
    return compared(folder, original, wrong, *INPUT, code=code)


def test_a_right_port_is_equal(tmp_path: Path) -> None:
    report, said = run(tmp_path, MINDSPORE, code=0)
    assert said == []
    numbers = report["numbers"]
    assert [layer["port"] for layer in numbers["layers"]] == [
        *("conv", "norm", "body.0", "body.1", "last", "head"),
    ]
    norm = numbers["layers"][1]
    assert norm["share_of_new_batch"] == pytest.approx([0.01, 0.01], abs=1e-5)
    assert max(norm[key] for key in ("input", "output", "evaluation", "statistics")) <= 1
    assert [end["when"] for end in numbers["outputs"]] == [
        *("step 1", "step 2", "step 3", "evaluation"),
    ]
    assert max(end["off_by"] for end in numbers["outputs"]) < 1e-5


def test_a_momentum_that_was_not_inverted(tmp_path: Path) -> None:
    _, said = run(tmp_path, port(last="self.last = nn.BatchNorm2d(8, momentum=0.3)"))
    takes = "its statistics take up 0.7 of each batch, the original's 0.3"
    assert said == [
        "last: momentum=0.3, and the original has momentum=0.3: write momentum=0.7",
        f"last: {takes}: the momentum is not inverted",
    ]


def test_an_epsilon(tmp_path: Path) -> None:
    _, said = run(tmp_path, port(norm="self.norm = nn.BatchNorm2d(8, eps=0.1, momentum=0.99)"))
    assert said == [
        "norm: eps=0.1, and the original has eps=0.001: write eps=0.001",
        "norm: in training its input agrees and its output doesn't, as its settings make it",
    ]


def test_statistics_of_the_batch_in_evaluation(tmp_path: Path) -> None:
    line = "self.last = nn.BatchNorm2d(8, momentum=0.7, use_batch_statistics=True)"
    _, said = run(tmp_path, port(last=line))
    assert said[0].startswith("last: use_batch_statistics=True, and the original has")
    assert said[1:] == [
        "last: in evaluation its input agrees and its output doesn't, as its settings make it"
    ]


def test_a_scale_that_starts_at_zero_has_the_originals_weights(tmp_path: Path) -> None:
    line = "self.last = nn.BatchNorm2d(8, momentum=0.7, gamma_init='zeros')"
    _, said = run(tmp_path, port(last=line))
    has = "gamma_init='zeros', and the original has weight filled with 1.0"
    assert said == [f"last: {has}: write gamma_init='ones'"]


def test_a_missing_layer(tmp_path: Path) -> None:
    body = "self.body = nn.SequentialCell(nn.Conv2d(8, 8, 1, has_bias=True), nn.ReLU())"
    _, said = run(tmp_path, port(body=body))
    assert said[0] == "body.1: the original's layer has none in the port"
    assert said[1].startswith("body.1: BatchNorm2d (scale (8,), offset (8,),")
    assert said[1].endswith("has no partner in the port")
    assert said[2].startswith("last: in training it is called with something else")


def test_two_layers_that_are_called_in_each_others_place(tmp_path: Path) -> None:
    calls = "self.pool(self.relu(self.norm(self.conv(x))))"
    assert calls in MINDSPORE
    swapped = MINDSPORE.replace(calls, calls.replace("self.norm", "self.last"))
    swapped = swapped.replace("x = self.last(self.body(x) + x)", "x = self.norm(self.body(x) + x)")
    _, said = run(tmp_path, swapped)
    assert "last: in training last and norm are called in each other's place" in said


def test_a_mode_that_does_not_reach_a_layer(tmp_path: Path) -> None:
    forgotten = (
        MINDSPORE
        + """
    def set_train(self, mode=True):
        self.conv.set_train(mode)
        return self
"""
    )
    _, said = run(tmp_path, forgotten)
    stays = "stays in inference while its network trains: set_train doesn't reach it"
    assert [line for line in said if stays in line] == [
        f"{path}: in training {stays}" for path in ("norm", "body.1", "last")
    ]
    assert "never move" in said[-1]


@pytest.mark.parametrize(
    ("change", "where", "what"),
    [
        (
            {"pool": 'self.pool = nn.MaxPool2d(3, 2, pad_mode="same")'},
            "pool",
            "it is MaxPool2d(kernel_size=3, stride=2, pad_mode=SAME), and the original MaxPool2d(",
        ),
        (
            {"pool": "self.pool = nn.MaxPool2d(3, 2)"},
            "pool",
            "it returns (4, 8, 7, 7) for the original's (4, 8, 8, 8)",
        ),
        (
            {"conv": "self.conv = nn.Conv2d(3, 8, 3, pad_mode='pad', padding=2, dilation=2)"},
            "conv",
            "its input agrees and its output doesn't: it is Conv2d(",
        ),
    ],
)
def test_a_padding(tmp_path: Path, change: dict[str, str], where: str, what: str) -> None:
    _, said = run(tmp_path, port(**change))
    assert said[0].startswith(f"{where}: in training ")
    assert what in said[0]


OWN = """
import mindspore
from mindspore import Parameter, nn, ops

class Own(nn.Cell):
    def __init__(self, rows, columns):
        super().__init__()
        self.weight = Parameter(ops.ones((rows, columns)))
        self.bias = Parameter(ops.zeros(8))

    def construct(self, x):
        return ops.matmul(x, self.weight) + self.bias
"""


def test_a_weight_that_is_transposed(tmp_path: Path) -> None:
    own = MINDSPORE.replace("\nimport mindspore.nn as nn\n", OWN)
    _, said = run(tmp_path, changed(own, head="self.head = Own(8, 8)"))
    agrees = "in training its input agrees and its output doesn't"
    assert said == [f"head: {agrees}, as if its weight were transposed"]


def test_a_weight_that_is_transposed_and_not_square(tmp_path: Path) -> None:
    own = MINDSPORE.replace("\nimport mindspore.nn as nn\n", OWN.replace("zeros(8)", "zeros(4)"))
    original = changed(TORCH, head="self.head = nn.Linear(8, 4)")
    _, said = run(tmp_path, changed(own, head="self.head = Own(8, 4)"), original)
    assert (
        "head: weight has the shape (8, 4), and the original's (4, 8): it looks transposed" in said
    )


def test_a_bias_that_was_left_out(tmp_path: Path) -> None:
    body = "self.body = nn.SequentialCell(nn.Conv2d(8, 8, 1), nn.BatchNorm2d(8), nn.ReLU())"
    _, said = run(tmp_path, port(body=body))
    assert said[0] == "body.0: the original's bias (8,) has none in the port"


def test_what_is_computed_between_layers(tmp_path: Path) -> None:
    wrong = MINDSPORE.replace("self.body(x) + x", "self.body(x) - x")
    _, said = run(tmp_path, wrong)
    assert said[0].startswith("last: in training it is called with something else than the origin")
    assert "before it ReLU body.2 is called, and in the original ReLU body.2" in said[0]
    assert len(said) == 1


def test_what_is_computed_at_the_end(tmp_path: Path) -> None:
    wrong = MINDSPORE.replace(
        "return self.head(x.mean((2, 3)))", "return self.head(x.mean((2, 3))) * 2"
    )
    _, said = run(tmp_path, wrong)
    assert said[0].startswith(": in training all layers agree and the end doesn't")


def test_dropout_is_off(tmp_path: Path) -> None:
    original = changed(TORCH, head="self.head = nn.Sequential(nn.Dropout(), nn.Linear(8, 8))")
    other = port(head="self.head = nn.SequentialCell(nn.Dropout(p=0.5), nn.Dense(8, 8))")
    report, _ = run(tmp_path, other, original, code=0)
    assert report["numbers"]["notes"] == [
        f"{side}.py:Net: what draws is off, head.0 (--dropout leaves it on)"
        for side in ("original", "port")
    ]


LAZY = """
import torch.nn as nn

def Net():
    return nn.Sequential(nn.LazyConv2d(8, 3), nn.LazyBatchNorm2d(), nn.ReLU())
"""
LAZY_PORT = """
import mindspore.nn as nn

def Net():
    conv = nn.Conv2d(3, 8, 3, pad_mode="valid", has_bias=True)
    return nn.SequentialCell(conv, nn.BatchNorm2d(8), nn.ReLU())
"""


def test_layers_that_are_made_at_the_first_call(tmp_path: Path) -> None:
    report, _ = run(tmp_path, LAZY_PORT, LAZY, code=0)
    assert report["layers"][0]["original"]["layer"] == "BatchNorm2d"
    done = bnmigrate(tmp_path, "compare", "original.py:Net", "port.py:Net")
    assert done.returncode == 2
    assert "1 is made at its first call; give --input" in done.stderr.decode()


def test_integers_and_several_inputs(tmp_path: Path) -> None:
    text = """
import {0} as {1}
import {0}.nn as nn

class Net(nn.{2}):
    def __init__(self):
        super().__init__()
        self.words = nn.Embedding(10, 4)
        self.head = nn.{4}(4, 4)

    def {3}(self, words, x):
        return self.head(self.words(words).mean(1) + x)
"""
    original = text.format("torch", "torch", "Module", "forward", "Linear")
    other = text.format("mindspore", "ms", "Cell", "construct", "Dense")
    options = ("--input", "3,5:10", "--input", "3,4")
    report, _ = compared(tmp_path, original, other, *options, code=0)
    assert [layer["port"] for layer in report["numbers"]["layers"]] == ["words", "head"]


def test_an_input_that_does_not_fit(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": TORCH})
    done = bnmigrate(tmp_path, "compare", "a.py:Net", "a.py:Net", "--input", "2,4,8,8")
    assert done.returncode == 2
    said = done.stderr.decode()
    assert said.startswith("bnmigrate: a.py:Net called with (2, 4, 8, 8), in conv: RuntimeError: ")
    assert said.endswith(" (a.py:16)\n")


def test_live_networks() -> None:
    import torch

    def net(momentum: float) -> torch.nn.Module:
        return torch.nn.Sequential(
            torch.nn.Conv2d(3, 4, 1), torch.nn.BatchNorm2d(4, momentum=momentum)
        )

    assert not compare(net(0.1), net(0.1), input=(2, 3, 5, 5)).differences
    takes = "its statistics take up 0.9 of each batch, the original's 0.1"
    differences = compare(net(0.1), net(0.9), input=(2, 3, 5, 5), steps=2).differences
    assert [str(difference) for difference in differences] == [
        "1: momentum=0.9, and the original has momentum=0.1: write momentum=0.1",
        f"1: {takes}: the momentum is not inverted",
    ]


def test_the_weights_of_the_original_stay() -> None:
    import torch

    nets = [torch.nn.Sequential(torch.nn.BatchNorm2d(3), torch.nn.Conv2d(3, 4, 1)) for _ in "ab"]
    before = {name: value.clone() for name, value in nets[0].state_dict().items()}
    compare(nets[0], nets[1], input=(2, 3, 5, 5))
    assert all(torch.equal(before[name], value) for name, value in nets[0].state_dict().items())
    assert nets[0].training


def test_the_end_in_graph_mode(tmp_path: Path) -> None:
    report, _ = compared(tmp_path, TORCH, MINDSPORE, *INPUT, "--graph", code=0)
    assert max(end["off_by"] for end in report["numbers"]["outputs"]) < 1e-5


NORM_ACT = """
import torch.nn as nn

class NormAct(nn.BatchNorm2d):
    def __init__(self, channels):
        super().__init__(channels)
        self.act = nn.SiLU()

    def forward(self, x):
        return self.act(super().forward(x))

def Net():
    return nn.Sequential(nn.Conv2d(3, 4, 1, bias=False), NormAct(4), nn.Conv2d(4, 4, 1, bias=False))
"""
NORM_THEN_ACT = """
import mindspore.nn as nn

def Net():
    return nn.SequentialCell(
        nn.Conv2d(3, 4, 1), nn.BatchNorm2d(4{}), nn.SiLU(), nn.Conv2d(4, 4, 1)
    )
"""


def test_a_norm_with_its_activation_beside_one_without(tmp_path: Path) -> None:
    run(tmp_path, NORM_THEN_ACT.format(""), NORM_ACT, code=0)
    _, said = run(tmp_path, NORM_THEN_ACT.format(", eps=0.1"), NORM_ACT)
    assert said[1:] == [
        "1: in training its input agrees and its output doesn't, as its settings make it"
    ]


def test_functions_that_draw_are_off(tmp_path: Path) -> None:
    original = TORCH.replace("x.mean((2, 3))", "nn.functional.dropout(x.mean((2, 3)))")
    run(tmp_path, MINDSPORE, original, code=0)
    _, said = compared(tmp_path, original, MINDSPORE, *INPUT, "--dropout", code=1)
    assert said[0].startswith("head: in training it is called with something else")


def test_the_table_of_numbers(tmp_path: Path) -> None:
    wrong = port(
        norm="self.norm = nn.BatchNorm2d(8, eps=0.1, momentum=0.99)",
        last="self.last = nn.BatchNorm2d(8, eps=0.2, momentum=0.7)",
    )
    write(tmp_path, {"a.py": TORCH, "b.py": wrong})
    done = bnmigrate(tmp_path, "compare", "a.py:Net", "b.py:Net", *INPUT)
    text = done.stdout.decode()
    assert max(map(len, text.splitlines())) <= 100
    assert "\n  the two part first at norm\n" in text
    assert "4 of 6 pairs of modules with parameters agree" in text
    assert "  norm, last: in training its input agrees and its output doesn't" in text
    assert "b.py:8, 13)" in text
