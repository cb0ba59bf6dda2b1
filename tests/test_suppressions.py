"""Comments that suppress findings: which are read, what they cover, and how they are written."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Collection, Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bnmigrate.source import NEWLINE, decode
from bnmigrate.suppressions import Suppression, is_worth_reading, read, with_ignores
from tests.test_fixtures import CASES

IGNORE = "# bnmigrate: ignore"


def shown(text: str) -> list[str]:
    """Each suppression as `codes lines reason`: BN203,BN302 1-3 because it is."""
    return [
        f"{','.join(one.codes) or 'all'} {one.first_line}-{one.last_line} {one.reason}".rstrip()
        for one in read(text)[0]
    ]


def without(text: str, suppression: Suppression) -> str:
    before = text[: suppression.start]
    whole = text[suppression.start] == "#"
    return (before.rstrip(" \t") if whole else before) + text[suppression.end :]


@pytest.mark.parametrize(
    ("comment", "expected"),
    [
        (f"{IGNORE}[BN101] it is meant", ["BN101 1-1 it is meant"]),
        (f"{IGNORE}[BN101,BN102]", ["BN101,BN102 1-1"]),
        (f"{IGNORE}[ bn101 , BN1, ]  see #12", ["BN101,BN1 1-1 see #12"]),
        (f"{IGNORE} [BN]: all of them", ["BN 1-1 : all of them"]),
        (IGNORE, ["all 1-1"]),
        (f"{IGNORE} it is meant", ["all 1-1 it is meant"]),
        ("#bnmigrate:ignore[BN101]", ["BN101 1-1"]),
        ("# bnmigrate : ignore[BN101] why", ["BN101 1-1 why"]),
        ("# BNMigrate\t: IGNORE [bn101]", ["BN101 1-1"]),
        (f"# type: ignore  {IGNORE}[BN101]", ["BN101 1-1"]),
        (f"{IGNORE}[BN101] why  # pragma: no cover", ["BN101 1-1 why"]),
        (f"{IGNORE}[BN101] why # noqa: BN102", ["BN101 1-1 why", "BN102 1-1"]),
        ("# noqa", ["all 1-1"]),
        ("# NoQA because", ["all 1-1 because"]),
        ("#type:ignore#noqa", ["all 1-1"]),
        ("# noqa: BN101,E501", ["BN101 1-1"]),
        ("# noqa:E501 bn101 BN102 F401 too long", ["BN101,BN102 1-1 too long"]),
        ("# noqa : BN", ["BN 1-1"]),
        ("# noqa: BN101, E501, BN102", ["BN101 1-1", "BN102 1-1"]),
        # None of ours.
        ("# noqa: E501", []),
        ("# noqa: E501 BN layers are long", []),
        ("# noqa: because", []),
        ("# noqa:", []),
        ("# noqa-begin", []),
        ("#1 of 2 noqa", []),
        ("# noqable", []),
        ("# see `# bnmigrate: ignore`", []),
        ("# it ignores bnmigrate: ignore[BN101]", []),
        ("# bnmigrate ignores [BN101]", []),
        ("# bnmigrate ignore files of others", []),
    ],
)
def test_what_a_comment_says(comment: str, expected: list[str]) -> None:
    assert shown(f"x = 1  {comment}\n") == expected
    assert read(f"x = 1  {comment}\n")[1] == ()


@pytest.mark.parametrize(
    ("comment", "message", "codes"),
    [
        ("# bnmigrate: ignor[BN101]", "`bnmigrate:` is followed by `ignore[CODES]`", []),
        ("# bnmigrate: ignored", "`bnmigrate:` is followed by", []),
        ("# bnmigrate: ignore-line", "`bnmigrate:` is followed by", []),
        ("# bnmigrate:", "`bnmigrate:` is followed by", []),
        ("# bnmigrate :", "`bnmigrate:` is followed by", []),
        ("# bnmigrate ignore[BN101]", "`bnmigrate:` is followed by", []),
        ("# bnmigrate ignore-file", "`bnmigrate:` is followed by", []),
        (f"{IGNORE}[", "is not closed", []),
        (f"{IGNORE} [BN101", "is not closed", []),
        (f"{IGNORE}[]", "names no code", []),
        (f"{IGNORE}[BN999]", "there is no code 'BN999'", []),
        (f"{IGNORE}[E501]", "there is no code 'E501'", []),
        (f"{IGNORE}[B]", "there is no code 'B'", []),
        (f"{IGNORE}[BN101, BN999]", "there is no code 'BN999'", [("BN101",)]),
        (f"{IGNORE}[BN101][BN102]", "in one pair of brackets", []),
        (f"{IGNORE} BN101", "in one pair of brackets", []),
        (f"{IGNORE}: BN101", "in one pair of brackets", []),
        (f"{IGNORE}(BN101)", "in one pair of brackets", []),
        ("# noqa: BN999", "there is no code 'BN999'", []),
        ("# noqa: BN999, BN101", "there is no code 'BN999'", [("BN101",)]),
        ("# bnmigrate: ignore-file", "stands on a line of its own", []),
    ],
)
def test_what_is_wrong_is_told(comment: str, message: str, codes: list[tuple[str, ...]]) -> None:
    suppressions, (malformed,) = read(f"y = 0\nx = 1  # first  {comment}\n")
    assert message in malformed.message
    assert (malformed.line, malformed.column) == (2, 17)
    assert [one.codes for one in suppressions] == codes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("f(  # noqa\n    1,\n)\n", ["all 1-3"]),
        ("f(\n    1,\n    # noqa\n)\ny\n", ["all 1-4"]),
        ("y\nx = 1 + \\\n    2  # noqa\ny\n", ["all 2-3"]),
        ("x = '''\n# noqa\n'''  # noqa\n", ["all 1-3"]),
        ("x = '# noqa'\ny = f'{x} # noqa'\n", []),
        ("if f(\n    1\n):  # noqa\n    y\n", ["all 1-3"]),
        ("@a\n@b  # noqa\ndef f(\n    x,  # noqa: BN1\n):\n    y\n", ["all 2-2", "BN1 3-5"]),
        ("class A:  # noqa\n    x = 1\n", ["all 1-1"]),
        ("if x: y  # noqa\nz\n", ["all 1-1"]),
        ("# noqa\nx = 1\n", ["all 1-1"]),
        ("if x:\n    # noqa\n    y\n    # noqa\nz\n", ["all 2-2", "all 4-4"]),
        ("x = 1\n# bnmigrate: ignore-file\ny\n", ["all 1-4"]),
        ("x\n\n  # a  # bnmigrate: ignore-file[BN2, BN101] no", ["BN2,BN101 1-3 no"]),
        ("f(\n    # bnmigrate: ignore-file\n)\n", ["all 1-4"]),
        # Newlines, form feeds, tabs, and no newline at the end.
        ("x\r\nf(\r\n1)\t# noqa\r\ny", ["all 2-3"]),
        ("x\rf(\r1)  # noqa\ry # noqa: BN1", ["all 2-3", "BN1 4-4"]),
        ("\x0cx = 1  # noqa\n\x0c\ny  # noqa", ["all 1-1", "all 3-3"]),
        ("x = 'é\u2028'  # noqa\ny\u00b7 = 1\nz  # noqa", ["all 1-1", "all 3-3"]),
        ("# -*- coding: latin-1 -*-\nx = 'é'  # noqa\n", ["all 2-2"]),
        # What is no Python is read up to there; an unfinished statement has its comments' lines.
        ("x  # noqa\nf(\n    1,  # noqa\ny\n", ["all 1-1", "all 3-3"]),
        ("x  # noqa\ny = 'abc # noqa\n", ["all 1-1"]),
        ("if x:\n    y  # noqa\n  z\n", ["all 2-2"]),
        ("x  # noqa\n'''\n", ["all 1-1"]),
        ("", []),
    ],
)
def test_which_lines_are_covered(text: str, expected: list[str]) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    "text", ["# noqa\ud800\n", "# noqa \0\n", "# noqa\n\0", "(" * 500 + "# noqa"]
)
def test_what_python_refuses_to_read_is_no_error(text: str) -> None:
    read(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"x = 1  {IGNORE}[BN101] why\n", ["x = 1\n"]),
        (f"x = 1  {IGNORE}[BN101] why  # other\r\n", ["x = 1  # other\r\n"]),
        (f"x = 1  # other\t{IGNORE}", ["x = 1  # other"]),
        (f"x\n    {IGNORE}\ny\n", ["x\n\ny\n"]),
        ("x  # noqa: BN101,E501 why\n", ["x  # noqa: E501 why\n"]),
        ("x  # noqa: E501, BN101, BN102\n", ["x  # noqa: E501\n"]),
        ("x  # noqa: E501 BN101 BN102 why\n", ["x  # noqa: E501 why\n"]),
        ("x  # noqa: BN1, BN2 # other\n", ["x # other\n"]),
        (
            "x  # noqa: BN101, E501, BN102\n",
            ["x  # noqa: E501, BN102\n", "x  # noqa: BN101, E501\n"],
        ),
    ],
)
def test_a_suppression_is_deleted_and_the_rest_stays(text: str, expected: list[str]) -> None:
    assert [without(text, one) for one in read(text)[0]] == expected


def test_a_place_counts_from_one_in_characters() -> None:
    (one,) = read(f"x\r\n\té = 1  # other  {IGNORE}\r\n")[0]
    assert (one.line, one.column) == (2, 18)


def test_a_suppression_covers_its_codes_on_its_lines() -> None:
    prefix, bare = read(f"f(\n1)  {IGNORE}[BN10,BN2]\nx  # noqa\n")[0]
    assert [line for line in range(5) if prefix.covers("BN101", line)] == [1, 2]
    assert prefix.covers("BN210", 1)
    assert not prefix.covers("BN900", 1)
    assert bare.covers("BN203", 3)
    assert (prefix.is_noqa, bare.is_noqa) == (False, True)


@pytest.mark.parametrize(
    "text",
    ["x  # NOQA", "x  # noqa", f"x  {IGNORE}", "x  #BNMIGRATE :ignore", "x # bnmigrate ignore\ny"],
)
def test_what_has_a_suppression_is_worth_reading(text: str) -> None:
    assert is_worth_reading(text)
    assert not is_worth_reading("import bnmigrate\nignore = 1  # type: ignore\n")


@pytest.mark.parametrize(
    ("text", "wanted", "expected"),
    [
        ("x = 1\ny\n", {1: ["BN203", "BN101"]}, f"x = 1  {IGNORE}[BN101, BN203] why\ny\n"),
        ("x", {1: ["bn101"]}, f"x  {IGNORE}[BN101] why"),
        ("x  # a\r\ny", {1: ["BN101"]}, f"x  # a  {IGNORE}[BN101] why\r\ny"),
        ("x \ry", {1: ["BN101"]}, f"x  {IGNORE}[BN101] why\ry"),
        (
            "f(\n1\n)\n",
            {1: ["BN101"], 2: ["BN102"]},
            f"f(  {IGNORE}[BN101] why\n1  {IGNORE}[BN102] why\n)\n",
        ),
        ("x = 1 \\\n  + 2\n", {1: ["BN101"]}, f"x = 1 \\\n  + 2  {IGNORE}[BN101] why\n"),
        ("x = '''a\n'''\n", {1: ["BN101"]}, f"x = '''a\n'''  {IGNORE}[BN101] why\n"),
        (
            "f('''a\n''', '''\n'''\n  , 1)\n",
            {1: ["BN101"], 4: ["BN102"]},
            f"f('''a\n''', '''\n'''  {IGNORE}[BN101] why\n  , 1)  {IGNORE}[BN102] why\n",
        ),
        ("f(f'''{1\n}''')\n", {1: ["BN101"]}, f"f(f'''{{1\n}}''')  {IGNORE}[BN101] why\n"),
        ("if x:\n  y\n", {1: ["BN101"]}, f"if x:  {IGNORE}[BN101] why\n  y\n"),
        # With a comment that is there.
        (f"x  {IGNORE}[BN203] a\n", {1: ["BN101"]}, f"x  {IGNORE}[BN101, BN203] a\n"),
        ("x  # BNMIGRATE : Ignore[BN2]", {1: ["BN101"]}, "x  # BNMIGRATE : Ignore[BN101, BN2] why"),
        (f"x  {IGNORE}[BN203]  # a\n", {1: ["BN101"]}, f"x  {IGNORE}[BN101, BN203] why  # a\n"),
        (f"f(  {IGNORE}[BN2,]\n1)\n", {1: ["BN101"]}, f"f(  {IGNORE}[BN101, BN2] why\n1)\n"),
        (
            f"f(  {IGNORE}[BN2] a\n1)  {IGNORE}[BN203] b\n",
            {1: ["BN101"]},
            f"f(  {IGNORE}[BN101, BN2] a\n1)  {IGNORE}[BN203] b\n",
        ),
        (f"x  {IGNORE}[BN999, BN2] a\n", {1: ["BN101"]}, f"x  {IGNORE}[BN101, BN2, BN999] a\n"),
        ("x  # noqa: BN2\n", {1: ["BN101"]}, f"x  # noqa: BN2  {IGNORE}[BN101] why\n"),
        (
            "f(\n# bnmigrate: ignore-file[BN2]\n)",
            {1: ["BN101"]},
            f"f(  {IGNORE}[BN101] why\n# bnmigrate: ignore-file[BN2]\n)",
        ),
        # Nothing to do, and nowhere to do it.
        ("x  # noqa\n", {1: ["BN101"]}, None),
        ("x  # noqa: BN1\n", {1: ["BN101"]}, None),
        ("# bnmigrate: ignore-file[BN1]\nx\n", {2: ["BN101"]}, None),
        ("x\n", {1: []}, None),
        ("x\n\n# a\n", {0: ["BN101"], 2: ["BN101"], 3: ["BN101"], 9: ["BN101"]}, None),
        ("f(\n", {1: ["BN900"]}, None),
    ],
)
def test_ignores_are_written(
    text: str, wanted: Mapping[int, Collection[str]], expected: str | None
) -> None:
    written = with_ignores(text, wanted, "why")
    assert written == (text if expected is None else expected)
    assert with_ignores(written, wanted, "why") == written


def test_a_reason_is_one_line_without_another_comment() -> None:
    assert with_ignores("x\n", {1: ["BN101"]}) == f"x  {IGNORE}[BN101]\n"
    assert with_ignores("x\n", {1: ["BN101"]}, " see\n  #12 ") == f"x  {IGNORE}[BN101] see #12\n"
    with pytest.raises(ValueError, match="has a # in it"):
        with_ignores("x\n", {1: ["BN101"]}, "a # noqa")


# For any of the fixtures


def dump(text: str) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.dump(ast.parse(text))


def readable(path: Path) -> bool:
    try:
        dump(decode(path.read_bytes()).text)
    except SyntaxError:
        return False
    return True


SOURCES = [decode(path.read_bytes()).text for path in CASES if readable(path)]
CODES = ("BN101", "BN104", "BN201", "BN210", "BN900")


@st.composite
def wanted_in_a_source(draw: st.DrawFn) -> tuple[str, dict[int, set[str]]]:
    text = draw(st.sampled_from(SOURCES))
    if draw(st.booleans()) and "'''" not in text and '"""' not in text:
        text = NEWLINE.sub(draw(st.sampled_from(["\n", "\r\n", "\r"])), text)
    text = text.rstrip() if draw(st.booleans()) else text
    lines = sorted(
        {node.lineno for node in ast.walk(ast.parse(text)) if isinstance(node, ast.expr)}
    )
    return text, draw(
        st.dictionaries(st.sampled_from(lines or [0]), st.sets(st.sampled_from(CODES)), max_size=8)
    )


@settings(max_examples=200, deadline=None, derandomize=True)
@given(wanted_in_a_source(), st.sampled_from(["", "it is meant", "see #12"]))
def test_written_ignores_cover_what_is_wanted_and_change_no_code(
    source: tuple[str, dict[int, set[str]]], reason: str
) -> None:
    text, wanted = source
    once = with_ignores(text, wanted, reason)
    assert dump(once) == dump(text)
    assert with_ignores(once, wanted, reason) == once
    suppressions, malformed = read(once)
    assert malformed == read(text)[1]
    for line, codes in wanted.items():
        for code in codes if line else ():
            assert any(one.covers(code, line) for one in suppressions), (line, code)
    assert re.findall(r"\r\n?|\n", once) == re.findall(r"\r\n?|\n", text)
    if not read(text)[0]:  # nothing to merge with: deleting what was added gives the text back
        for one in reversed(suppressions):
            once = without(once, one)
        assert [line.rstrip() for line in NEWLINE.split(once)] == [
            line.rstrip() for line in NEWLINE.split(text)
        ]
