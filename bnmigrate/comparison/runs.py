"""Both networks run on the same batches, layer by layer.

The port runs twice. Once each of its paired layers is given what the original's got and passes on
what the original's returned, so that an error stays where it is made: the first layer whose input
agrees and whose output doesn't is the one that is wrong, and so is each one after it. And once
undisturbed, for what comes out at the end.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

from bnmigrate.comparison.errors import part_of_largest
from bnmigrate.comparison.facts import Facts
from bnmigrate.comparison.frameworks import Array
from bnmigrate.comparison.inputs import Batch
from bnmigrate.comparison.loading import CompareError, Network, said
from bnmigrate.comparison.measured import EVALUATION, TRAINING, Numbers, Parting
from bnmigrate.comparison.pairs import Pair
from bnmigrate.comparison.steps import Steps
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
from bnmigrate.verify.progress import counted


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
        with ExitStack() as stack:
            for network in (self.original, self.port):
                stack.enter_context(_modes_kept(network))
                if not self.keeps_dropout:
                    stack.enter_context(_functions_off(network.framework.facts))
                if self.original.framework is not self.port.framework:
                    stack.enter_context(network.framework.beside_another())
            stack.callback(self._restore)
            return self._run()

    def _run(self) -> Numbers:
        tried = []
        for pairs in self._pairings():
            left = self._copied(pairs)
            steps, ends = self._by_layers(pairs)
            astray = len(left) + sum(layer.input > 1 for layer in steps.layers.values())
            tried.append((astray, pairs, left, steps, ends))
            if not astray:
                break
        _, pairs, left, steps, ends = min(tried, key=lambda each: each[0])
        self._copied(pairs)
        outputs = self._as_a_whole(ends)
        partings = [*_swapped(pairs), *steps.partings]
        return Numbers(
            len(self.batches) - 1, list(steps.layers.values()), partings, left, outputs, self.notes
        )

    def _moments(self, label: str) -> Iterator[tuple[str, str, Batch]]:
        """Yield the mode of each step, what to call it, and its batch."""
        last = len(self.batches)
        for step, batch in counted(enumerate(self.batches, 1), last, label):
            mode = EVALUATION if step == last else TRAINING
            yield mode, mode if step == last else f"step {step}", batch

    def _by_layers(self, pairs: Sequence[Pair[Unit]]) -> tuple[Steps, list[list[Array]]]:
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
            ends.append(arrays(self.original.framework, output))
            with traced(self.port, steps.forced(calls)) as port_calls:
                self._call(self.port, batch)
            steps.end(calls, port_calls, mode)
        return steps, ends

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

    def _as_a_whole(self, ends: Sequence[list[Array]]) -> list[tuple[str, float]]:
        """Return how far off the port's end is, in each step and in the evaluation."""
        framework = self.port.framework
        found = []
        framework.compile(self.compiles)
        try:
            moments = self._moments("Comparing the whole")
            for (mode, when, batch), expected in zip(moments, ends, strict=True):
                self._set_training(self.port, mode == TRAINING)
                output = arrays(framework, self._call(self.port, batch))
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
            names = {base.__name__ for base in type(module).__mro__}
            if names & framework.facts.random:
                framework.set_training(module, False)
                found.append(path)
        more = f" and {len(found) - 3} more" if len(found) > 3 else ""
        listed = f"{', '.join(found[:3])}{more}"
        note = f"{network.name}: what draws is off, {listed} (--dropout leaves it on)"
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
