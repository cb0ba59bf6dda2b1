"""Names of files, as a terminal, a checkout and a URI have them."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path
from urllib.parse import quote_from_bytes

CHECKOUTS = ("GITHUB_WORKSPACE", "CI_PROJECT_DIR")
"""The variables in which GitHub Actions and GitLab CI say where the checkout is."""

_BREAKING = ("Cc", "Cs", "Zl", "Zp")


def printable(text: str) -> str:
    r"""Return `text` on one line: a control character is written as Python writes it, such as `\n`,
    and so is what UTF-8 can't express, such as a byte of a file's name.
    """
    if text.isprintable():
        return text
    return "".join(
        repr(character)[1:-1] if unicodedata.category(character) in _BREAKING else character
        for character in text
    )


def in_checkout(path: str) -> str:
    """Return the path from the root of the checkout, with slashes.

    The root is where the CI system says, if the current folder is in there; else it is the current
    folder. A path outside of it is returned in full.
    """
    root, here = _root(), Path.cwd()
    full = Path(os.path.normpath(here / path))
    return (full.relative_to(root) if full.is_relative_to(root) else full).as_posix()


def uri(path: str) -> str:
    """Return the URI of a file: relative to the root of the checkout where it is in there."""
    name = in_checkout(path)
    if Path(name).is_absolute():
        return Path(name).as_uri()
    return quote_from_bytes(os.fsencode(name))


def root_uri() -> str:
    """Return the URI of the root of the checkout."""
    return f"{_root().as_uri().rstrip('/')}/"


def _root() -> Path:
    here = Path.cwd()
    for variable in CHECKOUTS:
        root = os.environ.get(variable)
        if root and here.is_relative_to(os.path.realpath(root)):
            return Path(os.path.realpath(root))
    return here
