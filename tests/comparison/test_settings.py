"""Settings of layers, compared without running the networks."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command_line import bnmigrate, write
from tests.comparison.nets import MINDSPORE, TORCH, changed, compared, needs_frameworks


@pytest.fixture(autouse=True, scope="module")
def _frameworks() -> None:
    needs_frameworks()


def port(**changes: str) -> str:
    return changed(MINDSPORE, **changes)


def test_a_right_port_is_equal(tmp_path: Path) -> None:
    report, said = compared(tmp_path, TORCH, MINDSPORE, code=0)
    assert (report["status"], said) == ("equal", [])
    assert [(p["original"]["path"], p["port"]["path"]) for p in report["layers"]] == [
        ("norm", "norm"),
        ("body.1", "body.1"),
        ("last", "last"),
    ]
    assert report["original"] == {"name": "original.py:Net", "framework": "PyTorch", "layers": 3}
    assert any("it needs set_train() before it trains" in note for note in report["notes"])


def test_settings_that_were_left_out(tmp_path: Path) -> None:
    report, said = compared(tmp_path, TORCH, port(norm="self.norm = nn.BatchNorm2d(8)"), code=1)
    assert said == [
        "norm: eps=1e-05, and the original has eps=0.001: write eps=0.001",
        "norm: momentum=0.9, and the original has momentum=0.01: write momentum=0.99",
    ]
    layer = report["layers"][0]
    assert (layer["port"]["file"], layer["port"]["line"]) == ("port.py", 8)
    assert layer["settings"][1] == {
        "concept": "update-rate",
        "original_value": 0.01,
        "port_value": 0.1,
        "original": "momentum=0.01",
        "port": "momentum=0.9",
        "write": "momentum=0.99",
    }


@pytest.mark.parametrize(
    ("line", "has", "original_has", "write"),
    [
        ("momentum=0.3", "momentum=0.3", "momentum=0.3", "momentum=0.7"),
        (
            "momentum=0.7, use_batch_statistics=True",
            "use_batch_statistics=True",
            "track_running_stats=True",
            "use_batch_statistics=None",
        ),
        (
            "momentum=0.7, gamma_init='zeros'",
            "gamma_init='zeros'",
            "weight filled with 1.0",
            "gamma_init='ones'",
        ),
        (
            "momentum=0.7, moving_mean_init=2",
            "moving_mean_init=2.0",
            "running_mean filled with 0.0",
            "moving_mean_init='zeros'",
        ),
        ("momentum=0.7, affine=False", "affine=False", "affine=True", "affine=True"),
    ],
)
def test_one_setting(tmp_path: Path, line: str, has: str, original_has: str, write: str) -> None:
    wrong = port(last=f"self.last = nn.BatchNorm2d(8, {line})")
    _, said = compared(tmp_path, TORCH, wrong, code=1)
    assert said == [f"last: {has}, and the original has {original_has}: write {write}"]


def test_a_part_that_is_frozen(tmp_path: Path) -> None:
    frozen = port(head="self.head = nn.Dense(8, 8); self.last.gamma.requires_grad = False")
    _, (said,) = compared(tmp_path, TORCH, frozen, code=1)
    assert said.startswith("last: gamma.requires_grad=False, beta.requires_grad=True, and the")


def test_a_layer_that_stays_in_inference(tmp_path: Path) -> None:
    frozen = changed(TORCH, head="self.head = nn.Linear(8, 8); self.last.eval()")
    _, said = compared(tmp_path, frozen, MINDSPORE, code=1)
    own = "in inference, unlike its network"
    has = "in inference as its network is"
    assert said == [f"last: {has}, and the original has {own}: write {own}"]


def test_no_affine_is_a_frozen_one(tmp_path: Path) -> None:
    """MindSpore keeps gamma and beta, and PyTorch has none."""
    original = changed(TORCH, last="self.last = nn.BatchNorm2d(8, affine=False)")
    compared(tmp_path, original, port(last="self.last = nn.BatchNorm2d(8, affine=False)"), code=0)
    _, said = compared(tmp_path, original, port(last="self.last = nn.BatchNorm2d(8)"), code=1)
    expected = "affine=True, and the original has affine=False: write affine=False"
    assert said == [f"last: {expected}"]


def test_a_layer_that_is_frozen_in_pytorch(tmp_path: Path) -> None:
    frozen = changed(TORCH, head="self.head = nn.Linear(8, 8); self.last.requires_grad_(False)")
    _, said = compared(tmp_path, frozen, MINDSPORE, code=1)
    parts = "weight.requires_grad=False, bias.requires_grad=False"
    assert said == [f"last: affine=True, and the original has {parts}: write affine=False"]


def test_what_is_assigned_later_counts_where_it_has_an_effect(tmp_path: Path) -> None:
    loop = "self.head = nn.{0}(8, 8); self.last.eps = 1e-3; self.last.momentum = 0.2"
    original = changed(TORCH, head=loop.format("Linear"))
    report, said = compared(tmp_path, original, port(head=loop.format("Dense")), code=1)
    assert said == [
        "last: eps=1e-05, and the original has eps=0.001: write eps=0.001",
        "last: momentum=0.7, and the original has momentum=0.2: write momentum=0.8",
    ]
    assert (
        "last: eps=0.001, momentum=0.2 was assigned after the layer was made, and MindSpore "
        "ignores it"
    ) in report["notes"]


def test_a_missing_layer(tmp_path: Path) -> None:
    without = port(body="self.body = nn.SequentialCell(nn.Conv2d(8, 8, 1), nn.ReLU())")
    report, said = compared(tmp_path, TORCH, without, code=1)
    assert said == ["body.1: the original's layer has none in the port"]
    assert [p["port"] and p["port"]["path"] for p in report["layers"]] == ["norm", None, "last"]


def test_two_layers_swapped(tmp_path: Path) -> None:
    swapped = port(
        norm="self.norm = nn.BatchNorm2d(8, momentum=0.7)",
        last="self.last = nn.BatchNorm2d(8, eps=1e-3, momentum=0.99)",
    )
    report, said = compared(tmp_path, TORCH, swapped, code=1)
    assert len(said) == 4
    assert (
        "norm and last of the port have each other's settings: they look swapped" in report["notes"]
    )


def test_another_order_of_attributes_is_no_difference(tmp_path: Path) -> None:
    """Where order fails, sizes and names decide."""
    names = """
