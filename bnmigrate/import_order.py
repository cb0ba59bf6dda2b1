"""Where new imports go among those that stand there: where isort and ruff would put them.

The order is that of the imports that stand there: whether `import a` comes before all `from a
import b`, whether blank lines part the two, which sections they part, whether capitals matter. No
tool's settings are read.
Where they are in no order, none is looked for: new imports come behind those that they replace.
"""

from __future__ import annotations

import bisect
import itertools
import re
import sys
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import libcst as cst

from bnmigrate.import_lines import Changed, Imported, Line, changed, module_of
from bnmigrate.names.syntax import dotted, source

Row = cst.SimpleStatementLine
"""A line of one import."""

LINE_LENGTH = 88
"""How long an import may be that names are added to, where none beside it is longer."""

BLANK = cst.EmptyLine(indent=False)

FUTURE, STANDARD, OTHERS, OWN, RELATIVE = range(5)

_FOR_SORTERS = re.compile(r"#.*\b(isort|I001)\b")


def arranged(
    body: Iterable[cst.CSTNode],
    lines: Mapping[cst.CSTNode, Line],
    roots: Container[str],
    package: str,
) -> dict[cst.CSTNode, list[Row]]:
    """Return what lines of imports in the block `body` become where new ones are put in order.

    `lines` are those that change, `roots` the frameworks' packages, `package` is the file's own.
    What isn't in the result stays, or changes where it stands.
    """
    found: dict[cst.CSTNode, list[Row]] = {}
    for is_import, run in itertools.groupby(body, _is_import):
        if is_import:
            rows = [row for row in run if isinstance(row, Row)]
            becomes = {row: changed(_statement(row), lines[row]) for row in rows if row in lines}
            if becomes:
                found.update(_Run(rows, becomes, roots, package).arranged())
    return found


def _is_import(line: cst.CSTNode) -> bool:
    if not isinstance(line, Row) or len(line.body) != 1:
        return False
    return isinstance(line.body[0], (cst.Import, cst.ImportFrom))


def _statement(row: Row) -> Imported:
    statement = row.body[0]
    assert isinstance(statement, (cst.Import, cst.ImportFrom))
    return statement


def _names(statement: Imported) -> Sequence[cst.ImportAlias]:
    return () if isinstance(statement.names, cst.ImportStar) else statement.names


@dataclass(frozen=True)
class _Order:
    """One way to sort imports: by the rank of their section, then those of names from a module
    before or after all others, or, where it `is_mixed`, each module's together; by ASCII where it
    `is_cased`.
    """

    rank: Callable[[Imported], int]
    from_first: bool
    is_mixed: bool
    is_cased: bool

    def key(self, row: Row) -> tuple[Any, ...]:
        """Return what rows are sorted by."""
        statement = _statement(row)
        module = module_of(statement)
        first = _names(statement)[0]
        name = (dotted(first.name) or "") if module is None else module
        where = _natural(name if self.is_cased else name.lower())
        style = (module is not None) != self.from_first
        alias = "" if first.asname is None else source(first.asname.name)
        what = ((), alias) if module is None else (_by_type(first), alias)
        middle = (where, style) if self.is_mixed else (style, where)
        return (self.rank(statement), *middle, *what)

    def holds(self, rows: Iterable[Row]) -> bool:
        """Whether rows are sorted so."""
        return all(a <= b for a, b in itertools.pairwise(map(self.key, rows)))


