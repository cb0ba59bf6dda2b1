"""The options that commands share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click

from bnmigrate.completion import codes, dialects, layers
from bnmigrate.hints import HintedCommand
from bnmigrate.report.formats import FORMATS

Command = TypeVar("Command", bound=Callable[..., Any])

target = click.option(
    "--to",
    "target",
    metavar="DIALECT",
    shell_complete=dialects,
    help="The dialect to translate to: mindspore (the default), torch, mint, or one of yours.",
)
source = click.option(
    "--from",
    "source",
    metavar="DIALECT",
    multiple=True,
    shell_complete=dialects,
    help="A dialect to translate from: by default all others, but with --to mindspore no mint.",
)
layer = click.option(
    "--layer",
    "layers",
    metavar="NAME",
    multiple=True,
    shell_complete=layers,
    help="A layer to translate, such as BatchNorm1d: by default all that the rules know.",
)
seed = click.option(
    "--seed", type=int, default=0, show_default=True, help="Seeds all that is drawn."
)
text_or_json = click.option(
    "--output-format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to report on standard output.",
)


def page(what: str) -> Callable[[Command], Command]:
    """Return the option for a page; `what` says what it shows."""
    return click.option(
        "--report",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE.html",
        help=f"Write a page that shows {what}.",
    )


unsafe_fixes = click.option(
    "--unsafe-fixes/--no-unsafe-fixes",
    default=None,
    help="Include the fixes that rest on an assumption about code that can't be seen.",
)

_WHAT = (
    target,
    source,
    layer,
    unsafe_fixes,
    click.option(
        "--select",
        metavar="CODES",
        multiple=True,
        shell_complete=codes,
        help="Look for these codes alone: BN101,BN3 or ALL.",
    ),
    click.option(
        "--extend-select",
        metavar="CODES",
        multiple=True,
        shell_complete=codes,
        help="Look for these codes too. The fix of a lint (BN3) is written where it is named here.",
    ),
    click.option(
        "--ignore",
        metavar="CODES",
        multiple=True,
        shell_complete=codes,
        help="Don't look for these codes.",
    ),
    click.option(
        "--fixable",
        metavar="CODES",
        multiple=True,
        shell_complete=codes,
        help="Write the fixes of these codes alone.",
    ),
    click.option(
        "--unfixable",
        metavar="CODES",
        multiple=True,
        shell_complete=codes,
        help="Don't write the fixes of these codes.",
    ),
    click.option(
        "--per-file-ignores",
        metavar="PATTERN:CODES",
        multiple=True,
        help="Don't look for these codes in the files that match.",
    ),
    click.option(
        "--extend-rules",
        type=click.Path(path_type=Path, dir_okay=False),
        multiple=True,
        help="A rule file with classes of your own.",
    ),
    click.option(
        "--mindspore-alias", metavar="NAME", help="The name for a new `import mindspore`."
    ),
    click.option(
        "--invert-constants/--no-invert-constants",
        default=None,
        help="Change a constant that is nothing but layers' momentum instead of their calls.",
    ),
)
_ABOUT_THE_PROGRAM = (
    click.option(
        "--root",
        type=click.Path(path_type=Path, file_okay=False, exists=True),
        help="The folder of the project, whose other files are read as well.",
    ),
    click.option(
        "--src",
        type=click.Path(path_type=Path, file_okay=False, exists=True),
        multiple=True,
        help="A folder of the project that imports are looked for in, instead of src.",
    ),
    click.option(
        "--closed/--no-closed",
        default=None,
        help="Take what the project calls for all calls: nobody outside of it does.",
    ),
    click.option(
        "--context/--no-context",
        default=None,
        help="Whether the other files of the project are read; else nothing that leaves is safe.",
    ),
)
_LEFT_OUT = (
    click.option(
        "--exclude",
        metavar="PATTERN",
        multiple=True,
        help="Leave out what matches, instead of what is left out by default.",
    ),
    click.option(
        "--extend-exclude", metavar="PATTERN", multiple=True, help="Leave out what matches, too."
    ),
    click.option(
        "--force-exclude/--no-force-exclude",
        default=None,
        help="Leave out excluded files also where they are named, as pre-commit names them.",
    ),
)
_FILES = (
    click.option(
        "--stdin-filename",
        type=click.Path(path_type=Path),
        help="The name of the file that standard input holds.",
    ),
    click.option(
        "--max-file-size",
        type=click.IntRange(min=0),
        metavar="BYTES",
        help="Tell of larger files and leave them alone.",
    ),
    click.option(
        "--file-timeout",
        type=click.FloatRange(min=0),
        metavar="SECONDS",
        help="Give up a file after this time; 0 sets no limit.",
    ),
)
_SETTINGS_FILE = (
    click.option(
        "--config",
        "config_file",
        type=click.Path(path_type=Path, dir_okay=False),
        help="Take the settings of this file: a pyproject.toml, or one that has them at its top.",
    ),
    click.option("--isolated", is_flag=True, help="Take no settings from files."),
)
_SHOWN = (
    click.option(
        "--show-settings",
        is_flag=True,
        help="Print the settings that hold, and what gives them.",
    ),
    click.option("--show-files", is_flag=True, help="Print the files that would be looked at."),
)
_REPORT = (
    click.option(
        "--output-format",
        type=click.Choice(list(FORMATS)),
        help="How the report is written; auto, the default, is text, or the plan of what to do "
        "where much is found and a terminal shows it.",
    ),
    click.option(
        "-o",
        "--output-file",
        type=click.Path(path_type=Path, dir_okay=False),
        help="Write the report to this file instead of standard output.",
    ),
    click.option(
        "--color",
        type=click.Choice(["auto", "always", "never"]),
        default="auto",
        show_default=True,
        help="Whether there are colours; by default on a terminal, as the environment says.",
    ),
    click.option("--statistics", is_flag=True, help="Count the findings of each code instead."),
    click.option("--show-suppressed", is_flag=True, help="Show what comments suppress as well."),
    click.option(
        "--baseline",
        type=click.Path(path_type=Path, dir_okay=False),
        help="Tell only what isn't in this file, which --write-baseline has written.",
    ),
    click.option("--no-baseline", is_flag=True, help="Tell what the baseline knows as well."),
    click.option("--exit-zero", is_flag=True, help="Exit with 0 although there are findings."),
    click.option("-q", "--quiet", is_flag=True, help="Print the report and errors alone."),
    click.option("-v", "--verbose", is_flag=True, help="Tell of every file that is looked at."),
)
_WORK = (
    click.option(
        "-j",
        "--jobs",
        type=click.IntRange(min=1),
        help="How many processes to use; by default as many as the work is worth.",
    ),
    click.option(
        "--cache-dir",
        type=click.Path(path_type=Path, file_okay=False),
        envvar="BNMIGRATE_CACHE_DIR",
        show_envvar=True,
        help="Where to keep what was found; by default in .bnmigrate_cache of the project.",
    ),
    click.option(
        "--no-cache",
        is_flag=True,
        envvar="BNMIGRATE_NO_CACHE",
        show_envvar=True,
        help="Look into every file again, and keep nothing.",
    ),
)


_ADD_IGNORES = "--add-ignores"


class OptionalReason(HintedCommand):
    """A command whose `--add-ignores` has a value behind `=` or none: what follows is a path."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments of the command line."""
        options = args.index("--") if "--" in args else len(args)
        given = [f"{arg}=" if arg == _ADD_IGNORES else arg for arg in args[:options]]
        return super().parse_args(ctx, [*given, *args[options:]])


