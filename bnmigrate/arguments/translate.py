"""The heart: the arguments of one constructor call, from one dialect to another, or why not.

Each argument is decoded by the table of the dialect that it is written in and encoded by that of
the target; nothing here knows a direction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

import libcst as cst

from bnmigrate.arguments.momentum import complement
from bnmigrate.arguments.rewriting import Step, rewrite_call, rewrite_dict
from bnmigrate.arguments.values import Change, Drop, Fate, Fill, FillLater, Keep, Values
from bnmigrate.arguments.values import Context as ValueContext
from bnmigrate.findings import Edit, Obstacle
from bnmigrate.names.syntax import NO_LITERAL, brief, in_rule, literal, source
from bnmigrate.rulebook import Dialect, LayerClass, Parameter


@dataclass(frozen=True)
class Entries:
    """What `**kw` holds: names and values, in order.

    `owner` is the dict's own expression where all who read it are in sight, and `readers` their
    number: where each of them is a call of the layer, the dict may be edited. Where there are no
    readers, the dict is what callers give, each some of it. `quote` is that of its keys.
    """

    items: tuple[tuple[str, cst.BaseExpression], ...]
    owner: cst.Call | cst.Dict | None
    readers: int
    quote: str = '"'


class Context(ValueContext, Protocol):
    """What a translation asks about the file around the call."""

    def entries(self, node: cst.BaseExpression) -> Entries | None:
        """Return what the dict `node` holds, None where that can't be seen."""

    def change(self, node: cst.BaseExpression) -> str:
        """Return where the dict `node` may be changed, empty where that isn't known."""

    def entries_given(self, node: cst.BaseExpression) -> Entries | None:
        """Return what callers give for `node`, a `**` parameter, None where that can't be seen."""


@dataclass(frozen=True)
class Shared(Edit):
    """An edit that is right only where all `readers` of its node ask for it."""

    readers: int = 0


@dataclass(frozen=True)
class Rewritten:
    """A value in the file that becomes another one, and how its parameter is called."""

    value: cst.BaseExpression
    names: tuple[str, ...]


@dataclass(eq=False)
class Complement:
    """That an argument, the name `node`, is subtracted from 1; or what the name holds is, where
    that is its one purpose (`is_at_home`). `said` is the first of these in words.
    """

    node: cst.Name
    said: str = ""
    is_at_home: bool = False

    def rewrite(self, value: cst.BaseExpression) -> cst.BaseExpression:
        """Return what the argument becomes."""
        return value if self.is_at_home else complement(value)


@dataclass
class Translation:
    """What becomes of the arguments of one call.

    `rewrite` is None where nothing changes; `shared` are edits outside the call, in dicts that are
    unpacked there; `changed` are the changes in words; `assumptions` are why an argument that has
    no counterpart may be dropped all the same, which makes the fix unsafe; `given` are the
    arguments by their concepts, and `complements` those of them that are names and become 1 - name;
    `rewritten` are the values that become others.
    """

    rewrite: Callable[[cst.Call], cst.Call] | None = None
    shared: list[Shared] = field(default_factory=list)
    obstacles: list[Obstacle] = field(default_factory=list)
    fills: list[Fill] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    assumptions: list[str] = field(default_factory=list)
    given: dict[str, cst.BaseExpression] = field(default_factory=dict)
    complements: list[Complement] = field(default_factory=list)
    rewritten: list[Rewritten] = field(default_factory=list)

    @property
    def same_text(self) -> bool:
        """Whether the call reads the same in both dialects."""
        return not (self.rewrite or self.shared or self.obstacles or self.fills or self.assumptions)


def translate(
    call: cst.Call,
    source_class: LayerClass,
    target: Dialect,
    context: Context,
    *,
    skip: int = 0,
    bound: int = 0,
    of_partial: bool = False,
) -> Translation:
    """Translate the arguments of a call of `source_class` after the first `skip` ones.

    `of_partial` tells that a partial of the class is called, whose first `bound` positional
    arguments are given and others may be.
    """
    return _Translator(source_class, target, context, of_partial).run(call, skip, bound)


def has_other_defaults(source_class: LayerClass, target: Dialect) -> bool:
    """Tell whether an argument that is left out may mean something else in `target`."""
    return bool(_other_defaults(source_class, target))