class _Run:
    """Rows that follow each other, and what those `becomes` that change."""

    def __init__(
        self,
        rows: list[Row],
        becomes: Mapping[Row, Changed],
        roots: Container[str],
        package: str,
    ) -> None:
        self.rows = rows
        self.becomes = becomes
        self.roots = roots
        self.own = package.partition(".")[0]
        self.parted = list(self._parted())
        self.between_types = self._between_types()

    def arranged(self) -> dict[cst.CSTNode, list[Row]]:
        """Return what the rows become, nothing where they are in no order, or stay in theirs."""
        if not self._is_disturbed():
            return {}
        if any(map(_is_unsortable, self.rows)) or any(map(self._leaves_comment, self.rows)):
            return {}
        sections = list(self._sections())
        homes: dict[int | None, list[Row]] = {}
        for number, section in enumerate(sections):
            home = self._home(number, sections)
            heading = section[0] if home == number else None
            for row in section:
                homes.setdefault(home, []).extend(self._moving(row, row is heading))
        homes = {number: rows for number, rows in homes.items() if rows}
        moving = list(itertools.chain.from_iterable(homes.values()))
        orders = [
            order
            for order in self._orders()
            if all(order.holds(sections[number]) for number in homes if number is not None)
        ]
        if not orders or self._rebinds(moving):
            return {}
        order = max(orders, key=lambda one: sum(map(one.holds, sections)))
        result: dict[cst.CSTNode, list[Row]] = {}
        for number, section in enumerate(sections):
            result.update(self._section(section, homes.get(number, []), order))
        if None in homes:
            self._new_section(sorted(homes[None], key=order.key), sections, result)
        return result

    def _is_disturbed(self) -> bool:
        """Whether a row is new or renamed, or goes from rows whose types blank lines part."""
        if any(change.new or change.is_renamed for change in self.becomes.values()):
            return True
        left = [self._left(row) is not None for row in self.rows]
        return self.between_types > 0 and any(left) and not all(left)

    # Which section, and in which order

    def rank(self, statement: Imported) -> int:
        """Return the place among the sections of the one that an import belongs to."""
        root = self._root(statement)
        if not root:
            return RELATIVE
        if root == "__future__":
            return FUTURE
        if root in sys.stdlib_module_names:
            return STANDARD
        return OWN if root == self.own else OTHERS

    def _root(self, statement: Imported) -> str:
        module = module_of(statement)
        name = dotted(_names(statement)[0].name) if module is None else module
        return (name or "").partition(".")[0]

    def _orders(self) -> Iterator[_Order]:
        """Yield the ways to sort imports, the one that most have first."""
        for rank in (self.rank, lambda _: OTHERS):
            for from_first, is_mixed in ((False, False), (False, True), (True, False)):
                for is_cased in (False, True):
                    yield _Order(rank, from_first, is_mixed, is_cased)

    def _sections(self) -> Iterator[list[Row]]:
        """Yield the rows of each section, of both types where blank lines are between these."""
        section: list[Row] = []
        for rows in self.parted:
            if section and not (self.between_types and self._is_one([*section, *rows])):
                yield section
                section = []
            section = [*section, *rows]
        yield section

    def _between_types(self) -> int:
        """Return how many blank lines part `import a` from `from a import b` in all sections that
        have both, isort's `lines_between_types`; 0 where none do.
        """
        if any(len(set(map(_is_from, rows))) > 1 for rows in self.parted):
            return 0
        found = {
            len(list(itertools.takewhile(_is_blank, below[0].leading_lines)))
            for above, below in itertools.pairwise(self.parted)
            if _is_from(above[0]) != _is_from(below[0]) and self._is_one([*above, *below])
        }
        return found.pop() if len(found) == 1 else 0

    def _parted(self) -> Iterator[list[Row]]:
        """Yield the rows between blank lines; one before a comment parts none that belong together,
        as isort and ruff write it there.
        """
        section: list[Row] = []
        for row in self.rows:
            above = row.leading_lines
            is_parted = bool(above) and above[0].comment is None
            is_said = any(line.comment for line in above)
            if section and is_parted and not (is_said and self._is_one([*section, row])):
                yield section
                section = []
            section.append(row)
        yield section

    def _is_one(self, rows: Sequence[Row]) -> bool:
        """Whether rows belong to one section, and are sorted in it."""
        ranks = {self.rank(_statement(row)) for row in rows}
        return len(ranks) == 1 and any(order.holds(rows) for order in self._orders())

    def _home(self, number: int, sections: Sequence[Sequence[Row]]) -> int | None:
        """Return the section for an import of a framework that takes the place of one in the
        section `number`; None where there is none.
        """

        def has_framework(section: Sequence[Row]) -> bool:
            return any(self._root(_statement(row)) in self.roots for row in section)

        def has_others(section: Sequence[Row]) -> bool:
            return any(self.rank(_statement(row)) == OTHERS for row in section)

        for is_home in (has_framework, has_others):
            homes = [i for i, section in enumerate(sections) if is_home(section)]
            if homes:
                return number if number in homes else homes[0]
        return None

    def _rebinds(self, moving: Iterable[Row]) -> bool:
        """Whether a name that moves is bound to something else beside it: the last one counts."""
        staying = [row for row in map(self._left, self.rows) if row is not None]
        bound = {name: what for row in staying for name, what in _bound(_statement(row))}
        return any(
            bound.get(name, what) != what
            for row in moving
            for name, what in _bound(_statement(row))
        )

    # What rows become

    def _left(self, row: Row) -> Row | None:
        """Return what is left of a row in its place."""
        change = self.becomes.get(row)
        if change is None:
            return row
        if change.kept is None or change.is_renamed:
            return None
        comments = () if change.new else change.comments
        return row.with_changes(body=[change.kept], leading_lines=[*row.leading_lines, *comments])

    def _leaves_comment(self, row: Row) -> bool:
        """Whether a row goes, nothing takes its place, and somebody has said something of it."""
        change = self.becomes.get(row)
        if change is None or change.statements:
            return False
        return bool(change.comments) or row.trailing_whitespace.comment is not None

    def _moving(self, row: Row, is_heading: bool) -> Iterator[Row]:
        """Yield the rows that are new in the place of an old one, the first of which has what is
        said of that, but for what stands above it where it `is_heading`.
        """
        change = self.becomes.get(row)
        if change is None:
            return
        statements = change.statements if change.is_renamed else change.new
        for number, statement in enumerate(statements):
            if number:
                yield Row([statement])
            elif self._left(row) is None:
                above = [*(() if is_heading else row.leading_lines), *change.comments]
                yield row.with_changes(body=[statement], leading_lines=above)
            else:
                yield Row([statement], leading_lines=change.comments)

    def _section(
        self, section: Sequence[Row], new: Iterable[Row], order: _Order
    ) -> dict[cst.CSTNode, list[Row]]:
        """Return what the rows of a section become, with the `new` ones where they belong."""
        items = [(row, left) for row in section if (left := self._left(row)) is not None]
        placed: Placed = [*items]
        for row in new:
            index = next((i for i, (_, one) in enumerate(placed) if self._takes(one, row)), None)
            if index is not None:
                placed[index] = (placed[index][0], self._joined(placed[index][1], row))
            else:
                keys = [order.key(one) for _, one in placed]
                placed.insert(bisect.bisect_right(keys, order.key(row)), (None, row))
        gone = [
            row
            for row in section
            if self._left(row) is None and (self.becomes[row].statements or self.between_types)
        ]
        placed = self._spaced(_with_heading(section[0], placed, section[0] in gone))
        return _in_place(section, placed, gone, self.becomes)

    def _spaced(self, placed: Placed) -> Placed:
        """Return the rows of a section with as many blank lines between the two types as there are
        in others.
        """
        if not self.between_types:
            return placed
        made = placed[:1]
        for (_, above), (origin, row) in itertools.pairwise(placed):
            lines = list(itertools.dropwhile(_is_blank, row.leading_lines))
            if _is_from(above) != _is_from(row):
                lines = [*[BLANK] * self.between_types, *lines]
            elif lines:  # a comment, which has a blank line before it
                lines = list(row.leading_lines)
            is_same = len(lines) == len(row.leading_lines)
            made.append((origin, row if is_same else row.with_changes(leading_lines=lines)))
        return made

    def _new_section(
        self,
        new: list[Row],
        sections: Sequence[Sequence[Row]],
        result: dict[cst.CSTNode, list[Row]],
    ) -> None:
        """Add a section of `new` rows: behind those of the standard library, or on top."""
        early = [
            section
            for section in sections
            if all(self.rank(_statement(row)) <= STANDARD for row in section)
        ]
        first, *rest = [row for _, row in self._spaced([(None, row) for row in new])]
        if early:
            last = early[-1][-1]
            first = first.with_changes(leading_lines=[BLANK, *first.leading_lines])
            result[last] = [*result.get(last, [last]), first, *rest]
            return
        top = sections[0][0]
        below = result.get(top, [top])
        above = top.leading_lines
        first = first.with_changes(leading_lines=[*above, *first.leading_lines])
        if below:
            lines = below[0].leading_lines[len(above) :]
            below = [below[0].with_changes(leading_lines=[BLANK, *lines]), *below[1:]]
        result[top] = [first, *rest, *below]

    # Names from one module

    def _takes(self, row: Row, new: Row) -> bool:
        """Whether the names that a new row imports belong into another one."""
        statement, other = _statement(row), _statement(new)
        module = module_of(statement)
        if module is None or module_of(other) != module or new.leading_lines:
            return False
        if "#" in source(statement) or any(
            name.asname for name in (*_names(statement), *_names(other))
        ):
            return False
        modules = [module_of(_statement(one)) for one in self.rows]
        apart = [one for one in set(modules) if one is not None and modules.count(one) > 1]
        return not apart  # else each name has a line of its own

    def _joined(self, row: Row, new: Row) -> Row:
        statement = _statement(row)
        for name in _names(_statement(new)):
            statement = _with_name(statement, name)
        limit = max([LINE_LENGTH, *(len(source(one).strip("\n")) for one in self.rows)])
        text = source(statement)
        if "\n" not in text and len(text) > limit:
            statement = _on_lines(statement)
        return row.with_changes(body=[statement])


