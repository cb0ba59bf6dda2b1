"""Values for the free names of a call: the file's own, and drawn ones; both sides share them."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bnmigrate.calls import BOUND, TranslatedCall
from bnmigrate.rulebook import Parameter
from bnmigrate.verify.evaluate import (
    NotEvaluatedError,
    arguments,
    evaluate,
    names_in,
    parse_call,
)

TRIES = 500
MOST_CHANNELS = 4096
"""What verify runs at all, and so the most that the file's own values may say."""
DRAWN_CHANNELS = 64
"""The most that drawn values may say."""
FRAMEWORKS = ("torch", "mindspore")


@dataclass(frozen=True)
class _Free:
    """A free name: where it stands first, and what it may be."""

    name: str
    parameter: Parameter
    role: ast.expr | None
    is_alone: bool
    """Whether it is all that is given there."""


class Draws:
    """The free names of one call with values with which both constructors take the arguments.

    What the file binds to a value once has that value. A parameter's default is taken first, and
    then drawn, as what the file says nothing of.
    """

    def __init__(self, call: TranslatedCall, seed: str) -> None:
        self.call = call
        self.random = random.Random(seed)
        self.given = _given(call, parse_call(call.original))
        self.free = list(self._free().values())

    @property
    def vary(self) -> bool:
        """Whether any name may have another value in another draw."""
        return any(free.name not in self.call.constants for free in self.free)

    def __iter__(self) -> Iterator[dict[str, object]]:
        """Yield bindings without end; raise NotEvaluatedError where none are found."""
        try:
            first = self._drawn({**self.call.defaults, **self.call.constants})
        except NotEvaluatedError:  # a default such as None says nothing
            pass
        else:
            yield first
        while True:
            yield self._drawn(self.call.constants)

    def _drawn(self, own: Mapping[str, object]) -> dict[str, object]:
        """Return a binding of all names, of which the file's `own` values are what they are."""
        for _ in range(TRIES):
            values = {
                free.name: own[free.name] if free.name in own else self._value(free)
                for free in self.free
            }
            if self._is_accepted(values, own):
                return values
        names = [f"`{free.name}`" for free in self.free if free.name not in own]
        raise NotEvaluatedError(
            f"no values were found for {' and '.join(names)} with which both constructors take the "
            "arguments"
        )

    def _free(self) -> dict[str, _Free]:
        found: dict[str, _Free] = {}
        for parameter, node in self.given.values():
            for name, role in names_in(node):
                if name.partition(".")[0] not in FRAMEWORKS:
                    self._check_bound(name, parameter)
                    is_alone = isinstance(node, ast.Name)
                    found.setdefault(name, _Free(name, parameter, role, is_alone))
        return found

    def _check_bound(self, name: str, parameter: Parameter) -> None:
        """Refuse what a partial holds already and is translated where the partial is made."""
        counterpart = self.call.target.signature.for_concept(parameter.concept)
        is_alike = counterpart is not None and counterpart.encoding == parameter.encoding
        if name.startswith(BOUND.format("")) and not is_alike:
            raise NotEvaluatedError(
                f"the partial that is called holds {parameter.name}, which is translated where "
                "the partial is made"
            )

    def _value(self, free: _Free) -> object:
        """Draw a value for a name, by the parameter that it is given for."""
        pick = self.random
        parameter = free.parameter
        if free.role is not None:
            return self._tested(free)
        if parameter.encoding in ("neutral", "initial-value"):
            if free.name in self.call.defaults:
                return self.call.defaults[free.name]
            raise NotEvaluatedError(f"nothing says what `{free.name}` may be")
        if parameter.encoding == "choices":
            return pick.choice([ast.literal_eval(text) for text in parameter.choices])
        if parameter.concept == "features":
            number = pick.randint(1, 12)
            takes_tuples = parameter.accepts is not None and "tuple" in parameter.accepts.types
            return (number,) if takes_tuples and free.is_alone else number
        if parameter.divides:
            return pick.randint(1, 4)
        if parameter.concept == "epsilon":
            return float(f"{10 ** pick.uniform(-5, -0.5):.3g}")
        if parameter.concept == "update-rate":
            # Not near 0.5, where a momentum and its complement are hard to tell apart.
            return round(pick.choice((pick.uniform(0.02, 0.35), pick.uniform(0.65, 0.98))), 3)
        return pick.choice((True, False))

    def _tested(self, free: _Free) -> object:
        """Draw a value for a name in a test, near what it is compared with."""
        candidates: list[object] = [True, False]
        if isinstance(free.role, ast.Compare):
            others = [
                node.value
                for node in (free.role.left, *free.role.comparators)
                if isinstance(node, ast.Constant)
            ]
            numbers = [v for v in others if isinstance(v, (int, float)) and type(v) is not bool]
            candidates = [*others, *(v + d for v in numbers for d in (-1, 1))]
            if not numbers:
                candidates.append(1)
        return self.random.choice(candidates)

    def _is_accepted(self, values: Mapping[str, object], own: Mapping[str, object]) -> bool:
        """Tell whether both constructors take what the names say that the file doesn't bind once;
        `own` are those that have a value of the file's.
        """
        for parameter, node in self.given.values():
            if parameter.encoding in ("neutral", "initial-value"):
                continue
            names = {name for name, _ in names_in(node)} & values.keys()
            if names <= self.call.constants.keys():  # the constructors say what is wrong with it
                continue
            most = MOST_CHANNELS if names & own.keys() else DRAWN_CHANNELS
            try:
                value = evaluate(node, values, {})
            except (NotEvaluatedError, TypeError):
                return False
            if not _is_plausible(parameter, value, most):
                return False
            counterpart = self.call.target.signature.for_concept(parameter.concept)
            for side in (parameter, counterpart):
                if side is None or side.accepts is None or isinstance(value, bool):
                    continue
                if side is not parameter and side.encoding == "shape":
                    continue  # a number becomes a tuple there
                shown = value
                if side.encoding != parameter.encoding and isinstance(value, (int, float)):
                    shown = 1 - value
                if side.accepts.rejects(shown):
                    return False
            if parameter.divides in self.given:
                _, whole = self.given[parameter.divides]
                if evaluate(whole, values, {}) % value:
                    return False
        return True


def _given(call: TranslatedCall, node: ast.Call) -> dict[str, tuple[Parameter, ast.expr]]:
    """Return the arguments of the original call by the concept that they set."""
    signature = call.layer_class.signature
    positional, keywords = arguments(node)
    found: dict[str, tuple[Parameter, ast.expr]] = {}
    for index, value in enumerate(positional):
        parameter = signature.at(index)
        if parameter is None:
            raise NotEvaluatedError(f"the constructor takes no argument number {index + 1}")
        found[parameter.concept] = (parameter, value)
    for name, value in keywords.items():
        parameter = signature.named(name)
        if parameter is None:
            raise NotEvaluatedError(f"the constructor takes no argument `{name}`")
        found[parameter.concept] = (parameter, value)
    return found


def _is_plausible(parameter: Parameter, value: object, most: int) -> bool:
    """Tell whether a layer of either framework can work with a drawn value, with `most` channels at
    most.
    """
    if parameter.concept == "features" or parameter.divides:
        if parameter.encoding == "shape" and isinstance(value, (tuple, list)) and len(value) == 1:
            value = value[0]
        return type(value) is int and 1 <= value <= most
    if parameter.concept == "epsilon":
        return isinstance(value, float) and 0 < value <= 1
    if parameter.concept == "update-rate":
        return isinstance(value, (int, float)) and 0 <= value <= 1
    return True
