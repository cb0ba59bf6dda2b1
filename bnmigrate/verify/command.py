"""The command `bnmigrate verify`; what it needs is imported when it runs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from bnmigrate import extras, options
from bnmigrate.hints import HintedCommand


class _Shape(click.ParamType):  # type: ignore[type-arg]  # generic in some of its releases only
    """The sizes of an input: 2,3,224,224."""

    name = "N,C,H,W"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, ...]:
        if isinstance(value, tuple):
            return value
        try:
            sizes = tuple(int(part) for part in str(value).split(","))
        except ValueError:
            self.fail(f"{value!r} is not a list of sizes such as 2,3,224,224", param, ctx)
        if min(sizes) < 1:
            self.fail(f"{value!r} has a size below 1", param, ctx)
        return sizes


@click.command(
    cls=HintedCommand,
    short_help="Run what fix translates on both sides, and compare the numbers.",
)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@options.what_is_done
@click.option(
    "--backend",
    type=click.Choice(["torch", "mindspore"]),
    default="torch",
    help="What runs MindSpore's layer: the runtime, on torch (the default), or MindSpore itself.",
)
@click.option(
    "--model",
    metavar="MODULE:CALLABLE",
    help="Verify the model that this returns. Imports and runs that code, and its translation.",
)
@click.option("--input", "shape", type=_Shape(), help="The size of the model's input.")
@click.option(
    "--steps",
    type=click.IntRange(min=3),
    default=3,
    show_default=True,
    help="How many steps to train before the evaluation.",
)
@options.seed
@options.text_or_json
@options.page("each site with both texts, its errors and a plot; of a model, the verdict")
def verify(
    paths: tuple[Path, ...],
    *,
    backend: str,
    model: str | None,
    shape: tuple[int, ...] | None,
    steps: int,
    seed: int,
    output_format: str,
    report: Path | None,
    **settings: Any,
) -> None:
    """Run what fix translates on both sides, and compare the numbers.

    Each call of the layer in PATHS (the current folder if none is given) that `fix` translates is
    run as it is written and as it is translated: the same batches, at least three training steps,
    an evaluation. Names in its arguments get values that both sides share. Nothing else of your
    files is executed or imported.

    With --model, a whole model is trained from its own sources and from their translation, a
    temporary copy. That imports and runs your code.

    Needs torch and numpy: pip install 'bnmigrate[verify]'. Exit codes: 0 all is equal; 1 something
    differs; 2 something could not be verified, or there was nothing to verify, and nothing differs.
    """
    if Path("-") in paths:
        raise click.UsageError("verify takes files, and `-` is standard input")
    extras.require("verify", "numpy", "torch")
    if backend == "mindspore":
        extras.require("--backend mindspore", "mindspore", extra=extras.MINDSPORE)
    options.check_settings(settings)
    if model is None:
        if shape is not None:
            raise click.UsageError("--input goes with --model")
        from bnmigrate.verify.session import verify_paths

        sys.exit(
            verify_paths(
                paths or (Path(),), settings, backend, steps, seed, output_format == "json", report
            )
        )
    if shape is None:
        raise click.UsageError("--model needs --input, such as --input 2,3,224,224")
    for option, is_given in (
        ("PATHS", bool(paths)),
        ("--backend mindspore", backend == "mindspore"),
    ):
        if is_given:
            raise click.UsageError(f"{option} does not go with --model")
    from bnmigrate.verify.model import verify_model

    sys.exit(verify_model(model, settings, shape, steps, seed, output_format == "json", report))
