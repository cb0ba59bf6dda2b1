"""What the shell offers for codes, dialects and layers: what it needs is imported then alone."""

from __future__ import annotations

from collections.abc import Callable

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


def _of_rules(names: str) -> Callable[[click.Context, click.Parameter, str], list[CompletionItem]]:
    """Return what offers those names that the rulebook has as its attribute `names`."""

    def offer(
        ctx: click.Context,  # noqa: ARG001  # click's signature
        param: click.Parameter,  # noqa: ARG001  # click gives it
        incomplete: str,
    ) -> list[CompletionItem]:
        from bnmigrate.rule_files import rulebook

        known: tuple[str, ...] = getattr(rulebook(), names)
        return [CompletionItem(name) for name in known if name.startswith(incomplete)]

    return offer


dialects = _of_rules("dialect_names")
layers = _of_rules("layer_names")
