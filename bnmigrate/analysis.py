"""From a parsed module to findings and the new text: the checks, the verdicts, the edits."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import libcst as cst

from bnmigrate.agreement import Agreement, Span, agree
from bnmigrate.apart import refuse_nested
from bnmigrate.apply import outermost, splices
from bnmigrate.arguments.translate import Rewritten
from bnmigrate.calls import TranslatedCall, translated_calls
from bnmigrate.checks import (
    accesses,
    asked_attributes,
    base_guards,
    checked_accesses,
    class_references,
    constructors,
    fresh_modes,
    functional,
    keys,
    lookups,
    magics,
    name_tests,
    open_parameters,
    unknown_accesses,
)
from bnmigrate.comments_beside import doubtful_comment
from bnmigrate.config import Config
from bnmigrate.findings import Against, Blocker, Finding, Obstacle
from bnmigrate.hanging import with_hanging
from bnmigrate.ignored import UNUSED, Ignored, Spot
from bnmigrate.imports import Imports, NoNameError
from bnmigrate.inverted_constants import inverted_constants, say_what_stays
from bnmigrate.lints import (
    arguments,
    doubtful_values,
    frozen_statistics,
    functional_values,
    instances,
    key_maps,
    named_checks,
    training,
)
from bnmigrate.names.bindings import Names
from bnmigrate.names.exports import Exports
from bnmigrate.names.parsing import refused
from bnmigrate.names.references import Resolver
from bnmigrate.names.rendering import NotReproducedError, Rendering
from bnmigrate.names.syntax import brief, descendants, dotted, source
from bnmigrate.program.arriving import arriving
from bnmigrate.program.briefs import Brief, NeedHere
from bnmigrate.program.facts import Place
from bnmigrate.program.matching import matched
from bnmigrate.rulebook import Rulebook, last_names
from bnmigrate.selection import Selection
from bnmigrate.sites import (
    Analysis,
    BothAsked,
    KeptBack,
    Site,
    Verdict,
    parts_of,
    settle,
    settle_shared,
)
from bnmigrate.source import Document, Lines, Splice, UnreadableError
from bnmigrate.suppressions import is_worth_reading
from bnmigrate.tracing.flow import Flow, Group, Seed
from bnmigrate.tracing.instances import LOOKUPS
from bnmigrate.tracing.origins import Looker
from bnmigrate.tracing.structure import Structure
from bnmigrate.waiting import waiting

CHECKS = (
    constructors.find,
    class_references.find,
    fresh_modes.find,
    accesses.find,
    keys.find,
    name_tests.find,
    functional.find,
    lookups.find,
    magics.find,
    open_parameters.find,
    unknown_accesses.find,
    asked_attributes.find,
    checked_accesses.find,
    base_guards.find,
)

LINTS = (
    doubtful_values.find,
    functional_values.find,
    arguments.find,
    frozen_statistics.find,
    instances.find,
    key_maps.find,
    named_checks.find,
    training.find,
)


@dataclass(frozen=True)
class Found:
    """A finding and its offsets in the text; its lines and columns are filled in later.

    `call` is the translated constructor call, where that is asked for; `part` the number of the
    part of the fix that it is of.
    """

    finding: Finding
    start: int
    end: int
    call: TranslatedCall | None = None
    part: int | None = None


@dataclass(frozen=True)
class Outcome:
    """All that was found, and what the chosen fixes change, in order.

    `against` is what stands against those of the program's groups that don't change. `parts` are
    those that the fix has, each with the program's groups that it is of.
    """

    found: tuple[Found, ...] = ()
    splices: tuple[Splice, ...] = ()
    against: tuple[Against, ...] = ()
    parts: tuple[tuple[int, ...], ...] = ()


def analyse(
    module: cst.Module,
    document: Document,
    path: str,
    config: Config,
    package: str,
    brief: Brief,
    tree: ast.Module | None = None,
    with_calls: bool = False,
    only: frozenset[int] | None = None,
) -> Outcome:
    """Run all checks over `module`, the text of `document` parsed, and carry out the fixes that
    `config` allows.

    `brief` is what the program knows of the file. `tree` is what Python's own parser makes of the
    text, which saves finding the places by LibCST. `with_calls` adds the text of each translated
    constructor call to what was found. `only` are the parts to carry out, None for all.
    """
    wanted = re.compile("|".join(map(re.escape, sorted(last_names(config.rules.classes)))))
    names = Names(module, package, lambda string: _embedded(string, wanted))
    try:
        return _analyse(names, document, path, config, brief, tree, with_calls, only)
    except cst.CSTValidationError as error:
        raise refused(document.text, error) from error
    finally:
        names.release()


def _analyse(
    names: Names,
    document: Document,
    path: str,
    config: Config,
    brief: Brief,
    tree: ast.Module | None,
    with_calls: bool,
    only: frozenset[int] | None,
) -> Outcome:
    if brief.layers:
        config = replace(config, layers=brief.layers)
    rules, text = config.rules, document.text
    told = arriving(names, brief, tree)
    names.hand_on(
        {one.name: one.qualified for one in brief.reexports if one.name},
        (attribute for attribute, _ in told.reexports.values()),
    )
    resolver = Resolver(names, rules, told)
    references = tuple(resolver.references())
    both = _asked_for_both(names, brief, tree)
    known = [
        (r, r.known.dialect.name)
        for r in references
        if r.known is not None and id(r.node) not in both
    ]
    moved = config.sources
    structure = Structure(resolver)
    seeds = _seeds(names, brief, rules, tree, config.target)
    flow = Flow(structure, [r for r, dialect in known if dialect in moved], seeds)
    analysis = Analysis(
        names,
        rules,
        config.target,
        moved,
        resolver,
        references,
        structure,
        flow,
        Looker(flow),
        Exports(names, text, path, brief.staying is not None, brief.shared),
        brief,
        _base_checks(names, brief, rules, tree),
        _nodes(names, brief.unset, tree),
        _nodes(names, brief.registered, tree),
        _nodes(names, brief.enabled, tree),
        _keys(names, brief, tree),
        Flow(structure, [r for r, dialect in known if dialect not in moved]),
    )
    sites = [site for find in (*CHECKS, *LINTS) for site in find(analysis)]
    refuse_nested(sites, names)
    sites = magics.alone(_outside_templates(names, sites), names)
    agreement = _agree(sites, brief, names, text, tree)
    sites = [*agreement.kept, *agreement.sites]
    if brief.staying is not None:
        tied = [site for site in sites if site not in agreement.told]
        _leave_open(tied, agreement.staying(brief.staying), config)
    ignored = Ignored(text) if is_worth_reading(text) else None
    if not sites and ignored is None:
        return Outcome()
    given = agreement.spans
    places = {
        site: _place(site.node, names) for site in sites if site not in given and not site.elsewhere
    }
    aliases = {"mindspore": config.mindspore_alias}
    links = list(_links(flow, sites))
    settle_shared(sites)
    for site in sites:
        _keep_back(site, config.selection, path)
    if ignored is not None and ignored.found:
        _suppress(sites, ignored, _lines_of(places, given, names, text, tree))
    agreement.tie()
    verdicts = settle(sites, links)
    allowed = {"safe", "unsafe"} if config.unsafe_fixes else {"safe"}
    idle = set() if config.unsafe_fixes else agreement.idle(verdicts, sites)
    sites = [site for site in sites if site not in idle]
    chosen = [site for site in sites if verdicts[site].fix in allowed]
    inverted = list(inverted_constants(analysis, chosen)) if config.invert_constants else []
    if config.invert_constants:
        say_what_stays(analysis, chosen, inverted)
    for constant in inverted:
        constant.join()
    parts = parts_of(chosen, links, agreement.groups, agreement.told)
    if only is not None:
        wanted = {
            site for number, part in enumerate(parts) if number in only for site in part.sites
        }
        chosen = [site for site in chosen if site in wanted]
    try:
        edits = Imports(analysis, aliases).plan(chosen)
    except NoNameError as error:
        named = [site for site in sites if site.reference is not None] or chosen
        for site in named:
            if not site.elsewhere:
                site.obstacles.append(Obstacle(site.code, str(error), error.advice))
        agreement.tie()
        verdicts = settle(sites, links)
        idle = agreement.idle(verdicts, sites)
        sites = [site for site in sites if site not in idle]
        chosen, parts, edits, inverted = [], [], [], []
    values = {id(one.value): one.value for site in sites for one in _rewritten(site, names)}
    nodes = [*places.values(), *outermost(edits, names), *values.values()]
    rendering = _rendering(names, text, nodes, tree)
    for site in sites:
        _doubt_comments(site, names, document, rendering, config.rules)
    spans = {site: rendering.span(place) for site, place in places.items()} | given
    fixed = set(chosen)
    # A translation is compared with the code as it stands, not with what a lint makes of it.
    of_lints = {id(edit) for site in chosen if site.is_lint for edit in site.edits}
    faithful = [edit for edit in edits if id(edit) not in of_lints]
    calls = translated_calls(analysis, chosen, faithful) if with_calls else {}
    # They have been compared with what their calls would have become, which computes the same.
    for constant in inverted:
        constant.carry_out()
    changes = with_hanging(text, splices(edits, names, rendering))
    of_comments = len(parts)
    writes_comments = config.unsafe_fixes and config.selection.fixes(UNUSED)
    writes_comments = writes_comments and (only is None or of_comments in only)
    comments = (
        []
        if ignored is None
        else list(_comments(ignored, config, path, changes, writes_comments, of_comments))
    )
    part_of = {site: number for number, part in enumerate(parts) for site in part.sites}
    numbers = agreement.numbers(verdicts, sites)

    def blocker(site: Site) -> Blocker:
        return site.elsewhere or _blocker(path, document, spans[site], site)

    return Outcome(
        (
            *(
                replace(
                    _found(
                        site,
                        verdicts[site],
                        spans[site],
                        path,
                        blocker,
                        site in fixed,
                        numbers.get(site),
                    ),
                    call=calls.get(site),
                    part=part_of.get(site),
                )
                for site in sites
                if not site.elsewhere and (site.kept_back is None or site.kept_back.is_suppressed)
            ),
            *comments,
        ),
        tuple(sorted(changes)),
        tuple(
            Against(groups, tuple(map(blocker, against)))
            for groups, against in agreement.against(verdicts, sites)
        ),
        (*(tuple(sorted(part.groups)) for part in parts), ()),
    )


def _rewritten(site: Site, names: Names) -> list[Rewritten]:
    """Return the values of the file that change with a site."""
    return [] if site.obstacles else [o for o in site.rewritten if names.parent(o.value)]


def _doubt_comments(
    site: Site, names: Names, document: Document, rendering: Rendering, rules: Rulebook
) -> None:
    """Say of a site which comments beside its values may be wrong once these have changed."""
    frameworks = {name for one in rules.frameworks.values() for name in (one.root, one.title)}
    for one in _rewritten(site, names):
        found = doubtful_comment(document.text, rendering.span(one.value)[1], one, frameworks)
        if found is not None:
            start, said = found
            place, cell = document.place(start, start + len(said))
            line = place.line if cell is None else cell.line
            site.message += f"; `{said}` (line {line}) may be wrong then"
            site.comment = f"{site.comment}` and `{said}" if site.comment else said


def _blocker(path: str, document: Document, span: Span, site: Site) -> Blocker:
    """Return what stands at a place as others name it."""
    in_file, in_cell = document.place(*span)
    where = (path, in_file.line, in_file.column, site.reported_as, in_cell)
    if not site.obstacles:
        return Blocker(*where, is_assumption=True)
    kept_back = site.kept_back
    if kept_back is not None and site.obstacles[0].reason == kept_back.said:
        return Blocker(*where, kept_back.said, kept_back.advice)
    return Blocker(*where)  # what is kept back could not be translated otherwise either


def _asked_for_both(names: Names, brief: Brief, tree: ast.Module | None) -> set[int]:
    """Return the ids of what checks for the layers of both frameworks ask for."""
    checks = matched(names.module, tree, brief.both) if tree is not None else {}
    asked = [call.args[1].value for call in checks.values() if isinstance(call, cst.Call)]
    return {id(node) for classes in asked for node in (classes, *descendants(classes))}


def _base_checks(
    names: Names, brief: Brief, rules: Rulebook, tree: ast.Module | None
) -> dict[int, BothAsked]:
    """Return the checks that are to ask for the layers of both frameworks, by their ids."""
    needs = [need for need in brief.needs if need.kind in ("both", "alias")]
    nodes = matched(names.module, tree, {n.place for n in needs}) if tree is not None else {}
    asked: dict[int, set[str]] = {}
    for need in needs:
        if need.place in nodes:
            asked.setdefault(id(nodes[need.place]), set()).update(need.detail.split())
    aliases = {id(nodes[n.place]) for n in needs if n.kind == "alias" and n.place in nodes}
    return {
        node: BothAsked(tuple(rules.classes[name] for name in sorted(classes)), node in aliases)
        for node, classes in asked.items()
    }


def _keys(
    names: Names, brief: Brief, tree: ast.Module | None
) -> tuple[tuple[cst.CSTNode, NeedHere], ...]:
    """Return where what a layer has is looked up by its name in a network."""
    needs = [need for need in brief.needs if need.kind in ("key", "told")]
    nodes = matched(names.module, tree, {n.place for n in needs}) if tree is not None else {}
    return tuple((nodes[need.place], need) for need in needs if need.place in nodes)


def _nodes(names: Names, places: Iterable[Place], tree: ast.Module | None) -> frozenset[int]:
    """Return the ids of what stands at some places."""
    nodes = matched(names.module, tree, places) if tree is not None else {}
    return frozenset(id(node) for node in nodes.values())


def _seeds(
    names: Names, brief: Brief, rules: Rulebook, tree: ast.Module | None, target: str
) -> Iterator[Seed]:
    """Yield where the program knows the layer, or its class, to be used."""
    kinds = ("attribute", "call", "mode", "partial")
    wanted = [need for need in brief.needs if need.kind in kinds and need.layers]
    if tree is None or not wanted:
        return
    nodes = matched(names.module, tree, {need.place for need in wanted})
    for need in wanted:
        node = nodes.get(need.place)
        layers, is_mixed = tuple(rules.classes[name] for name in need.layers), need.is_mixed
        is_sole = not is_mixed and not need.is_open
        told = (is_sole, is_mixed, need.is_partable)
        if isinstance(node, cst.Attribute) and need.kind == "attribute":
            is_plain = is_sole and not need.is_derived
            yield Seed(node.value, node, layers, False, *told, is_plain)
        elif isinstance(node, cst.Call) and need.kind == "attribute":
            one = layers[0]
            said = one.layer.attribute_in(one.layer.dialects[target], need.detail, one.dialect)
            if said and dotted(node.func) in LOOKUPS and len(node.args) > 1:
                yield Seed(node.args[0].value, node, layers, False, *told)
        elif isinstance(node, cst.Call) and need.kind in ("call", "mode"):
            yield Seed(node.func, node, layers, True, *told)
        elif isinstance(node, cst.Call) and need.kind == "partial" and node.args:
            yield Seed(node.args[0].value, node, layers, True, *told)


def _leave_open(sites: list[Site], staying: set[Group], config: Config) -> None:
    """Note that nobody knows what other files do with layers that leave a file judged alone: its
    program isn't read, or can't be followed.
    """
    why, advice = (
        "the file is judged alone (--no-context)",
        "look at the files that import this one",
    )
    if config.context:
        why = "the program is too large to be followed, so the file is judged alone"
    else:
        advice += ", or run without --no-context, which reads them"
    for site in sites:
        if site.group is None or site.is_lint or site.obstacles or site.group.find() in staying:
            continue
        site.unsafe.insert(0, f"{why}, and other files may use this layer, or give others for it")
        site.advice = site.advice or advice


def _agree(
    sites: list[Site], brief: Brief, names: Names, text: str, tree: ast.Module | None
) -> Agreement:
    """Bring the sites and what the program knows of the file together."""
    if not (brief.matters or brief.blocked or brief.clear):
        return Agreement(sites)
    nodes = {
        site: [_place(node, names) for node in (site.node, *(t.node for t in site.templates))]
        for site in sites
    }
    references = {
        site: _place(site.reference.node, names) for site in sites if site.reference is not None
    }
    wanted = [*(n for some in nodes.values() for n in some), *references.values()]
    rendering = _rendering(names, text, wanted, tree)
    spans: dict[Site, list[Span]] = {
        site: [rendering.span(node) for node in some] for site, some in nodes.items()
    }
    named = {site: rendering.span(node) for site, node in references.items()}
    return agree(sites, spans, named, brief, text, names.module)


def _rendering(
    names: Names, text: str, nodes: Sequence[cst.CSTNode], tree: ast.Module | None
) -> Rendering:
    try:
        return Rendering(names, text, nodes, tree)
    except NotReproducedError:
        raise UnreadableError(
            "is not reproduced byte for byte by the parser; please report it with the file"
        ) from None


def _lines_of(
    places: Mapping[Site, cst.CSTNode],
    given: Mapping[Site, Span],
    names: Names,
    text: str,
    tree: ast.Module | None,
) -> dict[Site, tuple[int, int]]:
    """Return the first and the last line of each site."""
    rendering = _rendering(names, text, list(places.values()), tree)
    lines = Lines(text)
    spans = {site: rendering.span(node) for site, node in places.items()} | dict(given)
    return {s: (lines.place(start)[0], lines.place(end)[0]) for s, (start, end) in spans.items()}


def _suppress(sites: list[Site], ignored: Ignored, lines: Mapping[Site, tuple[int, int]]) -> None:
    """Keep back what comments suppress."""
    wanted = [site for site in sites if site.kept_back is None and not site.elsewhere]
    spots = [Spot(site.reported_as, *lines[site]) for site in wanted]
    for site, is_suppressed in zip(wanted, ignored.apply(spots), strict=True):
        if is_suppressed:
            site.kept_back = KeptBack("is suppressed", "take the comment there out", True)
            _stand_in_the_way(site, site.kept_back)


def _stand_in_the_way(site: Site, kept_back: KeptBack) -> None:
    """Let nothing be done with a site, where nothing else stands against it."""
    if not site.obstacles:
        site.obstacles.append(Obstacle(site.code, kept_back.said, kept_back.advice))


def _comments(
    ignored: Ignored,
    config: Config,
    path: str,
    changes: list[Splice],
    is_written: bool,
    part: int,
) -> Iterator[Found]:
    """Yield what is found about suppression comments, and add what mends them to `changes` where
    it `is_written`; `part` is its number.
    """
    if not config.selection.takes(UNUSED, path):
        return
    unneeded = list(ignored.unneeded(config.selection, path))
    mended = ignored.carry_out(unneeded, changes if is_written else list(changes))
    for comment in unneeded:
        is_mended = comment in mended and config.selection.fixes(UNUSED)
        reason, advice = comment.reason, comment.advice
        if is_mended:
            reason = "what is found, and so whether it is needed, depends on what is translated to"
            advice = "take it out if it is needed in no direction, or run with --unsafe-fixes"
        elif not config.selection.fixes(UNUSED):
            reason, advice = _unfixable(UNUSED)
        elif comment.splice is not None:
            reason, advice = "another fix changes what is around it", "run again"
        finding = Finding(
            "",
            0,
            0,
            UNUSED,
            comment.message,
            0,
            0,
            "unsafe" if is_mended else "none",
            reason,
            advice,
            fixed=is_mended and is_written,
        )
        yield Found(finding, comment.start, comment.end, part=part if is_mended else None)


def _keep_back(site: Site, selection: Selection, path: str) -> None:
    """Make an obstacle of a site that the user doesn't want: its group stays as it is then."""
    if site.elsewhere:
        return
    code = site.reported_as
    if not selection.takes(code, path):
        site.kept_back = KeptBack("isn't selected", f"select {code} too")
    elif not selection.fixes(code) and not site.obstacles:
        site.obstacles.append(Obstacle(code, *_unfixable(code)))
    elif site.is_lint and not site.obstacles and not selection.names(code):
        how = f"`fix --extend-select {code} --unsafe-fixes` writes it"
        site.obstacles.append(Obstacle(code, site.unsafe[0], f"{site.advice}; {how}"))
    if site.kept_back is not None:
        _stand_in_the_way(site, site.kept_back)


