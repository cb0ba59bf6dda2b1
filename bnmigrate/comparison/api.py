"""The comparison of two live networks."""

from __future__ import annotations

from typing import Any

from bnmigrate.comparison.loading import Network, live
from bnmigrate.comparison.result import Comparison, Side
from bnmigrate.comparison.settings import compare_settings


def compare(original: Any, port: Any) -> Comparison:
    """Compare a port with its original; each is a torch.nn.Module or a mindspore.nn.Cell.

    Raises CompareError where one is neither.
    """
    return compared(live(original, "original"), live(port, "port"))


def compared(original: Network, port: Network) -> Comparison:
    """Compare two networks."""
    pairs, notes = compare_settings(original, port)
    return Comparison(
        _side(original, sum(pair.original is not None for pair in pairs)),
        _side(port, sum(pair.port is not None for pair in pairs)),
        tuple(pairs),
        tuple(notes),
    )


def _side(network: Network, layers: int) -> Side:
    return Side(network.name, network.framework.facts.title, layers)
