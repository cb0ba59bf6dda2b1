"""The packages that some commands need and a plain install leaves out."""

from __future__ import annotations

import sys
from importlib.util import find_spec

import click

VERIFY, MINDSPORE = "verify", "mindspore"
"""The extras, as pyproject.toml has them."""


class MissingError(click.ClickException):
    """A package that isn't installed, and how to install it; ends a command with exit code 2."""

    exit_code = 2

    def show(self, file: object = None) -> None:  # noqa: ARG002  # click's signature
        """Print the message as the commands print theirs."""
        click.echo(f"bnmigrate: {self.message}", err=True)


def require(who: str, *packages: str, extra: str = VERIFY) -> None:
    """Raise MissingError where one of the packages that `who` needs isn't installed; the `extra`
    installs them.
    """
    missing = [package for package in packages if find_spec(package) is None]
    if not missing:
        return
    where = ""
    if extra == MINDSPORE:
        version = f"{sys.version_info[0]}.{sys.version_info[1]}"
        where = f", where there is a wheel for Python {version}"
    raise MissingError(
        f"{who} needs {' and '.join(packages)}, and {' and '.join(missing)} "
        f"{'is' if len(missing) == 1 else 'are'} not installed: pip install 'bnmigrate[{extra}]'"
        f"{where}"
    )
