"""Whether a parameter may bring a layer's class to a call in a file that doesn't name the layer.

It answers for checks/open_parameters.py before LibCST is asked, by what tracing/origins.py knows of
names and values, and names too many files rather than too few.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator, Set

from bnmigrate.search.layer_names import NAMED_LIKE_A_LAYER
from bnmigrate.search.quick_scopes import Binding, Place, Scopes, last_name

_RETURNS_FIRST = {"partial", "copy", "deepcopy"}
"""Functions that stand for what they are given, by their last names."""


def has_open_call(data: bytes, foreign: Set[str], opposite: Set[str]) -> bool:
    """Tell whether a file may call a parameter that is named like a layer's class, and has none for
    a default, with `**` or with an argument that is `foreign` to another framework; or any such
    parameter with one that means the `opposite` there.

    A file that can't be parsed may.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            scopes = Scopes(ast.parse(data))
            calls = _Calls(scopes)
            is_open = any(
                NAMED_LIKE_A_LAYER.search(last_name(call.func))
                and calls.is_open(call, place, foreign, opposite)
                for call, place in scopes.calls
            )
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return True
        scopes.release()
        return is_open


class _Calls:
    """Answers what may be called."""

    def __init__(self, scopes: Scopes) -> None:
        self.scopes = scopes
        self._given_for: dict[int, list[tuple[ast.AST, Place]]] | None = None
        self._has_other_at: dict[int, bool] = {}

    def is_open(self, call: ast.Call, place: Place, foreign: Set[str], opposite: Set[str]) -> bool:
        """Tell whether a caller may decide what is called, and an argument be wrong for that."""
        names = {keyword.arg for keyword in call.keywords}  # None for `**`
        inverts = not names.isdisjoint(opposite)
        if not inverts and names.isdisjoint({None, *foreign}):
            return False
        if not self._may_be_parameter(call.func, place):
            return False
        return inverts or not self._calls_other(call.func, place)

    def _may_be_parameter(self, node: ast.AST, place: Place) -> bool:
        """Tell whether a parameter may arrive at an expression: all that may is followed."""
        queue = [(node, place, False)]
        seen: set[tuple[int, bool]] = set()
        while queue:
            node, place, is_container = queue.pop()
            if (id(node), is_container) in seen:
                continue
            seen.add((id(node), is_container))
            for binding in self._bindings(node, place):
                if binding.kind == "parameter" and not is_container:
                    return True
                if binding.value is not None:
                    holds = is_container or binding.kind == "part"
                    queue.append((binding.value, binding.place, holds))
            queue.extend(self._inside(node, place) if is_container else self._same(node, place))
        return False

    def _bindings(self, node: ast.AST, place: Place) -> list[Binding]:
        if isinstance(node, ast.Name):
            return self.scopes.may_reach(node, place)
        return self.scopes.stored.get(node.attr, []) if isinstance(node, ast.Attribute) else []

    def _same(self, node: ast.AST, place: Place) -> Iterator[tuple[ast.AST, Place, bool]]:
        """Yield what an expression may be, and what it may be an element of."""
        if isinstance(node, ast.Call):
            name = last_name(node.func)
            if name in ("get", "pop") and isinstance(node.func, ast.Attribute):
                yield node.func.value, place, True
            imported = {binding.qualified or "" for binding in self._bindings(node.func, place)}
            if node.args and not _RETURNS_FIRST.isdisjoint(
                {name, *(other.rpartition(".")[2] for other in imported)}
            ):
                yield node.args[0], place, False
            yield from (
                (value, there, False) for value, there in self.scopes.returned.get(name, ())
            )
        elif isinstance(node, ast.Subscript):
            yield node.value, place, True
        elif isinstance(node, (ast.IfExp, ast.BoolOp, ast.NamedExpr)):
            yield from ((child, place, False) for child in ast.iter_child_nodes(node))

    def _inside(self, node: ast.AST, place: Place) -> Iterator[tuple[ast.AST, Place, bool]]:
        """Yield what the elements of an expression may be, and what it may take them from."""
        found = [(child, place) for child in ast.iter_child_nodes(node)]
        for value, there in (*found, *self.scopes.added.get(last_name(node), ())):
            yield value, there, False
            yield value, there, True

    def _calls_other(self, node: ast.AST, place: Place) -> bool:
        if isinstance(node, ast.Attribute):
            stored = self.scopes.stored.get(node.attr, ())
            # Of what is stored there a parameter arrives, or it isn't known what: then it's none.
            return bool(stored) and all(map(self._is_other, stored))
        return self._has_other(node, place)

    def _has_other(self, node: ast.AST, place: Place) -> bool:
        """Tell whether what is no parameter arrives at an expression, besides others, for certain.

        What is in question meanwhile, in a circle, isn't certain.
        """
        if id(node) not in self._has_other_at:
            self._has_other_at[id(node)] = False
            self._has_other_at[id(node)] = self._find_other(node, place)
        return self._has_other_at[id(node)]

    def _find_other(self, node: ast.AST, place: Place) -> bool:
        if isinstance(node, ast.Name):
            bindings = self.scopes.surely_reach(node, place)
            return bindings is None or any(map(self._is_other, bindings))
        if isinstance(node, ast.Attribute):
            return self.scopes.qualified(node, place) is not None
        if isinstance(node, ast.Constant):
            return node.value is not None
        if isinstance(node, ast.IfExp):
            return self._has_other(node.body, place) or self._has_other(node.orelse, place)
        if isinstance(node, ast.BoolOp):
            return any(self._has_other(value, place) for value in node.values)
        if isinstance(node, ast.NamedExpr):
            return self._has_other(node.value, place)
        if isinstance(node, ast.Call):
            if self.scopes.qualified(node.func, place) == "functools.partial":
                return bool(node.args) and self._has_other(node.args[0], place)
            return any(self._has_other(*value) for value in self._returned(node, place))
        return isinstance(node, ast.Lambda)

    def _is_other(self, binding: Binding) -> bool:
        if binding.kind == "fixed":
            return True
        if binding.kind == "part" or binding.value is None:
            values = []
        else:
            values = [(binding.value, binding.place)]
        return any(self._has_other(*value) for value in (*values, *self._given(binding)))

    def _returned(self, call: ast.Call, place: Place) -> list[tuple[ast.AST, Place]]:
        """Return what a function of the module returns, where it is plain that it is called."""
        node = self._definition(call.func, place)
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            return []
        scope = self.scopes.scope_at[id(node)]
        returned = self.scopes.returned.get(node.name, ())
        return [(value, there) for value, there in returned if there.scope.function is scope]

    def _given(self, parameter: Binding) -> list[tuple[ast.AST, Place]]:
        """Return what the calls of this module's functions and classes give for a parameter."""
        if self._given_for is None:
            self._given_for = {}
            for call, place in self.scopes.calls:
                for binding, value in self._arguments(call, place):
                    self._given_for.setdefault(id(binding), []).append((value, place))
        return self._given_for.get(id(parameter), [])

    def _arguments(self, call: ast.Call, place: Place) -> Iterator[tuple[Binding, ast.AST]]:
        """Yield which parameters a call sets, where it is plain what is called."""
        node = self._definition(call.func, place)
        skipped = 0
        if isinstance(node, ast.ClassDef):
            methods = self.scopes.scope_at[id(node)].bindings.get("__init__", ())
            node = methods[-1].definition if methods else None
            skipped = 1
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            return
        bindings = self.scopes.scope_at[id(node)].bindings
        named = {parameter.arg for parameter in (*node.args.args, *node.args.kwonlyargs)}
        for keyword in call.keywords:
            if keyword.arg in named:
                yield bindings[keyword.arg][0], keyword.value
        if not any(isinstance(value, ast.Starred) for value in call.args):
            positional = [*node.args.posonlyargs, *node.args.args][skipped:]
            for parameter, value in zip(positional, call.args, strict=False):
                yield bindings[parameter.arg][0], value

    def _definition(self, node: ast.AST, place: Place) -> ast.stmt | None:
        """Return the one function or class of the module that a name stands for."""
        bindings = self.scopes.may_reach(node, place) if isinstance(node, ast.Name) else []
        return bindings[0].definition if len(bindings) == 1 else None
