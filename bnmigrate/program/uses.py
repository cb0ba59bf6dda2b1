"""What is done with the layers of a program: which places must change with them, and which uses
stand against it.

A use is understood where nothing has to change, or where a place must change and is known to; what
is neither is an objection. Layers and references to their classes that meet at one place are one
group, wherever in the program they stand.
"""

from __future__ import annotations

import itertools
import re
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property, partial

from bnmigrate.program import library
from bnmigrate.program.absence import Absence, Made, made_at
from bnmigrate.program.callers import Known, known
from bnmigrate.program.dicts import Unpacked, unpacked
from bnmigrate.program.facts import Argument, Op, Place, Tally, Variable
from bnmigrate.program.held import met, taken
from bnmigrate.program.inside import Inside
from bnmigrate.program.leaving import leaving
from bnmigrate.program.lint_facts import (
    Choice,
    ClassCheck,
    Flag,
    Number,
    choices,
    class_checks,
    layer_calls,
    numbers,
    trains,
)
from bnmigrate.program.loaded import Loaded
from bnmigrate.program.looks import Look, look_of
from bnmigrate.program.memory import keeps_memory
from bnmigrate.program.modes import MODE, Modes
from bnmigrate.program.named_modules import holds_none, in_place_of_others, named_in
from bnmigrate.program.objects import (
    ANY,
    ARRAY,
    BOOLEAN,
    CHECKPOINT,
    FOREIGN,
    FOREIGN_MODULE,
    INTEGER,
    KEYS,
    MODULE_NAME,
    NAMED,
    NETWORK,
    NO_NAMES,
    NUMBERED,
    OPEN,
    TEXT,
    TEXTS,
    At,
    Constant,
    Container,
    External,
    Getter,
    Holder,
    LayerObject,
    LayerReference,
    LibraryMethod,
    Member,
    Method,
    OwnClass,
    OwnFunction,
    OwnObject,
    Partial,
    SettingValue,
    ShownText,
    StateName,
    StateValue,
    Value,
)
from bnmigrate.program.origins import Origins
from bnmigrate.program.parameters import Parameters
from bnmigrate.program.private_numbers import private_numbers
from bnmigrate.program.reexports import Reexport, own_packages, reexports
from bnmigrate.program.refused import is_refused
from bnmigrate.program.registered import Registered
from bnmigrate.program.replaced import ANY_NAME, ANYTHING, of_program, replaced
from bnmigrate.program.rounding import Pairs, told
from bnmigrate.program.solver import Module, Program, is_network_part
from bnmigrate.program.state_names import StateNames, as_told, parts
from bnmigrate.program.whole_numbers import shapes
from bnmigrate.program.yielding import yielding
from bnmigrate.rulebook import Dialect, Layer, LayerClass, Parameter, last_names

_NEUTRAL_OF_CLASS = frozenset({"__name__", "__qualname__", "__doc__", "__init__"})
_SORTS = frozenset(
    {"builtins.sorted", "builtins.min", "builtins.max"}
    | {f"heapq.{name}" for name in ("heapify", "heappush", "heappushpop", "heapreplace")}
    | {f"heapq.{name}" for name in ("nlargest", "nsmallest", "merge")}
)
_DEPTH_OF_PAIRS = 3
"""How deep names are looked for: a list of pairs, and what a dict calls its items."""

_MEASURES = (
    *("builtins.len", "builtins.hash", "builtins.sorted", "builtins.ord", "re.", "fnmatch."),
    *("hashlib.", "zlib.", "binascii.", "difflib.", "builtins.eval"),
)
"""The functions that ask more of a text than to be read, by the beginnings of their names."""

_COMPARE_TEXTS = ("fnmatch.", "difflib.")
"""The functions that match texts with others, by the beginnings of their names."""

_OF_SETS = frozenset(
    {"issubset", "issuperset", "isdisjoint", "intersection", "difference", "symmetric_difference"}
    | {"intersection_update", "difference_update", "symmetric_difference_update"}
)
"""The methods of sets that look for the elements of what they are given."""

_COUNTS = frozenset({"numel", "nelement", "element_size", "nbytes"})
"""What is read of parameters and buffers to count them."""

_READS_ANNOTATIONS = frozenset({"get_type_hints", "get_annotations"})

_UNPARTED = frozenset({"buffers", "all"})
"""The kinds of what a network's buffers are among, one by one."""

_ADDS_UP = frozenset(
    {"sum", "cat", "concat", "concatenate", "stack", "hstack", "vstack", "parameters_to_vector"}
    | {"all", "any", "Counter", "max", "min", "sorted", "reversed", "islice"}
    | {"_flatten_dense_tensors", "flatten_dense_tensors"}
)
"""The functions that make one value of many."""

_SCRIPTS = frozenset({"torch.jit.script", "torch.jit.trace", "torch.jit.script_method"})
"""The functions that make a module of TorchScript."""

_CHECKS = frozenset({"builtins.isinstance", "builtins.issubclass"})
_OF_CODE = frozenset({"co_consts", "co_names", "co_code"})
_DEFAULTS = frozenset({"__defaults__", "__kwdefaults__"})

_HARMLESS_ENDS = ("Error", "Exception", "Warning", "Exit")
_FALSE = {Constant(False, "bool"): None}
_UNTOLD = {NETWORK, OPEN}
"""What a call of which may make a layer, for all that is known of it."""

_UNCLEAR = {FOREIGN, NETWORK, OPEN}
"""What may be a layer of the program, for all that is known of it."""

_UNKNOWN = {*_UNCLEAR, FOREIGN_MODULE}
"""What isn't known to be something else than a layer."""

_ALL_KEYS = (KEYS, ANY)
"""The fields of a container for what it has for keys, and for what is somewhere in it."""

_STORED = (
    "the layer is kept in something that can't be followed",
    "keep it where it can be followed",
)
_GO_BY_CLASSES = "check for the class of the module instead of the name of its parameter"
_GO_BY_MODULES = (
    "reach it through its module (net.bn.bias), or compare names with those in the network's own "
    "state_dict()"
)
_ROOTS = tuple(f".{name}" for name in library.ROOTS)
"""How the names of the classes end that all modules of a framework derive from."""

_CASTS = frozenset({"double", "half", "bfloat16"})
_WIDE_TYPES = frozenset(
    {"float64", "double", "float16", "half", "bfloat16"}
    | {"DoubleTensor", "HalfTensor", "BFloat16Tensor"}
)


@dataclass(frozen=True)
class Need:
    """That what stands at a place must change where its layers do; `kind` says what it is:
    reference, call, partial, attribute, both, which is a check that has to ask for the layers of
    both frameworks, alias, which is one by another name of the class, key, which is a name by
    which a network is asked for what the layer has, told, which is a test of names for such a one,
    or mode, which is a call that may have to set the mode of what it makes. Where `is_mixed`,
    something else may arrive there too.
    """

    at: At
    kind: str
    members: tuple[Member, ...]
    detail: str = ""
    is_mixed: bool = False
    is_open: bool = False
    """Whether it stands in a function that nobody in the program calls."""

    is_derived: bool = False
    """Whether an instance of a class that derives from the layer may be meant."""

    is_partable: bool = True
    """Whether the layer, or its class, can be told from all else that arrives there by asking."""


@dataclass(frozen=True)
class Objection:
    """Why some layers can't be translated, wherever they are made; without members, what may be
    true of layers that callers outside of the program give, and is only reported.
    """

    at: At
    code: str
    reason: str
    advice: str
    members: tuple[Member, ...]


@dataclass
class Uses:
    """All that is done with the layers that are translated."""

    needs: list[Need] = field(default_factory=list)
    objections: list[Objection] = field(default_factory=list)
    held: list[Objection] = field(default_factory=list)
    """Why layers stay that are built around others in one of the frameworks."""

    left: set[str] = field(default_factory=set)
    """The names of these layers, which stay."""

    links: list[tuple[Member, ...]] = field(default_factory=list)
    """Members that change together."""

    members: list[Member] = field(default_factory=list)
    followers: list[Member] = field(default_factory=list)
    """Classes that are checked for in networks which callers outside of the program give: they stay
    where any layer stays.
    """

    makes: set[At] = field(default_factory=set)
    """The calls that may make a layer."""

    unset: set[At] = field(default_factory=set)
    """The calls that make a layer which may be applied before anything sets its mode, where the
    mode that it is made in is another one afterwards.
    """

    registered: set[At] = field(default_factory=set)
    """The calls that make layers which modules register at once; see registered.py."""

    enabled: set[At] = field(default_factory=set)
    """The attributes where a switch of the layer's is read that all layers have on which arrive."""

    both: set[At] = field(default_factory=set)
    """The checks that ask for the layers of both frameworks, and whose references stay."""

    clear: set[At] = field(default_factory=set)
    """The attributes with a name of the layer's of which no layer's can be meant."""

    shared: dict[str, set[str]] = field(default_factory=dict)
    """By the modules' names, their variables that another module reads and that hold a layer, a
    function that may return one, or something of a framework.
    """
    known: list[Known] = field(default_factory=list)
    """The parameters around calls of the layer of which all that callers give is known."""

    unpacked: list[Unpacked] = field(default_factory=list)
    """The dicts that these calls unpack."""

    numbers: list[Number] = field(default_factory=list)
    """What modules take from each other that is always one number."""

    own_packages: dict[str, set[str]] = field(default_factory=dict)
    """By the modules' names, the top-level names of what they import of the program."""

    reexports: list[Reexport] = field(default_factory=list)
    """What modules have of a framework by way of each other."""

    layer_calls: list[tuple[At, tuple[Flag, ...]]] = field(default_factory=list)
    """The calls of the layer's class, of any dialect, and their arguments that may be None."""

    choices: list[Choice] = field(default_factory=list)
    """The arguments of these calls that are always None, True or False, or a whole number."""

    class_checks: list[ClassCheck] = field(default_factory=list)
    """The checks for a layer's class that another file names."""

    trains: bool = False
    """Whether the program trains a network."""

    keeps_memory: bool = False
    """Whether the program keeps what shares the memory of a parameter."""

    private: dict[str, list[str]] = field(default_factory=dict)
    """By the modules' names, their numbers that nobody else reads; see private_numbers."""

    leaving: list[Member] | None = None
    """What other files may use, or give, where the program is a part of its project."""


def uses_of(program: Program, target: str, sources: frozenset[str]) -> Uses:
    """Return what is done with the layers of the dialects `sources`, on the way to `target`."""
    return _Finder(program, target, sources).find()


@dataclass(eq=False)
class Meeting:
    """The networks whose names of parameters meet at a place, by its sides."""

    sides: list[dict[Value, StateName]]
    is_loaded: bool = False
    """Whether one side is loaded into the other, or may be of any network."""