add_ignores = click.option(
    _ADD_IGNORES,
    "reason_to_add",
    metavar="[=REASON]",
    help="Write comments that suppress what is found, with why it is meant, and check again.",
)

write_baseline = click.option(
    "--write-baseline",
    "baseline_to_write",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write all findings to this file, for --baseline to tell only of new ones.",
)


def what_is_done(command: click.decorators.FC) -> click.decorators.FC:
    """Give a command the options that say what is done with which files, and by which settings."""
    return _with((*_WHAT, *_ABOUT_THE_PROGRAM, *_LEFT_OUT, *_SETTINGS_FILE), command)


def common(command: click.decorators.FC) -> click.decorators.FC:
    """Give `check` or `fix` their options, and PATHS."""
    command = click.argument("paths", nargs=-1, type=click.Path(path_type=Path))(command)
    return what_is_done(_with((*_FILES, *_SHOWN, *_REPORT, *_WORK), command))


def _with(
    options: tuple[Callable[[click.decorators.FC], click.decorators.FC], ...],
    command: click.decorators.FC,
) -> click.decorators.FC:
    for option in reversed(options):
        command = option(command)
    return command


def check_settings(settings: Mapping[str, Any]) -> None:
    """Raise UsageError where options for settings contradict each other."""
    if settings.get("isolated") and settings.get("config_file"):
        raise click.UsageError("--isolated takes no settings from files, and --config names one")
