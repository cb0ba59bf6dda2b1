"""Both networks run on the same batches, layer by layer.

The port runs twice. Once each of its paired layers is given what the original's got and passes on
what the original's returned, so that an error stays where it is made: the first layer whose input
agrees and whose output doesn't is the one that is wrong, and so is each one after it. And once
undisturbed, for what comes out at the end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from bnmigrate.comparison.between import Key, Stretch, stretches
from bnmigrate.comparison.facts import layer_class
from bnmigrate.comparison.frameworks import Array
from bnmigrate.comparison.inputs import Batch
from bnmigrate.comparison.layers import LEARNED, STATISTICS, part_of
from bnmigrate.comparison.loading import CompareError, Network, said
from bnmigrate.comparison.pairs import Pair
from bnmigrate.comparison.trace import Call, arrays, traced
from bnmigrate.comparison.weights import (
    Unit,
    Unpaired,
    copy_weights,
    pair_units,
    restore,
    state_of,
    units_of,
)
from bnmigrate.verify.compare import EPSILON, units

ULPS = 64
"""How many units in the last place of the largest value one layer may be off."""
WHOLE = 1e-3
"""How much of the largest value the end of a whole network may be off: rounding adds up."""
SHARE = 1e-3
"""How far apart two measured shares of the new batch may be."""
TRAINING, EVALUATION = "training", "evaluation"


@dataclass
class Layer:
    """What was measured of a pair of modules; errors in units of the tolerance, the largest of all
    steps.
    """

    original: str
    port: str
    kind: str
    input: float = 0.0
    output: float = 0.0
    evaluation: float = 0.0
    statistics: float = 0.0
    shares: tuple[float | None, float | None] = (None, None)
    curves: tuple[list[float], list[float]] = field(default_factory=lambda: ([], []))
    """One running mean of each side after each step, that of the channel that is most off."""

    @property
    def is_equal(self) -> bool:
        """Whether nothing of it is off."""
        return max(self.input, self.output, self.evaluation, self.statistics) <= 1 and (
            not shares_differ(self.shares)
        )


@dataclass(frozen=True)
class Parting:
    """Where the port does something else: a module whose input agrees and whose output doesn't, or
    one whose input is made of what agrees and doesn't.
    """

    port: str
    what: str
    when: str
    units: float


@dataclass
class Numbers:
    """What came out of running both."""

    steps: int
    layers: list[Layer]
    partings: list[Parting]
    unpaired: list[Unpaired]
    outputs: list[tuple[str, float]]
    """How far off the end of each step and of the evaluation is: a share of the largest value."""
    notes: list[str]


def shares_differ(shares: tuple[float | None, float | None]) -> bool:
    """Whether two measured shares of the new batch aren't the same."""
    one, other = shares
    return one is not None and other is not None and abs(one - other) > SHARE


def said_of_shares(shares: tuple[float | None, float | None]) -> str:
    """Say what two measured shares of the new batch tell, nothing where they are the same."""
    one, other = shares
    if one is None or other is None or not shares_differ(shares):
        return ""
    said = (
        f"its running mean takes up {_rounded(other)} of each batch, the original's {_rounded(one)}"
    )
    if abs(other) <= SHARE:
        return f"{said}: its statistics never move"
    if abs(one + other - 1) <= SHARE:
        return f"{said}: the momentum is not inverted"
    return said


def _rounded(share: float) -> str:
    return f"{round(share, 4):g}"


