"""The codes of findings: what each finds, why it matters and what the fix does.

`rules/codes/<CODE>.toml` is the one source of `bnmigrate rule`, of the pages in docs/rules/ and of
a finding's severity. docs/rules/README.md lists them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from bnmigrate.rule_files import shipped_rules
from bnmigrate.tables import Table, load

SEVERITIES = ("error", "warning", "note")
LINTS = "BN3"
"""How the codes begin of what is suspicious as it stands."""
FIXES = ("safe", "unsafe", "none")


class UnknownCodeError(Exception):
    """No code and no name of one; the message names the nearest."""


class Example(NamedTuple):
    """A file, and what a fix to the dialect `target` makes of it; `after` is None where nothing
    changes. An `unsafe` one is what `--unsafe-fixes` does.
    """

    target: str
    before: str
    after: str | None = None
    unsafe: bool = False
    named: str = ""
    """The code that has to be selected by name for it."""

    @property
    def command(self) -> str:
        """The command that does it."""
        to = "" if self.target == "mindspore" else f" --to {self.target}"
        select = f" --extend-select {self.named}" if self.named else ""
        return f"bnmigrate fix{to}{select}{' --unsafe-fixes' if self.unsafe else ''}"


class Page(NamedTuple):
    """All that there is to say of a code; a blank line in a text parts two paragraphs.

    `is_on` tells whether it is looked for where nothing else was selected.
    """

    code: str
    name: str
    severity: str
    finds: str
    why: str
    fix: str
    references: tuple[str, ...]
    examples: tuple[Example, ...]
    is_on: bool = True

    @property
    def fixability(self) -> str:
        """Tell whether a fix is ever safe, at best unsafe, or never there: one of FIXES."""
        fixed = {"unsafe" if e.unsafe else "safe" for e in self.examples if e.after is not None}
        return next((fix for fix in FIXES if fix in fixed), "none")


@cache
def codes() -> tuple[str, ...]:
    """Return all codes in order; no page is read for it."""
    return tuple(sorted(path.stem for path in _folder().glob("*.toml")))


def pages() -> tuple[Page, ...]:
    """Return the pages of all codes in order; raise TableError where one is wrong."""
    return tuple(page(code) for code in codes())


@cache
def page(code: str) -> Page:
    """Return the page of a known code; raise TableError where it is wrong."""
    return read(_folder() / f"{code}.toml")


def find(word: str) -> Page:
    """Return the page of the code, or of the name, that a user wrote; case doesn't count.

    Raises UnknownCodeError, whose message names the nearest code or name.
    """
    if word.upper() in codes():
        return page(word.upper())
    names = {page.name: page for page in pages()}
    if word.lower() in names:
        return names[word.lower()]
    begun = [code for code in codes() if word and code.startswith(word.upper())]
    if begun:
        raise UnknownCodeError(f"'{word}' is how {', '.join(begun)} begin; name one of them")
    raise UnknownCodeError(f"there is no code '{word}'; {nearest(word, [*codes(), *names])}")


def severity(code: str) -> str:
    """Return the severity of a code's findings; a code of a user's own rules gives warnings."""
    return page(code).severity if code in codes() else "warning"


def is_on_by_default(code: str) -> bool:
    """Tell whether a code is looked for where nothing else was selected."""
    return code not in codes() or page(code).is_on


def read(path: Path) -> Page:
    """Read one page; raise TableError where it cannot be read or has something else in it."""
    table = load(path)
    page = Page(
        code=table.string("code"),
        name=table.string("name"),
        severity=table.choice("severity", SEVERITIES),
        finds=_text(table, "finds"),
        why=_text(table, "why"),
        fix=_text(table, "fix"),
        references=table.strings("references"),
        examples=tuple(
            _read_example(entry, table.string("code")) for entry in table.tables("examples")
        ),
        is_on=table.boolean("on", True),
    )
    table.finish()
    if page.code != path.stem or not re.fullmatch(r"BN\d{3}", page.code):
        raise table.error("code", f"'{page.code}' is not BN, three digits and the file's name")
    if not re.fullmatch(r"[a-z]+(-[a-z]+)*", page.name):
        raise table.error("name", f"'{page.name}' is not words in lower case with hyphens between")
    for url in page.references:
        if not url.startswith("https://"):
            raise table.error("references", f"'{url}' is not an https:// address")
    if not page.examples:
        raise table.error("examples", "is empty; give at least one")
    return page


def _read_example(table: Table, code: str) -> Example:
    example = Example(
        target=table.string("target"),
        before=table.string("before"),
        after=table.string("after", None),
        unsafe=table.boolean("unsafe", False),
        # A lint's fix is written, and what is off by default found, where its code is named.
        named=code if code.startswith(LINTS) else "",
    )
    table.finish()
    return example


def _text(table: Table, key: str) -> str:
    """Return the text at `key` with a line a paragraph, whatever its lines are in the file."""
    paragraphs = re.split(r"\n\s*\n", table.string(key).strip())
    if not paragraphs[0]:
        raise table.error(key, "is empty")
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


def nearest(word: str, known: Sequence[str]) -> str:
    """Return the question whether the nearest of the `known` codes and names was meant."""
    import difflib

    near = _nearest_codes(word.upper(), known) or difflib.get_close_matches(
        word.lower(), known, n=1
    )
    return f"did you mean '{near[0]}'?" if near else "`bnmigrate rules` lists them"


@cache
def _folder() -> Path:
    return shipped_rules() / "codes"


def _nearest_codes(word: str, codes: Sequence[str]) -> list[str]:
    """Return the codes that are alike, first the one with most letters in the same places."""
    import difflib  # as above

    near = difflib.get_close_matches(word, codes, n=len(codes))
    return sorted(near, key=lambda code: -sum(map(str.__eq__, word, code)))
