"""--baseline tells only what is new since --write-baseline."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.command_line import CUMULATIVE, TORCH, Done, bnmigrate, write

TWICE = CUMULATIVE + "bn = nn.BatchNorm2d(64, momentum=None)\n"


def codes(done: Done) -> list[str]:
    """Return the place and code of each finding in a report of lines."""
    return [" ".join(line.split()[:2]) for line in done.stdout.decode().splitlines()]


def check(folder: Path, *arguments: str) -> Done:
    return bnmigrate(folder, "check", "--output-format", "concise", *arguments)


def entries(folder: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((folder / "base.json").read_bytes())["findings"]
    return found


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with findings in two files, all of them in its baseline."""
    write(tmp_path, {"a.py": TORCH, "sub/b.py": CUMULATIVE})
    done = check(tmp_path, "--write-baseline", "base.json")
    assert (done.returncode, done.stdout) == (0, b"")
    assert done.stderr.decode() == "Wrote 2 findings to base.json.\n"
    return tmp_path


def test_what_is_known_is_not_told(project: Path) -> None:
    done = check(project, "--baseline", "base.json")
    assert (done.returncode, done.stdout) == (0, b"")
    assert done.stderr.decode() == (
        "Checked 2 files: nothing to do. 2 more known from base.json.\n"
    )


def test_what_is_new_is_told(project: Path) -> None:
    write(project, {"a.py": TORCH + "more = nn.BatchNorm2d(3, momentum=0.2)\n", "c.py": TORCH})
    done = check(project, "--baseline", "base.json")
    assert codes(done) == ["a.py:4:8: BN101", "c.py:3:6: BN101"]
    assert done.returncode == 1


def test_code_may_move_in_its_file_and_be_laid_out_anew(project: Path) -> None:
    moved = TORCH.replace("\nbn", "\n# a line more\n\nif True:\n    bn").replace("4, m", "4,  m")
    write(project, {"a.py": moved})
    done = check(project, "--baseline", "base.json")
    assert (done.returncode, done.stdout) == (0, b"")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("other.py", TORCH),
        ("a.py", TORCH.replace("momentum=0.1", "momentum=0.2")),
        ("a.py", TORCH.replace("torch", "mindspore")),
    ],
    ids=["another file", "another line", "another code"],
)
def test_another_finding_is_new(project: Path, name: str, code: str) -> None:
    write(project, {name: code})
    done = check(project, "--baseline", "base.json", name)
    assert (done.returncode, len(codes(done))) == (1, 1)