class Runs:
    """Two networks that are run on the same batches."""

    def __init__(
        self, original: Network, port: Network, batches: Sequence[Batch], keeps_dropout: bool
    ) -> None:
        self.original, self.port = original, port
        self.batches = batches
        self.keeps_dropout = keeps_dropout
        self.notes: list[str] = []

    def prepare(self) -> None:
        """Call both once in evaluation, which makes what is made at the first call."""
        self.order = []
        for network in (self.original, self.port):
            with _modes_kept(network):
                self._set_training(network, False)
                with traced(network) as calls:
                    self._call(network, self.batches[0])
            self.order.append(calls)

    def run(self) -> Numbers:
        """Copy the weights, train both for all batches but the last and evaluate on that.

        Both networks are left as they were.
        """
        self.state = state_of(self.original), state_of(self.port)
        with _modes_kept(self.original), _modes_kept(self.port):
            try:
                return self._run()
            finally:
                self._restore()

    def _run(self) -> Numbers:
        tried = []
        for pairs in self._pairings():
            left = self._copied(pairs)
            steps = _Steps(self, pairs)
            steps.run()
            astray = len(left) + sum(layer.input > 1 for layer in steps.layers.values())
            tried.append((astray, pairs, left, steps))
            if not astray:
                break
        _, pairs, left, steps = min(tried, key=lambda each: each[0])
        self._copied(pairs)
        outputs = self._undisturbed(steps.ends)
        partings = [*_swapped(pairs), *steps.partings]
        return Numbers(
            len(self.batches) - 1, list(steps.layers.values()), partings, left, outputs, self.notes
        )

    def _restore(self) -> None:
        for network, state in zip((self.original, self.port), self.state, strict=True):
            restore(network, state)

    def _copied(self, pairs: Sequence[Pair[Unit]]) -> list[Unpaired]:
        """Put both back to where they began, and the original's weights into the port."""
        self._restore()
        return copy_weights(pairs)

    def _pairings(self) -> Iterator[list[Pair[Unit]]]:
        """Yield the pairings to try: by the order in which the networks hold their modules, and by
        that in which they call them.
        """
        sides = [units_of(network) for network in (self.original, self.port)]
        first = pair_units(sides[0], sides[1])
        yield first
        called = [_by_calls(side, calls) for side, calls in zip(sides, self.order, strict=True)]
        second = pair_units(called[0], called[1])
        if _paths(first) != _paths(second):
            yield second

    def _undisturbed(self, ends: Sequence[list[Array]]) -> list[tuple[str, float]]:
        found = []
        for step, (batch, expected) in enumerate(zip(self.batches, ends, strict=True), 1):
            is_last = step == len(self.batches)
            self._set_training(self.port, not is_last)
            output = arrays(self.port.framework, self._call(self.port, batch))
            when = EVALUATION if is_last else f"step {step}"
            found.append((when, _largest(expected, output)))
        return found

    def _set_training(self, network: Network, training: bool) -> None:
        """Set the mode, and that of what draws to evaluation."""
        framework = network.framework
        # MindSpore compiles what is called before any mode was set as what doesn't train.
        framework.set_training(network.module, False)
        framework.set_training(network.module, training)
        if self.keeps_dropout:
            return
        found = []
        for path, module in framework.modules(network.module):
            names = {base.__name__ for base in type(module).__mro__}
            if names & framework.facts.random:
                framework.set_training(module, False)
                found.append(path)
        more = f" and {len(found) - 3} more" if len(found) > 3 else ""
        note = f"{network.name}: what draws is off, {', '.join(found[:3])}{more} (--dropout leaves it on)"
        if training and found and note not in self.notes:
            self.notes.append(note)

    def _call(self, network: Network, batch: Batch) -> Any:
        framework = network.framework
        framework.seed(0)
        try:
            return framework.call(network.module, [framework.tensor(array) for array in batch])
        except Exception as error:
            sizes = " and ".join(str(array.shape) for array in batch)
            raise CompareError(f"{network.name} called with {sizes}: {said(error)}") from error


