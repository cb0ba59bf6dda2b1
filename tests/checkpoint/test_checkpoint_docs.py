"""docs/checkpoints.md shows what happens: its commands and its Python are run, in their order."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.checkpoint.checkpoint_files import mindspore_or_skip, run
from tests.packages import PINNED, unpack

PAGE = Path(__file__).parents[2] / "docs" / "checkpoints.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_readme_shows_a_part_of_the_page() -> None:
    """What the README shows of a checkpoint stands in the page too, which is run below."""
    readme = PAGE.parents[1].joinpath("README.md").read_text(encoding="utf-8")
    section = readme.partition("## The weights come along")[2].partition("\n## ")[0]
    shown = [text for _, text in BLOCK.findall(section)]
    assert len(shown) == 3
    run_there = [text for _, text in BLOCK.findall(PAGE.read_text(encoding="utf-8"))]
    assert [text for text in shown if text not in run_there] == []


def test_the_page_as_it_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("torch", reason="PyTorch is not installed")
    monkeypatch.setenv("GLOG_v", "3")
    mindspore_or_skip()
    monkeypatch.syspath_prepend(str(unpack("mindcv", tmp_path).parent))
    namespace: dict[str, Any] = {}
    folder = tmp_path / "empty"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.syspath_prepend(str(folder))
    try:
        page = PAGE.read_text(encoding="utf-8")
        blocks = BLOCK.findall(page)
        assert len(blocks) >= 12
        assert f"mindcv=={PINNED['mindcv']}" in page
        printed = ""
        for language, text in blocks:
            if program := re.match(r"# (\w+\.py)\n", text):
                (folder / program[1]).write_text(text)
            elif language == "sh":
                assert text.startswith("pip install "), "the tests have it installed"
            elif language == "python":
                printed = printed_by(text, namespace)
            elif language == "text":
                assert printed == text
            else:
                check_console(text)
    finally:
        sys.modules.pop("nets", None)


def printed_by(code: str, namespace: dict[str, Any]) -> str:
    with contextlib.redirect_stdout(io.StringIO()) as output:
        exec(code, namespace)
    return output.getvalue()


def check_console(text: str) -> None:
    """Run each line after a `$` and compare; a line of dots stands for any lines."""
    exit_code = 0
    for command, expected in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", text, re.MULTILINE):
        if command == "echo $?":
            assert expected == f"{exit_code}\n"
            continue
        program, subcommand, *arguments = shlex.split(command)
        assert (program, subcommand) == ("bnmigrate", "checkpoint")
        result = run(*arguments)
        exit_code = result.exit_code
        pattern = ".*\n".join(map(re.escape, expected.split("...\n")))
        assert re.fullmatch(pattern, result.output, re.DOTALL), result.output
