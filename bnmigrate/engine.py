"""One file: bytes and settings in, the findings and the new bytes out; nothing else is touched."""

from __future__ import annotations

import ast
import gc
import sys
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from bnmigrate.config import Config
from bnmigrate.findings import Finding, Replacement
from bnmigrate.relevance import is_relevant
from bnmigrate.source import Lines, Source, UnreadableError, decode
from bnmigrate.time_limit import OutOfTimeError, time_limit

if TYPE_CHECKING:
    from bnmigrate.calls import TranslatedCall

DEPTH = 10_000
"""Python's recursion limit while a file is worked on: LibCST recurses a few frames a level."""


TOO_DEEP = "is nested too deeply; simplify its expressions"


@dataclass(frozen=True)
class FileResult:
    """What was found in one file.

    `output` is the new content, None where nothing changes; `error` tells that the file could not
    be read, and the one finding says why. `calls` are the constructor calls that are translated,
    each with its finding, where they were asked for. `replacements` are what leads from the content
    that was read to `output`.
    """

    path: str
    findings: tuple[Finding, ...] = ()
    output: bytes | None = None
    error: bool = False
    calls: tuple[tuple[Finding, TranslatedCall], ...] = ()
    replacements: tuple[Replacement, ...] = ()


def migrate(
    data: bytes,
    path: str,
    config: Config,
    package: str = "",
    arrivals: Mapping[str, str] = MappingProxyType({}),
    with_calls: bool = False,
) -> FileResult:
    """Find what is to do in a file and do what is safe; `package` resolves its relative imports,
    and `arrivals` tells what other files pass for a layer's class (see arrivals.py).

    `with_calls` adds the text of each translated constructor call to the result.

    Never raises for what the file holds: a file that cannot be read is a BN900 finding.
    """
    rules = config.rules
    if not is_relevant(data, rules):
        return FileResult(path)
    with _collected_once():
        try:
            if len(data) > config.max_file_size:
                said = f"has {len(data):,} bytes, and max-file-size is {config.max_file_size:,}"
                raise UnreadableError(f"{said}; exclude it, or raise the limit")
            with time_limit(config.file_timeout):
                return _migrate(decode(data), path, config, package, arrivals, with_calls)
        except OutOfTimeError:
            problem = (
                f"took more than {config.file_timeout:g} seconds; exclude it, or raise file-timeout"
            )
            return _unreadable(path, UnreadableError(problem))
        except UnreadableError as error:
            return _unreadable(path, error)
        except RecursionError:
            return _unreadable(path, UnreadableError(TOO_DEEP))
        except Exception as error:  # a mistake of ours must not stop the other files
            return _unreadable(path, UnreadableError(_bug(error)))


@contextmanager
def _collected_once() -> Iterator[None]:
    """Keep Python from searching a growing tree for garbage; search what is new once, at the end.

    Nothing of a file's tree is garbage before it is done with, and then all of it is.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.collect(0)
        if was_enabled:
            gc.enable()


def _bug(error: Exception) -> str:
    where = error.__traceback__
    while where is not None and where.tb_next is not None:
        where = where.tb_next
    place = f" in {Path(where.tb_frame.f_code.co_filename).name}:{where.tb_lineno}" if where else ""
    what = f"{type(error).__name__}{place}: {error}"
    return f"is left as it is: bnmigrate failed on it ({what}); please report this with the file"


def _migrate(
    source: Source,
    path: str,
    config: Config,
    package: str,
    arrivals: Mapping[str, str],
    with_calls: bool,
) -> FileResult:
    from bnmigrate.analysis import analyse, parse
    from bnmigrate.apply import spliced

    tree = _python_tree(source.text)
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, DEPTH))
    try:
        module = parse(source.text)
        outcome = analyse(module, source.text, path, config, package, arrivals, tree, with_calls)
    finally:
        sys.setrecursionlimit(limit)
    lines = Lines(source.text)
    findings: list[Finding] = []
    calls: list[tuple[Finding, TranslatedCall]] = []
    for found in outcome.found:
        line, column = lines.place(found.start)
        end_line, end_column = lines.place(found.end)
        findings.append(
            replace(
                found.finding,
                path=path,
                line=line,
                column=column,
                end_line=end_line,
                end_column=end_column,
            )
        )
        if found.call is not None:
            calls.append((findings[-1], found.call))
    findings.sort()
    calls.sort(key=lambda pair: pair[0])
    text = spliced(source.text, outcome.splices)
    if text == source.text:
        return FileResult(path, tuple(findings))
    problem = _problem(source, text, path)
    if problem:
        return _unreadable(path, UnreadableError(problem))
    return FileResult(
        path,
        tuple(findings),
        source.encode(text),
        calls=tuple(calls),
        replacements=tuple(
            Replacement(start, end, *lines.place(start), *lines.place(end), new)
            for start, end, new in outcome.splices
            if source.text[start:end] != new
        ),
    )


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


def _problem(source: Source, text: str, path: str) -> str:
    """Return why the new text may not be written, empty where it may."""
    try:
        source.encode(text)
    except UnicodeEncodeError as error:
        return f"its new content has characters that {source.encoding} lacks: {error.reason}"
    if _compiles(text, path) is None or _compiles(source.text, path) is not None:
        return ""
    return (
        f"the new content would not compile ({_compiles(text, path)}), so the file was left as it "
        "was; this is a bug in bnmigrate, please report it with the file"
    )


def _compiles(text: str, path: str) -> str | None:
    """Return why `text` doesn't compile, None where it does."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            compile(text, path, "exec", dont_inherit=True)
        except (SyntaxError, ValueError) as error:
            return str(error)
    return None


def _unreadable(path: str, error: UnreadableError) -> FileResult:
    finding = Finding(
        path, error.line, error.column, "BN900", error.message, error.line, error.column
    )
    return FileResult(path, (finding,), error=True)
