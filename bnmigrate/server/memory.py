"""What the worker knows of a project from one request to the next."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from bnmigrate.cache import Cache
from bnmigrate.config import Config
from bnmigrate.entries import Entry, digest
from bnmigrate.program.facts import Facts
from bnmigrate.program.kept import Followed
from bnmigrate.runner import FileOutcome, Task, work


class Memory(Cache):
    """A cache that lives as long as the process and writes nothing: what is open in an editor is no
    file yet. It knows the new contents too.
    """

    def __init__(self) -> None:
        super().__init__(Path(), frozenset())
        self._programs: dict[tuple[Path, Config], tuple[str, Followed]] = {}
        self._facts: dict[Path, tuple[bytes, Facts | None]] = {}
        self._known: dict[object, FileOutcome] = {}
        self._used: dict[object, FileOutcome] = {}

    def get(self, path: Path, content: str, config: Config) -> Entry | None:  # noqa: ARG002 - as Cache
        """Return nothing: what is found is asked of `work`."""
        return None

    def put(self, path: Path, entry: Entry, config: Config) -> None:
        """Do nothing: see `get`."""

    def facts(
        self, read: Callable[[Path, bytes], Facts | None], path: Path, data: bytes
    ) -> Facts | None:
        """Return what a file says; it is read where it has changed."""
        if path not in self._facts or self._facts[path][0] != data:
            self._facts[path] = data, read(path, data)
        return self._facts[path][1]

    def program(self, root: Path, content: str, config: Config) -> Followed | None:
        """Return what is known of the program below `root` where its files have the digest
        `content`.
        """
        known = self._programs.get((root, config))
        return known[1] if known is not None and known[0] == content else None

    def put_program(self, root: Path, content: str, followed: Followed, config: Config) -> None:
        """Remember what is known of the program below `root`."""
        self._programs[root, config] = content, followed

    def save(self) -> str:
        """Forget the files that weren't worked on since the last time."""
        self._known, self._used = self._used, {}
        return ""

    def work(self, task: Task) -> FileOutcome:
        """Work on one file, where it isn't known what comes of it."""
        if task.entry is None:
            return work(task)
        key = (
            task.path,
            task.entry.digest,
            task.package,
            task.config,
            digest(repr(task.brief).encode()),
        )
        outcome = self._used.get(key) or self._known.get(key)
        if outcome is None:
            outcome = work(task)
            if digest(outcome.before) != task.entry.digest:  # changed on disk since the first look
                return outcome
        self._used[key] = outcome
        return outcome
