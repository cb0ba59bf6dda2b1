"""Which findings the comments of a file suppress, and BN901: the comments that suppress nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bnmigrate import catalogue, suppressions
from bnmigrate.selection import Selection
from bnmigrate.source import NEWLINE, Lines, Splice
from bnmigrate.suppressions import Suppression

UNUSED = "BN901"


class Spot(NamedTuple):
    """A finding as a comment sees it: its code, and the lines that it is on."""

    code: str
    line: int
    end_line: int


@dataclass(frozen=True)
class Comment:
    """A comment that suppresses nothing, or can't be understood: where it is, and what takes its
    place, None where a person must see to it.
    """

    message: str
    start: int
    end: int
    reason: str = ""
    advice: str = ""
    splice: Splice | None = None


class Ignored:
    """Asks the comments of one file, and remembers which of them were needed."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.found, self.malformed = suppressions.read(text)
        self._used: set[tuple[Suppression, str]] = set()

    def apply(self, spots: Sequence[Spot]) -> list[bool]:
        """Tell of all findings which are suppressed.

        A comment is about those on its own line; where there is none, about those of the statement.
        """
        suppressed = [False] * len(spots)
        for one in self.found:
            for word in one.codes or ("",):
                covered = [
                    i
                    for i, spot in enumerate(spots)
                    if spot.code.startswith(word) and one.covers(spot.code, spot.line)
                ]
                near = [i for i in covered if one.touches(spots[i].line, spots[i].end_line)]
                for i in near or covered:
                    suppressed[i] = True
                    self._used.add((one, word))
        return suppressed

    def unneeded(self, selection: Selection, path: str) -> Iterator[Comment]:
        """Yield the comments that no finding needed, where their codes were looked for."""
        for one in self.found:
            if one.is_noqa and not one.codes:
                continue  # other tools may need it
            unused = [word for word in one.codes or ("",) if (one, word) not in self._used]
            if unused and all(_is_looked_for(word, selection, path) for word in unused):
                yield self._unused(one, unused)
        lines = Lines(self.text)
        for wrong in self.malformed:
            start = lines.start(wrong.line) + wrong.column - 1
            newline = NEWLINE.search(self.text, start)
            end = len(self.text) if newline is None else newline.start()
            reason, advice = "it suppresses nothing", "correct the comment"
            yield Comment(wrong.message, start, end, reason, advice)

    def _unused(self, one: Suppression, unused: list[str]) -> Comment:
        kept = [word for word in one.codes if word not in unused]
        what = " and ".join(filter(None, unused))
        message = "the comment suppresses no finding" + (f" of {what}" if what else "")
        new = ""
        if kept:
            codes = ", ".join(kept)
            said = self.text[one.start : one.end]
            new = re.sub(r"\[[^\]]*\]", f"[{codes}]", said, count=1)
            if new == said:  # a noqa, which has no brackets
                reason = "it would hide the next finding that comes to its place"
                return Comment(message, one.start, one.end, reason, f"take {what} out of it")
        return Comment(message, one.start, one.end, splice=(one.start, one.end, new))


def _is_looked_for(word: str, selection: Selection, path: str) -> bool:
    """Tell whether a finding of any code that `word` stands for would have been told."""
    codes = [code for code in catalogue.codes() if code.startswith(word)]
    return any(selection.takes(code, path) for code in codes) and all(
        selection.takes(code, path) or not catalogue.is_on_by_default(code) for code in codes
    )
