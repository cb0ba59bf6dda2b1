"""What a rule file says of a constructor: its parameters, and how their values encode concepts."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from string import Formatter
from typing import Any, NamedTuple

from bnmigrate.rulebook import Accepts, Doubtful, Functions, Parameter, Signature
from bnmigrate.tables import Table, alternatives

ENCODINGS = ("same", "complement", "choices", "shape", "neutral", "initial-value")
VALUE_TYPES = ("int", "float", "bool", "tuple", "list")


class Vocabulary(NamedTuple):
    """What the parameters of a family's layers may speak of: the parts of the state, and what a
    value may mean.
    """

    state: tuple[str, ...]
    meanings: tuple[str, ...]


def read_signature(table: Table, vocabulary: Vocabulary, base: Signature) -> Signature:
    """Read the parameters of a constructor; what one leaves out is as `base` has it."""
    parameters: list[Parameter] = []
    for entry in table.tables("parameters"):
        parameter = _read_parameter(entry, vocabulary, base)
        for other in parameters:
            if parameter.name == other.name:
                raise entry.error("name", f"'{parameter.name}' is there already")
            if parameter.concept == other.concept:
                taken = f"'{parameter.concept}' is what '{other.name}' sets already"
                raise entry.error("concept", taken)
        if parameters and parameters[-1].keyword_only and not parameter.keyword_only:
            raise entry.error("keyword-only", "is missing: it follows a keyword-only parameter")
        parameters.append(parameter)
    return Signature(tuple(parameters))


def _read_parameter(table: Table, vocabulary: Vocabulary, base: Signature) -> Parameter:
    name = table.string("name")
    known = base.named(name)

    def otherwise(key: str, default: Any) -> Any:
        return default if known is None else getattr(known, key)

    encoding = table.choice("encoding", ENCODINGS, otherwise("encoding", ...))
    choices = table.mapping("choices") if "choices" in table else otherwise("choices", {})
    if encoding == "choices" and not choices:
        raise table.error("choices", "is missing; encoding = 'choices' needs a table of values")
    for value, meaning in choices.items():
        try:
            ast.literal_eval(value)
        except (SyntaxError, ValueError):
            problem = "is not a Python literal such as True, None or 'text'"
            raise table.error(f"choices.{value}", problem) from None
        if meaning not in vocabulary.meanings:
            allowed = alternatives(vocabulary.meanings)
            raise table.error(f"choices.{value}", f"'{meaning}' is not one of {allowed}")
    neutral = table.strings("neutral", otherwise("neutral", ()))
    accepts, doubtful = table.table("accepts"), table.table("doubtful")
    parameter = Parameter(
        name=name,
        concept=table.string("concept", otherwise("concept", ...)),
        encoding=encoding,
        default=expression(table, "default", table.string("default", otherwise("default", None))),
        keyword_only=table.boolean("keyword-only", otherwise("keyword_only", False)),
        divides=table.string("divides", otherwise("divides", None)),
        choices=choices,
        otherwise=table.choice("otherwise", ("truth",), otherwise("otherwise", None)),
        neutral=tuple(str(expression(table, "neutral", text)) for text in neutral),
        fills=table.choice("fills", vocabulary.state, otherwise("fills", None)),
        accepts=_read_accepts(accepts) if accepts else otherwise("accepts", None),
        doubtful=_read_doubtful(doubtful) if doubtful else otherwise("doubtful", None),
        advice=table.string("advice", otherwise("advice", "")),
    )
    if encoding in ("neutral", "initial-value") and not parameter.neutral:
        needed = f"is missing; encoding = '{encoding}' needs a list of expressions"
        raise table.error("neutral", needed)
    if encoding == "initial-value" and parameter.fills is None:
        needed = f"is missing; encoding = 'initial-value' needs {alternatives(vocabulary.state)}"
        raise table.error("fills", needed)
    if encoding == "choices" and parameter.default not in (None, *choices):
        raise table.error("default", f"'{parameter.default}' is not one of {alternatives(choices)}")
    table.finish()
    return parameter


def expression(table: Table, key: str, text: str | None) -> str | None:
    """Return `text`, the value of `key`, which must be a Python expression."""
    if text is None:
        return None
    try:
        ast.parse(text, mode="eval")
    except (SyntaxError, ValueError):
        raise table.error(key, f"{text!r} is not a Python expression") from None
    return text


def _read_accepts(table: Table) -> Accepts:
    types = table.strings("types")
    if not types:
        raise table.error("types", f"is empty; it takes some of {alternatives(VALUE_TYPES)}")
    for name in types:
        if name not in VALUE_TYPES:
            raise table.error("types", f"'{name}' is not one of {alternatives(VALUE_TYPES)}")
    accepts = Accepts(
        types, table.number("minimum"), table.number("above"), table.number("maximum")
    )
    table.finish()
    return accepts


def _read_doubtful(table: Table) -> Doubtful:
    doubtful = Doubtful(
        code=table.string("code"),
        reason=table.string("reason"),
        advice=table.string("advice"),
        otherwise=table.string("otherwise"),
        minimum=table.number("minimum"),
        above=table.number("above"),
        maximum=table.number("maximum"),
        below=table.number("below"),
        values=tuple(table.numbers("values")),
        inert=table.strings("inert", ()),
    )
    bounds = (doubtful.minimum, doubtful.above, doubtful.maximum, doubtful.below)
    if bounds == (None, None, None, None):
        raise table.error(
            "maximum", "is missing; it takes one of minimum, above, maximum and below"
        )
    for key in ("reason", "advice"):
        check_template(table, key, getattr(doubtful, key), ("{value}", "{meant}"))
    check_template(table, "otherwise", doubtful.otherwise, ("{value}",))
    table.finish()
    return doubtful


def read_functions(table: Table) -> Functions:
    """Read what functions take, and what of it is doubtful."""
    parameters = {
        name: _read_parameters(table, name, text)
        for name, text in table.mapping("parameters").items()
    }
    told = table.table("doubtful")
    doubtful: dict[str, Doubtful] = {}
    for name in told.data if told else ():
        assert told is not None
        entry = told.table(name)
        assert entry is not None
        doubtful[name] = _read_doubtful(entry)
        if not any(name in taken for taken in parameters.values()):
            raise told.error(name, "is not a parameter of these functions")
    table.finish()
    return Functions(parameters, doubtful)


def _read_parameters(table: Table, name: str, text: str) -> dict[str, str | None]:
    """Return the parameters that `text` lists as a function's definition does, with defaults."""
    try:
        taken = ast.parse(f"lambda {text}: 0", mode="eval").body
        assert isinstance(taken, ast.Lambda)
    except (SyntaxError, ValueError, AssertionError):
        problem = f"{text!r} is not a list of parameters such as 'x, training=False'"
        raise table.error(f"parameters.{name}", problem) from None
    names = [one.arg for one in taken.args.args]
    defaults = [ast.unparse(value) for value in taken.args.defaults]
    return dict.fromkeys(names) | dict(zip(names[::-1], defaults[::-1], strict=False))


def check_template(table: Table, key: str, text: str, placeholders: Iterable[str]) -> None:
    """Raise TableError where `text`, the value of `key`, has other `placeholders`."""
    try:
        names = [name for _, name, _, _ in Formatter().parse(text) if name is not None]
    except ValueError as error:
        raise table.error(key, f"{text!r} is not a template: {error}") from error
    for name in names:
        if f"{{{name}}}" not in placeholders:
            raise table.error(key, f"'{{{name}}}' is not one of {alternatives(placeholders)}")
