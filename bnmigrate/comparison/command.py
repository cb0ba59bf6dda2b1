"""The command `bnmigrate compare`; what it needs is imported when it runs."""

from __future__ import annotations

import sys

import click


@click.command(short_help="Compare a network with its port to another framework.")
@click.argument("original")
@click.argument("port")
@click.option(
    "--original-args",
    default="",
    metavar="ARGUMENTS",
    help="What ORIGINAL is called with, such as 'weights=None'; literals alone.",
)
@click.option(
    "--port-args", default="", metavar="ARGUMENTS", help="What PORT is called with, likewise."
)
@click.option(
    "--output-format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to report on standard output.",
)
def compare(
    *,
    original: str,
    port: str,
    original_args: str,
    port_args: str,
    output_format: str,
) -> None:
    """Compare a network with its port to another framework, layer by layer.

    ORIGINAL and PORT are MODULE:CALLABLE, such as nets:build, or FILE.py:CALLABLE; what is called
    returns a network of PyTorch or MindSpore. This imports and runs your code, from the current
    folder first.

    Layers are paired by order, size and names, and their settings are compared in one sense for
    both frameworks: size, epsilon, the share of the new batch, what learns, which statistics count,
    initial values. What differs is shown in each framework's own words, with what to write in the
    port.

    Exit codes: 0 all is equal; 1 something differs; 2 it could not be done.
    """
    from bnmigrate.comparison.api import compared
    from bnmigrate.comparison.json_report import as_json
    from bnmigrate.comparison.loading import CompareError, load
    from bnmigrate.comparison.text import lines, summary
    from bnmigrate.report.console import Console

    console = Console()
    try:
        result = compared(load(original, original_args), load(port, port_args))
    except CompareError as error:
        console.error(f"bnmigrate: {error}")
        sys.exit(2)
    if output_format == "json":
        console.out(as_json(result))
    else:
        for line in lines(result):
            console.out(line)
    console.error(summary(result))
    sys.exit(1 if result.differences else 0)