class _Finder:
    def __init__(self, program: Program, target: str, sources: frozenset[str]) -> None:
        self.program = program
        self.target = target
        self.sources = sources
        self.uses = Uses()
        self.origins = Origins(program)
        self._inside = Inside[Member](
            program,
            (LayerReference, LayerObject),
            lambda member: member.layer_class.dialect.name in sources,
        )
        self.read: set[Variable] = set()
        self.held: dict[int, list[Member]] = {}
        """What is inside of a container, by its id."""

        self.thawed: dict[At, Variable] = {}
        """The places that may make something train, and what that is."""

        self.checked: dict[str, list[LayerReference]] = {}
        """What is checked for alone, by the modules' names."""

        self.read_from: dict[Variable, tuple[str, Variable]] = {}
        """The attributes that variables are read from, and of what."""

        self.staying: set[At] = set()
        """The references that stay, in checks for the layers of both frameworks."""

        self.parted: set[At] = set()
        """Those of them in checks that are written for both."""

        self.called_of: dict[At, Variable] = {}
        """What is asked for its beginning or end, by the calls."""

        self.elements: set[Variable] = set()
        """The variables that are read by a key."""

        self.met: dict[tuple[At, int], Meeting] = {}
        """What meets at a place, by the number of its sides."""

        self.settings: dict[At, dict[str, dict[Value, None]]] = {}
        """What the calls that make layers give their parameters, by their names."""

        self.readers: dict[Variable, list[tuple[str, Variable, bool]]] | None = None
        self.reached: dict[Value, list[Member]] = {}
        """The layers that networks hold."""

        self.partial_calls: set[tuple[At, Partial, int, frozenset[str]]] = set()
        """Which partials each place calls, with how many positional arguments and which others."""

        self.scripted: dict[Member, None] = {}
        """The layers of networks that TorchScript compiles."""

        self.loads: set[At] = set()
        """Where networks load what has the names of parameters."""

        self.lists: list[tuple[At, list[LayerObject]]] = []
        """Where layers are asked for their parameters."""

        self.state_names = StateNames(program)
        self.is_affine: dict[Made, bool | None] = {}
        """Whether what is made at a place has parameters; None where arguments aren't told."""

        self.switches: list[tuple[At, str, list[LayerObject]]] = []
        """Where layers are asked whether they have parameters, or statistics."""

        self.given: dict[At, dict[str, list[Variable | None]]] = {}
        """By the places that make layers, what is given for each switch that isn't on by itself:
        the layer that the same switch is read from, or None for anything else.
        """

        self.without: dict[Made, set[str]] = {}
        """By the places that make layers, the concepts that their arguments may turn off."""

    def find(self) -> Uses:
        program = self.program
        self.uses.numbers = list(numbers(program))
        self.uses.layer_calls = list(layer_calls(program))
        self.uses.choices = [*choices(program), *shapes(program, self.origins)]
        self.uses.class_checks = list(class_checks(program))
        self.uses.trains = bool(self.uses.layer_calls) and trains(program)
        self.uses.members = [*self._all_members()]
        if self.uses.members or self.uses.layer_calls:
            self.uses.own_packages = {
                module.name: own_packages(program, module) for module in program.modules.values()
            }
            self.uses.reexports = list(reexports(program, self.program.rules.roots))
        if not self.uses.members:
            self.uses.clear = set(self._known())
            return self.uses
        self.uses.keeps_memory = keeps_memory(program)
        for module_name, number in private_numbers(program):
            self.uses.private.setdefault(module_name, []).append(number)
        for (_, reference), made in program.calls.items():
            if self.moves(reference):
                self.uses.links.append((reference, made))
        for module in program.modules.values():
            for own in module.classes:
                self._class(own)
            self._shared(module)
            for op in module.facts.ops:
                for source in op.sources:
                    self.read.add(module.base + source)
        self._leave_yielding(is_late=False)
        if self.uses.left:
            return self.uses  # the rest is found out without them
        for module in program.modules.values():
            for op in module.facts.ops:
                handler = getattr(self, "on_" + op.code.replace(" ", "_"), None)
                if handler is not None:
                    handler(module, op, module.base)
            for tally in module.facts.tallies:
                self._tallied(module, tally)
        self._kept_by_names()
        self._scripted()
        self._rounded()
        self._of_held()
        self._escapes()
        self._lookups()
        self._meetings()
        self._texts()
        self._replaced()
        for at, layers in self.lists:
            self._listed(at, layers)
        self._thawed()
        self._enabled()
        self._unset()
        self._registered()
        self._of_parameters()
        calls = {need.at for need in self.uses.needs if need.kind in ("call", "partial", "mode")}
        calls |= self.uses.makes
        self._leave_staying()
        self._leave_yielding(is_late=True)
        self._keep_together()
        self.uses.known = list(known(program, calls))
        self.uses.unpacked = list(unpacked(program, calls))
        if program.is_part:
            self.uses.leaving = list(self._leaving())
        return self.uses

    def _known(self) -> Iterator[At]:
        """Yield where attributes of what is known are read, set or asked for, in a program that has
        no layer.
        """
        for module in self.program.modules.values():
            for op in module.facts.ops:
                if op.code in ("attribute", "set attribute"):
                    values = self.program.values[module.base + op.sources[0]]
                    if values.keys().isdisjoint(_UNCLEAR):
                        yield At(module.name, op.place)
        for at, owner, _ in self.program.lookups:
            if self.program.values[owner].keys().isdisjoint(_UNCLEAR):
                yield at

    def _leave_staying(self) -> None:
        """Leave out the class as checks for both frameworks' layers name it, and what only layers
        need that callers give to those which are written so: what is done with them is parted.

        What callers may give to checks that are to be written so stays where any layer stays, and
        ties nothing to itself: the program's own layers move without it.
        """
        staying = self._let_through(self.parted)
        given = self._let_through(self.staying)
        self.uses.followers += given
        needs, self.uses.needs = self.uses.needs, []
        for need in needs:
            members = tuple(m for m in need.members if m not in staying)
            if need.kind == "reference" and need.at in self.staying:
                continue
            if members:
                own = tuple(m for m in members if m not in given)
                self.uses.needs.append(replace(need, members=own or members))

    def _leave_yielding(self, *, is_late: bool) -> None:
        """Let the layers stay that would hold others back, which can change without them."""
        for at, member, other in yielding(
            self.program, self.uses, self.moves, self.dialect, is_late
        ):
            self._leave(
                at,
                [member],
                f"this stands against {member.layer_class.layer.name}, which arrives in one place "
                f"with {other}, and that can change without it",
                f"settle it, or translate {other} alone (--layer)",
            )

    def _let_through(self, references: Collection[At]) -> dict[LayerObject, None]:
        """Return the layers that callers give to the checks in which some references stand."""
        return {
            made: None
            for (at, reference), made in self.program.calls.items()
            if reference.at in references and at not in self.uses.makes
        }

    def _of_parameters(self) -> None:
        """Object to what is done with parameters of layers and isn't the same afterwards."""
        target = self.program.rules.frameworks[self.target]
        parameters = Parameters(self.program, self.moves, self._reached, target.root, target.title)
        frozen = {at for at, is_affine in self.is_affine.items() if is_affine is not True}
        absence = Absence(
            self.program, self.moves, self._reached, self.dialect, self.without, frozen
        )
        for problem in (*parameters.problems(), *absence.problems()):
            self.oppose(problem.at, problem.layers, problem.code, problem.reason, problem.advice)
        self.uses.links += parameters.links

    def _unset(self) -> None:
        """Note the calls that make layers whose mode is the one that they are made in."""
        dialects = {m.layer_class.dialect: self.dialect(m.layer_class) for m in self.everyone()}
        differing = [
            s
            for s, t in dialects.items()
            if s.fresh_mode == "inference" and t.fresh_mode == "training"
        ]
        if not differing:
            return
        layers = [m for m in self.everyone() if isinstance(m, LayerObject)]
        modes = Modes(
            self.program,
            layers,
            lambda value: [m for m in self._reached(value) if isinstance(m, LayerObject)],
            frozenset(name for d in differing for name in d.framework.modes.values()),
            frozenset(name for d in differing for name in d.framework.mode_setters),
        )
        unset = modes.unset()
        self.uses.unset = {layer.at.in_text for layer in unset if layer.own is None} | {
            at.in_text for at, own, _ in self.program.constructed if own.instance in unset
        }

    def _registered(self) -> None:
        """Note the calls that make layers which get their mode from what registers them."""
        fresh = {self.dialect(m.layer_class).framework.fresh_mode for m in self.everyone()}
        if fresh == {m.layer_class.dialect.framework.fresh_mode for m in self.everyone()}:
            return  # a fresh layer has the same one afterwards
        rules = self.program.rules
        state = {name for dialect in rules.dialects for name in dialect.state.values()}
        kept = {name for dialect in rules.dialects for name in dialect.kept}
        frameworks = rules.frameworks.values()
        setters = {name for one in frameworks for name in one.modes.values()}
        registered = Registered(
            self.program,
            self.moves,
            (state | kept) - {MODE},
            setters,
            {name for one in frameworks for name in one.mode_setters},
        )
        self.uses.registered = set(registered.calls())
        taking = self.uses.unset & self.uses.registered
        if taking:  # a module that trains gives its mode to a layer of another framework
            root = f"{self.program.rules.frameworks[self.target].root}."
            apart = {
                layer.at.in_text
                for layer in self.everyone()
                if isinstance(layer, LayerObject) and not _is_inside(layer, root)
            }
            self.uses.unset -= taking - apart

    def _thawed(self) -> None:
        """Object to what makes all parameters train where a layer may have none."""
        frozen = [m for m in self.everyone() if self.is_affine.get(made_at(m)) is False]
        parameters = self._parameters() if frozen and self.thawed else frozenset()
        for at, thawed in self.thawed.items():
            if thawed not in parameters and not any(
                isinstance(v, Holder) or v is NETWORK for v in self.program.values[thawed]
            ):
                continue
            self.oppose(
                at,
                frozen,
                "BN208",
                "parameters are made to train, and a layer without any (affine=False) has frozen "
                "ones in MindSpore, which would train too",
                "set requires_grad for the parameters of other layers alone",
            )

    def _enabled(self) -> None:
        """Note where a switch is read that is on, wherever what arrives is made."""
        off = {
            at.in_text
            for at, name, layers in self.switches
            if not all(self._is_on(layer, _switch(layer, name), set()) for layer in layers)
        }
        self.uses.enabled = {at.in_text for at, _, _ in self.switches} - off

    def _is_on(self, value: Value, switch: str, seen: set[Value]) -> bool:
        """Whether a layer is made with a switch on, or with that of layers that all are."""
        if not isinstance(value, LayerObject) or value.own is not None:
            return False
        made = self.given.get(value.at.in_text)
        if made is None:
            return False  # it is made out of sight
        if value in seen:
            return True
        seen.add(value)
        return all(
            source is not None
            and all(self._is_on(one, switch, seen) for one in self.program.values[source])
            for source in made.get(switch, ())
        )

    def _parameters(self) -> Set[Variable]:
        """Return the variables that parameters of a network may come to."""
        after: dict[Variable, list[Variable]] = {}
        found: dict[Variable, None] = {}
        for module in self.program.modules.values():
            base = module.base
            for op in module.facts.ops:
                sources = [base + source for source in op.sources]
                if op.code == "call":
                    name, _ = self.read_from.get(sources[0], ("", 0))
                    if name in library.PARAMETERS:
                        found[base + op.target] = None
                    sources += [base + a.variable for a in op.detail if isinstance(a, Argument)]
                elif op.code == "display":
                    sources += [base + item.variable for item in op.detail[1]]
                for source in sources:
                    after.setdefault(source, []).append(base + op.target)
        queue = list(found)
        for variable in queue:
            following = [*after.get(variable, ()), *(self.program.flows[variable] or ())]
            queue += [one for one in following if one not in found]
            found.update(dict.fromkeys(following))
        return found.keys()

    def _leaving(self) -> Iterator[Member]:
        """Yield what other files may use, or give: also by the name that imports the class."""
        found = dict.fromkeys(leaving(self.program))
        classes = [
            self.program.rules.classes[value.name]
            for value in found
            if isinstance(value, External) and value.name in self.program.rules.classes
        ]
        has_star = any(module.facts.stars for module in self.program.modules.values())
        for member in self.uses.members:
            if member in found or has_star or member.layer_class in classes:
                yield member

    # Members

    def moves(self, value: Value) -> bool:
        """Whether a value is of a layer that is translated."""
        return isinstance(value, (LayerReference, LayerObject)) and (
            value.layer_class.dialect.name in self.sources
        )

    def _all_members(self) -> Iterator[Member]:
        seen: set[int] = set()
        known: set[LayerReference] = set()
        for values in self.program.values:
            for value in values:
                if isinstance(value, LayerReference):
                    if self.moves(value) and value not in known:
                        known.add(value)
                        yield value
                elif isinstance(value, LayerObject) and id(value) not in seen:
                    seen.add(id(value))
                    if self.moves(value):
                        yield value

    def members(self, variable: Variable) -> list[Member]:
        return [v for v in self.program.values[variable] if self.moves(v)]  # type: ignore[misc]  # they are

    def inside(
        self, variables: Iterable[Variable], through_networks: bool, through_objects: bool = False
    ) -> list[Member]:
        """Return the members that values are or hold; those inside of networks, or of objects that
        are none, where asked for.
        """

        def opens(holder: Holder) -> bool:
            return (
                through_networks
                or not _is_network(holder)
                or (
                    through_objects
                    and isinstance(holder, OwnObject)
                    and not self.program.is_module(holder.own)
                )
            )

        return list(self._inside.of(variables, opens))

    def everyone(self) -> list[Member]:
        """Return all layers: what a network may hold that callers give."""
        return self.uses.members

    def dialect(self, layer_class: LayerClass) -> Dialect:
        return layer_class.layer.dialects[self.target]

    # Uses

    def oppose(
        self, at: At, members: Iterable[Member], code: str, reason: str, advice: str
    ) -> None:
        members = tuple(members)
        if members:
            self.uses.objections.append(Objection(at.in_text, code, reason, advice, members))

    def need(
        self,
        at: At,
        kind: str,
        members: Iterable[Member],
        detail: str = "",
        is_mixed: bool = False,
        is_partable: bool = True,
    ) -> None:
        members = tuple(members)
        if members:
            is_open = kind == "call" and self._is_open(at)
            is_derived = self._is_open(at) or any(
                isinstance(m, LayerObject) and m.own is not None for m in members
            )
            self.uses.needs.append(
                Need(at.in_text, kind, members, detail, is_mixed, is_open, is_derived, is_partable)
            )
            self.uses.links.append(members)

    def _need_untied(self, at: At, kind: str, members: Iterable[Member], detail: str = "") -> None:
        """Note a place that must change where any of some layers does, and is right then."""
        self.uses.needs.append(Need(at.in_text, kind, tuple(members), detail))

    def _is_open(self, at: At) -> bool:
        """Whether a place is in a function that nobody in the program calls."""
        return any(place.holds(at.place) for place in self._opened.get(at.module, ()))

    @cached_property
    def _opened(self) -> dict[str, list[Place]]:
        """The functions that nobody in the program calls, by their modules' names."""
        found: dict[str, list[Place]] = {}
        for one in self.program.opened:
            found.setdefault(one.module, []).append(one.place)
        return found

    def _class(self, own: OwnClass) -> None:
        """Link a class that derives from a layer with its instances: they change together."""
        instance = own.instance
        if own.layers and isinstance(instance, LayerObject) and self.moves(instance):
            self.uses.links.append((instance, *(r for r in own.layers if self.moves(r))))

    def _shared(self, module: Module) -> None:
        """Note which variables of a module are read from outside and hold a layer, a function that
        may return one, or something of a framework.
        """
        for name in module.members:
            variable = module.base + module.facts.names.get(name, 0)
            makes = any(
                (isinstance(v, OwnFunction) and v.carries)
                or (
                    isinstance(v, External) and v.name.partition(".")[0] in self.program.rules.roots
                )
                for v in self.program.values[variable]
            )
            if name in module.facts.names and (makes or self.inside([variable], False)):
                self.uses.shared.setdefault(module.name, set()).add(name)

    def on_reference(self, module: Module, op: Op, base: int) -> None:
        self._named(module, op, base)

    def on_attribute(self, module: Module, op: Op, base: int) -> None:
        self._named(module, op, base)
        at = At(module.name, op.place)
        self.read_from[base + op.target] = (op.detail, base + op.sources[0])
        self._attribute_of(at, base + op.sources[0], op.detail, False, base + op.target)
        self._state_attribute(at, base + op.sources[0], op.detail)
        self._code_attribute(at, base + op.sources[0], op.detail)
        for value in self.program.values[base + op.sources[0]]:
            if (
                op.detail in _CASTS
                and isinstance(value, External)
                and library.is_module(value.name)
            ):
                self._cast(at, op.detail, self.everyone())
            is_known = op.detail in library.METHODS or self._names_state(op.detail)
            if (
                isinstance(value, Container)
                and not _is_network(value)
                and value.carries
                and not is_known
                and op.detail != "value"
            ):
                if id(value) not in self.held:
                    self.held[id(value)] = self.inside(value.fields.values(), False)
                self.oppose(
                    at,
                    self.held[id(value)],
                    "BN208",
                    f"`{op.detail}` of what holds the layer isn't known",
                    "take the layer out of it first",
                )
        if op.detail == "__subclasses__":
            self._subclassed(at, self.program.values[base + op.sources[0]])
        if op.detail in ("keywords", "args"):
            for value in self.program.values[base + op.sources[0]]:
                if isinstance(value, Partial):
                    self.oppose(
                        at,
                        self.members(value.function),
                        "BN208",
                        "the arguments of the partial are read, and they change",
                        "write the arguments out where they are read",
                    )

    def _subclassed(self, at: At, classes: Iterable[Value]) -> None:
        """Object to a list of the classes that derive from a base class of the layer."""
        names = last_names(v.name for v in classes if isinstance(v, External))
        self.oppose(
            at,
            [m for m in self.everyone() if not names.isdisjoint(m.layer_class.dialect.bases)],
            "BN209",
            "the classes that derive from a base class of the layer are asked for, and the other "
            "framework's doesn't",
            "name the classes themselves",
        )

    def on_element(self, module: Module, op: Op, base: int) -> None:
        self._named(module, op, base)
        owner, key = (base + s for s in op.sources)
        at = At(module.name, op.place)
        values = self.program.values
        self.elements.add(base + op.target)
        self._by_class(at, key)
        if any(isinstance(v, Constant) and type(v.value) is int and v.value for v in values[key]):
            for value in values[owner]:  # the first one is the same
                if isinstance(value, Container) and value.kind in ("list", "tuple"):
                    self._counted(at, values[value.fields.get(ANY, 0)])
        self._looked_up(at, owner, key)
        if not _UNKNOWN.isdisjoint(self.program.values[owner]):
            self.oppose(
                at,
                [m for m in self.members(key) if isinstance(m, LayerReference)],
                "BN209",
                "the class is looked for in what can't be followed",
                "keep what is by class in a dict",
            )

    def on_part(self, module: Module, op: Op, base: int) -> None:
        """Object to all of a network's buffers being unpacked, but for the first one."""
        if op.detail:
            self._picked(At(module.name, op.place), base + op.sources[0])

    def on_slice(self, module: Module, op: Op, base: int) -> None:
        """Object to a name of a parameter being cut at so many letters from its end."""
        if any(bound == "-" or (isinstance(bound, int) and bound < 0) for bound in op.detail[:2]):
            names = [
                v
                for v in self.program.values[base + op.sources[0]]
                if isinstance(v, StateName) and v.part in ("name", "last")
            ]
            self.oppose(
                At(module.name, op.place),
                self._of_states(v for v in names if v.network is not CHECKPOINT),
                "BN108",
                "a parameter's name is cut at so many letters from its end, and the layer's have "
                "others in the other framework",
                "part it at its last dot (`rpartition`)",
            )

    def on_rest(self, module: Module, op: Op, base: int) -> None:
        self._picked(At(module.name, op.place), base + op.sources[0])

    def _picked(self, at: At, owner: Variable) -> None:
        for value in self.program.values[owner]:
            if isinstance(value, Container) and value.kind in ("list", "generator"):
                self._counted(at, self.program.values[value.fields.get(ANY, 0)])

    def _by_class(self, at: At, key: Variable) -> None:
        """Link the class, where something is kept by it or looked up, to all layers: what is kept
        there is kept by theirs.
        """
        references = [m for m in self.members(key) if isinstance(m, LayerReference)]
        if references:
            self.uses.links.append(tuple(self.everyone()))
            if self.program.asks_foreign_classes:
                self._meets_foreign(at, references)

    def on_delete_element(self, module: Module, op: Op, base: int) -> None:
        self._by_class(At(module.name, op.place), base + op.sources[1])
        self._looked_up(At(module.name, op.place), *(base + s for s in op.sources))

    def _looked_up(self, at: At, owner: Variable, key: Variable) -> None:
        """Object to the name of a parameter in a dict, where it may not change with the layer."""
        values = self.program.values
        if FOREIGN_MODULE in values[owner] and self._saves_states:
            self._saved_key(at, values[key])
        if not self._is_told_key(at, values[owner], values[key]):
            is_loaded = FOREIGN_MODULE in values[owner]
            for value in values[owner]:
                self._looked_for(at, value, values[key], is_loaded)

    def _is_told_key(self, at: At, holders: Collection[Value], keys: Collection[Value]) -> bool:
        """Whether a parameter or buffer is looked up by a name that is written out, which is that
        of layers alone and changes with them, or of none.
        """
        found = self._holders_named(holders, keys)
        if found is None:
            return False
        layers = [v for v in found if isinstance(v, LayerObject) and self.moves(v)]
        if len(layers) < len(found) or not found:
            return not layers
        key = _only_text(keys)
        name = key.rpartition(".")[2]
        for layer in layers:
            source = layer.layer_class.dialect
            target = self.dialect(layer.layer_class)
            if layer.own is not None or name not in source.state.values():
                return False
            if not layer.layer_class.layer.attribute_in(target, name, source):
                return False
        self._compared(at, layers, name)
        self.need(at, "key", layers, key)
        return True

    def _holders_named(
        self, holders: Collection[Value], keys: Collection[Value]
    ) -> list[Value] | None:
        """Return the modules whose parameter or buffer is looked up in some dicts by a name that is
        written out; None where that can't be told.
        """
        key = _only_text(keys)
        path = key.rpartition(".")[0]
        if not path or self._are_alone or key in self._written_keys:
            return None
        found: list[Value] = []
        for holder in holders:
            names = [holder] if isinstance(holder, StateName) else self._names_in(holder)
            for one in names:
                inside = named_in(self.program, one.network, path)
                if not inside and (one.is_cut or not holds_none(self.program, one.network, path)):
                    return None
                found += inside
            if not names:
                return None
        return found

    def _is_of_others(self, holder: Value, keys: Collection[Value]) -> bool:
        """Whether a parameter or buffer is looked up by a name that is written out, of no layer."""
        found = self._holders_named([holder], keys)
        return found is not None and not any(isinstance(value, LayerObject) for value in found)

    @cached_property
    def _saves_states(self) -> bool:
        """Whether the program writes parameters to a file by their names."""
        return any(
            any(isinstance(v, StateName) for v in (value, *self._within([value], _DEPTH_OF_PAIRS)))
            for module in self.program.modules.values()
            for op in module.facts.ops
            if op.code == "call"
            and any(
                isinstance(v, External) and v.name in library.SAVERS
                for v in self.program.values[module.base + op.sources[0]]
            )
            for argument in op.detail
            if isinstance(argument, Argument)
            for value in self.program.values[module.base + argument.variable]
        )

    def _saved_key(self, at: At, keys: Iterable[Value]) -> None:
        """Object to the name of a parameter that is looked up in what was read from a file, which
        the program may have written.
        """
        for text in filter(None, map(_text, keys)):
            path, _, name = text.rpartition(".")
            self.oppose(
                at,
                [
                    m
                    for m in self.everyone()
                    if path
                    and name in m.layer_class.dialect.state.values()
                    and self._may_be_held_as(m, path.rpartition(".")[2])
                ],
                "BN108",
                f"`{text}` may be looked up in a file that this program writes, where the other "
                "framework's layer has another name for it",
                "look it up in the state_dict() of the network that it is loaded into",
            )

    @staticmethod
    def _may_be_held_as(member: Member, name: str) -> bool:
        """Whether a module may have a layer by a name."""
        inside = member.inside if isinstance(member, LayerObject) else ()
        keys = {key for holder in inside for key in holder.fields}
        return not inside or name in map(str, keys) or not keys.isdisjoint((ANY, NUMBERED, NAMED))

    @cached_property
    def _are_alone(self) -> bool:
        """Whether a network of their framework lists nothing of what the layers become."""
        root = self.program.rules.frameworks[self.target].root
        frameworks = {member.layer_class.dialect.framework for member in self.everyone()}
        return any(one.root != root and not one.holds_others for one in frameworks)

    @cached_property
    def _written_keys(self) -> set[object]:
        """The literals under which the program puts something into a dict."""
        found: set[object] = set()
        for module in self.program.modules.values():
            for op in module.facts.ops:
                if op.code == "set element":
                    found.update(self._texts_of(module.base + op.sources[1]))
                elif op.code == "display":
                    found.update(item.key for item in op.detail[1] if item.kind == "key")
        return found

    def _looked_for(
        self, at: At, holder: Value, keys: Collection[Value], is_loaded: bool = False
    ) -> None:
        """Object to names of parameters that are looked for in a holder, or have others in it."""
        names = self._names_in(holder)
        self._state_key(at, [holder, *names], keys, True)
        self._joined(at, [holder, *names], keys, is_loaded=is_loaded)
        self._state_key(at, keys, self._written([holder]))

    def on_display(self, module: Module, op: Op, base: int) -> None:
        values = self.program.values
        keys: list[Value] = []
        holders: list[Value] = []
        for item in op.detail[1]:
            if item.kind == "**":
                holders += values[base + item.variable]
            elif item.kind == "key" and isinstance(item.key, str):
                keys.append(Constant(item.key, "str"))
            elif item.kind == "key" and item.key is None:
                keys += values[base + item.variable]
        self._put_together(At(module.name, op.place), holders, keys)

    def _put_together(
        self, at: At, holders: Collection[Value], keys: Collection[Value] = ()
    ) -> None:
        """Object to names of parameters that are written out and put into one dict with those of
        a network, by `keys` or in one of the holders.
        """
        written = [*keys, *self._written(holders)]
        for holder in holders if written else ():
            self._state_key(at, [holder, *self._names_in(holder)], written)

    def _names_in(self, holder: Value) -> list[StateName]:
        """Return the names of parameters that a holder has for keys or elements."""
        if not isinstance(holder, Container):
            return []
        fields = [f for k, f in holder.fields.items() if not isinstance(k, str) or k in _ALL_KEYS]
        return [v for f in fields for v in self.program.values[f] if isinstance(v, StateName)]

    def _with_names_in(self, values: Iterable[Value]) -> list[Value]:
        """Return some values, and the names of parameters that they have for keys or elements."""
        return [one for value in values for one in (value, *self._names_in(value))]

    def _within(self, holders: Iterable[Value], depth: int) -> list[Value]:
        """Return what is in some holders, and in what is in them, down to a depth."""
        found: dict[Value, None] = {}
        level = holders
        for _ in range(depth):
            fields = {f for v in level if isinstance(v, Container) for f in v.fields.values()}
            level = [v for f in sorted(fields) for v in self.program.values[f] if v not in found]
            found.update(dict.fromkeys(level))
        return list(found)

    def _sorted(self, at: At, values: Collection[Value]) -> None:
        """Object to putting things in the order of the names of a layer's own parameters. Behind
        the name of the layer these come in the same order among all others in any framework, and
        may come in another one beside its buffers.
        """
        by = [
            value
            for function in values
            if isinstance(function, OwnFunction)
            for value in self.program.values[function.module.base + function.facts.returned]
        ]
        names = [
            v
            for v in (*values, *by, *self._within([*values, *by], _DEPTH_OF_PAIRS))
            if isinstance(v, StateName)
        ]
        mixed = [v for v in names if not v.kind]
        names = [
            v for v in names if isinstance(v.network, LayerObject) or v.part in ("last", "letters")
        ]
        self.oppose(
            at,
            dict.fromkeys(
                [
                    *self._of_states(names),
                    *(m for m in self._of_states(mixed) if self._is_reordered(m.layer_class)),
                ]
            ),
            "BN108",
            "something is put in the order of the parameters' names, and the layer's have other "
            "names in the other framework",
            "sort by something else",
        )

    def _is_deeper(self, layer_class: LayerClass) -> bool:
        """Whether the names of a layer's parameters have more parts in one of the frameworks."""
        states = (layer_class.dialect.state, self.dialect(layer_class).state)
        return any("." in name for state in states for name in state.values())

    def _is_reordered(self, layer_class: LayerClass) -> bool:
        """Whether the names of a layer's parameters and buffers come in another order."""
        here, there = layer_class.dialect.state, self.dialect(layer_class).state
        shared = here.keys() & there.keys()
        return sorted(shared, key=lambda c: here[c]) != sorted(shared, key=lambda c: there[c])

    def _matched(self, at: At, name: str, arguments: Iterable[Argument]) -> None:
        """Object to names of parameters that are matched with texts which are written out: with the
        patterns of file names, or by how much they are alike.
        """
        tells = self._tells_as_pattern if name.startswith("fnmatch.") else bool
        values = [v for a in arguments for v in self.program.values[a.variable]]
        values += self._within(values, 1)
        names = [v for v in values if isinstance(v, StateName)]
        self._state_key(at, names, values, tells=tells)

    def _tells_as_pattern(self, pattern: str) -> bool:
        """Whether names of parameters of the two frameworks match a pattern otherwise."""
        text = pattern.rstrip("*")
        *others, last = re.split(r"[*?\]]", text)
        if not others:
            return self._tells_when_compared(text)
        end = last.rpartition(".")[2]
        return text == pattern or (self._tells_state(end) if "." in last else bool(last))

    def _spelt(self, at: At, name: str, variables: Iterable[Variable]) -> None:
        """Object to a function that may go by the letters of parameters' names."""
        values = [v for one in variables for v in self.program.values[one]]
        self.oppose(
            at,
            self._of_states([*values, *self._within(values, 2)]),
            "BN108",
            f"`{name.removeprefix('builtins.')}` may go by the letters of the parameters' names, "
            "and the layer's have other names in the other framework",
            "give it what doesn't change: the number of the parameter, or the path of its module",
        )

    def _by_last_parts(self, at: At, values: Collection[Value]) -> None:
        """Object to putting things together by the last part of parameters' names."""
        inside = (*values, *self._within(values, 1))
        names = [
            v
            for v in inside
            if isinstance(v, StateName) and v.part == "last" and self._may_end_path(v.between)
        ]
        self.oppose(
            at,
            self._of_states(names),
            "BN108",
            "things are put together by the last part of parameters' names, and the layer's have "
            "other names in the other framework",
            "put them together by the class of the module",
        )

    def _may_end_path(self, text: str) -> bool:
        """Whether a text may be the end of the path of a module, as an empty one is."""
        names = self.program.module_names
        is_known = names.isdisjoint(NO_NAMES - {NUMBERED}) and not text[-1:].isdecimal()
        return not is_known or not text or any(str(name).endswith(text) for name in names)

    def _kept_by_names(self) -> None:
        """Look at what dicts have for keys, and sets for elements."""
        for container in self.program.containers.values():
            key = {"dict": KEYS, "set": ANY}.get(container.kind)
            if key in container.fields:
                self._by_last_parts(container.at, self.program.values[container.fields[key]])

    def _named(self, module: Module, op: Op, base: int) -> None:
        """Note that the class is named here: the name must change."""
        at = At(module.name, op.place)
        here = [
            v
            for v in self.members(base + op.target)
            if isinstance(v, LayerReference) and v.at == at
        ]
        self.need(at, "reference", here)

    def _scripted(self) -> None:
        """Object to modes of layers that may be TorchScript's, whose methods are PyTorch's."""
        for need in self.uses.needs:
            if need.kind == "attribute":
                self.oppose(
                    need.at,
                    [
                        m
                        for m in need.members
                        if m in self.scripted
                        and need.detail in m.layer_class.dialect.framework.modes.values()
                    ],
                    "BN208",
                    f"`{need.detail}` may be called on what torch.jit makes of the layer, which "
                    "has no other framework's methods",
                    "set the mode of the whole network",
                )

    def _of_held(self) -> None:
        """Note what is done for each module of a network where a layer is built around another one,
        which is a module too, in one of the two frameworks: such a layer stays.
        """
        held = self._holders(self.everyone())
        places: list[tuple[At, Member]] = []
        places += [(at, layer) for at, layer in met(self.program) if layer in held]
        places += [(at, layer) for at in self.program.open_walks for layer in held]
        for at, layer in sorted(places, key=lambda one: (one[0].module, one[0].place)):
            one = layer.layer_class.layer
            title = next(dialect.title for dialect in one.dialects.values() if dialect.holds)
            self._leave(
                at,
                [layer],
                f"{title}'s {one.name} holds a {one.holds.rpartition('.')[2]}, which a walk over "
                "all modules meets there alone, and this one does something for it",
                "ask each module for its class first, and for none that both are of",
            )

    def _keep_together(self) -> None:
        """Let nothing be left out where a check of the source lets through what a layer is built
        around: that stays where the layer does, and the check with it.
        """
        if not self.uses.left:
            return
        taking = {
            at.module: layer
            for at, layer in taken(self.program)
            if layer.layer_class.dialect.holds and self.moves(layer)
        }
        if not taking:
            return
        members = self._holders(self.everyone())
        inner = {layer.layer_class.layer.holds for layer in taking.values()}
        members += [
            one
            for one in self.everyone()
            if isinstance(one, LayerReference)
            and one.at.module in taking
            and not inner.isdisjoint(one.layer_class.dialect.classes)
        ]
        self.uses.objections += [replace(o, members=tuple(members)) for o in self.uses.held]
        self.uses.held.clear()
        self.uses.left.clear()

    def _holders(self, members: Iterable[Member]) -> list[Member]:
        """Return those layers that are built around another one in one of the two frameworks."""
        return [
            one
            for one in members
            if self.dialect(one.layer_class).holds or one.layer_class.dialect.holds
        ]

    def _leave(self, at: At, members: Iterable[Member], why: str, advice: str) -> None:
        """Let the layers that some members are of stay, and tell of it once in each file."""
        for name in dict.fromkeys(member.layer_class.layer.name for member in members):
            if not any(known.at.module == at.module for known in self.uses.held):
                reason = f"{why}: {name} stays"
                self.uses.held.append(Objection(at.in_text, "BN208", reason, advice, ()))
            self.uses.left.add(name)

    def _readings(self, value: SettingValue) -> Pairs | None:
        """Return what a setting of a layer may read, before and after; None where that isn't known
        of what the constructor is given, or where the program sets it.
        """
        layer_class, given = value.layer.layer_class, self.settings.get(value.layer.at.in_text)
        here = layer_class.signature.named(value.name)
        assert here is not None
        there = self.dialect(layer_class).signature.for_concept(here.concept)
        set_later = self.program.values[value.layer.fields.get(value.name, 0)]
        if given is None or value.layer.own is not None or set_later or there is None:
            return None
        written = given.get(here.name, {Constant(float(here.default or ""), "float"): None})
        values = [v.value for v in written if isinstance(v, Constant)]
        numbers = [value for value in values if isinstance(value, float)]
        if len(numbers) < len(written):
            return None
        return [
            (here.reading(number), there.reading(new))
            for number in numbers
            for new in (float(1 - Decimal(repr(number))), 1 - number)
        ]

    def _rounded(self) -> None:
        """Object to settings whose last digit is told from another one."""
        for value in told(self.program, self._readings):
            dialect = value.layer.layer_class.dialect
            if self.moves(value.layer) and dialect.rounds(
                value.name, self.dialect(value.layer.layer_class)
            ):
                self.oppose(
                    value.at,
                    [value.layer],
                    "BN206",
                    f"`{value.name}` reads another last digit in the other framework, and is "
                    "printed, compared or looked up",
                    "compare with math.isclose, or print what round() makes of it",
                )

    def _is_for_others(
        self, values: Iterable[Value], objects: Iterable[LayerObject], name: str, target: Variable
    ) -> bool:
        """Whether what is done with a parameter raises where it is a layer's, and something else
        arrives for which it doesn't.
        """
        is_own = any(
            self.program.values[v.fields[key]]
            for v in objects
            for key in (name, ANY)
            if key in v.fields
        )
        return not is_own and self._has_others(values) and self._refuses_vectors(target)

    def _refuses_vectors(self, variable: Variable) -> bool:
        """Whether what reads a parameter, or its data, fails where it has one dimension."""
        readers = len(self._readers().get(variable, ()))
        refused = self._of_matrices[0].get(variable, 0)
        refused += sum(map(self._refuses_vectors, self._of_matrices[1].get(variable, ())))
        return 0 < readers == refused

    @cached_property
    def _of_matrices(self) -> tuple[dict[Variable, int], dict[Variable, list[Variable]]]:
        """How many calls that refuse vectors are given each variable, and what is its data."""
        given: dict[Variable, int] = {}
        data: dict[Variable, list[Variable]] = {}
        for module in self.program.modules.values():
            for op in module.facts.ops:
                if op.code == "attribute" and op.detail == "data":
                    data.setdefault(module.base + op.sources[0], []).append(module.base + op.target)
                elif op.code == "call" and op.detail and isinstance(op.detail[0], Argument):
                    first = module.base + op.detail[0].variable
                    called = self.program.values[module.base + op.sources[0]]
                    if (op.detail[0].kind == "positional" or op.detail[0].name == "tensor") and (
                        called
                        and all(
                            isinstance(v, External) and library.refuses_vectors(v.name)
                            for v in called
                        )
                    ):
                        given[first] = given.get(first, 0) + 1
        return given, data

    def _readers(self) -> dict[Variable, list[tuple[str, Variable, bool]]]:
        """Return which operations read each variable, and whether as an argument of a layer."""
        if self.readers is None:
            self.readers = {}
            for module in self.program.modules.values():
                base = module.base
                for op in module.facts.ops:
                    for source in op.sources:
                        read = (op.code, base + op.target, False)
                        self.readers.setdefault(base + source, []).append(read)
                    if op.code == "call":
                        for argument in op.detail:
                            if isinstance(argument, Argument):
                                self.readers.setdefault(base + argument.variable, []).append(
                                    ("other", 0, False)
                                )
                    elif op.code == "display":
                        for item in op.detail[1]:
                            self.readers.setdefault(base + item.variable, []).append(
                                ("other", 0, False)
                            )
        return self.readers

    def _attribute_of(
        self, at: At, owner: Variable, name: str, is_set: bool, target: Variable = 0
    ) -> None:
        values = self.program.values[owner]
        members = self.members(owner)
        if name == "name" and is_set:
            self.oppose(
                at,
                [
                    m
                    for value in values
                    if isinstance(value, StateValue)
                    for m in self._reached(value.network)
                ],
                "BN108",
                "a parameter is given a name, and the other framework's have none, or others",
                "keep the names elsewhere",
            )
        if NETWORK in values and self._names_state(name):
            self.oppose(
                at,
                self.everyone(),
                "BN208",
                f"`{name}` is of a network that comes from where it can't be followed, and may be "
                "a layer's",
                "check for the class first (isinstance)",
            )
        if not members:
            if values and values.keys().isdisjoint(_UNKNOWN) and name in self._names:
                self.uses.clear.add(at)
            return
        references = [v for v in members if isinstance(v, LayerReference)]
        if name == "__init__" and references and self._is_kept_function(target):
            classes = {reference.layer_class for reference in references}
            self.oppose(
                at,
                [m for m in self.everyone() if m.layer_class in classes],
                "BN209",
                "the constructor of the layer's class is kept for later, and the other "
                "framework's takes other arguments",
                "call the class",
            )
        if not is_set:
            functions = self.program.rules.functional
            owners = [
                r for r in references if f"{r.layer_class.qualified_name}.{name}" in functions
            ]
            references = [r for r in references if r not in owners]
            # A class that is named for such a function alone keeps its name.
            self.staying |= {r.at for r in owners if at.in_text.place.holds(r.at.place)}
        if references and (is_set or name not in _NEUTRAL_OF_CLASS):
            if is_set:
                references = [r for r in self.everyone() if isinstance(r, LayerReference)]
            self.oppose(
                at,
                references,
                "BN209",
                f"`{name}` of the layer's class is used, and the other framework's class has "
                "another",
                "use an instance, or keep the two apart",
            )
        if name == "__dict__":
            self._opened_up(at, owner)
        if name == "__module__":
            self.oppose(
                at,
                members,
                "BN209",
                "the name of the layer's module is read, and the other framework's is another",
                "check for the class (isinstance)",
            )
        objects = [
            v for v in members if isinstance(v, LayerObject) and self._changes(v, name, is_set)
        ]
        tried = self.program.modules[at.module].facts.tried
        if not is_set and not any(place.holds(at.place) for place in tried):
            # It raises already.
            objects = [v for v in objects if not self._is_missing(v, name)]
            if self._is_for_others(values, objects, name, target):
                self.uses.clear.add(at)
                return
        if objects:
            layers = [v for v in members if isinstance(v, LayerObject)]
            staying = [v for v in layers if v not in objects and self._is_kept(v, name, is_set)]
            self._compared(at, [v for v in layers if v not in staying], name)
            is_mixed = bool(staying) or self._has_others(values)
            is_partable = not is_mixed or self._is_partable(at, owner)
            self.need(at, "attribute", objects, name, is_mixed, is_partable)
            if any(name in v.layer_class.dialect.framework.own_parameters for v in objects):
                self.lists.append((at, objects))
            if not is_set and all(_switch(v, name) for v in objects):
                self.switches.append((at, name, objects))

    def _is_kept_function(self, target: Variable) -> bool:
        """Whether a function that is read is not called at once."""
        return any(
            op.code != "call" or base + op.sources[0] != target
            for op, base in self._reading.get(target, ())
        )

    def _compared(self, at: At, layers: Sequence[LayerObject], name: str) -> None:
        """Object to an attribute of different layers, where it isn't the same one for all that have
        it: what lacks it lacks the other's as well.
        """
        if len({member.layer_class.dialect for member in layers}) < 2:
            return
        having = [m for m in layers if not self._lacks(m, name)]
        said = {
            m.layer_class.layer.says_of(name, m.layer_class.dialect, self.dialect(m.layer_class))
            for m in having
        }
        if len(said) > 1:
            self._differ(at, layers, f"`{name}` of which isn't translated alike")

    def _lacks(self, layer: LayerObject, name: str) -> bool:
        """Whether a layer has neither what other layers have under a name, nor what that becomes in
        the other framework, and so raises there as it did.
        """
        if layer.own is not None or self.program.values[layer.fields.get(name, 0)]:
            return False
        new = {
            one.layer_class.layer.attribute_in(self.dialect(one.layer_class), name, source)
            for one in self.everyone()
            if name in (source := one.layer_class.dialect).attributes
        }
        target = self.dialect(layer.layer_class)
        return layer.layer_class.dialect.lacks(name, target, *new)

    def _differ(self, at: At, layers: Iterable[Member], what: str) -> None:
        layers = list(layers)
        reason = f"different layers arrive here, {what}"
        advice = "check for each class in a branch of its own (isinstance)"
        holders = self._holders(layers)
        if 0 < len(holders) < len(layers):
            self._leave(at, holders, reason, advice)
        else:
            self.oppose(at, layers, "BN208", reason, advice)

    def _opened_up(self, at: At, owner: Variable) -> None:
        """Object to a look at all that a layer has, by the names that its framework gives it."""
        self.oppose(
            at,
            [m for m in self.members(owner) if isinstance(m, LayerObject)],
            "BN206",
            "all that the layer has is looked at: in the other framework it is kept otherwise, and "
            "under other names",
            "use the layer's public attributes by their names",
        )

    def _listed(self, at: At, layers: list[LayerObject]) -> None:
        """Object to asking layers for their parameters of which one may have none, or more."""
        everyone = [m for m in self.everyone() if isinstance(m, LayerObject)]
        is_made = all(made_at(layer) in self.is_affine for layer in layers)
        self.oppose(
            at,
            [m for m in (layers if is_made else everyone) if not self._has_two(m, is_made)],
            "BN206",
            "the layer may have no parameters here, or others, and the other framework's has two",
            "name the parameters",
        )

    def _code_attribute(self, at: At, owner: Variable, name: str) -> None:
        """Object to a look into what a function is made of, where a fix changes that."""
        read, of = self.read_from.get(owner, ("", 0))
        members: list[Member] = []
        if name in ("__code__", *_DEFAULTS):
            members += [m for m in self.members(of) if isinstance(m, LayerReference)]
        for function in self._functions(owner):
            if name in _DEFAULTS:
                defaults = [function.module.base + p.default for p in function.facts.parameters]
                members += self.inside(defaults, False)
            elif name == "__closure__":
                members += self.everyone()
        for function in self._functions(of) if read == "__code__" and name in _OF_CODE else ():
            members += [
                m
                for m in self.everyone()
                if m.at.module == function.module.name
                and function.facts.place.holds(m.at.in_text.place)
            ]
        self.oppose(
            at,
            dict.fromkeys(members),
            "BN209",
            f"`{name}` tells how a function is written, and the fix writes it otherwise",
            "call the function instead",
        )

    def _texts_of(self, variable: Variable) -> list[object]:
        return [v.value for v in self.program.values[variable] if isinstance(v, Constant)]

    def _functions(self, variable: Variable) -> list[OwnFunction]:
        values = self.program.values[variable]
        methods = [v.function for v in values if isinstance(v, Method)]
        return [*methods, *(v for v in values if isinstance(v, OwnFunction))]

    def _state_attribute(self, at: At, owner: Variable, name: str) -> None:
        """Look at what is read of each parameter or buffer of a network."""
        states = [v for v in self.program.values[owner] if isinstance(v, StateValue)]
        if name in _COUNTS:
            self._counted(at, states)

    def _counted(self, at: At, states: Iterable[Value]) -> None:
        """Object to a number that is computed of all buffers."""
        reached = {
            hash(member): member
            for state in states
            if isinstance(state, StateValue) and state.of_each is not None
            for member in self._reached(state.network)
            if len(member.layer_class.dialect.state) != len(self.dialect(member.layer_class).state)
        }
        self.oppose(
            at,
            reached.values(),
            "BN208",
            "parameters and buffers are counted, added up or picked by number, and the other "
            "framework's layer has another number of them",
            "do it with parameters alone, or by the layers",
        )

    def _tallied(self, module: Module, tally: Tally) -> None:
        """Object to what is made of each of all buffers, and isn't followed as that."""
        results = [module.base + result for result in tally.results]
        if not any(self._is_of_state(result) for result in results):
            parts = self._parts_of(module.base + tally.element)
            whole = [v for v in parts if isinstance(v, StateValue) and v.kind in _UNPARTED]
            self._counted(At(module.name, tally.place), whole)

    def _is_of_state(self, variable: Variable) -> bool:
        """Whether a variable holds names, parameters or buffers, or a pair with one."""
        return any(isinstance(v, (StateName, StateValue)) for v in self._parts_of(variable))

    def _parts_of(self, variable: Variable) -> list[Value]:
        """Return the values of a variable, and those that are in its pairs."""
        values = list(self.program.values[variable])
        for value in list(values):
            if isinstance(value, Container) and value.kind == "tuple":
                values += [v for f in value.fields.values() for v in self.program.values[f]]
        return values

    def _has_two(self, layer: LayerObject, is_made: bool) -> bool:
        """Whether a layer has a scale and an offset and nothing else that the program gives it."""
        dialect = layer.layer_class.dialect
        known = {*dialect.state.values(), *dialect.attributes, *NO_NAMES}
        is_own = all(
            name in known or not self.program.values[variable]
            for name, variable in layer.fields.items()
        )
        is_affine = self.is_affine.get(made_at(layer), not is_made)
        return bool(is_affine) and layer.own is None and is_own

    def _is_partable(self, at: At, owner: Variable) -> bool:
        """Whether what is evaluated at a place, of which an attribute is read or which is called,
        is the same when it is evaluated again, and is of the class that it says.
        """
        if any(
            isinstance(v, OwnObject) and self._computes(v.own, "__class__")
            for v in self.program.values[owner]
        ):
            return False
        queue = [owner]
        for variable in queue:
            for name, source, place in self._lookups_of.get(variable, ()):
                if at.place.holds(place):
                    if any(
                        isinstance(v, (OwnObject, LayerObject)) and self._computes(v.own, name)
                        for v in self.program.values[source]
                    ):
                        return False
                    queue.append(source)
        return True

    def _computes(self, own: OwnClass | None, name: str) -> bool:
        """Whether a class of the program computes what is looked up by a name."""
        hooks = (name, "__getattr__", "__getattribute__")
        return own is not None and any(
            hook in one.facts.names for one in own.ancestors() for hook in hooks
        )

    @cached_property
    def _lookups_of(self) -> dict[Variable, list[tuple[str, Variable, Place]]]:
        """The lookups by attribute or key that give each variable: name, owner and place."""
        found: dict[Variable, list[tuple[str, Variable, Place]]] = {}
        for module in self.program.modules.values():
            for op in module.facts.ops:
                if op.code in ("attribute", "element"):
                    name = op.detail if op.code == "attribute" else "__getitem__"
                    lookup = (name, module.base + op.sources[0], op.place)
                    found.setdefault(module.base + op.target, []).append(lookup)
        return found

    def _is_missing(self, value: LayerObject, name: str) -> bool:
        """Whether an attribute is one that only the other framework's layer has."""
        source, target = value.layer_class.dialect, self.dialect(value.layer_class)
        known = {*source.attributes, *source.state.values(), *source.framework.modes.values()}
        others = {*target.attributes, *target.state.values()}
        field = value.fields.get(name, 0)  # what the program itself puts there
        return name in others - known - library.METHODS and not self.program.values[field]

    @cached_property
    def _names(self) -> frozenset[str]:
        """The names of a layer's parameters, buffers and modes in any dialect."""
        dialects = self.program.rules.dialects
        return frozenset(
            name for d in dialects for name in (*d.state.values(), *d.framework.modes.values())
        ) | frozenset(name for d in dialects for name in d.attributes)

    def _has_others(self, values: Iterable[Value]) -> bool:
        return any(
            not self.moves(v)
            and not isinstance(v, (Constant, External, LibraryMethod))
            and not (isinstance(v, OwnObject) and v.own.instance is not v)  # a layer, it turned out
            and v not in TEXTS
            for v in values
        )

    def _is_kept(self, value: LayerObject, name: str, is_set: bool) -> bool:
        """Whether reading an attribute gives the same in the other framework, by the same name."""
        layer_class = value.layer_class
        return not is_set and layer_class.layer.keeps(
            name, layer_class.dialect, self.dialect(layer_class)
        )

    def _changes(self, value: LayerObject, name: str, is_set: bool) -> bool:
        """Whether an attribute is another one in the other framework."""
        if value.own is not None and any(name in own.facts.names for own in value.own.ancestors()):
            return False
        if name.startswith("__"):
            return False
        source, target = value.layer_class.dialect, self.dialect(value.layer_class)
        if name in source.framework.modes.values():
            return source.framework.modes != target.framework.modes
        if is_set and name == MODE:
            return target.framework.assigned_mode != "live"
        if is_set and name in source.settings & target.settings:
            return (source.assigned_settings, target.assigned_settings) != ("live", "live")
        if is_set and (name in source.attributes or name in source.state.values()):
            return True
        if name in value.layer_class.dialect.kept and not target.attributes:
            return False
        return value.layer_class.layer.attribute_in(target, name, source) != name

    def on_set_element(self, module: Module, op: Op, base: int) -> None:
        at = At(module.name, op.place)
        owner, key = (base + s for s in op.sources[:2])
        self._by_class(at, key)
        self._stored(at, owner, base + op.sources[-1])
        written = [v for v in self.program.values[key] if isinstance(v, Constant)]
        for holder in self.program.values[owner] if written else ():
            self._state_key(at, [holder, *self._names_in(holder)], written)

    def _stored(self, at: At, owner: Variable, source: Variable) -> None:
        """Object to what is kept where nothing is known to be."""
        if not self.program.values[owner]:
            reason, advice = _STORED
            self.oppose(at, self.inside([source], False), "BN208", reason, advice)

    def _tagged(self, at: At, owner: Variable, source: Variable) -> None:
        """Object to parameters that keep their names, which can be asked for anywhere."""
        if any(isinstance(v, StateValue) for v in self.program.values[owner]):
            self.oppose(
                at,
                self._of_states(self.program.values[source]),
                "BN108",
                "a parameter is given its name to keep, and the layer's have other names in the "
                "other framework",
                "keep it in a dict by the parameter's name",
            )

    def on_set_attribute(self, module: Module, op: Op, base: int) -> None:
        owner, source = (base + s for s in op.sources)
        at = At(module.name, op.place)
        self._stored(at, owner, source)
        self._tagged(at, owner, source)
        self._attribute_of(at, owner, op.detail, True)
        if op.detail == "__class__":
            self._reclassed(at, owner, source)
        self._code_attribute(at, owner, op.detail)
        if op.detail == "requires_grad" and self.program.values[source] != _FALSE:
            self.thawed[at] = owner
        if Constant(None, "NoneType") in self.program.values[source]:
            self._taken(at, owner, [op.detail])

    def _taken(self, at: At, owner: Variable, names: Iterable[object]) -> None:
        """Object to parameters or buffers of layers being taken away."""
        for name in names:
            self.oppose(
                at,
                [
                    v
                    for v in self.program.values[owner]
                    if isinstance(v, LayerObject)
                    and self.moves(v)
                    and name in v.layer_class.dialect.state.values()
                ],
                "BN206",
                f"`{name}` is taken away, which the other framework's layer can't do without",
                "make the layer without it, or replace it by one that has none",
            )

    def _set_by_name(self, at: At, owner: Variable, attribute: Variable) -> None:
        """Object to a setting that is assigned by a string where something else arrives too."""
        values = self.program.values[owner]
        if any(isinstance(v, Container) or _is_plain_object(self.program, v) for v in values):
            self.oppose(
                at,
                self._of_states(self.program.values[attribute]),
                "BN108",
                "an attribute is named for a parameter, and the layer's have other names in the "
                "other framework",
                "keep it in a dict by the parameter's name",
            )
        for text in map(str, self._texts_of(attribute)) if self._has_others(values) else ():
            self.oppose(
                at,
                [
                    v
                    for v in values
                    if isinstance(v, LayerObject)
                    and self.moves(v)
                    and self._changes(v, text, True)
                    and not self._changes(v, text, False)
                ],
                "BN206",
                f"assigning `{text}` means something else for the other framework's layer",
                "give it to the constructor",
            )

    def _reclassed(self, at: At, owner: Variable, source: Variable) -> None:
        """Link a layer with the class that it becomes one of, or object where that stays."""
        is_any = NETWORK in self.program.values[owner]
        layers = self.everyone() if is_any else self.members(owner)
        found = [
            value.instance if isinstance(value, OwnClass) else value
            for value in self.program.values[source]
        ]
        classes = [m for m in found if isinstance(m, (LayerObject, LayerReference))]
        self.uses.links.append((*layers, *(m for m in classes if self.moves(m))))
        if not found or len(classes) < len(found) or not all(map(self.moves, classes)):
            self.oppose(
                at,
                layers,
                "BN209",
                "the layer becomes an instance of another class",
                "make a layer of that class where this one is made",
            )

    def on_delete_attribute(self, module: Module, op: Op, base: int) -> None:
        at, owner = At(module.name, op.place), base + op.sources[0]
        self._attribute_of(at, owner, op.detail, True)
        self._taken(at, owner, [op.detail])

    def _replaced(self) -> None:
        """Object to what puts something else in the place of a layer's class, of what one holds, or
        of what the layer does.
        """
        for at, name, given in replaced(self.program):
            variable, outside = of_program(self.program, name)
            # What takes the place is used where the other was.
            functions = [
                v
                for one in ((variable, *given) if variable else given)
                for v in self.program.values[one]
                if isinstance(v, OwnFunction)
            ]
            returned = [v.module.base + v.facts.returned for v in functions]
            if variable:
                members = self.inside([variable, *given, *returned], False)
            elif self._may_be_class(outside or name):
                members = [m for m in self.everyone() if isinstance(m, LayerReference)]
            elif self._is_of_layer(outside or name):
                members = self.everyone()
            else:
                members = self.inside(returned, False)
            shown = "what can't be told" if name == ANYTHING else name.lstrip("?.")
            self.oppose(
                at,
                members,
                "BN209",
                f"{shown} is replaced by something else while the program runs",
                "give what replaces it where the layers are made",
            )

    def _may_be_class(self, name: str) -> bool:
        """Whether a dotted name is that of a layer's class, or of a module that it is taken from,
        for all that is known of it.
        """
        owner, _, last = name.rpartition(".")
        classes = self.program.rules.classes
        modules = {one.rpartition(".")[0] for one in classes}
        if last == ANY_NAME:
            return owner == ANY_NAME or owner in modules
        if owner == "?":
            return last in last_names(classes) or last in last_names(modules)
        return name in classes or any(f"{one}.".startswith(f"{name}.") for one in modules)

    def _is_of_layer(self, name: str) -> bool:
        """Whether a dotted name is that of a method of the layer, of a base class of it, or of what
        it calls.
        """
        owner, _, last = name.rpartition(".")
        for layer in self.program.rules.layers:
            for dialect in layer.dialects.values():
                if dialect.name in self.sources and (
                    owner in dialect.classes
                    or name in dialect.functional
                    or (
                        name.partition(".")[0] == dialect.root
                        and (
                            not {last, owner.rpartition(".")[2]}.isdisjoint(dialect.bases)
                            or (owner.endswith(_ROOTS) and _is_of_modules(last))
                        )
                    )
                ):
                    return True
        return False

    def on_call(self, module: Module, op: Op, base: int) -> None:
        self._named(module, op, base)
        at = At(module.name, op.place)
        arguments: list[Argument] = [a for a in op.detail if a != "decorator"]
        arguments = [a._replace(variable=base + a.variable) for a in arguments]
        function = base + op.sources[0]
        values = self.program.values[function]
        name, owner = self.read_from.get(function, ("", 0))
        if name == "requires_grad_" and not any(
            self.program.values[a.variable] == _FALSE for a in arguments
        ):
            self.thawed[at] = owner
        if name in ("startswith", "endswith"):
            self.called_of[at] = owner
        if name == "__init__":
            self._initialised(at, owner, arguments)
        if name in library.BY_KEY and set(self.program.values[owner]) == {FOREIGN}:
            keys = [v for a in arguments[:1] for v in self.program.values[a.variable]]
            self._untold_text(at, [v for v in keys if isinstance(v, StateName) and v.part])
        if name == "update":  # of what hashlib makes
            if any("hashlib" in called for called in module.facts.called) and (
                set(self.program.values[owner]) == {FOREIGN}
            ):
                self._spelt(at, "hashlib", [a.variable for a in arguments])
            self._shown(at, (a.variable for a in arguments))
            self._counted(at, (v for a in arguments for v in self.program.values[a.variable]))
        if not values:
            met = self.inside((a.variable for a in arguments), False)
            self.oppose(
                at,
                self._with_all(met),
                "BN208",
                "it isn't known what is called here with the layer",
                "call something that is in sight",
            )
        references = [
            v
            for v in values
            if isinstance(v, LayerReference)
            and self.moves(v)
            and not is_refused(v.layer_class, arguments)
        ]
        derived = [v for v in values if isinstance(v, OwnClass) and v.layers]
        members: list[Member] = [
            *references,
            *(
                v.instance
                for v in derived
                if isinstance(v.instance, LayerObject)
                and self.moves(v.instance)
                and not self._has_init(v)
            ),
        ]
        if members:
            is_mixed = self._calls_others(values, members)
            is_partable = (
                len(references) == len(members)
                and not any(isinstance(v, Partial) for v in values)
                and values.keys().isdisjoint(_UNTOLD)
                and not any(isinstance(v, LayerReference) and not self.moves(v) for v in values)
                and self._is_partable(at, function)
            )
            self._made(at, members, arguments, is_mixed, is_partable=is_partable)
        if references or derived or not values or values.keys() & _UNTOLD:
            self.uses.makes.add(at)
        for value in values:
            if isinstance(value, Partial):
                if any(
                    isinstance(v, OwnClass) or self.moves(v)
                    for v in self.program.values[value.function]
                ):
                    self.uses.makes |= {at, value.at.in_text}
                self._partial_call(at, value, arguments, self._may_call_others(values))
            elif isinstance(value, LayerObject) and self.moves(value):
                keyword = value.layer_class.dialect.input
                if any(a.kind == "keyword" and a.name == keyword for a in arguments):
                    self.need(at, "attribute", [value])
                    called = self.members(function)
                    if len({self.dialect(m.layer_class).input for m in called}) > 1:
                        self._differ(at, called, "which call their input otherwise")
            elif isinstance(value, LibraryMethod):
                self._method(at, value, arguments, base + op.target)
            elif isinstance(value, External):
                self._function(at, value.name, arguments)
                if library.effect(value.name) != "dicts":
                    self._named_arguments(at, arguments)
            elif isinstance(value, (OwnFunction, Method, OwnClass)):
                self._named_arguments(at, arguments)
                if isinstance(value, OwnClass) and _is_enum(value):
                    self._spelt(at, value.facts.name, [a.variable for a in arguments])
            elif isinstance(value, Getter) and value.kind == "method" and arguments:
                for receiver in self.program.values[arguments[0].variable]:
                    method = LibraryMethod(receiver, str(value.key))
                    self._method(at, method, list(value.arguments), base + op.target)

    def _named_arguments(self, at: At, arguments: Iterable[Argument]) -> None:
        """Object to names of parameters that become those of a call's arguments."""
        values = [v for a in arguments if a.kind == "**" for v in self.program.values[a.variable]]
        names = [name for value in values for name in self._names_in(value)]
        self.oppose(
            at,
            self._of_states([*values, *names]),
            "BN108",
            "the arguments of a call are named for parameters, and the layer's have other names "
            "in the other framework",
            "give them in a dict",
        )

    def _initialised(self, at: At, owner: Variable, arguments: list[Argument]) -> None:
        """Note that a layer's class, by its name, initialises an instance of one that derives."""
        references = [v for v in self.members(owner) if isinstance(v, LayerReference)]
        if references and arguments:
            self.uses.links.append((*references, *self.members(arguments[0].variable)))
            self._made(at, references, arguments[1:], False)

    def _with_all(self, members: list[Member]) -> list[Member]:
        """Return all layers where a class is among the members: what isn't known may be asked for
        its instances, wherever they are made.
        """
        return self.everyone() if any(isinstance(m, LayerReference) for m in members) else members

    def _has_init(self, own: OwnClass) -> bool:
        return any(
            "__init__" in one.facts.names or "__new__" in one.facts.names for one in own.ancestors()
        )

    def _calls_others(self, values: Iterable[Value], members: Collection[Member]) -> bool:
        return any(
            not self.moves(v)
            and not isinstance(v, Constant)
            and not (isinstance(v, OwnClass) and v.instance in members)
            for v in values
        )

    def _may_call_others(self, values: Iterable[Value]) -> bool:
        """Whether something else than a layer may be called, itself or by a partial of it."""
        called = list(dict.fromkeys(values))
        for value in called:
            if isinstance(value, Partial):
                called += (v for v in self.program.values[value.function] if v not in called)
        called = [value for value in called if not isinstance(value, Partial)]
        derived = [v.instance for v in called if isinstance(v, OwnClass)]
        return self._calls_others(
            called, [v for v in derived if isinstance(v, LayerObject) and self.moves(v)]
        )

    def _partial_call(
        self, at: At, value: Partial, arguments: list[Argument], is_mixed: bool
    ) -> None:
        """Note that a partial is called; one of a partial gives its own arguments first. `is_mixed`
        says that something else may be called there.
        """
        named = frozenset(a.name or a.kind for a in arguments if a.kind != "positional")
        known = (at, value, len([a for a in arguments if a.kind == "positional"]), named)
        if at == value.at or known in self.partial_calls:
            return  # it gives itself, or the same is given to it on another way
        self.partial_calls.add(known)
        for inner in self.program.values[value.function]:
            if isinstance(inner, Partial) and inner is not value:
                self._partial_call(value.at, inner, list(value.arguments), False)
                self._partial_call(at, inner, [*value.arguments, *arguments], is_mixed)
        references = [v for v in self.members(value.function) if isinstance(v, LayerReference)]
        if references:
            bound = sum(1 for a in value.arguments if a.kind == "positional")
            self._made(at, references, arguments, is_mixed, bound, of_partial=True)
            self._note_affine(at, references, [*value.arguments, *arguments], 0)
            is_either = self._calls_others(self.program.values[value.function], references)
            self._made(value.at, references, list(value.arguments), is_either, 0, "partial")

    def _made(
        self,
        at: At,
        members: Sequence[Member],
        arguments: list[Argument],
        is_mixed: bool,
        skipped: int = 0,
        kind: str = "call",
        is_partable: bool = False,
        of_partial: bool = False,
    ) -> None:
        """Note that a layer is made: arguments that differ between the frameworks must change. What
        the call of a partial leaves out is written in the partial.
        """
        self._values(at, members, arguments, skipped)
        is_whole = kind == "call" and not of_partial
        self._note_affine(at, members, arguments, skipped, is_whole)
        neutral = {
            one: self._is_neutral(one, arguments, skipped, of_partial)
            for one in {m.layer_class for m in members}
        }
        changing = [m for m in members if not neutral[m.layer_class]]
        classes = {m.layer_class for m in changing}
        given = {key for key, _ in self._contents(arguments, skipped)}
        said = {one: one.layer.says_of_call(one, self.dialect(one), given) for one in classes}
        if any(
            one.layer is not other.layer and said[one] != said[other]
            for one, other in itertools.combinations(classes, 2)
        ):
            self._differ(at, changing, "the arguments of which aren't translated alike")
        if len({m.layer_class.dialect.name for m in members}) > 1:
            self.oppose(
                at,
                members,
                "BN208",
                "layers of two frameworks are made here, whose arguments don't mean the same",
                "make each in a call of its own",
            )
        is_mixed |= 0 < len(changing) < len(members)
        self.need(at, kind, changing, "", is_mixed, is_partable)
        is_open = self._is_open(at)
        for member in members if kind == "call" else ():
            if member not in changing:  # they stay apart as long as nothing has to change here
                self.uses.needs.append(
                    Need(at.in_text, "mode", (member,), "", is_mixed, is_open, False, is_partable)
                )

    def _note_affine(
        self,
        at: At,
        members: Sequence[Member],
        arguments: list[Argument],
        skipped: int,
        is_whole: bool = True,
    ) -> None:
        """Note whether what is made at a place has parameters; where `is_whole`, the arguments are
        all that there are.
        """
        given = self.given.setdefault(at.in_text, {})
        contents = list(self._contents(arguments, skipped))
        for layer_class in dict.fromkeys(m.layer_class for m in members):
            made = (at.in_text, layer_class.layer.name)
            found: set[bool | None] = {True, self.is_affine.get(made, True)}
            off = self.without.setdefault(made, set())
            family, signature = layer_class.layer.family, layer_class.signature
            left_out = {p.concept for p in signature.parameters if p.default == "False"}
            for key, variable in contents:
                here = signature.at(key) if isinstance(key, int) else signature.named(str(key))
                if key is None or here is None:
                    found.add(None)
                    off.update(family.switches if key is None else ())
                    for switch in family.switches:
                        given.setdefault(switch, []).append(None)
                    continue
                left_out.discard(here.concept)
                if here.concept not in family.switches:
                    continue
                values = self.program.values[variable]
                if set(values) != {Constant(True, "bool")}:
                    name, owner = self.read_from.get(variable, ("", 0))
                    same = owner if name == here.name else None
                    given.setdefault(here.concept, []).append(same)
                if here.concept in family.switches_of_learned:
                    found.add(set(values) == {Constant(True, "bool")})
                if not _turns_on(here, values):
                    off.add(here.concept)
            if is_whole and family.switches & left_out:
                off.update(family.switches & left_out)
                found.add(None if family.switches_of_learned.isdisjoint(left_out) else False)
            self.is_affine[made] = False if False in found else None if None in found else True

    def _contents(
        self, arguments: list[Argument], skipped: int
    ) -> Iterator[tuple[object, Variable]]:
        """Yield positions or names of arguments and what they are; None where that isn't told."""
        position: int | None = skipped
        for argument in arguments:
            if argument.kind == "positional":
                yield position, argument.variable
                position = None if position is None else position + 1
            elif argument.kind == "keyword":
                yield argument.name, argument.variable
            else:
                for value in self.program.values[argument.variable]:
                    if isinstance(value, Holder):
                        for key, variable in value.fields.items():
                            if key == KEYS:
                                continue
                            if key in NO_NAMES:
                                if self.program.values[variable]:
                                    yield None, variable
                            elif argument.kind == "**":
                                yield key, variable
                            elif isinstance(key, int) and position is not None:
                                yield position + key, variable
                            else:
                                yield None, variable
                    elif value != Constant(None, "NoneType"):
                        yield None, argument.variable
                if argument.kind == "*":
                    position = None

    def _is_neutral(
        self, layer_class: LayerClass, arguments: list[Argument], skipped: int, of_partial: bool
    ) -> bool:
        """Whether a call says the same of the target's layer as it is written."""
        target, signature = self.dialect(layer_class), layer_class.signature
        contents = list(self._contents(arguments, skipped))
        given = [key for key, _ in contents if isinstance(key, (int, str))]
        if not (of_partial or layer_class.has_defaults_of(target, given)):
            return False
        for key, variable in contents:
            if key is None:
                return False
            here = signature.at(key) if isinstance(key, int) else signature.named(str(key))
            there = (
                target.signature.at(key)
                if isinstance(key, int)
                else target.signature.named(str(key))
            )
            by_name = isinstance(key, str)
            if here is None or there is None or (by_name and here.name != there.name):
                return False
            if here.concept != there.concept or here.encoding != there.encoding:
                return False
            if here.encoding == "shape":
                if there.accepts not in (None, here.accepts):
                    return False  # a number becomes a tuple
                continue
            if here.encoding != "same" or here.choices != there.choices:
                return False
            if there.accepts is not None and here.concept != "features":
                for value in self.program.values[variable]:
                    if (
                        isinstance(value, Constant)
                        and there.accepts.rejects(value.value) is not None
                    ):
                        return False
        return True

    def _values(
        self, at: At, members: Sequence[Member], arguments: list[Argument], skipped: int
    ) -> None:
        """Look at the values that may arrive as arguments: the other framework may reject some."""
        given = self.settings.setdefault(at.in_text, {})
        for member in members:
            target = self.dialect(member.layer_class)
            signature = member.layer_class.signature
            for key, variable in self._contents(arguments, skipped):
                here = signature.at(key) if isinstance(key, int) else signature.named(str(key))
                if key is None or here is None:
                    given.update((one.name, {OPEN: None}) for one in signature.parameters)
                    continue
                given[here.name] = {**given.get(here.name, {}), **self.program.values[variable]}
                there = target.signature.for_concept(here.concept)
                values = self.program.values[variable]
                kinds = dict.fromkeys(filter(None, map(_kind, values)))
                if there and here.encoding != there.encoding:
                    kinds = {"int" if kind == "bool" else kind: None for kind in kinds}
                wrong = [
                    k for k in kinds if there and there.accepts and k not in there.accepts.types
                ]
                if wrong and here.concept != "features":
                    assert there is not None
                    assert there.accepts is not None
                    self.oppose(
                        at,
                        [member],
                        "BN205",
                        f"{here.name} may be {_with_article(wrong[0])} here, and {target.title} "
                        f"takes {' or '.join(there.accepts.types)} alone",
                        "keep that value from arriving here",
                    )
                if ARRAY in values and there and there.accepts and not there.accepts.takes_arrays:
                    self.oppose(
                        at,
                        [member],
                        "BN205",
                        f"{here.name} may be a number of numpy's, or a tensor, here, and "
                        f"{target.title} takes {' or '.join(there.accepts.types)} alone",
                        f"make it one: `{there.accepts.types[0]}(...)`",
                    )
                for value in values:
                    if not isinstance(value, Constant):
                        continue
                    choice = here.choices.get(repr(value.value))
                    if (
                        choice == "batch-statistics"
                        and isinstance(member, LayerReference)
                        and member.at.module != at.module  # nobody sees both
                    ):
                        self.oppose(
                            at,
                            [member],
                            "BN203",
                            f"{here.name}={value.value!r} keeps no statistics in one framework, "
                            "and some in the other",
                            "name the class where the layer is made",
                        )
                    if variable in self.program.constants:
                        continue  # what is written there is seen there
                    module = self.program.modules[at.module]
                    where = self.origins.of(variable, value, module)
                    said = f"{here.name} may be {value.value!r} here{where and f' ({where})'}"
                    if (
                        choice is not None
                        and (there is None or there.choice_for(choice) is None)
                        and choice not in member.layer_class.layer.family.ordinary
                    ):
                        meaning = member.layer_class.layer.meanings.get(choice)
                        self.oppose(
                            at,
                            [member],
                            meaning.code if meaning else "BN203",
                            f"{meaning.reason.format(target=target.title)}; {said}"
                            if meaning
                            else f"{said}, which {target.title} can't say",
                            meaning.advice if meaning else "keep that value from arriving here",
                        )
                    elif (
                        there is not None
                        and there.accepts is not None
                        and choice is None
                        and here.concept != "features"
                    ):
                        why = there.accepts.rejects(self._encoded(value.value, there.encoding))
                        if why is not None:
                            self.oppose(
                                at,
                                [member],
                                "BN205",
                                f"{target.title}'s constructor rejects a value of {here.name}: "
                                f"{why}; {said}",
                                "keep that value from arriving here",
                            )

    def _encoded(self, value: object, encoding: str) -> object:
        return 1 - value if encoding == "complement" and isinstance(value, float) else value

    def _cast(self, at: At, name: str, members: Iterable[Member]) -> None:
        """Object to a method that casts layers."""
        cast = list(members)
        self.oppose(
            at,
            cast,
            "BN208",
            f"`.{name}()` casts the layer{self._if_cast(cast)}",
            "keep the network in float32",
        )

    def _method(
        self, at: At, method: LibraryMethod, arguments: list[Argument], target: Variable
    ) -> None:
        receiver, name = method.receiver, method.name
        if name == "sort":
            by = [v for a in arguments for v in self.program.values[a.variable]]
            self._sorted(at, [receiver, *by])
        is_holder = isinstance(receiver, Container) or _is_plain_object(self.program, receiver)
        for argument in arguments if is_holder else ():
            if name in library.BY_KEY:
                self._by_class(at, argument.variable)
            self._looked_for(at, receiver, self.program.values[argument.variable])
        given = [v for a in arguments for v in self.program.values[a.variable]]
        if name == "update":
            self._put_together(at, [receiver, *given])
        if name in _OF_SETS and isinstance(receiver, Container):
            sides = [self._within([receiver], 1), [*given, *self._within(given, 1)]]
            elements = [v for side in sides for v in side]
            self._state_key(at, elements, elements, tells=self._tells_when_compared)
            self._joined(at, *sides, is_loaded=True)
        if isinstance(receiver, StateName) and name == "popitem":
            self.oppose(
                at,
                self._of_states([receiver]),
                "BN208",
                "the last parameter or buffer is taken, and the other framework's layer has "
                "another number of them",
                "take it by its name",
            )
        if receiver in TEXTS or isinstance(receiver, (Constant, StateName)):
            return
        if name in _CASTS or (name in ("to", "type") and self._is_wide(arguments)):
            self._cast(at, name, self._reached(receiver))
        elif name in ("get_parameter", "get_buffer", "load_state_dict"):
            loaded: list[Value] = []
            for argument in arguments:
                of = [StateName(receiver)]
                asked = self.program.values[argument.variable]
                if name != "load_state_dict" and self._is_told_key(at, of, asked):
                    continue
                self._state_key(at, of, self.program.values[argument.variable])
                for value in self.program.values[argument.variable]:
                    if isinstance(value, Container) and value.kind == "dict":
                        self._state_key(at, of, self._written([value]))
                if name == "load_state_dict":
                    values = self.program.values[argument.variable]
                    loaded += self._with_names_in(values)
                    self._joined(at, of, loaded, is_loaded=True)
                    self.loads.add(at)
            is_loaded = name == "load_state_dict" and receiver is not OPEN
            if is_loaded and self._loaded_names.is_used(target):
                self.oppose(
                    at,
                    dict.fromkeys([*self._reached(receiver), *self._of_states(loaded)]),
                    "BN208",
                    "what load_state_dict returns is used, and the names in it change",
                    "look at what was loaded in another way",
                )

    @cached_property
    def _loaded_names(self) -> Loaded:
        names = {
            name
            for layer in self.program.rules.layers
            for dialect in layer.dialects.values()
            for name in dialect.state.values()
        }
        return Loaded(self.program, self._reading, names)

    @cached_property
    def _reading(self) -> dict[Variable, list[tuple[Op, int]]]:
        """The operations that read each variable, with where the variables of theirs begin."""
        found: dict[Variable, list[tuple[Op, int]]] = {}
        for module in self.program.modules.values():
            for op in module.facts.ops:
                for source in op.reads:
                    found.setdefault(module.base + source, []).append((op, module.base))
        return found

    def _is_wide(self, arguments: list[Argument]) -> bool:
        given = [v for a in arguments for v in self.program.values[a.variable]]
        unpacked = [
            v
            for one in given
            if isinstance(one, Container)
            for inside in one.fields.values()
            for v in self.program.values[inside]
        ]
        return any(
            (isinstance(v, External) and v.name.rpartition(".")[2] in _WIDE_TYPES)
            or (isinstance(v, Constant) and str(v.value).rpartition(".")[2] in _WIDE_TYPES)
            for v in (*given, *unpacked)
        )

    def _if_cast(self, members: Iterable[Member]) -> str:
        """Return in words what is special to a layer of the other framework in another type than
        float32, empty where nothing is.
        """
        for dialect in dict.fromkeys(self.dialect(m.layer_class) for m in members):
            refused = [wide for wide in ("float64", "bfloat16") if dialect.refuses(wide)]
            said = [f"takes no {' or '.join(refused)}"] if refused else []
            if dialect.half_precision == "frozen":
                said.append("moves no statistics in float16")
            if said:
                return f": {dialect.title}'s {', and '.join(said)}"
        return ""

    def _is_bfloat16(self, name: str, arguments: list[Argument]) -> bool:
        """Whether a call of autocast may cast to bfloat16, as it does on a CPU by default."""
        values = [v for a in arguments for v in self.program.values[a.variable]]
        if Constant(False, "bool") in values:
            return False  # it isn't enabled
        types = [v.name for v in values if isinstance(v, External)]
        if any(one.endswith(".bfloat16") for one in types):
            return True
        is_cpu = ".cpu." in name or Constant("cpu", "str") in values
        return is_cpu and not any(a.name == "dtype" for a in arguments) and not types

    def _reached(self, receiver: Value) -> list[Member]:
        if receiver in (OPEN, NETWORK, CHECKPOINT):
            return self.everyone()
        known = self.reached.get(receiver)
        if known is None:
            variable = self.program.new()
            self.program.values[variable][receiver] = None
            known = self.reached[receiver] = self.inside([variable], True)
        return known

    def _by_operator(self, at: At, name: str, arguments: list[Argument]) -> None:
        """Object to what functions of `operator` look for in names of parameters, or by them."""
        given = [v for a in arguments for v in self.program.values[a.variable]]
        if name == "operator.itemgetter":
            names = [v for v in given if "." in (_text(v) or "")]
            self._state_key(at, [StateName(NETWORK)], names)
        else:
            self._state_key(at, [v for v in given if isinstance(v, StateName)], given)

    def _function(self, at: At, name: str, arguments: list[Argument]) -> None:
        if name == "builtins.setattr" and len(arguments) > 2:
            owner, attribute, source = (a.variable for a in arguments[:3])
            if Constant("__class__", "str") in self.program.values[attribute]:
                self._reclassed(at, owner, source)
            if Constant(None, "NoneType") in self.program.values[source]:
                self._taken(at, owner, self._texts_of(attribute))
            self._set_by_name(at, owner, attribute)
        if name == "builtins.delattr" and len(arguments) > 1:
            self._taken(at, arguments[0].variable, self._texts_of(arguments[1].variable))
        last = name.rpartition(".")[2]
        look = look_of(name)
        if look is not None and look.waits:
            self._looked_into(at, last, look, self.everyone())
        if name in _SCRIPTS:
            self.scripted.update(dict.fromkeys(self.inside([a.variable for a in arguments], True)))
        if name.startswith("operator."):
            self._by_operator(at, name, arguments)
        if name in _CHECKS and at not in self._checks:
            self._check_in_disguise(at, arguments)
        if last == "autocast" and self._is_bfloat16(name, arguments):
            dialects = {m: self.dialect(m.layer_class) for m in self.everyone()}
            refusing = {m: there for m, there in dialects.items() if there.refuses("bfloat16")}
            for there in list(refusing.values())[:1]:
                self.oppose(
                    at,
                    refusing,
                    "BN208",
                    f"what reaches the layer is bfloat16 here, and {there.title}'s layer takes "
                    f"{' and '.join(there.precisions)} only",
                    "use float16, or leave the layers out of it (`autocast(enabled=False)`)",
                )
        if last in ("set_default_dtype", "set_default_tensor_type") and self._is_wide(arguments):
            self.oppose(
                at,
                self.everyone(),
                "BN208",
                "layers are made in another type than float32",
                "keep the layers in float32",
            )
        if last in _ADDS_UP:
            self._counted(at, (v for a in arguments for v in self._states_in(a.variable)))
        if name.startswith(_COMPARE_TEXTS):
            self._matched(at, name, arguments)
        if name.startswith(_MEASURES):
            self._shown(at, (a.variable for a in arguments))
        if last in _READS_ANNOTATIONS:
            self.oppose(
                at,
                [m for m in self.everyone() if isinstance(m, LayerReference)],
                "BN209",
                "annotations are read, and the layer's class may be among them",
                "keep the class where it can be followed",
            )
        if name.startswith("inspect."):
            owners = [self.read_from.get(a.variable, ("", 0))[1] for a in arguments]
            self.oppose(
                at,
                [
                    *(m for a in arguments for m in self.members(a.variable)),
                    *(m for o in owners for m in self.members(o) if isinstance(m, LayerReference)),
                ],
                "BN209",
                f"`{name}` looks into the layer's class, and the other framework's has other "
                "parameters",
                "do it for one of the classes by hand",
            )
        if name in library.LOADERS:
            self._loaded(at, arguments)
        if name == "builtins.vars" and arguments:
            self._opened_up(at, arguments[0].variable)
        if name == "itertools.groupby":
            grouped = [v for a in arguments for v in self.program.values[a.variable]]
            self._by_last_parts(at, self._within(grouped, 1))
        if name in _SORTS:
            self._sorted(at, [v for a in arguments for v in self.program.values[a.variable]])
        if name == "builtins.len":
            counted = [v for a in arguments for v in self._states_in(a.variable)]
            self._counted(at, counted)
            for argument in arguments:
                for value in self.program.values[argument.variable]:
                    states = [value]
                    inside = value.fields.get(ANY, 0) if isinstance(value, Container) else 0
                    if inside and not self._is_asked_for_keys(inside):
                        states += self.program.values[inside]
                    if isinstance(value, Container):
                        states += self.program.values[value.fields.get(KEYS, 0)]
                    self.oppose(
                        at,
                        self._of_states(states),
                        "BN208",
                        "parameters and buffers are counted, and the other framework's layer has "
                        "another number of them",
                        "count modules, or parameters alone",
                    )

    @cached_property
    def _checks(self) -> set[At]:
        """The checks that are written as such."""
        return {
            At(module.name, op.place)
            for module in self.program.modules.values()
            for op in module.facts.ops
            if op.code == "check"
        }

    def _check_in_disguise(self, at: At, arguments: list[Argument]) -> None:
        """Object to a check for a base class by another name of isinstance, or of arguments that
        are unpacked.
        """
        values = [v for a in arguments for v in self.program.values[a.variable]]
        values += self._within(values, _DEPTH_OF_PAIRS)
        asked = last_names(v.name for v in values if isinstance(v, External))
        met = [v for v in values if isinstance(v, (LayerObject, LayerReference)) and self.moves(v)]
        members = met if _UNTOLD.isdisjoint(values) else self.everyone()
        self.oppose(
            at,
            [m for m in members if not asked.isdisjoint(m.layer_class.dialect.bases)],
            "BN208",
            "a base class of the layer is checked for, which the other framework's layer doesn't "
            "have",
            "write the check as isinstance(m, ...)",
        )

    def _is_asked_for_keys(self, variable: Variable) -> bool:
        """Whether the program asks a value for its keys, which a name has none of."""
        return variable in self._asked_for_keys

    @cached_property
    def _asked_for_keys(self) -> set[Variable]:
        """The variables that flow to where something is asked for its keys."""
        sources: dict[Variable, list[Variable]] = {}
        for source, targets in enumerate(self.program.flows):
            for target in targets or ():
                sources.setdefault(target, []).append(source)
        queue = [
            variable
            for variable, reading in self._reading.items()
            if any(
                op.code == "attribute" and op.detail in ("keys", "items", "values")
                for op, _ in reading
            )
        ]
        found = set(queue)
        for variable in queue:
            new = [one for one in sources.get(variable, ()) if one not in found]
            found.update(new)
            queue += new
        return found

    def _written(self, values: Iterable[Value]) -> list[Value]:
        """Return the keys of dicts that are written in the program."""
        found: list[Value] = []
        for value in values:
            if isinstance(value, Container):
                found += (Constant(k, "str") for k in value.fields if isinstance(k, str))
                keys = self.program.values[value.fields.get(_ALL_KEYS[0], 0)]
                found += (key for key in keys if _text(key) is not None)
        return found

    def _loaded(self, at: At, arguments: list[Argument]) -> None:
        """Object to parameters that are written out by their names and loaded into a network."""
        network, *loaded = [self.program.values[a.variable] for a in arguments] or [{}]
        members = [m for value in network for m in self._reached(value)]
        written = map(_text, self._written(value for some in loaded for value in some))
        if any(map(self._is_renamed, filter(None, written))):
            self.oppose(
                at,
                members,
                "BN108",
                "parameters are loaded by names that are written in the program, and the layer's "
                "have other names in the other framework",
                "change the names where they are written, together with the layer",
            )

    def _states_in(self, variable: Variable) -> list[StateValue]:
        """Return the parameters and buffers that a value is, or that are in it, or in its pairs."""
        values = list(self.program.values[variable])
        for value in list(values):
            if isinstance(value, Container):
                values += self._parts_of(value.fields.get(ANY, 0))
        return [v for v in values if isinstance(v, StateValue)]

    def _of_states(self, values: Iterable[Value]) -> list[Member]:
        """Return the layers of the networks whose parameters and buffers some values name."""
        found: dict[int, Member] = {}
        for value in values:
            if isinstance(value, StateName):
                found |= {hash(member): member for member in self._reached(value.network)}
        return list(found.values())

    def _state_key(
        self,
        at: At,
        states: Collection[Value],
        values: Collection[Value],
        unknown: bool = False,
        tested: Iterable[Variable] = (),
        tells: Callable[[str], bool] | None = None,
    ) -> None:
        """Object to a lookup by the name of a parameter or buffer, or by one that can't be told;
        where names are only tested, the other framework's may be asked for too. `tells` says
        whether a text is such a name, or a part of one.
        """
        members = self._of_states(states)
        tells = tells or self._tells_state
        texts = [_text(v) for v in values if not isinstance(v, StateName)]
        if any(text is None or "." in text for text in texts):
            self.oppose(
                at,
                [m for m in members if self._is_deeper(m.layer_class)],
                "BN108",
                "something is looked for in the names of parameters, and the layer's have another "
                "number of parts in the other framework",
                _GO_BY_CLASSES,
            )
        if values and any(isinstance(v, StateName) and v.part == "letters" for v in states):
            self.oppose(
                at,
                members,
                "BN108",
                "something is looked for in what is made of the letters of parameters' names, and "
                "the layer's have other names in the other framework",
                _GO_BY_CLASSES,
            )
            return
        values = [v for v in values if (text := _text(v)) is None or tells(text)]
        if self._may_be_told(tested, states, values, members):
            self._need_untied(at, "told", members)
            return
        # What was written to a file may be of any network, and is asked for by any name.
        is_file = any(
            isinstance(state, StateName) and state.network is CHECKPOINT and not state.is_cut
            for state in states
        )
        for value in values if members else ():
            text = _text(value)
            if text is not None:
                if is_file and not self._is_renamed(text):
                    continue
            elif not unknown or value is not TEXT or is_file:
                continue
            self.oppose(
                at,
                members,
                "BN108",
                "a parameter or buffer is looked for by its name, and the layer's have other names "
                "in the other framework",
                _GO_BY_MODULES if text is None or text.rpartition(".")[0] else _GO_BY_CLASSES,
            )
            return

    def _may_be_told(
        self,
        tested: Iterable[Variable],
        states: Collection[Value],
        values: Iterable[Value],
        members: Collection[Member],
    ) -> bool:
        """Whether names of parameters, and nothing else, are tested for texts, and each of these is
        told of the layer's in the other framework by another text, which is in no other name.
        """
        sides = [self.program.values[variable] for variable in tested]
        named = [side for side in sides if any(isinstance(v, StateName) for v in side)]
        if len(named) != 1 or not members or not all(isinstance(v, StateName) for v in named[0]):
            return False
        texts = {text for value in values if (text := _text(value)) is not None}
        classes = {member.layer_class for member in members}
        for text in texts:
            for layer_class in classes:
                source, target = layer_class.dialect, self.dialect(layer_class)
                new = as_told(text, source, target)
                name = new.rpartition(".")[2]
                if not new or not self.state_names.are_free_of(states, name, source):
                    return False
        return bool(texts)

    def _joined(self, at: At, *sides: Collection[Value], is_loaded: bool = False) -> None:
        """Link the layers of networks whose names of parameters meet at a place: they are the same,
        or not. Those of a network that isn't made in the program stay; where they are loaded,
        layers of either framework take them, and what is read from a file may be of any network.

        Where the same several come to each side, one comes to all of them at a time.
        """
        networks = [{v.network: v for v in side if isinstance(v, StateName)} for side in sides]
        meeting = self.met.setdefault((at, len(sides)), Meeting([{} for _ in sides]))
        for side, some in zip(meeting.sides, networks, strict=True):
            side.update(some)
        meeting.is_loaded |= is_loaded or any(FOREIGN_MODULE in side for side in sides)

    def _meetings(self) -> None:
        """Link the networks that meet at places, once it is known which ones come to each."""
        for (at, _), meeting in self.met.items():
            named = [side for side in meeting.sides if side]
            if all(side.keys() == named[0].keys() for side in named):
                continue
            states = {network: state for side in named for network, state in side.items()}
            members = self._of_states(states.values())
            self.uses.links.append(tuple(members))
            if not meeting.is_loaded and FOREIGN_MODULE in states:
                self.oppose(
                    at,
                    members,
                    "BN108",
                    "names of parameters meet those of a network that isn't made in this program, "
                    "whose layers stay",
                    "rename those, or translate what makes the network",
                )
        self._beside_others()

    def _beside_others(self) -> None:
        """Object to layers whose parameters have the names of others' in another network. Where one
        network may be on both sides, it is at a time.
        """
        pairs = (
            (at, list(side), list(other))
            for (at, _), meeting in self.met.items()
            for side, other in itertools.combinations(filter(None, meeting.sides), 2)
            if not _may_share(side.keys(), other.keys())
        )
        for at, side, other in pairs:
            self.oppose(
                at,
                dict.fromkeys(
                    layer
                    for layer in in_place_of_others(self.program, side, other)
                    if self.moves(layer)
                ),
                "BN108",
                "names of parameters meet those of another network, which has something else in "
                "the layer's place, and the layer's have other names in the other framework",
                "load what the same network has saved, or copy by the classes of the modules"
                if at in self.loads
                else "go by the classes of the modules",
            )

    def _is_renamed(self, key: str) -> bool:
        """Whether a key of a checkpoint has another name where a layer of the program moves."""
        names = set(re.split(r"[^A-Za-z0-9_]+", key))
        return any(
            not names.isdisjoint(
                {*one.dialect.state.values()} - {*self.dialect(one).state.values()}
            )
            for one in {m.layer_class for m in self.everyone()}
        )

    def _names_state(self, text: str) -> bool:
        names = {
            name
            for layer in self.program.rules.layers
            for dialect in layer.dialects.values()
            if dialect.name in self.sources
            for name in dialect.state.values()
        }
        return any(name in text.lower() for name in names)

    @cached_property
    def _layers(self) -> tuple[Layer, ...]:
        """The layers that the program has."""
        return tuple(dict.fromkeys(one.layer_class.layer for one in self.everyone()))

    def _tells_state(self, text: str) -> bool:
        """Whether a text is found in the names of parameters and buffers of one framework, and not
        at the same places in the other's.
        """
        if self._names_state(text):
            return True
        for layer in self._layers:
            there = layer.dialects[self.target].state
            for dialect in layer.dialects.values():
                for concept, name in dialect.state.items() if dialect.name in self.sources else ():
                    other = there.get(concept, "")
                    if _places(text, name) != _places(text, other):
                        return True
        return False

    def _tells_when_compared(self, text: str) -> bool:
        """Whether names of parameters of the two frameworks compare otherwise with a text."""
        return any(
            parts(text, name, layer.dialects[self.target].state.get(concept, ""))
            for layer in self._layers
            for dialect in layer.dialects.values()
            if dialect.name in self.sources
            for concept, name in dialect.state.items()
        )

    def _shown(self, at: At, variables: Iterable[Variable]) -> None:
        """Object to a text of layers of which more is asked than to be read by people."""
        members = [
            m
            for variable in variables
            for value in self.program.values[variable]
            if isinstance(value, ShownText)
            for m in self._reached(value.shown)
        ]
        self.oppose(
            at,
            dict.fromkeys(members),
            "BN209",
            "the text of a network is compared, searched or measured, and the other framework's "
            "layers read otherwise",
            "look at the modules themselves",
        )

    def on_compare(self, module: Module, op: Op, base: int) -> None:
        at = At(module.name, op.place)
        self._shown(at, (base + s for s in op.sources))
        values = [self.program.values[base + s] for s in op.sources]
        everything = {value: None for some in values for value in some}
        if sum(any(isinstance(v, StateName) for v in some) for some in values) > 1:
            self._by_last_parts(at, everything)
        self._joined(at, *values)
        held = [self._with_names_in(side) for side in values]
        if not _may_be_of_one(*held):
            self._joined(at, *held, is_loaded=True)
        inside = [name for value in everything for name in self._names_in(value)]
        written = self._written(everything)
        elements = self._within(everything, 1)
        told = [*everything, *written, *elements]
        is_order = not {"Lt", "LtE", "Gt", "GtE"}.isdisjoint(op.detail)
        tells = bool if is_order else self._tells_when_compared
        tested = [base + source for source in op.sources]
        self._state_key(at, [*everything, *inside], told, tested=tested, tells=tells)
        self._compared_with_unknown(at, op.detail, values)
        # A class that is compared with something that is no class, None say, never equals it.
        sides: list[list[Member]] = []
        for source, some in zip(op.sources, values, strict=True):
            references: list[Member] = [
                m for m in self.inside([base + source], False) if isinstance(m, LayerReference)
            ]
            if references or OPEN in some or NETWORK in some:
                sides.append(references)
        if FOREIGN_MODULE in everything:
            self._meets_foreign(at, [m for side in sides for m in side])
        if len(sides) > 1:
            self.uses.links.append(tuple(m for side in sides for m in side))

    def _compared_with_unknown(
        self, at: At, kinds: Sequence[str], values: Sequence[Collection[Value]]
    ) -> None:
        """Object to names of parameters in which a text is looked for, or which are one, that comes
        from where it can't be told: from a file of settings.
        """
        for kind, left, right in zip(kinds, values, values[1:], strict=False):
            is_found = kind in ("In", "NotIn", "Eq", "NotEq")
            for text, name in ((left, right), (right, left)) if is_found else ():
                names = [v for v in name if isinstance(v, StateName) and v.part]
                if FOREIGN in text and names and not any(isinstance(v, StateName) for v in text):
                    self._untold_text(at, names)

    def _untold_text(self, at: At, names: Iterable[StateName]) -> None:
        self.oppose(
            at,
            self._of_states(v for v in names if v.network is not CHECKPOINT),
            "BN108",
            "names of parameters are compared with a text that isn't known, and the layer's have "
            "other names in the other framework",
            "go by the classes of the modules, or write the text out",
        )

    def on_combine(self, module: Module, op: Op, base: int) -> None:
        kind, is_in_place = op.detail
        if is_in_place and base + op.sources[0] not in self.elements:
            values = [self.program.values[base + source] for source in op.sources]
            if not any(isinstance(v, (StateName, StateValue)) for v in values[0]):
                self._counted(At(module.name, op.place), values[-1])
        if kind == "BitOr":
            holders = [v for s in op.sources for v in self.program.values[base + s]]
            self._put_together(At(module.name, op.place), holders)
        members: list[Member] = [
            m
            for s in op.sources
            for m in self.members(base + s)
            if not (isinstance(m, LayerReference) and kind == "BitOr")
        ]
        self.oppose(
            At(module.name, op.place),
            members,
            "BN208",
            "the layer is part of an expression whose result can't be told",
            "keep the layer out of it",
        )

    def on_hash(self, module: Module, op: Op, base: int) -> None:
        self._by_class(At(module.name, op.place), base + op.sources[0])

    def _meets_foreign(self, at: At, references: Iterable[Member]) -> None:
        """Object to classes that are compared with those of layers that stay."""
        self.oppose(
            at,
            references,
            "BN208",
            "layers of a network that isn't made in this program may be meant, and these stay",
            "check for both classes (isinstance), or translate what makes the network",
        )

    def on_check(self, module: Module, op: Op, base: int) -> None:
        """Something is checked for a class: the layers that may arrive and the class are one."""
        subject, classes = (base + s for s in op.sources)
        at = At(module.name, op.place)
        values = self.program.values[subject]
        asked: set[Value] = set()
        queue = [classes]
        seen: set[Variable] = set()
        for variable in queue:
            if variable in seen:
                continue
            seen.add(variable)
            for value in self.program.values[variable]:
                asked.add(value)
                if isinstance(value, Container):
                    queue.extend(value.fields.values())
        references: list[Member] = [
            v for v in asked if isinstance(v, LayerReference) and self.moves(v)
        ]
        layers = self.members(subject)
        bases = {
            base_name
            for dialect in self.program.rules.dialects
            if dialect.name in self.sources
            for base_name in dialect.bases
        }
        is_mixed = NETWORK in values or (OPEN in values and self._is_small())
        asks_both = any(
            isinstance(v, LayerReference) and v.layer_class.dialect.name == self.target
            for v in asked
        )
        met = self.everyone() if is_mixed else layers
        is_named = all(at.module == r.at.module and at.place.holds(r.at.place) for r in references)
        is_both = bool(references) and (
            (asks_both and is_named and not _UNKNOWN.isdisjoint(values))
            or (
                (is_named or self._always_asks(classes, references))
                and self._may_ask_both(op.detail, values, is_mixed)
            )
        )
        if is_both and is_named:
            self.uses.both.add(at.in_text)
            self.staying |= {reference.at for reference in references}
            if asks_both:
                self.parted |= {reference.at for reference in references}
        asked_bases = last_names(v.name for v in asked if isinstance(v, External)) & bases
        named = {r.layer_class.layer for r in references}
        named |= {v.layer_class.layer for v in asked if asks_both and isinstance(v, LayerReference)}
        passing = [
            member
            for member in met
            if not asked_bases.isdisjoint(member.layer_class.dialect.bases)
            and member.layer_class.layer not in named
        ]
        has_named = any(
            not asked_bases.isdisjoint(dialect.bases)
            for layer in named
            for dialect in layer.dialects.values()
        )
        asks_base = bool(passing) or (bool(asked_bases) and not has_named)
        if is_both and not is_named:
            self.need(at, "alias", (*references, *met), _classes_of(references))
        elif asks_base or (is_both and not asks_both):
            if asks_base:
                met = passing
            else:
                passing = references
            is_told = not asks_base or self._always(classes, partial(_is_base, bases=bases))
            if met and is_told and not self._stays(values, is_mixed):
                self._need_untied(at, "both", met, _classes_of(passing))
            elif met or OPEN in values:
                what = "a base class of the layer" if asks_base else "the layer's class alone"
                why = Objection(
                    at,
                    "BN208",
                    f"{what} is checked for, which the other framework's layer doesn't have",
                    "check for the translated class too",
                    tuple(met),
                )
                self.uses.objections.append(why)
        if any(isinstance(v, OwnClass) and self.program.is_structural(v) for v in asked):
            self.oppose(
                at,
                self.everyone() if is_mixed else layers,
                "BN209",
                "the class that is checked for tells its instances by what they have, and the "
                "other framework's layer has other attributes",
                "check for the layer's class",
            )
        if not is_both:
            self._told_apart(at, asked, values)
        if references and not is_both:
            self.uses.links.append((*references, *layers))
            if FOREIGN_MODULE in values:
                self._meets_foreign(at, references)
            if is_mixed:
                self.uses.links.append((*references, *self.everyone()))
            elif OPEN in values:
                self.uses.followers += references
        elif (
            layers
            and any(v in (FOREIGN, OPEN, NETWORK) for v in asked)
            and op.detail != "issubclass"
        ):
            self.oppose(
                at,
                layers,
                "BN208",
                "the layer is checked for a class that can't be told",
                "name the class",
            )

    def _may_ask_both(self, kind: str, values: Collection[Value], is_mixed: bool) -> bool:
        """Whether a check is to ask for the layers of both frameworks, and can: where layers of
        networks may arrive that the program doesn't make, which stay as they are.
        """
        return (
            kind in ("isinstance", "issubclass")
            and FOREIGN_MODULE in values
            and not self._stays(values, is_mixed)
        )

    def _always_asks(self, classes: Variable, references: Collection[Member]) -> bool:
        """Whether what a check asks for is always one of some references, or has one in it."""
        return self._always(classes, lambda value: value in references)

    def _always(self, classes: Variable, is_one: Callable[[Value], bool]) -> bool:
        """Whether what a check asks for is always something, or has it in it."""
        values = self.program.values[classes]
        return bool(values) and all(
            is_one(value)
            or (
                isinstance(value, Container)
                and any(self._always(field, is_one) for field in value.fields.values())
            )
            for value in values
        )

    def _told_apart(self, at: At, asked: Iterable[Value], values: Iterable[Value]) -> None:
        """Object to a check that tells layers apart which are of one class afterwards: those of
        the two frameworks, or of two that are translated to the same.
        """
        one = [v for v in asked if isinstance(v, LayerReference)]
        names = {v.layer_class.dialect.name for v in one}
        others: list[LayerObject | LayerReference] = [
            v
            for v in values
            if isinstance(v, LayerObject) and v.layer_class.dialect.name not in names
        ]
        before = self.checked.setdefault(at.module, [])
        if not _UNKNOWN.isdisjoint(values):
            others += [v for v in before if v.layer_class.dialect.name not in names]
        before += one if len(names) == 1 else []
        become = (*self.sources, self.target)
        staying = self._let_through(self.parted)
        others = [v for v in others if v.layer_class.dialect.name in become and v not in staying]
        if one and others:
            self.oppose(
                at,
                [v for v in (*one, *others) if self.moves(v)],
                "BN208",
                "two classes are told apart that become one",
                "translate what tells them apart by hand first",
            )

    def _stays(self, values: Iterable[Value], anywhere: bool) -> bool:
        """Whether a layer that is the other framework's already is among some values, or in the
        program.
        """
        return self._stays_anywhere if anywhere else self._are_there(values)

    @cached_property
    def _stays_anywhere(self) -> bool:
        return any(map(self._are_there, self.program.values))

    def _are_there(self, values: Iterable[Value]) -> bool:
        return any(
            isinstance(v, LayerObject) and v.layer_class.dialect.name == self.target for v in values
        )

    def _escapes(self) -> None:
        for escape in self.program.escapes:
            at, why = escape.at, escape.why
            name = escape.callee.lstrip("?. ").rpartition(".")[2]
            if why == "looked into":
                members = self.inside([escape.variable], True)
                if NETWORK in self.program.values[escape.variable]:
                    members = [*members, *(m for m in self.everyone() if m not in members)]
                look = look_of(escape.callee)
                assert look is not None
                self._looked_into(at, name, look, members)
                continue
            root = escape.callee.partition(".")[0]
            is_of_python = root in sys.stdlib_module_names and not library.is_plain(escape.callee)
            members = self.inside([escape.variable], why == "text", is_of_python)
            if why == "kept":
                # A module of a framework keeps a layer; a class it would call.
                members = [m for m in members if isinstance(m, LayerReference)]
            if escape.callee.startswith("builtins.") and escape.callee.endswith(_HARMLESS_ENDS):
                continue
            if why == "unknown":
                reason, advice = (
                    "the layer is used in a way that isn't understood",
                    "write it in another way",
                )
            elif why == "text":
                reason, advice = (
                    "code that is put together when it runs may use the layer",
                    "write the code out",
                )
            elif why == "stored":
                reason, advice = _STORED
            elif why == "raised":
                reason, advice = "the layer is raised with an error", "leave it out"
            else:
                if "register" in name or "dispatch" in name:
                    members = self._with_all(members)
                is_named = name.isidentifier()
                to = f"`{name}`" if is_named else name
                reason = (
                    f"the layer is handed to {to}, which isn't known: it may look into it"
                    if name
                    else "the layer is handed to a call that isn't followed: it may look into it"
                )
                whether = f"look whether {to}" if is_named else "look whether it"
                advice = f"{whether} does, or keep the layer out of it"
                if name and not is_named:
                    advice = "call something that is in sight, or keep the layer out of it"
            self.oppose(at, members, "BN208", reason, advice)

    def _looked_into(self, at: At, name: str, look: Look, members: Iterable[Member]) -> None:
        self.oppose(
            at,
            members,
            "BN211",
            f"`{name}` looks into layers for {look.looks_for}; it doesn't know the other "
            "framework's",
            "do it by hand, or with the other framework's own function",
        )

    def _is_small(self) -> bool:
        """Whether the program is one file, whose functions its own network is likely given to."""
        return len(self.program.modules) < 3  # with the one that holds all

    def _lookups(self) -> None:
        for at, owner, name in self.program.lookups:
            values = self.program.values[owner]
            layers = [v for v in values if isinstance(v, LayerObject) and self.moves(v)]
            met = set(layers)
            if NETWORK in values:
                layers = [m for m in self.everyone() if isinstance(m, LayerObject)]
            if not layers and values and values.keys().isdisjoint(_UNCLEAR):
                self.uses.clear.add(at)
            texts = [v.value for v in self.program.values[name] if isinstance(v, Constant)]
            of = [v.network for v in self.program.values[name] if isinstance(v, StateName)]
            self.oppose(
                at,
                [
                    layer
                    for layer in of
                    if isinstance(layer, LayerObject)
                    and self.moves(layer)
                    and any(v is not layer and is_network_part(v) for v in values)
                ],
                "BN108",
                "what another module has is looked up by the names of the layer's parameters, and "
                "these are others in the other framework",
                "write the names out",
            )
            self.oppose(
                at,
                [
                    v
                    for v in values
                    if isinstance(v, LayerReference)
                    and self.moves(v)
                    and not {*v.layer_class.dialect.attributes}.isdisjoint(
                        {*map(str, texts)} - {*self.dialect(v.layer_class).attributes}
                    )
                ],
                "BN209",
                "an attribute of the layer's class is looked up by a string, and the other "
                "framework's doesn't have it",
                "use an instance, or keep the two apart",
            )
            for text in texts:
                if any(self._changes(layer, str(text), False) for layer in layers):
                    self._compared(at, layers, str(text))
            for layer in layers:
                for one in self.program.values[name] or [TEXT]:
                    if one is OPEN and not self._is_small():
                        continue  # callers outside say what they look for
                    if one is MODULE_NAME:
                        continue  # it holds no modules
                    if one is FOREIGN and layer not in met:
                        continue  # neither what is looked for is known, nor in what
                    text = one.value if isinstance(one, Constant) else None
                    if isinstance(text, str) and not self._changes(layer, text, False):
                        continue
                    if isinstance(text, str):
                        is_mixed = self._has_others(values)
                        is_partable = not is_mixed or self._is_partable(at, owner)
                        self.need(at, "attribute", [layer], text, is_mixed, is_partable)
                        continue
                    self.oppose(
                        at,
                        [layer],
                        "BN209",
                        "an attribute of the layer is looked up by a string",
                        "write the attribute out, behind a check for the class",
                    )
        for at, owner, attribute in self.program.looked_up:
            for value in self.program.values[owner]:
                if (
                    isinstance(value, LayerObject)
                    and self.moves(value)
                    and self._changes(value, attribute, False)
                ):
                    self.oppose(
                        at,
                        [value],
                        "BN209",
                        "an attribute of the layer is looked up by a string",
                        "write the attribute out",
                    )
        for at, variable in self.program.texts_of:
            self.oppose(
                at,
                [m for m in self.members(variable) if isinstance(m, LayerReference)],
                "BN209",
                "the text of the layer's class is used, which names its module",
                "check for the class",
            )
        for at, text in self.program.text_uses:
            self._shown(at, [text])
        for at, function, given in self.program.read_letters:
            self._spelt(at, function, given)
        for at, state, variables, is_key in self.program.state_uses:
            named = {v for variable in variables for v in self.program.values[variable]}
            if is_key and self._is_of_others(state, named):
                continue
            for value in list(named):
                if isinstance(value, Container):
                    named |= {v for f in value.fields.values() for v in self.program.values[f]}
            tested = self.called_of.get(at)
            self._state_key(at, [state], named, tested=() if tested is None else [tested])
            if FOREIGN in named and state.part and not any(isinstance(v, StateName) for v in named):
                self._untold_text(at, [state])
            self._joined(at, [state], named)
        for at, own, arguments in self.program.constructed:
            self.uses.makes.add(at)
            if (
                isinstance(own.instance, LayerObject)
                and self.moves(own.instance)
                and (
                    not self._has_init(own)
                    or (at.module == own.module.name and own.facts.place.holds(at.place))
                )
            ):
                self._made(at, [own.instance], list(arguments), False)

    def _texts(self) -> None:
        for text in self.program.texts:
            layer_class = self.program.rules.classes.get(text)
            if layer_class is not None and layer_class.dialect.name in self.sources:
                for module in self.program.modules.values():
                    if text in module.facts.texts:
                        self.oppose(
                            At(module.name, Place(1, 0, 1, 0)),
                            [m for m in self.everyone() if isinstance(m, LayerReference)],
                            "BN209",
                            f"a string names {text}",
                            "name the class itself",
                        )


