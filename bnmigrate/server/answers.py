"""What the worker is asked, and what it answers."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from bnmigrate.config import Config, ConfigError, find, read
from bnmigrate.discovery import is_excluded
from bnmigrate.engine import migrate, unreadable
from bnmigrate.findings import Finding
from bnmigrate.journal import UnsettledError
from bnmigrate.places import NOTEBOOK
from bnmigrate.program.project import root_in
from bnmigrate.report.text import too_large_line
from bnmigrate.results import FileResult
from bnmigrate.roots import is_marked
from bnmigrate.runner import FileOutcome, Runner, Task, work
from bnmigrate.server.joined import Fix, fixes
from bnmigrate.server.memory import Memory
from bnmigrate.source import Splice, UnreadableError, decode, encode


class Document(NamedTuple):
    """A text that is open in the editor; `path` is where its file is or will be, None where it has
    none.
    """

    uri: str
    path: Path | None
    text: str


class Editor(NamedTuple):
    """All that is open in the editor, and the folders that it was opened for."""

    documents: tuple[Document, ...]
    folders: tuple[Path, ...] = ()


class Fixable(NamedTuple):
    """How far the fix of a finding reaches; `instead` is what to do where it changes more than
    texts.
    """

    findings: int
    files: int
    instead: str = ""


class Checked(NamedTuple):
    """What was found in one document; for each finding, how far its fix reaches, or None."""

    findings: tuple[Finding, ...] = ()
    fixable: tuple[Fixable | None, ...] = ()


class Answer(NamedTuple):
    """What was found in the documents, by their URIs; what stands against an answer for others, and
    what else a person should know.
    """

    checked: dict[str, Checked]
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class Change(NamedTuple):
    """What changes in one text, which may be open."""

    uri: str
    before: str
    splices: tuple[Splice, ...]


_NAMED = 4
"""How many files are named to be fixed together; where there are more, all of the folder are."""

Done = dict[Path, tuple[Task, FileOutcome]]


class Worker:
    """Answers, and remembers what it needs for the next answer."""

    def __init__(self) -> None:
        self._memories: dict[Path, Memory] = {}

    def check(self, editor: Editor) -> Answer:
        """Return what `bnmigrate check` finds in the documents, each in its project."""
        answer = Answer({document.uri: Checked() for document in editor.documents})
        problems: list[str] = []
        notes: list[str] = []
        for project in _projects(editor):
            try:
                done, said = self._worked_on(project)
            except (ConfigError, UnsettledError) as error:
                problems.append(str(error))
                continue
            notes += said
            fix_of = fixes(done)
            for document, path in project.documents:
                unwritable = _unwritable(document)
                if unwritable is not None:
                    found = unreadable(str(path), unwritable).findings
                    answer.checked[document.uri] = Checked(found, (None,))
                elif path in done:
                    result = done[path][1].result
                    answer.checked[document.uri] = _checked(path, result, fix_of, project.folder)
        return answer._replace(problems=tuple(problems), notes=tuple(notes))

    def fix(self, editor: Editor, uri: str, finding: Finding | None) -> tuple[Change, ...]:
        """Return what fixes a finding of a document, or all of them: all changes that belong
        together, in whatever file they are; none where it can't be fixed any more.

        Raises ConfigError and UnsettledError.
        """
        for project in _projects(editor):
            path = next((path for document, path in project.documents if document.uri == uri), None)
            if path is None:
                continue
            done, _ = self._worked_on(project)
            wanted: dict[Path, set[int]] = {}
            for (where, which), fix in fixes(done).items():
                if where == path and finding in (None, which) and fix.in_text:
                    for one, parts in fix.parts.items():
                        wanted.setdefault(one, set()).update(parts)
            uri_of = {path: document.uri for document, path in project.documents}
            return tuple(_changes(done, wanted, project, uri_of))
        return ()

    def _worked_on(self, project: _Project) -> tuple[Done, list[str]]:
        """Return what became of the files of a project, and what there is to say of it."""
        os.chdir(project.folder)
        held = [(d, path) for d, path in project.documents if _unwritable(d) is None]
        if project.is_untitled:
            return {path: _untitled(path, d, project) for d, path in held}, []
        memory = self._memories.setdefault(project.folder, Memory())
        contents = {project.folder / path: encode(d.text)[0] for d, path in held}
        runner = Runner(project.named, None, {}, 1, contents=contents, memory=memory)
        done = runner.worked_on(memory.work)
        memory.save()
        return done, [too_large_line(root) for root in runner.too_large]


class _Project(NamedTuple):
    """Documents that are looked at together: as `bnmigrate check` called in `folder` names them,
    which looks at `named`.
    """

    folder: Path
    named: tuple[Path, ...]
    documents: tuple[tuple[Document, Path], ...]
    is_untitled: bool = False


def _projects(editor: Editor) -> Iterator[_Project]:
    """Yield the projects that the documents are of."""
    by_root: dict[tuple[Path, bool], list[tuple[Document, Path]]] = {}
    for document in editor.documents:
        if document.path is None:
            folder = editor.folders[0] if editor.folders else Path.home()
            yield _Project(folder, (), ((document, Path(document.uri)),), True)
            continue
        path = Path(os.path.realpath(document.path.parent)) / document.path.name
        if path.parent.is_dir():  # else nothing is known of where it will be
            root, is_whole = _root(path.parent)
            by_root.setdefault((root, is_whole), []).append((document, path.relative_to(root)))
    for (root, is_whole), documents in by_root.items():
        paths = [path for _, path in documents]
        if is_whole:
            unsaved = (p for p in paths if not (root / p).exists() and not _is_left_out(root / p))
            paths = [Path(), *unsaved]
        # Else who knows how much there is in the folder: what is open is looked at.
        yield _Project(root, tuple(paths), tuple(documents))


def _root(folder: Path) -> tuple[Path, bool]:
    """Return the folder of the project that a folder is in, and whether all below it is of it: it
    is marked as a project, or the settings name it.
    """
    try:
        config = read(find(folder))
    except ConfigError:  # which is told when the project is looked at
        config = Config()
    root = root_in(folder, config)
    return root, config.root is not None or is_marked(root)


def _is_left_out(path: Path) -> bool:
    try:
        return is_excluded(path, read(find(path.parent)))
    except ConfigError:
        return False  # which is told when the project is looked at


def _unwritable(document: Document) -> UnreadableError | None:
    """Return why a document can't be saved as its coding comment says, None where it can."""
    try:
        encode(document.text)
    except UnreadableError as error:
        return error
    return None


