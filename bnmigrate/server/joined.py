"""Which parts of the fixes of files are carried out together."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from bnmigrate.findings import Finding
from bnmigrate.places import NOTEBOOK
from bnmigrate.runner import FileOutcome, Task


class Fix(NamedTuple):
    """A fix, as a whole: the numbers of its parts in each file, and how many findings it fixes."""

    parts: Mapping[Path, frozenset[int]]
    findings: int

    @property
    def in_text(self) -> bool:
        """Whether an editor can carry it out as changes of texts: it takes notebooks for more."""
        return not any(path.suffix == NOTEBOOK for path in self.parts)


def fixes(done: Mapping[Path, tuple[Task, FileOutcome]]) -> dict[tuple[Path, Finding], Fix]:
    """Return the fix of each finding that is fixed, by its file."""
    together: list[tuple[set[object], list[tuple[Path, int]]]] = []
    for path, (task, outcome) in done.items():
        brief = task.brief
        for number, part in enumerate(outcome.result.parts):
            program = brief.program if brief is not None else ""
            ties: set[object] = {(program, group) for group in part.groups} if program else set()
            # What stays where any other group does hangs together with all of them.
            if ties and any(
                other.brief.followers
                for other, _ in done.values()
                if other.brief is not None and other.brief.program == program
            ):
                ties = {program}
            members = [(path, number)]
            for one in [one for one in together if one[0] & ties]:
                together.remove(one)
                ties |= one[0]
                members = [*one[1], *members]
            together.append((ties, members))
    found: dict[tuple[Path, Finding], Fix] = {}
    for _, members in together:
        parts: dict[Path, set[int]] = {}
        of_it: list[tuple[Path, Finding]] = []
        for path, number in members:
            parts.setdefault(path, set()).add(number)
            of_it += ((path, f) for f in done[path][1].result.parts[number].findings if f.fixed)
        fix = Fix({path: frozenset(numbers) for path, numbers in parts.items()}, len(of_it))
        found |= dict.fromkeys(of_it, fix)
    return found
