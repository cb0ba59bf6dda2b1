"""Where lines go: what was asked for to standard output, how it went to standard error."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import TextIO

import click


class Console:
    """The two streams of a call.

    A reader that goes away (`| head`) is no error: what would go to it is dropped, and `is_closed`
    tells. A stream that fails otherwise, such as one to a full disk, is remembered in `problem`.
    `colour` is `always`, `never`, or `auto`, by which the environment and the terminal decide.
    """

    def __init__(self, colour: str = "auto") -> None:
        self.is_closed = False
        self.problem = ""
        self._colour = _wanted(colour)
        self._is_forced = colour == "always"
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                # Names of files and pieces of code may hold what the terminal's encoding lacks.
                stream.reconfigure(errors="backslashreplace")

    @property
    def colours_output(self) -> bool:
        """Whether what programs may read from standard output, such as a diff, has colours: on a
        terminal, or at the user's word for this call. FORCE_COLOR, which is meant for logs, would
        break a patch.
        """
        return self._is_forced or (sys.stdout.isatty() and self._colour is not False)

    def out(self, line: str) -> None:
        """Print a line to standard output."""
        self._write(line, is_error=False)

    def error(self, line: str) -> None:
        """Print a line to standard error."""
        self._write(line, is_error=True)

    def raw(self, data: bytes) -> None:
        """Write bytes to standard output as they are."""
        self._write(data, is_error=False)

    def utf8(self, line: str) -> None:
        """Print a line to standard output as UTF-8, whatever the terminal's encoding is."""
        self._write(f"{line}\n".encode("utf-8", "backslashreplace"), is_error=False)

    def _write(self, message: str | bytes, is_error: bool) -> None:
        try:
            click.echo(message, err=is_error, color=self._colour, nl=isinstance(message, str))
        except OSError as error:
            if isinstance(error, BrokenPipeError):
                self.is_closed = True
                _drop(sys.stderr if is_error else sys.stdout)
            else:
                self.problem = f"cannot write to standard output: {error.strerror}"


def _drop(stream: TextIO) -> None:
    """Let what a stream still holds go nowhere: Python would write it when it ends, fail again, and
    end with exit code 120.
    """
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, stream.fileno())
    finally:
        os.close(nowhere)


def _wanted(colour: str) -> bool | None:
    """Return whether there are to be colours, None where a stream has them that is a terminal."""
    if colour != "auto":
        return colour == "always"
    given = os.environ.get
    if given("NO_COLOR"):  # https://no-color.org: set and not empty
        return False
    if given("FORCE_COLOR") or given("CLICOLOR_FORCE", "0") not in ("", "0"):
        return True
    return False if given("CLICOLOR") == "0" or given("TERM") == "dumb" else None


class ReportFile:
    """The file that takes the report in the place of standard output, as UTF-8 without colours.

    Its folder is made where it is missing. Raises OSError where it can't be opened; what goes wrong
    later is remembered in `problem`.
    """

    def __init__(self, path: Path) -> None:
        self.problem = ""
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._stream = path.open("w", encoding="utf-8", errors="backslashreplace", newline="\n")

    def line(self, line: str) -> None:
        """Write a line."""
        try:
            self._stream.write(f"{click.unstyle(line)}\n")
        except OSError as error:
            self._remember(error)

    def close(self) -> None:
        """Write what is left."""
        try:
            self._stream.close()
        except OSError as error:
            self._remember(error)

    def _remember(self, error: OSError) -> None:
        self.problem = f"cannot write to {self._path}: {error.strerror}"
