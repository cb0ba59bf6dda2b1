"""What becomes of the value of one argument on its way to another dialect."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

import libcst as cst

from bnmigrate.arguments.initial_values import initial_value
from bnmigrate.arguments.momentum import complement
from bnmigrate.findings import Obstacle
from bnmigrate.names.syntax import (
    NO_LITERAL,
    bare,
    brief,
    in_place_of,
    in_rule,
    literal,
    parenthesized,
    source,
    with_branches,
)
from bnmigrate.rulebook import Dialect, LayerClass, Meaning, Parameter

Rewrite = Callable[[cst.BaseExpression], cst.BaseExpression]


class Context(Protocol):
    """What a value's translation asks about the file around it."""

    def qualified(self, node: cst.BaseExpression) -> str | None:
        """Return the qualified name that `node` stands for."""

    def constant(self, node: cst.BaseExpression) -> object:
        """Return the literal value of `node`, also through a name bound once, else NO_LITERAL."""

    def default(self, node: cst.BaseExpression) -> cst.BaseExpression | None:
        """Return the default that `node`, a parameter that isn't bound again, may hold."""

    def assigned(self, node: cst.BaseExpression) -> tuple[cst.BaseExpression, ...]:
        """Return what is assigned to the name `node` where it is bound several times."""

    def possible_values(self, node: cst.BaseExpression) -> Iterator[tuple[object, str]]:
        """Yield what else `node` may be, a literal or an OfType, and when."""

    def choices(self, node: cst.BaseExpression) -> tuple[str, ...]:
        """Return which of None, True and False `node` always is, or "int" where it is always a
        whole number; nothing where that isn't known.
        """


@dataclass(frozen=True)
class OfType:
    """A value of which the type alone is known."""

    name: str


@dataclass(frozen=True)
class Fill:
    """A parameter or buffer to fill after the layer is made: its concept and the statement."""

    concept: str
    template: str
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Keep:
    """The value says the same in the target."""


@dataclass(frozen=True)
class Change:
    """The target says it with another expression."""

    rewrite: Rewrite


@dataclass(frozen=True)
class Drop:
    """The argument goes because it changes nothing, or would not under an `assumption`."""

    assumption: str = ""


@dataclass(frozen=True)
class FillLater:
    """The argument becomes a statement after the one that makes the layer."""

    fill: Fill


Fate = Keep | Change | Drop | FillLater | Obstacle

WHOLE_NUMBER = 0
"""The number of the dimensions of what is no tuple."""


