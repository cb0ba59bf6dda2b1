"""Where what a file's checks found and what its program knows come together.

A place that must change with its layers needs a site that changes it; where there is none, the use
isn't understood, and that stands against the group.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import libcst as cst

from bnmigrate.findings import Obstacle
from bnmigrate.program.briefs import Brief, NeedHere, ObjectionHere
from bnmigrate.program.facts import Place
from bnmigrate.sites import Site, Verdict
from bnmigrate.source import Lines
from bnmigrate.tracing.flow import Group

Span = tuple[int, int]
"""Offsets in the text."""

_OF_CALLS = frozenset(
    {"BN101", "BN103", "BN107", "BN201", "BN202", "BN203", "BN204", "BN205", "BN207", "BN208"}
)
_OF_ATTRIBUTES = frozenset(
    {"BN104", "BN105", "BN106", "BN206", "BN207", "BN208", "BN209", "BN303", "BN304"}
)

_OF_VALUES = frozenset({"BN201", "BN203", "BN205"})
"""What stands against the values that may arrive as arguments of a call."""

_OF_MODES = frozenset({"BN106"})
_OF_BASES = frozenset({"BN102"})
_OF_KEYS = frozenset({"BN104"})

_CODES = {
    "attribute": _OF_ATTRIBUTES,
    "key": _OF_KEYS,
    "told": _OF_KEYS,
    "mode": _OF_MODES,
    "both": _OF_BASES,
    "alias": _OF_BASES,
}

UNTIED = ("told", "both")
"""The kinds of places that are right whichever of the layers change that come there."""

_UNMET = {
    "reference": (
        "BN209",
        "the layer's class is named here in a way that can't be translated",
        "import it from its framework, and name it in full",
    ),
    "call": (
        "BN107",
        "a layer of another file is made here with arguments that change their meaning",
        "keep the class and its calls in one file",
    ),
    "partial": (
        "BN103",
        (
            "a partial of a layer of another file is made here with arguments that change their "
            "meaning"
        ),
        "keep the class and its partials in one file",
    ),
    "attribute": (
        "BN208",
        "a layer arrives here, and its `{}` has another name or meaning in the other framework",
        "check for the class first (isinstance), in the file that makes the layer",
    ),
    "key": (
        "BN108",
        (
            "a parameter or buffer is looked for by its name, and the layer's have other names in "
            "the other framework"
        ),
        "check for the class of the module instead of the name of its parameter",
    ),
    "told": (
        "BN108",
        (
            "a parameter or buffer is looked for by its name, and the layer's have other names in "
            "the other framework"
        ),
        "check for the class of the module instead of the name of its parameter",
    ),
    "both": (
        "BN208",
        "a base class of the layer is checked for, which the other framework's layer doesn't have",
        "check for the translated class too",
    ),
    "alias": (
        "BN208",
        "layers of a network that isn't made in this program may be meant, and these stay",
        "check for both classes",
    ),
}
_MIXED = (
    "BN208",
    "a layer arrives here, and something else too that stays as it is",
    "check for the class first (isinstance), or keep the two apart",
)


@dataclass
class Agreement:
    """The sites of a file that the program keeps, those that it adds, where they stand, and the
    file's part in each group of the program.
    """

    kept: list[Site]
    sites: list[Site] = field(default_factory=list)
    spans: dict[Site, Span] = field(default_factory=dict)
    groups: dict[int, Group] = field(default_factory=dict)
    told: dict[Site, list[int]] = field(default_factory=dict)
    """The sites that are right whichever of some groups change, and needed where any does."""

    def tie(self) -> None:
        """Let what stands against these sites stand against their groups."""
        for site, numbers in self.told.items():
            if (site.obstacles or site.unsafe) and site.group is not None:
                for number in numbers:
                    site.group.merge(self.groups[number])

    def idle(self, verdicts: Mapping[Site, Verdict], sites: Iterable[Site]) -> set[Site]:
        """Return the sites that nothing needs, as none of their groups changes where only safe
        fixes are carried out.
        """
        against = self.against(verdicts, sites) if self.told else ()
        standing = {number for numbers, _ in against for number in numbers}
        return {
            site
            for site, groups in self.told.items()
            if standing >= set(groups) and not site.obstacles
        }

    def staying(self, numbers: Iterable[int]) -> set[Group]:
        """Return the groups that are made of those with some numbers alone."""
        left = set(self.groups) - set(numbers)
        leaving = {self.groups[number].find() for number in left}
        return {group.find() for group in self.groups.values()} - leaving

    def against(
        self, verdicts: Mapping[Site, Verdict], sites: Iterable[Site]
    ) -> list[tuple[tuple[int, ...], tuple[Site, ...]]]:
        """Return the program's groups that don't change, those together that are one in this file,
        with what stands against them: sites of this file, or else one of another.
        """
        reached: dict[Group, Group] = {}
        found: dict[Group, dict[Site, None]] = {}
        for site in sites:
            verdict = verdicts[site]
            if site.group is not None and verdict.reach is not None and verdict.fix != "safe":
                reached[site.group.find()] = verdict.reach
                assumption = () if verdict.assumption is None else (verdict.assumption,)
                against = (*verdict.blockers, *assumption)
                found.setdefault(verdict.reach, {}).update(dict.fromkeys(against))
        numbers: dict[Group, list[int]] = {}
        for number, group in sorted(self.groups.items()):
            if group.find() in reached:
                numbers.setdefault(reached[group.find()], []).append(number)
        return [
            (
                tuple(together),
                tuple(s for s in found[reach] if not s.elsewhere) or tuple(found[reach])[:1],
            )
            for reach, together in numbers.items()
        ]

    def numbers(self, verdicts: Mapping[Site, Verdict], sites: Iterable[Site]) -> dict[Site, int]:
        """Return the number of a group of the program's for each site that has one."""
        of_group = {group.find(): number for number, group in sorted(self.groups.items())}
        of_reach: dict[Group, int] = {}
        for site in sites:
            reach = verdicts[site].reach
            if site.group is not None and reach is not None and site.group.find() in of_group:
                of_reach.setdefault(reach, of_group[site.group.find()])
        reaches = {site: verdicts[site].reach for site in sites}
        return {s: of_reach[reach] for s, reach in reaches.items() if reach in of_reach}


