"""Which codes are reported, and where: what is selected, and what is ignored."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from bnmigrate import catalogue
from bnmigrate.findings import UNREADABLE
from bnmigrate.patterns import matches

ALL = "ALL"


class SelectionError(Exception):
    """A word that is neither a code nor the beginning of one."""


class Selection(NamedTuple):
    """What the settings say of codes: whole ones, beginnings of them (BN3), or ALL.

    Where several match a code, the longest of them counts, and of two alike the one that ignores.
    An empty `select` takes the codes that are on by default; one that is off is taken by its whole
    name alone. `per_file` are patterns as .gitignore
    has them, relative to `root`, each with what is ignored there, however it is selected; behind an
    exclamation mark, what is ignored everywhere else. `fixable` and `unfixable` say likewise whose
    fixes are written; an empty `fixable` takes all.
    """

    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    per_file: tuple[tuple[str, tuple[str, ...]], ...] = ()
    root: Path = Path()
    fixable: tuple[str, ...] = ()
    unfixable: tuple[str, ...] = ()

    def takes(self, code: str, path: str) -> bool:
        """Tell whether findings of `code` in the file at `path` are reported."""
        if code == UNREADABLE:
            return True
        wanted = _longest(code, (*self.select, *self.extend_select))
        if not catalogue.is_on_by_default(code) and wanted != len(code):
            return False
        if wanted is None:
            if self.select:
                return False
            wanted = 0
        ignored = _longest(code, self.ignore)
        if ignored is not None and ignored >= wanted:
            return False
        return not any(code.startswith(word) for word in self._ignored_in(path))

    def fixes(self, code: str) -> bool:
        """Tell whether the fixes of `code` are written."""
        wanted = _longest(code, self.fixable) if self.fixable else 0
        refused = _longest(code, self.unfixable)
        return wanted is not None and (refused is None or refused < wanted)

    def names(self, code: str) -> bool:
        """Tell whether `code` was asked for in so many words, by itself or by its family."""
        words = (*self.select, *self.extend_select)
        return any(len(word) >= len("BN3") and code.startswith(word) for word in words)

    @property
    def in_vain(self) -> frozenset[str]:
        """The words that ignore nothing but what is reported always."""
        words = {*self.ignore, *(word for _, words in self.per_file for word in words)}
        return frozenset(
            word
            for word in words
            if {c for c in catalogue.codes() if c.startswith(word)} <= {UNREADABLE}
        )

    def _ignored_in(self, path: str) -> Iterator[str]:
        if not self.per_file:
            return
        name = os.path.relpath(path, self.root).replace(os.sep, "/")
        for pattern, words in self.per_file:
            if pattern.startswith("!") != matches(pattern.removeprefix("!"), name):
                yield from words


def parse(words: Iterable[str]) -> tuple[str, ...]:
    """Return codes and beginnings of codes for what a user wrote; names of codes will do.

    Raises SelectionError, whose message names the nearest.
    """
    return tuple(_word(word.strip()) for word in words)


def _word(word: str) -> str:
    code = word.upper()
    if code == ALL:
        return ""
    if re.fullmatch(r"BN\d*", code) and any(c.startswith(code) for c in catalogue.codes()):
        return code
    names = {page.name: page.code for page in catalogue.pages()}
    if word.lower() in names:
        return names[word.lower()]
    hint = catalogue.nearest(word, [*catalogue.codes(), *names, ALL])
    raise SelectionError(f"'{word}' is no code and no beginning of one; {hint}")


def _longest(code: str, words: Iterable[str]) -> int | None:
    return max((len(word) for word in words if code.startswith(word)), default=None)
