"""What was measured of two networks that were run."""

from __future__ import annotations

from dataclasses import dataclass, field

from bnmigrate.comparison.weights import Unpaired

WHOLE = 1e-3
"""How much of the largest value the end of a whole network may be off: rounding adds up."""
SHARE = 1e-3
"""How far apart two measured shares of the new batch may be."""
TRAINING, EVALUATION = "training", "evaluation"


@dataclass
class Measured:
    """What was measured of a pair of modules; errors in units of the tolerance, the largest of all
    steps.
    """

    original: str
    port: str
    kind: str
    input: float = 0.0
    output: float = 0.0
    evaluation: float = 0.0
    statistics: float = 0.0
    shares: tuple[float | None, float | None] = (None, None)
    curves: tuple[list[float], list[float]] = field(default_factory=lambda: ([], []))
    """One running mean of each side after each step, that of the channel that is most off."""

    @property
    def is_equal(self) -> bool:
        """Whether it does the same with the same input."""
        off = max(self.output, self.evaluation, self.statistics)
        return off <= 1 and not shares_differ(self.shares)


@dataclass(frozen=True)
class Parting:
    """Where the port does something else: a module whose input agrees and whose output doesn't,
    which its settings may make, or one whose input is made of what agrees and doesn't.
    """

    port: str
    what: str
    when: str
    units: float
    is_own: bool = False


@dataclass
class Numbers:
    """What came out of running both."""

    steps: int
    layers: list[Measured]
    partings: list[Parting]
    unpaired: list[Unpaired]
    outputs: list[tuple[str, float]]
    """How far off the end of each step and of the evaluation is: a share of the largest value."""
    notes: list[str]


def shares_differ(shares: tuple[float | None, float | None]) -> bool:
    """Whether two measured shares of the new batch aren't the same."""
    one, other = shares
    return one is not None and other is not None and abs(one - other) > SHARE


def said_of_shares(shares: tuple[float | None, float | None]) -> str:
    """Say what two measured shares of the new batch tell, nothing where they are the same."""
    one, other = shares
    if one is None or other is None or not shares_differ(shares):
        return ""
    said = f"its statistics take up {_rounded(other)} of each batch, the original's {_rounded(one)}"
    if abs(other) <= SHARE:
        return f"{said}: they never move"
    if abs(one + other - 1) <= SHARE:
        return f"{said}: the momentum is not inverted"
    return said


def _rounded(share: float) -> str:
    return f"{round(share, 4):g}"