def _unfixable(code: str) -> tuple[str, str]:
    """Say why a fix isn't written that the settings don't want, and what to do."""
    reason = f"the settings leave out the fixes of {code}"
    return reason, "write it by hand, or take the code into `fixable` and out of `unfixable`"


def _place(node: cst.CSTNode, names: Names) -> cst.CSTNode:
    """Return where a node is reported: itself, or the string that it is quoted in."""
    quoted = [up for up in names.ancestors(node) if id(up) in names.embedded]
    return quoted[-1] if quoted else node


def _outside_templates(names: Names, sites: list[Site]) -> list[Site]:
    """Leave out the sites inside of what another one replaces, which refuse it where its new text
    has their old one, and the second of two alike.
    """
    replaced = {id(t.node): (site, t) for site in sites for t in site.templates if not t.is_beside}
    kept: dict[tuple[int, str], Site] = {}
    for site in sites:
        around = [id(up) for up in names.ancestors(site.node)]
        outer = next((replaced[up] for up in around if up in replaced), None)
        if outer is None:
            kept.setdefault((id(site.node), site.code), site)
            continue
        written, template = outer
        has_it = any(source(site.node) in text for text in template.texts)
        is_kept = not {id(node) for node in template.kept}.isdisjoint(around)
        if has_it and not is_kept and not written.obstacles:
            written.obstacles.append(
                Obstacle(
                    written.code,
                    f"`{brief(site.node)}` would have to change too, in what is written anew",
                    "write this in two steps",
                )
            )
    return list(kept.values())


