"""What `fix` would make of files, which stay as they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from bnmigrate.report.console import Console
from bnmigrate.report.text import too_large_line
from bnmigrate.runner import FileOutcome, Runner
from bnmigrate.verify.progress import counted


def translated(
    paths: Sequence[Path],
    given: Mapping[str, Any],
    console: Console,
    problems: list[str],
    with_calls: bool = False,
) -> Iterator[FileOutcome]:
    """Yield what `fix` with the settings `given` makes of the files that `paths` name, and of each
    call `with_calls`; `problems` takes what could not be done.

    Raises ConfigError where a setting is wrong, and UnsettledError where a killed run left what
    can't be told.
    """
    runner = Runner(
        tuple(paths),
        None,
        given,
        jobs=1 if with_calls else None,
        uses_cache=False,
        with_calls=with_calls,
        watch=partial(counted, label="Translating"),
    )
    outcomes = runner.outcomes(write=False)
    for settled in runner.settled:
        problems += [f"{path}: {problem}" for path, problem in settled.problems]
    for outcome in outcomes:
        if outcome.problem:
            problems.append(f"{outcome.path}: {outcome.problem}")
        yield outcome
    for root in dict.fromkeys(runner.too_large):
        console.error(too_large_line(root))