import {0} as nn
class Net(nn.{1}):
    def __init__(self):
        super().__init__()
        {2}
"""
    lines = [
        "self.first = nn.BatchNorm2d(4, eps=1e-4)",
        "self.second = nn.BatchNorm2d(8)",
        "self.third = nn.BatchNorm2d(16)",
    ]
    between = "\n        "
    original = names.format("torch.nn", "Module", between.join(lines))
    other = names.format("mindspore.nn", "Cell", between.join([*lines[1:], lines[0]]))
    report, said = compared(tmp_path, original, other, code=0)
    assert said == []
    assert [p["original"]["path"] == p["port"]["path"] for p in report["layers"]] == [True] * 3
    assert [p["in_other_order"] for p in report["layers"]].count(True) == 1


def test_another_size_is_a_difference_of_the_pair(tmp_path: Path) -> None:
    _, said = compared(
        tmp_path, TORCH, port(last="self.last = nn.BatchNorm2d(4, momentum=0.7)"), code=1
    )
    assert said == [
        "last: num_features=4, and the original has num_features=8: write num_features=8"
    ]


def test_both_sides_of_one_framework(tmp_path: Path) -> None:
    compared(tmp_path, TORCH, TORCH, code=0)
    compared(tmp_path, MINDSPORE, MINDSPORE, code=0)
    _, said = compared(tmp_path, MINDSPORE, TORCH.replace("momentum=0.3", "momentum=0.7"), code=1)
    assert said == ["last: momentum=0.7, and the original has momentum=0.7: write momentum=0.3"]


def test_trained_weights_on_one_side_are_no_difference(tmp_path: Path) -> None:
    trained = changed(TORCH, head="self.head = nn.Linear(8, 8); self.last.running_mean.uniform_()")
    report, _ = compared(tmp_path, trained, MINDSPORE, code=0)
    assert any("initial values are not compared" in note for note in report["notes"])


def test_files_with_helpers_of_the_same_name(tmp_path: Path) -> None:
    """Each side imports what lies beside it."""
    for folder, module, value in (("a", "torch", 0.2), ("b", "torch", 0.3)):
        text = f"import {module}.nn as nn\nfrom helper import RATE\n\n"
        text += "def build(scale=1):\n    return nn.BatchNorm2d(4, momentum=RATE * scale)\n"
        write(tmp_path, {f"{folder}/net.py": text, f"{folder}/helper.py": f"RATE = {value}\n"})
    arguments = ("compare", "a/net.py:build", "b/net.py:build")
    assert bnmigrate(tmp_path, *arguments).returncode == 1
    assert bnmigrate(tmp_path, *arguments, "--original-args", "scale=1.5").returncode == 0


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("missing.py:Net", "there is no file"),
        ("original.py", "MODULE:CALLABLE was expected"),
        ("original.py:Missing", "has no attribute 'Missing'"),
        (
            "original.py:nothing",
            "a torch.nn.Module or mindspore.nn.Cell was expected, and this is of the class int",
        ),
        ("original.py:fails", "ValueError: no weights (original.py:"),
        ("no_such_module:Net", "No module named 'no_such_module'"),
    ],
)
def test_what_cannot_be_done(tmp_path: Path, spec: str, message: str) -> None:
    extra = "\ndef nothing():\n    return 3\n\ndef fails():\n    raise ValueError('no weights')\n"
    write(tmp_path, {"original.py": TORCH + extra})
    done = bnmigrate(tmp_path, "compare", spec, "original.py:Net")
    assert done.returncode == 2
    assert message in done.stderr.decode()
    assert done.stdout == b""


def test_arguments_are_literals(tmp_path: Path) -> None:
    write(tmp_path, {"original.py": TORCH})
    done = bnmigrate(
        tmp_path, "compare", "original.py:Net", "original.py:Net", "--port-args", "print()"
    )
    assert done.returncode == 2
    assert "write them as in a call, with literals alone" in done.stderr.decode()


def test_the_table(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": TORCH, "b.py": port(norm="self.norm = nn.BatchNorm2d(8)")})
    done = bnmigrate(tmp_path, "compare", "a.py:Net", "b.py:Net")
    assert (
        done.stdout.decode()
        == """\
layers  a.py:Net                                      b.py:Net
        PyTorch, 3 layers                             MindSpore, 3 layers

1       norm (BatchNorm2d)                            norm (BatchNorm2d)
        eps=0.001, momentum=0.01                      eps=1e-05, momentum=0.9
        write in the port                             eps=0.001, momentum=0.99
                                                      at b.py:8
2       body.1 to last (BatchNorm2d)                  body.1 to last (BatchNorm2d)
        equal                                         equal
note: b.py:Net is in inference mode, as networks of MindSpore are when they are made: it needs
  set_train() before it trains
"""
    )
    assert done.stderr.decode() == "3 pairs of layers: 1 differ in epsilon, update-rate\n"
