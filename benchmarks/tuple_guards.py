"""Counts the checks for several classes, with BatchNorm2d among them, and what becomes of them.

Usage: python -m benchmarks.tuple_guards --to mindspore FOLDER...

A folder is a package, or what holds its files. A check is fixed where the finding at the layer's
name is: safely, or with --unsafe-fixes; it moves whole where no other class of the tuple stays.
"""

from __future__ import annotations

import argparse
import ast
import collections
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

LAYER = "BatchNorm2d"


def guards(path: Path) -> Iterator[ast.Tuple]:
    """Yield the tuples with the layer that a file's checks ask for."""
    try:
        tree = ast.parse(path.read_bytes())
    except (SyntaxError, ValueError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("isinstance", "issubclass"):
            for asked in node.args[1:2]:
                if isinstance(asked, ast.Tuple) and any(_is_layer(one) for one in asked.elts):
                    yield asked


def _is_layer(node: ast.expr) -> bool:
    return ast.unparse(node).rpartition(".")[2] == LAYER


def findings(folder: Path, target: str) -> dict[tuple[str, int, int], str]:
    """Return which fix each check for a layer's class has, by its file, line and column."""
    command = [
        *(sys.executable, "-m", "bnmigrate", "check", "--to", target, "--isolated"),
        *("--output-format", "json", "."),
    ]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False, text=True)
    found = json.loads(done.stdout)
    return {
        (one["path"], one["line"], one["column"]): (one["fix"] or {}).get("applicability", "none")
        if isinstance(one["fix"], dict)
        else str(one["fix"] or "none")
        for one in (found["findings"] if isinstance(found, dict) else found)
        if one["code"] == "BN102"
    }


def main() -> None:
    """Count, and print a line for each folder and one for all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--to", default="mindspore")
    parser.add_argument("folders", nargs="+", type=Path)
    options = parser.parse_args()
    total: collections.Counter[str] = collections.Counter()
    for folder in options.folders:
        asked = [(path, one) for path in sorted(folder.rglob("*.py")) for one in guards(path)]
        if not asked:
            continue
        found = findings(folder, options.to)
        counts: collections.Counter[str] = collections.Counter()
        for path, one in asked:
            name = path.relative_to(folder).as_posix()
            fixes = [found.get((name, e.lineno, e.col_offset + 1)) for e in one.elts]
            own = next(fix for fix, e in zip(fixes, one.elts, strict=True) if _is_layer(e))
            moves = {"safe": "safe", "unsafe": "unsafe"}.get(own or "", "stays")
            is_whole = all(fix in ("safe", "unsafe") for fix in fixes)
            how = "whole" if is_whole else "split"
            counts[moves if moves == "stays" else f"{moves}, {how}"] += 1
        total += counts
        sys.stdout.write(f"{folder.name}: {len(asked)} checks: {_shown(counts)}\n")
    sys.stdout.write(f"all: {sum(total.values())} checks: {_shown(total)}\n")


def _shown(counts: collections.Counter[str]) -> str:
    return ", ".join(f"{number} {kind}" for kind, number in sorted(counts.items()))


if __name__ == "__main__":
    main()
