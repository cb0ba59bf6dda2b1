"""Where in the source a layer is made: the call that makes it, or what the class shows."""

from __future__ import annotations

import ast
import inspect
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any

from bnmigrate.comparison.frameworks import Framework


@dataclass(frozen=True, order=True)
class Place:
    """A line of a file."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{shown(self.file)}:{self.line}"


def shown(file: str) -> str:
    """Return a file as people name it: from the current folder, or from where it is imported."""
    path = Path(file)
    for folder in (Path.cwd(), *sorted(map(Path, sys.path), key=lambda p: -len(p.parts))):
        if folder.is_absolute() and folder in path.parents:
            return path.relative_to(folder).as_posix()
    return file


@contextmanager
def recorded(frameworks: Iterable[Framework]) -> Iterator[Mapping[int, Place]]:
    """Give where each module is made while this lasts, by the module's id."""
    found: dict[int, Place] = {}
    kept: list[object] = []  # an id is taken again once its object is gone
    with ExitStack() as stack:
        for framework in frameworks:
            stack.enter_context(_watched(framework, found, kept))
        yield found


def framework_folder(base: type) -> str:
    """Return the folder that a framework is installed in, by its class of all modules, with the
    separator at its end.
    """
    package = sys.modules[base.__module__.partition(".")[0]]
    return f"{Path(inspect.getfile(package)).parent}{os.sep}"


@contextmanager
def _watched(framework: Framework, found: dict[int, Place], kept: list[object]) -> Iterator[None]:
    base: Any = framework.base
    folder = framework_folder(base)
    original = base.__init__

    def init(self: Any, *args: Any, **kwargs: Any) -> None:
        place = _caller(self, sys._getframe(1), folder)
        if place is not None:
            found[id(self)] = place
            kept.append(self)
        original(self, *args, **kwargs)

    base.__init__ = init
    try:
        yield
    finally:
        base.__init__ = original


def _caller(module: object, frame: FrameType | None, framework: str) -> Place | None:
    """Return the nearest line that is neither the module's own constructor nor the framework's."""
    while frame is not None:
        code = frame.f_code
        is_own = code.co_argcount and frame.f_locals.get(code.co_varnames[0]) is module
        if not is_own and not code.co_filename.startswith((framework, "<")):
            return Place(code.co_filename, frame.f_lineno)
        frame = frame.f_back
    return None


def in_source(parent: object, name: str) -> Place | None:
    """Return where the class of `parent` gives `self` the attribute `name`, as far as it shows."""
    for kind in type(parent).__mro__:
        lines = _assignments(kind)
        if name in lines:
            return lines[name]
    return None


@cache
def _assignments(kind: type) -> Mapping[str, Place]:
    try:
        file = inspect.getsourcefile(kind)
        lines, first = inspect.getsourcelines(kind)
        tree = ast.parse(inspect.cleandoc("\n" + "".join(lines)))
    except (OSError, TypeError, SyntaxError):
        return {}
    found: dict[str, Place] = {}
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=[ast.Attribute(value=ast.Name(id="self"), attr=attr)]) if file:
                found.setdefault(attr, Place(file, first + node.lineno - 1))
    return found
