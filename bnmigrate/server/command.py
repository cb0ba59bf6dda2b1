"""The command `bnmigrate server`; what it needs is imported when it runs."""

from __future__ import annotations

import sys
from importlib.util import find_spec

import click

from bnmigrate.search_path import narrow

EXIT_FAILED = 2


@click.command()
@click.option("--stdio", is_flag=True, help="Talk on standard input and output, as it always does.")
def server(stdio: bool) -> None:  # noqa: ARG001  # editors say it to every server
    """Tell an editor what there is to do, as you type, by the Language Server Protocol.

    Editors start it and talk to it on standard input and output. The settings are those of the
    project.
    """
    narrow()
    if not _has_pygls():
        click.echo(
            "bnmigrate: the server needs pygls 2 or later, which is not installed: "
            "pip install 'bnmigrate[server]'",
            err=True,
        )
        sys.exit(EXIT_FAILED)
    from bnmigrate.server.language_server import make

    make().start_io()


def _has_pygls() -> bool:
    try:
        return find_spec("pygls.lsp.server") is not None
    except ModuleNotFoundError:
        return False
