"""What the modules of a network are called with and return, while it runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from bnmigrate.comparison.facts import kind_of, layer_class
from bnmigrate.comparison.loading import Network
from bnmigrate.comparison.tensors import Tensors, replaced, tensors_in


@dataclass
class Call:
    """One call of a module: its path, which of its calls it is, its mode, and the tensors in and
    out.

    `inside` is what the first leaf that it calls is called with.
    """

    path: str
    number: int
    kind: str
    module: Any
    is_leaf: bool
    has_parameters: bool
    training: bool
    inputs: Tensors
    outputs: Tensors = field(default_factory=Tensors)
    inside: Tensors | None = None

    @property
    def key(self) -> tuple[str, int]:
        """What tells it from other calls of the same run."""
        return self.path, self.number


Forced = Callable[[Call], Call | None]
"""Is told a call when its inputs are known, and again when its outputs are, and says whose tensors
are to take the place of its own, None where they stay.
"""


@contextmanager
def traced(network: Network, forced: Forced = lambda _call: None) -> Iterator[list[Call]]:
    """Give the calls of the leaves of `network` and of what has parameters, in the order in which
    they end, while this lasts.

    Where `forced` names another call, the tensors that the module is called with and returns are
    recorded as they are, and that call's are put in their place.
    """
    framework = network.framework
    calls: list[Call] = []
    begun: list[tuple[Call, int]] = []
    seen: Counter[str] = Counter()
    handles: list[Any] = []

    def watch(path: str, module: Any, is_leaf: bool) -> None:
        kind = kind_of(module).name
        has_parameters = bool(framework.own(module))
        is_known = layer_class(module) is not None

        def before(module: Any, inputs: Sequence[Any], named: dict[str, Any]) -> Any:
            given = tuple(inputs), named
            training = bool(module.training)
            got = tensors_in(framework, given)
            call = Call(path, seen[path], kind, module, is_leaf, has_parameters, training, got)
            seen[path] += 1
            if begun and begun[-1][0].inside is None:
                begun[-1][0].inside = call.inputs
            other = forced(call)
            begun.append((call, len(calls)))
            return None if other is None else replaced(framework, given, other.inputs)

        def after(_module: Any, output: Any) -> Any:
            call, place = begun.pop()
            call.outputs = tensors_in(framework, output)
            other = forced(call)
            # A layer of the rules does its own work first, whatever it calls inside.
            calls.insert(place if is_known else len(calls), call)
            return None if other is None else replaced(framework, output, other.outputs)

        handles.extend(framework.watch(module, before, after))

    modules = framework.modules(network.module)
    inner = {path.rpartition(".")[0] for path, _ in modules if path}
    for path, module in modules:
        is_leaf = path not in inner
        # What only holds others shows nothing that they don't, but for the network as a whole.
        if is_leaf or not path or layer_class(module) or framework.own(module):
            watch(path, module, is_leaf)
    try:
        yield calls
    finally:
        for handle in handles:
            handle.remove()
