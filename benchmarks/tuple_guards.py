"""Counts the checks for several classes, with BatchNorm2d among them, and what becomes of them.

Usage: python -m benchmarks.tuple_guards --to mindspore FOLDER...

A folder is a package, or a project; a copy of it is fixed, safely and with --unsafe-fixes. A check
moves where the tuple has the other framework's class in the layer's place; it is split where the
layer has a check of its own, asks for both where it names the classes of either framework, as
layers of both may come to it, and stays where it is what it was.
"""

from __future__ import annotations

import argparse
import ast
import collections
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

LAYER = "BatchNorm2d"
MODES = ((), ("--unsafe-fixes",))


def checks(path: Path) -> list[tuple[int, list[str]]]:
    """Return the checks of a file that ask for the layer: their lines, and the classes."""
    try:
        tree = ast.parse(path.read_bytes())
    except (SyntaxError, ValueError):
        return []
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("isinstance", "issubclass"):
            for asked in node.args[1:2]:
                classes = asked.elts if isinstance(asked, ast.Tuple) else [asked]
                names = [ast.unparse(one) for one in classes]
                if LAYER in map(last, names):
                    found.append((asked.lineno, names))
    return sorted(found, key=lambda one: one[0])


def last(name: str) -> str:
    """Return what stands after the last dot."""
    return name.rpartition(".")[2]


def fate(classes: list[str], after: list[list[str]]) -> str:
    """Return what became of a check, and take what it became out of those of the fixed file."""
    if classes in after:
        after.remove(classes)
        return "stays"
    for how, is_it in (
        ("asks for both", lambda new: {*classes} < {*new}),
        ("moves", lambda new: list(map(last, new)) == list(map(last, classes))),
    ):
        new = next(filter(is_it, after), None)
        if new is not None:
            after.remove(new)
            return how
    return "is split"


def counted(folder: Path, target: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each check for several classes, where it stands, and its fates: safely, and not."""
    found = {path.relative_to(folder): checks(path) for path in sorted(folder.rglob("*.py"))}
    before = {
        path: here for path, here in found.items() if any(len(classes) > 1 for _, classes in here)
    }
    if not before:
        return
    after = [fixed(folder, target, options, list(before)) for options in MODES]
    for path, here in before.items():
        for line, classes in here:
            fates = [fate(classes, texts[path]) for texts in after]
            if len(classes) > 1:
                yield f"{path.as_posix()}:{line}", fates


def fixed(
    folder: Path, target: str, options: tuple[str, ...], paths: list[Path]
) -> dict[Path, list[list[str]]]:
    """Return the classes that the checks of some files ask for in a copy that was fixed."""
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / folder.resolve().name
        shutil.copytree(folder, copy, symlinks=True, ignore=shutil.ignore_patterns(".git"))
        command = ("fix", "--to", target, "--isolated", "--no-cache", "--quiet", *options, ".")
        subprocess.run(
            [sys.executable, "-m", "bnmigrate", *command],
            cwd=copy,
            capture_output=True,
            check=False,
        )
        return {path: [classes for _, classes in checks(copy / path)] for path in paths}


def main() -> None:
    """Print a line for each check, and how many there are of each kind."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--to", default="mindspore")
    parser.add_argument("folders", nargs="+", type=Path)
    options = parser.parse_args()
    total: collections.Counter[str] = collections.Counter()
    for folder in options.folders:
        for place, fates in counted(folder, options.to):
            kind = fates[0] if fates[0] == fates[1] else f"{fates[0]}; unsafely: {fates[1]}"
            total[kind] += 1
            sys.stdout.write(f"{folder.name}/{place}: {kind}\n")
            sys.stdout.flush()
    sys.stdout.write(f"{sum(total.values())} checks\n")
    for kind, number in sorted(total.items()):
        sys.stdout.write(f"{number:4} {kind}\n")


if __name__ == "__main__":
    main()
