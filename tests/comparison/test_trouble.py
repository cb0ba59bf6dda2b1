"""Networks as people have them: what they take and return, what they do besides, where they are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bnmigrate import compare
from bnmigrate.comparison import CompareError
from tests.command_line import bnmigrate, process, write
from tests.comparison.nets import compared, needs_frameworks

INPUT = ("--input", "4,3,8,8")
HEAD = "from types import SimpleNamespace\nimport {0}.nn as nn\n\nclass Net(nn.{1}):\n"
HEADS = {
    "torch": HEAD.format("torch", "Module"),
    "mindspore": HEAD.format("mindspore", "Cell"),
}
FORWARD = {"torch": "forward", "mindspore": "construct"}
PARTS = {
    "torch": (
        "self.conv = nn.Conv2d(3, 4, 1)",
        "self.norm = nn.BatchNorm2d(4)",
        "self.fc = nn.Linear(4, 4)",
    ),
    "mindspore": (
        "self.conv = nn.Conv2d(3, 4, 1, has_bias=True)",
        "self.norm = nn.BatchNorm2d(4)",
        "self.fc = nn.Dense(4, 4)",
    ),
}
COMPUTED = "return self.fc(self.norm(self.conv(x)).mean((2, 3)))"


@pytest.fixture(autouse=True, scope="module")
def _frameworks() -> None:
    needs_frameworks()


def net(framework: str, *computed: str, more: tuple[str, ...] = (), takes: str = "x") -> str:
    """Return the text of a network that computes what is given, or the usual."""
    lines = [HEADS[framework], "    def __init__(self):\n        super().__init__()\n"]
    lines += [f"        {line}\n" for line in (*PARTS[framework], *more)]
    lines.append(f"    def {FORWARD[framework]}(self, {takes}):\n")
    lines += [f"        {line}\n" for line in computed or (COMPUTED,)]
    return "".join(lines)


def run(folder: Path, original: str, port: str, *options: str, code: int) -> tuple[Any, list[str]]:
    return compared(folder, original, port, *INPUT, *options, code=code)


TWO = ("x = self.norm(self.conv(x))", "y = self.fc(x.mean((2, 3)))")


@pytest.mark.parametrize(
    "returned", ["{'b': y, 'a': x}", "(x, y)", "[x, y]", "{'a': x, 'more': {'b': y}}"]
)
def test_outputs_in_containers(tmp_path: Path, returned: str) -> None:
    """A dict's are paired by their names, whatever their order, and others by their places."""
    original = net("torch", *TWO, "return {'a': x, 'b': y}")
    run(tmp_path, original, net("mindspore", *TWO, f"return {returned}"), code=0)


def test_an_output_of_several_that_is_wrong_is_named(tmp_path: Path) -> None:
    original = net("torch", *TWO, "return {'a': x, 'b': y}")
    _, (said,) = run(tmp_path, original, net("mindspore", *TWO, "return y * 2, x"), code=1)
    assert ": in training all layers agree and the end is (4, 4) and (4, 4, 8, 8) for" in said
    _, (said,) = run(
        tmp_path, original, net("mindspore", *TWO, "return {'b': y * 2, 'a': x}"), code=1
    )
    assert (
        ": in training all layers agree and the end's b doesn't; no other layer is called" in said
    )


def test_an_output_in_which_nothing_is_found(tmp_path: Path) -> None:
    texts = [net(f, *TWO, "return SimpleNamespace(y=y)") for f in ("torch", "mindspore")]
    report, _ = run(tmp_path, *texts, code=0)
    assert report["numbers"]["outputs"] == []
    assert (
        "original.py:Net returns SimpleNamespace, in which no tensors are found: the end is not "
        "compared"
    ) in report["numbers"]["notes"]


def test_arguments_by_name(tmp_path: Path) -> None:
    named = "return self.fc(self.norm({0}=self.conv({0}=x)).mean((2, 3)))"
    run(tmp_path, net("torch", named.format("input")), net("mindspore"), code=0)
    run(tmp_path, net("torch"), net("mindspore", named.format("x")), code=0)


def test_what_the_code_prints_is_no_part_of_the_report(tmp_path: Path) -> None:
    prints = ("print('hello')", COMPUTED)
    write(tmp_path, {"a.py": "print('made')\n" + net("torch", *prints), "b.py": net("mindspore")})
    options = ("--output-format", "json")
    done = process(tmp_path, "compare", "a.py:Net", "b.py:Net", *INPUT, *options)
    assert json.loads(done.stdout)["status"] == "equal"
    assert b"made\nhello\n" in done.stderr


