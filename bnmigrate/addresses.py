"""Where the project is on the web; pyproject.toml and the README have the same address."""

from __future__ import annotations

REPOSITORY = "https://github.com/bnmigrate/bnmigrate"
FILES = f"{REPOSITORY}/blob/main"


def page_of(code: str) -> str:
    """Return the address of the page that explains a code of the catalogue."""
    return f"{FILES}/docs/rules/{code}.md"
