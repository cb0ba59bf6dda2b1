"""`[tool.bnmigrate]` in the nearest pyproject.toml, and what the command line says against it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command_line import MINDSPORE, TORCH, bnmigrate, write

TWO = (
    "import torch.nn as nn\n\n"
    "def f(bn: type[nn.BatchNorm2d]):\n    return nn.Sequential(bn(3, momentum=0.1))\n"
)


# The name `nn` has other uses too, so MindSpore needs one of its own.
SHARED = TORCH + "fc = nn.Linear(3, 3)\n"


def settings(text: str) -> str:
    return f"[tool.bnmigrate]\n{text}\n"


def test_the_target_is_read_from_pyproject(tmp_path: Path) -> None:
    write(tmp_path, {"pyproject.toml": settings('target = "torch"'), "a.py": MINDSPORE})
    assert bnmigrate(tmp_path, "fix", "a.py").returncode == 0
    assert "nn.BatchNorm2d(64, momentum=0.1)" in (tmp_path / "a.py").read_text()


def test_the_command_line_wins(tmp_path: Path) -> None:
    write(tmp_path, {"pyproject.toml": settings('target = "torch"'), "a.py": TORCH})
    assert bnmigrate(tmp_path, "check", "a.py").returncode == 0
    assert bnmigrate(tmp_path, "check", "--to", "mindspore", "a.py").returncode == 1


MINT = "from mindspore import mint\n\nbn = mint.nn.BatchNorm2d(64, momentum=0.1)\n"


def test_mint_stays_in_mindspore_unless_it_is_named(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": MINT, "b.py": TORCH})
    assert bnmigrate(tmp_path, "fix").returncode == 0
    assert (tmp_path / "a.py").read_text() == MINT
    assert "momentum=0.9" in (tmp_path / "b.py").read_text()
    done = bnmigrate(tmp_path, "check", "--from", "mint")
    assert b"(1 for `bnmigrate fix --from mint`)" in done.stderr
    write(tmp_path, {"pyproject.toml": settings('source = ["mint"]'), "b.py": TORCH})
    assert bnmigrate(tmp_path, "fix").returncode == 0
    assert "ms.nn.BatchNorm2d(64, momentum=0.9)" in (tmp_path / "a.py").read_text()
    assert (tmp_path / "b.py").read_text() == TORCH
    assert bnmigrate(tmp_path, "check", "--from", "torch", "--from", "mint").returncode == 1
    shown = bnmigrate(tmp_path, "check", "--show-settings", "--from", "torch").stdout.decode()
    assert 'source = ["torch"]    # command line\n' in shown


BOTH_LAYERS = """\
from torch import nn

first = nn.BatchNorm1d(64, momentum=0.1)
second = nn.BatchNorm2d(64, momentum=0.1)
for layer in (first, second):
    layer.weight.requires_grad = False