class Values:
    """Translates values between a class and a dialect, parameter by parameter."""

    def __init__(self, source_class: LayerClass, target: Dialect, context: Context) -> None:
        self.source = source_class
        self.target = target
        self.context = context

    def fate(self, parameter: Parameter, value: cst.BaseExpression) -> Fate:
        """Return what becomes of `value`, given for `parameter` of the source."""
        if parameter.encoding == "initial-value":
            return self._initial_value(parameter, value)
        if parameter.encoding == "neutral":
            return self._neutral(parameter, value)
        counterpart = self.target.signature.for_concept(parameter.concept)
        if counterpart is None and parameter.encoding == "choices":
            return self._unspoken(parameter, value)
        if counterpart is None:
            return self.no_counterpart(parameter, value)
        if parameter.encoding == "choices":
            return self._choice(parameter, counterpart, value)
        if parameter.encoding == "shape":
            return self._shape(parameter, counterpart, value)
        return self._number(parameter, counterpart, value)

    def no_counterpart(self, parameter: Parameter, value: cst.BaseExpression) -> Obstacle:
        """Return the obstacle that an argument is which the target doesn't have."""
        return Obstacle(
            "BN202",
            f"{parameter.name}={brief(value)} has no counterpart in {self.target.title}",
            parameter.advice or "drop it if the model doesn't need it",
        )

    def _missing(self, meaning: Meaning, said: str = "") -> Obstacle:
        return Obstacle(
            meaning.code,
            meaning.reason.format(target=self.target.title) + _when(said),
            meaning.advice,
        )

    # Arguments without a counterpart

    def _neutral(self, parameter: Parameter, value: cst.BaseExpression) -> Fate:
        if self._is_neutral(parameter, value):
            return Drop()
        default = self.context.default(value)
        if default is not None and self._is_neutral(parameter, default):
            return Drop(
                f"`{brief(value)}` is {brief(default)} by default, but a caller may set it, and "
                f"{self.target.title} has no counterpart"
            )
        return self.no_counterpart(parameter, value)

    def _is_neutral(self, parameter: Parameter, value: cst.BaseExpression) -> bool:
        known = self.context.constant(value)
        if known is NO_LITERAL:
            return self.context.qualified(value) in parameter.neutral
        return any(_is_same(known, literal(in_rule(text))) for text in parameter.neutral)

    # Initial values

    def _initial_value(self, parameter: Parameter, value: cst.BaseExpression) -> Fate:
        assert parameter.fills is not None
        initializers = self.source.dialect.framework.initializers
        said = initial_value(value, initializers, self.context)
        neutral = [
            initial_value(in_rule(text), initializers, self.context) for text in parameter.neutral
        ]
        if said is not None and said in neutral:
            return Drop()
        if said is None:
            return self.no_counterpart(parameter, value)
        kind, values = said
        template = self.target.framework.fills.get(kind)
        if template is None or parameter.fills not in self.target.state:
            return self.no_counterpart(parameter, value)
        return FillLater(Fill(parameter.fills, template, tuple(values.items())))

    # Choices between meanings

    def _unspoken(self, parameter: Parameter, value: cst.BaseExpression) -> Fate:
        """Return what becomes of a choice that the target has no parameter for: what every dialect
        can say is said by nothing there.
        """
        known = self.context.constant(bare(value))
        key = repr(known)
        if key not in parameter.choices and known is not NO_LITERAL and parameter.otherwise:
            key = repr(bool(known))
        meaning = parameter.choices.get(key, "")
        if meaning in self.source.layer.family.ordinary:
            return Drop()
        if meaning in self.source.layer.meanings:
            return self._missing(self.source.layer.meanings[meaning])
        return self.no_counterpart(parameter, value)

    def _choice(
        self, parameter: Parameter, counterpart: Parameter, value: cst.BaseExpression
    ) -> Fate:
        inner = bare(value)
        known = literal(inner)
        if known is NO_LITERAL and parameter.otherwise is None:
            known = self.context.constant(inner)
        if known is not NO_LITERAL:
            return self._known_choice(parameter, counterpart, value, known)
        if isinstance(inner, cst.IfExp):
            return self._conditional_choice(parameter, counterpart, inner)
        always = () if parameter.otherwise == "truth" else self.context.choices(value)
        spoken = {
            text: counterpart.choice_for(meaning)
            for text, meaning in parameter.choices.items()
            if not always or text in always
        }
        missing = next((text for text, said in spoken.items() if said is None), None)
        if missing is not None:
            return self._missing(
                self.source.layer.meanings[parameter.choices[missing]],
                f"{parameter.name}={brief(value)} may be {missing}",
            )
        if _is_alike(parameter, counterpart):
            return Keep()
        if always:
            return self._by_truth(parameter, counterpart, spoken)
        if parameter.otherwise == "truth":
            template = f"{spoken['True']} if {{}} else {spoken['False']}"
            return Change(lambda node: _fill_in(template, node))
        return Obstacle(
            "BN203",
            f"whether {parameter.name}={brief(value)} is {' or '.join(spoken)} can't be seen from "
            "here",
            "write the value as a literal or as a conditional expression of literals",
        )

    def _by_truth(
        self, parameter: Parameter, counterpart: Parameter, spoken: Mapping[str, str | None]
    ) -> Fate:
        """Translate what is always one of some flags by whether it is true; where none of them is
        true, or all are, the others that the target can say are meant as well.
        """
        said = {
            text: counterpart.choice_for(meaning)
            for text, meaning in parameter.choices.items()
            if text in spoken or counterpart.choice_for(meaning) is not None
        }
        true, false = said.get("True"), said.get("False", said.get("None"))
        if len({said[text] for text in said if text != "True"}) > 1 or None in (true, false):
            return Obstacle(
                "BN203",
                f"whether {parameter.name} is {' or '.join(spoken)} can't be seen from here",
                "write the value as a literal or as a conditional expression of literals",
            )
        template = f"{true} if {{}} else {false}"
        if (true, false) == ("False", "True"):
            template = "not {}"
        return Change(lambda node: _fill_in(template, node))

    def _known_choice(
        self, parameter: Parameter, counterpart: Parameter, value: cst.BaseExpression, known: object
    ) -> Fate:
        key = repr(known)
        if key not in parameter.choices and parameter.otherwise == "truth":
            key = repr(bool(known))
        if key not in parameter.choices:
            return Obstacle(
                "BN203",
                f"{self.source.dialect.title}'s constructor itself rejects "
                f"{parameter.name}={brief(value)}: it takes {' or '.join(parameter.choices)}",
                "correct the call first",
            )
        said = counterpart.choice_for(parameter.choices[key])
        if said is None:
            return self._missing(self.source.layer.meanings[parameter.choices[key]])
        if said == repr(known) or _is_alike(parameter, counterpart):
            return Keep()
        return Change(lambda node: in_place_of(node, cst.parse_expression(said)))

    def _conditional_choice(
        self, parameter: Parameter, counterpart: Parameter, value: cst.IfExp
    ) -> Fate:
        """Translate both branches; what then reads `True if c else False` is `c` by its truth."""
        rewrites: list[Rewrite] = []
        for branch in (value.body, value.orelse):
            fate = self._choice(parameter, counterpart, branch)
            if isinstance(fate, Obstacle):
                return fate
            rewrites.append(fate.rewrite if isinstance(fate, Change) else _same)

        def rewrite(node: cst.BaseExpression) -> cst.BaseExpression:
            assert isinstance(node, cst.IfExp)
            body, orelse = rewrites[0](node.body), rewrites[1](node.orelse)
            truths = (literal(body), literal(orelse))
            if counterpart.otherwise == "truth" and "#" not in source(node):
                if truths == (True, False):
                    return node.test
                if truths == (False, True):
                    return _fill_in("not {}", node.test)
            return with_branches(node, body, orelse)

        return Keep() if all(rewrite is _same for rewrite in rewrites) else Change(rewrite)

    # Shapes

    def _shape(
        self, parameter: Parameter, counterpart: Parameter, value: cst.BaseExpression
    ) -> Fate:
        """Translate the shape of what is normalised, of one dimension: a whole number becomes a
        tuple where the target takes no number.
        """
        mine, theirs = parameter.accepts, counterpart.accepts
        if mine == theirs:
            return Keep()
        count = self._dimensions(value)
        if count not in (None, WHOLE_NUMBER, 1):
            title = self.target.title if theirs else self.source.dialect.title
            return Obstacle(
                "BN202",
                f"{parameter.name}={brief(value)} isn't of one dimension, and what {title}'s layer "
                "does with others depends on how many its input has",
                counterpart.advice or parameter.advice,
            )
        if theirs is None:  # it takes tuples as well
            return Keep()
        if count is None:
            return Obstacle(
                "BN205",
                f"whether {parameter.name}={brief(value)} is a whole number or a tuple can't be "
                f"seen from here, and {self.target.title} takes no number",
                "write a tuple, as in `(width,)`, or annotate the parameter that it comes from as "
                "int",
            )
        return Keep() if isinstance(bare(value), cst.Tuple) else Change(_one_tuple)

    def _dimensions(self, value: cst.BaseExpression) -> int | None:
        """Return how many dimensions a shape has, WHOLE_NUMBER where it is one; None where that
        isn't known.
        """
        inner = bare(value)
        if isinstance(inner, (cst.Tuple, cst.List)):
            is_starred = any(isinstance(one, cst.StarredElement) for one in inner.elements)
            return None if is_starred else len(inner.elements)
        known = self.context.constant(value)
        is_whole = type(known) is int or self.context.choices(value) == ("int",)
        return WHOLE_NUMBER if is_whole else None

    # Numbers, and flags that all sides write alike

    def _number(
        self, parameter: Parameter, counterpart: Parameter, value: cst.BaseExpression
    ) -> Fate:
        as_float = _as_float(value, counterpart)
        for known, said in self._may_be(value) if as_float is None else ():
            problem = self._problem(parameter, counterpart, value, known, said)
            if problem is not None:
                return problem
        if as_float is not None:
            return Change(lambda node: in_place_of(node, cst.parse_expression(as_float)))
        return Change(complement) if parameter.encoding != counterpart.encoding else Keep()

    def _may_be(self, value: cst.BaseExpression) -> Iterator[tuple[object, str]]:
        """Yield the literals that `value` may turn out to be, and when."""
        inner = bare(value)
        if isinstance(inner, cst.IfExp):
            for branch in (inner.body, inner.orelse):
                for known, said in self._may_be(branch):
                    yield known, said or f"`{brief(value)}` may be {brief(branch)}"
            return
        yield self.context.constant(value), ""
        default = self.context.default(value)
        if default is not None:
            yield (
                literal(bare(default)),
                f"`{brief(value)}` is {brief(default)} unless a caller gives another value",
            )
        for node in self.context.assigned(value):
            yield literal(bare(node)), f"`{brief(value)}` may be {brief(node)}"
        yield from self.context.possible_values(value)

    def of_type(
        self, parameter: Parameter, value: cst.BaseExpression, kind: str, said: str
    ) -> Obstacle | None:
        """Return why the target can't take a value of which the type is known."""
        counterpart = self.target.signature.for_concept(parameter.concept)
        accepts = counterpart.accepts if counterpart is not None else None
        if accepts is None or kind in accepts.types:
            return None
        return Obstacle(
            "BN205",
            f"{self.target.title}'s constructor rejects {parameter.name}={brief(value)}: "
            f"it takes {' or '.join(accepts.types)}, not {kind}{_when(said)}",
            f"give a {accepts.types[0]} that both frameworks accept, or leave it out",
        )

    def _problem(
        self,
        parameter: Parameter,
        counterpart: Parameter,
        value: cst.BaseExpression,
        known: object,
        said: str,
    ) -> Obstacle | None:
        """Return why the target can't take the literal `known`, which `value` may be."""
        if known is NO_LITERAL:
            return None
        choice = parameter.choices.get(repr(known))
        if choice is not None:
            can_say = counterpart.choice_for(choice) is not None
            return None if can_say else self._missing(self.source.layer.meanings[choice], said)
        if isinstance(known, OfType):
            return self.of_type(parameter, value, known.name, said)
        if counterpart.accepts is None:
            return None
        shown, note = known, ""
        if parameter.encoding != counterpart.encoding and isinstance(known, (int, float)):
            shown = 1.0 - known
            note = f" (here {shown:g})"
        problem = counterpart.accepts.rejects(shown)
        if problem is None:
            return None
        return Obstacle(
            "BN205",
            f"{self.target.title}'s constructor rejects {parameter.name}={brief(value)}: "
            f"{problem}{note}{_when(said)}",
            "give a value that both frameworks accept",
        )


