"""What an editor shows of a code that one points at."""

from __future__ import annotations

import re

from bnmigrate import catalogue
from bnmigrate.explain.markdown import help_text

_CODE = re.compile(r"\b[A-Z]+\d{3}\b")


def code_at(line: str, column: int) -> str:
    """Return the known code that a comment has at a column, which is counted from 0; empty where
    there is none.
    """
    comment = line.find("#")
    for found in _CODE.finditer(line, comment) if comment >= 0 else ():
        if found.start() <= column <= found.end() and found.group() in catalogue.codes():
            return found.group()
    return ""


def explained(code: str) -> str:
    """Return what there is to say of a code, as Markdown; nothing of one of a user's own rules."""
    if code not in catalogue.codes():
        return ""
    page = catalogue.page(code)
    return f"# {page.code}: {page.name}\n\n{help_text(page)}"
