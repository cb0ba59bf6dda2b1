"""A plot of some values over the steps of a training, as it stands in a page."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

WIDTH, HEIGHT = 460, 200
LEFT, RIGHT, TOP, BOTTOM = 70, 14, 10, 38


def plot(curves: Sequence[tuple[str, Sequence[float]]], first: int, what: str, label: str) -> str:
    """Return the curves, each with the class of its line, one over the other.

    The value of step `first` comes first. `what` names the axis of the values, and `label` says
    what one sees.
    """
    values = [value for _, curve in curves for value in curve if math.isfinite(value)]
    low, high = min(0.0, *values), max(0.0, *values)
    last = first + max(len(curve) for _, curve in curves) - 1
    bottom, right = HEIGHT - BOTTOM, WIDTH - RIGHT

    def height(value: float) -> str:
        return f"{bottom - (value - low) * (bottom - TOP) / ((high - low) or 1):.1f}"

    def line(name: str, curve: Sequence[float]) -> str:
        points = " ".join(
            f"{LEFT + (first + index) * (right - LEFT) / last:.1f},{height(value)}"
            for index, value in enumerate(curve)
            if math.isfinite(value)
        )
        return f'<polyline class="{name}" points="{points}"/>'

    ticks = "".join(
        f'<line class="axis" x1="{LEFT}" x2="{right}" y1="{height(value)}" y2="{height(value)}"/>'
        f'<text x="{LEFT - 6}" y="{height(value)}" dy="4" text-anchor="end">{value:.3g}</text>'
        for value in sorted({low, 0.0, high})
    )
    middle = (TOP + bottom) / 2
    return f"""<svg viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img"
 aria-label="{escape(label)}">
{ticks}
<text x="{LEFT}" y="{bottom + 14}">0</text>
<text x="{right}" y="{bottom + 14}" text-anchor="end">{last}</text>
<text x="{(LEFT + right) / 2}" y="{HEIGHT - 6}" text-anchor="middle">training step</text>
<text transform="rotate(-90 12 {middle})" x="12" y="{middle}"
 text-anchor="middle">{escape(what)}</text>
{"".join(line(name, curve) for name, curve in curves)}
</svg>"""
