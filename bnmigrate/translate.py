"""The heart: the arguments of one constructor call, from one dialect to another, or why not.

Each argument is decoded by the table of the dialect that it is written in and encoded by that of
the target; nothing here knows a direction.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import libcst as cst

from bnmigrate import listing
from bnmigrate.findings import Edit, Obstacle
from bnmigrate.momentum import complement
from bnmigrate.rulebook import Dialect, Initializer, LayerClass, Meaning, Parameter, Signature
from bnmigrate.syntax import NO_LITERAL, bare, brief, literal, source

LAST_POSITION = 4
"""How many arguments may stay positional; the frameworks part at the fifth."""

Rewrite = Callable[[cst.BaseExpression], cst.BaseExpression]


@dataclass(frozen=True)
class Entries:
    """What `**kw` holds: names, values and the nodes that they stand in.

    `owner` is the dict's own expression where all who read it are in sight, and `readers` their
    number: where each of them is a call of the layer, the dict may be edited.
    """

    items: tuple[tuple[str, cst.BaseExpression, cst.Arg | cst.DictElement], ...]
    owner: cst.Call | cst.Dict | None
    readers: int


class Context(Protocol):
    """What a translation asks about the file around the call."""

    def qualified(self, node: cst.BaseExpression) -> str | None:
        """Return the qualified name that `node` stands for."""

    def constant(self, node: cst.BaseExpression) -> object:
        """Return the literal value of `node`, also through a name bound once, else NO_LITERAL."""

    def default(self, node: cst.BaseExpression) -> cst.BaseExpression | None:
        """Return the default that `node`, a parameter that isn't bound again, may hold."""

    def entries(self, node: cst.BaseExpression) -> Entries | None:
        """Return what the dict `node` holds, None where that can't be seen."""


@dataclass(frozen=True)
class Fill:
    """A parameter or buffer to fill after the layer is made: its concept and the statement."""

    concept: str
    template: str
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Shared(Edit):
    """An edit that is right only where all `readers` of its node ask for it."""

    readers: int


@dataclass
class Translation:
    """What becomes of the arguments of one call.

    `rewrite` is None where nothing changes; `shared` are edits outside the call, in dicts that are
    unpacked there; `changed` are the changes in words; `unsafe` says what the fix assumes.
    """

    rewrite: Callable[[Sequence[cst.Arg], cst.Call], cst.Call] | None = None
    shared: list[Shared] = field(default_factory=list)
    obstacles: list[Obstacle] = field(default_factory=list)
    fills: list[Fill] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unsafe: list[str] = field(default_factory=list)

    @property
    def same_text(self) -> bool:
        """Whether the call reads the same in both dialects."""
        return not (self.rewrite or self.shared or self.obstacles or self.fills or self.unsafe)


# What becomes of one value


@dataclass(frozen=True)
class _Keep:
    pass


@dataclass(frozen=True)
class _Drop:
    unsafe: str | None = None


@dataclass(frozen=True)
class _Change:
    rewrite: Rewrite


@dataclass(frozen=True)
class _FillLater:
    fill: Fill


_Fate = _Keep | _Drop | _Change | _FillLater | Obstacle


def translate(
    args: Sequence[cst.Arg],
    source_class: LayerClass,
    target: Dialect,
    context: Context,
    bound: int = 0,
) -> Translation:
    """Translate the arguments of a call of `source_class`, whose first `bound` ones are given."""
    return _Translator(source_class, target, context).run(args, bound)