def agree(
    sites: list[Site],
    spans: Mapping[Site, list[Span]],
    named: Mapping[Site, Span],
    brief: Brief,
    text: str,
    module: cst.Module,
) -> Agreement:
    """Join the groups of a file's sites to those of its program, and find what they don't meet.

    `spans` are where each site changes or reports something, `named` where it names the class.
    """
    places = _Places(text)
    made = {places.span(place) for place in brief.makes}
    layers = _layers_made(brief, places)
    clear = [places.span(place) for place in brief.clear]
    needed = [places.span(need.place) for need in brief.needs]
    sites = [
        site
        for site in sites
        if not _makes_nothing(site, spans[site][0], made, layers, text)
        and not _is_clear(site, spans[site], clear, needed)
    ]
    found = Agreement(sites)
    starts = sorted(
        (start, end, index) for index, site in enumerate(sites) for start, end in spans[site]
    )
    for objection in brief.objections:
        groups = [found.groups.setdefault(number, Group()) for number in objection.groups]
        _against(found, module, groups, places.span(objection.place), objection, spans, text)
    for need in brief.needs:
        span = places.span(need.place)
        group = found.groups.setdefault(need.group, Group())
        if need.kind == "reference":
            site = next(
                (s for s, at in named.items() if s.group is not None and _same(text, at, span)),
                None,
            ) or _told_by_name(group, span, sites, spans)
            if site is None:
                site = next((s for s in sites if _calls(s, spans[s][0], span, text)), None)
                if site is not None:
                    site.obstacles.append(Obstacle(*_UNMET["reference"]))
        else:
            site = _meeting(need, span, sites, starts, text)
        if need.kind in UNTIED and site is not None:
            found.told.setdefault(site, []).append(need.group)
            continue
        if need.kind == "mode" and (site is None or site.code != "BN106"):
            continue  # a module registers at once what is made here
        if site is not None and site.group is not None:
            site.group.merge(group)
            if need.kind == "mode":
                continue
            if not need.is_mixed or site.obstacles or site.is_split or site.apart:
                continue
        _object(found, module, group, span, need, text, _MIXED if site is not None else None)
    for number, place in brief.blocked.items():
        group = found.groups.setdefault(number, Group())
        site = Site(place.code, module, "", group, is_access=True, elsewhere=place)
        if place.is_assumption:
            site.unsafe.append(f"the fix in {place} ({place.code}) is unsafe, and they go together")
        else:
            site.obstacles.append(Obstacle(place.code, "", ""))
        found.sites.append(site)
    return found


