"""`bnmigrate rule` and `bnmigrate rules`."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path

import click
import pytest

from bnmigrate import catalogue
from bnmigrate.addresses import page_of
from tests.command_line import bnmigrate, command, environment, process

FIXES = {"safe": "safe fix", "unsafe": "unsafe fix", "none": "no fix"}


def squeezed(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("code", catalogue.codes())
def test_rule_says_all_that_there_is(tmp_path: Path, code: str) -> None:
    page = catalogue.page(code)
    done = bnmigrate(tmp_path, "rule", code)
    assert done.returncode == 0
    text = done.stdout.decode()
    assert text.startswith(f"{page.code} {page.name} ({page.severity}, ")
    for part in (page.finds, page.why, page.fix, *page.references):
        assert squeezed(part) in squeezed(text)
    for example in page.examples:
        for source in (example.before, example.after or ""):
            for line in source.splitlines():
                assert f"  {line}".rstrip() in text.splitlines()


def test_rule_takes_a_name(tmp_path: Path) -> None:
    by_name = bnmigrate(tmp_path, "rule", "cumulative-momentum")
    assert by_name.stdout == bnmigrate(tmp_path, "rule", "BN201").stdout
    assert by_name.returncode == 0


def test_rule_without_a_code_says_all(tmp_path: Path) -> None:
    text = bnmigrate(tmp_path, "rule").stdout.decode()
    assert tuple(re.findall(r"^(BN\d{3}) [a-z-]+ \(", text, re.MULTILINE)) == catalogue.codes()


@pytest.mark.parametrize("word", ["BN1O1", "bn1001", "layer-constructer"])
def test_an_unknown_code_is_bad_usage_and_names_the_nearest(tmp_path: Path, word: str) -> None:
    done = bnmigrate(tmp_path, "rule", word)
    assert done.returncode == 2
    assert done.stdout == b""
    nearest = "layer-constructor" if "-" in word else "BN101"
    assert f"there is no code '{word}'; did you mean '{nearest}'?" in done.stderr.decode()


def test_rule_as_json(tmp_path: Path) -> None:
    one = json.loads(bnmigrate(tmp_path, "rule", "BN108", "--output-format", "json").stdout)
    page = catalogue.page("BN108")
    assert one == {
        **page._asdict(),
        "references": list(page.references),
        "examples": [example._asdict() for example in page.examples],
        "fixability": "unsafe",
        "url": page_of("BN108"),
    }
    every = json.loads(bnmigrate(tmp_path, "rule", "--output-format", "json").stdout)
    assert one in every
    assert tuple(entry["code"] for entry in every) == catalogue.codes()


def test_rules_lists_a_line_each(tmp_path: Path) -> None:
    lines = bnmigrate(tmp_path, "rules").stdout.decode().splitlines()
    assert [line.split()[0] for line in lines] == list(catalogue.codes())
    assert lines[0].split("  ")[0] == "BN101"
    assert [re.split(r"  +", line) for line in lines] == [
        [page.code, page.name, page.severity, FIXES[page.fixability]] for page in catalogue.pages()
    ]
    fixes = {line.split()[0]: line.split()[-2] for line in lines}
    assert (fixes["BN101"], fixes["BN108"], fixes["BN201"]) == ("safe", "unsafe", "no")


def test_rules_as_json(tmp_path: Path) -> None:
    entries = json.loads(bnmigrate(tmp_path, "rules", "--output-format", "json").stdout)
    assert entries[0] == {
        "code": "BN101",
        "name": "layer-constructor",
        "severity": "warning",
        "fixability": "safe",
        "finds": catalogue.page("BN101").finds,
        "url": page_of("BN101"),
    }
    assert len(entries) == len(catalogue.codes())


def test_a_pipe_gets_plain_text_of_eighty_columns(tmp_path: Path) -> None:
    done = process(tmp_path, "rule", "BN101")
    text = done.stdout.decode()
    assert text == click.unstyle(text)
    prose = text.partition("`bnmigrate fix` rewrites")[0].splitlines()
    assert 70 < max(map(len, prose)) <= 80


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals like these")
@pytest.mark.parametrize(("columns", "widest"), [(60, 60), (200, 100)])
def test_a_terminal_gets_bold_headings_and_lines_of_its_width(
    tmp_path: Path, columns: int, widest: int
) -> None:
    text = on_a_terminal(tmp_path, columns, "rule", "BN101")
    for heading in ("BN101", "Why it matters", "The fix", "References"):
        assert click.style(heading, bold=True) in text
    prose = click.unstyle(text).partition("`bnmigrate fix` rewrites")[0].splitlines()
    assert widest - 15 < max(map(len, prose)) <= widest


def on_a_terminal(folder: Path, columns: int, *arguments: str) -> str:
    """Run the command line with a terminal for its standard output; return what it shows."""
    import fcntl
    import pty
    import struct
    import subprocess
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    variables = environment(TERM="xterm")
    variables.pop("COLUMNS", None)
    running = subprocess.Popen(command(*arguments), cwd=folder, stdout=theirs, env=variables)
    os.close(theirs)
    shown = b""
    while True:
        try:
            some = os.read(ours, 65536)
        except OSError:  # how Linux says that the other end is closed
            break
        if not some:
            break
        shown += some
    os.close(ours)
    assert running.wait(60) == 0
    return shown.decode().replace("\r\n", "\n")
