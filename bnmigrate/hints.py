"""What is said to who uses an option or a command as other tools have it, and this one doesn't."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

_SHOWS = "`bnmigrate fix --diff` shows what would change, and writes nothing"
_WRITES = "check changes nothing; `bnmigrate fix` writes what can be fixed"
_OF_CHECK = "that is an option of `bnmigrate check`"

_EVERYWHERE = {
    "--format": "`--output-format` says how the report is written",
    "--source": "`--from` names a dialect to translate from",
    "--target": "`--to` names the dialect to translate to",
}
_OPTIONS: Mapping[str, Mapping[str, str]] = {
    "check": {"--diff": _SHOWS, "--dry-run": _SHOWS, "--fix": _WRITES, "--write": _WRITES},
    "fix": {
        "--add-ignores": _OF_CHECK,
        "--check": f"`bnmigrate check` says what is to do; {_SHOWS}",
        "--dry-run": _SHOWS,
        "--write": "fix writes in place",
        "--write-baseline": _OF_CHECK,
    },
}
"""By the command that they were given to."""

_BEHIND = "options go behind a command: `bnmigrate check --help` lists those of check"


class HintedCommand(click.Command):
    """A command that says what to use instead of an option that it hasn't."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments of the command line."""
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            hints = {**_EVERYWHERE, **_OPTIONS.get(self.name or "", {})}
            _raise_with(hints.get(error.option_name), error)
            raise


class HintedGroup(click.Group):
    """A group that says where paths and options go that stand in the place of a command."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments in front of the command."""
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            _raise_with(_BEHIND, error)
            raise

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that the first argument names."""
        word = args[0]
        if not ctx.resilient_parsing and self.get_command(ctx, word) is None and _is_path(word):
            ctx.fail(
                f"No such command '{word}'. A path goes behind a command: `bnmigrate check {word}` "
                f"says what is to do, `bnmigrate fix {word}` does it."
            )
        return super().resolve_command(ctx, args)


def _raise_with(hint: str | None, error: click.NoSuchOption) -> None:
    """Raise the error with the hint, if there is one, in the place of what it guesses."""
    if hint is not None:
        raise click.UsageError(
            f"No such option '{error.option_name}': {hint}.", error.ctx
        ) from error


def _is_path(word: str) -> bool:
    return word == "-" or "/" in word or word.endswith((".py", ".pyi", ".ipynb")) or _exists(word)


def _exists(word: str) -> bool:
    try:
        return Path(word).exists()
    except (OSError, ValueError):  # too long for a name, or with a null in it
        return False