class _Translator:
    def __init__(self, source_class: LayerClass, target: Dialect, context: Context) -> None:
        self.source = source_class
        self.target = target
        self.context = context
        self.result = Translation()

    def run(self, args: Sequence[cst.Arg], bound: int) -> Translation:
        result = self.result
        values: dict[int, Rewrite] = {}
        keywords: dict[int, str] = {}
        dropped: set[int] = set()
        placed = bound
        in_order = True
        for index, arg in enumerate(args):
            if arg.star:
                in_order = False
                if self.unpacked(arg):
                    dropped.add(index)
                continue
            positional = arg.keyword is None
            parameter = (
                self.source.signature.at(bound + index)
                if arg.keyword is None
                else self.source.signature.named(arg.keyword.value)
            )
            if parameter is None:
                self.unknown(arg)
                continue
            fate = self.fate(parameter, arg.value)
            name = self.settle(parameter, fate, arg.value)
            if name is None:
                dropped.add(index)
                in_order = in_order and not positional
                continue
            if isinstance(fate, _Change):
                values[index] = fate.rewrite
            if positional:
                stays = in_order and placed < LAST_POSITION and self.is_at(name, placed)
                in_order = stays
                placed += 1
            if not positional or not stays:
                keywords[index] = name
        for index in keywords:
            keyword = args[index].keyword
            if keyword is None:
                result.changed.append(
                    f"positional argument {bound + index + 1} becomes {keywords[index]}="
                )
        keywords = {
            index: name
            for index, name in keywords.items()
            if (keyword := args[index].keyword) is None or keyword.value != name
        }
        if values or keywords or dropped:
            result.rewrite = _rewriter(values, keywords, dropped)
        return result

    def is_at(self, name: str, position: int) -> bool:
        parameter = self.target.signature.at(position)
        return parameter is not None and parameter.name == name

    def unknown(self, arg: cst.Arg) -> None:
        what = f"`{arg.keyword.value}`" if arg.keyword else f"`{brief(arg.value)}`"
        self.result.obstacles.append(
            Obstacle(
                "BN202",
                f"{what} is no argument of {self.source.qualified_name}",
                "correct the call first",
            )
        )

    def settle(self, parameter: Parameter, fate: _Fate, value: cst.BaseExpression) -> str | None:
        """Note `fate`; return the name under which the argument goes on, None where it is gone."""
        result = self.result
        counterpart = self.target.signature.for_concept(parameter.concept)
        said = f"{parameter.name}={brief(value)}"
        if isinstance(fate, Obstacle):
            result.obstacles.append(fate)
            return parameter.name
        if isinstance(fate, _FillLater):
            result.fills.append(fate.fill)
            result.changed.append(f"{said} becomes a statement that fills it")
            return None
        if isinstance(fate, _Drop):
            if fate.unsafe:
                result.unsafe.append(fate.unsafe)
            result.changed.append(f"{said} is dropped")
            return None
        assert counterpart is not None
        if isinstance(fate, _Change):
            result.changed.append(f"{said} becomes {counterpart.name}={brief(fate.rewrite(value))}")
        elif counterpart.name != parameter.name:
            result.changed.append(f"{parameter.name} becomes {counterpart.name}")
        return counterpart.name

    # **kw

    def unpacked(self, arg: cst.Arg) -> bool:
        """Translate what `*args` or `**kw` holds; return whether the argument goes."""
        text = brief(arg.value)
        if arg.star == "*":
            self.obstacle("BN204", f"`*{text}` may hold anything", "write the arguments out")
            return False
        entries = self.context.entries(arg.value)
        if entries is None:
            self.obstacle(
                "BN204",
                f"what `**{text}` holds can't be seen from here",
                "write the arguments out, or give it as a dict with literal keys next to the call",
            )
            return False
        fates: list[tuple[str, cst.BaseExpression, cst.Arg | cst.DictElement, _Fate, str]] = []
        for name, value, node in entries.items:
            parameter = self.source.signature.named(name)
            if parameter is None:
                self.obstacle(
                    "BN202",
                    f"`**{text}` holds `{name}`, which is no argument of "
                    f"{self.source.qualified_name}",
                    "correct the call first",
                )
                return False
            fate = self.fate(parameter, value)
            if isinstance(fate, (Obstacle, _FillLater)):
                obstacle = (
                    fate if isinstance(fate, Obstacle) else self.no_counterpart(parameter, value)
                )
                self.obstacle(
                    obstacle.code, f"`**{text}` holds `{name}`: {obstacle.reason}", obstacle.advice
                )
                return False
            counterpart = self.target.signature.for_concept(parameter.concept)
            fates.append((name, value, node, fate, counterpart.name if counterpart else name))
        if fates and all(isinstance(fate, _Drop) for *_, fate, _ in fates):
            reasons = [f.unsafe for *_, f, _ in fates if isinstance(f, _Drop) and f.unsafe]
            self.result.unsafe.extend(reasons)
            self.result.changed.append(f"**{text} is dropped")
            return True
        moved = [
            entry for entry in fates if not isinstance(entry[3], _Keep) or entry[4] != entry[0]
        ]
        if not moved:
            return False
        if entries.owner is None:
            self.obstacle(
                "BN204",
                f"`**{text}` holds `{moved[0][0]}`, which changes, and it is used elsewhere too",
                "give this call a dict of its own, or write the arguments out",
            )
            return False
        self.result.shared.append(Shared(entries.owner, _dict_rewriter(moved), entries.readers))
        for name, value, _, fate, new in moved:
            if isinstance(fate, _Change):
                self.result.changed.append(
                    f"{name}={brief(value)} becomes {new}={brief(fate.rewrite(value))}"
                )
            elif isinstance(fate, _Drop):
                if fate.unsafe:
                    self.result.unsafe.append(fate.unsafe)
                self.result.changed.append(f"{name}={brief(value)} is dropped")
            else:
                self.result.changed.append(f"{name} becomes {new}")
        return False

    def obstacle(self, code: str, reason: str, advice: str) -> None:
        self.result.obstacles.append(Obstacle(code, reason, advice))

    # One value

    def fate(self, parameter: Parameter, value: cst.BaseExpression) -> _Fate:
        counterpart = self.target.signature.for_concept(parameter.concept)
        if parameter.encoding in ("neutral", "initial-value"):
            return self.neutral(parameter, value)
        if counterpart is None:
            return self.no_counterpart(parameter, value)
        if parameter.encoding == "choices":
            return self.choice(parameter, counterpart, value)
        return self.number(parameter, counterpart, value)

    def no_counterpart(self, parameter: Parameter, value: cst.BaseExpression) -> Obstacle:
        return Obstacle(
            "BN202",
            f"{parameter.name}={brief(value)} has no counterpart in {self.target.title}",
            parameter.advice or "drop it if the model doesn't need it",
        )

    def is_neutral(self, parameter: Parameter, value: cst.BaseExpression) -> bool:
        known = self.context.constant(value)
        qualified = self.context.qualified(value) if known is NO_LITERAL else None
        for text in parameter.neutral:
            expected = literal(cst.parse_expression(text))
            if expected is NO_LITERAL:
                if qualified == text:
                    return True
            elif (
                known is not NO_LITERAL
                and known == expected
                and (isinstance(known, bool) == isinstance(expected, bool))
            ):
                return True
        return False

    def neutral(self, parameter: Parameter, value: cst.BaseExpression) -> _Fate:
        if self.is_neutral(parameter, value):
            return _Drop()
        if isinstance(value, cst.IfExp) and all(
            isinstance(self.neutral(parameter, branch), _Drop)
            for branch in (value.body, value.orelse)
        ):
            return _Drop()
        if parameter.encoding == "initial-value":
            fill = self.initial_value(parameter, value)
            return _FillLater(fill) if fill else self.no_counterpart(parameter, value)
        default = self.context.default(value)
        if default is not None and self.is_neutral(parameter, default):
            return _Drop(
                f"`{brief(value)}` is {brief(default)} unless a caller gives another value, which "
                f"{self.target.title}'s layer doesn't take as `{parameter.name}`: {parameter.advice}"
            )
        return self.no_counterpart(parameter, value)

    def initial_value(self, parameter: Parameter, value: cst.BaseExpression) -> Fill | None:
        decoded = initial_value(value, self.source.dialect.initializers, self.context)
        concept = parameter.fills
        if decoded is None or concept not in self.target.state:
            return None
        assert concept is not None
        text = self.target.fills.get(decoded[0])
        return Fill(concept, text, tuple(decoded[1].items())) if text else None

    def missing(self, meaning: Meaning, said: str = "") -> Obstacle:
        return Obstacle(
            meaning.code, said + meaning.reason.format(target=self.target.title), meaning.advice
        )

    def choice(
        self, parameter: Parameter, counterpart: Parameter, value: cst.BaseExpression
    ) -> _Fate:
        """Translate a value that chooses between meanings."""
        meanings = self.source.layer.meanings
        inner = bare(value)
        known = literal(inner)
        if known is NO_LITERAL and not parameter.otherwise:
            known = self.context.constant(inner)
        key = repr(known)
        if known is not NO_LITERAL and key not in parameter.choices and parameter.otherwise:
            key = repr(bool(known))
        if key in parameter.choices:
            said = counterpart.choice_for(parameter.choices[key])
            if said is None:
                return self.missing(meanings[parameter.choices[key]])
            if said == repr(known):
                return _Keep()
            return _Change(lambda _: cst.parse_expression(said))
        if isinstance(inner, cst.IfExp):
            return self.conditional_choice(parameter, counterpart, inner)
        spoken = {
            text: counterpart.choice_for(meaning) for text, meaning in parameter.choices.items()
        }
        if parameter.otherwise == counterpart.otherwise and all(
            text == said for text, said in spoken.items()
        ):
            return _Keep()
        missing = next((t for t, said in spoken.items() if said is None), None)
        if parameter.otherwise == "truth" and missing is None:
            template = f"{spoken['True']} if {{}} else {spoken['False']}"
            return _Change(lambda node: _fill_in(template, node))
        if missing is not None:
            return self.missing(
                meanings[parameter.choices[missing]],
                f"{parameter.name}={brief(value)} may be {missing}; then ",
            )
        return Obstacle(
            "BN203",
            f"whether {parameter.name}={brief(value)} is {' or '.join(spoken)} can't be seen from "
            "here",
            "write the value as a literal or as a conditional expression of literals",
        )

    def conditional_choice(
        self, parameter: Parameter, counterpart: Parameter, value: cst.IfExp
    ) -> _Fate:
        """Translate both branches; what then reads `True if c else False` is `c` by its truth."""
        branches = [
            self.choice(parameter, counterpart, node) for node in (value.body, value.orelse)
        ]
        for branch in branches:
            if isinstance(branch, Obstacle):
                return branch
        first, second = (
            branch.rewrite if isinstance(branch, _Change) else _same for branch in branches
        )

        def rewrite(node: cst.BaseExpression) -> cst.BaseExpression:
            assert isinstance(node, cst.IfExp)
            body, orelse = first(node.body), second(node.orelse)
            if counterpart.otherwise == "truth":
                if (literal(body), literal(orelse)) == (True, False):
                    return node.test
                if (literal(body), literal(orelse)) == (False, True):
                    return _fill_in("not {}", node.test)
            body, orelse = (
                part.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
                if isinstance(part, cst.IfExp) and not part.lpar
                else part
                for part in (body, orelse)
            )
            return node.with_changes(body=body, orelse=orelse)

        if all(isinstance(branch, _Keep) for branch in branches):
            return _Keep()
        return _Change(rewrite)

    def number(
        self, parameter: Parameter, counterpart: Parameter, value: cst.BaseExpression
    ) -> _Fate:
        """Translate a number, or a flag that both sides write alike."""
        inner = bare(value)
        if isinstance(inner, cst.IfExp):
            fates = [self.number(parameter, counterpart, n) for n in (inner.body, inner.orelse)]
            obstacle = next((fate for fate in fates if isinstance(fate, Obstacle)), None)
            if obstacle is not None:
                return obstacle
        known = self.context.constant(value)
        choice = parameter.choices.get(repr(known))
        if choice is not None and counterpart.choice_for(choice) is None:
            return self.missing(self.source.layer.meanings[choice])
        default = self.context.default(value)
        if default is not None:
            choice = parameter.choices.get(repr(literal(default)))
            if choice is not None and counterpart.choice_for(choice) is None:
                return self.missing(
                    self.source.layer.meanings[choice],
                    f"`{brief(value)}` is {brief(default)} unless a caller gives a value; ",
                )
        complemented = parameter.encoding != counterpart.encoding
        if counterpart.accepts is not None and known is not NO_LITERAL:
            shown: object = known
            if complemented and isinstance(known, (int, float)):
                shown = 1.0 - known
            problem = counterpart.accepts.rejects(shown)
            if problem is not None:
                return Obstacle(
                    "BN205",
                    f"{self.target.title}'s constructor rejects {parameter.name}={brief(value)}: "
                    f"{problem}" + (f" (here {shown:g})" if complemented else ""),
                    "give a value that both frameworks accept",
                )
        return _Change(complement) if complemented else _Keep()