def _may_be_of_one(*sides: Iterable[Value]) -> bool:
    """Whether names of parameters that meet may be of one network."""
    networks = [{v.network for v in side if isinstance(v, StateName)} for side in sides]
    return all(itertools.starmap(_may_share, itertools.combinations(filter(None, networks), 2)))


def _may_share(side: Set[Value], other: Set[Value]) -> bool:
    """Whether one network may be among some and among others, which may be any of the program."""
    return not side.isdisjoint(other) or not (side | other).isdisjoint((NETWORK, CHECKPOINT))


def _is_plain_object(program: Program, value: Value) -> bool:
    """Whether a value is of a class of the program that is no module."""
    return isinstance(value, OwnObject) and not program.is_module(value.own)


def _is_enum(own: OwnClass) -> bool:
    """Whether a class finds its instances by their values."""
    bases = last_names(name for one in own.ancestors() for name in one.externals)
    return not bases.isdisjoint(("Enum", "StrEnum"))


def _is_network(holder: Holder) -> bool:
    """Whether what a holder has in it is had by an attribute, or as a module."""
    return isinstance(holder, (OwnObject, OwnClass)) or (
        isinstance(holder, Container)
        and holder.kind in ("module", "namespace", "named tuple", "attributes")
    )


def _kind(value: Value) -> str:
    """Return the name of the type of a value that is no literal; empty where that isn't told."""
    if value in (INTEGER, BOOLEAN):
        return "int" if value is INTEGER else "bool"
    if value is TEXT or isinstance(value, ShownText):
        return "str"
    if isinstance(value, (OwnFunction, Method)):
        return "function"
    is_plain = isinstance(value, Container) and value.kind in ("list", "tuple", "dict", "set")
    return value.kind if is_plain else ""  # type: ignore[attr-defined]  # a container


