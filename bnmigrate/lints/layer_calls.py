"""Every call that makes a layer, whichever dialect it is in, with what it gives for what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import libcst as cst

from bnmigrate.checks.constructors import initializers
from bnmigrate.rulebook import LayerClass, Parameter
from bnmigrate.sites import Analysis
from bnmigrate.tracing.flow import Flow, Held
from bnmigrate.tracing.origins import Looker


@dataclass(frozen=True)
class Given:
    """One argument: where it is written, its value, and its position, None for a keyword.

    `is_own` tells that the call itself writes it, and not a dict elsewhere that it unpacks.
    """

    node: cst.CSTNode
    value: cst.BaseExpression
    position: int | None = None
    is_own: bool = True


@dataclass
class LayerCall:
    """A call, a partial or a `super().__init__` of the layer's class.

    `given` are the arguments by the name of their parameter; `strange` are keywords that the class
    doesn't have. `is_resident` tells that the layer stays: it is in the target's dialect already;
    `is_sure` that nothing else is called there.
    """

    node: cst.Call
    layer_class: LayerClass
    is_resident: bool
    is_sure: bool = True
    given: dict[str, Given] = field(default_factory=dict)
    strange: list[cst.Arg] = field(default_factory=list)

    def argument(self, concept: str) -> tuple[Parameter, Given] | None:
        """Return what is given for the parameter that sets `concept`."""
        parameter = self.layer_class.signature.for_concept(concept)
        if parameter is None or parameter.name not in self.given:
            return None
        return parameter, self.given[parameter.name]


def layer_calls(analysis: Analysis) -> Iterator[LayerCall]:
    """Yield the calls in source order of each flow."""
    for flow in analysis.flows:
        looker = Looker(flow)
        for use in flow.uses:
            if use.held.is_derived:
                continue  # the class has a constructor of its own
            if use.kind in ("call", "partial"):
                assert isinstance(use.node, cst.Call)
                skip = 1 if use.kind == "partial" else 0
                callee = use.node.args[0].value if skip else use.node.func
                made = _layer_call(analysis, flow, use.node, use.held, skip)
                made.is_sure = use.reference is not None or not _is_doubtful(looker, callee)
                yield made
            elif use.kind == "base":
                assert isinstance(use.node, cst.ClassDef)
                for call, skip in initializers(analysis, flow, use.node):
                    yield _layer_call(analysis, flow, call, use.held, skip)


def _is_doubtful(looker: Looker, callee: cst.BaseExpression) -> bool:
    origins = looker.of_class(callee)
    return bool(origins.others or origins.unknown)


def _layer_call(analysis: Analysis, flow: Flow, call: cst.Call, held: Held, skip: int) -> LayerCall:
    found = LayerCall(call, held.layer_class, flow is analysis.resident)
    signature = held.layer_class.signature
    are_counted = True
    for index, arg in enumerate(call.args[skip:], held.bound):
        if arg.star == "*":
            are_counted = False  # what comes after it may be anywhere
        elif arg.star:
            _unpack(analysis, found, arg.value)
        elif arg.keyword is not None:
            parameter = signature.named(arg.keyword.value)
            if parameter is None:
                found.strange.append(arg)
            else:
                found.given[parameter.name] = Given(arg, arg.value)
        elif are_counted and (parameter := signature.at(index)) is not None:
            found.given[parameter.name] = Given(arg, arg.value, index)
    return found


def _unpack(analysis: Analysis, found: LayerCall, unpacked: cst.BaseExpression) -> None:
    """Note what `**unpacked` gives, where that can be seen."""
    entries = analysis.resolver.entries(unpacked)
    for name, value in entries.items if entries is not None else ():
        if analysis.names.parent(value) is None:
            continue  # another file has it
        if found.layer_class.signature.named(name) is not None:
            is_own = any(up is found.node for up in analysis.names.ancestors(value))
            found.given[name] = Given(value, value, is_own=is_own)