def initial_value(
    value: cst.BaseExpression, initializers: Sequence[Initializer], context: Context
) -> tuple[str, dict[str, str]] | None:
    """Decode an initial value: how it fills, and the values that this takes."""
    known = context.constant(value)
    if isinstance(known, (int, float)) and not isinstance(known, bool):
        kind = "zeros" if known == 0 else "ones" if known == 1 else "constant"
        return kind, {"value": source(value)}
    called = bare(value)
    qualified = context.qualified(called.func) if isinstance(called, cst.Call) else None
    for initializer in initializers:
        if isinstance(known, str) and known.lower() in initializer.strings:
            return initializer.kind, {sets: text for _, sets, text in initializer.arguments if text}
        if qualified == initializer.class_name:
            assert isinstance(called, cst.Call)
            values = fill_values(called.args, initializer)
            return None if values is None else (initializer.kind, values)
    return None


def fill_values(args: Sequence[cst.Arg], initializer: Initializer) -> dict[str, str] | None:
    """Return what the arguments of a call that fills say, None where that can't be told."""
    values = {sets: text for _, sets, text in initializer.arguments if text}
    names = [name for name, *_ in initializer.arguments]
    sets = {name: what for name, what, _ in initializer.arguments}
    for index, arg in enumerate(args):
        name = arg.keyword.value if arg.keyword else (names[index] if index < len(names) else "")
        if arg.star or name not in sets:
            return None
        values[sets[name]] = source(arg.value)
    return values


