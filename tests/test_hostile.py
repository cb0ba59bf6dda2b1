"""Code that is looked at is never imported nor run, wherever it stands and whatever it's called."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command_line import PROJECT, TORCH, environment, write

TRAP = "import pathlib\npathlib.Path(__file__).with_suffix('.ran').touch()\n"

# Modules that bnmigrate and its libraries import, early and late, and the frameworks'.
NAMES = ["difflib", "json", "tomllib", "tokenize", "libcst", "pathspec", "torch", "mindspore"]
NAMES += ["bnmigrate_plugin", "conftest", "setup", "click", "ast", "decimal", "concurrent"]

COMMANDS = [["check"], ["fix", "--diff"], ["fix"]]


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    files = {f"{name}.py": TRAP + TORCH for name in NAMES}
    files["torch_package/__init__.py"] = TRAP + TORCH
    return write(tmp_path, files)


def assert_nothing_ran(folder: Path, *arguments: str, **variables: str) -> None:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=environment(**variables),
        capture_output=True,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr.decode()
    assert f"Checked {len(list(folder.rglob('*.py')))} files: ".encode() in done.stderr
    assert [path.name for path in folder.rglob("*.ran")] == []


@pytest.mark.parametrize("arguments", COMMANDS)
def test_from_the_folder_that_is_looked_at(hostile: Path, arguments: list[str]) -> None:
    assert_nothing_ran(hostile, "-m", "bnmigrate", *arguments)


# As the script that pip installs does.
SCRIPT = "import sys; sys.path.pop(0); from bnmigrate.cli import main; main(sys.argv[1:])"


@pytest.mark.parametrize("arguments", COMMANDS)
def test_with_that_folder_on_the_python_path(hostile: Path, arguments: list[str]) -> None:
    # Python itself imports click from there, and what click needs, before bnmigrate has a say.
    for name in ("click", "ast", "json", "tokenize", "decimal"):
        (hostile / f"{name}.py").unlink()
    assert_nothing_ran(
        hostile,
        "-c",
        SCRIPT,
        *arguments,
        PYTHONPATH=os.pathsep.join([str(PROJECT), str(hostile)]),
    )


def test_a_configuration_is_data(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "a.py": TORCH,
            "pyproject.toml": '[tool.bnmigrate]\nextend-rules = ["own.toml"]\n',
            "own.toml": "import os",
        },
    )
    done = subprocess.run(
        [sys.executable, "-m", "bnmigrate", "check"],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 2
    assert b"own.toml" in done.stderr
    assert b"Traceback" not in done.stderr
