"""Whatever ends in .py: the standard library, and all that is installed beside the tests.

A sample of the larger part, the same each time; BNMIGRATE_WHOLE=1 takes every file.
"""

from __future__ import annotations

import os
import random
import re
import sysconfig
import warnings
from pathlib import Path

import pytest

from bnmigrate.config import Config
from bnmigrate.engine import migrate
from bnmigrate.search.relevance import is_relevant
from tests.command_line import process

WHOLE = bool(os.environ.get("BNMIGRATE_WHOLE"))
LIBRARY = Path(sysconfig.get_path("stdlib"))
INSTALLED = Path(pytest.__file__).parent.parent

NAMES = (
    *(b"BatchNorm", b"LayerNorm", b"GroupNorm"),
    *(b"running_mean", b"running_var", b"moving_mean", b"moving_var"),
)

# What is appended to a file that has nothing to do with the layer, and what that becomes.
LAYER = "\n\nimport torch.nn as _added\n_added.BatchNorm2d(3, momentum=0.1)\n"
TRANSLATED = "\n\nimport mindspore.nn as _added\n_added.BatchNorm2d(3, momentum=0.9)\n"


def sample(files: list[Path], size: int) -> list[Path]:
    files.sort()
    return files if WHOLE else random.Random(6).sample(files, min(size, len(files)))


def python_files(folder: Path, *left_out: str) -> list[Path]:
    return [p for p in folder.rglob("*.py") if not set(left_out) & set(p.parts)]


def compiles(data: bytes, path: Path) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            compile(data, str(path), "exec", dont_inherit=True)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
    return True


@pytest.mark.slow
@pytest.mark.parametrize("arguments", [["check"], ["fix", "--diff"]])
def test_the_standard_library_through_the_command_line(
    arguments: list[str], tmp_path: Path
) -> None:
    done = process(tmp_path, *arguments, "--unsafe-fixes", LIBRARY)
    assert done.returncode == 0, done.stdout.decode()[-2000:] + done.stderr.decode()[-2000:]
    assert done.stdout == b""
    files = int(done.stderr.split()[1])
    assert done.stderr.decode() == f"Checked {files} files: nothing to do.\n"
    assert files > 500  # some distributions leave the library's own tests out


@pytest.mark.slow
def test_what_is_installed_can_be_read_and_only_the_layer_changes() -> None:
    rules = Config().rules
    relevant = [p for p in python_files(INSTALLED) if is_relevant(p.read_bytes(), rules)]
    assert len(relevant) > 50
    for path in sample(relevant, 40):
        data = path.read_bytes()
        for target in ("mindspore", "torch"):
            result = migrate(data, str(path), Config(target=target, unsafe_fixes=True))
            if result.error:
                assert not compiles(data, path), (path, result.findings)
            if result.output is not None:
                assert any(name in data for name in NAMES), path
                assert compiles(result.output, path)


@pytest.mark.slow
def test_a_layer_is_found_below_whatever_stands_above_it() -> None:
    files = [
        *sample(python_files(LIBRARY, "site-packages", "lib2to3"), 60),
        *sample(python_files(INSTALLED), 60),
    ]
    tried = 0
    for path in files:
        data = path.read_bytes()
        newline = "\r\n" if b"\r\n" in data else "\n"
        added = LAYER.replace("\n", newline).encode()
        # Where code in a string is executed, which may use the import, it stays beside a new one.
        executes = re.search(rb"(?<![.\w])(?:eval|exec)\b", data)
        if b"BatchNorm" in data or executes or not compiles(data + added, path):
            continue
        tried += 1
        result = migrate(data + added, "case.py", Config())
        assert result.output == data + TRANSLATED.replace("\n", newline).encode(), (
            path,
            [finding for finding in result.findings if not finding.fixed],
        )
    assert tried > 80