def _is_unsortable(row: Row) -> bool:
    """Whether a row is none that isort or ruff writes, or says that they leave it alone."""
    statement = _statement(row)
    names = _names(statement)
    is_list = isinstance(statement, cst.Import) and len(names) > 1
    return not names or is_list or bool(_FOR_SORTERS.search(source(row)))


def _is_from(row: Row) -> bool:
    return module_of(_statement(row)) is not None


def _is_blank(line: cst.EmptyLine) -> bool:
    return line.comment is None


def _natural(text: str) -> tuple[Any, ...]:
    """Return what texts are sorted by that hold numbers."""
    parts = re.split(r"(\d+)", text)
    return tuple(int(part) if i % 2 else part for i, part in enumerate(parts))


def _by_type(name: cst.ImportAlias) -> tuple[Any, ...]:
    """Return what names of one module are sorted by: constants, classes, then the rest."""
    text = source(name.name)
    kind = 0 if text.isupper() and len(text) > 1 else 1 if text[:1].isupper() else 2
    return (kind, _natural(text.lower()), text)


def _by_name(name: cst.ImportAlias) -> tuple[Any, ...]:
    text = source(name.name)
    return (_natural(text.lower()), text)


def _by_ascii(name: cst.ImportAlias) -> tuple[Any, ...]:
    return (source(name.name),)


