"""Write files that change together: all of them or none, also where the process is killed.

The new contents are written beside the files, and the old ones are kept there, before the first
file changes. A journal in the root of the program names them as long as that lasts: from it, the
next run finishes what a killed one began, or puts the old contents back.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from bnmigrate import files
from bnmigrate.entries import digest
from bnmigrate.places import from_here
from bnmigrate.roots import is_marked

if TYPE_CHECKING:
    from bnmigrate.config import Config

NAME = ".bnmigrate-journal.json"
OLD = ".bnmigrate-old"
"""How the name of an old content ends until all files have their new ones."""

PATIENCE = 10.0
"""How many seconds to wait for another run that writes; most take a fraction of one."""

_SHOWN = 5
"""How many files a message names of those that all have become the same."""

_BUSY = "another run writes here at this moment; run again when it has ended"
_KILLED = "a run was killed while it wrote files that change together"
_CHANGED = (
    "changed since a run was killed that wrote it, so it was left as it is; what changes with it "
    "is as it was before that run: see whether they fit"
)


class Change(NamedTuple):
    """A file, what it holds, and what it is to hold."""

    path: Path
    old: bytes
    new: bytes


class UnwrittenError(Exception):
    """Nothing was written, because of the file at `path`."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(problem)
        self.path = path


class UnsettledError(Exception):
    """What a killed run left can be neither finished nor undone, or another run is at it."""


class Settled(NamedTuple):
    """What became of what a killed run left: `problems` are what a person has to see to, each with
    the path of a file.
    """

    message: str = ""
    problems: tuple[tuple[str, str], ...] = ()


class _BusyError(Exception):
    """Another run has the journal."""


class _Step(NamedTuple):
    """One file of a journal: the digests of what it held and what it is to hold, and a mark that
    its new and its old content have in their names.
    """

    target: Path
    old: str
    new: str
    mark: str

    @property
    def state(self) -> str:
        """What the file holds now: old, new, or what a person made of it."""
        return {self.old: "old", self.new: "new", "": "gone"}.get(_digest(self.target), "changed")

    @property
    def can_be_finished(self) -> bool:
        return self.state == "old" and _digest(self._beside(files.NEW)) == self.new

    @property
    def can_be_undone(self) -> bool:
        return _digest(self._beside(OLD)) == self.old

    def prepare(self, change: Change) -> None:
        """Write the new content beside the file, and keep the old one there."""
        if self.state != "old":
            raise files.ChangedError
        status = files.writable(self.target)
        try:
            self._beside(OLD).hardlink_to(self.target)
        except OSError:  # not every file system has such links, nor may every file have one
            _fill(self._beside(OLD), change.old, status)
        _fill(self._beside(files.NEW), change.new, status)

    def finish(self) -> None:
        if self.state != "old":
            raise files.ChangedError
        self._beside(files.NEW).replace(self.target)

    def undo(self) -> None:
        if self.state == "new":
            self._beside(OLD).replace(self.target)

    def clean_up(self) -> None:
        for ending in (OLD, files.NEW):
            self._beside(ending).unlink(missing_ok=True)

    def _beside(self, ending: str) -> Path:
        return self.target.with_name(f".{self.target.name[:100]}.{self.mark}{ending}")


def write(root: Path, changes: Sequence[Change]) -> None:
    """Write all of `changes`, files of the program below `root`, or none: raise UnwrittenError."""
    journal = root.resolve() / NAME
    mark = os.urandom(4).hex()
    steps = [
        _Step(Path(os.path.realpath(c.path)), digest(c.old), digest(c.new), f"{mark}-{number}")
        for number, c in enumerate(changes)
    ]
    at = journal
    try:
        with _held(journal) as stream:
            if os.fstat(stream.fileno()).st_size:
                raise UnwrittenError(journal, "is of a run that was killed meanwhile; run again")
            try:
                files.fill(stream, journal, _packed(journal, steps, mark))
                for step, change in zip(steps, changes, strict=True):
                    at = change.path
                    step.prepare(change)
                for step, change in zip(steps, changes, strict=True):
                    at = change.path
                    step.finish()
            except BaseException:
                _undo_own(stream, journal, steps)
                raise
            _end(stream, journal, steps)
    except _BusyError as error:
        raise UnwrittenError(journal, f"is held: {_BUSY}") from error
    except files.ChangedError as error:
        raise UnwrittenError(at, str(error)) from error
    except OSError as error:
        raise UnwrittenError(at, files.why_unwritten(error)) from error


def settle(
    paths: Iterable[Path], seen: set[str], writes: bool, config_in: Callable[[Path], Config]
) -> list[Settled]:
    """Finish or undo what killed runs left in the programs of the files at `paths`; a call that
    doesn't write only says it. Folders that are `seen` aren't looked into again.

    Raises UnsettledError where nothing may be written over what was left.
    """
    return [
        _settled(journal) if writes else _described(journal)
        for journal in _journals(paths, seen, config_in)
    ]


def _journals(
    paths: Iterable[Path], seen: set[str], config_in: Callable[[Path], Config]
) -> Iterator[Path]:
    """Yield the journals between the files at `paths` and the roots of their programs."""
    # Asked of every file, and of every folder: Path would take several times as long.
    folders = sorted({os.path.abspath(os.path.dirname(path)) for path in paths})  # noqa: PTH100, PTH120
    for folder in folders:
        up = folder
        while up not in seen:
            seen.add(up)
            journal = os.path.join(up, NAME)  # noqa: PTH118
            if os.path.isfile(journal) and any(  # noqa: PTH113
                _is_in(Path(one), Path(up), config_in) for one in folders
            ):
                yield Path(journal)
            up = os.path.dirname(up)  # noqa: PTH120