def _links(flow: Flow, sites: list[Site]) -> Iterator[tuple[Group, Group]]:
    """Yield the groups of a check for the class and of each layer that a module registers: the
    check may be asked of that layer.
    """
    checks = [use.group for use in flow.uses if use.is_check and not use.held.is_derived]
    checks += [site.group for site in sites if site.reaches_members and site.group is not None]
    if not checks:
        return
    for use in flow.uses:
        if use.held.made is not None and (
            use.kind in ("escape", "member", "result")
            or (use.kind == "store" and use.detail == "object")
        ):
            yield checks[0], use.group
    for check in checks[1:]:
        yield checks[0], check


def _embedded(string: cst.SimpleString, wanted: re.Pattern[str]) -> cst.BaseExpression | None:
    """Return the expression in a string annotation that names a layer."""
    if not wanted.search(string.value) or string.prefix:
        return None
    text = string.raw_value
    if "\\" in text or "\n" in text:
        return None
    try:
        return cst.parse_expression(text)
    except cst.ParserSyntaxError:
        return None


def _found(
    site: Site,
    verdict: Verdict,
    span: Span,
    path: str,
    blocker: Callable[[Site], Blocker],
    is_fixed: bool,
    number: int | None,
) -> Found:
    """Return what is reported of a site; `number` is that of its group in the program."""
    message, reason, advice = site.message, "", ""
    if site.obstacles:
        message, reason, advice = _stands_against(site)
    elif verdict.blockers:
        pass  # which says it all
    elif verdict.assumption is not None:
        reason = verdict.assumption.unsafe[0]
        advice = "check it, then apply it with --unsafe-fixes"
        if site.advice:
            advice = f"{site.advice}; --unsafe-fixes writes it"
    fix_then = "none" if site.obstacles else "safe" if verdict.assumption is None else "unsafe"
    if site.is_check and not is_fixed:
        advice += "; until then the check misses layers that other files translate"
    finding = Finding(
        path,
        0,
        0,
        site.reported_as,
        message,
        0,
        0,
        verdict.fix,
        reason,
        advice,
        fixed=is_fixed,
        severity=site.severity,
        suppressed=site.kept_back is not None,
        fix_then=fix_then,
        comment=site.comment,
        group=number,
    )
    if verdict.blockers and not site.obstacles:
        finding = waiting(finding, map(blocker, verdict.blockers))
    return Found(finding, *span)


def _stands_against(site: Site) -> tuple[str, str, str]:
    """Return what is the matter with a site that can't be translated, why, and what to do: of all
    that stands against it.
    """
    first, *others = dict.fromkeys(site.obstacles)
    is_kept_back = site.kept_back is not None and first.reason == site.kept_back.said
    if site.is_lint or is_kept_back:
        return site.message, first.reason, first.advice
    reasons = [first.explanation, *(f"also, {other.reason}" for other in others)]
    reason = "; ".join(filter(None, reasons)) or first.reason
    advice = "; ".join(dict.fromkeys(obstacle.advice for obstacle in (first, *others)))
    return first.headline, reason, advice