def _bound(statement: Imported) -> Iterator[tuple[str, str]]:
    """Yield the names that an import binds, and what they stand for then."""
    module = module_of(statement)
    for alias in _names(statement):
        name = dotted(alias.name) or ""
        if alias.asname is not None:
            yield source(alias.asname.name).strip(), f"{module}.{name}" if module else name
        elif module is None:
            yield name.partition(".")[0], name.partition(".")[0]
        else:
            yield name, f"{module}.{name}"


Placed = list[tuple[Row | None, Row]]
"""Rows in order, each with the old one that it is, if any."""


def _with_heading(old_first: Row, placed: Placed, is_gone: bool) -> Placed:
    """Return the rows of a section with what stands above it on top, as another row `is_gone` from
    there or stands below; a comment right above it that names what it imports stays with it.
    """
    if not placed or not (is_gone or placed[0][0] is None):
        return placed
    above = list(old_first.leading_lines)
    own = list(itertools.takewhile(lambda line: not _is_blank(line), reversed(above)))
    said = " ".join(source(line) for line in own).lower()
    first = _statement(old_first)
    module = module_of(first) or dotted(_names(first)[0].name) or ""
    stays = any(origin is old_first for origin, _ in placed)
    if stays and module.partition(".")[0].lower() in said:
        above = above[: len(above) - len(own)]
    (origin, top), *rest = placed
    lines = [] if all(map(_is_blank, top.leading_lines)) else top.leading_lines
    made = [(origin, top.with_changes(leading_lines=[*above, *lines]))]
    for origin, row in rest:
        left = list(row.leading_lines)
        if origin is old_first:
            left = left[len(above) :]
            left = [BLANK, *left] if left else left
        made.append((origin, row.with_changes(leading_lines=left)))
    return made


