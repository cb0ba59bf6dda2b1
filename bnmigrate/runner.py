"""The files of a call: read, migrate, write each; one bad file never stops the others."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from bnmigrate import discovery, files, journal
from bnmigrate.config import Config, find, read
from bnmigrate.discovery import package_of
from bnmigrate.entries import Entry, Found, digest
from bnmigrate.findings import Blocker, FileReport, Finding
from bnmigrate.garbage import leave_alone
from bnmigrate.places import from_here
from bnmigrate.results import FileResult
from bnmigrate.rulebook import last_names
from bnmigrate.search.relevance import is_relevant, searchable
from bnmigrate.settings import absolute
from bnmigrate.waiting import completed

if TYPE_CHECKING:
    from bnmigrate.cache import Cache
    from bnmigrate.program.briefs import Brief

BYTES_A_PROCESS = 500_000
"""How much source one process is worth: about a second of work."""


class FileOutcome(NamedTuple):
    """What became of one file.

    `before` is what it held, where anything was found; `problem` is what could not be done, and its
    next step. `is_new` tells that it was worked on, and nothing was taken from an earlier run.
    """

    path: str
    result: FileResult
    before: bytes = b""
    problem: str = ""
    was_read: bool = True
    is_new: bool = False

    def report(self, findings: tuple[Finding, ...]) -> FileReport:
        """Return what is reported of the file where `findings` of it are shown.

        What is fixed and not shown is done already, or shown as a diff.
        """
        shows_fixes = any(finding.fixed for finding in findings)
        replacements = self.result.replacements if shows_fixes else ()
        return FileReport(self.path, findings, self.before, self.problem, replacements)


class Task(NamedTuple):
    """A file to work on; `entry` is what is known of it, None where it can't be read; `content`
    stands for what it holds on disk.
    """

    path: Path
    config: Config
    entry: Entry | None
    size: int = 0
    package: str = ""
    brief: Brief | None = None
    content: bytes | None = None

    @property
    def may_hold(self) -> bool:
        """Tell whether anything may be found in it, or said of it."""
        does_anything = self.brief is not None and self.brief.matters
        return self.entry is None or self.entry.is_relevant or does_anything


Look: TypeAlias = Task | discovery.DiscoveryError

Watch: TypeAlias = Callable[[Iterator[FileOutcome], int], Iterator[FileOutcome]]

Do: TypeAlias = Callable[[Task], FileOutcome]


class Runner:
    """What one call looks at: the files that `paths` name, or standard input for `-`.

    `settings` are those of the command line; each file has those of its folder besides, unless they
    name a `config_file` or are `isolated`. `jobs` are the processes to use, None for as many as the
    work is worth. What earlier calls found is kept in `cache_folder`, None for the project's own;
    without `uses_cache` it is neither read nor written. `with_calls` adds the text of each
    translated constructor call to the results, which takes one process and no cache. `watch` is
    handed what is worked on and its number, and hands it on. `contents` stand for what files hold
    on disk, by their absolute paths; a path that isn't there may have one. `memory` is used in the
    place of a cache in a folder.
    """

    def __init__(
        self,
        paths: tuple[Path, ...],
        stdin_filename: Path | None,
        settings: Mapping[str, Any],
        jobs: int | None = None,
        cache_folder: Path | None = None,
        uses_cache: bool = True,
        with_calls: bool = False,
        watch: Watch | None = None,
        contents: Mapping[Path, bytes] | None = None,
        memory: Cache | None = None,
    ) -> None:
        self.paths = paths or (Path(),)
        self.stdin_filename = stdin_filename
        self.settings = dict(settings)
        named: Path | None = self.settings.pop("config_file", None)
        self.config_file = named and named.absolute()
        self.is_isolated: bool = self.settings.pop("isolated", False)
        self.jobs = jobs
        self.cache_folder = cache_folder
        self.uses_cache = uses_cache
        self.with_calls = with_calls
        self.watch = watch
        self.contents = contents or {}
        self.memory = memory
        self.cache_problem = ""
        self.too_large: list[Path] = []
        """The roots of programs that can't be followed as a whole."""
        self.settled: list[journal.Settled] = []
        """What became of what killed runs left."""
        self.ignored_in_vain: set[str] = set()
        self.uses_stdin = Path("-") in self.paths
        self._seen: set[str] = set()

    def outcomes(self, write: bool, with_changes: bool = True) -> Iterator[FileOutcome]:
        """Work on all files, in order; raise ConfigError at once, before anything is written, and
        UnsettledError where a run was killed and that can't be mended.

        Without `with_changes` the new content of the files isn't asked for, and may be missing.
        """
        if self.uses_stdin:
            named = [self.stdin_filename] if self.stdin_filename else []
            self.settled = journal.settle(named, self._seen, False, self.config_in)
            return iter([self._stdin()])
        looks, cache = self._looks(write)
        return self._outcomes(looks, cache, write, with_changes)

    def worked_on(self, do: Do) -> dict[Path, tuple[Task, FileOutcome]]:
        """Let `do` work on all files, and write nothing; return what became of each, and its task
        as it was at last.

        Raises ConfigError and UnsettledError as `outcomes` does.
        """
        looks, _ = self._looks(write=False)
        return _completed(
            self._settled([look for look in looks if isinstance(look, Task)], True, do)
        )

    def _looks(self, write: bool) -> tuple[list[Look], Cache | None]:
        """See what is known of each file."""
        # All of it first: a wrong setting in some folder is found before any file changes.
        found = list(self.files())
        here = self.config_here()
        paths = [one for one in found if isinstance(one, Path)]
        self.settled = journal.settle(paths, self._seen, write, self.config_in)
        cache = self.memory or (self._cache(here) if self.uses_cache else None)
        looks = [
            one if isinstance(one, discovery.DiscoveryError) else self._look(one, cache)
            for one in found
        ]
        if any(isinstance(look, Task) and look.may_hold for look in looks):
            looks = self._briefed(looks, cache)
        return looks, cache

    def files(self) -> Iterator[Path | discovery.DiscoveryError]:
        """Yield the files that are looked at, and what is named and can't be."""
        unsaved = [p for p in self.paths if absolute(p) in self.contents and not p.exists()]
        named = [path for path in self.paths if path not in unsaved]
        yield from discovery.files(named, self.config_in)
        yield from unsaved

    def _cache(self, here: Config) -> Cache:
        from bnmigrate.cache import FOLDER, Cache  # which some calls do without

        return Cache(self.cache_folder or here.folder / FOLDER, last_names(here.rules.classes))

    def _look(self, path: Path, cache: Cache | None) -> Task:
        """See whether anything is to be found in a file."""
        config = self._config_of(path)
        content = self.contents.get(absolute(path)) if self.contents else None
        try:
            data = _read(path) if content is None else content
        except OSError:
            return Task(path, config, None)  # it is reported when its turn comes
        mark = digest(data) if cache else ""
        entry = cache.get(path, mark, config) if cache else None
        if entry is None:
            entry = Entry(mark, is_relevant(searchable(data, path.name), config.rules))
            if cache:
                cache.put(path, entry, config)
        return Task(path, config, entry, len(data), content=content)

    def _briefed(self, looks: list[Look], cache: Cache | None) -> list[Look]:
        """See what the program of each file knows of it."""
        from bnmigrate.program.briefs import Brief
        from bnmigrate.program.project import project_briefs

        tasks = [look for look in looks if isinstance(look, Task)]
        named = [task.path for task in tasks]
        contents = {task.path: task.content for task in tasks if task.content is not None}
        found = project_briefs(named, self.config_in, contents, self.too_large, cache)
        leave_alone()
        return [
            look._replace(
                brief=found.get(look.path, Brief()), package=self._package(look.path.parent)
            )
            if isinstance(look, Task)
            else look
            for look in looks
        ]

    def _outcomes(
        self,
        looks: list[Look],
        cache: Cache | None,
        write: bool,
        with_changes: bool,
    ) -> Iterator[FileOutcome]:
        tasks = [look for look in looks if isinstance(look, Task)]
        done = self._settled(tasks, with_changes, partial(work, with_calls=self.with_calls))
        try:
            if cache:
                for task, outcome in done.values():
                    _remember(cache, task, outcome)
            done = _completed(done)
            joint = _written_together(done) if write else {}
            for look in looks:
                if isinstance(look, discovery.DiscoveryError):
                    name = str(look.path)
                    yield FileOutcome(name, FileResult(name), problem=look.problem, was_read=False)
                    continue
                _, outcome = done[look.path]
                if look.path in joint:
                    yield joint[look.path]
                else:
                    yield written(look.path, outcome) if write else outcome
        finally:
            if cache:
                self.cache_problem = cache.save()

    def _settled(
        self, tasks: list[Task], with_changes: bool, do: Do
    ) -> dict[Path, tuple[Task, FileOutcome]]:
        """Work on all files until no group of the program changes in one and stays in another."""
        done: dict[Path, tuple[Task, FileOutcome]] = {}
        blocked: dict[str, dict[int, Blocker]] = {}
        to_do = tasks
        while to_do:
            needed = [task for task in to_do if not _is_known(task, with_changes)]
            outcomes = self._work(needed, do)
            if self.watch is not None:
                outcomes = self.watch(outcomes, len(needed))
            results = dict(zip(map(id, needed), outcomes, strict=True))
            against: list[tuple[str, bool, Blocker, tuple[int, ...]]] = []
            for task in to_do:
                outcome = results[id(task)] if id(task) in results else _known(task)
                if outcome is None:  # changed since the first look
                    outcome = do(task)
                done[task.path] = task, outcome
                # The numbers of groups are those of one program.
                if task.brief is not None and task.brief.is_linked:
                    against += (
                        (task.brief.program, blocker.is_assumption, blocker, one.groups)
                        for one in outcome.result.against
                        for blocker in one.blockers
                    )
            # The first place is named, whatever the order of the files.
            for program, _, place, groups in sorted(against):
                for group in groups:
                    blocked.setdefault(program, {}).setdefault(group, place)
            for task in tasks:
                inside = _blocked_for(task, blocked)
                followers = task.brief.followers if task.brief else ()
                if inside and followers:
                    first = min(inside.values())
                    for group in followers:
                        inside.setdefault(group, first)
            to_do = [
                _more_blocked(task, outcome, _blocked_for(task, blocked))
                for task, outcome in done.values()
                if _is_behind(task, outcome, _blocked_for(task, blocked))
            ]
        return done

    def _work(self, tasks: list[Task], do: Do) -> Iterator[FileOutcome]:
        worth = 1 + sum(task.size for task in tasks) // BYTES_A_PROCESS
        jobs = min(len(tasks), self.jobs or min(_processors(), worth))
        if jobs < 2:
            return map(do, tasks)
        import bnmigrate.analysis
        import bnmigrate.engine  # noqa: F401  # once, for all processes that are copies
        from bnmigrate import processes

        return processes.in_order(do, tasks, jobs, _lost)

    def _stdin(self) -> FileOutcome:
        from bnmigrate.engine import migrate

        data = sys.stdin.buffer.read()
        brief: Brief | None = None
        name = self.stdin_filename or Path("-")
        config = self._config_of(name)
        package = ""
        if self.stdin_filename is not None:
            package = package_of(name)
            if config.force_exclude and discovery.is_excluded(name, config):
                return FileOutcome(str(name), FileResult(str(name)), data)
            if is_relevant(searchable(data, name.name), config.rules):
                from bnmigrate.program.briefs import Brief
                from bnmigrate.program.project import project_briefs

                found = project_briefs([name], self.config_in, {name: data}, self.too_large)
                brief = found.get(name, Brief())
        result = migrate(data, str(name), config, package, brief=brief)
        return FileOutcome(str(name), result, data)

    def config_here(self) -> Config:
        """Return the settings that hold in the current folder; raise ConfigError."""
        return self.config_in(Path.cwd())

    def takes(self, path: Path, code: str) -> bool:
        """Tell whether `code` is looked for in the file at `path`."""
        return self._config_of(path).selection.takes(code, str(path))

    def _config_of(self, path: Path) -> Config:
        return self._config_in(os.path.dirname(path))  # noqa: PTH120  # asked of every file

    @cache  # noqa: B019  # a runner lives as long as the process
    def _config_in(self, folder: str) -> Config:
        return self.config_in(Path(folder).resolve())

    @cache  # noqa: B019  # a runner lives as long as the process
    def config_in(self, folder: Path) -> Config:
        """Return the settings that hold in `folder`."""
        return self.read_settings(self.settings_file(folder))

    def settings_file(self, folder: Path) -> Path | None:
        """Return the file whose settings hold in `folder`."""
        if self.config_file is not None or self.is_isolated:
            return self.config_file
        return find(folder)

    @cache  # noqa: B019  # a runner lives as long as the process
    def read_settings(self, file: Path | None) -> Config:
        """Return the settings of a file and of the command line."""
        is_named = file is not None and file == self.config_file
        config = read(file, folder=Path.cwd() if is_named else None, **self.settings)
        self.ignored_in_vain |= config.selection.in_vain
        return config

    @cache  # noqa: B019  # a runner lives as long as the process
    def _package(self, folder: Path) -> str:
        return package_of(folder / "module.py")


