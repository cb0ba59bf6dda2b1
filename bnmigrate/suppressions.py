"""The comments that suppress findings: what they are, what they cover, and how they are written.

Of this tool's own, `# bnmigrate: ignore[BN301, BN302] reason` suppresses the codes on its line, and
where none is there on its logical line, the lines of a statement or of the header of a compound
one; `ignore-file`, on a line of its own, in the file. Without brackets, all codes are meant; BN3
means all that begin so. What `# noqa` and `# noqa: BN301,E501` suppress for linters they suppress
here. A comment may hold several, each behind its own `#`.

A comment on a line of its own, outside the brackets of a statement, covers only itself, as in ruff:
it suppresses nothing.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

from bnmigrate.comments import Comment, Layout
from bnmigrate.source import Splice, spliced


@dataclass(frozen=True)
class Suppression:
    """A comment, or a part of one, that suppresses findings.

    `codes` are whole ones or beginnings (BN3), in upper case; none: all. Deleting the text from
    `start` to `end` takes the suppression away and leaves what else the comment says. It stands at
    `line` and `column` and covers the lines from `first_line` to `last_line`; those from `own_line`
    to `line` are its own, because no other comment can be there; all count from 1. One for the file
    has none of its own, and 0 there. The codes of a noqa that others' part give one suppression
    each run of them.
    """

    codes: tuple[str, ...]
    start: int
    end: int
    line: int
    column: int
    first_line: int
    last_line: int
    own_line: int
    reason: str
    is_noqa: bool

    def touches(self, line: int, end_line: int) -> bool:
        """Tell whether a finding from `line` to `end_line` is on its own lines."""
        return bool(self.own_line) and line <= self.line and self.own_line <= end_line

    def covers(self, code: str, line: int) -> bool:
        """Tell whether it suppresses a finding with this code at this line."""
        is_there = self.first_line <= line <= self.last_line
        return is_there and (not self.codes or code.startswith(self.codes))


@dataclass(frozen=True)
class Malformed:
    """A comment that looks like a suppression, and why it, or a code in it, is none."""

    message: str
    line: int
    column: int


def is_worth_reading(text: str) -> bool:
    """Tell, cheaply, whether the text may hold suppressions."""
    lower = text.lower()
    return "noqa" in lower or ("bnmigrate" in lower and _LIKE_OURS.search(text) is not None)


def read(text: str) -> tuple[tuple[Suppression, ...], tuple[Malformed, ...]]:
    """Return the suppressions of a module in order, and what is wrong with others.

    A noqa that names only codes of other tools, or none behind its colon, isn't among them. In a
    text that is no Python those before the error are read.
    """
    return _read(text, Layout(text)) if is_worth_reading(text) else ((), ())


def one_line(reason: str) -> str:
    """Return a reason as it is written; raise ValueError where a `#` in it begins a comment."""
    reason = " ".join(reason.split())
    if _PART.search(f" {reason}"):
        raise ValueError(f"the reason '{reason}' has a # in it; write it without")
    return reason


def with_ignores(text: str, wanted: Mapping[int, Collection[str]], reason: str = "") -> str:
    """Return the text with comments that suppress the `wanted` codes at their lines.

    They stand at the end of the line, or of the next one that can have a comment, behind any other;
    what is suppressed there already gets none. Where the line has one of this tool's comments, that
    takes the codes, and keeps its reason. A line outside all statements, or behind what is no
    Python, gets none.

    Raises ValueError where a `#` in the reason would begin another comment.
    """
    reason = one_line(reason)
    layout = Layout(text)
    present, _ = _read(text, layout)
    missing: dict[int, set[str]] = {}
    for line, codes in wanted.items():
        for code in map(str.upper, codes):
            last = layout.comment_line(line)
            if last and not any(
                one.covers(code, line) and (one.line == last or not one.own_line) for one in present
            ):
                missing.setdefault(last, set()).add(code)
    pieces: list[Splice] = []
    for last, codes in missing.items():
        own = [
            comment
            for one in present
            if one.line == last
            and (comment := _OURS.match(text, layout.offset(one.line, one.column), one.end))
            and comment["word"].lower() == "ignore"
        ]
        if own:
            pieces += _merged(own[-1], codes, reason)
        else:
            pieces.append(_appended(text, *layout.extent(last), codes, reason))
    return spliced(text, sorted(pieces))


def _appended(text: str, start: int, end: int, codes: Collection[str], reason: str) -> Splice:
    line = text[start:end]
    blanks = len(line) - len(line.rstrip(" \t\f"))
    comment = f"# bnmigrate: ignore[{', '.join(sorted(codes))}] {reason}".rstrip()
    return end, end, " " * (2 - blanks) + comment


def _merged(comment: re.Match[str], codes: Collection[str], reason: str) -> Iterator[Splice]:
    written = filter(None, _SEPARATOR.split(comment["codes"].upper()))
    yield (*comment.span("codes"), ", ".join(sorted({*written, *codes})))
    if reason and not comment["reason"].strip():
        end = comment.end("codes") + 1
        yield end, end, f" {reason}"


_PART = re.compile(r"(?:^|(?<=[\s#]))#(?!\d)|#(?=\s*noqa\b)", re.IGNORECASE)
"""Where another part of a comment begins; "see #12" goes on, as does "C# has it"."""

_OURS = re.compile(
    r"#[ \t]*bnmigrate[ \t]*:[ \t]*(?P<word>ignore(?:-file)?)(?![\w-])"
    r"(?:[ \t]*\[(?P<codes>[^][\r\n]*)\])?(?P<reason>[^\r\n]*)",
    re.IGNORECASE,
)
_LIKE_OURS = re.compile(
    r"#[ \t]*bnmigrate(?:[ \t]*:|[ \t]+ignore(?:-file)?[ \t]*(?:\[|$))",
    re.IGNORECASE | re.MULTILINE,
)
"""What is meant as one, a forgotten colon included; prose that begins with the name is not."""

_SEPARATOR = re.compile(r"[,\s]+")

_NOQA = re.compile(r"#\s*noqa(?![\w-])\s*(?P<colon>:?)\s*", re.IGNORECASE)
_NOQA_CODE = re.compile(r"(?:[A-Z]+\d+|BN(?=\s*(?:,|$)))(?!\w)", re.IGNORECASE)


def _read(text: str, layout: Layout) -> tuple[tuple[Suppression, ...], tuple[Malformed, ...]]:
    found: list[Suppression | Malformed] = []
    for comment in layout.comments:
        whole = text[comment.start : comment.end]
        starts = [match.start() for match in _PART.finditer(whole)]
        for start, end in itertools.pairwise([*starts, len(whole)]):
            part = replace(
                comment,
                start=comment.start + start,
                end=comment.start + (end if end == len(whole) else len(whole[:end].rstrip())),
                column=comment.column + start,
            )
            if _LIKE_OURS.match(whole, start):
                found += _read_ours(text, layout, part)
            else:
                found += _read_noqa(text, part)
    return (
        tuple(one for one in found if isinstance(one, Suppression)),
        tuple(one for one in found if isinstance(one, Malformed)),
    )


def _read_ours(text: str, layout: Layout, part: Comment) -> Iterator[Suppression | Malformed]:
    match = _OURS.match(text, part.start, part.end)
    if match is None:
        yield _malformed(part, "`bnmigrate:` is followed by `ignore[CODES]` or `ignore-file`")
        return
    word, reason = match["word"].lower(), match["reason"]
    if reason.lstrip().startswith("[") and match["codes"] is None:
        yield _malformed(part, f"the [ behind `{word}` is not closed")
        return
    if reason.startswith("[") or (
        match["codes"] is None and re.match(r"[^\s]|\s+BN\d*\b", reason, re.IGNORECASE)
    ):
        yield _malformed(part, f"write all codes in one pair of brackets: `{word}[BN301, BN302]`")
        return
    is_for_file = word == "ignore-file"
    if is_for_file and text[layout.extent(part.line)[0] : part.start].partition("#")[0].strip():
        yield _malformed(part, "`ignore-file` stands on a line of its own; here is code before it")
        return
    codes: list[str] = []
    if match["codes"] is not None:
        written = list(filter(None, _SEPARATOR.split(match["codes"].upper())))
        if not written:
            yield _malformed(part, f"`{word}[]` names no code; without brackets all are meant")
        yield from (_unknown(part, code) for code in written if not _is_known(code))
        codes = [code for code in written if _is_known(code)]
        if not codes:
            return
    yield Suppression(
        codes=tuple(codes),
        start=part.start,
        end=part.end,
        line=part.line,
        column=part.column,
        first_line=1 if is_for_file else part.first_line,
        last_line=layout.count if is_for_file else part.last_line,
        own_line=0 if is_for_file else part.own_line,
        reason=reason.strip(),
        is_noqa=False,
    )


def _read_noqa(text: str, part: Comment) -> Iterator[Suppression | Malformed]:
    """Read a noqa as ruff does: where something else than codes follows its colon, it is none."""
    head = _NOQA.match(text, part.start, part.end)
    if head is None:
        return
    written: list[re.Match[str]] = []
    position = head.end()
    while head["colon"] and (code := _NOQA_CODE.match(text, position, part.end)):
        written.append(code)
        separator = _SEPARATOR.match(text, code.end(), part.end)
        if separator is None:
            break
        position = separator.end()
    reason = text[written[-1].end() if written else head.end() : part.end].strip()

    def suppression(codes: tuple[str, ...], start: int, end: int) -> Suppression:
        return Suppression(
            codes=codes,
            start=start,
            end=end,
            line=part.line,
            column=part.column,
            first_line=part.first_line,
            last_line=part.last_line,
            own_line=part.own_line,
            reason=reason,
            is_noqa=True,
        )

    whole = part.start, part.end
    if not head["colon"]:
        yield suppression((), *whole)
    are_ours = [_is_known(code.group().upper()) for code in written]
    for code, is_ours in zip(written, are_ours, strict=True):
        if not is_ours and re.fullmatch(r"BN\d+", code.group(), re.IGNORECASE):
            yield _unknown(part, code.group())
    for is_ours, run in itertools.groupby(range(len(written)), are_ours.__getitem__):
        if not is_ours:
            continue
        indices = list(run)
        first, last = indices[0], indices[-1]
        codes = tuple(written[index].group().upper() for index in indices)
        if len(codes) == len(written):
            yield suppression(codes, *whole)
        elif first == 0:
            yield suppression(codes, written[0].start(), written[last + 1].start())
        else:
            yield suppression(codes, written[first - 1].end(), written[last].end())


@cache
def _is_known(code: str) -> bool:
    from bnmigrate import catalogue  # most files have no suppression

    return code.startswith("BN") and any(known.startswith(code) for known in catalogue.codes())


def _malformed(part: Comment, message: str) -> Malformed:
    return Malformed(message, part.line, part.column)


def _unknown(part: Comment, code: str) -> Malformed:
    return _malformed(
        part, f"there is no code '{code}', and none that begins so; `bnmigrate rules` lists them"
    )