def _same(node: cst.BaseExpression) -> cst.BaseExpression:
    return node


def _fill_in(template: str, node: cst.BaseExpression) -> cst.BaseExpression:
    """Put `node` in the place of `{}`, in parentheses where a test needs them."""
    loose: tuple[type[cst.BaseExpression], ...] = (cst.IfExp, cst.Lambda, cst.NamedExpr, cst.Yield)
    if template.startswith("not"):
        loose = (*loose, cst.BooleanOperation)
    if isinstance(node, loose) and not node.lpar:
        node = node.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
    made = cst.parse_expression(template.format("_"))
    if isinstance(made, cst.IfExp):
        return made.with_changes(test=node)
    assert isinstance(made, cst.UnaryOperation)
    return made.with_changes(expression=node)


def _rewriter(
    values: dict[int, Rewrite], keywords: dict[int, str], dropped: set[int]
) -> Callable[[Sequence[cst.Arg], cst.Call], cst.Call]:
    """Make the function that rewrites a list of arguments of a call, the last ones in it."""

    def rewrite(args: Sequence[cst.Arg], call: cst.Call) -> cst.Call:
        skip = len(call.args) - len(args)
        new: list[cst.Arg] = []
        for index, arg in enumerate(args):
            if index in values:
                arg = arg.with_changes(value=values[index](arg.value))  # noqa: PLW2901
            if index in keywords:
                equal = (
                    arg.equal
                    if arg.keyword
                    else cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
                )
                arg = arg.with_changes(keyword=cst.Name(keywords[index]), equal=equal)  # noqa: PLW2901
            new.append(arg)
        everything = [*call.args[:skip], *new]
        opening: cst.BaseParenthesizableWhitespace = call.whitespace_before_args
        if dropped:
            everything, opening, closing = listing.remove(
                everything, {skip + i for i in dropped}, opening, cst.SimpleWhitespace("")
            )
            if everything:
                everything[-1] = _with_closing(everything[-1], closing)
            else:
                opening = closing
        return call.with_changes(args=everything, whitespace_before_args=opening)

    return rewrite