def _as_float(value: cst.BaseExpression, counterpart: Parameter) -> str | None:
    """Return the whole number `value` as the target takes it, None where it takes it so already or
    not at all.
    """
    known, accepts = literal(bare(value)), counterpart.accepts
    if accepts is None or not isinstance(known, int) or isinstance(known, bool):
        return None
    is_new = accepts.rejects(known) is not None and accepts.rejects(float(known)) is None
    return f"{float(known)}" if is_new else None


def _one_tuple(node: cst.BaseExpression) -> cst.BaseExpression:
    """Return the tuple of a whole number, or of the elements of a list."""
    inner = bare(node)
    if isinstance(inner, cst.List):
        elements = [one.with_changes(comma=cst.Comma()) for one in inner.elements]
    else:
        elements = [cst.Element(node if "#" in source(node) else inner, comma=cst.Comma())]
    return cst.Tuple(elements)


def _same(node: cst.BaseExpression) -> cst.BaseExpression:
    return node


def _is_same(first: object, second: object) -> bool:
    """Compare literals; True is not 1."""
    return first == second and isinstance(first, bool) == isinstance(second, bool)


def _when(said: str) -> str:
    """Return what tells when something is the matter, as the end of a reason."""
    return f"; {said}" if said else ""


def _is_alike(first: Parameter, second: Parameter) -> bool:
    return first.choices == second.choices and first.otherwise == second.otherwise


def _fill_in(template: str, node: cst.BaseExpression) -> cst.BaseExpression:
    """Put `node` in the place of `{}`, in parentheses where a test needs them."""
    loose: tuple[type[cst.BaseExpression], ...] = (cst.IfExp, cst.Lambda, cst.NamedExpr, cst.Yield)
    if template.startswith("not"):
        loose = (*loose, cst.BooleanOperation)
    if isinstance(node, loose) and not node.lpar:
        node = parenthesized(node)
    made = cst.parse_expression(template.format("_"))
    if isinstance(made, cst.IfExp):
        return made.with_changes(test=node)
    assert isinstance(made, cst.UnaryOperation)
    return made.with_changes(expression=node)
