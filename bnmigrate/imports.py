"""How the chosen sites name the other framework, and what becomes of the imports.

An import that served the layer alone is changed in place and its uses stay. Otherwise each use
goes through an import of the target that the file has, or through a new one in the block of the
import that it replaces. An import that nothing uses any more is removed, unless the file hands it
on.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

import libcst as cst

from bnmigrate.apart import Part, joined, parted_expression, parted_lines, parts
from bnmigrate.apply import rewritten
from bnmigrate.arguments.translate import Fill
from bnmigrate.checks.constructors import made_value
from bnmigrate.findings import Edit
from bnmigrate.hoisting import Hoist, hoisted, name_for, statement_of
from bnmigrate.import_lines import Line, is_emptied, line_rewriter, separated
from bnmigrate.import_order import arranged
from bnmigrate.names.bindings import Names
from bnmigrate.names.references import Reference
from bnmigrate.names.scopes import Binding, Scope
from bnmigrate.names.syntax import (
    descendants,
    dotted,
    source,
)
from bnmigrate.rulebook import Dialect
from bnmigrate.sites import Analysis, Site, Template
from bnmigrate.tracing.flow import Group


class NoNameError(Exception):
    """The target can't be imported where it is needed; `advice` is what to do about it."""

    def __init__(self, reason: str, advice: str) -> None:
        super().__init__(reason)
        self.advice = advice


