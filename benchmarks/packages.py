"""Real packages beside their translations, and both imported under one name."""

from __future__ import annotations

import hashlib
import importlib
import json
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import SequenceMatcher
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any

from bnmigrate.runner import FileOutcome, Runner
from tests import packages

ORIGINAL = "original"
# What the command line calls the two kinds of translation.
TRANSLATIONS = {"fix": False, "fix --unsafe-fixes": True}
_FINDINGS = "findings.json"


@dataclass(frozen=True)
class Left:
    """A finding that a translation has left, at its place in the translated file."""

    path: str
    line: int
    end_line: int
    code: str


def prepare(
    package: str, into: Path, kinds: Iterable[str] = tuple(TRANSLATIONS), target: str = "mindspore"
) -> None:
    """Unpack `package` into `into`/original, and a translation into a folder for each kind."""
    packages.unpack(package, into / ORIGINAL)
    for kind in kinds:
        translate(into / ORIGINAL / package, into / kind, target, TRANSLATIONS[kind])


def translate(package: Path, into: Path, target: str, unsafe_fixes: bool) -> None:
    """Copy `package` to `into`, translate it there, and keep what is left beside it."""
    root = into / package.name
    shutil.copytree(package, root)
    settings = {"target": target, "unsafe_fixes": unsafe_fixes, "isolated": True}
    left: list[Left] = []
    for outcome in Runner((root,), None, settings, uses_cache=False).outcomes(write=True):
        name = Path(outcome.path).relative_to(into).as_posix()
        place = _places(outcome) if outcome.result.output is not None else {}
        left += [
            Left(name, place.get(f.line, f.line), place.get(f.end_line, f.end_line), f.code)
            for f in outcome.result.findings
            if not f.fixed
        ]
    (into / _FINDINGS).write_text(json.dumps([vars(finding) for finding in left]))


def _places(outcome: FileOutcome) -> dict[int, int]:
    """Return for each line of a file where the translated file has it."""
    assert outcome.result.output is not None
    before, after = outcome.before.decode(), outcome.result.output.decode()
    matcher = SequenceMatcher(None, before.splitlines(), after.splitlines(), autojunk=False)
    return {
        line + 1: min(start + line - first, max(end - 1, start)) + 1
        for _, first, last, start, end in matcher.get_opcodes()
        for line in range(first, last)
    }


def findings_left(folder: Path) -> list[Left]:
    """Return what the translation in `folder` has left."""
    path = folder / _FINDINGS
    return [Left(**item) for item in json.loads(path.read_text())] if path.exists() else []


def content(folder: Path) -> str:
    """Return what tells apart two folders whose sources differ."""
    content = hashlib.sha1(usedforsecurity=False)
    for path in sorted(folder.rglob("*.py")):
        content.update(f"{path.relative_to(folder)} {path.stat().st_size}".encode())
        content.update(path.read_bytes())
    return content.hexdigest()


class Side:
    """One copy of a package, importable while other copies go by the same name."""

    def __init__(self, folder: Path, package: str) -> None:
        self.folder = folder
        self.package = package
        self.left = findings_left(folder)
        self.content = content(folder)
        self._modules: dict[str, ModuleType] = {}

    @contextmanager
    def imported(self) -> Iterator[None]:
        """Make the package's name stand for this copy, also for what is imported late."""
        sys.modules.update(self._modules)
        sys.path.insert(0, str(self.folder))
        importlib.invalidate_caches()
        try:
            yield
        finally:
            sys.path.remove(str(self.folder))
            names = [name for name in sys.modules if name.partition(".")[0] == self.package]
            self._modules = {name: sys.modules.pop(name) for name in names}

    def place(self, file: str) -> str | None:
        """Return the path inside the copy of a file of it, None for any other file."""
        path = Path(file)
        return path.relative_to(self.folder).as_posix() if self.folder in path.parents else None

    def places(self, frame: FrameType | None) -> Iterable[tuple[str, int]]:
        """Yield file and line of the calls that led to `frame`, innermost first, in this copy."""
        while frame is not None:
            path = self.place(frame.f_code.co_filename)
            if path is not None:
                yield path, frame.f_lineno
            frame = frame.f_back

    def codes_at(self, path: str, line: int) -> list[str]:
        """Return the codes of the findings left at a line."""
        return [f.code for f in self.left if f.path == path and f.line <= line <= f.end_line]


class _Placeholder(type):
    """A class that nothing is asked of but its name; an attribute is a name too."""

    def __getattr__(cls, name: str) -> str:
        if name.startswith("__"):
            raise AttributeError(name)
        return f"{cls.__name__}.{name}"


class Torchvision(MetaPathFinder, Loader):
    """Stands in for torchvision, whose names timm and pytorchcv import and their models never use.

    Every name asked of it is a class of its own. Its feature extraction is left out: timm goes on
    without.
    """

    def find_spec(
        self,
        fullname: str,
        path: Any,  # noqa: ARG002 - the protocol's signature
        target: Any = None,  # noqa: ARG002 - the protocol's signature
    ) -> ModuleSpec | None:
        """Return the spec of a module of torchvision."""
        if fullname.partition(".")[0] != "torchvision" or "feature_extraction" in fullname:
            return None
        return spec_from_loader(fullname, self, is_package=True)

    def exec_module(self, module: ModuleType) -> None:
        """Let `module` hold a class under whatever name is asked for."""
        from torch.nn import Module

        def hold(name: str) -> type:
            if name.startswith("__"):
                raise AttributeError(name)
            kind = _Placeholder(name, (Module,), {})
            setattr(module, name, kind)
            return kind

        vars(module)["__getattr__"] = hold