def _in_place(
    section: Sequence[Row], placed: Placed, gone: Sequence[Row], changed_rows: Container[Row]
) -> dict[cst.CSTNode, list[Row]]:
    """Return the rows in the order `placed`, by the old ones in whose places they come; `gone` are
    those that aren't among them, and stand elsewhere.
    """
    result: dict[cst.CSTNode, list[Row]] = {row: [] for row in gone}
    first = section[0]
    stays = any(origin is first for origin, _ in placed)
    waiting: list[Row] = []
    last: Row | None = None
    for origin, row in placed:
        waiting.append(row)
        if origin is None:
            continue
        if last is None and not stays and len(waiting) > 1:
            result[first], waiting = waiting[:-1], [row]
        result[origin] = waiting
        waiting, last = [], origin
    if waiting:
        home = first if last is None else last
        result[home] = [*result.get(home, ()), *waiting]
    return {
        row: rows
        for row, rows in result.items()
        if row in changed_rows or len(rows) != 1 or rows[0] is not row
    }


def _with_name(statement: Imported, name: cst.ImportAlias) -> Imported:
    """Return an import of one more name, where its names' order has it."""
    assert isinstance(statement, cst.ImportFrom)
    names = list(_names(statement))
    if any(source(one.name) == source(name.name) for one in names):
        return statement
    key = next(
        (k for k in (_by_type, _by_name, _by_ascii) if names == sorted(names, key=k)), _by_type
    )
    index = bisect.bisect_right([key(one) for one in names], key(name))
    between: cst.BaseParenthesizableWhitespace = cst.SimpleWhitespace(" ")
    if len(names) > 1 and isinstance(names[0].comma, cst.Comma):
        between = names[0].comma.whitespace_after
    elif statement.lpar is not None:
        between = statement.lpar.whitespace_after
    names.insert(index, name)
    *before, last = names
    end = names[-2].comma if index == len(before) else last.comma
    return statement.with_changes(
        names=[
            *(one.with_changes(comma=cst.Comma(whitespace_after=between)) for one in before),
            last.with_changes(comma=end),
        ]
    )


def _on_lines(statement: Imported) -> Imported:
    """Return an import of names with each on a line of its own."""
    text = source(statement)
    head, _, names = text.partition(" import ")
    lines = "".join(f"    {name.strip()},\n" for name in names.strip("()").split(","))
    made = cst.parse_statement(f"{head} import (\n{lines})").body[0]  # type: ignore[index]  # a line
    assert isinstance(made, cst.ImportFrom)
    return made
