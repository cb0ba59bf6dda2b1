"""Comments that suppress findings: what they hide, and when they are unneeded."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bnmigrate import files
from bnmigrate.source import decode
from bnmigrate.suppressions import with_ignores
from tests.command_line import TORCH, bnmigrate, write
from tests.test_fixtures import CASES, name_of, run

LINE = "bn = nn.ModuleList([nn.BatchNorm2d(64, momentum=0.1)])"
FIXED = "bn = nn.ModuleList([ms.nn.BatchNorm2d(64, momentum=0.9)])"


def module(*lines: str) -> str:
    return "\n".join(["import torch.nn as nn", "", *lines, ""])


def found(folder: Path, *arguments: str) -> list[str]:
    done = bnmigrate(folder, "check", "--output-format", "concise", *arguments)
    assert done.returncode in (0, 1), done.stderr
    return [" ".join(line.split()[:2]) for line in done.stdout.decode().splitlines()]


@pytest.mark.parametrize(
    "lines",
    [
        [f"{LINE}  # bnmigrate: ignore[BN101] as the paper has it"],
        [f"{LINE}  # bnmigrate: ignore[BN1]"],
        [f"{LINE}  # bnmigrate: ignore"],
        [f"{LINE}  # bnmigrate : ignore[BN101]"],
        [f"{LINE}  # BNMIGRATE: IGNORE"],
        [f"{LINE}  # type: ignore  # bnmigrate:ignore[BN101,BN102]"],
        [f"{LINE}  # noqa: E501, BN101"],
        [f"{LINE}  # NOQA"],
        ["bn = nn.ModuleList([  # bnmigrate: ignore[BN101]", "    nn.BatchNorm2d(3)", "])"],
        ["bn = nn.ModuleList([", "    nn.BatchNorm2d(3)", "])  # bnmigrate: ignore[BN101]"],
        ["bn = nn.ModuleList([", "    # bnmigrate: ignore[BN101]", "    nn.BatchNorm2d(3)", "])"],
        ["# bnmigrate: ignore-file", LINE],
        [LINE, "# bnmigrate: ignore-file[BN101] not ours"],
    ],
)
def test_a_comment_suppresses(tmp_path: Path, lines: list[str]) -> None:
    text = module(*lines)
    write(tmp_path, {"a.py": text})
    assert [line for line in found(tmp_path) if "BN901" not in line] == []
    assert bnmigrate(tmp_path, "fix", "--ignore", "BN901").returncode == 0
    assert (tmp_path / "a.py").read_text() == text
    shown = bnmigrate(tmp_path, "check", "--show-suppressed").stdout
    assert b" BN101 call of torch.nn.BatchNorm2d" in shown
    assert b"(suppressed)" in shown


@pytest.mark.parametrize(
    "lines",
    [
        [f"{LINE}  # bnmigrate: ignore[BN102]"],
        ["# bnmigrate: ignore[BN101]", LINE],
        [LINE, "# bnmigrate: ignore[BN101]"],
        [f"{LINE}  # noqa: E501"],
        [f'{LINE[:-1]}, "# bnmigrate: ignore")'],
        ["if True:  # bnmigrate: ignore[BN101]", f"    {LINE}"],
        [f"{LINE}  # ignore[BN101]"],
    ],
)
def test_a_comment_that_suppresses_nothing(tmp_path: Path, lines: list[str]) -> None:
    write(tmp_path, {"a.py": module(*lines)})
    assert [line.split()[1] for line in found(tmp_path, "--ignore", "BN901")] == ["BN101"]


@pytest.mark.parametrize(
    ("line", "mended"),
    [
        ("x = 1  # bnmigrate: ignore[BN101] why", "x = 1"),
        ("x = 1  # bnmigrate: ignore", "x = 1"),
        ("x = 1  # other  # bnmigrate: ignore[BN3]", "x = 1  # other"),
        ("# bnmigrate: ignore-file[BN301]", None),
        ("if 1:\n    # bnmigrate: ignore\n    x = 1", "if 1:\n    x = 1"),
        ("x = [  # noqa: BN101\n    # bnmigrate: ignore[BN101]\n    1,\n]", "x = [\n    1,\n]"),
        ("x = 1  # noqa: BN301,E501 long", "x = 1  # noqa: E501 long"),
        (f"{LINE}  # noqa: BN101, BN301 why", f"{LINE}  # noqa: BN101 why"),
        (f"{LINE}  # noqa: BN301, BN101, BN2", f"{LINE}  # noqa: BN101"),
        (f"{LINE}  # bnmigrate: ignore[BN301,BN1]", f"{LINE}  # bnmigrate: ignore[BN1]"),
        ("x = 1  # bnmigrate: ignore[BN301] see #12", "x = 1"),
        ("x = 1  # noqa: E501, BN301", "x = 1  # noqa: E501"),
        ("x = 1  # noqa: E501 BN301", "x = 1  # noqa: E501"),
        ("x = 1  # noqa: E501 BN301 why", "x = 1  # noqa: E501 why"),
        ("x = 1  # noqa: BN301", "x = 1"),
        (
            f"{LINE}  # bnmigrate: ignore[BN101, BN301] why",
            f"{LINE}  # bnmigrate: ignore[BN101] why",
        ),
    ],
)
def test_an_unneeded_comment_is_taken_out(tmp_path: Path, line: str, mended: str | None) -> None:
    write(tmp_path, {"a.py": module(line)})
    assert {place.split()[1] for place in found(tmp_path)} == {"BN901"}
    assert bnmigrate(tmp_path, "fix").returncode == 1
    assert (tmp_path / "a.py").read_text() == module(line), "another direction may need it"
    bnmigrate(tmp_path, "fix", "--unsafe-fixes")
    assert (tmp_path / "a.py").read_text() == module(*([] if mended is None else [mended]))
    assert found(tmp_path) == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("x = 1  # bnmigrate: ignor[BN1]", "`bnmigrate:` is followed by `ignore[CODES]`"),
        ("x = 1  # bnmigrate ignore[BN1]", "`bnmigrate:` is followed by `ignore[CODES]`"),
        ("x = 1  # bnmigrate: ignore[BN999]", "there is no code 'BN999'"),
        ("x = 1  # bnmigrate: ignore[]", "`ignore[]` names no code"),
        ("x = 1  # bnmigrate: ignore BN301", "BN901"),
    ],
)
def test_what_a_person_has_to_mend(tmp_path: Path, line: str, said: str) -> None:
    write(tmp_path, {"a.py": module(line)})
    done = bnmigrate(tmp_path, "fix")
    assert done.returncode == 1
    assert b"a.py:3:8: BN901 " in done.stdout
    assert said in done.stdout.decode()
    assert (tmp_path / "a.py").read_text() == module(line)


def test_an_unneeded_comment_inside_of_what_is_translated_is_taken_out_with_it(
    tmp_path: Path,
) -> None:
    call = [
        "bn = nn.BatchNorm2d(",
        "    3,  # bnmigrate: ignore[BN201] one",
        "    # bnmigrate: ignore[BN201] own",
        "    momentum=0.1,  # bnmigrate: ignore[BN201] one",
        "    eps=1e-5,  # bnmigrate: ignore[BN202]",
        ")  # bnmigrate: ignore[BN201]",
    ]
    write(tmp_path, {"a.py": module(*call)})
    assert bnmigrate(tmp_path, "fix", "--unsafe-fixes").returncode == 0
    assert (tmp_path / "a.py").read_text() == (
        "import mindspore.nn as nn\n\n"
        "bn = nn.BatchNorm2d(\n    3,\n    momentum=0.9,\n    eps=1e-5,\n)\n"
    )


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["# bnmigrate: ignore-file", LINE, "x = 1  # bnmigrate: ignore[BN101]"], []),
        (["# bnmigrate: ignore-file", "x = 1"], ["a.py:3:1: BN901"]),
        (["# bnmigrate: ignore-file[BN901]", "x = 1  # bnmigrate: ignore"], []),
        (["# bnmigrate: ignore-file[BN9]", "x = 1  # bnmigrate: ignored"], []),
        (["x = 1  # bnmigrate: ignore[BN101, BN901] while it is being moved"], []),
        (["x = 1  # bnmigrate: ignore[BN901]"], ["a.py:3:8: BN901"]),
        (["x = 1  # bnmigrate: ignore[BN9, BN90, BN901]"], ["a.py:3:8: BN901"]),
        (
            ["x = 1  # bnmigrate: ignore", "y = 1  # noqa: BN901"],
            ["a.py:3:8: BN901", "a.py:4:8: BN901"],
        ),
    ],
)
def test_what_is_said_of_comments_is_suppressed_where_they_say_so(
    tmp_path: Path, lines: list[str], expected: list[str]
) -> None:
    write(tmp_path, {"a.py": module(*lines)})
    assert found(tmp_path) == expected


def test_an_unneeded_comment_beside_a_new_import_is_taken_out(tmp_path: Path) -> None:
    comment = "# bnmigrate: ignore[BN301]"
    text = f"{comment}\nimport torch.nn as nn  {comment}\n{comment}\n\nfc = nn.Linear(3, 3)\n"
    write(tmp_path, {"a.py": f"{text}{LINE}  {comment}\n{comment}\n"})
    assert bnmigrate(tmp_path, "fix", "--unsafe-fixes").returncode == 0
    assert (tmp_path / "a.py").read_text() == (
        f"import mindspore as ms\nimport torch.nn as nn\n\nfc = nn.Linear(3, 3)\n{FIXED}\n"
    )


def test_a_momentum_that_is_meant_has_one_comment_in_either_framework(tmp_path: Path) -> None:
    comment = "  # bnmigrate: ignore[BN301] as in the paper"
    torch = module(LINE.replace("0.1", "0.9") + comment)
    write(tmp_path, {"a.py": torch})
    assert found(tmp_path, "--to", "torch") == []
    assert found(tmp_path) == ["a.py:3:21: BN101"], "it is translated all the same"
    assert bnmigrate(tmp_path, "fix").returncode == 0
    assert (tmp_path / "a.py").read_text().endswith(f"momentum=0.1)]){comment}\n")
    assert found(tmp_path) == []
    assert bnmigrate(tmp_path, "fix", "--to", "torch").returncode == 0
    text = (tmp_path / "a.py").read_text()
    assert text.endswith(f"momentum=0.9)]){comment}\n")
    write(tmp_path, {"a.py": text.replace(comment, "")})
    assert found(tmp_path, "--to", "torch") == ["a.py:3:40: BN301"]


def test_codes_that_are_not_looked_for_are_not_unneeded(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": module("x = 1  # bnmigrate: ignore[BN301]")})
    assert found(tmp_path, "--select", "BN1,BN9") == []
    assert found(tmp_path, "--ignore", "BN901") == []
    assert found(tmp_path, "--select", "BN301,BN901") == ["a.py:3:8: BN901"]
    write(tmp_path, {"a.py": module("x = 1  # noqa", "y = 2  # noqa: E501")})
    assert found(tmp_path) == []


def test_what_hangs_together_waits_for_what_is_suppressed(tmp_path: Path) -> None:
    text = module(
        "norm = nn.BatchNorm2d  # bnmigrate: ignore[BN102]", "a = norm(3, momentum=0.1)", LINE
    )
    write(tmp_path, {"a.py": text})
    done = bnmigrate(tmp_path, "fix")
    assert b"why: line 3 is suppressed (BN102), and the two go together" in done.stdout
    assert (tmp_path / "a.py").read_text() == text.replace(LINE, FIXED).replace(
        "import torch", "import mindspore as ms\nimport torch"
    )


def test_comments_in_cells_of_a_notebook(tmp_path: Path) -> None:
    cells = [TORCH, "%time 1", LINE + "  # bnmigrate: ignore[BN101]", "x = 1  # bnmigrate: ignore"]
    book = {
        "cells": [{"cell_type": "code", "source": cell} for cell in cells],
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    write(tmp_path, {"a.ipynb": json.dumps(book)})
    done = bnmigrate(tmp_path, "check", "--output-format", "concise")
    places = [line.split(" BN")[0] for line in done.stdout.decode().splitlines()]
    assert places == ["a.ipynb:cell 1:3:6:", "a.ipynb:cell 4:1:8:"]


def test_what_waits_for_more_than_a_comment_says_so(tmp_path: Path) -> None:
    lines = ["norm = nn.BatchNorm2d", "a = norm(3, momentum=0.1)"]
    lost = "b = norm(3, momentum=None)  # bnmigrate: ignore[BN201]"
    write(tmp_path, {"a.py": module(*lines, lost)})
    done = bnmigrate(tmp_path, "check")
    assert b"why: line 5 can't be translated (BN201), and the two go together" in done.stdout
    assert b"next: resolve BN201 in line 5 first" in done.stdout


def test_what_is_suppressed_is_shown_with_what_it_is(tmp_path: Path) -> None:
    text = f"{LINE.replace('0.1', 'None')}  # noqa: BN201"
    write(tmp_path, {"a.py": module(text)})
    shown = bnmigrate(tmp_path, "check", "--show-suppressed").stdout
    assert b"BN201 momentum=None has no counterpart in MindSpore (suppressed)" in shown


def test_programs_see_what_is_suppressed(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": module(f"{LINE}  # noqa: BN101", LINE)})
    options = ("check", "--show-suppressed", "--output-format")
    entries = json.loads(bnmigrate(tmp_path, *options, "json").stdout)
    assert [entry["suppressed"] for entry in entries] == [True, False]
    results = json.loads(bnmigrate(tmp_path, *options, "sarif").stdout)["runs"][0]["results"]
    assert [result.get("suppressions") for result in results] == [[{"kind": "inSource"}], None]
    for name in ("github", "gitlab", "junit"):
        done = bnmigrate(tmp_path, *options, name)
        assert (done.returncode, done.stdout) == (2, b"")
        assert f"the format {name} can't tell" in done.stderr.decode()


def test_a_comment_is_about_its_own_line_first(tmp_path: Path) -> None:
    layers = [f"    nn.BatchNorm2d({n}, momentum=0.1)," for n in (1, 2, 3)]
    layers[1] += "  # bnmigrate: ignore[BN101] as in the paper"
    write(tmp_path, {"a.py": module("net = nn.Sequential(", *layers, ")")})
    assert found(tmp_path) == ["a.py:4:5: BN101", "a.py:6:5: BN101"]
    layers[1] = layers[0]
    write(tmp_path, {"a.py": module("net = nn.Sequential(", *layers, ")  # noqa: BN101")})
    assert found(tmp_path) == []
    call = ["    nn.BatchNorm2d(", "        1,", "        momentum=0.1,  # noqa: BN101", "    ),"]
    write(tmp_path, {"a.py": module("net = nn.Sequential(", *call, "    nn.BatchNorm2d(2),", ")")})
    assert found(tmp_path) == ["a.py:8:5: BN101"]


def test_a_comment_behind_a_backslash_or_a_string_is_about_the_lines_before(tmp_path: Path) -> None:
    lines = ["a = nn.BatchNorm2d(1), \\", "    nn.BatchNorm2d(2)  # noqa: BN101"]
    write(tmp_path, {"a.py": module(*lines)})
    assert found(tmp_path) == []
    lines = ["a = [nn.BatchNorm2d(1), '''", "''', nn.BatchNorm2d(2),  # noqa: BN101"]
    write(tmp_path, {"a.py": module(*lines, "nn.BatchNorm2d(3)]")})
    assert found(tmp_path) == ["a.py:5:1: BN101"]


# Writing them


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_comments_are_written(tmp_path: Path, newline: str) -> None:
    text = module(
        "norm = nn.BatchNorm2d  # the layer",
        "a = nn.ModuleList([",
        "    norm(3, momentum=0.1),",
        "    norm(3, momentum=None),",
        "])",
    ).replace("\n", newline)
    (tmp_path / "a.py").write_bytes(text.encode())
    done = bnmigrate(tmp_path, "check", "--add-ignores=until spring")
    assert (done.returncode, done.stdout) == (0, b"")
    assert done.stderr.decode() == (
        "Suppressed 3 findings in 1 file.\nChecked 1 file: nothing to do.\n"
    )
    expected = text.replace("# the layer", "# the layer  # bnmigrate: ignore[BN102] until spring")
    for code, line in (("BN107", "norm(3, momentum=0.1),"), ("BN201", "norm(3, momentum=None),")):
        expected = expected.replace(line, f"{line}  # bnmigrate: ignore[{code}] until spring")
    assert (tmp_path / "a.py").read_bytes() == expected.encode()
    assert found(tmp_path) == []
    again = bnmigrate(tmp_path, "check", "--add-ignores")
    assert again.stderr.startswith(b"Suppressed 0 findings in 0 files.\n")
    assert (tmp_path / "a.py").read_bytes() == expected.encode()


def test_a_comment_that_is_there_takes_the_codes_in(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": module(f"{LINE}  # bnmigrate: ignore[BN301] why")})
    assert bnmigrate(tmp_path, "check", "--add-ignores", "--ignore", "BN901").returncode == 0
    assert "# bnmigrate: ignore[BN101, BN301] why\n" in (tmp_path / "a.py").read_text()


def test_comments_are_not_written_into_notebooks_nor_to_standard_input(tmp_path: Path) -> None:
    book = {"cells": [{"cell_type": "code", "source": TORCH}], "metadata": {}, "nbformat": 4}
    write(tmp_path, {"a.ipynb": json.dumps({**book, "nbformat_minor": 5}), "b.py": TORCH})
    done = bnmigrate(tmp_path, "check", "--add-ignores")
    assert done.returncode == 2
    assert b"a.ipynb: error: is a notebook" in done.stderr
    assert "# bnmigrate: ignore[BN101]" in (tmp_path / "b.py").read_text()
    assert bnmigrate(tmp_path, "check", "--add-ignores", "-", stdin=b"").returncode == 2


def test_a_path_is_no_reason(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": module(LINE), "b.py": module(LINE)})
    assert bnmigrate(tmp_path, "check", "--add-ignores", "a.py").returncode == 0
    assert (tmp_path / "a.py").read_text() == module(f"{LINE}  # bnmigrate: ignore[BN101]")
    assert (tmp_path / "b.py").read_text() == module(LINE)


def test_what_can_not_have_a_comment_is_told(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": module(LINE), "b.py": "BatchNorm2d = (\n"})
    done = bnmigrate(tmp_path, "check", "--output-format", "concise", "--add-ignores")
    assert done.returncode == 2
    assert done.stdout.startswith(b"b.py:1:15: BN900 ")
    assert done.stdout.count(b"\n") == 1
    assert b"Suppressed 1 finding in 1 file.\n" in done.stderr


def test_what_can_not_be_written_is_told_and_the_rest_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {"a.py": module(LINE), "b.py": module(LINE), "c.py": module(LINE)})
    replace = files.replace

    def late(path: Path, old: bytes, new: bytes) -> None:
        if path.name == "a.py":
            raise OSError(28, "No space left on device")
        if path.name == "b.py":
            path.write_text("x = 1\n")
        replace(path, old, new)

    monkeypatch.setattr(files, "replace", late)
    done = bnmigrate(tmp_path, "check", "--add-ignores")
    assert done.returncode == 2
    why = "No space left on device; make room there and run again"
    assert done.stderr.decode().splitlines()[:3] == [
        f"a.py: error: cannot be written: {why}",
        "b.py: error: changed on disk since it was read, so it was left as it is; run again",
        "Suppressed 1 finding in 1 file.",
    ]
    assert (tmp_path / "a.py").read_text() == module(LINE)
    assert (tmp_path / "b.py").read_text() == "x = 1\n"


def test_a_reason_that_can_not_be_written(tmp_path: Path) -> None:
    text = "# coding: latin-1\n" + module(LINE)
    write(tmp_path, {"a.py": text})
    done = bnmigrate(tmp_path, "check", "--add-ignores=one # two")
    assert done.returncode == 2
    assert b"--add-ignores: the reason 'one # two' has a # in it" in done.stderr
    done = bnmigrate(tmp_path, "check", "--add-ignores=\N{SMILING FACE WITH OPEN MOUTH}")
    assert done.returncode == 2
    assert b"a.py: error: got no comments: its new content has characters that" in done.stderr
    assert (tmp_path / "a.py").read_text() == text


@pytest.mark.parametrize("path", CASES, ids=name_of)
def test_comments_leave_nothing_to_find_in_any_fixture(path: Path) -> None:
    findings = [f for f in run(path).findings if f.code != "BN900"]
    source = decode(path.read_bytes())
    wanted: dict[int, set[str]] = {}
    for finding in findings:
        wanted.setdefault(finding.line, set()).add(finding.code)
    after = run(path, source.encode(with_ignores(source.text, wanted, "it is meant")))
    assert [f for f in after.findings if f.code != "BN900"] == []
    assert after.output is None
    assert len(after.suppressed) == len(findings)