def _completed(
    done: Mapping[Path, tuple[Task, FileOutcome]],
) -> dict[Path, tuple[Task, FileOutcome]]:
    """Name all that findings wait for, in whichever file of their program it stands."""
    programs: dict[str, dict[Path, tuple[Task, FileOutcome]]] = {}
    for path, (task, outcome) in done.items():
        if task.brief is not None and task.brief.is_linked and outcome.result.findings:
            programs.setdefault(task.brief.program, {})[path] = task, outcome
    became = dict(done)
    for files_of_program in programs.values():
        findings = completed(
            {str(path): outcome.result.findings for path, (_, outcome) in files_of_program.items()},
            (one for _, outcome in files_of_program.values() for one in outcome.result.against),
            {
                str(path): task.brief.followers
                for path, (task, _) in files_of_program.items()
                if task.brief is not None
            },
        )
        for path, (task, outcome) in files_of_program.items():
            result = outcome.result._replace(findings=findings[str(path)])
            became[path] = task, outcome._replace(result=result)
    return became


def _read(path: Path) -> bytes:
    with path.open("rb", buffering=0) as stream:  # a buffer would take as long as the reading
        return stream.read()


def _processors() -> int:
    """Return how many processes may run at once."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _staying(outcome: FileOutcome) -> set[int]:
    """Return the groups that don't change in a file."""
    return {group for one in outcome.result.against for group in one.groups}