def test_an_error_says_where(tmp_path: Path) -> None:
    wrong = net("mindspore", "x = self.norm(self.conv(x)).mean((2, 3))", "return x.reshape(7, 7)")
    write(tmp_path, {"a.py": net("torch"), "b.py": wrong})
    done = process(tmp_path, "compare", "a.py:Net", "b.py:Net", *INPUT)
    assert done.returncode == 2
    (said,) = [line for line in done.stderr.decode().splitlines() if line.startswith("bnmigrate")]
    assert said.startswith("bnmigrate: b.py:Net called with (4, 3, 8, 8): ValueError: ")
    assert said.endswith(" (b.py:12)")


def test_a_layer_that_is_never_called(tmp_path: Path) -> None:
    port = net("mindspore", "return self.fc(self.conv(x).mean((2, 3)))")
    _, said = run(tmp_path, net("torch"), port, code=1)
    assert said[0] == "norm: in training it isn't called, and the original's is"


def test_a_layer_that_is_called_more_often(tmp_path: Path) -> None:
    twice = "return self.fc(self.norm(self.norm(self.conv(x))).mean((2, 3)))"
    run(tmp_path, net("torch", twice), net("mindspore", twice), code=0)
    _, said = run(tmp_path, net("torch"), net("mindspore", twice), code=1)
    assert said[0] == "norm: in training it is called more often than the original's"


def test_a_mode_that_is_set_on_the_way(tmp_path: Path) -> None:
    port = net("mindspore", "self.norm.set_train(False)", COMPUTED)
    _, said = run(tmp_path, net("torch"), port, code=1)
    agrees = "in training its input agrees and its output doesn't"
    assert said[0] == f"norm: {agrees}: it is in inference, and the original in training"


def test_attributes_in_another_order(tmp_path: Path) -> None:
    """Layers of one size that are called alike are a pair, whatever is registered first."""
    names = ("self.a = nn.BatchNorm2d(3, eps=1e-3)", "self.b = nn.BatchNorm2d(3, eps=1e-4)")
    computed = "return self.fc(self.norm(self.conv(self.b(self.a(x)))).mean((2, 3)))"
    original = net("torch", computed, more=names)
    report, _ = run(tmp_path, original, net("mindspore", computed, more=names[::-1]), code=0)
    pairs = [(layer["original"]["path"], layer["port"]["path"]) for layer in report["layers"]]
    assert pairs == [("norm", "norm"), ("a", "a"), ("b", "b")]
    assert [layer["original"] for layer in report["numbers"]["layers"]][-2:] == ["a", "b"]


PADS = """
import torch.nn as nn

class Same(nn.Conv2d):
    def __init__(self):
        super().__init__(3, 3, 3)
        self.pad = nn.ZeroPad2d(1)

    def forward(self, x):
        return super().forward(self.pad(x))

"""


def test_a_layer_that_calls_another_before_its_own_work(tmp_path: Path) -> None:
    """It is no norm with an activation: what it gives is all that it does."""
    computed = "return self.fc(self.norm(self.conv(self.same(x))).mean((2, 3)))"
    original = PADS + net("torch", computed, more=("self.same = Same()",))
    same = "self.same = nn.Conv2d(3, 3, 3, pad_mode='{}', has_bias=True)"
    run(tmp_path, original, net("mindspore", computed, more=(same.format("same"),)), code=0)


def test_groups_are_a_setting_and_no_size(tmp_path: Path) -> None:
    groups = ("self.a = nn.GroupNorm({}, 4)", "self.b = nn.GroupNorm({}, 4)")
    original = net("torch", more=tuple(line.format(2) for line in groups))
    _, said = compared(tmp_path, original, net("mindspore", more=(groups[0].format(4),)), code=1)
    assert said == [
        "a: num_groups=4, and the original has num_groups=2: write num_groups=2",
        "b: the original's layer has none in the port",
    ]


def test_a_layer_without_parameters_beside_one_that_keeps_them(tmp_path: Path) -> None:
    """MindSpore has gamma and beta in any case, which do nothing as they are made."""
    plain = "self.plain = nn.GroupNorm(2, 4, affine=False)"
    computed = "return self.fc(self.plain(self.norm(self.conv(x))).mean((2, 3)))"
    original = net("torch", computed, more=(plain,))
    report, _ = run(tmp_path, original, net("mindspore", computed, more=(plain,)), code=0)
    assert report["numbers"]["layers"][-1]["port"] == "plain"
    wrong = plain.replace("affine", "eps=0.1, affine")
    _, said = run(tmp_path, original, net("mindspore", computed, more=(wrong,)), code=1)
    assert said[1].startswith("plain: in training its input agrees and its output doesn't")


