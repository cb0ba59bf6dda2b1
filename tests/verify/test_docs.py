"""Every example in docs/verify.md, run."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tests.command_line import PROJECT, process, write

pytest.importorskip("torch", reason="torch is not installed")

PAGE = (PROJECT / "docs" / "verify.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE, flags=re.MULTILINE | re.DOTALL)


def test_commands_print_what_the_page_prints(tmp_path: Path) -> None:
    assert {language for language, _ in BLOCKS} == {"python", "console"}
    expected: list[str] = []
    printed: list[str] = []
    for language, text in BLOCKS:
        name = re.match(r"# (\w+\.py)\n", text)
        if language == "python":
            assert name is not None
            write(tmp_path, {name[1]: text})
            continue
        expected += text.splitlines()
        command = text.splitlines()[0]
        done = process(tmp_path, *shlex.split(command.removeprefix("$ bnmigrate ")))
        printed += [command, *(done.stdout + done.stderr).decode().splitlines()]
    assert printed == expected