def _blocked_for(task: Task, blocked: Mapping[str, dict[int, Blocker]]) -> dict[int, Blocker]:
    """Return the groups of the file's program that can't change."""
    return blocked.get(task.brief.program, {}) if task.brief is not None else {}


def _is_behind(task: Task, outcome: FileOutcome, blocked: Mapping[int, Blocker]) -> bool:
    """Whether other files stand against a group that the file would change."""
    if task.brief is None:
        return False
    stays = _staying(outcome) | set(task.brief.blocked)
    return not stays.issuperset(task.brief.groups & blocked.keys())


def _more_blocked(task: Task, outcome: FileOutcome, blocked: Mapping[int, Blocker]) -> Task:
    assert task.brief is not None
    own = _staying(outcome)
    others = {group: place for group, place in blocked.items() if group not in own}
    return task._replace(brief=task.brief.with_blocked({**others, **task.brief.blocked}))


def _is_known(task: Task, with_changes: bool) -> bool:
    """Tell whether the outcome needs no work: nothing can be found, or it was found before."""
    if task.entry is None:
        return False
    found = task.entry.found
    return not task.may_hold or (
        found is not None
        and not (found.changes and with_changes)
        and found.holds(task.package, _digest(task.brief))
    )


def _known(task: Task) -> FileOutcome | None:
    """Return the outcome that is known, None where the file has changed since."""
    name = str(task.path)
    assert task.entry is not None
    # What was found may rest on a program that is another one now, to which the file is nothing.
    found = task.entry.found if task.may_hold else None
    if found is None or not found.findings:
        return FileOutcome(name, FileResult(name, against=found.against if found else ()))
    try:
        data = task.path.read_bytes()
    except OSError:
        return None
    if digest(data) != task.entry.digest:
        return None
    findings = tuple(replace(finding, path=name) for finding in found.findings)
    return FileOutcome(name, FileResult(name, findings, against=found.against), data)


