"""The port beside the original, each of its paired layers for itself."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain

import numpy as np

from bnmigrate.comparison.between import Key, Stretch, stretches
from bnmigrate.comparison.described import UNCALLED, of_end, of_two, of_two_outputs
from bnmigrate.comparison.errors import ULPS, apart, share_of_batch, tolerance
from bnmigrate.comparison.facts import layer_class
from bnmigrate.comparison.frameworks import Array
from bnmigrate.comparison.layers import STATISTICS
from bnmigrate.comparison.measured import EVALUATION, TRAINING, Measured, Parting
from bnmigrate.comparison.pairs import Pair
from bnmigrate.comparison.tensors import tensors_in
from bnmigrate.comparison.trace import Call, Forced
from bnmigrate.comparison.weights import Unit
from bnmigrate.verify.compare import EPSILON, units


class Steps:
    """The paired modules of two networks, over all steps.

    `original` runs the original on a batch and returns its calls and what came out at the end;
    `port` runs the port, and is told which calls' tensors to put in the place of its own.
    """

    def __init__(self, pairs: Sequence[Pair[Unit]], mode_setter: str) -> None:
        self.pairs = _of_calls(pairs)
        self.partner = {other.path: one.path for one, other in self.pairs}
        self.unit = {other.path: other for _, other in self.pairs}
        self.original_unit = {one.path: one for one, _ in self.pairs}
        self.layers = {
            other.path: Measured(one.path, other.path, other.kind) for one, other in self.pairs
        }
        self.partings: list[Parting] = []
        self.mode_setter = mode_setter

    def begin(self, when: str) -> None:
        """Look at the modes that the networks have been put into, and see to the statistics."""
        if when == EVALUATION:
            self._share_statistics()
        elif not self.partings:
            self._check_modes()
        self.before = self._statistics()

    def forced(self, calls: Sequence[Call]) -> Forced:
        """Return what gives each call of a paired layer of the port that of the original."""
        known = {call.key: call for call in calls}

        def forced(call: Call) -> Call | None:
            path = self.partner.get(call.path)
            other = None if path is None else known.get((path, call.number))
            return None if other is None else _as_plain(other, call)

        return forced

    def end(self, calls: Sequence[Call], port_calls: Sequence[Call], when: str) -> None:
        """Compare what both did in a step."""
        known = {parting.port for parting in self.partings}
        found = {(each.port, each.what): each for each in self._compare(calls, port_calls, when)}
        self.partings += [parting for parting in found.values() if parting.port not in known]
        if when == TRAINING:
            self._compare_statistics(calls, port_calls)

    def _check_modes(self) -> None:
        """Say which layers don't follow their network into training."""
        for one, other in self.pairs:
            if other.is_known and one.module.training and not other.module.training:
                what = "stays in inference while its network trains: "
                what += f"{self.mode_setter} doesn't reach it"
                self.partings.append(Parting(other.path, what, TRAINING, math.inf))

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
        uncalled = self._uncalled(calls, port_calls)
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
                elif partner is not None:
                    what = "it is called more often than the original's"
                    yield Parting(call.path, what, when, math.inf)
                continue
            for path in uncalled.pop(id(other), ()):
                is_lost = has_parted = True
                yield Parting(path, UNCALLED, when, math.inf)
            other = _as_plain(other, call)
            call = _as_plain(call, other)  # noqa: PLW2901 - both sides alike from here on
            layer = self.layers[call.path]
            off = apart(other.inputs, call.inputs)
            layer.input = max(layer.input, off)
            if off > 1 and not is_lost and call.key not in off_before:
                is_lost = has_parted = True
                said_of_it = self._of_input(call, other, calls)
                said_of_it += f"; {between[call.key]}"
                yield Parting(call.path, said_of_it, when, off)
            if not call.inputs.fits(other.inputs):
                continue  # it ran on its own input
            off = apart(other.outputs, call.outputs, tolerance(self.unit[call.path], other))
            if when == EVALUATION:
                layer.evaluation = max(layer.evaluation, off)
            else:
                layer.output = max(layer.output, off)
            if off > 1 and (
                call.is_leaf or layer_class(self.unit[call.path].module) or not has_parted
            ):
                has_parted = True
                yield Parting(call.path, self._of_output(call, other), when, off, is_own=True)
        for path in chain(*uncalled.values()):
            has_parted = True
            yield Parting(path, UNCALLED, when, math.inf)
        said_of_end = None if has_parted else of_end(calls[-1].outputs, port_calls[-1].outputs)
        if said_of_end is not None:
            after = str(between[None]).replace("before it", "after the last one")
            what = f"all layers agree and {said_of_end[0]}; {after}"
            yield Parting("", what, when, said_of_end[1])

    def _uncalled(
        self, calls: Sequence[Call], port_calls: Sequence[Call]
    ) -> dict[int | None, list[str]]:
        """Return the paired layers that the original calls and the port doesn't, by the id of the
        original's next call of a layer that the port calls too, None for the last.
        """
        called = {call.path for call in port_calls}
        paths = {one.path: other.path for one, other in self.pairs}
        found: dict[int | None, list[str]] = {}
        left: dict[str, None] = {}
        for call in calls:
            path = paths.get(call.path)
            if path is not None and path not in called:
                left[path] = None
            elif path is not None and left:
                found[id(call)] = list(left)
                left = {}
        return {**found, None: list(left)}

    def _of_input(self, call: Call, other: Call, calls: Sequence[Call]) -> str:
        """Say what is wrong with an input that no paired layer made."""
        for candidate in calls:
            is_other = candidate.key != other.key and candidate.path in self.original_unit
            if is_other and candidate.inputs.names and apart(candidate.inputs, call.inputs) <= 1:
                return f"it is called with what the original's {candidate.path} is called with"
        if not call.inputs.fits(other.inputs):
            return f"it is called with {call.inputs}, and the original with {other.inputs}"
        return "it is called with something else than the original"

    def _of_output(self, call: Call, other: Call) -> str:
        """Say what a layer is that gives something else for the same input."""
        said = of_two_outputs(call.outputs, other.outputs)
        if call.training != other.training:
            modes = ["in training" if c.training else "in inference" for c in (call, other)]
            return f"{said}: it is {modes[0]}, and the original {modes[1]}"
        if call.outputs.fits(other.outputs) and self._is_transposed(call, other):
            return f"{said}, as if its weight were transposed"
        return said if self.unit[call.path].is_known else f"{said}: {of_two(call, other)}"

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
                inputs = [framework.tensor(array) for array in other.inputs.arrays]
                output = tensors_in(framework, framework.call(unit.module, inputs))
            finally:
                framework.assign(tensor, value)
            if apart(other.outputs, output) <= 1:
                return True
        return False

    def _compare_statistics(
        self,
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
            if None in layer.shares:  # the first steps tell most
                own = inputs[1].get(path)
                # A layer of the port works on the original's input, where that fits.
                same = x is not None and own is not None and x.shape == own.shape
                layer.shares = (
                    share_of_batch(self.before[path][0], sides[0], x),
                    share_of_batch(self.before[path][1], sides[1], x if same else own),
                )
            if "mean" in sides[0] and "mean" in sides[1]:
                one, other = sides[0]["mean"], sides[1]["mean"]
                channel = int(np.abs(one - other).argmax())
                layer.curves[0].append(float(one[channel]))
                layer.curves[1].append(float(other[channel]))


def _of_calls(pairs: Sequence[Pair[Unit]]) -> list[tuple[Unit, Unit]]:
    """Return the pairs whose calls do the same: not a layer beside a module that calls a function
    with parameters of its own and holds other layers.
    """
    originals = _above([pair.original for pair in pairs if pair.original])
    ports = _above([pair.port for pair in pairs if pair.port])
    both = [pair.both for pair in pairs if pair.both is not None]
    return [(a, b) for a, b in both if (a.path in originals) is (b.path in ports)]


def _above(units: Sequence[Unit]) -> set[str]:
    """Return the paths of all that holds one of `units`."""
    found = set()
    for path in (unit.path for unit in units if unit.path):
        found.update({"", *(path[: dot.start()] for dot in re.finditer(r"\.", path))})
    return found


def _as_plain(call: Call, other: Call) -> Call:
    """Return a call of a norm that calls the activation after it with what it comes to before that,
    where `other` is one of a norm without: what it comes to is closer to that.
    """
    if not other.is_leaf or call.inside is None or layer_class(call.module) is None:
        return call
    if not call.inside.fits(call.outputs):
        return call
    whole, plain = (apart(own, other.outputs) for own in (call.outputs, call.inside))
    return replace(call, outputs=call.inside) if plain <= whole else call


def _of_leaf(call: Call, stretch: Stretch) -> tuple[str, float] | None:
    """Say what is wrong with a leaf without parameters, where its input agrees, and how far off it
    is.
    """
    other = None if call.has_parameters else stretch.partner(call)
    if other is None or not call.inputs.names or apart(other.inputs, call.inputs) > 1:
        return None
    off = apart(other.outputs, call.outputs)
    if off <= 1:
        return None
    return f"{of_two_outputs(call.outputs, other.outputs)}: {of_two(call, other)}", off


def _first_inputs(calls: Sequence[Call]) -> dict[str, Array]:
    """Return the input of each module that is called once."""
    found: dict[str, Array] = {}
    for call in calls:
        if call.number == 0 and call.inputs.names:
            found[call.path] = call.inputs.arrays[0]
        else:
            found.pop(call.path, None)
    return found