class Imports:
    """Plans the names and imports for a set of sites."""

    def __init__(self, analysis: Analysis, aliases: dict[str, str]) -> None:
        self.names: Names = analysis.names
        self.analysis = analysis
        self.aliases = aliases
        self.exports = analysis.exports
        self.lines: dict[cst.CSTNode, Line] = {}
        self.free: dict[tuple[str, str], bool] = {}
        self.made: dict[str, dict[int, Binding]] = {}
        """The new imports, and beside which one the first in each block stands."""
        self.renamed: dict[Binding, str] = {}
        self.used: set[Binding] = set()
        self.kept: set[int] = set()
        """What the edits write as it was, whatever else becomes of it."""
        self._anchors: dict[Group, Sequence[Binding]] | None = None

    def plan(self, sites: Sequence[Site]) -> list[Edit]:
        """Return the edits of `sites` with those of names and imports; raise NoNameError."""
        references = [site.reference for site in sites if site.reference is not None]
        wanted = {
            id(site.reference): self.dialect(site).layer_class
            for site in sites
            if site.reference is not None
        }
        roots = {id(_root(r.node)): r for r in references}
        self.find_renamed(references, roots, wanted)
        edits = [edit for site in sites if site.apart is None for edit in site.edits]
        # The first import comes first, so that those below it find its new neighbour there.
        for site in sorted(sites, key=_first_import):
            reference = site.reference
            if reference is not None and not self.is_renamed(reference):
                name = self.name_for(
                    wanted[id(reference)], reference.node, reference.imports, self.dialect(site)
                )
                edits.append(_replaced(reference.node, name))
            if site.fills and made_value(self.analysis, site.node) is not None:
                edits.append(self.fill(site, sites))
            if site.apart is None:
                edits.extend(self.template(template, site, sites) for template in site.templates)
        runs = parts(sites, self.names)
        edits.extend([edit for run in runs for edit in self.part(run, sites, edits)])
        joints = (joined(r.node, self.names) for r in references)
        edits.extend({id(joint.node): joint for joint in joints if joint is not None}.values())
        replaced = [
            template.node
            for site in sites
            if site.apart is None
            for template in site.templates
            if not template.is_beside
        ]
        self.kept = {id(node) for site in sites for edit in site.edits for node in edit.kept}
        self.kept |= {id(node) for site in sites for t in site.templates for node in t.kept}
        self.remove_unused(references, roots, {id(node) for node in replaced})
        self.remove_replaced(replaced)
        edits.extend(self.hoisted(sites))
        edits.extend(self.line_edits())
        return edits

    def dialect(self, site: Site) -> Dialect:
        """Return the dialect that the site is translated to."""
        assert site.layer_class is not None
        return self.analysis.target_of(site.layer_class)

    # Imports that served the layer alone

    def find_renamed(
        self, references: list[Reference], roots: dict[int, Reference], wanted: dict[int, str]
    ) -> None:
        """Find the imports all of whose uses are `references`, and what they import then."""
        candidates: dict[Binding, str] = {}
        for binding in dict.fromkeys(b for r in references for b in r.imports):
            through = [roots.get(id(load)) for load in self.exports.loads(binding)]
            if None in through or self.exports.is_needed(binding) or not _is_aliased(binding):
                continue
            if binding.name in self.framework_names:
                continue
            modules = {
                _module_for(wanted[id(r)], r.node, binding.name) for r in through if r is not None
            }
            module = modules.pop() if len(modules) == 1 else None
            if module is not None:
                candidates[binding] = module
        while True:
            broken = {
                binding
                for reference in references
                if not all(b in candidates for b in reference.imports)
                for binding in reference.imports
                if binding in candidates
            }
            if not broken:
                break
            for binding in broken:
                del candidates[binding]
        self.renamed = candidates
        for binding, module in candidates.items():
            self.line(binding).renamed[id(binding.node)] = module

    @cached_property
    def framework_names(self) -> frozenset[str]:
        """The names that tell which framework they stand for, and so stand for no other."""
        known = self.analysis.rules.frameworks.values()
        named = {name for framework in known for name in (framework.alias, framework.root)}
        return frozenset(named | set(self.aliases.values()))

    def is_renamed(self, reference: Reference) -> bool:
        """Tell whether the reference's text stays because its import changes."""
        return all(binding in self.renamed for binding in reference.imports)

    # Names for the rest

    def name_for(
        self, qualified: str, node: cst.CSTNode, anchors: Iterable[Binding], dialect: Dialect
    ) -> str:
        """Return how `qualified` is called at `node`, importing it beside `anchors` if need be."""
        anchors = list(anchors)
        existing = self.existing(qualified, node, anchors)
        if existing is not None:
            return existing
        package, alias = self.new_import(qualified, dialect, node, anchors)
        statement = _import_text(package, alias)
        made = self.made.setdefault(statement, {})
        near = [made[id(up)] for up in self.names.ancestors(node) if id(up) in made]
        if not any(
            self.names.runs_before(other, node) and self.is_seen(alias, node, [other])
            for other in near
        ):
            for binding in anchors:
                made.setdefault(id(self.names.block_of(binding.node)), binding)
                added = self.line(binding).added.setdefault(id(self.names.parent(binding.node)), [])
                if statement not in added:
                    added.append(statement)
        return alias + qualified[len(package) :]

    def existing(self, qualified: str, node: cst.CSTNode, anchors: Sequence[Binding]) -> str | None:
        """Return the name that an import of the file gives, the one that leaves least to write."""
        scope = self.names.scope_of(node)
        order = self.names.order_of(node)
        best: tuple[int, list[Binding], str] | None = None
        for candidate in scope.chain():
            for name, imported in self.importing.get(candidate, ()):
                if not f"{qualified}.".startswith(f"{imported}."):
                    continue
                if best is not None and len(imported) <= best[0]:
                    continue
                if self.names.owner(scope, name) is not candidate:
                    continue
                seen = self.names.visible(candidate.bindings[name], node, scope, order)
                if self.is_bound(seen, imported, node, anchors):
                    best = (len(imported), seen, name + qualified[len(imported) :])
        if best is None:
            return None
        self.used.update(best[1])
        return best[2]

    def is_bound(
        self,
        seen: list[Binding],
        imported: str,
        node: cst.CSTNode,
        anchors: Sequence[Binding],
    ) -> bool:
        """Tell whether of the bindings `seen` by `node` all import the same, and one is always
        executed before it. That is certain too where it is before the anchors, which `node` needs;
        then None may be bound instead, where the import fails.
        """
        imports = [b for b in seen if b.kind == "import"]
        if any(self.renamed.get(b, b.qualified) != imported for b in imports):
            return False
        if len(imports) == len(seen) and any(self.names.runs_before(b, node) for b in imports):
            return True
        rest = [b for b in seen if b.kind != "import"]
        return (
            bool(anchors)
            and all(b.value is not None and dotted(b.value) == "None" for b in rest)
            and all(
                any(self.names.runs_before(b, anchor.node) for b in imports) for anchor in anchors
            )
        )

    @cached_property
    def importing(self) -> dict[Scope, list[tuple[str, str]]]:
        """Map each scope to the names that it binds to the frameworks' modules or classes, and what
        they import once the renamed imports are renamed.
        """
        roots = self.analysis.rules.roots
        found: dict[Scope, list[tuple[str, str]]] = {}
        for scope in self.names.scopes:
            for name, bindings in scope.bindings.items():
                imported = {
                    self.renamed.get(b, b.qualified) for b in bindings if b.kind == "import"
                }
                found.setdefault(scope, []).extend(
                    (name, what) for what in imported if what and what.partition(".")[0] in roots
                )
        return found

    def new_import(
        self, qualified: str, dialect: Dialect, node: cst.CSTNode, anchors: list[Binding]
    ) -> tuple[str, str]:
        """Return the package or function to import and the name to import it under."""
        for anchor in anchors:
            if anchor.from_elsewhere:
                raise NoNameError(
                    f"`{anchor.name}` is imported in a function that declares it global, and an "
                    "import of another name beside it would be local there",
                    "move the import to the top of the file",
                )
        last = qualified.rpartition(".")[2]
        if (
            qualified.rpartition(".")[0] in dialect.framework.initializer_modules
            and self.is_free(last, qualified)
            and self.is_seen(last, node, anchors)
        ):
            return qualified, last
        preferred = self.aliases.get(dialect.name, dialect.framework.alias)
        for package, alias in (
            (dialect.framework.package, preferred),
            (dialect.root, dialect.root),
        ):
            if self.is_free(alias, package) and self.is_seen(alias, node, anchors):
                return package, alias
        taken = " or ".join(f"`{name}`" for name in dict.fromkeys([preferred, dialect.root]))
        raise NoNameError(
            f"{dialect.title} would be imported as {taken}, which stands for something else in "
            "this file",
            "give that another name",
        )

    def is_free(self, name: str, package: str) -> bool:
        """Tell whether `name` is unbound in the whole file, or bound to `package` alone."""
        key = (name, package)
        if key not in self.free:
            self.free[key] = all(
                binding.kind == "import" and binding.qualified == package
                for scope in self.names.scopes
                for binding in scope.bindings.get(name, ())
            ) and all(
                self.names.owner(load.scope, name) is not None
                for load in self.names.loads.get(name, ())
            )
        return self.free[key]

    def is_seen(self, name: str, node: cst.CSTNode, anchors: list[Binding]) -> bool:
        """Tell whether an import of `name` beside `anchors` is what `node` reads, and leaves alone
        what else reads the name: it makes it a local one of the anchor's scope.
        """
        scope = self.names.scope_of(node)
        for home in {anchor.scope for anchor in anchors}:
            for between in scope.chain():
                if between is home:
                    break
                if name in between.bindings:
                    return False
            if home is self.names.top or name in home.bindings:
                continue
            if any(home in load.scope.chain() for load in self.names.loads.get(name, ())):
                return False
        return True

    # Expressions with names of the target in them

    def template(self, template: Template, site: Site, sites: Sequence[Site]) -> Edit:
        """Return the edit that puts the template's expressions in the place of its node."""
        node, anchors = template.node, self.anchors(site, sites)
        dialect = template.dialect or self.dialect(site)
        texts = [self.resolved(text, node, anchors, dialect) for text in template.texts]
        if template.is_beside:
            return Edit(node, lambda old: _beside(old, texts))
        if len(texts) > 1:
            statement = self.names.parent(node)
            assert statement is not None
            return self.written(statement, texts, in_its_place=True)

        def rewrite(old: Any) -> Any:
            made = cst.parse_expression(texts[0])
            if isinstance(old, cst.BaseSmallStatement):
                return cst.Expr(made, semicolon=old.semicolon)
            return made

        return Edit(node, rewrite)

    def resolved(
        self, text: str, node: cst.CSTNode, anchors: Sequence[Binding], dialect: Dialect
    ) -> str:
        """Return `text` with the qualified names of `dialect` in it as the file names them, and
        with its quotes.
        """
        if not any(isinstance(up, cst.FormattedString) for up in self.names.ancestors(node)):
            quote = self.names.quote
            text = re.sub(r"'(\w+)'", rf"{quote}\1{quote}", text)
        return re.sub(
            rf"(?<![\w.]){dialect.root}(?:\.\w+)+",
            lambda match: self.name_for(match.group(), node, anchors, dialect),
            text,
        )

    def anchors(self, site: Site, sites: Sequence[Site]) -> Sequence[Binding]:
        """Return the imports of the class in the group of `site`; a lint's has none that changes,
        and takes those by which the file names the layer.
        """
        assert site.group is not None
        if site.reference is not None:
            return site.reference.imports
        if site.is_lint:
            references = self.analysis.references
            return next(r.imports for r in references if r.known is site.layer_class)
        if self._anchors is None:
            self._anchors = {}
            for s in sites:
                if s.reference is not None and s.group is not None:
                    self._anchors.setdefault(s.group.find(), s.reference.imports)
        if site.group.find() not in self._anchors:
            self._anchors[site.group.find()] = self._any_import(site.node)
        return self._anchors[site.group.find()]

    def _any_import(self, node: cst.CSTNode) -> Sequence[Binding]:
        """Return an import at the top of the file, or else one that was executed before a node, for
        what names the class elsewhere: beside it a new one is as early as any.
        """
        top = self.names.scopes[0]
        found = [
            binding
            for scope in (top, *self.names.scope_of(node).chain())
            for bindings in scope.bindings.values()
            for binding in bindings
            if binding.kind == "import"
            and not (binding.qualified or "").startswith("__future__")
            and (scope is top or self.names.runs_before(binding, node))
        ]
        roots = self.analysis.rules.roots
        found.sort(
            key=lambda b: (
                b.scope is not top,
                (b.qualified or "").partition(".")[0] not in roots,
                b.order,
            )
        )
        if not found:
            raise NoNameError(
                "nothing is imported here, beside which the other framework could be",
                "import the framework at the top of the file",
            )
        return found[:1]

    # What changes for the layer alone

    def part(self, run: Part, sites: Sequence[Site], edits: Sequence[Edit]) -> list[Edit]:
        """Return the edits that part lines, or an expression; `edits` are all others."""
        own = [edit for site in run.sites for edit in site.edits]
        own += [self.template(t, site, sites) for site in run.sites for t in site.templates]
        anchors = self.anchors(run.sites[0], sites)
        layers = [
            self.name_for(layer.layer_class, run.subject, anchors, layer)
            for layer in run.apart.layers
        ]
        first, *rest = run.nodes

        def rewrite(old: Any) -> Any:
            within = {id(node) for node in run.nodes}
            others = [edit for edit in edits if id(edit.node) not in within]
            changed = [rewritten(node, [*own, *others], self.names) for node in run.nodes]
            if isinstance(first, cst.SimpleStatementLine):
                stays = [rewritten(node, others, self.names) for node in rest]
                return parted_lines(run.test(layers), changed, [old, *stays])
            is_alone = isinstance(self.names.parent(first), (cst.Arg, cst.Assign, cst.Return))
            return parted_expression(run.test(layers), changed[0], old, is_alone)

        return [Edit(first, rewrite), *(Edit(node, _removed) for node in rest)]

    # Statements that fill

    def fill(self, site: Site, sites: Sequence[Site]) -> Edit:
        """Return the edit that puts the statements of `site.fills` after the layer is made."""
        call = site.node
        assert isinstance(call, cst.Call)
        target = made_value(self.analysis, call)
        assert target is not None
        anchors = self.anchors(site, sites)
        dialect = self.dialect(site)
        statements = [self.fill_text(fill, target, call, anchors, dialect) for fill in site.fills]
        assignment = self.names.parent(call)
        assert assignment is not None
        return self.written(assignment, statements)

    def hoisted(self, sites: Sequence[Site]) -> list[Edit]:
        """Return the edits that fill the layers which have no name: they get one first."""
        found: dict[int, tuple[cst.CSTNode, list[Hoist]]] = {}
        for site in sites:
            call = site.node
            if not site.fills or made_value(self.analysis, call) is not None:
                continue
            assert isinstance(call, cst.Call)
            statement = statement_of(self.names, call)
            assert statement is not None
            _, hoists = found.setdefault(id(statement), (statement, []))
            number = len(hoists) + 1
            base = name_for(self.names, call, site.fills)
            name = base if number == 1 else f"{base}{number}"
            anchors, dialect = self.anchors(site, sites), self.dialect(site)
            texts = [
                self.fill_text(fill, cst.Name(name), call, anchors, dialect) for fill in site.fills
            ]
            hoists.append(Hoist(call, name, texts))
        return [
            edit
            for statement, hoists in sorted(
                found.values(), key=lambda pair: self.names.order_of(pair[0])
            )
            for edit in hoisted(self.names, hoists, statement, separated)
        ]

    def written(
        self, statement: cst.CSTNode, texts: Sequence[str], in_its_place: bool = False
    ) -> Edit:
        """Return the edit that writes more statements after a small one, or in its place: on lines
        of their own where it has one.
        """
        line = self.names.parent(statement)
        assert isinstance(line, (cst.SimpleStatementLine, cst.SimpleStatementSuite))
        # From the end: what is written for those before it in the line is there already.
        behind = next(i for i, part in enumerate(reversed(line.body)) if part is statement)

        def rewrite(node: Any) -> Any:
            index = len(node.body) - 1 - behind
            made = [cst.parse_statement(text).body[0] for text in texts]  # type: ignore[index]  # simple statements
            first, *rest = made if in_its_place else (node.body[index], *made)
            if isinstance(node, cst.SimpleStatementLine) and len(node.body) == 1:
                lines = [cst.SimpleStatementLine([small]) for small in rest]
                return cst.FlattenSentinel([node.with_changes(body=[first]), *lines])
            before, after = node.body[:index], node.body[index + 1 :]
            return node.with_changes(body=separated([*before, first, *rest, *after]))

        return Edit(line, rewrite)

    def fill_text(
        self,
        fill: Fill,
        target: cst.BaseExpression,
        node: cst.CSTNode,
        anchors: Sequence[Binding],
        dialect: Dialect,
    ) -> str:
        """Return the statement that fills one parameter of the layer that `target` names."""
        text = fill.template.format(
            target=f"{source(target)}.{dialect.state[fill.concept]}", **dict(fill.values)
        )
        return self.resolved(text, node, anchors, dialect)

    # Imports that nothing uses any more

    def remove_unused(
        self, references: list[Reference], roots: dict[int, Reference], replaced: set[int]
    ) -> None:
        """Remove the imports that `references`, which go through others now, were all uses of,
        besides those in the nodes whose text is replaced.
        """
        for binding in dict.fromkeys(b for r in references for b in r.imports):
            if binding in self.renamed or binding in self.used or self.exports.is_needed(binding):
                continue
            loads = [
                load for load in self.exports.loads(binding) if not self.is_gone(load, replaced)
            ]
            if not loads or any(id(load) not in roots for load in loads):
                continue
            if any(b.kind == "delete" for b in binding.scope.bindings[binding.name]):
                continue
            qualified = {
                meaning.qualified or "" for load in loads for meaning in roots[id(load)].meanings
            }
            for other in binding.scope.bindings[binding.name]:
                if other.kind == "import" and isinstance(other.node, cst.ImportAlias):
                    imported = other.qualified
                    if other.node.asname is None and isinstance(
                        self.names.parent(other.node), cst.Import
                    ):
                        imported = dotted(other.node.name)
                    if any(f"{name}.".startswith(f"{imported}.") for name in qualified):
                        self.line(other).removed.add(id(other.node))

    def remove_replaced(self, nodes: Sequence[cst.CSTNode]) -> None:
        """Remove the imports that were used in `nodes` alone, whose text is replaced."""
        replaced = {id(node) for node in nodes}
        candidates: dict[Binding, None] = {}
        for node in itertools.chain.from_iterable(map(descendants, nodes)):
            load = self.names.load_at.get(id(node))
            if load is not None:
                candidates.update(dict.fromkeys(self.names.reaching(load)))
        for binding in candidates:
            if binding.kind != "import" or self.exports.is_needed(binding):
                continue
            if binding in self.used or binding in self.renamed:
                continue
            if all(
                self.is_gone(load, replaced) for load in self.exports.loads(binding)
            ) and isinstance(binding.node, cst.ImportAlias):
                self.line(binding).removed.add(id(binding.node))

    def is_gone(self, load: cst.CSTNode, replaced: set[int]) -> bool:
        """Tell whether a use is nowhere in the new text: what is around it is `replaced`."""
        around = {id(up) for up in self.names.ancestors(load)}
        return bool(around & replaced) and not around & self.kept

    # Lines

    def line(self, binding: Binding) -> Line:
        """Return what changes in the line that holds the import."""
        statement = self.names.parent(binding.node)
        container = self.names.parent(statement) if statement is not None else None
        assert container is not None
        return self.lines.setdefault(container, Line())

    def line_edits(self) -> list[Edit]:
        """Return the edits of all lines that change."""
        removed = {
            id(container)
            for container, change in self.lines.items()
            if is_emptied(container, change)
        }
        blocks = {id(block): block for block in map(self.names.parent, self.lines)}
        in_order: dict[cst.CSTNode, list[cst.SimpleStatementLine]] = {}
        for block in blocks.values():
            if isinstance(block, cst.Module) or (
                # In a `try`, what is imported first is there where the next one fails.
                isinstance(block, cst.IndentedBlock)
                and not isinstance(self.names.parent(block), (cst.Try, cst.TryStar))
            ):
                roots = self.analysis.rules.roots
                in_order |= arranged(block.body, self.lines, roots, self.names.package)
        edits = [Edit(row, _replacing(rows)) for row, rows in in_order.items()]
        for container, change in self.lines.items():
            if container in in_order:
                continue
            block = self.names.parent(container)
            must_stay = isinstance(container, cst.SimpleStatementSuite) or (
                isinstance(block, cst.IndentedBlock)
                and all(id(statement) in removed for statement in block.body)
                and block.body[0] is container
            )
            edits.append(Edit(container, line_rewriter(change, must_stay)))
        return edits