def _remember(cache: Cache, task: Task, outcome: FileOutcome) -> None:
    """Keep what was found where it was found in the content that was looked at first."""
    result = outcome.result
    if task.entry is None or not outcome.is_new or outcome.problem or result.error:
        return
    if digest(outcome.before) == task.entry.digest:
        found = Found(
            task.package,
            result.output is not None,
            result.findings,
            _digest(task.brief),
            result.against,
        )
        cache.put(task.path, task.entry._replace(found=found), task.config)


def _lost(task: Task, ending: str) -> FileOutcome:
    name = str(task.path)
    problem = (
        f"could not be done: the process that worked on it ended with {ending}; the file is whole. "
        "Exclude it, and please report it"
    )
    return FileOutcome(name, FileResult(name), problem=problem)


def _digest(brief: Brief | None) -> str:
    return digest(repr(brief).encode())


def work(task: Task, with_calls: bool = False, only: frozenset[int] | None = None) -> FileOutcome:
    """Work on one file; nothing is written. `only` are the parts of its fix to carry out."""
    from bnmigrate.engine import migrate_relevant  # where nothing is to be found, it isn't needed

    path, name = task.path, str(task.path)
    try:
        data = path.read_bytes() if task.content is None else task.content
    except OSError as error:
        problem = f"cannot be read: {error.strerror}; check its permissions"
        return FileOutcome(name, FileResult(name), problem=problem, was_read=False)
    result = migrate_relevant(
        data,
        name,
        task.config,
        task.package,
        with_calls=with_calls,
        brief=task.brief,
        only=only,
    )
    return FileOutcome(name, result, data, is_new=True)