def _is_inside(layer: LayerObject, root: str) -> bool:
    """Whether nothing but modules whose class is below a dotted name holds a layer."""
    names = [
        {holder.name}
        if isinstance(holder, Container)
        else {name for one in holder.own.ancestors() for name in one.externals}
        for holder in layer.inside
        if isinstance(holder, (Container, OwnObject))
    ]
    return bool(names) and all(any(name.startswith(root) for name in some) for some in names)


def _with_article(name: str) -> str:
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


def _turns_on(parameter: Parameter, values: Iterable[Value]) -> bool:
    """Whether an argument gives a layer what a parameter decides about."""
    if parameter.default == "False":
        return set(values) == {Constant(True, "bool")}
    return _is_default(parameter, values)


def _is_default(parameter: Parameter, values: Iterable[Value]) -> bool:
    """Whether an argument means what the default of a parameter does; callers whom nobody sees give
    what the program itself does.
    """
    known = [v for v in values if v is not OPEN]
    said = [repr(v.value) for v in known if isinstance(v, Constant)]
    meant = {parameter.choices.get(one, one) for one in said}
    default = parameter.default or ""
    return len(said) == len(known) > 0 and meant == {parameter.choices.get(default, default)}


def _classes_of(members: Iterable[Member]) -> str:
    """Return the names of some layers' classes, as a need's detail."""
    return " ".join(sorted({member.layer_class.dialect.layer_class for member in members}))