"""


def test_the_layers_that_are_named_are_translated_alone(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": BOTH_LAYERS})
    done = bnmigrate(tmp_path, "check", "--layer", "BatchNorm2d")
    assert done.stdout.count(b"call of torch.nn.BatchNorm2d") == 1
    assert b"call of torch.nn.BatchNorm1d" not in done.stdout
    assert b"`bnmigrate fix --layer BatchNorm2d`" in done.stderr
    assert bnmigrate(tmp_path, "fix", "--layer", "BatchNorm2d").returncode == 0
    fixed = (tmp_path / "a.py").read_text()
    assert "first = nn.BatchNorm1d(64, momentum=0.1)\n" in fixed
    assert "second = ms.nn.BatchNorm2d(64, momentum=0.9)" in fixed
    assert "layer.gamma if isinstance(layer, ms.nn.BatchNorm2d) else layer.weight" in fixed
    write(tmp_path, {"pyproject.toml": settings('layers = ["BatchNorm1d"]'), "a.py": BOTH_LAYERS})
    assert bnmigrate(tmp_path, "fix").returncode == 0
    fixed = (tmp_path / "a.py").read_text()
    assert "first = ms.nn.BatchNorm1d(64, momentum=0.9)" in fixed
    assert "second = nn.BatchNorm2d(64, momentum=0.1)\n" in fixed
    shown = bnmigrate(tmp_path, "check", "--show-settings", "--layer", "BatchNorm2d").stdout
    assert b'layers = ["BatchNorm2d"]    # command line\n' in shown
    names = ("--layer", "BatchNorm1d", "--layer", "BatchNorm2d")
    write(tmp_path, {"a.py": BOTH_LAYERS})
    assert bnmigrate(tmp_path, "fix", *names).returncode == 0
    assert "layer.gamma.requires_grad = False" in (tmp_path / "a.py").read_text()


@pytest.mark.parametrize(("target", "momentum"), [("torch", "0.1"), ("mint", "0.1")])
def test_what_else_is_moved_by_default(tmp_path: Path, target: str, momentum: str) -> None:
    write(tmp_path, {"a.py": MINT, "b.py": MINDSPORE, "c.py": TORCH})
    assert bnmigrate(tmp_path, "fix", "--to", target).returncode == 0
    for name in ("a.py", "b.py", "c.py"):
        text = (tmp_path / name).read_text()
        assert f"momentum={momentum}" in text
        assert ("mint" in text) == (target == "mint")


def test_the_alias_of_mindspore(tmp_path: Path) -> None:
    write(tmp_path, {"pyproject.toml": settings('mindspore-alias = "mind"'), "a.py": SHARED})
    bnmigrate(tmp_path, "fix", "a.py")
    assert "\nimport mindspore as mind\n" in (tmp_path / "a.py").read_text()
    assert "\nbn = mind.nn.BatchNorm2d(64, momentum=0.9)\n" in (tmp_path / "a.py").read_text()


@pytest.mark.parametrize(
    ("setting", "option", "is_written"),
    [
        ("false", None, False),
        ("true", None, True),
        ("false", "--unsafe-fixes", True),
        ("true", "--no-unsafe-fixes", False),
    ],
)
def test_unsafe_fixes(tmp_path: Path, setting: str, option: str | None, is_written: bool) -> None:
    write(tmp_path, {"pyproject.toml": settings(f"unsafe-fixes = {setting}"), "a.py": TWO})
    done = bnmigrate(tmp_path, "fix", "a.py", *([option] if option else []))
    assert ((tmp_path / "a.py").read_text() != TWO) is is_written
    assert done.returncode == (0 if is_written else 1)


def test_check_tells_what_unsafe_fixes_would_do(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": TWO})
    assert b"(2 for `bnmigrate fix --unsafe-fixes`)" in bnmigrate(tmp_path, "check").stderr
    asked = bnmigrate(tmp_path, "check", "--unsafe-fixes").stderr
    assert b"(2 for `bnmigrate fix --unsafe-fixes`)" in asked
    write(tmp_path, {"pyproject.toml": settings("unsafe-fixes = true")})
    assert b"(2 for `bnmigrate fix`)" in bnmigrate(tmp_path, "check").stderr


def test_each_file_has_the_settings_that_are_nearest_to_it(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "pyproject.toml": settings('mindspore-alias = "outer"'),
            "a.py": SHARED,
            "sub/pyproject.toml": settings('mindspore-alias = "inner"\nextend-exclude = ["no.py"]'),
            "sub/deep/b.py": SHARED,
            "sub/deep/no.py": TORCH,
            # One that doesn't speak of bnmigrate, or only as a dependency, isn't the nearest.
            "sub/deep/pyproject.toml": '[project]\nname = "x"\ndependencies = ["bnmigrate"]\n',
        },
    )
    bnmigrate(tmp_path, "fix")
    assert "as outer" in (tmp_path / "a.py").read_text()
    assert "as inner" in (tmp_path / "sub/deep/b.py").read_text()
    assert (tmp_path / "sub/deep/no.py").read_text() == TORCH


def test_rules_of_ones_own(tmp_path: Path) -> None:
    rule = 'layer = "BatchNorm2d"\n[[dialects]]\nextends = "torch"\nclasses = ["layers.BN2d"]\n'
    code = "from layers import BN2d\n\nbn = BN2d(64, momentum=0.03)\n"
    write(
        tmp_path,
        {
            "conf/pyproject.toml": settings('extend-rules = ["own/layers.toml"]'),
            "conf/own/layers.toml": rule,
            "conf/a.py": code,
            "b.py": code,
        },
    )
    assert bnmigrate(tmp_path, "fix").returncode == 0
    assert "BN2d(64, momentum=0.97)" in (tmp_path / "conf/a.py").read_text()
    assert (tmp_path / "b.py").read_text() == code
    more = code.replace("BN2d", "Norm2d")
    other = write(tmp_path / "other", {"more.toml": rule.replace("BN2d", "Norm2d")})
    write(tmp_path / "conf", {"a.py": code, "c.py": more})
    done = bnmigrate(tmp_path, "fix", "--extend-rules", other / "more.toml", "conf")
    assert done.returncode == 0
    for name in ("a.py", "c.py"):
        assert "momentum=0.97" in (tmp_path / "conf" / name).read_text(), "they add up"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('targett = "torch"', "tool.bnmigrate.targett: is not a known key; did you mean 'target'?"),
        (
            'zzz = "torch"',
            "tool.bnmigrate.zzz: is not a known key; the keys here are 'baseline', 'closed', ",
        ),
        (
            'target = "jax"',
            "tool.bnmigrate.target: 'jax' is not a dialect; the rules have 'torch', 'mindspore' or",
        ),
        ('source = ["jax"]', "tool.bnmigrate.source: 'jax' is not a dialect; the rules have"),
        (
            'source = ["mindspore"]',
            "tool.bnmigrate.source: 'mindspore' is what is translated to; name another",
        ),
        (
            'layers = ["BatchNorm2D"]',
            "tool.bnmigrate.layers: 'BatchNorm2D' is not a layer; the rules have 'BatchNorm1d', ",
        ),
        ('layers = "BatchNorm2d"', "tool.bnmigrate.layers: takes a list of strings, not"),
        ('source = "mint"', "tool.bnmigrate.source: takes a list of strings, not 'mint'"),
        ("target = 3", "tool.bnmigrate.target: takes a string, not 3"),
        ('unsafe-fixes = "yes"', "tool.bnmigrate.unsafe-fixes: takes true or false, not 'yes'"),
        ('exclude = "a"', "tool.bnmigrate.exclude: takes a list of strings, not 'a'"),
        ('exclude = ["!"]', "tool.bnmigrate.exclude: '!' is not a pattern as .gitignore has them"),
        ('mindspore-alias = "a b"', "tool.bnmigrate.mindspore-alias: 'a b' is not a Python name"),
        ('mindspore-alias = "class"', "mindspore-alias: 'class' is not a Python name"),
        ("target = ", "is not TOML: "),
        (
            'extend-rules = ["../own.toml"]',
            "tool.bnmigrate.extend-rules: '../own.toml' is outside of ",
        ),
        ("max-file-size = -1", "tool.bnmigrate.max-file-size: cannot be negative"),
        ('file-timeout = "1s"', "tool.bnmigrate.file-timeout: takes a number, not '1s'"),
    ],
)
def test_a_wrong_setting_stops_the_call_before_anything_is_written(
    tmp_path: Path, text: str, problem: str
) -> None:
    write(tmp_path, {"a.py": TORCH, "z/pyproject.toml": settings(text), "z/b.py": TORCH})
    done = bnmigrate(tmp_path, "fix")
    assert done.returncode == 2
    assert done.stderr.decode().startswith(f"bnmigrate: {tmp_path / 'z' / 'pyproject.toml'}: ")
    assert problem in done.stderr.decode()
    assert done.stderr.count(b"\n") == 1
    assert (tmp_path / "a.py").read_text() == TORCH


def test_a_missing_rule_file_is_named(tmp_path: Path) -> None:
    write(tmp_path, {"pyproject.toml": settings('extend-rules = ["no.toml"]'), "a.py": TORCH})
    done = bnmigrate(tmp_path, "check")
    assert done.returncode == 2
    assert f"{tmp_path / 'no.toml'}: cannot be read: No such file" in done.stderr.decode()


def test_an_unknown_target_on_the_command_line(tmp_path: Path) -> None:
    done = bnmigrate(write(tmp_path, {"a.py": TORCH}), "check", "--to", "jax")
    assert done.returncode == 2
    assert done.stderr.decode() == (
        "bnmigrate: --to: 'jax' is not a dialect; the rules have 'torch', 'mindspore' or 'mint'\n"
    )


def test_a_broken_pyproject_that_does_not_speak_of_the_tool_is_no_business_of_ours(
    tmp_path: Path,
) -> None:
    write(tmp_path, {"pyproject.toml": "[[[", "a.py": TORCH})
    assert bnmigrate(tmp_path, "check").returncode == 1
