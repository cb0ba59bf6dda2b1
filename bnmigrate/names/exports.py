"""Which imported names others may read: importers of the file, type comments, code in strings."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator
from functools import cached_property

import libcst as cst

from bnmigrate.names.bindings import Names
from bnmigrate.names.scopes import Binding
from bnmigrate.names.syntax import descendants, dotted, literal
from bnmigrate.places import NOTEBOOK

_TYPE_COMMENT = re.compile(r"#\s*type:.*")

_EXECUTING = ("eval", "exec")
"""The builtins that execute code in a string, where any name of the file may be used."""


class Exports:
    """Answers for the imports of one module at `path` whether something besides its code needs
    them; `shared` are the names that other files of the program take from it, unless it `is_alone`
    and nobody knows.
    """

    def __init__(
        self,
        names: Names,
        text: str,
        path: str,
        is_alone: bool = False,
        shared: Collection[str] = (),
    ) -> None:
        self.names = names
        self.text = text
        self.path = path
        self.shared = shared
        self.is_alone = is_alone and not path.endswith(NOTEBOOK)
        self.is_interface = re.split(r"[/\\]", path)[-1] == "__init__.py" or path.endswith(".pyi")

    def reason(self, binding: Binding) -> str:
        """Return why others may import the name from this file, empty where they don't."""
        if binding.scope is not self.names.top:
            return ""
        if self.is_interface:
            return "the file is a package's interface"
        if binding.name in self._listed:
            return "`__all__` lists it"
        if _is_redundant(binding):
            return f"`as {binding.name}` marks it as handed on"
        if binding.name in self.shared:
            return "another file takes it from here"
        if not self.loads(binding) and not self._is_told(binding.name):
            return "nothing in this file uses it"
        return ""

    def is_needed(self, binding: Binding) -> bool:
        """Tell whether the import must keep its meaning whatever becomes of the code's uses."""
        if binding.by_way:
            return True  # what the other file does when it is imported isn't known
        if binding.scope is self.names.top and (
            self.is_interface
            or self.is_alone
            or binding.name in self._listed
            or _is_redundant(binding)
            or binding.name in self.shared
        ):
            return True
        # The name is an attribute of the class too.
        return binding.scope.kind == "class" or self._is_told(binding.name)

    def loads(self, binding: Binding) -> list[cst.Name]:
        """Return the names in the code that may read `binding`."""
        return [load.node for load in self.names.readers(binding)]

    def _is_told(self, name: str) -> bool:
        """Tell whether a type, or code in a string that the file executes, may use `name`."""
        return name in self._mentioned or any(
            code is None or name in code for code in self._executed
        )

    @cached_property
    def _executed(self) -> list[set[str] | None]:
        """The words of each string that the file executes, None for one that can't be seen."""
        names = self.names
        found: list[set[str] | None] = []
        for load in (load for name in _EXECUTING for load in names.loads.get(name, ())):
            call = names.parent(load.node)
            if names.owner(load.scope, load.node.value) is not None:
                continue  # a function of the file's own
            given = call.args[:1] if isinstance(call, cst.Call) and call.func is load.node else ()
            text = literal(given[0].value) if given else None
            found.append(set(re.findall(r"\w+", text)) if isinstance(text, str) else None)
        return found

    @cached_property
    def listing(self) -> dict[int, str]:
        """The strings of `__all__`, however it is put together, by their nodes' ids."""
        found: dict[int, str] = {}
        for string in self._strings_beside_all():
            for up in self.names.ancestors(string):
                if isinstance(up, cst.SimpleStatementLine):
                    break
                targets: list[cst.BaseExpression] = []
                if isinstance(up, cst.Assign):
                    targets = [target.target for target in up.targets]
                elif isinstance(up, (cst.AugAssign, cst.AnnAssign)):
                    targets = [up.target]
                elif isinstance(up, cst.Call) and isinstance(up.func, cst.Attribute):
                    targets = [up.func.value]
                if any(_is_all(target) for target in targets):
                    text = literal(string)
                    if isinstance(text, str):
                        found[id(string)] = text
        return found

    def _strings_beside_all(self) -> Iterator[cst.SimpleString]:
        """Yield the strings in the statements that name `__all__`."""
        names = self.names
        nodes: list[cst.CSTNode] = [load.node for load in names.loads.get("__all__", ())]
        nodes += [b.node for scope in names.scopes for b in scope.bindings.get("__all__", ())]
        for statement in {id(s): s for s in map(names.statement_of, nodes)}.values():
            for node in descendants(statement):
                if isinstance(node, cst.SimpleString):
                    yield node

    @cached_property
    def _listed(self) -> frozenset[str]:
        return frozenset(self.listing.values())

    @cached_property
    def _mentioned(self) -> frozenset[str]:
        """The names in type comments and in strings that hold an expression."""
        found: set[str] = set()
        for comment in _TYPE_COMMENT.findall(self.text):
            found.update(re.findall(r"\w+", comment))
        for text in self.names.annotation_texts:
            found.update(re.findall(r"\w+", text))
        imported = {
            name
            for scope in self.names.scopes
            for name, bindings in scope.bindings.items()
            if any(binding.kind == "import" for binding in bindings)
        }
        for string in self.names.strings:
            if id(string) not in self.names.embedded and len(string.value) < 200:
                found.update(imported.intersection(_names_in(string)))
        return frozenset(found)


def _names_in(string: cst.SimpleString) -> set[str]:
    """Return the names in a string that holds an expression, such as a type; no plain word."""
    if not re.search(r"\w[.\[(]|\|", string.value):
        return set()
    text = literal(string)
    try:
        tree = ast.parse(text, mode="eval") if isinstance(text, str) else None
    except (SyntaxError, ValueError):
        return set()
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} if tree else set()


def _is_all(target: cst.BaseExpression) -> bool:
    while isinstance(target, cst.Subscript):
        target = target.value
    return dotted(target) == "__all__"


def _is_redundant(binding: Binding) -> bool:
    """Tell whether the import is `x as x`, which type checkers read as handed on."""
    node = binding.node
    return (
        isinstance(node, cst.ImportAlias)
        and node.asname is not None
        and dotted(node.asname.name) == dotted(node.name)
    )
