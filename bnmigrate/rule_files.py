"""The rules that ship, and those that users add, read from TOML and checked."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from bnmigrate.framework_rules import read_framework
from bnmigrate.layer_rules import Rules, read_family, read_layer
from bnmigrate.rulebook import Rulebook
from bnmigrate.tables import Table, load

KINDS = ("framework", "family", "layer")
"""What a file may be about, in the order in which they are read."""


def shipped_rules() -> Path:
    """Return the folder of the rules: in the package when installed, beside it in a checkout."""
    package = Path(__file__).parent
    inside = package / "rules"
    return inside if inside.is_dir() else package.parent / "rules"


@cache
def rulebook(extensions: tuple[Path, ...] = ()) -> Rulebook:
    """Read the rules that ship and `extensions`; raise TableError where one is wrong."""
    folder = shipped_rules()
    shipped = [
        path
        for kind in ("frameworks", "families", "layers")
        for path in sorted((folder / kind).glob("*.toml"))
    ]
    tables = [load(path) for path in (*shipped, *extensions)]
    rules = Rules()
    for table in sorted(
        tables, key=lambda table: (KINDS.index(_kind(table)), "like" in table.data)
    ):
        kind = _kind(table)
        if kind == "framework":
            framework = read_framework(table, rules.frameworks)
            rules.frameworks[framework.name] = framework
        elif kind == "family":
            family = read_family(table, rules)
            rules.families[family.name] = family
        else:
            read_layer(table, rules)
    return rules.rulebook()


def _kind(table: Table) -> str:
    """Return what a file is about: a layer's file says its family too."""
    return next((kind for kind in ("framework", "layer", "family") if kind in table.data), "layer")
