"""The report as JSON."""

from __future__ import annotations

import json
import math
from typing import Any

from bnmigrate.comparison.measured import Numbers
from bnmigrate.comparison.places import Place, shown
from bnmigrate.comparison.result import Comparison, Entry, LayerPair


def as_json(comparison: Comparison) -> str:
    """Return the report; settings' values are in the sense that all frameworks share."""
    return json.dumps(
        {
            "original": vars(comparison.original),
            "port": vars(comparison.port),
            "status": "different" if comparison.differences else "equal",
            "layers": [_pair(pair) for pair in comparison.layers],
            "differences": [
                {"where": d.where, "what": d.what, **_place(d.place)}
                for d in comparison.differences
            ],
            "notes": list(comparison.notes),
            "numbers": None if comparison.numbers is None else _numbers(comparison.numbers),
        },
        indent=2,
    )


def _pair(pair: LayerPair) -> dict[str, Any]:
    return {
        "original": _entry(pair.original),
        "port": _entry(pair.port),
        "in_other_order": pair.is_crossed,
        "settings": [vars(setting) for setting in pair.settings],
    }


def _entry(entry: Entry | None) -> dict[str, Any] | None:
    if entry is None:
        return None
    return {"path": entry.path, "layer": entry.kind, **_place(entry.place)}


def _place(place: Place | None) -> dict[str, Any]:
    if place is None:
        return {"file": None, "line": None}
    return {"file": shown(place.file), "line": place.line}


def _numbers(numbers: Numbers) -> dict[str, Any]:
    """Return what was measured; an error without bound is null."""
    return {
        "steps": numbers.steps,
        "layers": [
            {
                "original": layer.original,
                "port": layer.port,
                "layer": layer.kind,
                "input": _finite(layer.input),
                "output": _finite(layer.output),
                "evaluation": _finite(layer.evaluation),
                "statistics": _finite(layer.statistics),
                "share_of_new_batch": list(layer.shares),
            }
            for layer in numbers.layers
        ],
        "outputs": [{"when": when, "off_by": _finite(off)} for when, off in numbers.outputs],
        "notes": numbers.notes,
    }


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