def _with_closing(arg: cst.Arg, space: cst.BaseParenthesizableWhitespace) -> cst.Arg:
    if isinstance(arg.comma, cst.Comma):
        return arg.with_changes(comma=arg.comma.with_changes(whitespace_after=space))
    return arg.with_changes(whitespace_after_arg=space)


def _dict_rewriter(
    moved: list[tuple[str, cst.BaseExpression, cst.Arg | cst.DictElement, _Fate, str]],
) -> Callable[[cst.CSTNode], cst.CSTNode]:
    """Make the function that changes entries of a dict display or a call of dict."""
    fates = {name: (fate, new) for name, _, _, fate, new in moved}

    def rewrite(node: cst.CSTNode) -> cst.CSTNode:
        if isinstance(node, cst.Call):
            names = [arg.keyword.value if arg.keyword else "" for arg in node.args]
            values = {
                i: fates[n][0].rewrite  # type: ignore[union-attr]  # a _Change
                for i, n in enumerate(names)
                if n in fates and isinstance(fates[n][0], _Change)
            }
            keywords = {i: fates[n][1] for i, n in enumerate(names) if n in fates}
            dropped = {
                i for i, n in enumerate(names) if n in fates and isinstance(fates[n][0], _Drop)
            }
            return _rewriter(values, keywords, dropped)(node.args, node)
        assert isinstance(node, cst.Dict)
        elements: list[cst.DictElement] = []
        gone: set[int] = set()
        for index, element in enumerate(node.elements):
            assert isinstance(element, cst.DictElement)
            assert isinstance(element.key, cst.SimpleString)
            fate, new = fates.get(str(element.key.evaluated_value), (_Keep(), ""))
            if isinstance(fate, _Drop):
                gone.add(index)
            if isinstance(fate, _Change):
                element = element.with_changes(value=fate.rewrite(element.value))  # noqa: PLW2901
            if new and new != element.key.evaluated_value:
                quoted = f"{element.key.prefix}{element.key.quote}{new}{element.key.quote}"
                element = element.with_changes(key=cst.SimpleString(quoted))  # noqa: PLW2901
            elements.append(element)
        if not gone:
            return node.with_changes(elements=elements)
        elements, opening, closing = listing.remove(
            elements, gone, node.lbrace.whitespace_after, node.rbrace.whitespace_before
        )
        return node.with_changes(
            elements=elements,
            lbrace=node.lbrace.with_changes(whitespace_after=opening),
            rbrace=node.rbrace.with_changes(whitespace_before=closing),
        )

    return rewrite


__all__ = ["Context", "Entries", "Fill", "Signature", "Translation", "translate"]
