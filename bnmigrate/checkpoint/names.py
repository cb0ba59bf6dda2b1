"""Give the entries of a checkpoint the names that another framework has for them.

A layer is recognised by its statistics, never by its name: a prefix under which both stand is one,
and its scale, offset and counter go with it. What the statistics are called is in the rules. A
layer without statistics has the names of any other one: a live model or the user says which it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TypeVar

from bnmigrate.checkpoint.entries import CheckpointError
from bnmigrate.rule_files import rulebook
from bnmigrate.rulebook import Dialect
from bnmigrate.tables import alternatives

Value = TypeVar("Value")

DATA_PARALLEL = "module."

LOOKALIKES = (
    "layers are recognised by their statistics alone, and an InstanceNorm2d that tracks its own "
    "looks the same; --model MODULE:CALLABLE decides by the live modules"
)


@dataclass(frozen=True)
class Rename:
    """What a user says besides: every match of `pattern` in a name becomes `replacement`."""

    pattern: re.Pattern[str]
    replacement: str

    @classmethod
    def parse(cls, text: str) -> Rename:
        """Read 'REGEX=>REPLACEMENT'; raise CheckpointError where it is none."""
        regex, arrow, replacement = text.partition("=>")
        if not arrow:
            raise CheckpointError(f"--rename {text!r} has no '=>'; write REGEX=>REPLACEMENT")
        try:
            pattern = re.compile(regex)
            pattern.sub(replacement, "")
        except (re.error, IndexError) as error:
            raise CheckpointError(
                f"--rename {text!r}: {error}; write REGEX=>REPLACEMENT as for Python's re.sub"
            ) from error
        return cls(pattern, replacement)


@dataclass(frozen=True)
class LiveModule:
    """What stands under a prefix in a live model."""

    class_name: str
    is_batch_norm: bool
    is_3d: bool
    has_no_statistics: bool = False
    """Whether it is a layer of the rules that keeps none."""


@dataclass(frozen=True)
class Step:
    """What becomes of a name: renamed, dropped (`new` is None), added (`old` is None) or kept."""

    old: str | None
    new: str | None


@dataclass(frozen=True)
class Plan:
    """The steps for all names of a checkpoint, in their order.

    `source` is None where no layer has names other than the target's.
    """

    source: Dialect | None
    target: Dialect
    layers: tuple[str, ...]
    steps: tuple[Step, ...]
    notes: tuple[str, ...]


def rename_keys(
    state_dict: Mapping[str, Value], to: str, renames: Sequence[str] = ()
) -> dict[str, Value]:
    """Return `state_dict` with the names that the dialect `to` has for its normalisation layers.

    `to` is "torch", "mindspore" or "mint". The values are passed on as they are, and are of any
    kind; entries that `to` has no name for (num_batches_tracked on the way to MindSpore) are not
    in the result, and those that only `to` has are not made up: torch starts a counter that is
    missing from a plain dict at 0 by itself. `renames` are 'REGEX=>REPLACEMENT' and come after.

    Raises CheckpointError where `to` is no dialect, one of `renames` is no such text, or two
    entries would get one name.
    """
    steps = plan(tuple(state_dict), to, renames).steps
    return {
        step.new: state_dict[step.old]
        for step in steps
        if step.old is not None and step.new is not None
    }


def plan(
    names: Sequence[str],
    to: str | None = None,
    renames: Sequence[str] = (),
    live: Mapping[str, LiveModule] | None = None,
    layers: Sequence[str] = (),
) -> Plan:
    """Find the layers among `names` and say what becomes of every name.

    `to` is the dialect of the new names; without it, it is the first whose names differ from those
    found. `renames` are 'REGEX=>REPLACEMENT', applied to the new names in turn. `live` says what
    stands under each prefix of the model, and then decides what is a layer; `layers` are patterns
    of the prefixes of layers without statistics. Raises CheckpointError where the direction can't
    be told, `live` does not fit, or two names would become one.
    """
    notes: list[str] = []
    paths = _without_statistics(names, live or {}, layers, notes)
    plain = [name.removeprefix(DATA_PARALLEL) for name in names]
    source, target = _direction(plain, to, paths)
    wrapped = bool(source and not source.inner and all(n.startswith(DATA_PARALLEL) for n in names))
    if wrapped:
        notes.append(f"the prefix {DATA_PARALLEL!r}, as DataParallel writes it, is left away")
    inside = {name: name.removeprefix(DATA_PARALLEL) if wrapped else name for name in names}
    found = _Layers(source, target, tuple(inside.values()), live, notes, paths)
    steps = []
    for old, name in inside.items():
        steps.append(Step(old, found.renamed.get(name, name)))
        if name in found.added:
            steps.append(Step(None, found.added[name]))
    if found.prefixes and live is None:
        notes.append(LOOKALIKES)
    steps = _renamed_by_the_user(steps, [Rename.parse(text) for text in renames], notes)
    _refuse_collisions(steps)
    return Plan(source, target, found.prefixes, tuple(steps), tuple(notes))


def _with_statistics() -> dict[str, Dialect]:
    """Return a dialect of each framework whose layers are known by their statistics."""
    found: dict[str, Dialect] = {}
    for dialect in rulebook().dialects:
        if {"mean", "variance"} <= dialect.state.keys():
            found.setdefault(dialect.name, dialect)
    return found


def _without_statistics(
    names: Sequence[str],
    live: Mapping[str, LiveModule],
    layers: Sequence[str],
    notes: list[str],
) -> tuple[str, ...]:
    """Return the prefixes, without their last dot, of the layers that keep no statistics: as the
    model has them, and as `layers` match them.
    """
    known = dict.fromkeys(n.removeprefix(DATA_PARALLEL).rpartition(".")[0] for n in names)
    notes += [
        f"--layers {pattern!r} matched no prefix"
        for pattern in layers
        if not any(fnmatchcase(path, pattern) for path in known)
    ]
    return tuple(
        path
        for path in known
        if (path in live and live[path].has_no_statistics)
        or any(fnmatchcase(path, pattern) for pattern in layers)
    )


def _direction(
    names: Sequence[str], to: str | None, paths: Sequence[str]
) -> tuple[Dialect | None, Dialect]:
    """Return the dialect of the layers in `names`, and the one to translate to."""
    known = _with_statistics()
    if to is not None and to not in known:
        raise CheckpointError(f"{to!r} is not one of {alternatives(known)}")
    present: list[Dialect] = []
    for dialect in known.values():
        spelt_alike = any(dialect.state == other.state for other in present)
        if not spelt_alike and any(_prefixes(dialect, names, paths)):
            present.append(dialect)
    if to is not None:
        target = known[to]
        others = [dialect for dialect in present if dialect.state != target.state]
        return (others[0] if others else None), target
    if not present:
        said = {f"{d.state['mean']} and {d.state['variance']}" for d in known.values()}
        raise CheckpointError(
            f"no normalisation layer is in it (no prefix with {alternatives(sorted(said))}), "
            "so the direction is open; say it with --to, and which layers keep no statistics with "
            "--model or --layers"
        )
    if len(present) > 1:
        titles = " and ".join(dialect.title for dialect in present)
        raise CheckpointError(f"it has layers with the names of {titles}; say with --to which way")
    source = present[0]
    return source, next(d for d in known.values() if d.state != source.state)


def _prefixes(
    dialect: Dialect, names: Sequence[str], paths: Sequence[str]
) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Find the layers in the names of `dialect`: their prefixes, and the names of their parts.
    Those at `paths` have no statistics.
    """
    known = set(names)
    alone = {**dialect.state, **dialect.alone}
    if dialect.alone and known == set(alone.values()):
        yield "", alone
        return
    mean = dialect.state["mean"]
    for name in names:
        prefix = name.removesuffix(mean)
        whole = prefix == "" or prefix.endswith(".")
        if name.endswith(mean) and whole and prefix + dialect.state["variance"] in known:
            yield prefix, dialect.state
    for path in paths:
        prefix = f"{path}." if path else ""
        if any(prefix + leaf in known for leaf in dialect.learned.values()):
            yield prefix, dialect.learned