def test_of_lines_that_are_alike_the_last_is_new(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": TWICE})
    check(tmp_path, "--write-baseline", "base.json")
    assert [entry["count"] for entry in entries(tmp_path)] == [2]
    assert check(tmp_path, "--baseline", "base.json").returncode == 0
    write(tmp_path, {"a.py": TWICE + "bn = nn.BatchNorm2d(64, momentum=None)\n"})
    assert codes(check(tmp_path, "--baseline", "base.json")) == ["a.py:5:6: BN201"]


def test_paths_count_from_the_folder_of_the_baseline(project: Path) -> None:
    done = check(project / "sub", "--baseline", "../base.json", "b.py", "../a.py")
    assert (done.returncode, done.stdout) == (0, b"")
    (project / "ci").mkdir()
    check(project, "--write-baseline", "ci/base.json")
    assert b'"../a.py"' in (project / "ci/base.json").read_bytes()
    assert check(project / "sub", "--baseline", "../ci/base.json").returncode == 0


def test_what_is_gone_is_told(project: Path) -> None:
    write(project, {"a.py": "", "sub/c.py": TORCH})
    (project / "sub/b.py").unlink()
    done = check(project, "--baseline", "base.json", "a.py")
    assert done.stderr.decode().splitlines()[0] == (
        "bnmigrate: base.json: 2 findings of the baseline are there no more; bring it up to date "
        "with --write-baseline base.json"
    )
    assert done.returncode == 0


@pytest.mark.parametrize("arguments", [["sub"], ["--select", "BN2"]])
def test_what_was_not_looked_for_is_not_called_gone(project: Path, arguments: list[str]) -> None:
    write(project, {"a.py": ""})
    done = check(project, "--baseline", "base.json", *arguments)
    assert done.stderr.count(b"\n") == 1
    assert b"no more" not in done.stderr


def test_fix_fixes_what_is_known_too_and_tells_what_is_new(project: Path) -> None:
    write(project, {"sub/b.py": TWICE})
    shown = bnmigrate(project, "fix", "--diff", "--baseline", "base.json")
    assert b"+++ b/a.py" in shown.stdout
    assert shown.returncode == 1
    done = bnmigrate(project, "fix", "--output-format", "concise", "--baseline", "base.json")
    assert b"mindspore" in (project / "a.py").read_bytes()
    assert codes(done) == ["sub/b.py:4:6: BN201"]
    assert done.stderr.decode() == (
        "Checked 2 files: fixed 1 finding in 1 file, 1 left (1 for a person to decide). "
        "1 more known from base.json.\nChanged a.py\n"
    )
    write(project, {"sub/b.py": CUMULATIVE})
    again = bnmigrate(project, "fix", "--baseline", "base.json")
    assert again.returncode == 0
    assert b"1 finding of the baseline is there no more" in again.stderr


def test_a_machine_reads_what_is_new_too(project: Path) -> None:
    write(project, {"c.py": CUMULATIVE})
    done = bnmigrate(project, "check", "--output-format", "json", "--baseline", "base.json")
    assert [(one["path"], one["code"]) for one in json.loads(done.stdout)] == [("c.py", "BN201")]


def test_a_file_that_cannot_be_read_is_told_every_time(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": "BatchNorm2d = (\n", "b.py": TORCH})
    done = check(tmp_path, "--write-baseline", "base.json")
    assert done.returncode == 2
    assert codes(done) == ["a.py:1:15: BN900"]
    assert [entry["path"] for entry in entries(tmp_path)] == ["b.py"]
    done = check(tmp_path, "--baseline", "base.json")
    assert (done.returncode, codes(done)) == (2, ["a.py:1:15: BN900"])


@pytest.mark.parametrize(
    ("content", "problem"),
    [(None, "there is no such baseline"), (b"{", "is no baseline: it is not JSON")],
)
def test_a_missing_or_damaged_baseline_stops_the_call(
    tmp_path: Path, content: bytes | None, problem: str
) -> None:
    write(tmp_path, {"a.py": TORCH})
    if content is not None:
        (tmp_path / "base.json").write_bytes(content)
    done = bnmigrate(tmp_path, "fix", "--baseline", "base.json")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().startswith(f"bnmigrate: base.json: {problem}")
    assert b"--write-baseline" in done.stderr
    assert done.stderr.count(b"\n") == 1
    assert (tmp_path / "a.py").read_text() == TORCH


@pytest.mark.parametrize("place", ["no/base.json", "a.py"])
def test_a_place_that_cannot_be_written(tmp_path: Path, place: str) -> None:
    write(tmp_path, {"a.py": TORCH})
    done = check(tmp_path, "--write-baseline", place)
    assert done.returncode == 2
    assert done.stderr.startswith(f"bnmigrate: {place}: ".encode())
    assert (tmp_path / "a.py").read_text() == TORCH


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "--write-baseline", "base.json", "-"],
        ["check", "--write-baseline", "base.json", "--baseline", "base.json"],
        ["fix", "--write-baseline", "base.json"],
    ],
)
def test_bad_usage(tmp_path: Path, arguments: list[str]) -> None:
    assert bnmigrate(write(tmp_path, {"a.py": TORCH}), *arguments).returncode == 2
    assert not (tmp_path / "base.json").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="names of files are Unicode there")
def test_a_name_that_is_no_unicode(tmp_path: Path) -> None:
    write(tmp_path, {"a\udcff.py": TORCH})
    assert check(tmp_path, "--write-baseline", "base.json").returncode == 0
    assert check(tmp_path, "--baseline", "base.json").returncode == 0
