"""BN308: a network that is trained in the mode that a fresh one has, where that is inference."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from bnmigrate.lints.site import lint_site
from bnmigrate.names.syntax import brief, descendants, literal
from bnmigrate.rulebook import Dialect, Trainer
from bnmigrate.sites import Analysis, Site
from bnmigrate.tracing.flow import Flow

MODE = "training"
"""The attribute that holds the mode, in every framework."""


def find(analysis: Analysis) -> Iterator[Site]:
    """Yield a site for each call that trains a network which the file makes with the layer in it,
    in a file that nowhere sets a mode.
    """
    for flow in analysis.flows:
        for dialect in {use.held.layer_class.dialect for use in flow.uses}:
            if dialect.fresh_mode == "inference" and dialect.framework.trainers:
                yield from _never_set(analysis, flow, dialect)


def _never_set(analysis: Analysis, flow: Flow, dialect: Dialect) -> Iterator[Site]:
    names, framework = analysis.names, dialect.framework
    setters = set(framework.modes.values())
    if any(
        a.attr.value in setters or (a.attr.value == MODE and id(a) in names.stored)
        for a in names.attributes
    ):
        return
    is_named = analysis.resolver.is_named
    if any(is_named(call.func, *framework.mode_setters) for call in names.calls):
        return
    trained = _Trained(analysis, flow, dialect)
    for call in names.calls:
        trainer = next((t for t in framework.trainers if is_named(call.func, *t.names)), None)
        if trainer is not None and _trains(call, trainer) and trained.has_layer(call):
            yield lint_site(
                "BN308",
                call,
                f"`{brief(call.func)}` trains a network whose mode is never set",
                f"a network of {dialect.title} is in inference mode until it is told: its batch "
                "normalisation uses statistics that never move, and raises nothing",
                f"call `.{framework.modes['set']}()` on the network before it is trained, and "
                f"`.{framework.modes['set']}(False)` before it is evaluated",
            )


def _trains(call: cst.Call, trainer: Trainer) -> bool:
    """Tell whether `call` is given what it trains; gradients of the input are no training."""
    given = next(
        (
            arg.value
            for index, arg in enumerate(call.args)
            if not arg.star
            and (
                arg.keyword.value == trainer.parameter if arg.keyword else index == trainer.position
            )
        ),
        None,
    )
    return given is not None and literal(given) is not None


class _Trained:
    """Looks back from what is trained to what this module makes it from."""

    def __init__(self, analysis: Analysis, flow: Flow, dialect: Dialect) -> None:
        self.names = analysis.names
        self.structure = analysis.structure
        layers = [
            use.node
            for use in flow.uses
            if use.kind == "call" and use.held.layer_class.dialect is dialect
        ]
        self._around_layers = {id(up) for layer in layers for up in self.names.ancestors(layer)}
        self._around_layers.update(map(id, layers))

    def has_layer(self, trainer: cst.Call) -> bool:
        """Tell whether a layer is in what the arguments of `trainer` are made from: in a call that
        is written there or assigned to a name, in the class or function that it calls, in a
        function that is trained.
        """
        queue: list[cst.CSTNode] = [arg.value for arg in trainer.args]
        seen: set[int] = set()
        while queue:
            node = queue.pop()
            if id(node) in seen:
                continue
            seen.add(id(node))
            if id(node) in self._around_layers:
                return True
            queue.extend(self._made_from(node))
        return False

    def _made_from(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        names = self.names
        if isinstance(node, (cst.ClassDef, cst.FunctionDef, cst.Lambda)):
            yield from (name for name in descendants(node) if id(name) in names.load_at)
        elif isinstance(node, cst.Name) and id(node) in names.load_at:
            for binding in names.reaching(names.load_at[id(node)]):
                if binding.kind == "parameter":
                    assert isinstance(binding.node, cst.Param)
                    yield from self.structure.given(binding.node)
                elif binding.kind in ("class", "function"):
                    yield binding.node
                elif binding.value is not None:
                    yield binding.value
        elif isinstance(node, cst.Call):
            yield node.func
            yield from (arg.value for arg in node.args)
