"""A page of the catalogue for the terminal; a console drops the styles where there is none."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

import click

from bnmigrate.addresses import page_of
from bnmigrate.catalogue import Example, Page


def page_lines(page: Page, width: int) -> Iterator[str]:
    """Yield the lines of a page, its prose wrapped at `width` columns."""
    yield f"{_bold(page.code)} {_bold(page.name)} ({page.severity}, {_fix(page)})"
    yield ""
    yield from _wrapped(page.finds, width)
    yield from _section("Why it matters", _wrapped(page.why, width))
    yield from _section("The fix", _wrapped(page.fix, width))
    for example in page.examples:
        yield from _section(*_example(example))
    addresses = (*page.references, page_of(page.code))
    yield from _section("References", [f"  {url}" for url in addresses])


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


def _wrapped(text: str, width: int) -> list[str]:
    lines: list[str] = []
    for paragraph in text.split("\n\n"):
        if lines:
            lines.append("")
        lines += textwrap.wrap(
            paragraph,
            width,
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