def _is_base(value: Value, bases: Collection[str]) -> bool:
    return isinstance(value, External) and value.name.rpartition(".")[2] in bases


def _only_text(values: Collection[Value]) -> str:
    """Return the text that some values are; empty where it isn't one, or isn't known."""
    texts = [_text(value) for value in values]
    return texts[0] or "" if len(texts) == 1 else ""


def _text(value: Value) -> str | None:
    return value.value if isinstance(value, Constant) and isinstance(value.value, str) else None


def _places(text: str, name: str) -> tuple[bool, bool, bool]:
    """Return whether a name has a text in it, at its beginning, and at its end."""
    text = text.strip(".").lower()
    return bool(text) and text in name, name.startswith(text), name.endswith(text)


def _switch(layer: LayerObject, name: str) -> str:
    """Return what an attribute says that a layer has or not, by True where nothing else is said;
    empty where it says something else.
    """
    dialect = layer.layer_class.dialect
    parameter = layer.layer_class.signature.named(name)
    if parameter is None or name not in dialect.attributes or parameter.default != "True":
        return ""
    return parameter.concept if parameter.concept in dialect.family.switches else ""


def _is_of_modules(name: str) -> bool:
    """Whether all modules have something by a name, and a layer uses it."""
    return name in library.METHODS or name.startswith("__")
