"""docs/api.md, docs/configuration.md and docs/notebooks.md, followed to the letter from an empty
folder, with what the first one installs into a fresh Python.

docs/ci.md and docs/pre-commit.md are followed in the tests beside this one, and what takes the
place of the address of a repository is said there.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from tests.command_line import PROJECT
from tests.surfaces.from_scratch import checkout, fresh_python, run, variables
from tests.test_docs import BLOCK, PROGRAM, rerun

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="the pages are for a POSIX shell"),
]

API = PROJECT / "docs" / "api.md"


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the programs of a fresh Python after the command of docs/api.md, run in a checkout."""
    made = fresh_python(tmp_path_factory.mktemp("python") / "venv")
    source = checkout(tmp_path_factory.mktemp("checkout"))
    prose = re.sub(
        r"^```.*?^```", "", API.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL
    )
    commands = re.findall(r"^ {4}(\S.*)$", prose, re.MULTILINE)
    assert commands == ["python -m pip install ."]
    for command in commands:
        done = run(command, source, variables(made))
        assert done.returncode == 0, done.stdout
    return made


@pytest.mark.parametrize("page", ["api.md", "configuration.md", "notebooks.md"])
def test_the_page_from_an_empty_folder(programs: Path, page: str, tmp_path: Path) -> None:
    text = (PROJECT / "docs" / page).read_text(encoding="utf-8")
    for program in PROGRAM.finditer(text):
        (tmp_path / program[1]).write_text(program[0], encoding="utf-8")
    assert BLOCK.search(text)
    assert BLOCK.sub(lambda m: rerun(m.group(), tmp_path, variables(programs), []), text) == text


def test_what_is_installed_is_what_runs(programs: Path, tmp_path: Path) -> None:
    """Or the pages would be shown with the bnmigrate of this checkout."""
    asked = 'python -c "import bnmigrate; print(bnmigrate.__file__)"'
    where = run(asked, tmp_path, variables(programs)).stdout.strip()
    assert Path(where).is_relative_to(programs.parent)
    assert run("command -v bnmigrate", tmp_path, variables(programs)).stdout.strip() == str(
        programs / "bnmigrate"
    )
    missing = run('python -c "import torch"', tmp_path, variables(programs)).stdout
    assert "No module named 'torch'" in missing, "the page says that it isn't needed"


def test_what_is_said_to_install_an_extra_does(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path
) -> None:
    """It names bnmigrate as an index would, which is there already, whatever it came from."""
    made = fresh_python(tmp_path_factory.mktemp("python") / "venv")
    given = variables(made)
    source = checkout(tmp_path_factory.mktemp("checkout"))
    assert run("python -m pip install .", source, given).returncode == 0
    said = run("bnmigrate server", tmp_path, given)
    assert said.returncode == 2
    command = said.stdout.strip().rpartition(": ")[2]
    assert command == "pip install 'bnmigrate[server]'"
    installed = run(command, tmp_path, given)
    assert installed.returncode == 0, installed.stdout
    assert run("bnmigrate server </dev/null", tmp_path, given).returncode == 0
