"""Every example in docs/compare.md, run; `--update` writes the outputs anew."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command_line import PROJECT, environment, process, write
from tests.comparison.nets import needs_frameworks
from tests.test_docs import BLOCK, PROGRAM

PAGE = PROJECT / "docs" / "compare.md"


@pytest.mark.slow
def test_commands_print_what_the_page_prints(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    needs_frameworks()
    text = PAGE.read_text(encoding="utf-8")
    for program in PROGRAM.finditer(text):
        write(tmp_path, {program[1]: program[0]})
    now = BLOCK.sub(lambda match: rerun(match.group(), tmp_path), text)
    if request.config.getoption("--update"):
        PAGE.write_text(now, encoding="utf-8")
    assert text == now


@pytest.mark.slow
def test_the_test_of_a_port_says_what_differs(tmp_path: Path) -> None:
    needs_frameworks()
    for program in PROGRAM.finditer(PAGE.read_text(encoding="utf-8")):
        write(tmp_path, {program[1]: program[0]})
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_port.py"]
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, check=False, env=environment()
    )
    assert done.returncode == 1
    assert "norm: eps=1e-05, and the original has eps=0.001: write eps=0.001" in done.stdout


def rerun(block: str, folder: Path) -> str:
    """Return a block with what its commands print."""
    made = []
    for line in block.splitlines():
        if line.startswith("$ "):
            arguments = shlex.split(line.removeprefix("$ bnmigrate "))
            done = process(folder, *arguments, GLOG_v="3")
            made.append(f"{line}\n{(done.stdout + done.stderr).decode()}")
    return "".join(made)


def test_every_block_is_run_or_is_a_program() -> None:
    text = PAGE.read_text(encoding="utf-8")
    languages = re.findall(r"^```(\w+)\n", text, re.MULTILINE)
    assert languages.count("python") == len(PROGRAM.findall(text))
    assert set(languages) <= {"python", "console"}
