"""The tensors in what modules take and return, whatever holds them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from bnmigrate.comparison.frameworks import Array, Framework


@dataclass(frozen=True)
class Tensors:
    """Copies of tensors in their order, each with the name that it has where it was found."""

    names: tuple[str, ...] = ()
    arrays: tuple[Array, ...] = ()

    def beside(self, other: Tensors) -> Iterator[tuple[str, Array, Array]]:
        """Yield the pairs with their names: those of one name, where the names are the same in
        another order, or else those of one place. As many as both have.
        """
        theirs = dict(zip(other.names, other.arrays, strict=True))
        by_name = len(theirs) == len(other.names) and sorted(self.names) == sorted(other.names)
        partners = [theirs[name] for name in self.names] if by_name else other.arrays
        return zip(self.names, self.arrays, partners, strict=False)

    def fits(self, other: Tensors) -> bool:
        """Whether both are as many, and each pair of one shape."""
        return len(self.names) == len(other.names) and all(
            one.shape == partner.shape for _, one, partner in self.beside(other)
        )

    def __str__(self) -> str:
        return " and ".join(str(tuple(array.shape)) for array in self.arrays) or "nothing"


def tensors_in(framework: Framework, value: object) -> Tensors:
    """Return the tensors in what a module takes or returns."""
    found = list(_named(framework, value, ""))
    return Tensors(
        tuple(name for name, _ in found), tuple(framework.array(tensor) for _, tensor in found)
    )


def _named(framework: Framework, value: object, name: str) -> Iterator[tuple[str, Any]]:
    if framework.is_tensor(value):
        yield name, value
        return
    for key, part in _parts(value):
        yield from _named(framework, part, f"{name}.{key}" if name else str(key))


def _parts(value: object) -> Iterator[tuple[object, object]]:
    """Yield what a container holds, with its key; nothing of what is none."""
    if isinstance(value, Mapping):
        yield from value.items()
    elif isinstance(value, (list, tuple)):
        yield from enumerate(value)
    elif is_dataclass(value) and not isinstance(value, type):
        yield from ((each.name, getattr(value, each.name)) for each in fields(value) if each.init)


def replaced(framework: Framework, value: Any, others: Tensors) -> Any:
    """Return `value` with the tensors in it replaced, None where `others` don't fit."""
    own = tensors_in(framework, value)
    if not own.fits(others):
        return None
    left = iter([other for _, _, other in own.beside(others)])

    def rebuilt(part: Any) -> Any:
        if framework.is_tensor(part):
            return framework.tensor(next(left))
        if isinstance(part, Mapping):
            # A Mapping need not be made of pairs, but dict and its like are.
            return type(part)((key, rebuilt(inner)) for key, inner in part.items())  # type: ignore[call-arg]
        if isinstance(part, (list, tuple)):
            parts: Sequence[Any] = [rebuilt(inner) for inner in part]
            return type(part)(*parts) if hasattr(part, "_fields") else type(part)(parts)
        if is_dataclass(part) and not isinstance(part, type):
            return replace(part, **{str(key): rebuilt(inner) for key, inner in _parts(part)})
        return part

    return rebuilt(value)
