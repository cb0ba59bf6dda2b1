"""Run the command line as a user does."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bnmigrate.cli import main

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

PROJECT = Path(__file__).parent.parent

TORCH = "import torch.nn as nn\n\nbn = nn.BatchNorm2d(64, momentum=0.1)\n"
MINDSPORE = "import mindspore as ms\n\nbn = ms.nn.BatchNorm2d(64, momentum=0.9)\n"
CUMULATIVE = "import torch.nn as nn\n\nbn = nn.BatchNorm2d(64, momentum=None)\n"
PLAIN = "import torch\n\nprint(torch.zeros(3))\n"

Done = subprocess.CompletedProcess[bytes]


def toml(text: str) -> dict[str, Any]:
    """Return what a text of TOML says."""
    return tomllib.loads(text)


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "bnmigrate", *map(str, arguments)]


def environment(**variables: str) -> dict[str, str]:
    """Return the variables of this process without those that change how output looks, or is
    written.
    """
    changing = ("NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "PYTHONUNBUFFERED")
    kept = {k: v for k, v in os.environ.items() if k not in changing}
    return {**kept, "PYTHONPATH": str(PROJECT), "PYTHONDONTWRITEBYTECODE": "1", **variables}


def bnmigrate(folder: Path, *arguments: str | Path, stdin: bytes = b"") -> Done:
    """Run the command line in `folder`, in this process: fast, and its streams are no files."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        with as_before():
            done = CliRunner().invoke(main, [*map(str, arguments)], input=stdin)
    finally:
        os.chdir(before)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return Done([*map(str, arguments)], done.exit_code, done.stdout_bytes, done.stderr_bytes)


@contextmanager
def as_before() -> Iterator[None]:
    """Forget what a command imported from the user's files, and the mode that these chose.

    No bytecode is kept of them: a file that is written anew within a second would not be read.
    """
    modules, path, keeps_none = set(sys.modules), list(sys.path), sys.dont_write_bytecode
    sys.dont_write_bytecode = True
    framework: Any = sys.modules.get("mindspore")
    mode = framework and framework.get_context("mode")
    try:
        yield
    finally:
        sys.dont_write_bytecode = keeps_none
        sys.path[:] = path
        folder = f"{Path.cwd()}{os.sep}"
        for name in sys.modules.keys() - modules:
            if (getattr(sys.modules[name], "__file__", None) or "").startswith(folder):
                del sys.modules[name]
        framework = sys.modules.get("mindspore")
        if hasattr(framework, "PYNATIVE_MODE"):  # all of it was imported
            mode = framework.PYNATIVE_MODE if mode is None else mode  # a new process has that
            if framework.get_context("mode") != mode:
                framework.set_context(mode=mode)


def process(
    folder: Path,
    *arguments: str | Path,
    stdin: bytes = b"",
    prefix: Sequence[str] = (),
    **variables: str,
) -> Done:
    """Run the command line in `folder` as a process, as an argument of `prefix` if there is one."""
    return subprocess.run(
        [*prefix, *command(*arguments)],
        cwd=folder,
        input=stdin,
        capture_output=True,
        check=False,
        env=environment(**variables),
        timeout=120,
    )


def on_a_terminal(folder: Path, *arguments: str, **variables: str) -> Done:
    """Run the command line as a process whose two outputs are one terminal; `stdout` is both."""
    pty = pytest.importorskip("pty", reason="there are no pseudo-terminals on Windows")
    outside, inside = pty.openpty()
    try:
        done = subprocess.run(
            command(*arguments),
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=inside,
            stderr=inside,
            env=environment(**{"TERM": "xterm", **variables}),
            check=False,
            timeout=120,
        )
        return Done(done.args, done.returncode, os.read(outside, 100_000))
    finally:
        os.close(inside)
        os.close(outside)


def write(folder: Path, files: dict[str, str]) -> Path:
    """Write the files, named by their paths in `folder`; return `folder`."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return folder
