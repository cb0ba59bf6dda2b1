"""A user's own classes, from rule files that no code knows: their names, their defaults."""

from __future__ import annotations

from pathlib import Path

from bnmigrate.arguments.translate import has_other_defaults
from bnmigrate.config import Config
from bnmigrate.engine import migrate
from bnmigrate.results import FileResult
from bnmigrate.rule_files import rulebook

# A wrapper of torch's layer with an order, names and defaults of its own.
RULES = """\
layer = "BatchNorm2d"

[[dialects]]
extends = "torch"
classes = ["acme.Norm"]

[[dialects.parameters]]
name = "channels"
concept = "features"
encoding = "same"

[[dialects.parameters]]
name = "decay"
concept = "update-rate"
encoding = "complement"
default = "0.99"

[[dialects.parameters]]
name = "epsilon"
concept = "epsilon"
encoding = "same"
default = "1e-05"

[[dialects.parameters]]
name = "affine"
concept = "affine"
encoding = "same"
default = "True"

[[dialects]]
extends = "torch"
classes = ["acme.Cumulative"]

[[dialects.parameters]]
name = "num_features"
concept = "features"
encoding = "same"

[[dialects.parameters]]
name = "momentum"
concept = "update-rate"
encoding = "same"
default = "None"
choices = { None = "cumulative-average" }

[[dialects]]
extends = "torch"
classes = ["acme.Slow"]

[[dialects.parameters]]
name = "num_features"
concept = "features"
encoding = "same"

[[dialects.parameters]]
name = "eps"
concept = "epsilon"
encoding = "same"
default = "1e-3"

[[dialects]]
extends = "mindspore"
classes = ["acme.ZeroNorm"]

[[dialects.parameters]]
name = "num_features"
concept = "features"
encoding = "same"

[[dialects.parameters]]
name = "gamma_init"
concept = "initial-scale"
encoding = "initial-value"
default = "'zeros'"
fills = "scale"
neutral = ["'ones'", "1"]
"""


def run(folder: Path, code: str, target: str = "mindspore", unsafe: bool = False) -> FileResult:
    path = folder / "own.toml"
    path.write_text(RULES, encoding="utf-8")
    config = Config(target=target, unsafe_fixes=unsafe, extend_rules=(path,))
    return migrate(code.encode(), "case.py", config)


def fixed(folder: Path, *calls: str, target: str = "mindspore") -> list[str]:
    """Return what calls of the classes in `acme` become."""
    body = "".join(f"y = {call}\n" for call in calls)
    result = run(folder, f"import acme\nimport torch\nimport mindspore as ms\n{body}", target)
    assert result.output is not None, result.findings
    lines = result.output.decode().splitlines()
    return [line.removeprefix("y = ") for line in lines if "import " not in line]


def test_a_default_that_means_something_else_is_written_out(tmp_path: Path) -> None:
    assert fixed(
        tmp_path,
        "acme.Norm(64)",
        "acme.Norm(channels=64)",
        "acme.Norm(64, decay=0.9)",
        "acme.Norm(64, 0.9)",
        "acme.Norm(64, 0.9, 1e-3, False)",
        "acme.Norm(64, epsilon=1e-3,)",
        "acme.Norm(64, **{'epsilon': 1e-3})",
    ) == [
        "ms.nn.BatchNorm2d(64, momentum=0.99)",
        "ms.nn.BatchNorm2d(num_features=64, momentum=0.99)",
        "ms.nn.BatchNorm2d(64, momentum=0.9)",
        "ms.nn.BatchNorm2d(64, momentum=0.9)",
        "ms.nn.BatchNorm2d(64, momentum=0.9, eps=1e-3, affine=False)",
        "ms.nn.BatchNorm2d(64, eps=1e-3, momentum=0.99,)",
        "ms.nn.BatchNorm2d(64, **{'eps': 1e-3}, momentum=0.99)",
    ]


