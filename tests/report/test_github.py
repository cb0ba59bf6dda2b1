"""Annotations, taken apart as the runner of GitHub Actions does it."""

from __future__ import annotations

from pathlib import Path

from bnmigrate.findings import FileReport, Finding
from bnmigrate.report.github import GithubReporter
from tests.command_line import CUMULATIVE, TORCH, bnmigrate, write
from tests.report.reports import Command, commands


def test_an_annotation(tmp_path: Path) -> None:
    done = bnmigrate(write(tmp_path, {"a.py": TORCH}), "check", "--output-format", "github")
    assert commands(done.stdout) == [
        Command(
            "warning",
            {
                "title": "bnmigrate BN101",
                "file": "a.py",
                "line": "3",
                "endLine": "3",
                "col": "6",
                "endColumn": "38",
            },
            "call of torch.nn.BatchNorm2d; momentum=0.1 becomes momentum=0.9",
        )
    ]


def test_why_and_what_next_have_lines_of_their_own(tmp_path: Path) -> None:
    done = bnmigrate(write(tmp_path, {"a.py": CUMULATIVE}), "check", "--output-format", "github")
    assert done.stdout.count(b"\n") == 1
    (command,) = commands(done.stdout)
    first, why, following = command.message.split("\n")
    assert first == "momentum=None has no counterpart in MindSpore"
    assert why.startswith("why: it keeps a cumulative average")
    assert following.startswith("next: choose a momentum")


def test_severities_and_escapes() -> None:
    lines: list[str] = []
    reporter = GithubReporter(lines.append)
    path = "a:b,c%.py"
    reporter.file(
        FileReport(
            path,
            tuple(
                Finding(
                    path, 1, 1, "BN301", f"50% :,{kind}\r\x1b", 2, 1, reason="%0A", severity=kind
                )
                for kind in ("error", "warning", "note")
            ),
            problem="50%\r\n",
        )
    )
    reporter.end()
    assert lines[0] == (
        "::error title=bnmigrate BN301,file=a%3Ab%2Cc%25.py,line=1,endLine=2::"
        r"50%25 :,error\r\x1b%0Awhy: %250A"
    )
    assert lines.pop() == "::error title=bnmigrate,file=a%3Ab%2Cc%25.py::50%25%0D%0A"
    found = commands("\n".join(lines).encode())
    assert [command.name for command in found] == ["error", "warning", "notice"]
    assert [command.message for command in found] == [
        rf"50% :,{kind}\r\x1b" + "\nwhy: %0A" for kind in ("error", "warning", "note")
    ]
    for command in found:
        assert command.properties["file"] == path
        assert "col" not in command.properties, "GitHub refuses columns over several lines"
