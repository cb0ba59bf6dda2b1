"""`bnmigrate run`: run a program with the runtime active."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click

from bnmigrate import extras

_STARTUP = Path(__file__).parent / "runtime" / "startup"


class _PythonCommand(click.Command):
    """A command whose arguments, from the first on, are Python's and the program's."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, args if args[:1] in ([], ["--help"]) else ["--", *args])


@click.command(
    cls=_PythonCommand,
    options_metavar="[PYTHON OPTION]...",
    short_help="Run a program with MindSpore's layers served on torch.",
)
@click.argument("arguments", nargs=-1, required=True, metavar="(SCRIPT | -m MODULE) [ARGUMENT]...")
def run(arguments: tuple[str, ...]) -> None:
    """Run a Python program with MindSpore's layers served on torch.

    \b
        bnmigrate run train.py --epochs 1
        bnmigrate run -m pytest tests/

    What follows `run` is what would follow `python`. In the program, and in every Python process
    that it starts, `import mindspore` gives a stand-in that holds the layer on torch, also where
    a real MindSpore is installed: a code base that is migrated file by file keeps running.
    """  # noqa: D301 - click reads the escape
    extras.require("run", "torch")
    command = [sys.executable, *arguments]
    path = [str(_STARTUP), os.environ.get("PYTHONPATH", "")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, path))}
    sys.stdout.flush()
    sys.stderr.flush()
    if sys.platform == "win32":  # its exec would leave the shell without the exit code
        sys.exit(subprocess.call(command, env=environment))
    os.execve(sys.executable, command, environment)
