"""What the files of a call tell each other: what is asked of all of them before each is looked at.

It only matters where one of them may have anything to find, which most calls of a hook don't.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from bnmigrate.rulebook import Rulebook
from bnmigrate.search.arrivals import MAKES_LAYERS, Given, gathered, given_in
from bnmigrate.search.constants import Constant, constants_in, qualified


class Told(NamedTuple):
    """What one file tells the others."""

    given: tuple[Given, ...] = ()
    constants: tuple[Constant, ...] = ()


def told_in(data: bytes, rules: Rulebook) -> Told:
    """Return what a file tells, of which `data` is searchable."""
    return Told(given_in(data, rules), constants_in(data))


def all_told(files: Iterable[tuple[str, Path, Told]]) -> Mapping[str, str]:
    """Gather what the files tell, which come with the packages that they stand in."""
    files = list(files)
    return {
        **gathered((path, told.given) for _, path, told in files),
        **qualified((package, path, told.constants) for package, path, told in files),
    }


def beside_program(told: Mapping[str, str]) -> Mapping[str, str]:
    """Return what of it the program doesn't know better: who is called, given or made by a name
    alone isn't among it.
    """
    kept = {name: said for name, said in told.items() if _NOT_BY_NAME.search(name)}
    return {**kept, MAKES_LAYERS: "the program"}


_NOT_BY_NAME = re.compile(r"^number | of module | as (?:argument|entry|attribute) ")


class Asked(Mapping[str, str]):
    """What was gathered, and a note of what a file's analysis has asked of it."""

    def __init__(self, gathered: Mapping[str, str]) -> None:
        self._gathered = gathered
        self.names: dict[str, str | None] = {}

    def __getitem__(self, name: str) -> str:
        self.names[name] = self._gathered.get(name)
        return self._gathered[name]

    def __iter__(self) -> Iterator[str]:
        raise TypeError("ask by name: what depends on all of it would have to be noted")

    def __len__(self) -> int:
        return len(self._gathered)