def _untitled(path: Path, document: Document, project: _Project) -> tuple[Task, FileOutcome]:
    """Work on a text that is no file yet; the settings are those where it would be saved."""
    config = read(find(project.folder))
    data, _ = encode(document.text)
    outcome = FileOutcome(str(path), migrate(data, str(path), config), data)
    return Task(path, config, None, content=data), outcome


def _checked(
    path: Path, result: FileResult, fix_of: Mapping[tuple[Path, Finding], Fix], folder: Path
) -> Checked:
    fixable = []
    for finding in result.findings:
        fix = fix_of.get((path, finding)) if finding.fixed else None
        instead = "" if fix is None or fix.in_text else _on_the_command_line(fix, folder)
        fixable.append(fix and Fixable(fix.findings, len(fix.parts), instead))
    return Checked(result.findings, tuple(fixable))


def _on_the_command_line(fix: Fix, folder: Path) -> str:
    """Return how to carry out a fix that reaches notebooks."""
    files = sorted(map(str, fix.parts))
    notebook = next(name for name in files if name.endswith(NOTEBOOK))
    command = shlex.join(["bnmigrate", "fix", *(files if len(files) <= _NAMED else ["."])])
    return (
        f"save, and run `{command}` in {folder}; {notebook} changes with it, and editors change "
        "notebooks in their own way"
    )


def _changes(
    done: Done,
    wanted: Mapping[Path, set[int]],
    project: _Project,
    uri_of: Mapping[Path, str],
) -> Iterator[Change]:
    """Yield what carries out some parts of the fixes; nothing where one of them can't be."""
    made = []
    for path, parts in wanted.items():
        task, outcome = done[path]
        if len(parts) < sum(any(f.fixed for f in p.findings) for p in outcome.result.parts):
            outcome = work(task, only=frozenset(parts))  # what comes of these alone
        if outcome.result.output is None:
            return
        splices = tuple(
            (change.start, change.end, change.text) for change in outcome.result.replacements
        )
        uri = uri_of.get(path) or (project.folder / path).as_uri()
        made.append(Change(uri, decode(outcome.before).text, splices))
    yield from made
