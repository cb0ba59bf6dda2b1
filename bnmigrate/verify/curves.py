"""How the running mean of a translated layer moves: the proof that it takes as much of each batch
as the original does.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass, replace

from bnmigrate.verify.compare import Array, batches
from bnmigrate.verify.sides import Sides
from bnmigrate.verify.sites import UNVERIFIED, Arguments, SiteResult, evaluated, ranks_of

STEPS = 24
"""How many training steps are shown."""


@dataclass(frozen=True)
class Curves:
    """One running mean, from before the first step on: the original's and the translated layer's,
    and, where the frameworks don't mean the same by it, the translated layer's with the momentum of
    the original copied over. The numbers are the two layers' arguments.
    """

    names: tuple[str, str]
    momenta: tuple[object, object]
    original: list[float]
    translated: list[float]
    copied: list[float] | None


def curves(result: SiteResult, sides: Sides, seed: int) -> Curves | None:
    """Run both layers; None where one keeps no statistics, and where the site wasn't run."""
    call = result.call
    source = call.layer_class.signature.for_concept("update-rate")
    target = call.target.signature.for_concept("update-rate")
    if source is None or target is None or not result.runs or result.status == UNVERIFIED:
        return None
    values = result.runs[0].values
    original = evaluated(call, values, sides)
    translated = evaluated(call, values, sides, translated=True)
    if original.layer().part("mean") is None or translated.layer().part("mean") is None:
        return None
    theirs = _bound(original)[source.name]
    given = _bound(translated)
    rank = ranks_of(call)[0]
    copied = None
    if source.encoding != target.encoding:
        keywords = {**given, target.name: theirs}
        made = replace(translated, positional=(), keywords=keywords)
        copied = _running_means(made, rank, seed)
    return Curves(
        (source.name, target.name),
        (theirs, given[target.name]),
        _running_means(original, rank, seed),
        _running_means(translated, rank, seed),
        copied,
    )


def _bound(arguments: Arguments) -> dict[str, object]:
    """Return all arguments, those that are left out included, by name."""
    signature = inspect.signature(arguments.layer_class)
    bound = signature.bind(*arguments.positional, **arguments.keywords)
    bound.apply_defaults()
    return dict(bound.arguments)


def _running_means(arguments: Arguments, rank: int, seed: int) -> list[float]:
    layer = arguments.layer()
    layer.set_training(True)

    def mean() -> float:
        value: Array = layer.state()["mean"]
        return float(value[0])

    means = [mean()]
    for x, _ in list(batches(int(arguments.channels), rank, STEPS, seed))[:STEPS]:
        layer.side.call(layer.module, x)
        means.append(mean())
    return means
