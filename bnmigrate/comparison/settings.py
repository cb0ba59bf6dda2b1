"""What differs in the settings of two layers that are a pair; the networks aren't run for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bnmigrate.comparison.layers import (
    INITIAL,
    LEARNED,
    SIZES,
    STATISTICS,
    VARIED,
    Layer,
    layers_of,
    learns,
    starts_at,
    words,
)
from bnmigrate.comparison.loading import Network
from bnmigrate.comparison.pairs import Pair, at_one_place, namesakes, paired
from bnmigrate.comparison.result import Entry, LayerPair, Setting

TRACKED, MOVING = "tracked-statistics", "moving-statistics"
OF_STATISTICS = ("statistics", "update-rate", "mode")
OTHER_KIND = 0.8
"""What it costs to pair layers of two kinds: less than to leave both alone, which is 2."""


def compare_settings(
    original: Network, port: Network, called: Mapping[str, str]
) -> tuple[list[LayerPair], list[str]]:
    """Return all pairs of layers with what differs, and what is to be said besides.

    `called` is the port's path for the original's of those that are known to be a pair.
    """
    sides = layers_of(original), layers_of(port)
    notes = []
    trained = [any(_is_trained(layer) for layer in layers) for layers in sides]
    for network, is_trained in zip((original, port), trained, strict=True):
        if is_trained and trained[0] != trained[1]:
            notes.append(
                f"{network.name} holds trained statistics, and the other doesn't: initial values "
                "are not compared"
            )
    modes = _root_modes(original, port)
    if modes is None:
        notes.append(_modes_note(original, port))
    pairs = at_one_place(namesakes(paired(*sides, _cost, _are_alike), _are_alike))
    if called:
        pairs = _as_called(*sides, called)
    result = [_compared(pair, not any(trained), modes) for pair in pairs]
    notes += _swapped(pairs, result)
    for layer in (layer for layers in sides for layer in layers if layer.ignored):
        notes.append(
            f"{layer.path}: {', '.join(layer.ignored)} was assigned after the layer was made, and "
            f"{layer.dialect.title} ignores it"
        )
    return result, notes


def _as_called(
    original: Sequence[Layer], port: Sequence[Layer], called: Mapping[str, str]
) -> list[Pair[Layer]]:
    """Pair those that are known to be a pair, and by order and size what is left."""
    places = {layer.path: place for place, layer in enumerate(port)}
    known = {one.path: places[path] for one in original if (path := called.get(one.path)) in places}
    taken = set(known.values())
    left = [one for one in original if one.path not in known]
    others = [layer for place, layer in enumerate(port) if place not in taken]
    return [
        Pair(one, port[at], is_crossed=at != place)
        for place, one in enumerate(original)
        if (at := known.get(one.path)) is not None
    ] + paired(left, others, _cost, _are_alike)


def _cost(one: Layer, other: Layer) -> float | None:
    """Return what it costs to take two layers for a pair: not those of different sizes."""
    if one.size != other.size:
        return None
    return OTHER_KIND if one.kind != other.kind else 0


def _are_alike(one: Layer, other: Layer) -> bool:
    return (one.kind, one.size) == (other.kind, other.size)


def _compared(pair: Pair[Layer], is_new: bool, modes: bool | None) -> LayerPair:
    one, other = pair.original, pair.port
    settings: tuple[Setting, ...] = ()
    if one is not None and other is not None:
        concepts = [
            concept
            for concept in _differing(one, other, is_new, modes)
            if concept not in OF_STATISTICS or not _are_frozen(one, other)
        ]
        settings = tuple(_setting(concept, one, other) for concept in concepts)
    return LayerPair(_entry(one), _entry(other), settings, pair.is_crossed)


def _are_frozen(one: Layer, other: Layer) -> bool:
    """Whether both normalise with their moving statistics in training too, one because it was made
    so and the other because it stays in inference.
    """
    ways = [layer.settings.get("statistics") == MOVING for layer in (one, other)]
    stays = [not layer.training and not layer.follows for layer in (one, other)]
    return ways[0] != ways[1] and all(a or b for a, b in zip(ways, stays, strict=True))


def _is_trained(layer: Layer) -> bool:
    return any(layer.parts[c].initial == VARIED for c in STATISTICS if c in layer.parts)


def _root_modes(original: Network, port: Network) -> bool | None:
    """Whether both networks are in one mode; None where each is in that of a new one."""
    modes = [bool(network.module.training) for network in (original, port)]
    if modes[0] == modes[1]:
        return True
    fresh = [network.framework.facts.trains_when_made for network in (original, port)]
    return None if modes == fresh else False


def _modes_note(original: Network, port: Network) -> str:
    still = original if port.module.training else port
    facts = still.framework.facts
    return (
        f"{still.name} is in inference mode, as networks of {facts.title} are when they are made: "
        f"it needs {facts.mode_setter}() before it trains"
    )


def _differing(one: Layer, other: Layer, is_new: bool, modes: bool | None) -> Iterator[str]:
    if one.kind != other.kind:
        yield "layer"
    tracked = all(layer.settings.get("statistics", TRACKED) == TRACKED for layer in (one, other))
    concepts = dict.fromkeys(
        [*SIZES, *(c for layer in (one, other) for c in layer.settings)],
    )
    for concept in concepts:
        if concept == "update-rate" and not tracked:
            continue
        if concept not in one.settings or concept not in other.settings:
            continue
        if concept in SIZES and one.size == other.size:  # (8,) and 8 are one size
            continue
        if one.settings[concept] != other.settings[concept]:
            yield concept
    if learns(one) != learns(other):
        yield "affine"
    for concept, part in INITIAL.items():
        has_both = part in LEARNED or (tracked and part in one.parts and part in other.parts)
        if is_new and has_both and starts_at(one, part) != starts_at(other, part):
            yield concept
    if one.dtype and other.dtype and one.dtype != other.dtype:
        yield "parameter-type"
    if modes is None and one.follows != other.follows:
        yield "mode"
    if modes is not None and one.training != other.training:
        yield "mode"


def _setting(concept: str, one: Layer, other: Layer) -> Setting:
    return Setting(
        concept,
        _value(one, concept),
        _value(other, concept),
        words(one, concept),
        words(other, concept),
        words(other, concept, of=one),
    )


def _value(layer: Layer, concept: str) -> object:
    """Return a setting in the sense that all dialects share."""
    if concept in INITIAL:
        return starts_at(layer, INITIAL[concept])
    own = {
        "layer": layer.kind,
        "affine": learns(layer),
        "parameter-type": layer.dtype,
        "mode": layer.training,
    }
    return own.get(concept, layer.settings.get(concept))


def _entry(layer: Layer | None) -> Entry | None:
    return None if layer is None else Entry(layer.path, layer.kind, layer.place)


def _swapped(pairs: Sequence[Pair[Layer]], results: Sequence[LayerPair]) -> list[str]:
    """Say which two layers of the port have each other's settings."""
    notes = []
    different = [(p, r) for p, r in zip(pairs, results, strict=True) if r.settings]
    for index, (pair, result) in enumerate(different):
        for other, other_result in different[index + 1 :]:
            mirrored = [(s.concept, s.original_value, s.port_value) for s in result.settings] == [
                (s.concept, s.port_value, s.original_value) for s in other_result.settings
            ]
            if mirrored and pair.port and other.port:
                notes.append(
                    f"{pair.port.path} and {other.port.path} of the port have each other's "
                    "settings: they look swapped"
                )
    return notes