def test_it_is_laid_out_as_the_other_arguments(tmp_path: Path) -> None:
    code = """\
y = acme.Norm(
    64,  # channels
    epsilon=1e-3,
)
y = acme.Norm(64,
              epsilon=1e-3)
y = acme.Norm(
    64  # channels
)
y = acme.Norm(64, epsilon=1e-3,  # small
              )
"""
    result = run(tmp_path, f"import acme\nimport mindspore as ms\n{code}")
    assert result.output is not None
    assert (
        result.output.decode()
        == """\
import mindspore as ms
y = ms.nn.BatchNorm2d(
    64,  # channels
    eps=1e-3,
    momentum=0.99,
)
y = ms.nn.BatchNorm2d(64,
                      eps=1e-3,
                      momentum=0.99)
y = ms.nn.BatchNorm2d(
    64,  # channels
    momentum=0.99
)
y = ms.nn.BatchNorm2d(64, eps=1e-3,  # small
                      momentum=0.99,
                      )
"""
    )


def test_a_partial_gives_the_default_and_its_calls_do_not(tmp_path: Path) -> None:
    code = """\
from functools import partial
import acme
import mindspore as ms
norm = partial(acme.Norm, epsilon=1e-3)
y = norm(64)
y = norm(64, 0.9)
"""
    result = run(tmp_path, code)
    assert result.output is not None
    assert result.output.decode().splitlines()[2:] == [
        "norm = partial(ms.nn.BatchNorm2d, eps=1e-3, momentum=0.99)",
        "y = norm(64)",
        "y = norm(64, momentum=0.9)",
    ]


def test_a_call_of_a_partial_gives_no_position_twice(tmp_path: Path) -> None:
    """The partial now has eps as a keyword, and a position for it would meet that."""
    code = """\
from functools import partial
import acme
import mindspore as ms
norm = partial(acme.Slow)
y = norm(64, 1e-4)
"""
    result = run(tmp_path, code)
    assert result.output is not None
    assert result.output.decode().splitlines()[2:] == [
        "norm = partial(ms.nn.BatchNorm2d, eps=1e-3)",
        "y = norm(64, eps=1e-4)",
    ]


def test_a_class_that_goes_out_of_sight_may_be_called_with_its_defaults(tmp_path: Path) -> None:
    code = "import acme\nimport mindspore as ms\ny = build(norm=acme.Norm)\n"
    assert run(tmp_path, code).output is None
    first, second = run(tmp_path, code).findings
    assert first.fix == "unsafe"
    assert "handed to `build`" in second.message
    assert run(tmp_path, code, unsafe=True).output is not None


def test_a_class_that_is_only_compared_has_no_defaults_to_lose(tmp_path: Path) -> None:
    code = "import acme\nimport mindspore as ms\ny = isinstance(x, acme.Norm)\n"
    (finding,) = run(tmp_path, code).findings
    assert finding.fix == "unsafe"
    assert "default" not in finding.reason


def test_a_default_that_the_target_cannot_say_is_reported(tmp_path: Path) -> None:
    code = "import acme\ny = acme.Cumulative(64)\ny = acme.Cumulative(64, momentum=0.1)\n"
    result = run(tmp_path, code)
    assert [finding.code for finding in result.findings] == ["BN201", "BN101"]
    assert "`momentum` is left out and then None" in result.findings[0].reason


def test_an_initial_value_by_default_is_filled_in(tmp_path: Path) -> None:
    assert fixed(tmp_path, "acme.ZeroNorm(64)", "acme.ZeroNorm(64, 1)", target="torch") == [
        "torch.nn.BatchNorm2d(64)",
        "torch.nn.init.zeros_(y.weight)",
        "torch.nn.BatchNorm2d(64)",
    ]


def test_the_frameworks_own_classes_have_the_same_defaults() -> None:
    """None of them needs an argument written out, in any direction, but LayerNorm its epsilon, and
    InstanceNorm its affine.
    """
    found = {
        (layer_class.layer.name, layer_class.dialect.framework.name, target.framework.name)
        for layer_class in rulebook().classes.values()
        for target in layer_class.layer.dialects.values()
        if has_other_defaults(layer_class, target)
    }
    assert found == {
        ("LayerNorm", "torch", "mindspore"),
        ("LayerNorm", "mindspore", "torch"),
        ("LayerNorm", "mint", "mindspore"),
        ("LayerNorm", "mindspore", "mint"),
        *((f"InstanceNorm{n}d", "torch", "mindspore") for n in (1, 2, 3)),
        *((f"InstanceNorm{n}d", "mindspore", "torch") for n in (1, 2, 3)),
    }