class _Steps:
    """The port beside the original, each of its paired layers with the original's input."""

    def __init__(self, runs: Runs, pairs: Sequence[Pair[Unit]]) -> None:
        self.runs = runs
        self.pairs = [pair.both for pair in pairs if pair.both is not None]
        self.partner = {other.path: one.path for one, other in self.pairs}
        self.unit = {other.path: other for _, other in self.pairs}
        self.original_unit = {one.path: one for one, _ in self.pairs}
        self.layers: dict[str, Layer] = {
            other.path: Layer(one.path, other.path, other.kind) for one, other in self.pairs
        }
        self.partings: list[Parting] = []
        self.ends: list[list[Array]] = []

    def run(self) -> None:
        """Train both step by step and evaluate them."""
        runs = self.runs
        for step, batch in enumerate(runs.batches, 1):
            is_last = step == len(runs.batches)
            when = EVALUATION if is_last else TRAINING
            for network in (runs.original, runs.port):
                runs._set_training(network, not is_last)
            if is_last:
                self._share_statistics()
            elif step == 1:
                self._check_modes()
            before = self._statistics()
            with traced(runs.original) as calls:
                output = runs._call(runs.original, batch)
            self.ends.append(arrays(runs.original.framework, output))
            port_calls = self._beside(calls, batch)
            found = list(self._compare(calls, port_calls, when))
            if not self.partings or is_last:
                known = {parting.port for parting in self.partings}
                self.partings += [parting for parting in found if parting.port not in known]
            if not is_last:
                self._compare_statistics(before, calls, port_calls)

    def _beside(self, calls: Sequence[Call], batch: Batch) -> list[Call]:
        """Run the port with the original's tensors in the place of those of its paired layers."""
        known = {call.key: call for call in calls}

        def forced(call: Call) -> Call | None:
            path = self.partner.get(call.path)
            return None if path is None else known.get((path, call.number))

        with traced(self.runs.port, forced) as port_calls:
            self.runs._call(self.runs.port, batch)
        return port_calls

    def _check_modes(self) -> None:
        """Say which layers don't follow their network into training."""
        for one, other in self.pairs:
            if other.is_known and one.module.training and not other.module.training:
                mode = self.runs.port.framework.facts.dialect.modes["set"]
                self.partings.append(
                    Parting(
                        other.path,
                        f"stays in inference while its network trains: {mode} doesn't reach it",
                        TRAINING,
                        float("inf"),
                    )
                )

    def _share_statistics(self) -> None:
        """Give the port the original's statistics, so that the evaluation shows what it does."""
        for one, other in self.pairs:
            for concept in STATISTICS:
                if concept in one.parameters and concept in other.parameters:
                    value = one.framework.array(one.parameters[concept])
                    other.framework.assign(other.parameters[concept], value)

    def _statistics(self) -> dict[str, tuple[dict[str, Array], dict[str, Array]]]:
        """Return the statistics of both sides of each pair, by the port's path."""
        found = {}
        for one, other in self.pairs:
            sides = [
                {c: u.framework.array(u.parameters[c]) for c in STATISTICS if c in u.parameters}
                for u in (one, other)
            ]
            if other.is_known and sides[0] and sides[1]:
                found[other.path] = (sides[0], sides[1])
        return found

    def _compare(
        self, calls: Sequence[Call], port_calls: Sequence[Call], when: str
    ) -> Iterator[Parting]:
        """Yield where the port parts, in the order in which its calls end."""
        known = {call.key: call for call in calls}
        between = stretches(calls, port_calls, self.partner)
        ends = {id(call): key for key, stretch in between.items() for call in stretch.port}
        off_before: set[Key | None] = set()
        # What is wrong outside of the paired layers goes on by ways around them.
        is_lost = False
        has_parted = False
        for call in port_calls:
            partner = self.partner.get(call.path)
            other = None if partner is None else known.get((partner, call.number))
            if other is None:
                key = ends.get(id(call))
                if id(call) in ends and (said := _of_leaf(call, between[key])) is not None:
                    off_before.add(key)
                    is_lost = has_parted = True
                    yield Parting(call.path, said[0], when, said[1])
                continue
            layer = self.layers[call.path]
            off = _units(other.inputs, call.inputs)
            layer.input = max(layer.input, off)
            if off > 1 and not is_lost and call.key not in off_before:
                is_lost = has_parted = True
                said_of_it = self._of_input(call, other, calls)
                said_of_it += f"; {between[call.key]}"
                yield Parting(call.path, said_of_it, when, off)
            if _shapes(call.inputs) != _shapes(other.inputs):
                continue  # it ran on its own input
            off = _units(other.outputs, call.outputs, _tolerance(self.unit[call.path], other))
            if when == EVALUATION:
                layer.evaluation = max(layer.evaluation, off)
            else:
                layer.output = max(layer.output, off)
            if off > 1 and (
                call.is_leaf or layer_class(self.unit[call.path].module) or not has_parted
            ):
                has_parted = True
                yield Parting(call.path, self._of_output(call, other), when, off)
        off = _units(calls[-1].outputs, port_calls[-1].outputs)
        if off > 1 and not has_parted:
            said_of_it = f"all layers agree and the end doesn't; {between[None]}".replace(
                "before it", "after the last one"
            )
            yield Parting("", said_of_it, when, off)

    def _of_input(self, call: Call, other: Call, calls: Sequence[Call]) -> str:
        """Say what is wrong with an input that no paired layer made."""
        for candidate in calls:
            is_other = candidate.key != other.key and candidate.path in self.original_unit
            if is_other and candidate.inputs and _units(candidate.inputs, call.inputs) <= 1:
                return f"it is called with what the original's {candidate.path} is called with"
        shapes = [_shapes(c.inputs) for c in (call, other)]
        if shapes[0] != shapes[1]:
            return f"it is called with {shapes[0]}, and the original with {shapes[1]}"
        return "it is called with something else than the original"

    def _of_output(self, call: Call, other: Call) -> str:
        """Say what a layer is that gives something else for the same input."""
        said = "its input agrees and its output doesn't"
        shapes = [_shapes(c.outputs) for c in (call, other)]
        if shapes[0] != shapes[1]:
            said = f"its input agrees, and it returns {shapes[0]} for the original's {shapes[1]}"
        elif self._is_transposed(call, other):
            return f"{said}, as if its weight were transposed"
        one, unit = self.original_unit[other.path], self.unit[call.path]
        if unit.is_known:
            return said
        return f"{said}: it is {_repr(unit.module)}, and the original {_repr(one.module)}"

    def _is_transposed(self, call: Call, other: Call) -> bool:
        """Whether a layer agrees once its matrix is turned round."""
        unit = self.unit[call.path]
        framework = unit.framework
        for tensor in unit.parameters.values():
            value = framework.array(tensor)
            if value.ndim < 2 or value.shape[0] != value.shape[1]:
                continue
            framework.assign(tensor, np.ascontiguousarray(np.swapaxes(value, 0, 1)))
            try:
                inputs = [framework.tensor(array) for array in other.inputs]
                output = arrays(framework, framework.call(unit.module, inputs))
            finally:
                framework.assign(tensor, value)
            if _units(other.outputs, output) <= 1:
                return True
        return False

    def _compare_statistics(
        self,
        before: Mapping[str, tuple[dict[str, Array], dict[str, Array]]],
        calls: Sequence[Call],
        port_calls: Sequence[Call],
    ) -> None:
        after = self._statistics()
        inputs = _first_inputs(calls), _first_inputs(port_calls)
        for path, sides in after.items():
            layer = self.layers[path]
            x = inputs[0].get(layer.original)
            spread = 0.0 if x is None else float(np.abs(x).max())
            for concept in sides[0].keys() & sides[1].keys():
                floor = 8 * EPSILON * (spread if concept == "mean" else spread**2)
                off = units(sides[0][concept], sides[1][concept], floor)
                layer.statistics = max(layer.statistics, off / (ULPS / 8))
            layer.shares = (
                _share(before[path][0], sides[0], x),
                _share(before[path][1], sides[1], x),
            )
            if "mean" in sides[0] and "mean" in sides[1]:
                one, other = sides[0]["mean"], sides[1]["mean"]
                channel = int(np.abs(one - other).argmax())
                layer.curves[0].append(float(one[channel]))
                layer.curves[1].append(float(other[channel]))


