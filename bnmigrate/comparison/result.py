"""What a comparison found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bnmigrate.comparison.measured import WHOLE, Numbers, said_of_shares
from bnmigrate.comparison.places import Place


@dataclass(frozen=True)
class Entry:
    """A layer of one side: its path, what it is in the rules, and where it is made."""

    path: str
    kind: str
    place: Place | None


@dataclass(frozen=True)
class Setting:
    """A setting that differs.

    `original_value` and `port_value` are in the sense that all frameworks share, `original` and
    `port` in the words of each one's own, and `write` is what the port's would be for the same.
    """

    concept: str
    original_value: object
    port_value: object
    original: str
    port: str
    write: str


@dataclass(frozen=True)
class LayerPair:
    """Two layers that stand for each other, or one that has no partner, and what differs.

    `is_crossed` tells that the two networks hold them in another order.
    """

    original: Entry | None
    port: Entry | None
    settings: tuple[Setting, ...] = ()
    is_crossed: bool = False

    @property
    def is_equal(self) -> bool:
        """Whether there are both, and nothing differs."""
        return self.original is not None and self.port is not None and not self.settings

    @property
    def name(self) -> str:
        """What to call the pair: the path in the port, or in the original where it has none."""
        entry = self.port or self.original
        assert entry is not None
        return entry.path


@dataclass(frozen=True, repr=False)
class Difference:
    """One thing that is not the same, with the place in the port's source where it is known.

    `where` is a path in the port, or in the original of what the port lacks; `what` is a sentence.
    """

    where: str
    what: str
    place: Place | None = None

    def __repr__(self) -> str:
        """Be readable where an assertion shows it."""
        return str(self)

    def __str__(self) -> str:
        place = "" if self.place is None else f" ({self.place})"
        return f"{self.where or 'the network'}: {self.what}{place}"


@dataclass(frozen=True)
class Side:
    """What one side is: what a user calls it, its framework, and how many layers it has."""

    name: str
    framework: str
    layers: int


@dataclass(frozen=True)
class Comparison:
    """Two networks beside each other."""

    original: Side
    port: Side
    layers: tuple[LayerPair, ...]
    notes: tuple[str, ...] = ()
    numbers: Numbers | None = None

    @property
    def differences(self) -> tuple[Difference, ...]:
        """All that is not the same; empty where the two are equal as far as they were compared."""
        return (*self._of_settings(), *self.measured)

    @property
    def measured(self) -> tuple[Difference, ...]:
        """Those of the differences that running both networks shows."""
        if self.numbers is None:
            return ()
        return tuple(self._of_numbers(self.numbers)) or tuple(_of_ends(self.numbers))

    def _of_settings(self) -> Iterator[Difference]:
        for pair in self.layers:
            place = pair.port.place if pair.port else None
            if pair.port is None:
                yield Difference(pair.name, "the original's layer has none in the port")
            elif pair.original is None:
                yield Difference(pair.name, "the port's layer has none in the original", place)
            for setting in pair.settings:
                what = f"{setting.port}, and the original has {setting.original}"
                yield Difference(pair.name, f"{what}: write {setting.write}", place)

    def _of_numbers(self, numbers: Numbers) -> Iterator[Difference]:
        places = {pair.port.path: pair.port.place for pair in self.layers if pair.port}
        differ = {pair.port.path for pair in self.layers if pair.port and pair.settings}
        for unpaired in numbers.unpaired:
            yield Difference(unpaired.where, unpaired.what, places.get(unpaired.where))
        for parting in numbers.partings:
            what = f"in {parting.when} {parting.what}"
            if parting.is_own and parting.port in differ:
                what += ", as its settings make it"
            yield Difference(parting.port, what, places.get(parting.port))
        for layer in numbers.layers:
            what = said_of_shares(layer.shares)
            if what:
                yield Difference(layer.port, what, places.get(layer.port))
            elif layer.statistics > 1:
                what = "its running statistics are not the original's after the same batches"
                yield Difference(layer.port, what, places.get(layer.port))


def _of_ends(numbers: Numbers) -> Iterator[Difference]:
    for when, share in numbers.outputs:
        if share > WHOLE:
            yield Difference("", f"the end of {when} is off by {share:.1g} of its largest value")
