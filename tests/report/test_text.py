"""The line of source in the text format, and the carets under it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bnmigrate.findings import Finding
from bnmigrate.report.excerpt import WIDTH, excerpt
from tests.command_line import bnmigrate, write

CALL = "nn.BatchNorm2d(3, momentum=0.2)"


def excerpt_of(folder: Path, code: str) -> tuple[str, str]:
    text = f"import torch.nn as nn\n{code}\n"
    done = bnmigrate(write(folder, {"a.py": text}), "check", "a.py")
    lines = done.stdout.decode().split("\n")
    first = next(i for i, line in enumerate(lines) if " BN101 " in line)
    return lines[first + 1], lines[first + 2]


@pytest.mark.parametrize(
    ("code", "shown", "pointed"),
    [
        (f"a = {CALL}", f"2 | a = {CALL}", "  |     " + "^" * len(CALL)),
        (f"if nn:\n\ta = {CALL}", f"3 | \ta = {CALL}", "  | \t    " + "^" * len(CALL)),
        (f"'层'; a = {CALL}", f"2 | '层'; a = {CALL}", "  |           " + "^" * len(CALL)),
        (f"'e\u0301'; a = {CALL}", f"2 | 'e\u0301'; a = {CALL}", "  |          " + "^" * len(CALL)),
        (
            "a = nn.BatchNorm2d(3,\n  momentum=.2)",
            "2 | a = nn.BatchNorm2d(3,",
            "  |     " + "^" * 17,
        ),
        (
            f"'\x1b[31m'; a = {CALL}",
            f"2 | '␛[31m'; a = {CALL}",
            "  |              " + "^" * len(CALL),
        ),
    ],
)
def test_carets_stand_under_what_is_meant(
    tmp_path: Path, code: str, shown: str, pointed: str
) -> None:
    assert excerpt_of(tmp_path, code) == (shown, pointed)


@pytest.mark.parametrize(("before", "after"), [(0, 5000), (5000, 0), (5000, 5000), (30, 5000)])
def test_of_a_long_line_the_part_around_the_finding_is_shown(
    tmp_path: Path, before: int, after: int
) -> None:
    shown, pointed = excerpt_of(tmp_path, f"'{'x' * before}'; {CALL}; '{'y' * after}'")
    assert len(shown) <= WIDTH + len("2 | ......")
    assert shown[pointed.index("^") : pointed.rindex("^") + 1] == CALL
    assert shown.startswith("2 | ...") == (before > 100)
    assert shown.endswith("...") == (after > 0)


def test_a_finding_in_an_empty_line_has_no_excerpt() -> None:
    finding = Finding("a.py", 2, 1, "BN900", "", 2, 1)
    assert list(excerpt(finding, ["a", "", "b"])) == []
    assert list(excerpt(finding, [])) == []


def test_a_place_behind_the_end_of_a_line_has_one_caret() -> None:
    finding = Finding("a.py", 1, 9, "BN900", "", 1, 9)
    assert list(excerpt(finding, ["abc"]))[1].count("^") == 1
