"""The comparison of two networks."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import numpy as np

from bnmigrate.comparison.frameworks import Array
from bnmigrate.comparison.inputs import Input, batches
from bnmigrate.comparison.loading import CompareError, Network, live
from bnmigrate.comparison.result import Comparison, Side
from bnmigrate.comparison.runs import Runs
from bnmigrate.comparison.settings import compare_settings


@dataclass(frozen=True)
class Options:
    """How the networks are run: not at all where there are no inputs."""

    inputs: tuple[Input | Array, ...] = ()
    steps: int = 3
    seed: int = 0
    dropout: bool = False
    graph: bool = False


def compare(
    original: Any,
    port: Any,
    input: Any = None,  # noqa: A002 - what the command calls it
    steps: int = 3,
    *,
    seed: int = 0,
    dropout: bool = False,
    graph: bool = False,
) -> Comparison:
    """Compare a port with its original; each is a torch.nn.Module or a mindspore.nn.Cell.

    `input` are the sizes of the networks' input, an array of NumPy, or a list of these where there
    are several. With it both networks are run: the original's weights are copied into the port, and
    both are trained on the same batches for `steps` steps, forward only, and evaluated. Without it
    the settings of their layers are compared alone.

    Raises CompareError where something can't be done.
    """
    options = Options(_inputs(input), steps, seed, dropout, graph)
    return compared(live(original, "original"), live(port, "port"), options)


def _inputs(given: Any) -> tuple[Input | Array, ...]:
    if given is None:
        return ()
    if isinstance(given, np.ndarray) or (given and all(isinstance(size, int) for size in given)):
        given = [given]
    found: list[Input | Array] = []
    for one in given:
        if isinstance(one, np.ndarray):
            found.append(one)
        elif isinstance(one, Sequence) and all(isinstance(size, int) for size in one):
            found.append(Input(tuple(one)))
        else:
            raise CompareError(f"input: {one!r} is neither sizes nor an array of NumPy")
    return tuple(found)


def compared(original: Network, port: Network, options: Options = Options()) -> Comparison:
    """Compare two networks."""
    with ExitStack() as stack:
        frameworks = dict.fromkeys((original.framework, port.framework))
        for framework in frameworks:
            stack.enter_context(framework.by_layers())
            if len(frameworks) > 1:
                stack.enter_context(framework.beside_another())
        runs, numbers = None, None
        if options.inputs:
            drawn = batches(options.inputs, options.steps + 1, options.seed)
            runs = Runs(
                original, port, drawn, keeps_dropout=options.dropout, compiles=options.graph
            )
            runs.prepare()
            numbers = runs.run()
        pairs, notes = compare_settings(original, port, runs.called if runs else {})
        return Comparison(
            _side(original, sum(pair.original is not None for pair in pairs)),
            _side(port, sum(pair.port is not None for pair in pairs)),
            tuple(pairs),
            tuple(notes),
            numbers,
        )


def _side(network: Network, layers: int) -> Side:
    return Side(network.name, network.framework.facts.title, layers)
