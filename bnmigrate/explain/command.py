"""The commands `bnmigrate rule` and `bnmigrate rules`."""

from __future__ import annotations

import json
import shutil
from typing import Any

import click
from click.shell_completion import CompletionItem

from bnmigrate import catalogue, completion
from bnmigrate.addresses import page_of
from bnmigrate.catalogue import Page
from bnmigrate.explain.text import list_lines, page_lines
from bnmigrate.report.console import Console


class _Code(click.ParamType):  # type: ignore[type-arg]  # generic in some of its releases only
    """A code, or its name."""

    name = "code"

    def convert(
        self,
        value: Any,
        param: click.Parameter | None,  # noqa: ARG002  # click's signature
        ctx: click.Context | None,
    ) -> Page:
        if isinstance(value, Page):
            return value
        try:
            return catalogue.find(value)
        except catalogue.UnknownCodeError as error:
            raise click.UsageError(str(error), ctx) from error

    def shell_complete(
        self,
        ctx: click.Context,
        param: click.Parameter,
        incomplete: str,
    ) -> list[CompletionItem]:
        """Offer codes, and names where one is begun."""
        return completion.codes(ctx, param, incomplete)


NARROWEST, WIDEST = 20, 100

_output_format = click.option(
    "--output-format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How it is written.",
)


@click.command(short_help="Explain a code of findings.")
@click.argument("page", metavar="[CODE]", type=_Code(), required=False)
@_output_format
def rule(page: Page | None, output_format: str) -> None:
    """Explain CODE, which may be its name: what it finds, why it matters, what the fix does.

    Without CODE, explain all of them.
    """
    console = Console()
    if output_format == "json":
        entries = [_entry(p) for p in catalogue.pages()]
        console.out(json.dumps(entries if page is None else _entry(page), indent=2))
        return
    columns = shutil.get_terminal_size((80, 24)).columns
    width = max(NARROWEST, min(columns, WIDEST))
    for number, shown in enumerate(catalogue.pages() if page is None else [page]):
        if number:
            console.out("\n")
        for line in page_lines(shown, width):
            console.out(line)


@click.command(short_help="List the codes of findings.")
@_output_format
def rules(output_format: str) -> None:
    """List all codes, each with its name, its severity, and whether a fix is safe."""
    console = Console()
    pages = catalogue.pages()
    if output_format == "json":
        keys = ("code", "name", "severity", "fixability", "finds")
        entries = [
            {**{key: getattr(page, key) for key in keys}, "url": page_of(page.code)}
            for page in pages
        ]
        console.out(json.dumps(entries, indent=2))
        return
    for line in list_lines(pages):
        console.out(line)


def _entry(page: Page) -> dict[str, object]:
    examples = [example._asdict() for example in page.examples]
    more = {"examples": examples, "fixability": page.fixability, "url": page_of(page.code)}
    return {**page._asdict(), **more}