def test_what_has_no_counterpart_is_not_to_be_written(tmp_path: Path) -> None:
    original = net("torch").replace("nn.BatchNorm2d(4)", "nn.BatchNorm2d(4, momentum=None)")
    _, (said, *_) = compared(tmp_path, original, net("mindspore"), code=1)
    assert said == (
        "norm: momentum=0.9, and the original has momentum=None: write cumulative average, which "
        "momentum can't say"
    )


DRAWS = """
import torch
import torch.nn as nn

class Drop(nn.Module):
    def forward(self, x):
        return x * torch.empty(len(x), 1, 1, 1).bernoulli_(0.5) if self.training else x

"""


def test_what_draws_and_is_not_known_to_is_named(tmp_path: Path) -> None:
    original = net(
        "torch",
        "return self.fc(self.drop(self.norm(self.conv(x))).mean((2, 3)))",
        more=("self.drop = Drop()",),
    )
    report, _ = run(tmp_path, DRAWS + original, net("mindspore"), code=1)
    assert (
        "original.py:Net draws in training in drop, though what is known to draw is off: what "
        "differs may come of it"
    ) in report["numbers"]["notes"]
    outside = net(
        "torch", "x = self.norm(self.conv(x)) * torch.rand(1)", "return self.fc(x.mean((2, 3)))"
    )
    report, _ = run(tmp_path, DRAWS + outside, net("mindspore"), code=1)
    assert report["numbers"]["notes"][-1].startswith(
        "original.py:Net draws in training before fc, though"
    )


def test_dropout_inside_of_a_layer_is_off(tmp_path: Path) -> None:
    text = """
import {0}.nn as nn

class Net(nn.{1}):
    def __init__(self):
        super().__init__()
        self.attention = nn.MultiheadAttention(8, 2, dropout=0.5, batch_first=True)
        self.lstm = nn.LSTM(8, 4, num_layers=2, dropout={3})

    def {2}(self, x):
        return self.lstm(self.attention(x, x, x)[0])[0]
"""
    original = text.format("torch", "Module", "forward", 0.5)
    port = text.format("mindspore", "Cell", "construct", 0.5)
    report, _ = compared(tmp_path, original, port, "--input", "3,5,8", code=0)
    assert report["numbers"]["notes"][0] == (
        "original.py:Net: what draws is off, attention, lstm (--dropout leaves it on)"
    )
    never = [
        text.replace(" dropout=0.5,", "").format(*each, 0.0)
        for each in (
            ("torch", "Module", "forward"),
            ("mindspore", "Cell", "construct"),
        )
    ]
    report, _ = compared(tmp_path, *never, "--input", "3,5,8", code=0)
    assert not [note for note in report["numbers"]["notes"] if note.startswith("original.py")]


def test_a_port_that_chooses_graph_mode(tmp_path: Path) -> None:
    """Layers are looked at in PyNative mode all the same."""
    choice = "import mindspore\nmindspore.set_context(mode=mindspore.GRAPH_MODE)\n"
    port = net("mindspore").replace("nn.BatchNorm2d(4)", "nn.BatchNorm2d(4, momentum=0.1)")
    for original in (net("torch"), choice + net("mindspore")):
        _, said = run(tmp_path, original, choice + port, code=1)
        assert said[-1].endswith("the momentum is not inverted")


def test_live_networks_leave_the_process_as_it_was() -> None:
    torch = pytest.importorskip("torch")
    mindspore = pytest.importorskip("mindspore")
    original = torch.nn.Sequential(torch.nn.Conv2d(3, 4, 1), torch.nn.BatchNorm2d(4))
    conv = mindspore.nn.Conv2d(3, 4, 1, has_bias=True)
    norm = mindspore.nn.BatchNorm2d(4, use_batch_statistics=True)
    port = mindspore.nn.SequentialCell(conv, norm)
    before = mindspore.get_context("mode")
    mindspore.set_context(mode=mindspore.GRAPH_MODE)
    states = torch.get_rng_state(), str(np.random.get_state())
    try:
        compare(original, port, input=(2, 3, 5, 5))
        assert mindspore.get_context("mode") == mindspore.GRAPH_MODE
    finally:
        mindspore.set_context(mode=before)
    assert torch.equal(states[0], torch.get_rng_state())
    assert states[1] == str(np.random.get_state())
    assert norm.moving_mean.asnumpy().tolist() == [0] * 4
    assert norm.moving_variance.asnumpy().tolist() == [1] * 4


