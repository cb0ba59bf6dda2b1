"""What becomes of a line of imports: which names go from it, and what is written beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import libcst as cst

from bnmigrate.arguments import listing
from bnmigrate.names.syntax import comments_in, dotted, source

Imported = cst.Import | cst.ImportFrom


@dataclass
class Line:
    """What changes in one line of imports."""

    removed: set[int] = field(default_factory=set)
    renamed: dict[int, str] = field(default_factory=dict)
    added: dict[int, list[str]] = field(default_factory=dict)


def is_emptied(container: cst.CSTNode, change: Line) -> bool:
    """Whether nothing is left of a line once it has changed."""
    assert isinstance(container, (cst.SimpleStatementLine, cst.SimpleStatementSuite))
    for statement in container.body:
        if id(statement) in change.added or not isinstance(statement, (cst.Import, cst.ImportFrom)):
            return False
        if isinstance(statement.names, cst.ImportStar) or any(
            id(alias) not in change.removed for alias in statement.names
        ):
            return False
    return True


def line_rewriter(change: Line, must_stay: bool) -> Any:
    """Return what rewrites a line; one that `must_stay` and has nothing left becomes `pass`."""

    def rewrite(line: Any) -> Any:
        statements: list[cst.BaseSmallStatement] = []
        comments: list[cst.EmptyLine] = []
        for statement in line.body:
            if isinstance(statement, (cst.Import, cst.ImportFrom)):
                becomes = changed(statement, change)
                statements.extend(becomes.statements)
                comments += becomes.comments
            else:
                statements.append(statement)
        if not statements:
            if not must_stay:
                return cst.RemovalSentinel.REMOVE
            statements = [cst.Pass()]
        if isinstance(line, cst.SimpleStatementLine) and len(line.body) == 1:
            first, *rest = statements
            lines = [
                line.with_changes(body=[first]),
                *(cst.SimpleStatementLine([s]) for s in rest),
            ]
            # What was said of a name that has moved goes with it.
            moved = min(1, len(rest)) if comments else 0
            above = [*lines[moved].leading_lines, *comments]
            lines[moved] = lines[moved].with_changes(leading_lines=above)
            return cst.FlattenSentinel(lines)
        return line.with_changes(body=separated(statements))

    return rewrite


def separated(statements: Sequence[cst.BaseSmallStatement]) -> list[cst.BaseSmallStatement]:
    """Return the statements of one line with a semicolon between each two."""
    result = []
    for index, statement in enumerate(statements):
        is_last = index == len(statements) - 1
        missing = not isinstance(statement.semicolon, cst.Semicolon)
        semicolon: cst.Semicolon | cst.MaybeSentinel = statement.semicolon
        if is_last and not missing and len(statements) > 1:
            semicolon = cst.MaybeSentinel.DEFAULT
        elif not is_last and missing:
            semicolon = cst.Semicolon(whitespace_after=cst.SimpleWhitespace(" "))
        result.append(statement.with_changes(semicolon=semicolon))
    return result


def _gathered(statements: Iterable[str]) -> list[str]:
    """Return the statements with `import a` first, and one for all names from a module."""
    plain: list[str] = []
    names: dict[str, list[str]] = {}
    for text in statements:
        module, is_from, name = text.partition(" import ")
        if is_from:
            names.setdefault(module, []).append(name)
        else:
            plain.append(text)
    return plain + [f"{module} import {', '.join(sorted(n))}" for module, n in names.items()]


class Changed(NamedTuple):
    """What an import statement becomes.

    `kept` is what is left in its place, if anything; where it `is_renamed`, it imports from
    elsewhere. `new` are statements beside it, and `comments` what was said of names in it that are
    no longer there.
    """

    kept: Imported | None
    is_renamed: bool
    new: tuple[Imported, ...]
    comments: tuple[cst.EmptyLine, ...]

    @property
    def statements(self) -> tuple[Imported, ...]:
        """All that it becomes, in order."""
        return self.new if self.kept is None else (self.kept, *self.new)


def changed(statement: Imported, change: Line) -> Changed:
    """Return what an import statement becomes."""
    kept, is_renamed, made = _renamed(statement, change)
    added = map(import_of, _gathered(change.added.get(id(statement), ())))
    becomes = Changed(kept, is_renamed, (*made, *added), ())
    left = [text for part in becomes.statements for text in comments_in(part)]
    said = [text for text in comments_in(statement) if text not in left]
    return becomes._replace(
        comments=tuple(cst.EmptyLine(comment=cst.Comment(text)) for text in said)
    )


def import_of(text: str) -> Imported:
    """Return the statement that `text` is."""
    statement = cst.parse_statement(text).body[0]  # type: ignore[index]  # a line
    assert isinstance(statement, (cst.Import, cst.ImportFrom))
    return statement


def _renamed(statement: Imported, change: Line) -> tuple[Imported | None, bool, list[Imported]]:
    """Return what is left of a statement, whether it imports from elsewhere, and the statements
    that import the rest from elsewhere.
    """
    if isinstance(statement.names, cst.ImportStar):
        return statement, False, []
    names = list(statement.names)
    removed = {i for i, alias in enumerate(names) if id(alias) in change.removed}
    new: dict[int, Imported] = {
        i: _import_from_elsewhere(
            change.renamed[id(alias)], alias, isinstance(statement, cst.ImportFrom)
        )
        for i, alias in enumerate(names)
        if id(alias) in change.renamed
    }
    is_renamed = False
    if isinstance(statement, cst.Import):
        for index in [i for i, one in new.items() if isinstance(one, cst.Import)]:
            names[index] = _replaced_alias(names[index], _first_name(new.pop(index)))
            is_renamed = True
    elif (
        new
        and len(new) + len(removed) == len(names)
        and len(set(map(module_of, new.values()))) == 1
    ):
        first = next(iter(new.values()))
        if isinstance(first, cst.ImportFrom):
            for index, one in new.items():
                names[index] = _replaced_alias(names[index], _first_name(one))
            statement = statement.with_changes(module=first.module, relative=())
            is_renamed, new = True, {}
    going = removed | set(new)
    made = _merged(list(new.values()))
    if len(going) == len(names):
        return None, False, made
    statement = statement.with_changes(names=names)
    return (_without(statement, going) if going else statement), is_renamed, made


def module_of(statement: Imported) -> str | None:
    """Return the module that names are imported from, with its dots; None for `import a`."""
    if not isinstance(statement, cst.ImportFrom):
        return None
    return "." * len(statement.relative) + (dotted(statement.module) or "")


def _merged(statements: Sequence[Imported]) -> list[Imported]:
    """Return the statements with one for all names from a module."""
    made: list[Imported] = []
    for statement in statements:
        module = module_of(statement)
        same = next((i for i, s in enumerate(made) if module and module_of(s) == module), None)
        if same is None:
            made.append(statement)
        else:
            made[same] = with_names(made[same], [_first_name(statement)])
    return made


def with_names(statement: Imported, more: Sequence[cst.ImportAlias]) -> Imported:
    """Return a statement that imports more names, behind its own."""
    assert not isinstance(statement.names, cst.ImportStar)
    comma = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
    *before, last = [*statement.names, *more]
    return statement.with_changes(
        names=[*(name.with_changes(comma=comma) for name in before), last]
    )


def _first_name(statement: Imported) -> cst.ImportAlias:
    assert not isinstance(statement.names, cst.ImportStar)
    return statement.names[0]


def _without(statement: Imported, going: set[int]) -> Imported:
    """Return the import without the names at the indexes `going`, and what is said beside them."""
    assert not isinstance(statement.names, cst.ImportStar)
    nothing = cst.SimpleWhitespace("")
    names = [
        alias.with_deep_changes(alias.comma, whitespace_after=_plain(alias.comma.whitespace_after))
        if i in going and isinstance(alias.comma, cst.Comma)
        else alias
        for i, alias in enumerate(statement.names)
    ]
    if isinstance(statement, cst.ImportFrom) and statement.lpar and statement.rpar:
        closing = statement.rpar.whitespace_before
        if len(names) - 1 in going and not isinstance(names[-1].comma, cst.Comma):
            closing = _plain(closing)
        names, opening, closing = listing.remove(
            names, going, statement.lpar.whitespace_after, closing
        )
        statement = statement.with_changes(
            names=names,
            lpar=statement.lpar.with_changes(whitespace_after=opening),
            rpar=statement.rpar.with_changes(whitespace_before=closing),
        )
        lines = source(statement).splitlines()
        return statement if len(lines) > 1 else _without_parentheses(statement)
    names, *_ = listing.remove(names, going, nothing, nothing)
    return statement.with_changes(names=names)


def _without_parentheses(statement: cst.ImportFrom) -> cst.ImportFrom:
    """Return an import that stands on one line without those that held it together."""
    assert not isinstance(statement.names, cst.ImportStar)
    *before, last = statement.names
    return statement.with_changes(
        lpar=None,
        rpar=None,
        names=[*before, last.with_changes(comma=cst.MaybeSentinel.DEFAULT)],
        whitespace_after_import=cst.SimpleWhitespace(" "),
    )


def _plain(space: cst.BaseParenthesizableWhitespace) -> cst.BaseParenthesizableWhitespace:
    """Return the white space without the comment on the line that it begins on."""
    if not isinstance(space, cst.ParenthesizedWhitespace):
        return space
    return space.with_changes(
        first_line=space.first_line.with_changes(whitespace=cst.SimpleWhitespace(""), comment=None)
    )


def _import_from_elsewhere(module: str, alias: cst.ImportAlias, as_from: bool) -> Imported:
    """Return the import of `module` under the name that `alias` binds."""
    bound = dotted(alias.asname.name if alias.asname else alias.name)
    parent, _, last = module.rpartition(".")
    if as_from and parent:
        return import_of(f"from {parent} import {last}" + (f" as {bound}" if last != bound else ""))
    return import_of(f"import {module} as {bound}")


def _replaced_alias(old: cst.ImportAlias, new: cst.ImportAlias) -> cst.ImportAlias:
    """Return `old` with the name of `new`, its white space and comma as they were."""
    kept = old.with_changes(name=new.name)
    if new.asname is None or old.asname is None:
        kept = kept.with_changes(asname=new.asname)
    return kept
