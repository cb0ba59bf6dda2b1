"""The command `bnmigrate compare`; what it needs is imported when it runs."""

from __future__ import annotations

import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bnmigrate import extras, options

if TYPE_CHECKING:
    from bnmigrate.comparison.inputs import Input


class _Input(click.ParamType):  # type: ignore[type-arg]  # generic in some of its releases only
    """The sizes of an input: 2,3,224,224, or 2,16:1000."""

    name = "N,C,H,W"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Input:
        extras.require("compare", "numpy")
        from bnmigrate.comparison.inputs import Input

        if isinstance(value, Input):
            return value
        try:
            return Input.parse(str(value))
        except ValueError:
            self.fail(f"{value!r} is not a list of sizes such as 2,3,224,224", param, ctx)


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
    "--input",
    "inputs",
    type=_Input(),
    multiple=True,
    help="The size of an input, such as 2,3,64,64; 2,16:1000 for integers below 1000. Repeatable. "
    "With it both networks are run.",
)
@click.option(
    "--steps",
    type=click.IntRange(min=1),
    default=3,
    show_default=True,
    help="How many steps to train, forward only, before the evaluation.",
)
@options.seed
@click.option(
    "--dropout/--no-dropout",
    default=False,
    help="Whether dropout and random depth stay on; by default they are in evaluation mode.",
)
@click.option(
    "--graph",
    is_flag=True,
    help="Compute the end of the port in GRAPH_MODE; its layers are compared in PyNative mode.",
)
@options.text_or_json
@options.page("where the two part, and the statistics of the worst layers")
def compare(
    *,
    original: str,
    port: str,
    original_args: str,
    port_args: str,
    inputs: tuple[Input, ...],
    steps: int,
    seed: int,
    dropout: bool,
    graph: bool,
    output_format: str,
    report: Path | None,
) -> None:
    """Compare a network with its port to another framework, layer by layer.

    ORIGINAL and PORT are MODULE:CALLABLE, such as nets:build, or FILE.py:CALLABLE; what is called
    returns a network of PyTorch or MindSpore. This imports and runs your code, from the current
    folder first.

    Layers are paired by order, size and names, and their settings are compared in one sense for
    both frameworks: size, epsilon, the share of the new batch, what learns, which statistics count,
    initial values. What differs is shown in each framework's own words, with what to write in the
    port.

    With --input, the original's weights are copied into the port and both are trained on the same
    batches, forward only, and evaluated: each layer of the port for itself, on what the original's
    got, and the whole. The first layer whose input agrees and whose output doesn't is named, and
    the share of the new batch that the statistics of each show.

    Exit codes: 0 all is equal; 1 something differs; 2 it could not be done.
    """
    extras.require("compare", "numpy")
    from bnmigrate.comparison.api import Options, compared
    from bnmigrate.comparison.json_report import as_json
    from bnmigrate.comparison.loading import CompareError, load
    from bnmigrate.comparison.text import lines, summary
    from bnmigrate.report.console import Console
    from bnmigrate.verify.progress import announced

    console = Console()
    try:
        with redirect_stdout(sys.stderr):  # what the user's code prints
            networks = []
            for spec, arguments in ((original, original_args), (port, port_args)):
                with announced(f"Building {spec}"):
                    networks.append(load(spec, arguments, seed))
            result = compared(
                networks[0], networks[1], Options(inputs, steps, seed, dropout, graph)
            )
    except CompareError as error:
        console.error(f"bnmigrate: {error}")
        sys.exit(2)
    if output_format == "json":
        console.out(as_json(result))
    else:
        for line in lines(result):
            console.out(line)
    if report is not None:
        from bnmigrate.comparison.html import page

        try:
            report.write_text(page(result), encoding="utf-8")
        except OSError as error:
            console.error(f"bnmigrate: {report} cannot be written: {error.strerror}")
            sys.exit(2)
    console.error(summary(result))
    sys.exit(1 if result.differences else 0)
