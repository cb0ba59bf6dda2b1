"""The command line; nothing heavy is imported before a command has files to look into."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import click

from bnmigrate import __version__
from bnmigrate.garbage import kept_still
from bnmigrate.hints import HintedCommand, HintedGroup
from bnmigrate.options import OptionalReason, add_ignores, common, write_baseline
from bnmigrate.search_path import narrow

if TYPE_CHECKING:
    from bnmigrate.commands import Session

EXIT_INTERRUPTED = 130


class _Commands(HintedGroup):
    """A group whose larger commands are imported when they're called."""

    lazy: ClassVar[dict[str, tuple[str, str]]] = {
        "checkpoint": (
            "bnmigrate.checkpoint.command:checkpoint",
            "Move the weights in SOURCE to TARGET, under the other framework's names.",
        ),
        "compare": (
            "bnmigrate.comparison.command:compare",
            "Compare a network with its port to another framework.",
        ),
        "rule": ("bnmigrate.explain.command:rule", "Explain a code of findings."),
        "rules": ("bnmigrate.explain.command:rules", "List the codes of findings."),
        "run": ("bnmigrate.run:run", "Run a program with MindSpore's layers served on torch."),
        "server": (
            "bnmigrate.server.command:server",
            "Tell an editor what there is to do, as you type, by the Language Server Protocol.",
        ),
        "verify": (
            "bnmigrate.verify.command:verify",
            "Run what fix translates on both sides, and compare the numbers.",
        ),
    }
    """Where they are, and what the help says of them, which imports none."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *self.lazy})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in self.lazy:
            module, _, name = self.lazy[cmd_name][0].partition(":")
            command: click.Command = getattr(importlib.import_module(module), name)
            return command
        return super().get_command(ctx, cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = []
        for name in self.list_commands(ctx):
            if name in self.lazy:
                rows.append((name, self.lazy[name][1]))
            elif (command := self.get_command(ctx, name)) is not None:
                rows.append((name, command.get_short_help_str(limit=200)))
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo(
                "bnmigrate: interrupted; every file is whole, old or new: run again for the rest",
                err=True,
            )
            sys.exit(EXIT_INTERRUPTED)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version")
def main() -> None:
    """Translate normalisation layers between PyTorch and MindSpore.

    Exit codes: 0 nothing (left) to do; 1 findings (left); 2 something could not be done; 130
    interrupted.
    """


@main.command(cls=OptionalReason)
@common
@add_ignores
@write_baseline
def check(
    paths: tuple[Path, ...],
    reason_to_add: str | None,
    baseline_to_write: Path | None,
    **settings: Any,
) -> None:
    """Say what is to do, and change nothing.

    PATHS are files and folders; the current folder if none is given, standard input for `-`.
    """
    with _session(paths, settings) as session:
        if reason_to_add is not None:
            if baseline_to_write is not None:
                raise click.UsageError(
                    "--add-ignores and --write-baseline both settle what is found; leave out one "
                    "of them"
                )
            sys.exit(session.add_ignores(reason_to_add))
        if baseline_to_write is not None:
            sys.exit(session.write_baseline(baseline_to_write))
        sys.exit(session.check())


@main.command(cls=HintedCommand)
@common
@click.option("--diff", is_flag=True, help="Show what would change, and write nothing.")
def fix(paths: tuple[Path, ...], diff: bool, **settings: Any) -> None:
    """Translate what can be translated without changing what it computes; report the rest.

    PATHS are files and folders; the current folder if none is given, standard input for `-`,
    whose translation goes to standard output.
    """
    with _session(paths, settings) as session:
        sys.exit(session.diff() if diff else session.fix())


@contextmanager
def _session(paths: tuple[Path, ...], settings: Mapping[str, Any]) -> Iterator[Session]:
    """Load what a command over `paths` needs; end here where only its settings or its files are
    asked for.
    """
    narrow()
    with kept_still():
        from bnmigrate.commands import Session

        session = Session(paths, **settings)
        if session.shows_settings:
            sys.exit(session.show_settings())
        if session.shows_files:
            sys.exit(session.show_files())
        yield session
