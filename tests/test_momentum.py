"""1 - x, for any x that a program may write: the value is right, and the spelling a person's."""

from __future__ import annotations

import ast
import math
from decimal import Decimal
from typing import Any

import libcst as cst
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from bnmigrate.arguments.momentum import complement
from bnmigrate.names.syntax import source

NAMES = {"a": 0.1, "b": 0.25, "c": 0.75, "t": True, "f": False}


def said(text: str) -> str:
    """Return the complement of an argument that is written as `text`."""
    call = cst.parse_expression(f"f({text})")
    assert isinstance(call, cst.Call)
    return source(complement(call.args[0].value))


def value(text: str) -> Any:
    return eval(f"({text})", dict(NAMES))  # expressions that this test draws


def plain(text: str) -> str:
    """Return an expression as the syntax tree sees it: without its superfluous parentheses."""
    return ast.dump(ast.parse(f"({text})", mode="eval"))


@st.composite
def decimals(draw: st.DrawFn) -> str:
    """Numbers in the spellings that Python knows."""
    whole = draw(st.sampled_from(["", "0", "1", "0_0", "00"]))
    fraction = draw(st.from_regex(r"[0-9]{1,8}", fullmatch=True))
    exponent = draw(st.sampled_from(["", "", "e-3", "E-1", "e0", "e-0_1"]))
    sign = draw(st.sampled_from(["", "", "", "-", "+", "- "]))
    return f"{sign}{whole}.{fraction}{exponent}"


numbers = decimals() | st.sampled_from(["0", "1", "0x1", "1.", "1_0e-2", "0.", "-1", "1e-40"])
atoms = numbers | st.sampled_from([*NAMES, "(a)", "((b))", "(lambda: a)()", "[a][0]"])


def larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    operators = ["+", "-", "*", "/", " or ", " and ", " < ", "**", "//", "%", " if t else "]
    joined = st.tuples(inner, st.sampled_from(operators), inner).map("".join)
    return st.one_of(
        joined,
        inner.map("({})".format),
        inner.map("1 - {}".format),
        inner.map("1.0-{}".format),
        inner.map("not {}".format),
        inner.map("-{}".format),
        inner.map("(w := {})".format),
        st.tuples(inner, st.sampled_from("tf"), inner).map(
            lambda x: f"{x[0]} if {x[1]} else {x[2]}"
        ),
        # LibCST can't parse a conditional expression in parentheses that touches a keyword
        st.tuples(atoms, atoms).map(lambda x: f"({x[0]})if t else({x[1]})"),
    )


expressions = st.recursive(atoms, larger, max_leaves=6)


def is_number(text: str) -> bool:
    try:
        found = value(text)
    except (SyntaxError, ArithmeticError, TypeError):
        return False
    return isinstance(found, (int, float)) and math.isfinite(found) and abs(found) < 1e6


@settings(derandomize=True, max_examples=500, deadline=None)
@given(decimals())
@example("1e-3")
@example(".03")
@example("1_0e-2")
@example("-0.1")
def test_a_number_is_complemented_exactly(text: str) -> None:
    exact = Decimal(text.replace("_", "").replace(" ", ""))
    assert Decimal(said(text)) == 1 - exact
    # and the float that is read back is the one next to it
    assert float(said(text)) == float(1 - exact)


@settings(derandomize=True, max_examples=400, deadline=None)
@given(expressions)
def test_the_complement_is_one_minus_the_value(text: str) -> None:
    assume(is_number(text))
    assert math.isclose(value(said(text)), 1 - value(text), rel_tol=1e-9, abs_tol=1e-12), said(text)


@settings(derandomize=True, max_examples=400, deadline=None)
@given(expressions)
def test_twice_is_home(text: str) -> None:
    assume(is_number(text))
    there = said(text)
    assert math.isclose(value(said(there)), value(text), rel_tol=1e-9, abs_tol=1e-12), there


@settings(derandomize=True, max_examples=400, deadline=None)
@given(expressions)
def test_no_parentheses_are_added_that_could_go(text: str) -> None:
    """Leaving out any pair that the original doesn't have changes the meaning or isn't Python."""
    assume(is_number(text))
    result = said(text)
    if text.startswith("(") or plain(f"1 - ({text})") != plain(result) or "(" not in result[4:5]:
        return
    inside = result.removeprefix("1 - ").removeprefix("(").removesuffix(")")
    try:
        without = plain(f"1 - {inside}")
    except SyntaxError:
        return
    assert without != plain(result), result


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.1", "0.9"),
        ("1e-3", "0.999"),
        (".03", "0.97"),
        ("0.10", "0.90"),
        ("1", "0.0"),
        ("0", "1.0"),
        ("-0.1", "1.1"),
        ("(0.1)", "0.9"),
        ("1e-40", "1 - 1e-40"),
        ("1e-400", "1.0"),
        ("1e400", "1 - 1e400"),
        ("1e999999999", "1 - 1e999999999"),
        ("10**400", "1 - 10**400"),
        ("True", "1 - True"),
        ("1 - x", "x"),
        ("1.0 - x", "x"),
        ("1.-x", "x"),
        ("(1 - x)", "x"),
        ("1 - (x + y)", "x + y"),
        ("1 - (x if y else z)", "x if y else z"),
        ("1 - (x := y)", "(x := y)"),
        ("1 - (x, y)", "(x, y)"),
        ("1 - (x for x in y)", "(x for x in y)"),
        ("1 - (lambda: x)", "lambda: x"),
        ("1 - x - y", "1 - (1 - x - y)"),
        ("1 - x * y", "x * y"),
        ("True - x", "1 - (True - x)"),
        ("x", "1 - x"),
        ("x * y", "1 - x * y"),
        ("x + y", "1 - (x + y)"),
        ("x | y", "1 - (x | y)"),
        ("x << y", "1 - (x << y)"),
        ("not x", "1 - (not x)"),
        ("~x", "1 - ~x"),
        ("-x", "1 - -x"),
        ("x or y", "1 - (x or y)"),
        ("x < y", "1 - (x < y)"),
        ("(x + y)", "1 - (x + y)"),
        ("x[0].y(z)", "1 - x[0].y(z)"),
        ("lambda: x", "1 - (lambda: x)"),
        ("0.1 if x else y", "0.9 if x else 1 - y"),
        ("(0.1)if x else(y)", "0.9 if x else 1 - (y)"),
        ("(1 - x)if y else(1 - z)", "x if y else z"),
        ("0.1 if x else 0.2 if y else z", "0.9 if x else 0.8 if y else 1 - z"),
        ("(0.1)if x else(0.2)if y else z", "0.9 if x else 0.8 if y else 1 - z"),
        ("1 - (x or y) if z else 1 - (x if y else z)", "x or y if z else (x if y else z)"),
        ("(0.1 if x else 0.2) if y else z", "(0.9 if x else 0.8) if y else 1 - z"),
    ],
)
def test_the_spelling(text: str, expected: str) -> None:
    assert said(text) == expected


def test_comments_stay() -> None:
    assert said("(\n    0.1  # measured\n)") == "(\n    0.9  # measured\n)"
    assert said("(1 -  # decay\n x)") == "1 - (1 -  # decay\n x)"
    assert said("1 - (  # decay\n x)") == "(  # decay\n x)"
    assert said("(0.1  # slow\n if x else 0.2)") == "(0.9  # slow\n if x else 0.8)"
