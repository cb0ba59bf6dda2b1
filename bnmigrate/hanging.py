"""Lines that hang on an opening bracket move with it when an edit moves it.

    norm = BatchNorm2d(64,              norm = nn.BatchNorm2d(64,
                       momentum=0.1)                          momentum=0.9)

Only lines that stood right under what follows the bracket do, and what is in a string never does.
"""

from __future__ import annotations

import difflib
import io
import itertools
import tokenize
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bnmigrate.source import Lines, Splice, spliced

_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")
_NO_TEXT = frozenset(
    [tokenize.NEWLINE, tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER]
)


def with_hanging(text: str, splices: Sequence[Splice]) -> list[Splice]:
    """Return `splices` of `text`, in order, with those that keep lines under their brackets."""
    splices = list(splices)
    if not any(_may_move(text, splice) for splice in splices):
        return splices
    new_text = spliced(text, splices)
    try:
        old, new = list(_tokens(text)), list(_tokens(new_text))
    except (tokenize.TokenError, SyntaxError):
        return splices  # Python's own tokenizer doesn't take what LibCST's does
    moves = _moves(old, new, _matched(old, new, splices))
    later = [_moved(new_text, offset, by) for offset, by in moves]
    return _composed(splices, new_text, [splice for splice in later if splice is not None])


def _may_move(text: str, splice: Splice) -> bool:
    """Whether a splice is in a line that opens more brackets than it closes."""
    start, end, _ = splice
    first = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    line = text[first : start + len(_line(text[start:]))]
    return "\n" in text[start:end] or sum(map(line.count, "([{")) > sum(map(line.count, ")]}"))


def _line(text: str) -> str:
    return text.partition("\n")[0]


@dataclass(frozen=True)
class _Token:
    """A token and its offset and column; whether it is the first one of its line, and the number
    of the token that opens the brackets around it, or that it closes.
    """

    text: str
    start: int
    column: int
    is_first: bool
    bracket: int | None


def _tokens(text: str) -> Iterator[_Token]:
    """Yield the tokens of a text; an f-string is one, whatever is in it."""
    lines = Lines(text)
    line = depth = 0
    opened = (0, 0)
    numbers = itertools.count()
    brackets: list[int] = []
    for token in tokenize.generate_tokens(io.StringIO(text, newline="").readline):
        kind = tokenize.tok_name[token.type]
        depth += kind.endswith("STRING_START") - kind.endswith("STRING_END")
        if kind.endswith("STRING_START") and depth == 1:
            opened = token.start
        if depth or token.type in _NO_TEXT:
            continue
        (row, column), end = opened if kind.endswith("STRING_END") else token.start, token.end
        start = lines.start(row) + column
        is_first, line = row != line, end[0]
        if token.string in _CLOSING and brackets:
            bracket: int | None = brackets.pop()
        else:
            bracket = brackets[-1] if brackets else None
        number = next(numbers)
        if token.string in _OPENING:
            brackets.append(number)
        said = text[start : lines.start(end[0]) + end[1]]
        yield _Token(said, start, column, is_first, bracket)


def _matched(
    old: Sequence[_Token], new: Sequence[_Token], splices: Sequence[Splice]
) -> dict[int, int]:
    """Return for tokens of the new text which ones of the old text they are."""
    at = {token.start: number for number, token in enumerate(new)}
    found: dict[int, int] = {}
    shift = done = first_old = first_new = 0

    def pair_up(end_old: int, end_new: int) -> None:
        matcher = difflib.SequenceMatcher(
            None,
            [token.text for token in old[first_old:end_old]],
            [token.text for token in new[first_new:end_new]],
            autojunk=False,
        )
        for kind, here, end_here, there, _ in matcher.get_opcodes():
            if kind == "equal":
                size = end_here - here
            elif kind == "replace":  # what begins where the other one began
                size = 1
            else:
                continue
            found.update((first_new + there + i, first_old + here + i) for i in range(size))

    for number, token in enumerate(old):
        while done < len(splices) and splices[done][1] <= token.start:
            start, end, made = splices[done]
            shift += len(made) - (end - start)
            done += 1
        if done < len(splices) and splices[done][0] < token.start + len(token.text):
            continue
        other = at.get(token.start + shift)
        if other is not None and new[other].text == token.text:
            if number > first_old or other > first_new:
                pair_up(number, other)
            found[other] = number
            first_old, first_new = number + 1, other + 1
    pair_up(len(old), len(new))
    return found


def _moves(
    old: Sequence[_Token], new: Sequence[_Token], matched: dict[int, int]
) -> Iterator[tuple[int, int]]:
    """Yield the offsets in the new text of lines that move, and by how much."""
    shift = 0
    columns: list[int] = []
    """Of the tokens of the new text, with what moves before them."""
    homes: dict[tuple[int | None, int], tuple[int, int]] = {}
    """By the brackets around lines, and the columns where they begin, the brackets that they hang
    on, and how far from them.
    """
    there = {was: number for number, was in matched.items()}
    for number, was in matched.items():
        token, bracket = new[number], old[was].bracket
        if token.is_first and bracket in there and _hangs(old, was):
            distance = old[was].column - old[bracket].column
            homes[token.bracket, token.column] = there[bracket], distance
    for number, token in enumerate(new):
        if token.is_first:
            shift = 0
            home = homes.get((token.bracket, token.column))
            # A line that is new is laid out as those beside it.
            if home is not None and (number not in matched or _hangs(old, matched[number])):
                shift = columns[home[0]] + home[1] - token.column
                if shift:
                    yield token.start, shift
        columns.append(token.column + shift)


def _hangs(tokens: Sequence[_Token], number: int) -> bool:
    """Whether a token, the first one of its line, stands under what follows the bracket around it,
    or closes that right under it.
    """
    token = tokens[number]
    if not token.is_first or token.bracket is None:
        return False
    bracket, inside = tokens[token.bracket], tokens[token.bracket + 1]
    if token.text in _CLOSING and token.column == bracket.column:
        return True
    return not inside.is_first and token.column == inside.column


def _moved(text: str, offset: int, by: int) -> Splice | None:
    """Return what moves a line that begins at an offset; it moves over spaces only."""
    if by > 0:
        return (offset, offset, " " * by)
    return None if text[offset + by : offset].strip(" ") else (offset + by, offset, "")


def _composed(splices: Sequence[Splice], new_text: str, later: Sequence[Splice]) -> list[Splice]:
    """Return what carries out `splices`, which make `new_text`, and then those of it, `later`."""
    shift = 0
    pieces: list[tuple[int, int, int, Splice | None]] = [(*s[:2], 0, s) for s in later]
    for start, end, new in splices:
        longer = len(new) - (end - start)
        pieces.append((start + shift, start + shift + len(new), longer, None))
        shift += longer
    pieces.sort(key=lambda piece: piece[:2])
    made: list[Splice] = []
    shift = 0
    while pieces:
        first, last = pieces[0][:2]
        before = shift
        changes: list[Splice] = []
        while pieces and pieces[0][0] <= last:
            _, end, longer, change = pieces.pop(0)
            last = max(last, end)
            shift += longer
            if change is not None:
                changes.append((change[0] - first, change[1] - first, change[2]))
        made.append((first - before, last - shift, spliced(new_text[first:last], changes)))
    return made