def _of_leaf(call: Call, stretch: Stretch) -> tuple[str, float] | None:
    """Say what is wrong with a leaf without parameters, where its input agrees, and how far off it
    is.
    """
    other = stretch.partner(call)
    if other is None or not call.inputs or _units(other.inputs, call.inputs) > 1:
        return None
    off = _units(other.outputs, call.outputs)
    if off <= 1:
        return None
    shapes = [_shapes(c.outputs) for c in (call, other)]
    said = "its input agrees and its output doesn't"
    if shapes[0] != shapes[1]:
        said = f"its input agrees, and it returns {shapes[0]} for the original's {shapes[1]}"
    return f"{said}: {call.kind}, the original's {other.path}", off


def _by_calls(units: Sequence[Unit], calls: Sequence[Call]) -> list[Unit]:
    """Return the units in the order in which they end their first call; others come last."""
    order: dict[str, int] = {}
    for index, call in enumerate(calls):
        order.setdefault(call.path, index)
    return sorted(units, key=lambda unit: order.get(unit.path, len(calls)))


def _paths(pairs: Sequence[Pair[Unit]]) -> set[tuple[str, str]]:
    """Return the paths of those that have a partner."""
    return {(pair.both[0].path, pair.both[1].path) for pair in pairs if pair.both}