def _written_together(
    done: Mapping[Path, tuple[Task, FileOutcome]],
) -> dict[Path, FileOutcome]:
    """Put the new contents of files that change together in their places, of all or of none."""
    from bnmigrate.joint import joint  # where nothing changes, it isn't needed

    changes = {
        path: journal.Change(path, outcome.before, outcome.result.output)
        for path, (_, outcome) in done.items()
        if outcome.result.output is not None
    }
    became: dict[Path, FileOutcome] = {}
    for root, paths in joint((path, done[path][0].brief) for path in changes):
        outcomes = {path: done[path][1] for path in paths}
        try:
            journal.write(root, [changes[path] for path in paths])
        except journal.UnwrittenError as error:
            name = from_here(error.path)
            why = (
                f"left as it is, for it changes together with {name}, which {error}"
                if error.path in paths
                else f"left as it is: {name} {error}"
            )
            outcomes = {
                path: outcome._replace(
                    result=unfixed(outcome.result),
                    problem=str(error) if path == error.path else why,
                )
                for path, outcome in outcomes.items()
            }
        became |= outcomes
    return became


def written(path: Path, outcome: FileOutcome) -> FileOutcome:
    """Put the new content of a file in its place."""
    result, data = outcome.result, outcome.before
    if result.output is None:
        return outcome
    try:
        files.replace(path, data, result.output)
    except files.ChangedError as error:
        return outcome._replace(result=unfixed(result), problem=str(error))
    except OSError as error:
        return outcome._replace(result=unfixed(result), problem=files.why_unwritten(error))
    return outcome


def unfixed(result: FileResult) -> FileResult:
    """Return `result` as it is when its fixes are not carried out."""
    return result._replace(
        findings=tuple(replace(finding, fixed=False) for finding in result.findings),
        output=None,
        replacements=(),
    )
