"""Which findings the comments of a file suppress, and BN901: the comments that suppress nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bnmigrate import catalogue, suppressions
from bnmigrate.selection import Selection
from bnmigrate.source import NEWLINE, Lines, Splice, spliced
from bnmigrate.suppressions import Suppression

UNUSED = "BN901"

_LISTED = r"(?<![:\s\[])[,\s]+{0}\b|\b{0}\b[,\s]*"
"""A code in a list of them, with what parts it from the code before it, or from the next one."""


class Spot(NamedTuple):
    """A finding as a comment sees it: its code, and the lines that it is on."""

    code: str
    line: int
    end_line: int


@dataclass(frozen=True)
class Comment:
    """A comment that suppresses nothing, or can't be understood: where it is, and what takes its
    place, None where a person must see to it. `said` is the text of it.
    """

    message: str
    start: int
    end: int
    said: str
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
        """Yield the comments that no finding needed, where their codes were looked for, and those
        that can't be understood; but for what comments suppress of these.
        """
        told: list[tuple[int, Comment]] = []
        about_comments = []
        for one in self.found:
            if one.is_noqa and not one.codes:
                continue  # other tools may need it
            unused = [
                word
                for word in one.codes or ("",)
                if (one, word) not in self._used and _is_looked_for(word, selection, path)
            ]
            of_findings = [word for word in unused if not word or not UNUSED.startswith(word)]
            about_comments.append((one, [word for word in unused if word not in of_findings]))
            if of_findings:
                told.append((one.line, self._unused(one, of_findings)))
        lines = Lines(self.text)
        for wrong in self.malformed:
            start = lines.start(wrong.line) + wrong.column - 1
            newline = NEWLINE.search(self.text, start)
            end = len(self.text) if newline is None else newline.start()
            reason, advice = "it suppresses nothing", "correct the comment"
            comment = Comment(wrong.message, start, end, self.text[start:end], reason, advice)
            told.append((wrong.line, comment))
        for line, comment in told:
            if not self._suppresses_comments(line):
                yield comment
        for one, words in about_comments:
            unused = [word for word in words if (one, word) not in self._used]
            if unused:
                yield self._unused(one, unused)

    def _suppresses_comments(self, line: int) -> bool:
        """Tell whether a comment suppresses what is to say of the comments in `line`.

        Without codes it does so for the whole file alone: it would be about itself otherwise.
        """
        is_any = False
        for one in self.found:
            is_for_file = not one.own_line
            for word in one.codes or ("",):
                is_there = is_for_file or (word and one.line == line)
                is_needed = word or (one, word) in self._used
                if is_there and is_needed and UNUSED.startswith(word):
                    self._used.add((one, word))
                    is_any = True
        return is_any

    def _unused(self, one: Suppression, unused: list[str]) -> Comment:
        kept = [word for word in one.codes if word not in unused]
        what = " and ".join(filter(None, unused))
        message = "the comment suppresses no finding" + (f" of {what}" if what else "")
        said = self.text[one.start : one.end]
        new = said if kept else ""
        for word in unused if kept else ():
            new = re.sub(_LISTED.format(word), "", new, count=1, flags=re.IGNORECASE)
        splice = _cut(self.text, one.start, one.end, new)
        return Comment(message, one.start, one.end, said, splice=splice)

    def carry_out(self, comments: Iterable[Comment], changes: list[Splice]) -> list[Comment]:
        """Add what mends the comments to the changes of the text; return those that are mended.

        A comment inside of what changes is mended in what takes its place, if it is found there.
        """
        mended = []
        before = list(changes)
        for comment in reversed(list(comments)):
            if comment.splice is None:
                continue
            start, end, new = comment.splice
            around = [i for i, (s, e, _) in enumerate(before) if s < end and start < e]
            if not around:
                changes.append(comment.splice)
                mended.append(comment)
            elif len(around) == 1 and (inside := self._inside(comment, before[around[0]])) >= 0:
                first, last, made = changes[around[0]]
                found = [m.start() for m in re.finditer(re.escape(comment.said), made)]
                place = found[inside]
                cut = _cut(made, place, place + len(comment.said), new)
                changes[around[0]] = (first, last, spliced(made, [cut]))
                mended.append(comment)
        return mended

    def _inside(self, comment: Comment, change: Splice) -> int:
        """Return how many of the comment's kind stand before it in what changes, -1 where they
        aren't those that are in its place.
        """
        start, end, new = change
        if comment.start < start or end < comment.end:
            return -1
        if self.text.count(comment.said, start, end) != new.count(comment.said):
            return -1
        return self.text.count(comment.said, start, comment.start)


def _cut(text: str, start: int, end: int, new: str) -> Splice:
    """Return what puts `new` in the place of a comment; nothing of its line stays if that is it."""
    if new or text[start] != "#":
        return start, end, new
    while start and text[start - 1] in " \t":
        start -= 1
    line = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    newline = NEWLINE.match(text, end)
    if text[line:start].strip() or (newline is None and end < len(text)):
        return start, end, ""
    return line, newline.end() if newline else end, ""


def _is_looked_for(word: str, selection: Selection, path: str) -> bool:
    """Tell whether a finding of any code that `word` stands for would have been told."""
    codes = [code for code in catalogue.codes() if code.startswith(word)]
    return any(selection.takes(code, path) for code in codes) and all(
        selection.takes(code, path) or not catalogue.is_on_by_default(code) for code in codes
    )
