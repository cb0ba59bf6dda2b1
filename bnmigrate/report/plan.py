"""The plan: what `fix` does now, what to settle first and what that frees, what is left."""

from __future__ import annotations

import re
import shutil
import textwrap
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import click

from bnmigrate.findings import Blocker, Finding
from bnmigrate.report.names import printable
from bnmigrate.report.reporter import Call, CollectingReporter
from bnmigrate.report.text import count
from bnmigrate.report.waits import Waits
from bnmigrate.waiting import named

WIDTH = 100
"""How wide the plan is where no terminal tells."""

SHOWN = 6
"""How many causes are shown, and how many assumptions: the plan is one screen."""

KINDS = 3
"""How many kinds of places are shown of a cause."""

NAMED = 4
"""How many places of one kind are named."""

_STEP = 23
"""How wide the name of a step is."""

_BELOW = " " * 7
"""What stands before a line that says more of a place."""

_QUOTED = re.compile(r"`([^`]*)`")


class Kind(NamedTuple):
    """What places have in common that a person settles in the same way."""

    code: str
    what: str
    advice: str


@dataclass(frozen=True)
class Cause:
    """Places that stand against the same findings: those of each kind, and what they free."""

    places: Mapping[Kind, tuple[Blocker, ...]]
    frees: int

    @property
    def first(self) -> Blocker:
        """The first of the places."""
        return min(place for places in self.places.values() for place in places)

    @property
    def size(self) -> int:
        """How many places there are."""
        return sum(map(len, self.places.values()))


class PlanReporter(CollectingReporter):
    """Writes the plan, a step a paragraph."""

    def __init__(self, write: Callable[[str], None], call: Call) -> None:
        super().__init__(write)
        self._call = call

    def end(self) -> None:
        """Write the plan; nothing where nothing was found."""
        waits = Waits(self._reports)
        findings = [finding for finding in waits.findings if not finding.suppressed]
        if not findings:
            return
        width = shutil.get_terminal_size((WIDTH, 24)).columns if self._call.is_terminal else WIDTH
        files = len({finding.path for finding in findings})
        title = f"{count(len(findings), 'finding')} in {count(files, 'file')}"
        self._write(click.style(", ".join(filter(None, (title, self._call.direction))), bold=True))
        for number, (head, *rest) in enumerate(_steps(findings, waits, self._call, width), 1):
            self._write(f"{click.style(str(number), fg='blue', bold=True)}  {head}")
            for line in rest:
                self._write(line)
        self._write("`--output-format text` shows each place with its line of source.")


def _steps(findings: list[Finding], waits: Waits, call: Call, width: int) -> Iterator[list[str]]:
    """Yield the lines of each step that there is anything to do in."""
    now = [finding for finding in findings if finding.fixed or finding.fix == "safe"]
    waiting = [finding for finding in findings if finding.waits]
    causes = causes_of(waiting, waits)
    blocking = {cause for finding in waiting for cause in waits.causes(finding)}
    done = {*now, *waiting, *blocking}
    unsafe = [finding for finding in findings if finding.fix == "unsafe" and finding not in done]
    rest = [finding for finding in findings if finding.fix == "none" and finding not in done]
    if now:
        yield [f"{call.command:<{_STEP}}  {len(now)} safe now"]
    if causes:
        places = sum(cause.size for cause in causes)
        yield [f"settle {count(places, 'place')}, and {_become(waiting)}", *_listed(causes, width)]
    if unsafe:
        yield list(_to_read(unsafe, call, width))
    if rest:
        codes = Counter(finding.code for finding in rest).most_common()
        shown = ", ".join(f"{code} x{number}" if number > 1 else code for code, number in codes)
        yield [f"{f'decide {len(rest)} on their own':<{_STEP}}  {shown}"]


def _become(waiting: Iterable[Finding]) -> str:
    """Say what findings become once what they wait for is settled."""
    then = Counter(finding.fix_then for finding in waiting)
    safe, unsafe = then["safe"], then["unsafe"]
    parts = [f"{safe} more become{'s' if safe == 1 else ''} safe"] if safe or not unsafe else []
    if unsafe:
        parts.append(
            "1 becomes an unsafe fix to read"
            if unsafe == 1
            else f"{unsafe} become unsafe fixes to read"
        )
    return " and ".join(parts)


def causes_of(waiting: Iterable[Finding], waits: Waits) -> list[Cause]:
    """Return what findings wait for, what frees most first; what is alike is one."""
    leader: dict[Blocker, Blocker] = {}

    def find(blocker: Blocker) -> Blocker:
        while leader.setdefault(blocker, blocker) != blocker:
            blocker = leader[blocker]
        return blocker

    waiting = list(waiting)
    for finding in waiting:
        first = find(finding.blocked_by[0])
        for other in finding.blocked_by[1:]:
            leader[find(other)] = first
            first = find(first)
    frees = Counter(find(finding.blocked_by[0]) for finding in waiting)
    places: dict[Blocker, list[Blocker]] = {}
    for blocker in sorted(leader):
        places.setdefault(find(blocker), []).append(blocker)
    kind_of = {blocker: _kind(blocker, waits) for blocker in leader}
    alike: dict[frozenset[tuple[str, str, str]], list[Blocker]] = {}
    for first, together in places.items():
        key = frozenset(_skeleton(kind_of[place]) for place in together)
        alike.setdefault(key, []).append(first)
    made = [
        Cause(
            _by_kind([place for first in firsts for place in places[first]], kind_of),
            sum(frees[first] for first in firsts),
        )
        for firsts in alike.values()
    ]
    return sorted(made, key=lambda cause: (-cause.frees, cause.first))


