"""Where the answer of a check for a class goes: out of the function that asks, into its callers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import libcst as cst

from bnmigrate.names.bindings import Names
from bnmigrate.names.scopes import Binding
from bnmigrate.names.syntax import dotted
from bnmigrate.tracing.class_checks import Check
from bnmigrate.tracing.narrowing import Outcome, followed
from bnmigrate.tracing.structure import Structure

# Decorators that leave a function's value as it is.
_TRANSPARENT = frozenset({"staticmethod", "classmethod", "cache", "lru_cache"})


@dataclass
class Answers:
    """A check, and all that tells the same in the module, each with what it tells.

    `filters` are the calls of `filter` that let through what passes the check; `unseen` are places
    from which the answer goes on out of sight.
    """

    known: list[tuple[Check, Outcome]] = field(default_factory=list)
    filters: list[cst.Call] = field(default_factory=list)
    unseen: list[cst.CSTNode] = field(default_factory=list)


def answers(check: Check, structure: Structure) -> Answers:
    """Follow the answer of `check` through variables, and out of functions that return it."""
    found = Answers()
    queue, seen = [check], {id(check.test)}
    for asked in queue:
        for known, outcome in followed(asked, structure.names):
            found.known.append((known, outcome))
            found.unseen += outcome.unseen
            for result in outcome.results:
                for caller in _callers(result, outcome, structure, found):
                    if id(caller.test) not in seen:
                        seen.add(id(caller.test))
                        queue.append(caller)
    return found


def _callers(
    result: Check, outcome: Outcome, structure: Structure, found: Answers
) -> Iterator[Check]:
    """Yield the calls of the function whose `result` is the answer, as checks of the argument."""
    names = structure.names
    parameter = _parameter(result, names)
    function: cst.FunctionDef | cst.Lambda | None
    if isinstance(result.test, cst.Lambda):
        function = result.test
    else:
        function = structure.function_of(result.test)
    if parameter is None or function is None:
        found.unseen.append(result.test)
        return
    if isinstance(function, cst.FunctionDef):
        if not _tells_alone(function, result, outcome, structure):
            found.unseen.append(result.test)
            return
        if not function.name.value.startswith("_") and names.scope_of(function).kind != "function":
            found.unseen.append(result.test)  # other files may call it
    for use in _uses(function, structure):
        parent = names.parent(use)
        call = names.parent(parent) if isinstance(parent, cst.Arg) else parent
        load = names.load_at.get(id(use))
        if not isinstance(call, cst.Call) or (load and len(names.reaching(load)) > 1):
            found.unseen.append(use)
        elif call.func is use:
            given = _given(call, parameter, function, structure)
            if given is None:
                found.unseen.append(call)
            else:
                yield replace(result, test=call, subject=given, asked=None)
        elif structure.resolver.is_named(call.func, "filter") and call.args[0] is parent:
            if result.is_negated:
                found.unseen.append(call)
            else:
                found.filters.append(call)
        else:
            found.unseen.append(call)


def _parameter(result: Check, names: Names) -> Binding | None:
    """Return the parameter that the check is about, None where it is about something else."""
    load = names.load_at.get(id(result.subject))
    bindings = names.reaching(load) if load is not None else []
    return bindings[0] if len(bindings) == 1 and bindings[0].kind == "parameter" else None


def _tells_alone(
    function: cst.FunctionDef, result: Check, outcome: Outcome, structure: Structure
) -> bool:
    """Tell whether the function's value is true only where the check was passed; where the check is
    negated, false only then.
    """
    if function.asynchronous is not None or not all(
        (dotted(d.decorator) or "").rpartition(".")[2] in _TRANSPARENT for d in function.decorators
    ):
        return False
    others = [r for r in structure.returns(function) if r is not result.test]
    if result.is_negated:
        return (
            not others
            and structure.names.parent(result.test) is not None
            and (structure.names.statement_of(result.test) in function.body.body)
        )
    passed = {id(region) for region in outcome.regions}
    return all(
        other.value is None
        or dotted(other.value) in ("False", "None")
        or any(id(up) in passed for up in structure.names.ancestors(other))
        for other in others
    )


def _uses(function: cst.FunctionDef | cst.Lambda, structure: Structure) -> list[cst.BaseExpression]:
    """Return the expressions that may stand for the function."""
    names = structure.names
    if isinstance(function, cst.Lambda):
        statement = names.parent(function)
        if not isinstance(statement, cst.Assign) or len(statement.targets) != 1:
            return [function]
        binding = names.binding_at.get(id(statement.targets[0].target))
        return [function] if binding is None else [load.node for load in names.readers(binding)]
    binding = names.binding_at[id(function)]
    uses: list[cst.BaseExpression] = [load.node for load in names.readers(binding)]
    if binding.scope.kind == "class":
        uses += structure.attributes_of(binding.scope, binding.name)
    return uses


def _given(
    call: cst.Call,
    parameter: Binding,
    function: cst.FunctionDef | cst.Lambda,
    structure: Structure,
) -> cst.BaseExpression | None:
    """Return what a call gives for a parameter."""
    for index, arg in enumerate(call.args):
        if isinstance(function, cst.Lambda):
            if arg.star or arg.keyword is not None:
                return None
            params = function.params.params
            if index < len(params) and params[index] is parameter.node:
                return arg.value
        elif structure.parameter_of(call, arg) is parameter.node:
            return arg.value
    return None