class _Layers:
    """The layers among `names`, with the new names of their parts and what is added to them.

    `added` says after which name. A new name of None is a part that the target does not have.
    """

    def __init__(
        self,
        source: Dialect | None,
        target: Dialect,
        names: Sequence[str],
        live: Mapping[str, LiveModule] | None,
        notes: list[str],
        paths: Sequence[str],
    ) -> None:
        self.renamed: dict[str, str | None] = {}
        self.added: dict[str, str] = {}
        self.source, self.target, self.names, self.notes = source, target, names, notes
        self.live = live
        self.without_statistics = frozenset(paths)
        prefixes = []
        for prefix, state in _prefixes(source, names, paths) if source else ():
            if self._is_layer(prefix):
                self._translate(prefix, state)
                prefixes.append(prefix.removesuffix("."))
        self.prefixes = tuple(prefixes)
        for dialect in (source, target):
            self._name_the_halves(dialect)

    def _is_layer(self, prefix: str) -> bool:
        path = prefix.removesuffix(".")
        if self.live is None or path in self.without_statistics:
            return True
        module = self.live.get(path)
        if module is None:
            raise CheckpointError(
                f"the model has no module {path!r}, and the checkpoint has statistics for it; "
                "give --model the model that the checkpoint was saved from"
            )
        if not module.is_batch_norm:
            self.notes.append(f"{path} is left as it is: it is {module.class_name}, no BatchNorm")
        return module.is_batch_norm

    def _translate(self, prefix: str, state: Mapping[str, str]) -> None:
        new_prefix = self._new_prefix(prefix)
        new_state = self.target.state
        if not new_prefix and all(name in state.values() for name in self.names):
            new_state = {**new_state, **self.target.alone}
        known = set(self.names)
        for part, leaf in state.items():
            if prefix + leaf in known:
                new_leaf = new_state.get(part)
                self.renamed[prefix + leaf] = new_leaf and new_prefix + new_leaf
        if "counter" in new_state and "counter" not in state and "variance" in state:
            self.added[prefix + state["variance"]] = new_prefix + new_state["counter"]

    def _new_prefix(self, prefix: str) -> str:
        """Return the prefix without, or with, the inner layer of BatchNorm3d."""
        assert self.source is not None
        inner = self.source.inner and f"{self.source.inner}."
        if inner and (prefix == inner or prefix.endswith(f".{inner}")):
            outer = prefix.removesuffix(inner)
            if self.live is not None:
                return outer if self._is_3d(outer) else prefix
            if all(name.startswith(prefix) for name in self.names if name.startswith(outer)):
                self.notes.append(
                    f"{prefix.removesuffix('.')} is taken for the inner layer of a BatchNorm3d"
                )
                return outer
        if self.target.inner and self._is_3d(prefix):
            return f"{prefix}{self.target.inner}."
        return prefix

    def _is_3d(self, prefix: str) -> bool:
        module = self.live.get(prefix.removesuffix(".")) if self.live else None
        return module is not None and module.is_3d

    def _name_the_halves(self, dialect: Dialect | None) -> None:
        if dialect is None:
            return
        mean, variance = dialect.state["mean"], dialect.state["variance"]
        known = set(self.names)
        for name in self.names:
            for one, other in ((mean, variance), (variance, mean)):
                prefix = name.removesuffix(one)
                if name.endswith(f".{one}") and prefix + other not in known:
                    self.notes.append(f"{name} is left as it is: there is no {prefix}{other}")


def _renamed_by_the_user(
    steps: Sequence[Step], renames: Sequence[Rename], notes: list[str]
) -> list[Step]:
    matched = [0] * len(renames)
    result = []
    for step in steps:
        new = step.new
        for index, rename in enumerate(renames):
            if new is not None:
                new, count = rename.pattern.subn(rename.replacement, new)
                matched[index] += count
        result.append(Step(step.old, new))
    for rename, count in zip(renames, matched, strict=True):
        if not count:
            notes.append(f"--rename {rename.pattern.pattern!r} matched no name")
    return result


def _refuse_collisions(steps: Sequence[Step]) -> None:
    taken: dict[str, str | None] = {}
    for step in steps:
        if step.new is None:
            continue
        if step.new in taken:
            both = (taken[step.new], step.old)
            one, other = (name or "the counter that is added" for name in both)
            raise CheckpointError(
                f"{one} and {other} would both be named {step.new}; change the --rename, or rename "
                "one of them in the file"
            )
        taken[step.new] = step.old