def _told_by_name(
    group: Group, span: Span, sites: Iterable[Site], spans: Mapping[Site, list[Span]]
) -> Site | None:
    """Return the site that says that a class is named by a string, where it stands in a place that
    the program knows to name it; it stands against the class from then on.
    """
    for site in sites:
        is_inside = all(span[0] <= start and end <= span[1] for start, end in spans[site])
        if site.group is None and site.obstacles and site.code == "BN209" and is_inside:
            site.group = group
            return site
    return None


def _calls(site: Site, place: Span, span: Span, text: str) -> bool:
    """Whether only the arguments of a call would change, which stands at `place` and calls what
    stands at a span.
    """
    is_called = place[0] == span[0] and text[span[1] : place[1]].lstrip().startswith("(")
    return site.code == "BN107" and site.constructor is not None and is_called


def _layers_made(brief: Brief, places: _Places) -> dict[Span, set[str]]:
    """Return the layers that calls are known to make, by the names of their classes."""
    found: dict[Span, set[str]] = {}
    for need in brief.needs:
        if need.kind in ("call", "mode") and need.layers:
            found.setdefault(places.span(need.place), set()).update(need.layers)
    return found


def _makes_nothing(
    site: Site, span: Span, made: set[Span], layers: Mapping[Span, set[str]], text: str
) -> bool:
    """Whether a site takes a call for one of the class, and the program knows better."""
    if not isinstance(site.node, cst.Call) or site.reference is not None:
        return False
    function = site.node.func
    if isinstance(function, cst.Attribute) and function.attr.value == "__init__":
        return False
    is_made = any(_same(text, span, call) for call in made)
    if site.layer_class is not None:
        own = site.layer_class.dialect.layer_class
        is_made &= all(own in some for at, some in layers.items() if _same(text, span, at))
    return (site.constructor is not None or site.is_made) and not is_made


def _is_clear(
    site: Site, spans: Iterable[Span], clear: Iterable[Span], needed: Iterable[Span]
) -> bool:
    """Whether a site takes an attribute for one of the layer, and the program knows better."""
    if site.is_lint or site.group is None or site.reference is not None or site.constructor:
        return False
    if site.code not in _OF_ATTRIBUTES:
        return False

    def inside(span: Span) -> bool:
        return any(start <= span[0] and span[1] <= end for start, end in spans)

    return any(map(inside, clear)) and not any(map(inside, needed))


def _same(text: str, outer: Span, inner: Span) -> bool:
    """Whether two spans are of one expression: LibCST counts the parentheses around it."""
    if outer == inner:
        return True
    if not (outer[0] <= inner[0] and inner[1] <= outer[1]):
        return False
    around = text[outer[0] : inner[0]] + text[inner[1] : outer[1]]
    return not _COMMENT.sub("", around).strip("() \t\r\n\\\f")


_COMMENT = re.compile(r"#[^\r\n]*")


def _meeting(
    need: NeedHere,
    span: Span,
    sites: list[Site],
    starts: list[tuple[int, int, int]],
    text: str,
) -> Site | None:
    """Return the smallest site of the right kind around a place."""
    codes = _CODES.get(need.kind, _OF_CALLS)
    best: tuple[int, Site] | None = None
    for start, end, index in starts:
        if start > span[0]:
            break
        site = sites[index]
        if end < span[1] or site.is_lint or site.group is None:
            continue
        is_same = _same(text, (start, end), span)
        is_exact = is_same and site.is_check  # a pattern with names of attributes
        if site.code not in codes and not site.templates and not is_exact:
            continue
        if need.kind != "attribute" and not is_same and site.constructor is None:
            continue
        if best is None or end - start < best[0]:
            best = (end - start, site)
    return None if best is None else best[1]


