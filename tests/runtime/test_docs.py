"""Every example in docs/runtime.md, run."""

from __future__ import annotations

import doctest
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "runtime.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE, flags=re.MULTILINE | re.DOTALL)
BNMIGRATE = [sys.executable, "-c", "from bnmigrate.run import run; run()"]


def blocks(language: str) -> list[str]:
    return [text for name, text in BLOCKS if name == language]


def test_every_block_is_of_a_kind_that_is_run() -> None:
    assert {name for name, _ in BLOCKS} == {"python", "pycon", "console"}


@pytest.mark.usefixtures("without_mindspore")
def test_sessions_in_python_print_what_the_page_prints() -> None:
    session = doctest.DocTestParser().get_doctest(
        "\n".join(blocks("pycon")), {}, "runtime", None, 0
    )
    runner = doctest.DocTestRunner(optionflags=doctest.REPORT_NDIFF)
    said: list[str] = []
    runner.run(session, out=said.append)
    assert "".join(said) == ""
    assert runner.tries > 10


def test_commands_print_what_the_page_prints(tmp_path: Path) -> None:
    for text in blocks("python"):
        name = re.match(r"# (\w+\.py)\n", text)
        assert name is not None
        (tmp_path / name[1]).write_text(text)
    printed = []
    for text in blocks("console"):
        for line in text.splitlines():
            if line.startswith("$ bnmigrate run "):
                result = subprocess.run(
                    [*BNMIGRATE, *shlex.split(line)[3:]],
                    cwd=tmp_path,
                    env={**os.environ, "PYTHONPATH": str(ROOT)},
                    capture_output=True,
                    text=True,
                    check=False,
                )
                printed += [line, *(result.stdout + result.stderr).splitlines()]
    assert printed == "".join(blocks("console")).splitlines()
