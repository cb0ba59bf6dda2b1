"""What the shell offers for codes and dialects; what it needs is imported when the shell asks."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem


def codes(
    ctx: click.Context,  # noqa: ARG001  # click's signature
    param: click.Parameter,  # noqa: ARG001  # click gives it
    incomplete: str,
) -> list[CompletionItem]:
    """Offer codes, and names where one is begun; behind a comma, one more of them."""
    from bnmigrate import catalogue

    before, comma, begun = incomplete.rpartition(",")
    pages = catalogue.pages()
    found = [page for page in pages if page.code.startswith(begun.upper())]
    words = [(page.code, page) for page in found] or [
        (page.name, page) for page in pages if page.name.startswith(begun.lower())
    ]
    return [CompletionItem(f"{before}{comma}{word}", help=page.finds) for word, page in words]


def dialects(
    ctx: click.Context,  # noqa: ARG001  # click's signature
    param: click.Parameter,  # noqa: ARG001  # click gives it
    incomplete: str,
) -> list[CompletionItem]:
    """Offer the dialects that ship."""
    from bnmigrate.rule_files import rulebook

    names = rulebook().dialect_names
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]
