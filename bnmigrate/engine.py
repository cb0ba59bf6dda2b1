"""One file: bytes and settings in, the findings and the new bytes out; nothing else is touched."""

from __future__ import annotations

import ast
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from bnmigrate.config import Config
from bnmigrate.findings import UNREADABLE, Finding, Replacement
from bnmigrate.garbage import collected_once
from bnmigrate.places import NOTEBOOK, CellPlace, Place
from bnmigrate.results import FileResult, Part
from bnmigrate.search.relevance import is_relevant, searchable
from bnmigrate.source import Document, Lines, UnreadableError, check_characters, decode, spliced
from bnmigrate.time_limit import OutOfTimeError, time_limit

if TYPE_CHECKING:
    import libcst as cst

    from bnmigrate.calls import TranslatedCall
    from bnmigrate.program.briefs import Brief

DEPTH = 10_000
"""Python's recursion limit while a file is worked on: LibCST recurses a few frames a level."""


TOO_DEEP = "is nested too deeply; simplify its expressions"


def migrate(
    data: bytes,
    path: str,
    config: Config,
    package: str = "",
    with_calls: bool = False,
    brief: Brief | None = None,
) -> FileResult:
    """Find what is to do in a file and do what is safe; `package` resolves its relative imports,
    and `brief` is what the program knows of it.

    `with_calls` adds the text of each translated constructor call to the result.

    Never raises for what the file holds: a file that cannot be read is a BN900 finding.
    """
    if not is_relevant(searchable(data, path), config.rules):
        return FileResult(path)
    return migrate_relevant(data, path, config, package, with_calls, brief)


def migrate_relevant(
    data: bytes,
    path: str,
    config: Config,
    package: str,
    with_calls: bool = False,
    brief: Brief | None = None,
    only: frozenset[int] | None = None,
) -> FileResult:
    """Do the same with a file that was found to be relevant already.

    `only` are the parts of the fix to carry out, by their numbers in the result without it.
    """
    is_notebook = path.endswith(NOTEBOOK)
    with collected_once(), _deep():
        try:
            if len(data) > config.max_file_size:
                said = f"has {len(data):,} bytes, and max-file-size is {config.max_file_size:,}"
                raise UnreadableError(f"{said}; exclude it, or raise the limit")
            with time_limit(config.file_timeout):
                if is_notebook:
                    return _migrate_notebook(data, path, config, package, with_calls, brief, only)
                return _migrate(decode(data), path, config, package, with_calls, brief, only)
        except OutOfTimeError:
            problem = (
                f"took more than {config.file_timeout:g} seconds; exclude it, or raise file-timeout"
            )
            return unreadable(path, UnreadableError(problem))
        except UnreadableError as error:
            return unreadable(path, error)
        except RecursionError:
            return unreadable(path, UnreadableError(TOO_DEEP))
        except Exception as error:  # a mistake of ours must not stop the other files
            return unreadable(path, UnreadableError(_bug(error)))