def _first_import(site: Site) -> int:
    imports = site.reference.imports if site.reference is not None else ()
    return min((binding.order for binding in imports), default=0)


def _root(node: cst.BaseExpression) -> cst.BaseExpression:
    while isinstance(node, cst.Attribute):
        node = node.value
    return node


def _is_aliased(binding: Binding) -> bool:
    """Tell whether the import binds a name of its own, not a package's top-level one."""
    alias = binding.node
    assert isinstance(alias, cst.ImportAlias)
    return alias.asname is not None or "." in (binding.qualified or "")


def _module_for(qualified: str, node: cst.BaseExpression, name: str) -> str | None:
    """Return what `name` must be so that `node`, which begins with it, means `qualified`."""
    text = dotted(node) or ""
    if not f"{text}.".startswith(f"{name}."):
        return None
    rest = text.removeprefix(name)
    if not rest:
        return qualified
    return qualified.removesuffix(rest) if qualified.endswith(rest) else None


def _replaced(node: cst.BaseExpression, name: str) -> Edit:
    """Return the edit that makes `node` read `name`; what the two end in alike stays untouched."""
    parts = name.split(".")
    while isinstance(node, cst.Attribute) and len(parts) > 1 and node.attr.value == parts[-1]:
        node = node.value
        parts.pop()
    prefix = ".".join(parts)

    def rewrite(old: cst.BaseExpression) -> cst.BaseExpression:
        made = cst.parse_expression(prefix)
        return made.with_changes(lpar=getattr(old, "lpar", ()), rpar=getattr(old, "rpar", ()))

    return Edit(node, rewrite)


def _replacing(rows: list[cst.SimpleStatementLine]) -> Any:
    """Return what puts `rows` in the place of a line."""
    return lambda _: cst.FlattenSentinel(rows)


def _removed(old: cst.CSTNode) -> cst.RemovalSentinel:
    del old
    return cst.RemovalSentinel.REMOVE


def _import_text(package: str, alias: str) -> str:
    parent, _, last = package.rpartition(".")
    if package == alias:
        return f"import {package}"
    if parent and last == alias:
        return f"from {parent} import {alias}"
    return f"import {package} as {alias}"


def _beside(asked: cst.BaseExpression, names: Sequence[str]) -> cst.Tuple:
    """Return the classes that a check asks for with some more."""
    comma = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
    if not isinstance(asked, cst.Tuple) or not asked.elements:
        asked = cst.Tuple([cst.Element(asked)])
    last = asked.elements[-1]
    added = [cst.Element(cst.parse_expression(name), comma=comma) for name in names]
    added[-1] = added[-1].with_changes(comma=last.comma)
    before = [*asked.elements[:-1], last.with_changes(comma=comma)]
    return asked.with_changes(elements=[*before, *added])