def _is_in(folder: Path, root: Path, config_in: Callable[[Path], Config]) -> bool:
    """Whether a folder is of the project of one above it: the settings say so, or no other project
    is between the two.
    """
    if not folder.is_relative_to(root):
        return False
    said = config_in(folder.resolve()).root
    if said is not None and said.resolve() == root.resolve():
        return True
    for up in (folder, *folder.parents):
        if up == root or is_marked(up):
            return up == root
    return False


def _settled(journal: Path) -> Settled:
    """Finish what a killed run began where all is there for it, or else undo it.

    Where it hadn't changed a file yet, there is nothing to finish: whoever wants it runs it again.
    """
    try:
        with _held(journal) as stream:
            steps = _unpacked(stream.read(), journal)
            placed = [step for step in steps if step.state == "new"]
            rest = [step for step in steps if step not in placed]
            if placed and all(step.can_be_finished for step in rest):
                for step in rest:
                    step.finish()
                _end(stream, journal, steps)
                return Settled(f"{_KILLED}: finished now, {_named(steps)}")
            if not all(step.can_be_undone for step in placed):
                raise UnsettledError(
                    f"{from_here(journal)}: {_KILLED}, which can be neither finished nor undone: "
                    f"{_states(steps)}; bring them all to the one state or the other, and run again"
                )
            changed = [step.target for step in rest if placed and step.state != "old"]
            _undo(stream, journal, steps)
    except _BusyError as error:
        raise UnsettledError(f"{from_here(journal)}: {_BUSY}") from error
    except files.ChangedError as error:
        raise UnsettledError(f"{from_here(journal)}: {_KILLED}; one of them {error}") from error
    except OSError as error:
        problem = f"one of them {files.why_unwritten(error)}"
        raise UnsettledError(f"{from_here(journal)}: {_KILLED}; {problem}") from error
    message = f"{_KILLED}: undone now, {_named(steps)}" if steps else ""
    return Settled(message, tuple((from_here(path), _CHANGED) for path in changed))


def _described(journal: Path) -> Settled:
    """Say what a killed run left."""
    try:
        problem = _BUSY
        if not files.is_held(journal):
            steps = _unpacked(journal.read_bytes(), journal)
            problem = f"{_KILLED}: {_states(steps)}; `bnmigrate fix` finishes or undoes that"
            if not steps:
                return Settled()
    except FileNotFoundError:  # the run that wrote has ended
        return Settled()
    except OSError as error:
        problem = f"cannot be read: {error.strerror}; check its permissions"
    except UnsettledError as error:
        problem = str(error)
    return Settled(problems=((from_here(journal), problem),))


@contextlib.contextmanager
def _held(journal: Path) -> Iterator[BinaryIO]:
    """Open the journal, and keep it from other runs; raise _BusyError where one doesn't end."""
    deadline = time.monotonic() + PATIENCE
    with contextlib.ExitStack() as stack:
        while True:
            try:
                stream = stack.enter_context(files.held(journal))
                break
            except files.ChangedError as error:
                if time.monotonic() > deadline:
                    raise _BusyError from error
                time.sleep(0.02)
        yield stream


def _undo_own(stream: BinaryIO, journal: Path, steps: Sequence[_Step]) -> None:
    """Undo what this run has written; what can't be undone waits for the next one."""
    try:
        _undo(stream, journal, steps)
    except OSError as error:
        raise UnwrittenError(
            journal, f"names files that are written in part: {_states(steps)}; run again"
        ) from error


def _undo(stream: BinaryIO, journal: Path, steps: Sequence[_Step]) -> None:
    for step in steps:
        step.undo()
    _end(stream, journal, steps)


def _end(stream: BinaryIO, journal: Path, steps: Sequence[_Step]) -> None:
    for step in steps:
        step.clean_up()
    files.let_go(stream)
    journal.unlink()


def _fill(path: Path, content: bytes, like: os.stat_result) -> None:
    with files.held(path, 0o600) as stream:
        files.fill(stream, path, content, like)


def _digest(path: Path) -> str:
    """Return the digest of a file, empty where it can't be read."""
    try:
        return digest(path.read_bytes())
    except OSError:
        return ""


def _packed(journal: Path, steps: Sequence[_Step], mark: str) -> bytes:
    import json  # which is needed where files change together

    # A folder may have another name in a container, or after a move.
    folder = journal.parent
    rows = [
        [
            str(s.target.relative_to(folder) if s.target.is_relative_to(folder) else s.target),
            s.old,
            s.new,
        ]
        for s in steps
    ]
    return json.dumps([mark, rows]).encode()


def _unpacked(data: bytes, journal: Path) -> list[_Step]:
    """Return what a journal names: nothing where the run was killed before it was whole, and so
    before anything else was done.
    """
    import json

    try:
        packed = json.loads(data)
    except ValueError:
        return []
    try:
        mark, rows = packed
        if not mark.isalnum():
            raise ValueError
        return [
            _Step(
                Path(os.path.realpath(journal)).parent / target, str(old), str(new), f"{mark}-{i}"
            )
            for i, (target, old, new) in enumerate(rows)
        ]
    except (TypeError, ValueError, AttributeError) as error:
        raise UnsettledError(
            f"{from_here(journal)}: isn't a journal that this version can read; see which files "
            "changed, and remove it"
        ) from error


def _named(steps: Sequence[_Step]) -> str:
    names = [from_here(step.target) for step in steps]
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {more} more" if more > 0 else "")


def _states(steps: Sequence[_Step]) -> str:
    """Say which files are in which state."""
    names: dict[str, list[str]] = {}
    for step in steps:
        names.setdefault(step.state, []).append(from_here(step.target))
    return ", ".join(f"{state}: {' '.join(names[state])}" for state in sorted(names))