def _object(
    found: Agreement,
    module: cst.Module,
    group: Group,
    span: Span,
    need: NeedHere,
    text: str,
    said: tuple[str, str, str] | None,
) -> None:
    code, reason, advice = said or _UNMET[need.kind]
    obstacle = Obstacle(code, reason.format(need.detail), advice)
    _add(found, module, group, span, obstacle, text)


def _against(
    found: Agreement,
    module: cst.Module,
    groups: list[Group],
    span: Span,
    objection: ObjectionHere,
    spans: Mapping[Site, list[Span]],
    text: str,
) -> None:
    """Let an objection stand against groups: by the site of the file's own checks that says the
    same there, or by a new one. One that has no groups is only reported.
    """
    same = next(
        (
            site
            for site in found.kept
            if site.reaches_members
            and site.reported_as == objection.code
            and any(span[0] <= start and end <= span[1] for start, end in spans[site])
        ),
        None,
    )
    if same is not None and same.group is not None:
        for group in groups:
            same.group.merge(group)
        return
    if groups and span[0] == span[1]:  # of a string somewhere in the file
        named = _told_by_name(groups[0], (0, len(text)), found.kept, spans)
        if named is not None:
            for group in groups:
                groups[0].merge(group)
            return
    obstacle = Obstacle(objection.code, objection.reason, objection.advice)
    told = next(
        (
            site
            for site in found.kept
            if site.group is not None
            and site.obstacles
            and site.reported_as == objection.code
            and spans[site][0] == span
        ),
        None,
    )
    if told is not None and told.group is not None:
        for group in groups:
            told.group.merge(group)
        return
    made = next(
        (
            site
            for site in found.kept
            if site.group is not None and _says(site, objection.code, spans[site][0], span)
        ),
        None,
    )
    if made is not None and made.group is not None:
        if obstacle.code not in [one.code for one in made.obstacles]:
            made.obstacles.append(obstacle)
        for group in groups:
            made.group.merge(group)
        return
    for group in groups or [Group()]:
        _add(found, module, group, span, obstacle, text)


def _says(site: Site, code: str, place: Span, span: Span) -> bool:
    """Whether a site, which stands at `place`, is of what an objection with a code and a span is
    against. What fills a parameter is written anew as a whole.
    """
    if site.constructor is not None:
        return code in _OF_VALUES and place == span
    if site.is_lint or not site.is_access or code != "BN206":
        return False
    return place == span or (site.code == "BN105" and place[0] <= span[0] and span[1] <= place[1])


def _add(
    found: Agreement,
    module: cst.Module,
    group: Group,
    span: Span,
    obstacle: Obstacle,
    text: str,
) -> None:
    """Add a site for an obstacle; the groups that meet in one are one, and one place is told of
    once with a code: what begins there says the same of a call, and of what its result is used in.
    """
    for site in found.sites:
        there = found.spans.get(site)
        is_same = there == span or (
            there is not None and there[0] == span[0] and obstacle in site.obstacles
        )
        if is_same and site.code == obstacle.code:
            assert site.group is not None
            site.group.merge(group)
            return
    shown = " ".join(text[span[0] : span[1]].split())
    shown = shown if len(shown) <= 60 else f"{shown[:57]}..."
    site = Site(obstacle.code, module, f"`{shown}` uses the layer", group, is_access=True)
    site.obstacles.append(obstacle)
    found.sites.append(site)
    found.spans[site] = span


class _Places:
    """Turns places as Python's parser has them into offsets of the text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = Lines(text)
        self.is_ascii = text.isascii()

    def span(self, place: Place) -> Span:
        """Return the offsets of a place."""
        return (
            self.offset(place.line, place.column),
            self.offset(place.end_line, place.end_column),
        )

    def offset(self, line: int, column: int) -> int:
        start = self.lines.start(line)
        if self.is_ascii:
            return start + column
        return start + len(
            self.text[start : start + column].encode()[:column].decode(errors="ignore")
        )