def test_a_file_of_a_package(tmp_path: Path) -> None:
    """It may import from its package, and so may the other side from another of the same name."""
    for folder, eps in (("a", 0.1), ("b", 0.2)):
        files = {
            "nets/__init__.py": "",
            "nets/sizes.py": f"EPS = {eps}\n",
            "nets/norms/__init__.py": "from ..sizes import EPS\n",
            "nets/norms/net.py": (
                "import torch.nn as nn\nfrom . import EPS\n\n\ndef build():\n"
                "    from ..sizes import EPS as late\n\n    assert late == EPS\n"
                "    return nn.BatchNorm2d(4, eps=EPS)\n"
            ),
        }
        write(tmp_path, {f"{folder}/{name}": text for name, text in files.items()})
    sides = [f"{folder}/nets/norms/net.py:build" for folder in ("a", "b")]
    done = bnmigrate(tmp_path, "compare", *sides)
    assert done.returncode == 1, done.stderr.decode()
    assert "eps=0.1 " in done.stdout.decode()
    assert "eps=0.2\n" in done.stdout.decode()


def test_a_module_beside_a_file_with_the_same_helper(tmp_path: Path) -> None:
    text = "import torch.nn as nn\nfrom helper import EPS\n\ndef build():\n"
    text += "    return nn.BatchNorm2d(4, eps=EPS)\n"
    files = {"net.py": text, "helper.py": "EPS = 0.1\n"}
    write(tmp_path, {**files, "b/net.py": text, "b/helper.py": "EPS = 0.2\n"})
    done = process(tmp_path, "compare", "net:build", "b/net.py:build")
    assert done.returncode == 1, done.stderr.decode()
    assert "eps=0.2\n" in done.stdout.decode()


def test_a_file_above_the_packages_that_it_uses(tmp_path: Path) -> None:
    """What is imported from a folder of its own inside, such as .venv, is not forgotten."""
    text = "import sys\nsys.path.append('inside')\nimport kept\nimport torch.nn as nn\n\n"
    text += "def build():\n    return nn.BatchNorm2d(4, eps=kept.count())\n"
    kept = "made = []\n\ndef count():\n    made.append(1)\n    return len(made) / 10\n"
    write(tmp_path, {"a.py": text, "b.py": text, "inside/kept.py": kept})
    done = process(tmp_path, "compare", "a.py:build", "b.py:build")
    assert "eps=0.2\n" in done.stdout.decode(), done.stderr.decode()


