"""Comments beside a value that changes, which may be wrong afterwards: `# PyTorch's default`."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bnmigrate.arguments.translate import Rewritten
from bnmigrate.names.syntax import source

_COMMENT = re.compile(r"""(?:[^#'"\r\n]|'(?:[^'\\\r\n]|\\.)*'|"(?:[^"\\\r\n]|\\.)*")*(#[^\r\n]*)""")
"""What is left of a line behind a value, and the comment at its end."""


def doubtful_comment(
    text: str, end: int, rewritten: Rewritten, frameworks: Iterable[str]
) -> tuple[int, str] | None:
    """Return the offset and the text of a comment that is about a value which ends at `end` and is
    `rewritten`: it names the value, its parameter, one of the `frameworks`, or a default.
    """
    match = _COMMENT.match(text, end)
    if match is None:
        return None
    words = [r"\bdefault", *(rf"\b{re.escape(name)}\b" for name in frameworks)]
    words += [rf"\b{name}\b" for name in rewritten.names]
    words.append(rf"(?<![\w.]){re.escape(source(rewritten.value))}(?!\w|\.\w)")
    is_about = re.search("|".join(words), match[1], re.IGNORECASE)
    return (match.start(1), match[1].rstrip()) if is_about else None
