"""One translated call after the other: made on both sides, trained, evaluated, compared."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from bnmigrate.calls import TranslatedCall
from bnmigrate.findings import Finding
from bnmigrate.rulebook import Dialect
from bnmigrate.verify.compare import Error, Layer, SecondFailedError, Side, compare
from bnmigrate.verify.draw import MOST_CHANNELS, Draws
from bnmigrate.verify.evaluate import NotEvaluatedError, arguments, evaluate, parse_call
from bnmigrate.verify.sides import Sides

DRAWS = 3
"""How many times the names of a call are drawn of which the file doesn't say the value."""

CHANNELS_OF_PARTIALS, GROUPS_OF_PARTIALS = 6, 2
"""What a partial that leaves them out is called with; in groups, so many channels each."""

EQUAL, DIFFERENT, UNVERIFIED = "equal", "different", "not verified"


@dataclass(frozen=True)
class Run:
    """One run of a site: the values that its names were given, and the errors."""

    values: Mapping[str, object]
    errors: tuple[Error, ...]

    @property
    def largest(self) -> Error:
        """The largest error."""
        return max(self.errors, key=lambda error: error.units)


@dataclass(frozen=True)
class SiteResult:
    """What became of one site; `reason` says why it is different or not verified, `note` what else
    there is to say.
    """

    finding: Finding
    call: TranslatedCall
    status: str
    runs: tuple[Run, ...] = ()
    reason: str = ""
    note: str = ""

    @property
    def largest(self) -> float | None:
        """The largest error of all runs in units of the tolerance."""
        return max((run.largest.units for run in self.runs), default=None)


class _DifferentError(Exception):
    """The translated call fails where the original doesn't."""


@dataclass(frozen=True)
class Arguments:
    """The arguments of a constructor, evaluated; positional ones stay positional."""

    side: Side
    dialect: Dialect
    class_name: str
    positional: tuple[Any, ...]
    keywords: dict[str, Any]
    channels: Any
    """The number of channels, as it is given."""

    @property
    def layer_class(self) -> Any:
        """The class itself."""
        found: Any = self.side.frameworks[self.dialect.root]
        for part in self.class_name.split(".")[1:]:
            found = getattr(found, part)
        return found

    def layer(self) -> Layer:
        """Make the layer."""
        made = self.layer_class(*self.positional, **self.keywords)
        return Layer(self.side, self.dialect, made)


def verify_site(
    finding: Finding, call: TranslatedCall, sides: Sides, steps: int, seed: int
) -> SiteResult:
    """Run both sides of a translated call and compare them; never raises for what it holds."""
    runs: list[Run] = []
    note = _note(call, sides)
    try:
        for other in (call.layer_class.dialect, call.target):
            if sides.of(other) is None:
                raise NotEvaluatedError(
                    f"{other.title}'s layer is neither PyTorch's nor MindSpore's, and verify "
                    "imports no other code"
                )
        if not ranks_of(call):
            raise NotEvaluatedError("the rules don't say how many dimensions its input has")
        draws = Draws(call, f"{seed} {call.original}")
        for number, values in enumerate(islice(draws, DRAWS if draws.vary else 1)):
            runs.append(Run(values, _run(call, values, sides, steps, seed + number)))
    except NotEvaluatedError as error:
        return SiteResult(finding, call, UNVERIFIED, tuple(runs), str(error))
    except _DifferentError as error:
        return SiteResult(finding, call, DIFFERENT, tuple(runs), str(error), note)
    worst = max(runs, key=lambda run: run.largest.units)
    if worst.largest.units > 1:
        return SiteResult(finding, call, DIFFERENT, tuple(runs), _difference(worst), note)
    return SiteResult(finding, call, EQUAL, tuple(runs), note=note)


def _note(call: TranslatedCall, sides: Sides) -> str:
    """Return in words that a layer doesn't run where it was to."""
    lacking = [d for d in (call.layer_class.dialect, call.target) if sides.lacks_kernel(d)]
    if not lacking:
        return ""
    titles = " and ".join(dict.fromkeys(dialect.title for dialect in lacking))
    name = call.layer_class.layer.name
    return f"{titles} has no CPU kernel for {name}: compared on the runtime"


def _difference(run: Run) -> str:
    first = next(error for error in run.errors if error.units > 1)
    said = ", ".join(f"{name} = {value!r}" for name, value in run.values.items())
    return f"{first.quantity} parts at {first.when}" + (f" with {said}" if said else "")