def test_a_file_that_ends_the_program(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": "import sys\n\nsys.exit(3)\n", "b.py": net("torch")})
    done = bnmigrate(tmp_path, "compare", "a.py:Net", "b.py:Net")
    assert done.returncode == 2
    assert done.stderr.decode() == "bnmigrate: a.py:Net: SystemExit: 3 (a.py:3)\n"


OPERATORS = """
import mindspore
from mindspore import nn, ops
import numpy as np

class Net(nn.Cell):
    def __init__(self):
        super().__init__()
        self.convolve = ops.Conv2D(4, 1)
        self.weight = mindspore.Parameter(np.zeros((4, 3, 1, 1), np.float32), name="weight")
        self.bias = mindspore.Parameter(np.zeros(4, np.float32), name="bias")
        self.norm = nn.BatchNorm2d(4, momentum={})
        self.fc = nn.Dense(4, 4)

    def construct(self, x):
        x = ops.bias_add(self.convolve(x, self.weight), self.bias)
        return self.fc(self.norm(x).mean((2, 3)))
"""


def test_parameters_that_the_network_itself_holds(tmp_path: Path) -> None:
    """It is no layer beside the original's: their weights are a pair, and their calls aren't."""
    run(tmp_path, net("torch"), OPERATORS.format(0.9), code=0)
    _, said = run(tmp_path, net("torch"), OPERATORS.format(0.1), code=1)
    assert [line.partition(":")[0] for line in said] == ["norm", "norm"]
    assert said[-1].endswith("the momentum is not inverted")


ACTIVE = """
import torch.nn as nn

class Active(nn.BatchNorm2d):
    def __init__(self, size):
        super().__init__(size)
        self.act = nn.SiLU()

    def forward(self, x):
        return self.act(super().forward(x))

"""
ACTIVE_PORT = """
import mindspore.nn as nn
from mindspore import ops

class Active(nn.BatchNorm2d):
    def construct(self, x):
        x = super().construct(x)
        return x * ops.sigmoid(x)

"""


def test_a_norm_with_an_activation_beside_one_that_computes_it(tmp_path: Path) -> None:
    texts = [net(f).replace("nn.BatchNorm2d(", "Active(") for f in ("torch", "mindspore")]
    run(tmp_path, ACTIVE + texts[0], ACTIVE_PORT + texts[1], code=0)
    _, said = run(tmp_path, ACTIVE + texts[0], net("mindspore"), code=1)
    assert "SiLU norm.act" in said[0]


@pytest.mark.parametrize("how", ["torch.compile(net)", "net.compile() or net"])
def test_a_network_that_is_compiled(how: str) -> None:
    """It runs as it was written: what is compiled shows no calls of its layers."""
    torch = pytest.importorskip("torch")
    net = torch.nn.Sequential(torch.nn.Conv2d(3, 4, 1), torch.nn.BatchNorm2d(4, momentum=0.9))
    port = torch.nn.Sequential(torch.nn.Conv2d(3, 4, 1), torch.nn.BatchNorm2d(4))
    compiled = eval(how, {"torch": torch, "net": net})
    differences = compare(port, compiled, input=(4, 3, 5, 5)).differences
    assert [difference.where for difference in differences] == ["1", "1"]
    assert differences[-1].what.endswith("the momentum is not inverted")


@pytest.mark.filterwarnings("ignore")  # tracing is deprecated
def test_a_network_that_shows_no_layers_is_refused() -> None:
    torch = pytest.importorskip("torch")
    net = torch.nn.Sequential(torch.nn.Conv2d(3, 4, 1), torch.nn.BatchNorm2d(4))
    traced = torch.jit.trace(net, torch.ones(2, 3, 4, 4))
    with pytest.raises(CompareError, match="Module, whose layers can't be seen"):
        compare(traced, net)


def test_a_weight_that_is_shared_on_one_side(tmp_path: Path) -> None:
    """Both start as the same, and would part in training."""
    computed = "return self.fc(self.more(self.norm(self.conv(x)).mean((2, 3))))"
    layers = {"torch": "self.more = nn.Linear(4, 4)", "mindspore": "self.more = nn.Dense(4, 4)"}
    shares = "self.more.weight = self.fc.weight"
    own = [net(f, computed, more=(layers[f],)) for f in layers]
    shared = [net(f, computed, more=(layers[f], shares)) for f in layers]
    run(tmp_path, *own, code=0)
    run(tmp_path, *shared, code=0)
    _, said = run(tmp_path, shared[0], own[1], code=1)
    assert said == ["more: weight is its own, and in the original that of fc"]
    _, said = run(tmp_path, own[0], shared[1], code=1)
    assert said[0] == "more: weight is that of fc, and in the original its own"


def test_other_names_in_another_order(tmp_path: Path) -> None:
    """What is called tells what belongs together, where neither names nor attributes do."""
    text = """
import {0}.nn as nn

class Net(nn.{1}):
    def __init__(self):
        super().__init__()
        {3}

    def {2}(self, x):
        return {4}
"""
    lines = [f"self.n{at} = nn.BatchNorm2d(3, eps={eps})" for at, eps in enumerate((0.1, 0.2, 0.3))]
    others = [
        line.replace("self.n", "self.norm_").replace(str(at), "abc"[at], 1)
        for at, line in enumerate(lines)
    ]
    between = "\n        "
    original = text.format(
        "torch", "Module", "forward", between.join(lines), "self.n2(self.n1(self.n0(x)))"
    )
    port = text.format(
        "mindspore",
        "Cell",
        "construct",
        between.join(others[::-1]),
        "self.norm_c(self.norm_b(self.norm_a(x)))",
    )
    report, _ = run(tmp_path, original, port, code=0)
    pairs = [(layer["original"]["path"], layer["port"]["path"]) for layer in report["layers"]]
    assert pairs == [("n0", "norm_a"), ("n1", "norm_b"), ("n2", "norm_c")]
    _, said = run(tmp_path, original, port.replace("eps=0.2", "eps=0.5"), code=1)
    assert said[0] == "norm_b: eps=0.5, and the original has eps=0.2: write eps=0.2"


def test_a_layer_that_is_frozen_by_its_mode_beside_one_that_is_made_so() -> None:
    torch = pytest.importorskip("torch")
    nn = pytest.importorskip("mindspore").nn
    original = torch.nn.Sequential(torch.nn.Conv2d(3, 4, 1), torch.nn.BatchNorm2d(4))
    original[1].eval()
    original[1].train = lambda _mode=True: original[1]
    conv = nn.Conv2d(3, 4, 1, has_bias=True)
    frozen = nn.SequentialCell(conv, nn.BatchNorm2d(4, use_batch_statistics=False))
    assert not compare(original, frozen).differences
    assert not compare(original, frozen, input=(4, 3, 5, 5)).differences
    said = str(compare(original, nn.SequentialCell(conv, nn.BatchNorm2d(4))).differences)
    assert "unlike its network" in said
