"""The command `bnmigrate checkpoint`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bnmigrate.checkpoint.conversion import Progress, Report, convert, preview
from bnmigrate.checkpoint.entries import CheckpointError, printable
from bnmigrate.rule_files import rulebook

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar


class Failure(click.ClickException):
    """What could not be done."""

    exit_code = 2


@click.command()
@click.argument("source", type=click.Path(path_type=Path))
@click.argument("target", type=click.Path(path_type=Path), required=False)
@click.option(
    "--to",
    type=click.Choice(rulebook().dialect_names),
    help="Whose names to write; by default the ending of TARGET says, or what is in SOURCE.",
)
@click.option("--dry-run", is_flag=True, help="Show what would be renamed, as a table.")
@click.option(
    "--rename",
    "renames",
    multiple=True,
    metavar="'REGEX=>REPLACEMENT'",
    help="Rename in all names too, after the layers' own; repeatable.",
)
@click.option(
    "--model",
    metavar="MODULE:CALLABLE",
    help="Decide what is a layer by the model that this returns. Imports and runs that code.",
)
@click.option(
    "--layers",
    multiple=True,
    metavar="PATTERN",
    help="Where layers without statistics stand, as GroupNorm: 'encoder.*.norm'; repeatable.",
)
@click.option(
    "--check",
    is_flag=True,
    help="Read TARGET back and compare every tensor's bytes; one that is there is only compared.",
)
@click.option("--crc-check", is_flag=True, help="Write MindSpore's checksum into a .ckpt.")
@click.option("--force", is_flag=True, help="Replace TARGET where it is there already.")
def checkpoint(
    *,
    source: Path,
    target: Path | None,
    to: str | None,
    dry_run: bool,
    renames: tuple[str, ...],
    model: str | None,
    layers: tuple[str, ...],
    check: bool,
    crc_check: bool,
    force: bool,
) -> None:
    """Move the weights in SOURCE to TARGET, under the other framework's names.

    PyTorch's .pth and .pt, safetensors and MindSpore's .ckpt are read, by their content, and
    written, by the ending of TARGET. Exit codes: 0 done, 1 --check found a difference, 2 it could
    not be done.
    """
    if target is None and not dry_run:
        raise click.UsageError("Missing argument 'TARGET'; or use --dry-run.")
    if model:
        click.echo(f"importing and running {model}", err=True)
    try:
        if dry_run or target is None:
            report = preview(source, target, to=to, renames=renames, model=model, layers=layers)
        else:
            with _progress() as progress:
                report = convert(
                    source,
                    target,
                    to=to,
                    renames=renames,
                    model=model,
                    layers=layers,
                    force=force,
                    crc_check=crc_check,
                    check=check,
                    progress=progress,
                )
    except CheckpointError as error:
        raise Failure(str(error)) from error
    if dry_run:
        _print_table(report)
    _print_report(source, target, report)
    if report.differences:
        sys.exit(1)


@contextmanager
def _progress() -> Iterator[Progress]:
    """Show a bar on a terminal, once there is something to move, and nothing elsewhere."""
    bars: list[ProgressBar[int]] = []
    with ExitStack() as stack:

        def update(moved: int, total: int) -> None:
            if not bars:
                bar = click.progressbar(length=total, file=sys.stderr)
                bars.append(stack.enter_context(bar))
            bars[0].update(moved)

        yield update if sys.stderr.isatty() else lambda _moved, _total: None


def _print_table(report: Report) -> None:
    rows = [step for step in report.plan.steps if step.old != step.new]
    width = max((len(step.old or "") for step in rows), default=0)
    for step in rows:
        old = (step.old or "").ljust(width)
        if step.new is None:
            click.echo(f"{old}  dropped")
        elif step.old is None:
            click.echo(f"{old}  -> {step.new}  added, 0")
        else:
            click.echo(f"{old}  -> {step.new}")
    if rows:
        click.echo()


def _print_report(source: Path, target: Path | None, report: Report) -> None:
    plan = report.plan
    counts = {
        "renamed": sum(1 for s in plan.steps if None not in (s.old, s.new) and s.old != s.new),
        "kept": sum(1 for s in plan.steps if s.old == s.new),
        "dropped": sum(1 for s in plan.steps if s.new is None),
        "added": sum(1 for s in plan.steps if s.old is None),
    }
    direction = f"from {plan.source.title} " if plan.source else "nothing to rename "
    layers = _count(len(plan.layers), "normalisation layer")
    click.echo(f"{source}: {report.title}, {layers}, {direction}to {plan.target.title}")
    click.echo(", ".join(f"{count} {what}" for what, count in counts.items()))
    counter = plan.target.state.get("counter") or (plan.source and plan.source.state.get("counter"))
    if counts["dropped"]:
        click.echo(f"dropped: {counter}, which {plan.target.title} does not have")
    if counts["added"]:
        click.echo(f"added: {counter}, 0 for each layer, for the checkpoint does not hold it")
    for left_out in report.left_out:
        click.echo(f"left out: {printable(left_out.name)} ({left_out.reason})")
    for note in plan.notes:
        click.echo(f"note: {note}")
    for difference in report.differences or ():
        click.echo(f"difference: {difference}")
    if report.written:
        click.echo(f"wrote {target}")
    elif report.differences is not None:
        click.echo(f"{target} was compared, not written")
    if report.differences == ():
        click.echo(f"checked {target}: every tensor has the bytes of {source}")


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