def _other_defaults(
    source_class: LayerClass, target: Dialect
) -> dict[str, tuple[Parameter, cst.BaseExpression, Fate]]:
    """Return the parameters whose default means something else in `target`, by name, each with that
    default and what becomes of it.
    """
    rule = Values(source_class, target, _Rule())
    return {
        parameter.name: (parameter, *found)
        for parameter in source_class.signature.parameters
        if (found := _default_of(parameter, rule)) is not None
    }


class _Rule:
    """The context of an expression that stands in a rule and not in a file."""

    def qualified(self, node: cst.BaseExpression) -> str | None:
        return source(node)

    def constant(self, node: cst.BaseExpression) -> object:
        return literal(node)

    def default(self, node: cst.BaseExpression) -> None:
        del node

    def assigned(self, node: cst.BaseExpression) -> tuple[cst.BaseExpression, ...]:
        del node
        return ()

    def possible_values(self, node: cst.BaseExpression) -> Iterator[tuple[object, str]]:
        del node
        return iter(())

    def choices(self, node: cst.BaseExpression) -> tuple[str, ...]:
        del node
        return ()


def _default_of(parameter: Parameter, values: Values) -> tuple[cst.BaseExpression, Fate] | None:
    """Return the default of `parameter` and what becomes of it, None where the target's default
    means the same.
    """
    if parameter.default is None:
        return None
    default = in_rule(parameter.default)
    fate = values.fate(parameter, default)
    if isinstance(fate, Drop):
        return None
    counterpart = values.target.signature.for_concept(parameter.concept)
    if isinstance(fate, (Keep, Change)) and counterpart is not None and counterpart.default:
        said = fate.rewrite(default) if isinstance(fate, Change) else default
        theirs = in_rule(counterpart.default)
        if literal(said) is NO_LITERAL:
            return None if source(said) == source(theirs) else (default, fate)
        if literal(said) == literal(theirs):
            return None
    return default, fate


