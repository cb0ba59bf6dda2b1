"""What findings wait for: the places in words, and those of the whole program."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from bnmigrate.findings import Against, Blocker, Finding

NAMED = 20
"""How many places a reason names; a finding has all of them in `blocked_by`."""


def waiting(finding: Finding, blockers: Iterable[Blocker]) -> Finding:
    """Return the finding as one that waits for `blockers`, which are places and assumptions, and
    says so; what its advice adds to that stays.
    """
    blockers = list(blockers)
    places = tuple(sorted(blocker for blocker in blockers if not blocker.is_assumption))
    is_assumed = finding.fix_then == "unsafe" or len(places) < len(blockers)
    more = finding.advice.removeprefix(_advice(finding)) if finding.blocked_by else finding.advice
    finding = replace(
        finding, blocked_by=places, fix_then="unsafe" if is_assumed else "safe", advice=""
    )
    return replace(finding, reason=_reason(finding), advice=f"{_advice(finding)}{more}")


def completed(
    found: Mapping[str, tuple[Finding, ...]],
    against: Iterable[Against],
    followers: Mapping[str, Iterable[int]],
) -> dict[str, tuple[Finding, ...]]:
    """Return the findings of the files of one program with all that stands against them, wherever
    it stands.

    `against` is what each of the files says; the groups of `followers`, by file, stay where any
    other does.
    """
    groups = _Joined()
    for one in against:
        groups.add(one)
    everything = groups.all()
    following = {path: frozenset(map(groups.find, numbers)) for path, numbers in followers.items()}

    def complete(path: str, finding: Finding) -> Finding:
        is_cause = finding.fix == "none" and not finding.blocked_by
        if finding.group is None or finding.fix == "safe" or finding.fixed or is_cause:
            return finding
        group = groups.find(finding.group)
        blockers = everything if group in following.get(path, ()) else groups.of(group)
        blockers = blockers | set(finding.blocked_by)
        if all(blocker.is_assumption for blocker in blockers):
            return finding
        return waiting(finding, blockers)

    return {path: tuple(complete(path, one) for one in some) for path, some in found.items()}


class _Joined:
    """Groups that are one in some file are one, with what stands against any of them."""

    def __init__(self) -> None:
        self._leader: dict[int, int] = {}
        self._blockers: dict[int, set[Blocker]] = {}

    def find(self, number: int) -> int:
        leader = self._leader
        while leader.setdefault(number, number) != number:
            leader[number] = leader[leader[number]]
            number = leader[number]
        return number

    def add(self, against: Against) -> None:
        first = self.find(against.groups[0])
        for number in against.groups[1:]:
            other = self.find(number)
            if other != first:
                self._leader[other] = first
                self._blockers.setdefault(first, set()).update(self._blockers.pop(other, ()))
        self._blockers.setdefault(first, set()).update(against.blockers)

    def of(self, number: int) -> set[Blocker]:
        return self._blockers.get(self.find(number), set())

    def all(self) -> set[Blocker]:
        return set().union(*self._blockers.values())


def named(blockers: Iterable[Blocker], path: str = "", limit: int | None = None) -> str:
    """Name some places, those of the file at `path` by their lines alone: line 5, lines 5,7 and
    b.py:3,9; `limit` tells how many of them.
    """
    first: dict[tuple[str, int], Blocker] = {}
    for blocker in blockers:
        first.setdefault((blocker.path, blocker.line), blocker)
    shown = list(first.values())[:limit]
    lines: dict[tuple[str, int], list[int]] = {}
    for blocker in shown:
        cell, line = (0, blocker.line) if blocker.cell is None else blocker.cell[:2]
        lines.setdefault((blocker.path, cell), []).append(line)
    parts = [_place(where, cell, numbers, path) for (where, cell), numbers in lines.items()]
    if len(first) > len(shown):
        parts.append(f"{len(first) - len(shown)} more")
    return " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))


def _place(where: str, cell: int, numbers: list[int], path: str) -> str:
    listed = ",".join(map(str, numbers))
    if where != path:
        return f"{where}:cell {cell}:{listed}" if cell else f"{where}:{listed}"
    line = "line" if len(numbers) == 1 else "lines"
    return f"{line} {listed}{f' of cell {cell}' if cell else ''}"


def _is_one(blockers: Iterable[Blocker]) -> bool:
    """Whether all of them stand in one line."""
    return len({(blocker.path, blocker.line) for blocker in blockers}) == 1


def _reason(finding: Finding) -> str:
    """Say what stands against the finding's places."""
    kinds: dict[str, list[Blocker]] = {}
    for blocker in finding.blocked_by:
        kinds.setdefault(blocker.said, []).append(blocker)
    parts = [
        f"{named(some, finding.path, NAMED)} {said}{_codes(some)}" for said, some in kinds.items()
    ]
    together = "the two" if _is_one(finding.blocked_by) else "they"
    return f"{', '.join(parts)}, and {together} go together"


def _codes(blockers: Iterable[Blocker]) -> str:
    codes = sorted({blocker.code for blocker in blockers if blocker.code})
    return f" ({', '.join(codes)})" if codes else ""


def _advice(finding: Finding) -> str:
    """Say how to settle them."""
    to_resolve = [blocker for blocker in finding.blocked_by if not blocker.advice]
    said = []
    if to_resolve:
        codes = ", ".join(sorted({blocker.code for blocker in to_resolve}))
        place = named(to_resolve, finding.path) if _is_one(to_resolve) else "these places"
        said.append(f"resolve {codes} in {place} first")
    said += dict.fromkeys(blocker.advice for blocker in finding.blocked_by if blocker.advice)
    if finding.fix == "unsafe":
        there = "that line" if _is_one(finding.blocked_by) else "those lines"
        said[-1] += f", or translate the rest with --unsafe-fixes and mend {there} by hand"
    return "; ".join(said)