@contextmanager
def _deep() -> Iterator[None]:
    """Let Python recurse as deep as LibCST does."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, DEPTH))
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)


def _bug(error: Exception) -> str:
    where = error.__traceback__
    while where is not None and where.tb_next is not None:
        where = where.tb_next
    place = f" in {Path(where.tb_frame.f_code.co_filename).name}:{where.tb_lineno}" if where else ""
    what = f"{type(error).__name__}{place}: {error}"
    return f"is left as it is: bnmigrate failed on it ({what}); please report this with the file"


def _migrate(
    document: Document,
    path: str,
    config: Config,
    package: str,
    with_calls: bool,
    brief: Brief | None,
    only: frozenset[int] | None,
) -> FileResult:
    from bnmigrate.analysis import analyse
    from bnmigrate.program.project import alone

    module, tree = _parsed(document.text)
    if brief is None:
        brief = alone(tree, config)
    outcome = analyse(module, document, path, config, package, brief, tree, with_calls, only)
    findings: list[Finding] = []
    calls: list[tuple[Finding, TranslatedCall]] = []
    members: list[list[Finding]] = [[] for _ in outcome.parts]
    for found in outcome.found:
        place, cell = document.place(found.start, found.end)
        findings.append(replace(found.finding, path=path, cell=cell, **place._asdict()))
        if found.call is not None:
            calls.append((findings[-1], found.call))
        if found.part is not None:
            members[found.part].append(findings[-1])
    findings.sort()
    suppressed = tuple(finding for finding in findings if finding.suppressed)
    findings = [finding for finding in findings if not finding.suppressed]
    calls.sort(key=lambda pair: pair[0])
    text = spliced(document.text, outcome.splices)
    if text == document.text:
        return FileResult(path, tuple(findings), suppressed=suppressed, against=outcome.against)
    _check_programs(document, text, path)
    changes = document.changes(outcome.splices)
    lines = Lines(document.content)
    return FileResult(
        path,
        tuple(findings),
        document.encode(spliced(document.content, changes)),
        calls=tuple(calls),
        suppressed=suppressed,
        replacements=tuple(
            Replacement(start, end, *lines.place(start), *lines.place(end), new)
            for start, end, new in changes
        ),
        against=outcome.against,
        parts=tuple(
            Part(tuple(sorted(some)), groups)
            for some, groups in zip(members, outcome.parts, strict=True)
        ),
    )


def _migrate_notebook(
    data: bytes,
    path: str,
    config: Config,
    package: str,
    with_calls: bool,
    brief: Brief | None,
    only: frozenset[int] | None,
) -> FileResult:
    """Migrate the cells as one module, without those that can't be parsed."""
    from bnmigrate.notebooks.cells import NotebookSource
    from bnmigrate.notebooks.notebook import read

    notebook = read(data)
    code = "\n".join(cell.text for cell in notebook.cells).encode("utf-8", "surrogatepass")
    if not is_relevant(code, config.rules):  # only a text or an output was
        return FileResult(path)
    source = NotebookSource(notebook, _parsed)
    result = _migrate(source, path, config, package, with_calls, brief, only)
    if not source.problems or result.error:
        return result
    unread = [_bn900(path, *problem) for problem in source.problems]
    return result._replace(findings=tuple(sorted([*result.findings, *unread])), error=True)


def _parsed(text: str) -> tuple[cst.Module, ast.Module | None]:
    """Parse a module, by LibCST and by Python; raise UnreadableError where it isn't Python, or goes
    too deep.
    """
    from bnmigrate.names.parsing import parse

    check_characters(text)
    tree = _python_tree(text)
    return parse(text), tree


def _python_tree(text: str) -> ast.Module | None:
    """Return what Python's own parser makes of the text; None where it takes it for no Python.

    Raises UnreadableError where code is nested deeper than Python compiles it: LibCST's parser
    would overflow the stack, which ends the process and not just this file.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(text)
        except (RecursionError, MemoryError):
            raise UnreadableError(TOO_DEEP) from None
        except SyntaxError as error:
            if "too many" in str(error.msg):  # nested parentheses, levels of indentation
                line, column = error.lineno or 1, error.offset or 1
                raise UnreadableError(TOO_DEEP, line, column) from None
        except ValueError:
            pass
    return None  # what Python doesn't compile may be parsed by LibCST all the same


def _check_programs(document: Document, text: str, path: str) -> None:
    """Raise UnreadableError where what compiled before doesn't any more."""
    for old, new in zip(document.programs(document.text), document.programs(text), strict=True):
        problem = _compiles(new, path) if new != old else None
        if problem is not None and _compiles(old, path) is None:
            raise UnreadableError(
                f"the new content would not compile ({problem}), so the file was left as it was; "
                "this is a bug in bnmigrate, please report it with the file"
            )


def _compiles(text: str, path: str) -> str | None:
    """Return why `text` doesn't compile, None where it does; a notebook awaits where it will."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            compile(text, path, "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
        except (SyntaxError, ValueError) as error:
            return str(error)
    return None


def unreadable(path: str, error: UnreadableError) -> FileResult:
    """Return the result of a file that cannot be read as Python."""
    place = Place(error.line, error.column, error.line, error.column)
    return FileResult(path, (_bn900(path, error.message, place),), error=True)


def _bn900(path: str, message: str, place: Place, cell: CellPlace | None = None) -> Finding:
    finding = Finding(path, place.line, place.column, UNREADABLE, message, *place[2:])
    return replace(finding, cell=cell)
