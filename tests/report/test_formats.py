"""What holds for every format of the report."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from bnmigrate.report.formats import FOR_PEOPLE, FORMATS
from tests.command_line import (
    CUMULATIVE,
    PLAIN,
    PROJECT,
    TORCH,
    bnmigrate,
    environment,
    on_a_terminal,
    process,
    write,
)
from tests.report.reports import MACHINE, READERS

TWO = "import torch.nn as nn\na = nn.BatchNorm2d(3, momentum=0.2)\nb = nn.BatchNorm2d(3)\n"
BROKEN = "import torch.nn as nn\nnn.BatchNorm2d(3, 1, x = = 1)\n"
FOUND = [("a.py", 2, "BN101"), ("a.py", 3, "BN101"), ("sub/b.py", 3, "BN201")]

formats = pytest.mark.parametrize("name", list(READERS))
machine = pytest.mark.parametrize("name", MACHINE)


@pytest.fixture
def work(tmp_path: Path) -> Path:
    return write(tmp_path, {"a.py": TWO, "sub/b.py": CUMULATIVE, "plain.py": PLAIN})


def test_every_format_is_read_here() -> None:
    assert set(READERS) == set(FORMATS) - {"plan"}


@formats
def test_standard_output_has_the_report_alone(work: Path, name: str) -> None:
    done = bnmigrate(work, "check", "--output-format", name)
    assert READERS[name](done.stdout) == FOUND
    assert done.stderr.startswith(b"Checked 3 files: 3 findings in 2 files")
    assert done.returncode == 1


@formats
def test_fix_reports_what_is_left(work: Path, name: str) -> None:
    done = bnmigrate(work, "fix", "--output-format", name)
    assert READERS[name](done.stdout) == FOUND[2:]
    assert "momentum=0.8" in (work / "a.py").read_text()


@formats
def test_nothing_found_is_a_report_too(tmp_path: Path, name: str) -> None:
    done = bnmigrate(write(tmp_path, {"a.py": PLAIN}), "check", "--output-format", name)
    assert READERS[name](done.stdout) == []
    assert done.returncode == 0


@formats
def test_a_file_that_is_not_python_is_a_finding(tmp_path: Path, name: str) -> None:
    done = bnmigrate(write(tmp_path, {"a.py": BROKEN}), "check", "--output-format", name)
    assert READERS[name](done.stdout) == [("a.py", 2, "BN900")]
    assert done.returncode == 2


@machine
def test_a_path_that_is_not_there_is_reported(work: Path, name: str) -> None:
    done = bnmigrate(work, "check", "--output-format", name, "sub", "nothing.py")
    assert sorted(READERS[name](done.stdout)) == [("nothing.py", 0, ""), FOUND[2]]
    assert b"nothing.py: error: does not exist" in done.stderr
    assert done.returncode == 2


@machine
def test_a_file_that_cannot_be_written_is_reported(
    work: Path, name: str, unprivileged: Sequence[str]
) -> None:
    (work / "a.py").chmod(0o444)
    done = process(work, "fix", "--no-cache", "--output-format", name, "a.py", prefix=unprivileged)
    assert sorted(READERS[name](done.stdout)) == [("a.py", 0, ""), *FOUND[:2]]
    assert b"read-only" in done.stdout
    assert done.returncode == 2


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
@formats
@pytest.mark.parametrize(
    "raw", [b"a\nb\r, c:d%0A\x1b=::e.py", b"caf\xe9.py", "ü <&\"'>.py".encode()]
)
def test_odd_names_of_files_break_no_format(tmp_path: Path, name: str, raw: bytes) -> None:
    path = tmp_path / os.fsdecode(raw)
    path.write_text(TWO)
    done = bnmigrate(tmp_path, "check", "--output-format", name)
    found = READERS[name](done.stdout)
    assert [entry[1:] for entry in found] == [(2, "BN101"), (3, "BN101")]
    (shown,) = {entry[0] for entry in found}
    plain = path.name.encode("utf-8", "backslashreplace").decode()
    if name in FOR_PEOPLE or name == "pylint":
        plain = plain.replace("\n", "\\n").replace("\r", "\\r").replace("\x1b", "\\x1b")
    if name == "junit":
        plain = plain.replace("\x1b", "\\x1b")
    assert shown == (path.name if name == "sarif" else plain)


@pytest.mark.parametrize(
    "name", ["text", "concise", "grouped", "plan", "github", "gitlab", "junit", "pylint", "rdjson"]
)
def test_what_a_message_quotes_gives_no_orders_to_a_terminal(tmp_path: Path, name: str) -> None:
    odd = TORCH.replace("momentum=0.1", "device='\x1b[31m\u2028 ü'")
    write(tmp_path, {"a.py": f"{odd}\nm = nn.BatchNorm2d\nm(3, momentum='\x1b]0;x\x07')\n"})
    done = on_a_terminal(tmp_path, "check", "--output-format", name, NO_COLOR="1")
    said = done.stdout.decode()
    assert "\x1b" not in said
    assert "\x07" not in said
    assert "\u2028" not in said
    if name not in ("concise", "grouped", "plan"):
        assert r"device='\x1b[31m ü'" in said.replace("\\\\", "\\")


@machine
def test_reports_are_utf8_whatever_the_locale(tmp_path: Path, name: str) -> None:
    write(tmp_path, {"ü.py": TWO.replace("0.2", "0.2 if 'ü' else 1")})
    done = process(tmp_path, "check", "--output-format", name, PYTHONIOENCODING="latin-1")
    assert {path for path, _, _ in READERS[name](done.stdout)} == {"ü.py"}


# Where the report goes


@formats
def test_output_file_takes_the_report(work: Path, name: str) -> None:
    done = bnmigrate(work, "check", "--output-format", name, "-o", "made/by/report")
    assert done.stdout == b""
    assert READERS[name]((work / "made/by/report").read_bytes()) == FOUND
    assert done.returncode == 1


@formats
def test_a_diff_and_a_report_in_one_call(work: Path, name: str) -> None:
    arguments = ("fix", "--diff", "--output-format", name)
    alone = bnmigrate(work, "fix", "--diff")
    done = bnmigrate(work, *arguments, "--output-file", "report")
    assert done.stdout == alone.stdout
    assert READERS[name]((work / "report").read_bytes()) == FOUND[2:]


@machine
def test_a_report_for_a_program_is_not_mixed_with_a_diff(work: Path, name: str) -> None:
    done = bnmigrate(work, "fix", "--diff", "--output-format", name)
    assert done.returncode == 2
    assert done.stdout == b""
    assert b"--output-file" in done.stderr


@machine
def test_a_report_for_a_program_is_not_mixed_with_new_content(work: Path, name: str) -> None:
    write(work, {"pyproject.toml": f"[tool.bnmigrate]\noutput-format = '{name}'\n"})
    done = bnmigrate(work, "fix", "-", stdin=TORCH.encode())
    assert (done.returncode, done.stdout) == (2, b"")
    done = bnmigrate(work, "fix", "-", "-o", "report", stdin=CUMULATIVE.encode())
    assert done.stdout == CUMULATIVE.encode()
    assert READERS[name]((work / "report").read_bytes()) == [("-", 3, "BN201")]
    done = bnmigrate(work, "fix", "-", "--output-format", "concise", stdin=CUMULATIVE.encode())
    assert done.stderr.startswith(b"-:3:6: BN201 ")


def test_an_output_file_that_cannot_be_made_stops_before_anything_is_written(work: Path) -> None:
    done = bnmigrate(work, "fix", "--output-file", "plain.py/report")
    assert done.returncode == 2
    assert done.stderr.startswith(b"bnmigrate: cannot write to plain.py")
    assert (work / "a.py").read_text() == TWO


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_an_output_file_without_room_is_a_failure(work: Path) -> None:
    done = bnmigrate(work, "check", "--output-file", "/dev/full")
    assert done.returncode == 2
    assert b"bnmigrate: cannot write to /dev/full: No space left" in done.stderr


def test_the_format_is_a_setting(work: Path) -> None:
    write(work, {"pyproject.toml": "[tool.bnmigrate]\noutput-format = 'json'\n"})
    assert READERS["json"](bnmigrate(work, "check").stdout) == FOUND
    done = bnmigrate(work, "check", "--output-format", "concise")
    assert READERS["concise"](done.stdout) == FOUND


@pytest.mark.parametrize("command", ["check", "fix"])
def test_a_wrong_format_is_an_error(work: Path, command: str) -> None:
    assert bnmigrate(work, command, "--output-format", "yaml").returncode == 2
    write(work, {"pyproject.toml": "[tool.bnmigrate]\noutput-format = 'yaml'\n"})
    done = bnmigrate(work, command)
    assert done.returncode == 2
    assert b"output-format" in done.stderr
    assert (work / "a.py").read_text() == TWO


# How names are given


@pytest.mark.parametrize("name", ["sarif", "github", "gitlab", "pylint", "rdjson"])
@pytest.mark.parametrize("variable", ["GITHUB_WORKSPACE", "CI_PROJECT_DIR"])
def test_paths_are_those_of_the_checkout(
    work: Path, name: str, variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, str(work))
    done = bnmigrate(work / "sub", "check", "--output-format", name, work / "a.py", "b.py")
    assert READERS[name](done.stdout) == FOUND
    monkeypatch.setenv(variable, str(PROJECT))
    done = bnmigrate(work / "sub", "check", "--output-format", name, "../sub/./b.py")
    assert READERS[name](done.stdout) == [("b.py", 3, "BN201")]


@pytest.mark.parametrize("name", ["text", "concise", "grouped", "json", "jsonl"])
def test_paths_are_given_as_they_came(work: Path, name: str) -> None:
    path = str(work / "sub" / ".." / "a.py")
    done = bnmigrate(work, "check", "--output-format", name, path)
    assert {entry[0] for entry in READERS[name](done.stdout)} == {path}


def test_only_the_format_that_is_asked_for_is_imported(work: Path) -> None:
    code = (
        "import sys; from bnmigrate.cli import main\n"
        "try: main(['check', '--output-format', sys.argv[1]])\n"
        "except SystemExit: pass\n"
        "print(*(m for m in sys.modules if m.startswith('bnmigrate.report.')), file=sys.stderr)"
    )
    for name in FORMATS:
        done = subprocess.run(
            [sys.executable, "-c", code, name],
            cwd=work,
            capture_output=True,
            check=True,
            env=environment(),
            text=True,
        )
        loaded = set(done.stderr.splitlines()[-1].split())
        modules = {f"bnmigrate.report.{value.partition(':')[0]}" for value in FORMATS.values()}
        wanted = f"bnmigrate.report.{FORMATS[name].partition(':')[0]}"
        assert wanted in loaded
        assert loaded & modules <= {wanted, "bnmigrate.report.text"}, "the summary is in text"


def test_the_page_lists_the_formats_and_the_keys_of_json(work: Path) -> None:
    page = (PROJECT / "docs" / "output-formats.md").read_text(encoding="utf-8")
    formats_of_page, keys = page.split("\n## json and jsonl\n")
    assert re.findall(r"(?m)^\| `(\w+)` \|", formats_of_page) == list(FORMATS)
    rows = re.findall(r"(?m)^\| (`.*`) \|", keys.partition("\n## ")[0])
    listed = [key for row in rows for key in re.findall(r"`(\w+)`", row.partition("|")[0])]
    for entry in json.loads(bnmigrate(work, "check", "--output-format", "json", ".", "x").stdout):
        assert list(entry) == listed


@formats
def test_a_second_check_says_the_same(work: Path, name: str) -> None:
    """What is found again, or known from before, has its fixes as well."""
    arguments = ("check", "--unsafe-fixes", "--output-format", name)
    assert bnmigrate(work, *arguments).stdout == bnmigrate(work, *arguments).stdout
