"""A page of the catalogue for the terminal; a console drops the styles where there is none."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterator, Sequence

import click

from bnmigrate.catalogue import Example, Page

WIDEST = 100


def page_lines(page: Page) -> Iterator[str]:
    """Yield the lines of a page, as wide as the terminal is, within reason."""
    yield f"{_bold(page.code)} {_bold(page.name)} ({page.severity}, {_fix(page)})"
    yield ""
    yield from _wrapped(page.finds)
    yield from _section("Why it matters", _wrapped(page.why))
    yield from _section("The fix", _wrapped(page.fix))
    for example in page.examples:
        yield from _section(*_example(example))
    if page.references:
        yield from _section("References", [f"  {url}" for url in page.references])


def list_lines(pages: Sequence[Page]) -> Iterator[str]:
    """Yield a line for each page: code, name, severity and fix in columns."""
    names = max(len(page.name) for page in pages)
    severities = max(len(page.severity) for page in pages)
    for page in pages:
        columns = f"{page.name:{names}}  {page.severity:{severities}}  {_fix(page)}"
        yield f"{_bold(page.code)}  {columns}"


def _fix(page: Page) -> str:
    return "no fix" if page.fixability == "none" else f"{page.fixability} fix"


def _bold(text: str) -> str:
    return click.style(text, bold=True)


def _section(heading: str, lines: Sequence[str]) -> Iterator[str]:
    yield ""
    yield _bold(heading)
    yield from lines


def _wrapped(text: str) -> list[str]:
    width = min(shutil.get_terminal_size((80, 24)).columns, WIDEST)
    lines: list[str] = []
    for paragraph in text.split("\n\n"):
        if lines:
            lines.append("")
        lines += textwrap.wrap(
            paragraph,
            max(width, 20),
            initial_indent="  ",
            subsequent_indent="  ",
            break_long_words=False,
            break_on_hyphens=False,
        )
    return lines


def _example(example: Example) -> tuple[str, list[str]]:
    before = textwrap.indent(example.before, "  ").splitlines()
    if example.after is None:
        return f"`{example.command}` reports and leaves", before
    after = textwrap.indent(example.after, "  ").splitlines()
    return f"`{example.command}` rewrites", [*before, _bold("to"), *after]
