"""The pages in docs/rules/, one for each code, and their index; and a code's help elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bnmigrate.catalogue import Example, Page
from bnmigrate.program.looks import Look

_INTRODUCTION = """\
Every finding has a code. A code is for ever: it may be retired, never reused. \
`bnmigrate rule CODE` prints these pages, `bnmigrate rules` this list. A fix that is listed as \
safe can be unsafe at a place, or not be there: the report says so. That of a code which begins \
with BN3 is written only where the code is selected by name (`--extend-select`), besides \
`--unsafe-fixes`. What is true of a layer in \
each framework stands on another page: [layer rules](../layer-rules.md)."""
_FAMILIES = {
    "BN1": "To migrate: the fix does it",
    "BN2": "Can't be translated: a person decides",
    "BN3": "Suspicious as it stands, whichever framework it is for",
    "BN9": "The file itself",
}


def page_text(page: Page) -> str:
    """Return the page of one code."""
    parts = [
        _made_from(f"rules/codes/{page.code}.toml"),
        f"# {page.code}: {page.name}",
        _linked(page.finds, page.code),
        f"Severity: {page.severity}. Fix: {page.fixability}. [All codes](README.md)",
        *_sections(page, _linked(page.why, page.code), _linked(page.fix, page.code)),
    ]
    return _text(parts)


def help_text(page: Page) -> str:
    """Return what another document shows of a code: a page without a title and without links."""
    return _text([page.finds, *_sections(page, page.why, page.fix)])


def index_text(pages: Sequence[Page]) -> str:
    """Return the page that lists all codes, by family."""
    parts = [
        _made_from("rules/codes/"),
        "# Codes",
        _INTRODUCTION,
    ]
    for prefix, title in _FAMILIES.items():
        family = [page for page in pages if page.code.startswith(prefix)]
        if family:
            parts += [f"## {prefix}: {title}", "\n".join(_table(family))]
    return _text(parts)


def limits_text(looks: Sequence[Look]) -> str:
    """Return the table of what looks into layers, for the limits of the runtime."""
    rows = ["| what | looks for | the runtime's layer |", "|---|---|---|"]
    for look in looks:
        names = [f"`{name}`" for name in look.functions]
        names += [f"all of `{package}`" for package in look.packages]
        served = "**served**: " if look.serves else ""
        rows.append(f"| {', '.join(names)} | {look.looks_for} | {served}{look.runtime} |")
    return "\n".join(rows)


def _text(parts: Sequence[str]) -> str:
    return "\n\n".join(parts) + "\n"


def _sections(page: Page, why: str, fix: str) -> Iterator[str]:
    yield "## Why it matters"
    yield why
    yield "## The fix"
    yield fix
    yield "## Examples" if len(page.examples) > 1 else "## Example"
    for example in page.examples:
        yield from _example(example)
    if page.references:
        yield "## References"
        yield "\n".join(f"- <{url}>" for url in page.references)


def _made_from(source: str) -> str:
    return f"<!-- Made from {source} by `make pages`; change that, not this. -->"


def _linked(text: str, own: str) -> str:
    """Return the text with a link at each code but the page's own."""
    return re.sub(rf"\b(?!{own})(BN\d{{3}})\b", r"[\1](\1.md)", text)


def _example(example: Example) -> Iterator[str]:
    if example.after is None:
        yield f"`{example.command}` reports and leaves"
        yield _code(example.before)
    else:
        yield f"`{example.command}` rewrites"
        yield _code(example.before)
        yield "to"
        yield _code(example.after)


def _code(text: str) -> str:
    return f"```python\n{text}```"


def _table(pages: Sequence[Page]) -> Iterator[str]:
    yield "| code | name | severity | fix | finds |"
    yield "|---|---|---|---|---|"
    for page in pages:
        finds = page.finds.replace("|", "\\|")
        yield (
            f"| [{page.code}]({page.code}.md) | {page.name} | {page.severity} | {page.fixability} "
            f"| {finds} |"
        )
