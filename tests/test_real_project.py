"""docs/real-project.md, from its first command to its last; `--update` writes the outputs anew.

The wheel that the page fetches is that of the other tests.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from tests.command_line import PROJECT
from tests.packages import PINNED, unpack
from tests.test_docs import BLOCK, PROGRAM, commands_for, rerun

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the page is for a POSIX shell")

PAGE = PROJECT / "docs" / "real-project.md"


@pytest.mark.slow
def test_the_page(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    pytest.importorskip("torch", reason="PyTorch is not installed")
    text = PAGE.read_text(encoding="utf-8")
    folder = tmp_path / "work"
    folder.mkdir()
    unpack("pytorchcv", folder)
    for program in PROGRAM.finditer(text):
        (folder / program[1]).write_text(program[0], encoding="utf-8")
    variables = commands_for(tmp_path / "commands")
    now = BLOCK.sub(lambda match: rerun(match.group(), folder, variables, []), text)
    if request.config.getoption("--update"):
        PAGE.write_text(now, encoding="utf-8")
    assert text == now


def test_the_page_fetches_what_is_tested() -> None:
    assert f"pip download --no-deps pytorchcv=={PINNED['pytorchcv']}\n" in PAGE.read_text()


def test_the_readme_has_the_commands_of_the_page() -> None:
    page = PAGE.read_text(encoding="utf-8")
    there = re.findall(r"^\$ (bnmigrate .*)$", page, re.MULTILINE)
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    section = readme.partition("## A real project in six steps")[2].partition("\n## ")[0]
    here = [
        line.partition("#")[0].strip() for line in re.findall(r"^    (.*)$", section, re.MULTILINE)
    ]
    assert here == there
    assert len(re.findall(r"^## \d\. ", page, re.MULTILINE)) == len(here) == 6