def _kind(blocker: Blocker, waits: Waits) -> Kind:
    finding = waits.cause(blocker)
    if finding is None:
        advice = blocker.advice or f"resolve {blocker.code} there"
        return Kind(blocker.code, blocker.said, advice)
    return Kind(finding.code, printable(finding.message), printable(finding.advice))


def _skeleton(kind: Kind) -> tuple[str, str, str]:
    """Return what two kinds have in common that differ in what they quote of the code alone."""
    return kind.code, _QUOTED.sub("``", kind.what), _QUOTED.sub("``", kind.advice)


def _by_kind(
    places: Iterable[Blocker], kind_of: Mapping[Blocker, Kind]
) -> dict[Kind, tuple[Blocker, ...]]:
    """Return places by their kinds, where those with one skeleton are one."""
    alike: dict[tuple[str, str, str], list[Blocker]] = {}
    for place in places:
        alike.setdefault(_skeleton(kind_of[place]), []).append(place)
    return {
        Kind(
            kind_of[some[0]].code,
            merged([kind_of[place].what for place in some]),
            merged([kind_of[place].advice for place in some]),
        ): tuple(sorted(some))
        for some in sorted(alike.values(), key=len, reverse=True)
    }


def merged(texts: list[str]) -> str:
    """Return texts that differ in what they quote as one: assigning `eps` or `momentum` has ..."""
    quoted = [dict.fromkeys(parts) for parts in zip(*map(_QUOTED.findall, texts), strict=True)]
    several = iter(quoted)

    def alternatives(_: re.Match[str]) -> str:
        parts = [f"`{part}`" for part in next(several)]
        if len(parts) > 3:
            parts[2:] = [f"{len(parts) - 2} others"]
        return " or ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))

    return _QUOTED.sub(alternatives, texts[0])


def _listed(causes: list[Cause], width: int) -> Iterator[str]:
    """Yield the lines of the causes: where, what is the matter, what that frees, what to do."""
    shown = [list(cause.places.items())[:KINDS] for cause in causes[:SHOWN]]
    where = {places: _where(places, width * 2 // 5) for some in shown for _, places in some}
    left = max(map(len, where.values()))
    right = len(f"frees {causes[0].frees}")
    middle = width - left - right - len("       BN000") - 4
    for cause, some in zip(causes, shown, strict=False):
        frees = f"frees {cause.frees}"
        for kind, places in some:
            fits = len(kind.what) <= middle
            what = f"{kind.what if fits else '':<{middle}}"
            code = click.style(kind.code, fg="red", bold=True)
            yield f"     {where[places]:<{left}}  {what}  {frees:<{right}}  {code}"
            if not fits:
                yield from _below(kind.what, width)
            first, *more = textwrap.wrap(kind.advice, width - len(_BELOW) - 3)
            yield f"{_BELOW}{click.style('->', fg='cyan')} {first}"
            yield from (f"{_BELOW}   {line}" for line in more)
            frees = "with it"
        others = cause.size - sum(len(places) for _, places in some)
        if others:
            yield f"       and {count(others, 'place')} more with it, of other kinds"
    rest = causes[SHOWN:]
    if rest:
        number = sum(cause.size for cause in rest)
        yield f"     and {count(number, 'place')} more, frees {sum(one.frees for one in rest)}"


def _where(places: Sequence[Blocker], room: int) -> str:
    """Name as many places as there is room for."""
    for number in range(NAMED, 0, -1):
        left = len(places) - number
        text = printable(named(places[:number])) + (f" +{left}" if left > 0 else "")
        if len(text) <= room:
            return text
    folders = text.split("/")
    while len(folders) > 1 and len("/".join(folders)) > room - len(".../"):
        del folders[0]
    return "/".join(["...", *folders])


def _to_read(unsafe: list[Finding], call: Call, width: int) -> Iterator[str]:
    """Yield what to read before unsafe fixes are written: their assumptions, and where."""
    alike: dict[str, list[Finding]] = {}
    for finding in unsafe:
        alike.setdefault(_QUOTED.sub("``", finding.reason), []).append(finding)
    groups = sorted(alike.values(), key=len, reverse=True)
    fixes = "fix" if len(unsafe) == 1 else "fixes"
    command = call.command.removesuffix(" --unsafe-fixes")
    yield f"read {len(unsafe)} unsafe {fixes}, then {command} --unsafe-fixes"
    for some in groups[:SHOWN]:
        places = [Blocker(f.path, f.line, f.column, f.code, f.cell) for f in some]
        where = _where(places, width * 2 // 5)
        reason = printable(merged([finding.reason for finding in some]))
        if len(where) + len(reason) + 7 <= width:
            yield f"     {where}  {reason}"
        else:
            yield f"     {where}"
            yield from _below(reason, width)
    rest = sum(map(len, groups[SHOWN:]))
    if rest:
        yield f"     and {rest} more"


def _below(text: str, width: int) -> Iterator[str]:
    return (f"{_BELOW}{line}" for line in textwrap.wrap(text, width - len(_BELOW)))