def _run(
    call: TranslatedCall, values: Mapping[str, object], sides: Sides, steps: int, seed: int
) -> tuple[Error, ...]:
    try:
        original = evaluated(call, values, sides)
        channels = original.channels
        if isinstance(channels, int) and channels > MOST_CHANNELS:
            raise NotEvaluatedError(f"{channels} channels are more than verify runs")
        original.side.seed(seed)
        first = original.layer()
    except NotEvaluatedError:
        raise
    except Exception as error:
        raise NotEvaluatedError(f"the original itself raises {_said(error)}") from error
    try:
        translated = evaluated(call, values, sides, translated=True)
        translated.side.seed(seed)
        second = translated.layer()
        _fill(call, values, sides, second)
    except NotEvaluatedError:
        raise
    except Exception as error:
        raise _DifferentError(f"the translated call raises {_said(error)}") from error
    try:
        return tuple(
            error
            for rank in ranks_of(call)
            for error in compare(first, second, channels, rank, steps, seed)
        )
    except SecondFailedError as error:
        raise _DifferentError(f"the translated layer raises {_said(error.__cause__)}") from error
    except Exception as error:
        raise NotEvaluatedError(f"the original layer raises {_said(error)}") from error


def ranks_of(call: TranslatedCall) -> list[int]:
    """Return how many dimensions an input may have in both frameworks."""
    return [rank for rank in call.layer_class.dialect.ranks if rank in call.target.ranks]


def _said(error: BaseException | None) -> str:
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text[:200]}"


def evaluated(
    call: TranslatedCall, values: Mapping[str, object], sides: Sides, *, translated: bool = False
) -> Arguments:
    """Return the arguments of the original or of the translated call.

    A partial may leave the number of channels out, and that of their groups.
    """
    dialect = call.target if translated else call.layer_class.dialect
    side = sides.of(dialect)
    assert side is not None
    node = parse_call(call.translated if translated else call.original)
    functions = {initializer.class_name for initializer in dialect.framework.initializers}

    def value(node: ast.expr) -> Any:
        return evaluate(node, values, side.frameworks, functions)

    given, named = arguments(node)
    signature = dialect.signature if translated else call.layer_class.signature
    features = signature.for_concept("features")
    if features is None:
        raise NotEvaluatedError("the layer has no number of channels that verify could draw")
    positional = tuple(map(value, given))
    keywords = {name: value(argument) for name, argument in named.items()}
    by_concept = {
        p.concept: positional[index] if index < len(positional) else keywords[p.name]
        for index, p in enumerate(signature.parameters)
        if index < len(positional) or p.name in keywords
    }
    channels = CHANNELS_OF_PARTIALS
    for parameter in signature.parameters:
        if parameter.divides == features.concept:
            if parameter.concept not in by_concept:
                keywords[parameter.name] = by_concept[parameter.concept] = GROUPS_OF_PARTIALS
            channels *= by_concept[parameter.concept]
    if features.concept not in by_concept:
        size = (channels,) if features.accepts and "int" not in features.accepts.types else channels
        keywords[features.name] = by_concept[features.concept] = size
    return Arguments(
        side,
        dialect,
        dialect.layer_class if translated else call.layer_class.qualified_name,
        positional,
        keywords,
        _one_number(by_concept[features.concept]),
    )


def _one_number(size: object) -> object:
    """Return the number of channels that a shape of one dimension says."""
    return size[0] if isinstance(size, (tuple, list)) and len(size) == 1 else size


def _fill(call: TranslatedCall, values: Mapping[str, object], sides: Sides, layer: Layer) -> None:
    """Run the statements that fill the translated layer's parameters."""
    for fill in call.fills:
        if layer.side is not sides.torch and fill.template in (
            call.target.framework.fills.get("normal"),
            call.target.framework.fills.get("uniform"),
        ):
            raise NotEvaluatedError(
                f"the initial {fill.concept} is drawn, and the two frameworks draw differently"
            )
        names: dict[str, object] = {"layer": layer.module}
        for name, text in fill.values:
            node = ast.parse(f"({text}\n)", mode="eval").body
            names[f"value_{name}"] = evaluate(node, values, layer.side.frameworks)
        statement = fill.template.format(
            target=f"layer.{call.target.state[fill.concept]}",
            **{name: f"value_{name}" for name, _ in fill.values},
        )
        made = ast.parse(statement, mode="eval").body
        called = {ast.unparse(node.func) for node in ast.walk(made) if isinstance(node, ast.Call)}
        evaluate(made, names, layer.side.frameworks, called)
