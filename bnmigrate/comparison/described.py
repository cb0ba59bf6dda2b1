"""What is said of two calls that should do the same."""

from __future__ import annotations

import re
from typing import Any

from bnmigrate.comparison.errors import apart
from bnmigrate.comparison.tensors import Tensors
from bnmigrate.comparison.trace import Call

UNCALLED = "it isn't called, and the original's is"


def of_two_outputs(output: Tensors, original: Tensors) -> str:
    """Say how the output of a module of the port differs, whose input agrees."""
    if output.fits(original):
        return "its input agrees and its output doesn't"
    return f"its input agrees, and it returns {output} for the original's {original}"


def of_two(call: Call, other: Call) -> str:
    """Say which two modules these are calls of."""
    whose = "the original" if call.path == other.path else f"the original's {other.path}"
    return f"it is {_repr(call.module)}, and {whose} {_repr(other.module)}"


def of_end(original: Tensors, port: Tensors) -> tuple[str, float] | None:
    """Say what is wrong with the end of the network, and how far off it is."""
    off = apart(original, port)
    if off <= 1:
        return None
    if not port.fits(original):
        return f"the end is {port} for the original's {original}", off
    if len(port.names) == 1:
        return "the end doesn't", off
    wrong = [
        name
        for name, one, other in port.beside(original)
        if apart(Tensors((name,), (other,)), Tensors((name,), (one,))) > 1
    ]
    return f"the end's {', '.join(wrong)} {'does' if len(wrong) == 1 else 'do'}n't", off


def _repr(module: Any) -> str:
    """Return a module as its framework shows it, in a line and without objects."""
    text = re.sub(r", \w+=<[^<>]*>", "", " ".join(str(module).split()))
    return text if len(text) < 240 else type(module).__name__
