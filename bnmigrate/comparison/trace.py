"""What the modules of a network are called with and return, while it runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from bnmigrate.comparison.facts import kind_of, layer_class
from bnmigrate.comparison.frameworks import Array, Framework
from bnmigrate.comparison.loading import Network


@dataclass
class Call:
    """One call of a module: its path, which of its calls it is, and the tensors in and out.

    `inside` is what the first leaf that it calls is called with.
    """

    path: str
    number: int
    kind: str
    is_leaf: bool
    has_parameters: bool
    inputs: list[Array] = field(default_factory=list)
    outputs: list[Array] = field(default_factory=list)
    inside: list[Array] | None = None

    @property
    def key(self) -> tuple[str, int]:
        """What tells it from other calls of the same run."""
        return self.path, self.number


Forced = Callable[[Call], Call | None]
"""Is told a call when its inputs are known, and says whose tensors are to take the place of its
own, None where they stay.
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
    begun: list[tuple[Call, Call | None, int]] = []
    seen: Counter[str] = Counter()
    handles: list[Any] = []

    def watch(path: str, module: Any, is_leaf: bool) -> None:
        kind = kind_of(module).name
        has_parameters = bool(framework.own(module))
        is_known = layer_class(module) is not None

        def before(_module: Any, inputs: Sequence[Any]) -> Any:
            call = Call(path, seen[path], kind, is_leaf, has_parameters, arrays(framework, inputs))
            seen[path] += 1
            if begun and begun[-1][0].inside is None:
                begun[-1][0].inside = call.inputs
            other = forced(call)
            begun.append((call, other, len(calls)))
            return None if other is None else _replaced(framework, tuple(inputs), other.inputs)

        def after(_module: Any, output: Any) -> Any:
            call, other, place = begun.pop()
            call.outputs = arrays(framework, output)
            # A layer of the rules does its own work first, whatever it calls inside.
            calls.insert(place if is_known else len(calls), call)
            return None if other is None else _replaced(framework, output, other.outputs)

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


def arrays(framework: Framework, value: object) -> list[Array]:
    """Return the tensors in what a module takes or returns, in their order."""
    return [framework.array(tensor) for tensor in _tensors(framework, value)]


def _tensors(framework: Framework, value: object) -> Iterator[Any]:
    if framework.is_tensor(value):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _tensors(framework, part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from _tensors(framework, part)


def _replaced(framework: Framework, value: Any, arrays: Sequence[Array]) -> Any:
    """Return `value` with its tensors replaced, None where these don't fit."""
    tensors = list(_tensors(framework, value))
    if [t.shape for t in map(framework.array, tensors)] != [a.shape for a in arrays]:
        return None
    left = iter(arrays)

    def rebuilt(part: Any) -> Any:
        if framework.is_tensor(part):
            return framework.tensor(next(left))
        if isinstance(part, Mapping):
            # A Mapping need not be made of pairs, but dict and its like are.
            return type(part)((key, rebuilt(inner)) for key, inner in part.items())  # type: ignore[call-arg]
        if isinstance(part, (list, tuple)) and not hasattr(part, "_fields"):
            return type(part)(map(rebuilt, part))
        return part

    return rebuilt(value)
