"""A process that has imported torch and bnmigrate, and does each step in a fork of itself.

To import them takes seconds, to fork takes milliseconds. It is a process of its own, so that what
the other tests have done to theirs (threads of torch, patched modules) reaches no program, and the
other way round.

Runs as a script: each line of its input is a step, each line of its output what came of it.
"""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import runpy
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

PROGRAMS = Path(__file__).parent / "programs"
SECONDS = 120


class Done(NamedTuple):
    """What came of a step: its exit code, which is negative for a signal, and what it wrote."""

    code: int
    out: str
    err: str


class Fix(NamedTuple):
    """Fix the files `given` of a folder for the dialect `to`."""

    folder: str
    to: str
    given: list[str]

    def __call__(self) -> None:
        from bnmigrate.cli import main

        os.chdir(self.folder)
        # What stands above the folder is no settings of the program's.
        settings = [] if Path("pyproject.toml").exists() else ["--isolated"]
        options = ["--no-cache", *settings, "-j", "1", "--to", self.to]
        main(["fix", *options, *self.given], prog_name="bnmigrate")


class Execution(NamedTuple):
    """Run what `python` would with the arguments `run`, in a folder and with `path` below it."""

    folder: str
    run: list[str]
    path: list[str]
    on_runtime: bool

    def __call__(self) -> None:
        os.chdir(self.folder)
        sys.path[:0] = [self.folder, *(str(Path(self.folder, part)) for part in self.path)]
        if self.on_runtime:
            from bnmigrate.runtime import activate

            activate(hide_real=True)
        if self.run[0] == "-m":
            sys.argv = self.run[1:]
            runpy.run_module(self.run[1], run_name="__main__", alter_sys=True)
        else:
            sys.argv = self.run
            runpy.run_path(self.run[0], run_name="__main__")


def forked(do: Callable[[], None]) -> Done:
    """Do it in a copy of this process."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = os.fork()
        if process == 0:
            signal.alarm(SECONDS)
            os.dup2(out.fileno(), 1)
            os.dup2(err.fileno(), 2)
            os._exit(exit_code(do))
        code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
        out.seek(0)
        err.seek(0)
        return Done(code, *(file.read().decode(errors="replace") for file in (out, err)))


def exit_code(do: Callable[[], None]) -> int:
    """Return the code with which a process ends that does this, and write what it writes."""
    with (
        open(1, "w", encoding="utf-8", closefd=False) as sys.stdout,
        open(2, "w", encoding="utf-8", closefd=False) as sys.stderr,
    ):
        try:
            do()
        except SystemExit as error:
            if error.code is None or isinstance(error.code, int):
                return error.code or 0
            sys.stderr.write(f"{error.code}\n")
            return 1
        except BaseException:
            traceback.print_exc()
            return 1
        return 0


def prepare() -> None:
    """Import once what each of the forks would."""
    import torch
    import torch._dynamo  # what the first optimizer imports
    import torch.optim.swa_utils

    import bnmigrate

    torch.set_num_threads(1)
    for module in pkgutil.walk_packages(bnmigrate.__path__, "bnmigrate."):
        # The one starts the command line, the other switches the runtime on.
        if module.name.rpartition(".")[2] not in ("__main__", "startup"):
            importlib.import_module(module.name)
    # The folder isn't on the path for longer: those in it would be taken for packages where a
    # framework of that name is missing.
    sys.path[0] = str(PROGRAMS)
    importlib.import_module("probe")
    importlib.import_module("outside")
    del sys.path[0]


def serve() -> None:
    """Do what is asked until the input ends."""
    steps = os.fdopen(os.dup(0), encoding="utf-8")
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    prepare()
    for line in steps:
        kind, step = json.loads(line)
        done = forked({"fix": Fix, "execution": Execution}[kind](*step))
        answers.write(json.dumps(done) + "\n")
        answers.flush()


if __name__ == "__main__":
    serve()