def _swapped(pairs: Sequence[Pair[Unit]]) -> Iterator[Parting]:
    """Yield layers that are called in each other's place, as their names tell."""
    partner = {pair.both[1].path: pair.both[0].path for pair in pairs if pair.both}
    for path, other in partner.items():
        if path < other and partner.get(other) == path:
            yield Parting(
                path, f"{path} and {other} are called in each other's place", TRAINING, float("inf")
            )


def _first_inputs(calls: Sequence[Call]) -> dict[str, Array]:
    """Return the input of each module that is called once."""
    found: dict[str, Array] = {}
    for call in calls:
        if call.number == 0 and call.inputs:
            found[call.path] = call.inputs[0]
        else:
            found.pop(call.path, None)
    return found


def _share(
    before: Mapping[str, Array], after: Mapping[str, Array], x: Array | None
) -> float | None:
    """Return the share of the batch `x` in what a running mean became, None where it can't be told.

    That is the best fit over all channels.
    """
    if x is None or "mean" not in before or x.ndim < 2:
        return None
    batch = x.astype(np.float64).mean(tuple(axis for axis in range(x.ndim) if axis != 1))
    old, new = before["mean"].astype(np.float64), after["mean"].astype(np.float64)
    if batch.shape != old.shape:
        return None
    way = batch - old
    length = float((way**2).sum())
    return None if length == 0 else float(((new - old) * way).sum() / length)


def _tolerance(unit: Unit, call: Call) -> float:
    """Return how much a layer's output may be off at least: a norm divides by the spread."""
    if not unit.is_known or not call.inputs:
        return 0.0
    x = call.inputs[0].astype(np.float64)
    if x.ndim < 2:
        return 0.0
    axes = tuple(axis for axis in range(x.ndim) if axis != 1)
    variance = x.var(axes)
    if "variance" in unit.parameters:
        kept = unit.framework.array(unit.parameters["variance"])
        variance = np.minimum(variance, kept) if kept.shape == variance.shape else variance
    known = layer_class(unit.module)
    eps = getattr(unit.module, "eps", 1e-5)
    assert known is not None
    scale = part_of(unit.module, known.dialect, LEARNED[0])
    largest = float(np.abs(unit.framework.array(scale)).max()) if scale is not None else 1.0
    slope = largest / np.sqrt(np.maximum(variance, 0) + float(eps))
    return 8 * EPSILON * float((np.abs(x).max(axes) * slope).max())


def _units(first: Sequence[Array], second: Sequence[Array], floor: float = 0.0) -> float:
    """Return how far two lists of tensors are apart, in units of the tolerance of one layer."""
    if [array.shape for array in first] != [array.shape for array in second]:
        return float("inf")
    found = 0.0
    for one, other in zip(first, second, strict=True):
        if one.size:
            found = max(found, units(one, other, floor * 8 / ULPS) * 8 / ULPS)
    return found


def _largest(first: Sequence[Array], second: Sequence[Array]) -> float:
    """Return how far two lists of tensors are apart, as a share of the largest value."""
    if [array.shape for array in first] != [array.shape for array in second]:
        return float("inf")
    return max(
        (units(one, other) * 8 * EPSILON for one, other in zip(first, second, strict=True)),
        default=0.0,
    )


def _shapes(arrays: Sequence[Array]) -> str:
    return " and ".join(str(tuple(array.shape)) for array in arrays) or "nothing"


def _repr(module: Any) -> str:
    """Return a module as its framework shows it, in a line and without objects."""
    text = re.sub(r", \w+=<[^<>]*>", "", " ".join(str(module).split()))
    return text if len(text) < 240 else type(module).__name__


@contextmanager
def _modes_kept(network: Network) -> Iterator[None]:
    """Put each module back into its mode afterwards."""
    framework = network.framework
    modes = [(m, bool(m.training)) for _, m in framework.modules(network.module)]
    try:
        yield
    finally:
        for module, training in modes:  # those that hold others come first
            if module.training != training:
                framework.set_training(module, training)
