"""The report for a terminal, which fits 100 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import PurePath

import click

from bnmigrate.comparison.measured import Numbers
from bnmigrate.comparison.places import Place, shown
from bnmigrate.comparison.result import Comparison, Difference, Entry, LayerPair

NUMBERS, SIDE = 8, 44
WIDTH = NUMBERS + 2 * SIDE + 2
MOST_NAMES = 12


def lines(comparison: Comparison) -> Iterator[str]:
    """Yield the report's lines."""
    original, port = comparison.original, comparison.port
    yield from _row("layers", f"{original.name}", f"{port.name}")
    yield from _row(
        "",
        f"{original.framework}, {_count(original.layers, 'layer')}",
        f"{port.framework}, {_count(port.layers, 'layer')}",
    )
    yield ""
    for group in _groups(comparison.layers):
        yield from _group(group)
    if comparison.numbers is not None:
        yield ""
        yield from _numbers(comparison, comparison.numbers)
    for note in _notes(comparison):
        yield from textwrap.wrap(f"note: {note}", WIDTH, subsequent_indent="  ")


def _numbers(comparison: Comparison, numbers: Numbers) -> Iterator[str]:
    """Yield what running both shows."""
    equal = sum(layer.is_equal for layer in numbers.layers)
    said = f"{equal} of {_count(len(numbers.layers), 'pair')} of modules with parameters agree"
    yield f"numbers: {_count(numbers.steps, 'step')} of training and an evaluation; {said}"
    if numbers.partings:
        yield f"  the two part first at {numbers.partings[0].port or 'the end'}"
    together: dict[str, list[Difference]] = {}
    for difference in comparison.measured:
        together.setdefault(difference.what, []).append(difference)
    for what, differences in together.items():
        yield from _measured(what, differences)
    ends = ", ".join(f"{_off(off)} in {when}" for when, off in numbers.outputs)
    end = f"  the end is off by {ends} (of its largest value)" if ends else ""
    yield from textwrap.wrap(end, WIDTH, subsequent_indent="    ")


def _measured(what: str, differences: Sequence[Difference]) -> Iterator[str]:
    names = [difference.where or "the network" for difference in differences]
    where = ", ".join(names[:MOST_NAMES])
    if len(names) > MOST_NAMES:
        where = f"{names[0]} to {names[-1]}, {len(names)} layers"
    places = sorted({difference.place for difference in differences if difference.place})
    at = f" (at {_places(places)})" if places else ""
    text = f"  {where}: {what}{at}"
    for line in textwrap.wrap(text, WIDTH, subsequent_indent="    ", break_on_hyphens=False):
        yield click.style(line, fg="red")


def _off(share: float) -> str:
    return "all" if share == float("inf") else f"{share:.1g}"


def _notes(comparison: Comparison) -> Iterator[str]:
    crossed = sum(pair.is_crossed for pair in comparison.layers)
    if crossed:
        stand = "stands" if crossed == 1 else "stand"
        yield f"{_count(crossed, 'layer')} of the port {stand} at another place in its order"
    yield from comparison.notes
    if comparison.numbers is not None:
        yield from comparison.numbers.notes


def summary(comparison: Comparison) -> str:
    """Return the last line."""
    pairs = [pair for pair in comparison.layers if pair.original and pair.port]
    alone = len(comparison.layers) - len(pairs)
    different = [pair for pair in pairs if pair.settings]
    said = f"{_count(len(pairs), 'pair')} of layers: "
    if different:
        concepts = dict.fromkeys(s.concept for pair in different for s in pair.settings)
        said += f"{len(different)} differ in {', '.join(concepts)}"
    else:
        said += "equal settings"
    if alone:
        said += f"; {_count(alone, 'layer')} without a partner"
    return said


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'s' * (number != 1)}"


@dataclass
class _Group:
    """Pairs of which the same is to be said, and whether they are neighbours."""

    pairs: list[LayerPair]
    last: int
    is_run: bool = True


def _groups(pairs: Sequence[LayerPair]) -> list[_Group]:
    """Put together what has the same said of it, in the order of the first of each."""
    found: dict[object, _Group] = {}
    for index, pair in enumerate(pairs):
        group = found.setdefault(_verdict(pair), _Group([], index - 1))
        group.is_run = group.is_run and group.last == index - 1
        group.pairs.append(pair)
        group.last = index
    return list(found.values())


def _verdict(pair: LayerPair) -> object:
    said = tuple((setting.original, setting.port) for setting in pair.settings)
    return pair.original is None, pair.port is None, said


def _group(group: _Group) -> Iterator[str]:
    pairs = group.pairs
    pair = pairs[0]
    originals, ports = _paths([p.original for p in pairs]), _paths([p.port for p in pairs])
    yield from _row(str(len(pairs)), originals, ports, None if pair.is_equal else "red")
    if pair.is_equal:
        yield from _row("", "equal", "equal", "green")
        return
    if pair.settings:
        there, here = ([s.original for s in pair.settings], [s.port for s in pair.settings])
        yield from _row("", ", ".join(there), ", ".join(here))
        yield from _row("", "write in the port", ", ".join(s.write for s in pair.settings), "bold")
    places = {pair.port.place for pair in pairs if pair.port and pair.port.place}
    if places:
        yield from _row("", "", f"at {_places(sorted(places))}")
    if not group.is_run:
        names = [pair.name for pair in pairs[:MOST_NAMES]]
        more = len(pairs) - len(names)
        listed = f"these are {', '.join(names)}" + (f" and {more} more" if more else "")
        indent = " " * NUMBERS
        yield from textwrap.wrap(listed, WIDTH, initial_indent=indent, subsequent_indent=indent)


def _paths(entries: Sequence[Entry | None]) -> str:
    paths = [entry.path or "the network" for entry in entries if entry is not None]
    if not paths:
        return "none"
    kinds = dict.fromkeys(entry.kind for entry in entries if entry is not None)
    named = paths[0] if len(paths) == 1 else f"{paths[0]} to {paths[-1]}"
    return f"{named} ({', '.join(kinds)})"


def _places(places: Sequence[Place]) -> str:
    """Name each file once, with its lines."""
    said = []
    for file, group in groupby(places, key=lambda place: place.file):
        said.append(f"{shown(file)}:{', '.join(str(place.line) for place in group)}")
    return "; ".join(PurePath(text).as_posix() for text in said)


def _row(numbers: str, left: str, right: str, style: str | None = None) -> Iterator[str]:
    """Yield the lines of two columns beside each other, in a style."""
    columns = [textwrap.wrap(text, SIDE) or [""] for text in (left, right)]
    for index in range(max(map(len, columns))):
        one, other = (column[index] if index < len(column) else "" for column in columns)
        line = f"{numbers if index == 0 else '':<{NUMBERS}}{one:<{SIDE + 2}}{other}".rstrip()
        if style == "bold":
            yield click.style(line, bold=True)
        else:
            yield click.style(line, fg=style) if style else line
