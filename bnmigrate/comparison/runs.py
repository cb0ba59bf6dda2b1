"""Both networks run on the same batches, layer by layer.

The port runs twice. Once each of its paired layers is given what the original's got and passes on
what the original's returned, so that an error stays where it is made: the first layer whose input
agrees and whose output doesn't is the one that is wrong, and so is each one after it. And once
undisturbed, for what comes out at the end.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

from bnmigrate.comparison.errors import apart, part_of_largest
from bnmigrate.comparison.facts import Facts
from bnmigrate.comparison.inputs import Batch
from bnmigrate.comparison.loading import CompareError, Network, said
from bnmigrate.comparison.measured import EVALUATION, TRAINING, Numbers, Parting
from bnmigrate.comparison.pairs import Pair, namesakes
from bnmigrate.comparison.steps import Steps
from bnmigrate.comparison.tensors import Tensors, tensors_in
from bnmigrate.comparison.trace import Call, traced
from bnmigrate.comparison.weights import (
    Unit,
    Unpaired,
    are_alike,
    copy_weights,
    pair_units,
    restore,
    state_of,
    units_of,
)
from bnmigrate.verify.progress import announced, counted


class Runs:
    """Two networks that are run on the same batches: the last one for the evaluation.

    With `compiles`, the end is computed by networks that are compiled as a whole.
    """

    def __init__(
        self,
        original: Network,
        port: Network,
        batches: Sequence[Batch],
        *,
        keeps_dropout: bool,
        compiles: bool,
    ) -> None:
        self.original, self.port = original, port
        self.batches = batches
        self.keeps_dropout = keeps_dropout
        self.compiles = compiles
        self.notes: list[str] = []
        self.called: dict[str, str] = {}
        """The original's path and the port's of the modules that are a pair by the order of their
        calls, where that of their attributes led astray.
        """

    def prepare(self) -> None:
        """Call both once in evaluation, which makes what is made at the first call."""
        self.order = []
        for network in (self.original, self.port):
            state = state_of(network)
            with _modes_kept(network):
                self._set_training(network, False)
                with traced(network) as calls, announced(f"Calling {network.name}"):
                    self._call(network, self.batches[0])
            restore(network, state)  # statistics that move in evaluation too
            self.order.append(calls)

    def run(self) -> Numbers:
        """Copy the weights, train both for all batches but the last and evaluate on that.

        Both networks are left as they were.
        """
        self.state = state_of(self.original), state_of(self.port)
        with ExitStack() as stack:
            for network in (self.original, self.port):
                stack.enter_context(_modes_kept(network))
                if not self.keeps_dropout:
                    stack.enter_context(_functions_off(network.framework.facts))
            stack.callback(self._restore)
            return self._run()

    def _run(self) -> Numbers:
        tried: list[tuple[int, list[Pair[Unit]], list[Unpaired], Steps, list[Tensors]]] = []
        for pairs in self._pairings():
            left = self._copied(pairs)
            steps, ends = self._by_layers(pairs)
            astray = len(left) + sum(layer.input > 1 for layer in steps.layers.values())
            tried.append((astray, pairs, left, steps, ends))
            if not astray:
                break
        _, pairs, left, steps, ends = min(tried, key=lambda each: each[0])
        if not self.keeps_dropout and not all(parting.is_own for parting in steps.partings):
            with announced("Looking for what draws"):
                self.notes += self._what_draws()
        self._copied(pairs)
        outputs = self._as_a_whole(ends)
        swapped = list(_swapped(pairs))
        if pairs is not tried[0][1] and not swapped:
            self.called = dict(_paths(pairs))
        partings = [*swapped, *steps.partings]
        return Numbers(
            len(self.batches) - 1, list(steps.layers.values()), partings, left, outputs, self.notes
        )

    def _moments(self, label: str) -> Iterator[tuple[str, str, Batch]]:
        """Yield the mode of each step, what to call it, and its batch."""
        last = len(self.batches)
        for step, batch in counted(enumerate(self.batches, 1), last, label):
            mode = EVALUATION if step == last else TRAINING
            yield mode, mode if step == last else f"step {step}", batch

    def _by_layers(self, pairs: Sequence[Pair[Unit]]) -> tuple[Steps, list[Tensors]]:
        """Run both, each paired layer of the port on what the original's got; return what the
        original came to, too.
        """
        steps = Steps(pairs, self.port.framework.facts.mode_setter)
        ends = []
        for mode, _, batch in self._moments("Comparing layers"):
            for network in (self.original, self.port):
                self._set_training(network, mode == TRAINING)
            steps.begin(mode)
            with traced(self.original) as calls:
                output = self._call(self.original, batch)
            ends.append(tensors_in(self.original.framework, output))
            if not ends[-1].names:
                self._note(
                    f"{self.original.name} returns {type(output).__name__}, in which no tensors "
                    "are found: the end is not compared"
                )
            with traced(self.port, steps.forced(calls)) as port_calls:
                self._call(self.port, batch)
            steps.end(calls, port_calls, mode)
        return steps, ends

    def _what_draws(self) -> Iterator[str]:
        """Say of each network that isn't the same twice where it first differs from itself."""
        for network in (self.original, self.port):
            runs = []
            for seed in (1, 2):
                self._restore()
                self._set_training(network, True)
                with traced(network) as calls:
                    self._call(network, self.batches[0], seed)
                runs.append(calls)
            where = _first_drawn(*runs)
            if where is not None:
                yield (
                    f"{network.name} draws in training {where}, though what is known to draw is "
                    "off: what differs may come of it"
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
        with announced("Pairing modules"):
            first = namesakes(pair_units(sides[0], sides[1]), are_alike)
        yield first
        called = [_by_calls(side, calls) for side, calls in zip(sides, self.order, strict=True)]
        with announced("Pairing modules as they are called"):
            second = pair_units(called[0], called[1])
        if _paths(first) != _paths(second):
            yield second

    def _as_a_whole(self, ends: Sequence[Tensors]) -> list[tuple[str, float]]:
        """Return how far off the port's end is, in each step and in the evaluation."""
        framework = self.port.framework
        found = []
        framework.compile(self.compiles)
        try:
            moments = self._moments("Comparing the whole")
            for (mode, when, batch), expected in zip(moments, ends, strict=True):
                self._set_training(self.port, mode == TRAINING)
                output = tensors_in(framework, self._call(self.port, batch))
                if expected.names or output.names:
                    found.append((when, part_of_largest(expected, output)))
        finally:
            framework.compile(False)
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
            if framework.facts.draws(module):
                framework.set_training(module, False)
                found.append(path)
        more = f" and {len(found) - 3} more" if len(found) > 3 else ""
        listed = f"{', '.join(found[:3])}{more}"
        if training and found:
            self._note(f"{network.name}: what draws is off, {listed} (--dropout leaves it on)")

    def _note(self, said: str) -> None:
        if said not in self.notes:
            self.notes.append(said)

    def _call(self, network: Network, batch: Batch, seed: int = 0) -> Any:
        framework = network.framework
        framework.seed(seed)
        try:
            return framework.call(network.module, [framework.tensor(array) for array in batch])
        except Exception as error:
            sizes = " and ".join(str(array.shape) for array in batch)
            where = f"{network.name} called with {sizes}{_inside(network, error)}"
            raise CompareError(f"{where}: {said(error)}") from error


def _inside(network: Network, error: Exception) -> str:
    """Say in which module an error was raised, as far as it tells."""
    paths = {id(module): path for path, module in network.framework.modules(network.module)}
    frames = (frame for frame, _ in traceback.walk_tb(error.__traceback__))
    called = [paths[id(own)] for f in frames if id(own := f.f_locals.get("self")) in paths]
    return f", in {called[-1]}" if called and called[-1] else ""


def _first_drawn(first: Sequence[Call], second: Sequence[Call]) -> str | None:
    """Say where the first call is that isn't the same twice, None where all are."""
    for call, again in zip(first, second, strict=False):
        if apart(call.inputs, again.inputs) > 1:
            return f"before {call.path}"
        if apart(call.outputs, again.outputs) > 1:
            return f"in {call.path}" if call.path else "at its end"
    return None


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


@contextmanager
def _functions_off(facts: Facts) -> Iterator[None]:
    """Let functions that draw return what they are given, for all who look them up by module."""
    replaced = []
    for qualified in facts.random_functions:
        name, _, attribute = qualified.rpartition(".")
        module = sys.modules.get(name)
        if module is not None and hasattr(module, attribute):
            replaced.append((module, attribute, getattr(module, attribute)))
            setattr(module, attribute, _given)
    try:
        yield
    finally:
        for module, attribute, function in replaced:
            setattr(module, attribute, function)


def _given(input: Any, *_args: Any, **_kwargs: Any) -> Any:  # noqa: A002 - what it is called there
    return input
