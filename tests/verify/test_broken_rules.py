"""A translation that is wrong must be caught: one mistake after the other is made on purpose."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bnmigrate import rule_files
from bnmigrate.arguments import values
from bnmigrate.program import library  # noqa: F401  # reads its tables from what ships
from tests.command_line import bnmigrate, write

pytest.importorskip("torch", reason="torch is not installed")

RULES = rule_files.shipped_rules()
SHIPPED = (RULES / "families" / "batch_norm.toml").read_text(encoding="utf-8")
TORCH, MINDSPORE, MINT = ("[[dialects]]" + part for part in SHIPPED.split("\n[[dialects]]")[1:])
HEAD = SHIPPED.split("\n[[dialects]]", maxsplit=1)[0]

TO_MINDSPORE = "import torch.nn as nn\n\nbn = nn.BatchNorm2d({})\n"
TO_TORCH = "import mindspore.nn as nn\n\nbn = nn.BatchNorm2d({})\n"


@pytest.fixture(autouse=True)
def _fresh_rules() -> Iterator[None]:
    rule_files.rulebook.cache_clear()
    yield
    rule_files.rulebook.cache_clear()


def broken(
    folder: Path, monkeypatch: pytest.MonkeyPatch, torch: str = TORCH, mindspore: str = MINDSPORE
) -> None:
    """Put broken rules in the place of those that ship."""
    assert (torch, mindspore) != (TORCH, MINDSPORE)
    ship(folder, monkeypatch, "batch_norm", "\n".join([HEAD, torch, mindspore, MINT]))


def ship(folder: Path, monkeypatch: pytest.MonkeyPatch, family: str, rules: str) -> None:
    """Let other rules of a family ship."""
    shutil.copytree(RULES, folder / "rules")
    write(folder, {f"rules/families/{family}.toml": rules})
    monkeypatch.setattr(rule_files, "shipped_rules", lambda: folder / "rules")


def different(folder: Path, text: str, target: str = "mindspore") -> str:
    """Return why a call differs; fail where it is taken for equal."""
    write(folder, {"net.py": text})
    done = bnmigrate(folder, "verify", "--unsafe-fixes", "--to", target, "net.py")
    line = done.stdout.decode()
    assert done.returncode == 1, line + done.stderr.decode()
    _, _, reason = line.partition(" different: ")
    assert reason
    return reason


def swapped(text: str, one: str, other: str) -> str:
    """Return the text with two pieces in each other's place."""
    assert one in text
    assert other in text
    return text.replace(one, "\0").replace(other, one).replace("\0", other)


def test_a_momentum_that_is_not_inverted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(values, "complement", lambda node: node)
    reason = different(tmp_path, TO_MINDSPORE.format("8, momentum=0.1"))
    assert reason.startswith("mean parts at step 1")
    assert different(tmp_path, TO_TORCH.format("8, momentum=M"), "torch")


def test_a_rule_without_the_inversion(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rule = MINDSPORE.replace('encoding = "complement"', 'encoding = "same"')
    broken(tmp_path, monkeypatch, mindspore=rule)
    assert different(tmp_path, TO_MINDSPORE.format("8, momentum=0.1")).startswith("mean parts")


@pytest.mark.parametrize(
    ("right", "wrong", "reason"),
    [
        (
            '"affine"\nencoding = "same"\ndefault = "True"',
            '"affine"\nencoding = "same"\ndefault = "False"',
            "whether the scale is learned",
        ),
        ('"epsilon"\nencoding = "same"', '"epsilon"\nencoding = "complement"', "output"),
    ],
)
def test_a_wrong_rule_of_a_layer_without_statistics(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, right: str, wrong: str, reason: str
) -> None:
    rules = (RULES / "families" / "instance_norm.toml").read_text(encoding="utf-8")
    of_torch, separator, of_mindspore = rules.rpartition("\n[[dialects]]")
    assert right in of_mindspore
    broken_rules = of_torch + separator + of_mindspore.replace(right, wrong)
    ship(tmp_path, monkeypatch, "instance_norm", broken_rules)
    text = "import torch.nn as nn\n\nnorm = nn.InstanceNorm2d(8)\n"
    assert different(tmp_path, text).startswith(f"{reason} parts at")


def test_true_to_true_and_false_to_false(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    right = 'None = "tracked-statistics", True = "batch-statistics", False = "moving-statistics"'
    wrong = 'None = "moving-statistics", True = "tracked-statistics", False = "batch-statistics"'
    assert right in MINDSPORE
    broken(tmp_path, monkeypatch, mindspore=MINDSPORE.replace(right, wrong))
    text = TO_MINDSPORE.format("8, track_running_stats=True")
    assert different(tmp_path, text).startswith("output parts at evaluation")
    text = TO_MINDSPORE.format("8, track_running_stats=False")
    assert different(tmp_path, text).startswith("output parts at step 1")


def test_swapped_names_of_arguments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rule = swapped(MINDSPORE, 'name = "eps"', 'name = "momentum"')
    broken(tmp_path, monkeypatch, mindspore=rule)
    assert different(tmp_path, TO_MINDSPORE.format("8, eps=1e-3, momentum=0.2"))


def test_swapped_slots(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parts = TORCH.split("\n[[dialects.parameters]]")
    parts[2], parts[3] = parts[3], parts[2]
    broken(tmp_path, monkeypatch, torch="\n[[dialects.parameters]]".join(parts))
    assert different(tmp_path, TO_MINDSPORE.format("8, 1e-3, 0.2"))


def test_swapped_names_of_statistics(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    state = ('\nmean = "moving_mean"', '\nvariance = "moving_variance"')
    wrong = ('\nmean = "moving_variance"', '\nvariance = "moving_mean"')
    rule = MINDSPORE
    for right, other in zip(state, wrong, strict=True):
        rule = rule.replace(right, other)
    broken(tmp_path, monkeypatch, mindspore=rule)
    assert different(tmp_path, TO_MINDSPORE.format("8")).startswith("mean parts at before training")


def test_swapped_initial_values(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rule = swapped(MINDSPORE, 'fills = "scale"', 'fills = "offset"')
    broken(tmp_path, monkeypatch, mindspore=rule)
    text = TO_TORCH.format("8, gamma_init=0.5")
    assert different(tmp_path, text, "torch").startswith("scale parts at before training")


def test_a_dropped_argument(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rule = TORCH.replace('neutral = ["True"]', 'neutral = ["True", "False"]')
    broken(tmp_path, monkeypatch, torch=rule)
    assert "offset is learned" in different(tmp_path, TO_MINDSPORE.format("8, bias=False"))
