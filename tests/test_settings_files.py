"""The files that settings stand in: their names, which is nearest, what they extend and require."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from bnmigrate import __version__, settings
from bnmigrate.settings_files import given
from bnmigrate.tables import TableError
from tests.command_line import MINDSPORE, PROJECT, TORCH, bnmigrate, toml, write

SCHEMA = PROJECT / "docs" / "bnmigrate.schema.json"
PLAIN = "import torch.nn as nn\n\nfc = nn.Linear(3, 3)\nbn = nn.BatchNorm2d(3)\n"


def shown(folder: Path, *arguments: str) -> dict[str, Any]:
    done = bnmigrate(folder, "check", "--show-settings", *arguments)
    assert done.returncode == 0, done.stderr
    table: dict[str, Any] = toml(done.stdout.decode())["tool"]["bnmigrate"]
    return table


# Names


@pytest.mark.parametrize("name", [".bnmigrate.toml", "bnmigrate.toml"])
def test_a_file_of_its_own_has_the_settings_at_its_top(tmp_path: Path, name: str) -> None:
    write(tmp_path, {name: 'target = "torch"\n', "sub/a.py": MINDSPORE})
    assert bnmigrate(tmp_path, "fix").returncode == 0
    assert "momentum=0.1" in (tmp_path / "sub" / "a.py").read_text()


def test_in_one_folder_the_hidden_one_counts_then_the_other_then_pyproject(tmp_path: Path) -> None:
    files = dict.fromkeys((".bnmigrate.toml", "bnmigrate.toml"), 'mindspore-alias = "x"\n')
    files["pyproject.toml"] = '[tool.bnmigrate]\nmindspore-alias = "x"\n'
    for name in files:
        files[name] = files[name].replace('"x"', f'"{name.strip(".").partition(".")[0]}_"')
    write(tmp_path, files)
    (tmp_path / ".bnmigrate.toml").write_text('mindspore-alias = "hidden"\n')
    assert shown(tmp_path)["mindspore-alias"] == "hidden"
    (tmp_path / ".bnmigrate.toml").unlink()
    assert shown(tmp_path)["mindspore-alias"] == "bnmigrate_"
    (tmp_path / "bnmigrate.toml").unlink()
    assert shown(tmp_path)["mindspore-alias"] == "pyproject_"


def test_the_nearest_counts_whatever_it_is_called(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "bnmigrate.toml": 'mindspore-alias = "outer"\n',
            "sub/pyproject.toml": '[tool.bnmigrate]\nmindspore-alias = "inner"\n',
            "other/bnmigrate.toml": "",
            "a.py": PLAIN,
            "sub/a.py": PLAIN,
            "other/a.py": PLAIN,
        },
    )
    bnmigrate(tmp_path, "fix")
    for folder, alias in ((".", "outer"), ("sub", "inner"), ("other", "ms")):
        assert f"as {alias}\n" in (tmp_path / folder / "a.py").read_text()


def test_a_mistake_in_one_names_the_key_as_it_stands_there(tmp_path: Path) -> None:
    write(tmp_path, {"bnmigrate.toml": 'target = "jax"\n', "a.py": TORCH})
    done = bnmigrate(tmp_path, "fix")
    assert done.returncode == 2
    assert done.stderr.decode().startswith(
        f"bnmigrate: {tmp_path / 'bnmigrate.toml'}: target: 'jax' is not a dialect"
    )
    (tmp_path / "bnmigrate.toml").write_text("[tool.bnmigrate]\n")
    assert bnmigrate(tmp_path, "fix").stderr.endswith(
        b"bnmigrate.toml: has the keys at its top; leave out [tool.bnmigrate]\n"
    )


# What is required


@pytest.mark.parametrize(
    ("required", "is_allowed"),
    [
        (__version__, True),
        (f"=={__version__}", True),
        (f"{__version__}.0", True),
        (">=0.0.9", True),
        (" >= 0.1 , < 1 ", True),
        ("!=0.2", True),
        ("<=0.1", True),
        (">0.1", False),
        ("<0.1.0", False),
        (">=0.2", False),
        (">=0.1,<0.1.0", False),
        ("0.2", False),
    ],
)
def test_the_required_version(tmp_path: Path, required: str, is_allowed: bool) -> None:
    # A key of that version, which this one doesn't know, isn't what is told.
    more = "" if is_allowed else "key-to-come = 1\n"
    write(tmp_path, {"bnmigrate.toml": f'required-version = "{required}"\n{more}', "a.py": TORCH})
    done = bnmigrate(tmp_path, "fix")
    assert done.returncode == (0 if is_allowed else 2)
    if not is_allowed:
        assert done.stderr.decode() == (
            f"bnmigrate: {tmp_path / 'bnmigrate.toml'}: required-version: is {required}, and this "
            f"is bnmigrate {__version__}; install one of those\n"
        )
        assert (tmp_path / "a.py").read_text() == TORCH


@pytest.mark.parametrize("required", ["new", "~0.1", ">=", "", "0.1,"])
def test_what_is_no_version_is_told(tmp_path: Path, required: str) -> None:
    write(tmp_path, {"bnmigrate.toml": f'required-version = "{required}"\n', "a.py": TORCH})
    done = bnmigrate(tmp_path, "fix")
    assert f"'{required}' is no version such as" in done.stderr.decode()
    assert done.returncode == 2


# What is extended


def test_a_file_adds_to_what_it_extends(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "pyproject.toml": '[tool.bnmigrate]\ntarget = "torch"\nmindspore-alias = "mind"\n'
            'ignore = ["BN108"]\nextend-select = ["BN310"]\nexclude = ["old", "sub/no.py"]\n'
            'baseline = "known.json"\n[tool.bnmigrate.per-file-ignores]\n"sub/t_*.py" = ["BN3"]\n',
            "sub/bnmigrate.toml": 'extend = "../pyproject.toml"\ntarget = "mint"\n'
            'extend-select = ["BN301"]\nextend-exclude = ["gen"]\n',
        },
    )
    table = shown(tmp_path / "sub")
    assert table["target"] == "mint"
    assert table["mindspore-alias"] == "mind"
    assert table["ignore"] == ["BN108"]
    assert table["extend-select"] == ["BN310", "BN301"]
    assert table["exclude"] == ["old", "/no.py", "gen"]
    assert table["per-file-ignores"] == {"/t_*.py": ["BN3"]}
    assert table["baseline"] == (tmp_path / "known.json").as_posix()
    lines = bnmigrate(tmp_path / "sub", "check", "--show-settings").stdout.decode().splitlines()
    assert f'target = "mint"    # {tmp_path / "sub" / "bnmigrate.toml"}' in lines
    assert f'mindspore-alias = "mind"    # {tmp_path / "pyproject.toml"}' in lines


def test_the_patterns_of_what_is_extended_hold_from_its_own_folder(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "base.toml": 'exclude = ["/sub/left/*.py"]\n',
            "sub/bnmigrate.toml": 'extend = "../base.toml"\n',
            "sub/left/a.py": TORCH,
            "sub/b.py": TORCH,
        },
    )
    assert bnmigrate(tmp_path, "fix", "sub").returncode == 0
    assert (tmp_path / "sub/left/a.py").read_text() == TORCH
    assert (tmp_path / "sub/b.py").read_text() != TORCH


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        ({"bnmigrate.toml": 'extend = "no.toml"\n'}, "extend: 'no.toml' is no file"),
        (
            {"bnmigrate.toml": 'extend = "b.toml"\n', "b.toml": 'extend = "bnmigrate.toml"\n'},
            "b.toml: extend: 'bnmigrate.toml' extends this file in turn; leave out one of the two",
        ),
        (
            {"bnmigrate.toml": 'extend = "bnmigrate.toml"\n'},
            "extend: 'bnmigrate.toml' extends this file in turn",
        ),
        (
            {"bnmigrate.toml": 'extend = "b.toml"\n', "b.toml": "targett = 1\n"},
            "b.toml: targett: is not a known key; did you mean 'target'?",
        ),
        (
            {"bnmigrate.toml": 'extend = "pyproject.toml"\n', "pyproject.toml": "[project]\n"},
            "pyproject.toml: has no [tool.bnmigrate]",
        ),
    ],
)
def test_what_cannot_be_extended(tmp_path: Path, files: dict[str, str], problem: str) -> None:
    done = bnmigrate(write(tmp_path, {**files, "a.py": TORCH}), "fix")
    assert problem in done.stderr.decode()
    assert done.stderr.count(b"\n") == 1
    assert done.returncode == 2
    assert (tmp_path / "a.py").read_text() == TORCH


# Settings that files had no key for


def test_a_baseline_of_the_settings(tmp_path: Path) -> None:
    write(tmp_path, {"bnmigrate.toml": 'baseline = "known.json"\n', "a.py": TORCH, "sub/x": ""})
    done = bnmigrate(tmp_path, "check")
    assert done.returncode == 2
    assert b"known.json: there is no such baseline; write it with --write-baseline" in done.stderr
    assert bnmigrate(tmp_path, "check", "--write-baseline", "known.json").returncode == 0
    done = bnmigrate(tmp_path, "check")
    assert done.returncode == 0
    assert done.stderr == b"Checked 1 file: nothing to do. 1 more known from known.json.\n"
    assert bnmigrate(tmp_path / "sub", "check", "..").returncode == 0
    assert bnmigrate(tmp_path, "check", "--no-baseline").returncode == 1
    done = bnmigrate(tmp_path, "check", "--no-baseline", "--baseline", "known.json")
    assert b"--baseline and --no-baseline say the opposite; leave out one of them" in done.stderr
    assert bnmigrate(tmp_path, "check", "--isolated").returncode == 1
    write(tmp_path, {"b.py": TORCH})
    assert bnmigrate(tmp_path, "check").returncode == 1
    assert bnmigrate(tmp_path, "check", "--write-baseline", "known.json").returncode == 0
    assert bnmigrate(tmp_path, "check").returncode == 0


def test_the_output_format_of_the_settings(tmp_path: Path) -> None:
    write(tmp_path, {"bnmigrate.toml": 'output-format = "concise"\n', "a.py": TORCH})
    assert bnmigrate(tmp_path, "check").stdout.count(b"\n") == 1
    assert json.loads(bnmigrate(tmp_path, "check", "--output-format", "json").stdout)


TWO = "import torch.nn as nn\n\nbn = nn.BatchNorm2d(3, momentum=0.1)\nprint(bn.weight)\n"


@pytest.mark.parametrize(
    ("settings", "arguments", "is_fixed"),
    [
        ("", [], True),
        ('unfixable = ["BN104"]', [], False),
        ('unfixable = ["parameter-access"]', ["--fixable", "BN1"], True),
        ('fixable = ["BN101"]', [], False),
        ('fixable = ["BN1"]', [], True),
        ('fixable = ["BN1"]\nunfixable = ["BN104"]', [], False),
        ('fixable = ["BN104", "BN101", "BN106"]\nunfixable = ["BN1"]', [], True),
        ('fixable = ["ALL"]', ["--unfixable", "BN101"], False),
        ("", ["--fixable", "BN101"], False),
    ],
)
def test_what_is_not_fixed_is_told_and_keeps_back_its_group(
    tmp_path: Path, settings: str, arguments: list[str], is_fixed: bool
) -> None:
    write(tmp_path, {"bnmigrate.toml": settings, "a.py": TWO})
    done = bnmigrate(tmp_path, "fix", *arguments)
    assert ((tmp_path / "a.py").read_text() != TWO) is is_fixed
    assert done.returncode == (0 if is_fixed else 1)
    if not is_fixed:
        assert b"the settings leave out the fixes of BN10" in done.stdout
        assert b"then: this can change" in done.stdout


def test_a_comment_that_is_not_to_be_taken_out(tmp_path: Path) -> None:
    text = "x = 1  # bnmigrate: ignore[BN101]\n"
    write(tmp_path, {"a.py": text})
    done = bnmigrate(tmp_path, "fix", "--unsafe-fixes", "--unfixable", "BN901")
    assert (tmp_path / "a.py").read_text() == text
    assert b"the settings leave out the fixes of BN901" in done.stdout
    assert bnmigrate(tmp_path, "fix", "--unsafe-fixes").returncode == 0
    assert (tmp_path / "a.py").read_text() == "x = 1\n"


# The schema


def test_the_published_schema_is_that_of_the_code(request: pytest.FixtureRequest) -> None:
    text = json.dumps(settings.schema(), indent=2) + "\n"
    if request.config.getoption("--update"):
        SCHEMA.write_text(text, encoding="utf-8")
    assert SCHEMA.read_text(encoding="utf-8") == text


def takes(folder: Path, text: str) -> tuple[bool, bool]:
    """Return whether the code takes the settings, and whether the schema does."""
    path = folder / "bnmigrate.toml"
    path.write_text(text, encoding="utf-8")
    schema = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    by_schema = schema.is_valid(toml(text))
    try:
        given(path)
    except TableError:
        return False, by_schema
    return True, by_schema


@pytest.mark.parametrize(
    "text",
    [
        "",
        'target = "torch"\nsource = ["mint"]\nmindspore-alias = "mind"\nunsafe-fixes = true',
        'root = ""\nsrc = []\nclosed = false\ncontext = true\nforce-exclude = true',
        'exclude = ["a/*"]\nextend-exclude = ["!b"]\nextend-rules = ["own.toml"]',
        "max-file-size = 0\nfile-timeout = 1.5",
        'output-format = "json"\nbaseline = "b.json"',
        'select = ["ALL", "BN", "bn3", "BN301", " uninverted-momentum "]\nextend-select = []',
        'ignore = ["BN108"]\nfixable = ["BN1"]\nunfixable = ["Layer-Constructor"]',
        '[per-file-ignores]\n"tests/*" = ["BN3"]\n"!x" = []',
        f'required-version = ">= 0.0.1, <={__version__}, !=3"',
    ],
)
def test_the_schema_takes_what_the_code_takes(tmp_path: Path, text: str) -> None:
    assert takes(tmp_path, text) == (True, True)


@pytest.mark.parametrize(
    "text",
    [
        "targett = 1",
        "target = 1",
        'source = "mint"',
        "source = [1]",
        'mindspore-alias = "a b"',
        'mindspore-alias = "class"',
        "mindspore-alias = '1a'",
        'unsafe-fixes = "yes"',
        "closed = 1",
        "root = []",
        'src = "lib"',
        'exclude = "a"',
        "max-file-size = -1",
        "max-file-size = true",
        'file-timeout = "1s"',
        'output-format = "yaml"',
        "baseline = 1",
        'select = ["BN9999"]',
        'select = ["B"]',
        'ignore = ["BN101,BN102"]',
        'fixable = "BN1"',
        'unfixable = ["nothing"]',
        "[per-file-ignores]\na = 'BN3'",
        "[per-file-ignores]\na = ['BX3']",
        'per-file-ignores = ["BN3"]',
        'required-version = "new"',
        "required-version = 1",
        "extend = 1",
    ],
)
def test_the_schema_refuses_what_the_code_refuses(tmp_path: Path, text: str) -> None:
    assert takes(tmp_path, text) == (False, False)


def test_the_page_has_every_key_of_the_schema() -> None:
    page = (PROJECT / "docs" / "configuration.md").read_text(encoding="utf-8")
    rows = {line.split("`")[1] for line in page.splitlines() if line.startswith("| `")}
    assert set(settings.schema()["properties"]) <= rows
