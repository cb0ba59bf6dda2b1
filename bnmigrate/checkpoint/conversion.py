"""Carry the weights of one checkpoint over into another."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from bnmigrate.checkpoint.compare import differences
from bnmigrate.checkpoint.entries import INT64, CheckpointError, Contents, Entry, LeftOut
from bnmigrate.checkpoint.formats import check_ending, framework_of, opened, write
from bnmigrate.checkpoint.live_model import live_modules
from bnmigrate.checkpoint.names import Plan, plan
from bnmigrate.checkpoint.optimizer_state import without_optimizer

Progress = Callable[[int, int], None]
"""Is told how many bytes were moved since it was last called, and how many there are in all."""

Moved = Callable[[int], None]


@dataclass(frozen=True)
class Report:
    """What became, or would become, of a checkpoint.

    `written` is False where the output was there already and only compared. `differences` is None
    where nothing was compared.
    """

    title: str
    plan: Plan
    left_out: tuple[LeftOut, ...]
    written: bool = False
    differences: tuple[str, ...] | None = None


def convert(
    source: str | Path,
    target: str | Path,
    *,
    to: str | None = None,
    renames: Sequence[str] = (),
    model: str | None = None,
    layers: Sequence[str] = (),
    force: bool = False,
    crc_check: bool = False,
    check: bool = False,
    progress: Progress = lambda _moved, _total: None,
) -> Report:
    """Write the weights in `source` to `target`, with the names that the other framework has.

    `target` ends in .pth, .pt, .safetensors or .ckpt, which says the format. `to` is the dialect of
    the names; without it that follows from the ending, for safetensors from the names in `source`.
    `renames` are 'REGEX=>REPLACEMENT', applied afterwards; `model` is 'MODULE:CALLABLE' and runs
    that code; `layers` are patterns of the prefixes of layers without statistics; `crc_check`
    writes MindSpore's checksum into a .ckpt. With `check` the output is read back and compared
    before it takes its place; where `target` is there already and `force` is not given, it is only
    compared.

    Memory: a few chunks of 1 MiB, and the whole file where it is PyTorch that reads it. `target` is
    replaced in one step, or not touched. Raises CheckpointError where something can't be done.
    """
    source, target = Path(source), Path(target)
    check_ending(target)
    if crc_check and framework_of(target) != "mindspore":
        raise CheckpointError(f"{target}: only a .ckpt has MindSpore's checksum; drop --crc-check")
    exists = target.exists()
    if exists and source.exists() and target.samefile(source):
        raise CheckpointError(f"{target}: is the input, which is never changed; name another file")
    if exists and not (force or check):
        raise CheckpointError(f"{target}: is there already; replace it with --force")
    with opened(source) as contents:
        prepared = _Prepared(contents, to or framework_of(target), renames, model, layers)
        only_compare = exists and not force
        total = prepared.nbytes * (1 if only_compare or not check else 2)

        def moved(count: int) -> None:
            progress(count, total)

        if only_compare:
            return prepared.report(differences=prepared.compared(target, moved))
        unequal = None
        with _beside(target) as temporary:
            with temporary.open("xb") as file:
                prepared.write(target, file, crc_check=crc_check, moved=moved)
            if check:
                unequal = prepared.compared(temporary, moved)
            if not unequal:
                temporary.replace(target.resolve())
        return prepared.report(written=not unequal, differences=unequal)


def preview(
    source: str | Path,
    target: str | Path | None = None,
    *,
    to: str | None = None,
    renames: Sequence[str] = (),
    model: str | None = None,
    layers: Sequence[str] = (),
) -> Report:
    """Say what `convert` would do, and write nothing. Raises what `convert` raises."""
    implied = None
    if target is not None:
        check_ending(Path(target))
        implied = framework_of(Path(target))
    with opened(Path(source)) as contents:
        return _Prepared(contents, to or implied, renames, model, layers).report()


class _Prepared:
    """The weights of a checkpoint under their new names, still to be read."""

    def __init__(
        self,
        contents: Contents,
        to: str | None,
        renames: Sequence[str],
        model: str | None,
        layers: Sequence[str],
    ) -> None:
        live = live_modules(model) if model else None
        weights, training = without_optimizer(contents.entries)
        try:
            self.plan = plan([entry.name for entry in weights], to, renames, live, layers)
        except CheckpointError as error:
            raise CheckpointError(f"{contents.path}: {error}") from error
        self.title = contents.title
        self.left_out = contents.left_out + training
        by_name = {entry.name: entry for entry in weights}
        self.entries = tuple(
            replace(by_name[step.old], name=step.new) if step.old is not None else _zero(step.new)
            for step in self.plan.steps
            if step.new is not None
        )

    def report(
        self, *, written: bool = False, differences: tuple[str, ...] | None = None
    ) -> Report:
        return Report(self.title, self.plan, self.left_out, written, differences)

    @property
    def nbytes(self) -> int:
        return sum(entry.nbytes for entry in self.entries)

    def write(self, target: Path, file: BinaryIO, *, crc_check: bool, moved: Moved) -> None:
        entries = [_watched(entry, moved) for entry in self.entries]
        framework = "torch" if self.plan.target.name == "torch" else "mindspore"
        write(target, file, entries, framework=framework, crc_check=crc_check)

    def compared(self, target: Path, moved: Moved) -> tuple[str, ...]:
        with opened(target) as found:
            return differences(self.entries, found.entries, moved)


def _zero(name: str) -> Entry:
    return Entry(name, INT64, (), lambda: iter((bytes(INT64.size),)))


def _watched(entry: Entry, moved: Moved) -> Entry:
    def chunks() -> Iterator[bytes | memoryview]:
        for chunk in entry.chunks():
            moved(len(chunk))
            yield chunk

    return replace(entry, chunks=chunks)


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """Give the name of a file beside `target` to be written first; remove what is left of it."""
    temporary = target.resolve().with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        yield temporary
    except OSError as error:
        raise CheckpointError(
            f"{target}: cannot be written: {error.strerror or error}; check the folder, its "
            "permissions and its space"
        ) from error
    finally:
        temporary.unlink(missing_ok=True)