class _Translator:
    def __init__(
        self, source_class: LayerClass, target: Dialect, context: Context, of_partial: bool
    ) -> None:
        self.source = source_class
        self.target = target
        self.context = context
        self.of_partial = of_partial
        self.values = Values(source_class, target, context)
        self.result = Translation()
        self.other_defaults = _other_defaults(source_class, target)
        self.positions = self.shared_positions()

    def run(self, call: cst.Call, skip: int, bound: int) -> Translation:
        steps = [
            self.unpack(arg) if arg.star else self.argument(arg, bound + index)
            for index, arg in enumerate(call.args[skip:])
        ]
        added = self.left_out()
        self.check_fills()
        if added or any(step.changes for step in steps):
            self.result.rewrite = lambda node: rewrite_call(node, skip, steps, added)
        return self.result

    def shared_positions(self) -> int:
        """Return how many arguments may stay positional.

        A default that must be written out ends them: a partial's keyword would meet a position.
        """
        last = self.source.layer.same_positions(self.source.dialect, self.target)
        for position in range(last):
            parameter = self.source.signature.at(position)
            counterpart = self.target.signature.at(position)
            if (
                parameter is None
                or counterpart is None
                or parameter.concept != counterpart.concept
                or parameter.encoding in ("neutral", "initial-value")
                or parameter.name in self.other_defaults
            ):
                return position
        return last

    # Arguments of the call

    def argument(self, arg: cst.Arg, position: int) -> Step:
        signature = self.source.signature
        if arg.keyword is None:
            parameter = signature.at(position)
            if parameter is None:
                return self.refuse_unknown(f"`{brief(arg.value)}`, number {position + 1},")
        else:
            parameter = signature.named(arg.keyword.value)
            if parameter is None:
                return self.refuse_unknown(f"`{arg.keyword.value}`")
        fate = self.fate(parameter, arg.value)
        self.rewritten(parameter, arg.value, fate)
        if isinstance(fate, Change) and fate.rewrite is complement and type(arg.value) is cst.Name:
            one = Complement(arg.value)
            step = self.step(parameter, arg.value, Change(one.rewrite))
            one.said = self.result.changed[-1]
            self.result.complements.append(one)
        else:
            step = self.step(parameter, arg.value, fate)
        if arg.keyword is None and not step.is_gone and not isinstance(fate, Obstacle):
            if position < self.positions:
                return Step(None, step.rewrite)
            name = step.name or parameter.name
            if not step.changes:
                self.result.changed.append(f"positional argument {position + 1} becomes {name}=")
            return Step(name, step.rewrite)
        return step

    def refuse_unknown(self, what: str) -> Step:
        return self.refuse(
            Obstacle(
                "BN202",
                f"{what} is no argument of {self.source.qualified_name}",
                "correct the call first",
            )
        )

    def refuse(self, obstacle: Obstacle) -> Step:
        self.result.obstacles.append(obstacle)
        return Step()

    def fate(self, parameter: Parameter, value: cst.BaseExpression) -> Fate:
        """Return what becomes of an argument, and note that it is given."""
        if parameter.concept in self.result.given:
            return Obstacle(
                "BN202", f"`{parameter.name}` is given more than once", "correct the call first"
            )
        whole = self.whole_number(parameter, value)
        self.result.given[parameter.concept] = value
        return whole or self.values.fate(parameter, value)

    def whole_number(self, parameter: Parameter, value: cst.BaseExpression) -> Obstacle | None:
        """Return why a value can't be given where the target takes no whole number, and the call
        gives it for an argument too that is one: `BatchNorm2d(width, width)`.
        """
        if literal(value) is not NO_LITERAL:
            return None
        for concept, other in self.result.given.items():
            counterpart = self.target.signature.for_concept(concept)
            if counterpart is None or counterpart.accepts is None:
                continue
            if counterpart.accepts.types == ("int",) and source(other) == source(value):
                said = f"`{brief(value)}` is also the layer's {counterpart.name}"
                return self.values.of_type(parameter, value, "int", said)
        return None

    def rewritten(self, parameter: Parameter, value: cst.BaseExpression, fate: Fate) -> None:
        """Note a value that becomes another one where it stands."""
        if isinstance(fate, Change):
            names = {parameter.name, self.name_of(parameter)}
            self.result.rewritten.append(Rewritten(value, tuple(sorted(names))))

    def step(self, parameter: Parameter, value: cst.BaseExpression, fate: Fate) -> Step:
        """Note `fate` and return what is to be done for it."""
        result = self.result
        said = f"{parameter.name}={brief(value)}"
        if isinstance(fate, Obstacle):
            return self.refuse(fate)
        if isinstance(fate, FillLater):
            result.fills.append(fate.fill)
            result.changed.append(f"{said} becomes a statement that fills it")
            return Step(is_gone=True)
        if isinstance(fate, Drop):
            if fate.assumption:
                result.assumptions.append(fate.assumption)
            result.changed.append(f"{said} is dropped")
            return Step(is_gone=True)
        name = self.name_of(parameter)
        renamed = None if name == parameter.name else name
        if isinstance(fate, Change):
            result.changed.append(f"{said} becomes {name}={brief(fate.rewrite(value))}")
            return Step(renamed, fate.rewrite)
        if renamed:
            result.changed.append(f"{parameter.name} becomes {name}")
        return Step(renamed)

    def name_of(self, parameter: Parameter) -> str:
        counterpart = self.target.signature.for_concept(parameter.concept)
        assert counterpart is not None
        return counterpart.name

    # **kw

    def unpack(self, arg: cst.Arg) -> Step:
        """Translate what `*args` or `**kw` holds."""
        text = brief(arg.value)
        if arg.star == "*":
            return self.refuse(
                Obstacle("BN204", f"`*{text}` may hold anything", "write the arguments out")
            )
        entries = self.context.entries(arg.value) or self.context.entries_given(arg.value)
        if entries is None:
            where = self.context.change(arg.value)
            return self.refuse(
                Obstacle(
                    "BN204",
                    f"what `**{text}` holds can't be seen from here"
                    + (f": {where} may change it" if where else ""),
                    "write the arguments out, or give it as a dict with literal keys next to the "
                    "call",
                )
            )
        fates: list[tuple[Parameter, cst.BaseExpression, Fate]] = []
        for name, value in entries.items:
            parameter = self.source.signature.named(name)
            if parameter is None:
                return self.refuse_unknown(f"`{name}` in `**{text}`")
            fate = self.fate(parameter, value)
            if isinstance(fate, FillLater):
                fate = self.values.no_counterpart(parameter, value)
            if isinstance(fate, Obstacle):
                said = f"{fate.reason}; `**{text}` holds it"
                return self.refuse(Obstacle(fate.code, said, fate.advice))
            fates.append((parameter, value, fate))
        return self.unpacked(arg.value, entries, fates)

    def unpacked(
        self,
        value: cst.BaseExpression,
        entries: Entries,
        fates: list[tuple[Parameter, cst.BaseExpression, Fate]],
    ) -> Step:
        result, text = self.result, brief(value)
        drops = [fate for *_, fate in fates if isinstance(fate, Drop)]
        if fates and len(drops) == len(fates):
            result.assumptions.extend(drop.assumption for drop in drops if drop.assumption)
            result.changed.append(f"**{text} is dropped")
            return Step(is_gone=True)
        steps = [self.step(*entry) for entry in fates]
        moved = next(
            (name for (name, _), s in zip(entries.items, steps, strict=True) if s.changes), None
        )
        if moved is None:
            return Step()
        is_name = isinstance(value, (cst.Name, cst.Attribute))
        if is_name and entries.owner is None and entries.readers:
            return self.written_out(value, entries, fates, steps)
        if entries.owner is None:
            return self.refuse(
                Obstacle(
                    "BN204",
                    f"`**{text}` holds `{moved}`, which changes, and other code may read it too",
                    "give this call a dict of its own, or write the arguments out",
                )
            )

        def rewrite(node: cst.Call | cst.Dict) -> cst.Call | cst.Dict:
            if isinstance(node, cst.Call):
                return rewrite_call(node, 0, steps)
            return rewrite_dict(node, steps)

        for entry in fates:
            self.rewritten(*entry)
        result.shared.append(Shared(entries.owner, rewrite, readers=entries.readers))
        return Step()

    def written_out(
        self,
        value: cst.BaseExpression,
        entries: Entries,
        fates: list[tuple[Parameter, cst.BaseExpression, Fate]],
        steps: list[Step],
    ) -> Step:
        """Write the arguments out that a dict holds which others may read too:
        `momentum=1 - kw["momentum"]`.
        """
        arguments: list[tuple[str, str]] = []
        for (name, given), (parameter, _, fate), step in zip(
            entries.items, fates, steps, strict=True
        ):
            if step.is_gone:
                continue
            entry = cst.parse_expression(f"{source(value)}[{entries.quote}{name}{entries.quote}]")
            if parameter.encoding == "choices" and isinstance(fate, Change):
                entry = given  # the rewriting looks at what is written there
            made = entry if step.rewrite is None else step.rewrite(entry)
            arguments.append((step.name or name, source(made)))
        self.result.changed.append(f"**{brief(value)} is written out")
        return Step(written_out=tuple(arguments))

    # Arguments that are left out, and statements

    def left_out(self) -> list[tuple[str, str]]:
        """Return the arguments to write out because their defaults mean different things."""
        added: list[tuple[str, str]] = []
        if self.of_partial:
            return added
        for parameter, default, fate in self.other_defaults.values():
            if parameter.concept in self.result.given:
                continue
            if isinstance(fate, Obstacle):
                self.refuse(
                    Obstacle(
                        fate.code,
                        f"{fate.reason}; `{parameter.name}` is left out and then {brief(default)}",
                        fate.advice,
                    )
                )
            elif isinstance(fate, FillLater):
                self.result.fills.append(fate.fill)
                self.result.changed.append(
                    f"{parameter.name} is left out and becomes a statement that fills it"
                )
            else:
                said = fate.rewrite(default) if isinstance(fate, Change) else default
                added.append((self.name_of(parameter), source(said)))
                self.result.changed.append(
                    f"{parameter.name} is left out and becomes {added[-1][0]}={added[-1][1]}"
                )
        return added

    def check_fills(self) -> None:
        """Refuse to fill what the layer may not have."""
        for fill in self.result.fills:
            deciding = self.source.signature.for_concept(
                self.source.layer.family.state[fill.concept].needs
            )
            if deciding is None:
                continue
            value = self.result.given.get(deciding.concept)
            is_default = value is None or literal(value) == literal(
                in_rule(deciding.default or "None")
            )
            if self.of_partial or not is_default:
                said = f"{deciding.name}={brief(value)}" if value else "what the partial holds"
                state = self.target.state[fill.concept]
                self.refuse(
                    Obstacle(
                        "BN202",
                        f"with {said}, {self.target.title}'s layer may have no {state} that its "
                        "initial value could be filled into",
                        "fill it by hand where the layer has one",
                    )
                )


__all__ = ["Context", "Entries", "Fill", "Shared", "Translation", "has_other_defaults", "translate"]
