"""From the facts of all modules to the values at every variable: one propagation to a fixpoint.

Values flow along copies; an operation listens to the variables that it reads and adds more as
values arrive there. Nothing is walked twice: a variable hands on only what is new.
"""

from __future__ import annotations

import builtins
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import PurePosixPath

from bnmigrate.places import NOTEBOOK
from bnmigrate.program import library
from bnmigrate.program.copies import Template
from bnmigrate.program.facts import (
    NOWHERE,
    Argument,
    Facts,
    Function,
    Item,
    Op,
    Parameter,
    Variable,
)
from bnmigrate.program.letters import reads_letters
from bnmigrate.program.objects import (
    ANY,
    ARRAY,
    BOOLEAN,
    FOREIGN,
    FOREIGN_MODULE,
    INHERITED,
    INTEGER,
    KEYS,
    LIBRARY_LAYER,
    MANY,
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
    FieldsInit,
    Getter,
    Held,
    Holder,
    LayerObject,
    LayerReference,
    LibraryMethod,
    Method,
    OwnClass,
    OwnFunction,
    OwnModule,
    OwnObject,
    Partial,
    SettingValue,
    ShownText,
    StateName,
    StateUse,
    StateValue,
    Super,
    Value,
)
from bnmigrate.program.refused import is_refused
from bnmigrate.rulebook import Rulebook
from bnmigrate.tensors import tensors_of

_BUILTINS = frozenset(dir(builtins))
_NONE = Constant(None, "NoneType")
_DEEPEST = 8
"""How many dots the name of something outside of the program has at the most."""

APPLIED = ("__call__", "forward", "construct")
"""The methods by which a module is applied."""

_LOADED = {"load_state_dict": True, "_load_from_state_dict": False}
"""The methods that are given the parameters and buffers of a network by their names, and whether
these begin there, and not where it is a part of.
"""

_LISTS = frozenset({"list", "tuple", "set"})
"""The kinds of containers that have no names in them."""

_STATES = ("_parameters", "_buffers")
"""The attributes of a module that have its own parameters and buffers by their names."""

_MODULES = library.ROOTS
_PLAIN_MODULES = _MODULES | {"Sequential", "SequentialCell", "ModuleList", "ModuleDict", "CellList"}
_PLAIN = frozenset({"object", "ABC", "Generic", "Protocol", "Enum"})
"""Classes outside, by the last part of their names, whose own bases are these and no others."""

_STRUCTURAL = frozenset(
    {
        "Iterable",
        "Sized",
        "Container",
        "Collection",
        "Callable",
        "Hashable",
        "Iterator",
        "Reversible",
    }
)
"""Abstract classes, by the last part of their names, whose instances are told by their methods."""

_OF_CLASSES = frozenset({"issubclass", "same"})
"""Checks of classes, not of what is of them."""

_STEPS, _STEPS_AN_OPERATION = 200_000, 10
"""How many values may arrive at variables: some, and so many for each operation of the program.
What ends at all takes up to six for each; where values mix, it would take thousands.
"""

_SMALL = 5_000
"""The operations of a program that is looked into whole: waiting for layers only saves time."""

_MOST_MIXED = 600
"""How many objects a variable holds before the values of a program count as mixed: where it ends,
it is 230 at the most, in pytorchcv, whose networks are made of the same blocks.
"""

_MOST_TOLD = 100
"""How many modules a variable holds before any that arrives is as one that can't be followed: more
come only of walks over whatever network there is.
"""

_MOST_CALLED = 32
"""How many functions and classes one call may call before it is as one that isn't known."""

_MOST_COPIES = 200
"""How many copies a function has that calls what it is given."""

_BESIDE = "beside_it"
"""The package that relative imports lead to where the other files of the project aren't there."""

_MOST_ARGUMENTS = 50
"""How many arguments are told apart: a function that calls itself with one more than it was given
(`f(1, *args)`) has no end of them.
"""

_MOST_OBJECTS = 60
"""How many values a variable holds before it isn't told which objects that are no modules arrive:
tables of callbacks and datasets have fewer.
"""

_MOST = 12
"""How many values a variable takes before a literal is just some text or number, and what carries
no layer is left out.
"""


class TooLargeError(Exception):
    """The values of a program can't be followed with an effort that its size is worth."""


@dataclass(eq=False)
class Module:
    """A module of the program; `name` is its path below the root, dotted. `base` is what its
    variables count from.
    """

    name: str
    facts: Facts
    is_package: bool = False
    base: int = 0
    functions: list[OwnFunction] = field(default_factory=list)
    classes: list[OwnClass] = field(default_factory=list)
    children: dict[str, Module] = field(default_factory=dict)
    members: dict[str, Variable] = field(default_factory=dict)
    carries: bool = False
    cells: frozenset[Variable] = frozenset()
    """The variables of its names."""
    defaults: set[tuple[Variable, Variable]] = field(default_factory=set)
    """The parameters that take their defaults only from calls that leave them out."""

    @property
    def folder(self) -> tuple[str, ...]:
        """The parts of the path of the package that its relative imports start from."""
        parts = tuple(self.name.split(".")) if self.name else ()
        return parts if self.is_package else parts[:-1]


@dataclass(frozen=True)
class Escape:
    """That a variable's values are used at a place in a way that isn't followed; `why` says how."""

    at: At
    variable: Variable
    why: str
    callee: str = ""


class Program:
    """The modules of a program and the values of their variables.

    `modules` maps dotted paths below the root to facts; `packages` are those that are packages,
    and `sources` the folders that imports are looked for in besides, as the parts of their paths.
    Where it `is_closed`, nobody outside of the program calls it; where it `is_part`, what can't be
    found may be in another file of the project.
    """

    def __init__(
        self,
        modules: dict[str, Facts],
        packages: Iterable[str],
        rules: Rulebook,
        sources: Iterable[tuple[str, ...]] = (("src",),),
        is_closed: bool = False,
        is_part: bool = False,
    ) -> None:
        self.rules = rules
        self.sources = list(sources)
        self.is_closed = is_closed
        self.is_part = is_part
        self.values: list[dict[Value, None]] = [{}]
        """What each variable may be, in the order in which it arrived: the same in each run."""
        self.flows: list[dict[Variable, None] | None] = [None]
        self.listeners: list[list[Callable[[Value], None]] | None] = [None]
        self.pending: deque[tuple[Variable, list[Value]]] = deque()
        self.waiting: dict[Variable, list[Value]] = {}
        self.begun: deque[tuple[Callable[[Value], None], list[Value]]] = deque()
        self.escapes: dict[Escape, None] = {}
        self.calls: dict[tuple[At, LayerReference], LayerObject] = {}
        """What each call of a layer's class makes."""

        self.made: dict[tuple[At, object], LayerObject] = {}
        self.containers: dict[tuple[At, str, str], Container] = {}
        self.options: dict[str, Variable] = {}
        self.unused: Variable = self.new()
        """What takes a result that nobody reads; nothing ever arrives there."""

        self.tensors: dict[Variable, Variable] = {}
        """What of a variable's values is handed to a module, by the variable."""

        self.saved: dict[str, Variable] = {}
        """What is written to files in which parameters may be, by the packages that write it."""

        self.handed: Variable = self.new()
        """NETWORK, once one goes where it can't be followed."""
        self.called: set[int] = set()
        self.entered: set[int] = set()
        """The functions that are open to callers outside of the program."""

        self.bound: set[tuple[object, ...]] = set()
        self.open_fields: dict[str, Variable] = {}
        self.field_owners: dict[str, list[Variable]] = {}
        self.texts: set[str] = set()
        self.unnarrowed: list[tuple[Variable, Variable, Variable]] = []
        self.constructed: list[tuple[At, OwnClass, tuple[Argument, ...]]] = []
        self.asks_foreign_classes = False
        """Whether the class is asked for of a module that the program doesn't make."""

        self.looked_up: list[tuple[At, Variable, str]] = []
        self.lookups: list[tuple[At, Variable, Variable]] = []
        self.texts_of: list[tuple[At, Variable]] = []
        self.registered: dict[Holder, list[Variable]] = {}
        """The names by which modules register parameters and buffers."""

        self.formatted: list[Variable] = []
        """What the fields of formats read."""

        self.text_uses: list[tuple[At, Variable]] = []
        """Where a text is searched or measured, and which."""

        self.read_letters: dict[tuple[At, str, tuple[Variable, ...]], None] = {}
        """Which functions that may go by the letters of texts are called where, and with what."""

        self.state_uses: list[StateUse] = []
        self.partial_calls: dict[At, int] = {}
        """How many partials each place calls."""

        self.partials: dict[tuple[At, Variable], Partial] = {}
        self.late: list[Callable[[], None]] = []
        self.is_late = False
        self.unseen: list[tuple[OwnFunction, Variable]] = []
        self.decorated: list[tuple[Variable, Variable]] = []
        self.from_outside: list[tuple[OwnClass, Variable]] = []
        """What is read of objects by a name, which a base class from outside may have."""

        self.handed_to_others: list[tuple[At, Variable, tuple[Argument, ...]]] = []
        """What functions of other packages are given, and with what."""

        self.module_parts: dict[Holder, Variable] = {}
        self.given_back: dict[Variable, Variable] = {}
        """What modules return that are applied, by the variable that takes what comes of it."""

        self.walked: dict[Holder, Variable] = {}
        self.open_walks: list[At] = []
        """Where all modules of a network are gone through that can't be followed."""
        """All modules that are in a holder."""

        self.read_fields: dict[tuple[OwnClass, str], tuple[Variable, Variable]] = {}
        """What an object and its class have by the names of the attributes that are read."""

        self.writers: dict[str, list[OwnFunction]] = {}
        """The functions that assign an attribute, by its name."""

        self.named_parts: dict[Holder, Variable] = {}
        self.steps = 0
        size = sum(len(m.ops) for m in modules.values())
        self.is_small = size <= _SMALL
        self.most_steps = _STEPS + _STEPS_AN_OPERATION * size
        self.constants: set[Variable] = set()
        """The variables of literals and the like, which hold nothing else."""

        self.handed_at: set[tuple[object, ...]] = set()
        self.class_members: dict[tuple[OwnClass, str, Value | None], Variable] = {}
        self.copied: list[tuple[int, dict[Variable, Variable]]] = []
        """The variables of copies of functions, by those of the text, and what these count from."""

        self.awaited: dict[int, list[Callable[[], None]]] = {}
        own = [one for module in modules.values() for one in module.classes]
        self.compares_classes = any("metaclass" in one.keywords for one in own) and any(
            "__eq__" in one.names for one in own
        )
        """Whether a metaclass may say which classes are equal."""

        self.telling = library.telling(rules)
        self.assigned = {"training"}
        """The attributes that some statement assigns: what is put in by a name that can't be told
        goes by others.
        """
        self.written: set[str] = set()
        """What the classes of the program have, their methods among it."""

        self.holder_of: dict[Variable, Holder] = {}
        self.module_names: set[object] = {NUMBERED}
        """The names by which networks hold modules."""

        self.fields_named: dict[object, list[tuple[Holder, Variable]]] = {}
        """The fields that may be put in by a name that can't be told, by theirs."""

        self.name_of: dict[Variable, object] = {}
        self.called_back: set[tuple[Value, bool]] = set()
        self.opened: list[At] = []
        """The functions that nobody in the program calls."""

        self.given: dict[tuple[At, str], list[Variable]] = {}
        """What calls give a parameter of a function, where the program is closed."""

        self.unsure: set[At] = set()
        """The functions that are given something which can't be told, where it is closed."""

        self.imports_any = False
        """Whether a module is imported by a name that can't be told."""

        self.kept: list[Variable] = []
        """What is decorated by something of a library that may call it on its own."""
        self.foreign = self.new()
        self.values[self.foreign][FOREIGN] = None
        self.constants.add(self.foreign)
        self.assigned |= library.METHODS
        self.modules = self._modules(modules, set(packages))
        self.assigned |= self.written
        self.solve()

    # Set up

    def _modules(self, facts: dict[str, Facts], packages: set[str]) -> dict[str, Module]:
        found: dict[str, Module] = {}
        for name, one in facts.items():
            found[name] = Module(name, one, name in packages)
        # A folder without __init__.py is a package too.
        for name in list(found):
            parts = name.split(".")
            for end in range(1, len(parts)):
                outer = ".".join(parts[:end])
                if outer not in found:
                    found[outer] = Module(outer, Facts(), True)
        if "" not in found:
            found[""] = Module("", Facts(), True)
        for name, module in found.items():
            if name:
                outer, _, last = name.rpartition(".")
                found[outer].children[last] = module
        for module in found.values():
            module.base = len(self.values)
            module.cells = frozenset(module.facts.names.values())
            self.values += [{} for _ in range(module.facts.size)]
            self.flows += [None] * module.facts.size
            self.listeners += [None] * module.facts.size
            module.functions = [OwnFunction(module, f) for f in module.facts.functions]
            if self.is_closed:
                module.defaults = {
                    (p.variable, p.default)
                    for f in module.facts.functions
                    for p in f.parameters
                    if p.default
                }
            module.classes = [OwnClass(module, c) for c in module.facts.classes]
            self.texts |= module.facts.texts
            for op in module.facts.ops:
                if op.code == "set attribute":
                    self.assigned.add(op.detail)
            for own in module.facts.classes:
                self.written.update(own.names)
        return found

    def solve(self) -> None:
        """Run to the fixpoint; then let open what nobody in the program calls, and go on."""
        for module in self.modules.values():
            for own in module.classes:
                self._class(module, own)
            for function in module.functions:
                self._function(module, function)
            for variable, value in module.facts.constants:
                self.constants.add(module.base + variable)
                self.add(module.base + variable, Constant(value, type(value).__name__))
            self._begin(module)
        self.run()
        self._settle()
        self.is_late = True
        for begin in self.late:
            begin()
        self.run()
        self._settle()
        while self._open_all():
            self.run()
            self._settle()
        for base, variables in self.copied:
            for variable, copy in variables.items():
                self.values[base + variable].update(self.values[base + copy])

    def _settle(self) -> None:
        """Look into what fills the attributes that are read and empty; let what isn't looked into
        have nothing to do with layers, and go on.
        """
        while self._fill():
            self.run()
        for function, target in self.unseen:
            if not function.is_active:
                self.add(target, FOREIGN)
        self.run()
        for decorated, target in self.decorated:
            if not self.values[target]:
                self.flow(decorated, target)
        if self.is_late:
            self._take_from_others()
        if self.is_late:
            for predicate, subject, target in self.unnarrowed:
                if not self.values[predicate]:
                    self.flow(subject, target)  # it isn't known what is called
        self.run()

    def _take_from_others(self) -> None:
        """Let other packages give what only they can: attributes of the classes that the program
        derives from, and networks to the functions that they are handed without one.
        """
        for own, target in self.from_outside:
            if not self.values[target] and any(map(library.may_hold_layers, own.externals)):
                self.add(target, FOREIGN_MODULE)
        for at, variable, arguments in self.handed_to_others:
            given = [value for a in arguments for value in self.values[a.variable]]
            if not any(v is NETWORK or library.is_network(self, v) for v in given):
                for value in list(self.values[variable]):
                    if isinstance(value, (OwnFunction, Method)):
                        library.call_back(self, at, value, by_others=True)

    def _fill(self) -> bool:
        """Look into the functions that assign attributes which are read where they are empty."""
        empty = {
            name
            for (own, name), variables in self.read_fields.items()
            if not any(self.values[variable] for variable in variables)
        }
        found = [f for name in empty for f in self.writers.get(name, ()) if not f.is_active]
        for function in found:
            self._activate(function)
        return bool(found)

    def _open_all(self) -> bool:
        """Let callers from outside call what nobody in the program calls."""
        opened = False
        for module in self.modules.values():
            replaced = [f for f in module.functions if f.copies and not f.is_begun]
            replaced += [inner for f in replaced for inner in f.inner]
            for function in list(module.functions):
                is_replaced = function in replaced and not self._is_shared(module)
                if is_replaced or not self._is_open(module, function):
                    continue
                self.called.add(id(function))
                self.entered.add(id(function))
                self._start(function)
                self.opened.append(At(module.name, function.facts.place.in_text))
                if self.is_closed:
                    self._take_defaults(function, set())
                self._open(module, function)
                opened = True  # what its body does is to be followed, too
        return opened

    def _is_open(self, module: Module, function: OwnFunction) -> bool:
        """Whether nobody in the program calls a function, or other files may too, and that isn't
        taken into account yet.
        """
        known = self.entered if self._is_shared(module) else self.called
        return id(function) not in known

    def _is_shared(self, module: Module) -> bool:
        """Whether other files of the project may import the module, and aren't there."""
        return self.is_part and not module.name.endswith(NOTEBOOK)

    # Which functions are looked into

    def _begin(self, module: Module) -> None:
        """Do what the module does when it is imported, and wait with the bodies of its functions
        for a layer that may come to them.
        """
        for op in _parted(module.facts.ops, module.functions):
            self._op(module, op)
        inside: set[OwnFunction] = set()
        for index, function in enumerate(module.functions):
            if function in inside:
                continue
            if not function.facts.is_generic:
                self._start(function)
                continue
            first, last = function.facts.ops
            for inner in module.functions[index + 1 :]:
                if inner.facts.ops[0] >= last:
                    break
                if inner.facts.ops[0] >= first:
                    function.inner.append(inner)
            inside.update(function.inner)
        for variable in module.facts.names.values():
            self.listen(
                module.base + variable,
                lambda value: self._when_carries(value, lambda: self._carry_module(module)),
            )

    def _start(self, function: OwnFunction) -> None:
        """Wait for a layer that may come to a function, and to those inside."""
        if function.is_begun:
            return
        function.is_begun = True
        module = function.module
        for op in function.body:
            if op.code == "set attribute":
                self.writers.setdefault(op.detail, []).append(function)
            elif op.target in module.cells:
                self._activate(function)  # it binds a name of the module
        # Who calls what with what is known only where all is looked into.
        if (
            self.is_closed
            or self.is_small
            or any(self._is_about_layers(module, op) for op in function.body)
        ):
            self._activate(function)
        else:
            self._wait(module, function, function.body)
        for variable in (function.facts.returned, function.facts.yielded):
            if variable:
                self.listen(module.base + variable, lambda value: self._returns(function, value))
        for inner in function.inner:
            self._start(inner)

    def _copy_for(self, at: At, function: OwnFunction) -> OwnFunction:
        """Return the copy of a function for a place that calls it; itself where there are many."""
        key, module = at.in_text, function.module
        known = function.copies.get(key)
        if known is not None:
            return known
        if len(function.copies) >= _MOST_COPIES:
            self._start(function)
            return function
        if function.template is None:
            function.template = Template(module.facts, function.facts)

        def new() -> Iterator[Variable]:
            while True:
                yield self.new() - module.base

        context = len(self.copied) + 1
        made = function.template.copy(context, new(), len(module.functions))
        self.copied.append((module.base, made.variables))
        self.most_steps += _STEPS_AN_OPERATION * len(made.ops)
        copy = function.copies[key] = OwnFunction(module, made.function, is_copy=True)
        copy.inner = [OwnFunction(module, one, is_copy=True) for one in made.inner]
        module.functions += copy.inner
        _parted(made.ops, [copy, *copy.inner])
        copy.outer = function.outer
        for one in (copy, *copy.inner):
            self._function(module, one)
        for op in made.evidence:
            self._op(module, op)
        self._start(copy)
        return copy

    def _is_about_layers(self, module: Module, op: Op) -> bool:
        """Whether an operation may have to do with layers wherever its values come from."""
        if op.code in ("attribute", "set attribute"):
            return op.detail in self.telling
        if op.code == "star over":
            return op.detail[2] in self.telling
        if op.code == "star":
            return op.detail in self.telling or bool(module.facts.stars)
        if op.code == "import":
            name, level, attribute = op.detail
            names = {attribute, name.rpartition(".")[2]}
            return bool(names & self.telling) or self.find(module, name, level) is not None
        return op.code == "globals"

    def _wait(self, module: Module, function: OwnFunction, ops: list[Op]) -> None:
        for variable in _read(ops) - {op.target for op in ops}:
            if module.base + variable not in self.constants:
                self.listen(
                    module.base + variable,
                    lambda value: self._when_carries(value, lambda: self._activate(function)),
                )

    def _when_carries(self, value: Value, do: Callable[[], None]) -> None:
        """Do something where a value is or carries a layer, at once or when it comes to."""
        if isinstance(value, (LayerReference, LayerObject, StateName, SettingValue)) or (
            value is NETWORK
        ):
            do()
        elif isinstance(value, StateValue):
            if isinstance(value.network, LayerObject):
                do()
        elif isinstance(value, External):
            if value.name in self.rules.classes:
                do()
        elif isinstance(value, (Holder, OwnFunction)):
            if value.carries:
                do()
            else:
                self.awaited.setdefault(id(value), []).append(do)
        elif isinstance(value, OwnModule):
            if value.module.carries:
                do()
            else:
                self.awaited.setdefault(id(value.module), []).append(do)
        elif isinstance(value, Method):
            self._when_carries(value.function, do)
            self._when_carries(value.receiver, do)
        elif isinstance(value, (LibraryMethod, Super)):
            self._when_carries(value.receiver, do)

    def _woken(self, key: object) -> None:
        for do in self.awaited.pop(id(key), ()):
            do()

    def _activate(self, function: OwnFunction) -> None:
        """Look into the body of a function."""
        if not function.is_active:
            function.is_active = True
            for op in function.body:
                self._op(function.module, op)
            if function.nested:
                read = _read(function.body)
                for inner in function.nested:
                    if any(op.target in read for op in inner.body):
                        self._activate(inner)  # it binds a name of this one
            outer = function.outer
            if outer is not None and (
                id(outer) in self.called or not _read(function.body).isdisjoint(_filled(outer))
            ):
                self._activate(outer)  # it gives what this one takes from around it, and makes it

    def _returns(self, function: OwnFunction, value: Value) -> None:
        self._when_carries(value, lambda: self._carry_function(function))
        if value is not NETWORK and not function.makes:
            self._when_carries(value, lambda: self._makes(function))

    def _makes(self, function: OwnFunction) -> None:
        """Note that a function returns a layer, and so does what holds it."""
        function.makes = True
        holders, function.inside = function.inside, []
        for holder in holders:
            self._carry(holder)

    def _carry_function(self, function: OwnFunction) -> None:
        if function.carries:
            return
        function.carries = True
        self._woken(function)
        if function.outer is not None:
            self._activate(function.outer)  # what it makes may be what it returns
        if function.facts.owner is not None:
            self._carry(function.module.classes[function.facts.owner])

    def _carry_module(self, module: Module) -> None:
        if not module.carries:
            module.carries = True
            self._woken(module)
            outer = self.modules.get(module.name.rpartition(".")[0])
            if outer is not None:
                self._carry_module(outer)

    def run(self) -> None:
        """Hand on what is new until nothing is."""
        pending, begun = self.pending, self.begun
        while pending or begun:
            while begun:
                listener, values = begun.popleft()
                for value in values:
                    listener(value)
            if not pending:
                return
            variable, new = pending.popleft()
            del self.waiting[variable]
            flows = self.flows[variable]
            if flows:
                for target in list(flows):
                    self._add_all(target, new)
            listeners = self.listeners[variable]
            if listeners:
                for value in new:
                    for listener in list(listeners):
                        listener(value)

    # Variables

    def new(self) -> Variable:
        """Return a variable that nothing has arrived at."""
        self.values.append({})
        self.flows.append(None)
        self.listeners.append(None)
        return len(self.values) - 1

    def add(self, variable: Variable, value: Value) -> None:
        """Let a value arrive at a variable."""
        self._add_all(variable, (value,))

    def _add_all(self, variable: Variable, values: Iterable[Value]) -> None:
        known = self.values[variable]
        new = [value for value in values if value not in known]
        if not new or variable == self.unused:
            return
        if len(known) > _MOST:
            new = self._few(variable, known, new)
            if not new:
                return
        self.steps += len(new)
        if self.steps > self.most_steps:
            raise TooLargeError
        known.update(dict.fromkeys(new))
        holder = self.holder_of.get(variable)
        if holder is not None:
            self._put_in(holder, new)
            name = self.name_of.get(variable, NUMBERED)
            if name not in self.module_names and any(
                is_network_part(value) and not self._is_unnamed(holder, value) for value in new
            ):
                self._name_module(name)
        waiting = self.waiting.get(variable)
        if waiting is not None:
            waiting.extend(new)
        else:
            self.waiting[variable] = new
            self.pending.append((variable, new))

    def _few(self, variable: Variable, known: dict[Value, None], new: list[Value]) -> list[Value]:
        """Return what of new values a variable takes that has many already."""
        taken: dict[Value, None] = {}
        if len(known) > _MOST_TOLD and (
            NETWORK in known or sum(map(self._is_one_of_networks, known)) > _MOST_TOLD
        ):
            new = [self._untold(value) for value in new]
        if len(known) > _MOST_MIXED and any(isinstance(v, (OwnObject, Container)) for v in new):
            raise TooLargeError
        for value in new:
            holder = value.receiver if isinstance(value, LibraryMethod) else value
            is_told = (
                isinstance(holder, OwnObject)
                and len(known) <= _MOST_OBJECTS
                and not self.is_module(holder.own)
            )
            if (
                isinstance(holder, (Container, OwnObject, Partial))
                and not holder.carries
                and not is_told
            ):
                if isinstance(holder, (Container, Partial)) and not is_network_part(holder):
                    taken[MANY] = None
                if holder is value:
                    holder.parked.append(variable)
            elif isinstance(value, External):
                taken[FOREIGN] = None
            else:
                taken[self._widened(value)] = None
                if is_whole(value):
                    taken[INTEGER] = None
        return [value for value in taken if value not in known]

    def _is_one_of_networks(self, value: Value) -> bool:
        """Whether a value is a module that a network of the program may hold."""
        return (
            is_network_part(value)
            and value is not LIBRARY_LAYER
            and not (isinstance(value, OwnObject) and not self.is_module(value.own))
        )

    def _untold(self, value: Value) -> Value:
        """Return what stands for a module, or for what is of one, that isn't told from others."""
        if self._is_one_of_networks(value):
            self.add(self.handed, NETWORK)
            return NETWORK
        if isinstance(value, LibraryMethod):
            return LibraryMethod(self._untold(value.receiver), value.name)
        if isinstance(value, StateName):
            return replace(value, network=self._untold(value.network))
        if isinstance(value, StateValue):
            return StateValue(self._untold(value.network), value.kind)
        return value

    def _put_in(self, holder: Holder, values: Iterable[Value]) -> None:
        """Note what a holder holds now."""
        for value in values:
            if isinstance(value, Holder):
                value.inside.append(holder)
                if not (value.carries or isinstance(value, LayerObject)):
                    continue
            elif isinstance(value, (OwnFunction, Method)):
                function = value.function if isinstance(value, Method) else value
                if not function.makes:
                    function.inside.append(holder)
                    continue
            elif not isinstance(value, (LayerReference, SettingValue)):
                continue
            self._carry(holder)

    def _carry(self, holder: Holder) -> None:
        """Note that a holder carries a layer, and so does what it is in."""
        queue = [holder]
        for one in queue:
            if one.carries:
                continue
            one.carries = True
            queue.extend(one.inside)
            if isinstance(one, OwnObject):
                queue.append(one.own)
            elif isinstance(one, OwnClass) and one.instance is not None:
                queue.append(one.instance)
            if isinstance(one, OwnClass):
                queue.extend(one.children)
            self._woken(one)
            parked, one.parked = one.parked, []
            for variable in parked:
                self._add_all(variable, (one,))

    def _widened(self, value: Value) -> Value:
        """Return what stands for a literal where there are many; a text that may name a layer's
        parameters stays.
        """
        if not isinstance(value, Constant) or value.value is None:
            return value
        if not isinstance(value.value, str):
            return FOREIGN
        return value if any(name in value.value for name in self._state_names) else TEXT

    @cached_property
    def _state_names(self) -> frozenset[str]:
        """The names of the layers' parameters and buffers in all frameworks."""
        return frozenset(name for one in self.rules.dialects for name in one.state.values())

    def flow(self, source: Variable, target: Variable) -> None:
        """Let all that arrives at one variable arrive at another."""
        if target in (source, self.unused):
            return
        flows = self.flows[source]
        if flows is None:
            self.flows[source] = {target: None}
        elif target in flows:
            return
        else:
            flows[target] = None
        values = self.values[source]
        if values:
            self._add_all(target, list(values))

    def listen(self, variable: Variable, listener: Callable[[Value], None]) -> None:
        """Call `listener` with each value that a variable has, and each that arrives later."""
        listeners = self.listeners[variable]
        if listeners is None:
            self.listeners[variable] = [listener]
        else:
            listeners.append(listener)
        waiting = set(self.waiting.get(variable, ()))
        values = [value for value in self.values[variable] if value not in waiting]
        if values:
            # Not at once: what it does may listen in its turn, and so on without an end.
            self.begun.append((listener, values))

    def listen_both(
        self, first: Variable, second: Variable, meet: Callable[[Value, Value], None]
    ) -> None:
        """Call `meet` with each value of one variable and each of another."""

        def of_first(value: Value) -> None:
            for other in list(self.values[second]):
                meet(value, other)

        def of_second(other: Value) -> None:
            for value in list(self.values[first]):
                meet(value, other)

        self.listen(first, of_first)
        self.listen(second, of_second)

    # Holders

    def member(self, holder: Holder, key: object) -> Variable:
        """Return the variable of what a holder has by a key or attribute."""
        variable = holder.fields.get(key)
        if variable is None:
            variable = holder.fields[key] = self.new()
            self.holder_of[variable] = holder
            if isinstance(key, int):
                self.flow(self.numbered(holder), variable)
            elif key == NUMBERED or key not in NO_NAMES:
                self._flow_unnamed(holder, key, variable)
            elif key == NAMED:
                for one in list(holder.fields.values()):
                    if self.name_of.get(one) in self.module_names:
                        self.flow(variable, one)
            if holder.everything and key != KEYS:
                self.flow(variable, holder.everything)
            for watcher in list(holder.watchers):
                watcher(key, variable)
            if isinstance(key, str) and isinstance(holder, (OwnObject, LayerObject)):
                owners = self.field_owners.setdefault(key, [])
                owners.append(variable)
                if key in self.open_fields:
                    self.flow(variable, self.open_fields[key])
        return variable

    def _flow_unnamed(self, holder: Holder, key: object, variable: Variable) -> None:
        """Let a field of a holder have what is put there by a name that can't be told."""
        if isinstance(holder, (OwnObject, LayerObject)) and key in self.assigned:
            return
        self.flow(self.member(holder, ANY), variable)
        self.fields_named.setdefault(key, []).append((holder, variable))
        self.name_of[variable] = key
        if NAMED in holder.fields and key in self.module_names:
            self.flow(holder.fields[NAMED], variable)

    def _is_unnamed(self, holder: Holder, value: Value) -> bool:
        """Whether a value is in a holder by a name that can't be told."""
        unnamed = [holder.fields[key] for key in (ANY, NAMED) if key in holder.fields]
        return any(value in self.values[variable] for variable in unnamed)

    def _name_module(self, name: object) -> None:
        """Note that a network holds a module by a name."""
        self.module_names.add(name)
        for holder, variable in self.fields_named[name]:
            if NAMED in holder.fields:
                self.flow(holder.fields[NAMED], variable)

    def numbered(self, holder: Holder) -> Variable:
        """Return the variable of what a holder has under numbers that can't be told."""
        is_named = isinstance(holder, (OwnObject, LayerObject)) or (
            isinstance(holder, Container) and holder.kind == "module"
        )
        return self.member(holder, NUMBERED if is_named else ANY)

    def all_of(self, holder: Holder) -> Variable:
        """Return the variable of all that a holder has."""
        if not holder.everything:
            holder.everything = self.new()
            for key, variable in list(holder.fields.items()):
                if key != KEYS:
                    self.flow(variable, holder.everything)
            self.flow(self.member(holder, ANY), holder.everything)
        return holder.everything

    def modules_in(self, holder: Holder) -> Variable:
        """Return the variable of the modules that a network holds, without what else it keeps."""
        if isinstance(holder, Container) and holder.kind != "module":
            return self.all_of(holder)
        if holder not in self.module_parts:
            variable = self.module_parts[holder] = self.new()

            self.listen(self.all_of(holder), lambda value: self._add_module(value, variable))
        return self.module_parts[holder]

    def attributes_of(self, value: Value) -> Value:
        """Return the dict of the attributes of an object of the program; another value itself."""
        if not isinstance(value, OwnObject) or self.is_module(value.own):
            return value
        made = self.container(At(value.own.module.name, value.own.facts.place), "dict", "vars")
        if not made.watchers:
            keys = self.member(made, KEYS)
            self.add(keys, TEXT)

            def link(first: Holder, second: Holder) -> None:
                def one(key: object, variable: Variable) -> None:
                    if key != KEYS:
                        self.flow(variable, self.member(second, key))

                self.listen_fields(first, one)

            link(value, made)
            link(made, value)
        return made

    def _add_module(self, value: Value, target: Variable) -> None:
        """Hand on a value that is a module of a network, or may be."""
        is_instance = isinstance(value, External) and library.is_instance(value.name)
        if is_network_part(value) or is_instance or value in (FOREIGN_MODULE, NETWORK, OPEN):
            self.add(target, value)
        elif library.may_be_network(value):
            self.add(target, FOREIGN_MODULE)

    def open_field(self, name: str) -> Variable:
        """Return what an attribute of some network that callers give may be."""
        if name not in self.open_fields:
            variable = self.open_fields[name] = self.new()
            for owner in list(self.field_owners.get(name, ())):
                self.flow(owner, variable)
        return self.open_fields[name]

    def option(self, name: str) -> Variable:
        """Return what an option of the command line is where it isn't given."""
        if name not in self.options:
            self.options[name] = self.new()
        return self.options[name]

    def _op_option(self, module: Module, op: Op, base: int) -> None:
        self.flow(base + op.sources[0], self.option(op.detail))

    def container(self, at: At, kind: str, name: str = "") -> Container:
        """Return what a place makes that holds others; the same each time."""
        key = (at, kind, name)
        if key not in self.containers:
            self.containers[key] = Container(at, kind, name)
        return self.containers[key]

    def escape(self, at: At, variable: Variable, why: str, callee: str = "") -> None:
        """Note that a variable's values go where they aren't followed."""
        self.escapes[Escape(at.in_text, variable, why, callee)] = None

    # Classes, functions

    def _class(self, module: Module, own: OwnClass) -> None:
        own.instance = OwnObject(own)
        base = module.base
        for variable in own.facts.bases:
            self.listen(base + variable, partial(self._base, own))
        if "metaclass" in own.facts.keywords:
            self.listen(base + own.facts.keywords["metaclass"], partial(self._made_by, own))
        for name, variable in own.facts.names.items():
            self.flow(base + variable, self.member(own, name))

    def _made_by(self, own: OwnClass, value: Value) -> None:
        """Note that a metaclass from outside may give objects of a class what it likes."""
        if isinstance(value, External) and library.may_hold_layers(value.name):
            self._bring_layers(own)

    def _bring_layers(self, own: OwnClass) -> None:
        """Note that objects of a class may hold layers that the program doesn't make."""
        assert own.instance is not None
        self.add(self.member(own.instance, INHERITED), FOREIGN_MODULE)

    def _base(self, own: OwnClass, value: Value) -> None:
        """Take over what a base class gives."""
        if isinstance(value, OwnClass):
            if value is own or value in own.parents:
                return
            own.parents.append(value)
            value.children.append(own)
            self._inherit_fields(value, own)
            for reference in value.layers:
                self._derive(own, reference)
            self._derive_from(own, value.externals)
            self._init_subclass(own, value)
        elif isinstance(value, LayerReference):
            self._derive(own, value)
        elif isinstance(value, External):
            self._derive_from(own, {value.name})
        elif isinstance(value, LibraryMethod) or value in (FOREIGN, OPEN, NETWORK):
            self._derive_from(own, {"?"})

    def _inherit_fields(self, parent: OwnClass, own: OwnClass) -> None:
        """Give instances of a class what its base's methods put into theirs."""
        assert parent.instance is not None

        def give(key: object, variable: Variable) -> None:
            if own.instance is not None and key != KEYS:
                self.flow(variable, self.member(own.instance, key))

        self.listen_fields(parent.instance, give)

    def _derive_from(self, own: OwnClass, names: set[str]) -> None:
        """Note that a class, and what derives from it, derives from classes outside."""
        if names <= own.externals:
            return
        own.externals |= names
        if any(map(library.may_hold_layers, names)):
            self._bring_layers(own)
        waiting, own.when_derived = own.when_derived, []
        for callback in waiting:
            callback()
        for child in own.children:
            self._derive_from(child, names)

    def _init_subclass(self, own: OwnClass, parent: OwnClass) -> None:
        variable = self.new()
        self._class_member(parent, "__init_subclass__", variable, set())
        arguments = tuple(
            Argument("keyword", k, own.module.base + v)
            for k, v in own.facts.keywords.items()
            if k not in ("metaclass", "**")
        )

        def call(value: Value) -> None:
            if isinstance(value, OwnFunction):
                at = At(own.module.name, own.facts.place)
                self._bind_call(at, value, arguments, self.new(), own)

        self.listen(variable, call)

    def _derive(self, own: OwnClass, reference: LayerReference) -> None:
        if reference in own.layers:
            return
        own.layers.append(reference)
        self._carry(own)
        if not isinstance(own.instance, LayerObject):
            at = At(own.module.name, own.facts.place)
            old = own.instance
            own.instance = LayerObject(at, reference.layer_class, own)
            if old is not None:
                for key, variable in list(old.fields.items()):
                    self.flow(variable, self.member(own.instance, key))
                for variable, values in enumerate(self.values):
                    if old in values:
                        self.add(variable, own.instance)
        waiting, own.when_derived = own.when_derived, []
        for callback in waiting:
            callback()
        for other in own.children:
            self._derive(other, reference)
        for function in own.module.functions:
            if function.facts.owner is not None and own.module.classes[function.facts.owner] is own:
                self._receiver(own.module, function)

    def _function(self, module: Module, function: OwnFunction) -> None:
        facts = function.facts
        base = module.base
        for parameter in facts.parameters:
            if parameter.kind == "*":
                container = self.container(At(module.name, facts.place), "tuple", parameter.name)
                self.add(base + parameter.variable, container)
            elif parameter.kind == "**":
                container = self.container(At(module.name, facts.place), "dict", parameter.name)
                self.add(base + parameter.variable, container)
        self._receiver(module, function)

    def _receiver(self, module: Module, function: OwnFunction) -> None:
        """Give a method its first argument: any instance of its class."""
        facts = function.facts
        if facts.owner is None or not facts.parameters or facts.kind == "static":
            return
        own = module.classes[facts.owner]
        first = facts.parameters[0]
        if first.kind != "positional":
            return
        is_of_class = facts.kind == "class" or facts.name in (
            "__new__",
            "__init_subclass__",
            "__class_getitem__",
        )
        receiver: Value = own if is_of_class else own.instance or own
        self.add(module.base + first.variable, receiver)
        if facts.name in library.PROTOCOLS:
            self._called_by_python(module, facts, receiver)

    def _called_by_python(self, module: Module, facts: Function, receiver: Value) -> None:
        """Give a method that Python calls by itself what may be an operand, and let go of what it
        returns.
        """
        operands = dict.fromkeys(library.OPERATORS, receiver)
        operands |= dict.fromkeys(library.OF_ANYTHING, NETWORK)
        for parameter in facts.parameters[1:] if facts.name in operands else ():
            self.add(module.base + parameter.variable, operands[facts.name])
        at = At(module.name, facts.place)
        for variable in (facts.returned, facts.yielded):
            if variable:
                self.escape(at, module.base + variable, "a call that isn't followed")

    def _open(self, module: Module, function: OwnFunction) -> None:
        """Let callers from outside give what they like, unless a default or annotation says."""
        facts = function.facts
        is_method = facts.owner is not None and facts.kind != "static"
        for index, parameter in enumerate(facts.parameters):
            if (index == 0 and is_method) or parameter.kind in ("*", "**"):
                continue
            variable = module.base + parameter.variable
            known = self.values[variable]
            if known and not self.is_part:
                continue  # what a default, an annotation or a call says
            if is_method and facts.name in _LOADED and index == 1:
                assert facts.owner is not None
                network = module.classes[facts.owner].instance or NETWORK
                self.add(variable, StateName(network, is_cut=not _LOADED[facts.name]))
            # What applies a module gives it tensors.
            self.add(variable, FOREIGN if is_method and facts.name in APPLIED else OPEN)

    # Operations

    def _op(self, module: Module, op: Op) -> None:
        getattr(self, "_op_" + op.code.replace(" ", "_"))(module, op, module.base)

    def _op_copy(self, module: Module, op: Op, base: int) -> None:
        if (op.target, op.sources[0]) not in module.defaults:
            self.flow(base + op.sources[0], base + op.target)

    _op_await = _op_copy

    def _op_foreign(self, module: Module, op: Op, base: int) -> None:
        self.constants.add(base + op.target)
        self.add(base + op.target, FOREIGN)

    _op_unknown = _op_foreign

    def _op_answer(self, module: Module, op: Op, base: int) -> None:
        self._add_all(base + op.target, (FOREIGN, BOOLEAN))

    def _op_text(self, module: Module, op: Op, base: int) -> None:
        target = base + op.target
        self.add(target, TEXT)

        def take(value: Value) -> None:
            is_text = isinstance(value, Constant) and isinstance(value.value, str)
            if is_text or isinstance(value, StateName):
                # It is in the text that comes of it.
                self.add(target, value.cut if isinstance(value, StateName) else value)

        for source in op.sources:
            self.listen(base + source, take)
            library.show(self, base + source, target)

    def _op_show(self, module: Module, op: Op, base: int) -> None:
        pass

    _op_hash = _op_show
    _op_check = _op_show

    def _op_function(self, module: Module, op: Op, base: int) -> None:
        self.add(base + op.target, module.functions[op.detail])

    def _op_class(self, module: Module, op: Op, base: int) -> None:
        own = module.classes[op.detail]
        self.add(base + op.target, own)
        metaclass = own.facts.keywords.get("metaclass")
        if metaclass is not None:
            self.listen(base + metaclass, lambda value: self._metaclass(own, value))

    def _metaclass(self, own: OwnClass, value: Value) -> None:
        """Call what a metaclass does to a class that it makes."""
        if not isinstance(value, OwnClass):
            return
        at = At(own.module.name, own.facts.place)
        space = self.container(at, "namespace")
        for name in own.facts.names:
            self.flow(self.member(own, name), self.member(space, name))
        title, bases, inside = self.new(), self.new(), self.new()
        self.add(title, Constant(own.facts.name, "str"))
        self.add(bases, FOREIGN)
        self.add(inside, space)
        given = tuple(Argument("positional", "", v) for v in (title, bases, inside))
        for method, first in (("__init__", own), ("__new__", value)):
            found = self.new()
            self._class_member(value, method, found, set())

            def call(one: Value, first: Value = first) -> None:
                if isinstance(one, OwnFunction):
                    self._bind_call(at, one, given, self.unused, first)

            self.listen(found, call)

    def _op_import(self, module: Module, op: Op, base: int) -> None:
        name, level, attribute = op.detail
        target = base + op.target
        found = self.find(module, name, level)
        if attribute is None:
            if found is not None:
                self.add(target, OwnModule(found))
            else:
                self.add(target, External(name))
            return
        if found is None:
            if level and not self.is_part:
                self.add(target, FOREIGN)
            else:
                beside = [_BESIDE] if level else []
                self.add(target, External(".".join(filter(None, [*beside, name, attribute]))))
            return
        if found is module and attribute in module.children:
            self.add(target, OwnModule(module.children[attribute]))
        else:
            self._module_member(found, attribute, target)

    def find(self, module: Module, name: str, level: int) -> Module | None:
        """Return the module of the program that an import means."""
        if level:
            folder = module.folder
            folder = folder[: len(folder) - (level - 1)] if level > 1 else folder
            full = ".".join((*folder, *(name.split(".") if name else ())))
            return self.modules.get(full)
        folder = module.folder
        bases = [folder[:end] for end in range(len(folder), -1, -1)]
        for one in (*bases, *self.sources):
            found = self.modules.get(".".join((*one, name)) if one else name)
            # A module of its own name is another one; a package names itself by its whole path.
            is_itself = found is module and not ("." in name or (module.children and not one))
            if found is not None and not is_itself:
                return found
        return None

    def _module_member(self, module: Module, name: str, target: Variable) -> None:
        """Hand on what a module has by a name, to others than itself."""
        if name not in module.members:
            variable = module.members[name] = self.new()
            self._find_member(module, name, variable)
        self.flow(module.members[name], target)

    def _find_member(self, module: Module, name: str, target: Variable) -> None:
        if name in module.facts.names:
            self.flow(module.base + module.facts.names[name], target)
        else:
            if name in module.children and not self._is_hidden(module, name):
                self.add(target, OwnModule(module.children[name]))
            for star, level in module.facts.stars:
                self._from_star(module, star, level, name, target)
            function = module.facts.names.get("__getattr__")
            if function is not None:
                at = At(module.name, NOWHERE)
                variable = self.new()
                self.add(variable, Constant(name, "str"))
                self._call_values(
                    at, module.base + function, (Argument("positional", "", variable),), target
                )

    def _is_hidden(self, package: Module, name: str) -> bool:
        """Whether what a star import takes from a module of a package hides the module itself."""
        child = package.children[name]
        return (
            any(self.find(package, *star) is child for star in package.facts.stars)
            and name in child.facts.names
            and _gives(child, name) is True
        )

    def _star(self, star: str, name: str, target: Variable) -> None:
        found = External(f"{star}.{name}")
        if library.has(star, name) or library.may_be_network(found):
            self.add(target, found)

    def _op_star(self, module: Module, op: Op, base: int) -> None:
        name, target = op.detail, base + op.target
        for star, level in module.facts.stars:
            self._from_star(module, star, level, name, target)
        if name in _BUILTINS:
            self.add(target, External(f"builtins.{name}"))
        elif not module.facts.stars:
            self.add(target, External(f"?.{name}"))

    def _op_star_over(self, module: Module, op: Op, base: int) -> None:
        """Take a name that is bound already from a star import, where that has it."""
        star, level, name = op.detail
        self._from_star(module, star, level, name, base + op.target)

    def _from_star(
        self, module: Module, star: str, level: int, name: str, target: Variable
    ) -> None:
        found = self.find(module, star, level)
        if found is not None:
            if _gives(found, name) is not False:
                self._module_member(found, name, target)
        elif not level:
            self._star(star, name, target)

    def _op_reference(self, module: Module, op: Op, base: int) -> None:
        self._name_layers(base + op.sources[0], At(module.name, op.place), base + op.target)

    def _name_layers(self, source: Variable, at: At, target: Variable) -> None:
        """Hand on values; a layer's class that an import holds is named where it is read."""

        def name(value: Value) -> None:
            if isinstance(value, External):
                self._external(value.name, at, target)
            else:
                self.add(target, value)

        self.listen(source, name)

    def _external(self, name: str, at: At, target: Variable) -> None:
        layer_class = self.rules.classes.get(name)
        owner, _, last = name.rpartition(".")
        if layer_class is None and library.is_class_member(owner):
            self.add(target, FOREIGN)
        elif library.is_instance(owner) and last in library.METHODS:
            self.add(target, LibraryMethod(LIBRARY_LAYER, last))
        elif layer_class is None:
            # Further inside there are no modules and no classes, but attributes of attributes.
            self.add(target, External(name) if name.count(".") < _DEEPEST else FOREIGN)
        else:
            self.add(target, LayerReference(at.in_text, layer_class))

    def _op_globals(self, module: Module, op: Op, base: int) -> None:
        self.add(base + op.target, OwnModule(module))

    def _op_either(self, module: Module, op: Op, base: int) -> None:
        for source in op.sources:
            self.flow(base + source, base + op.target)

    def _op_truth(self, module: Module, op: Op, base: int) -> None:
        """Hand on what may be true, or false: a class, a layer or a function is never false."""
        target, holds = base + op.target, op.detail

        def pick(value: Value) -> None:
            if isinstance(value, Constant):
                if bool(value.value) == holds:
                    self.add(target, value)
            elif holds or not isinstance(
                value,
                (LayerReference, LayerObject, OwnClass, OwnFunction, Method, Partial, External),
            ):
                self.add(target, value)

        self.listen(base + op.sources[0], pick)

    def _op_trained(self, module: Module, op: Op, base: int) -> None:
        """Hand on what has `requires_grad` set: of parameters those that are trained."""
        self.trained(base + op.sources[0], base + op.target)

    def trained(self, source: Variable, target: Variable) -> None:
        """Hand on what a variable may be, where it has `requires_grad` set."""

        def pick(value: Value) -> None:
            if isinstance(value, StateValue) and value.kind == "parameters":
                value = StateValue(value.network, "trained")
            self.add(target, value)

        self.listen(source, pick)

    def _op_named(self, module: Module, op: Op, base: int) -> None:
        """Hand on what the name of its class lets through."""
        target = base + op.target
        how, part, holds = op.detail

        def pick(value: Value) -> None:
            name = None if "__name__" in self.assigned else _class_name(value)
            if name is None or _compares(name, how, part) == holds:
                self.add(target, value)

        self.listen(base + op.sources[0], pick)

    def _op_none(self, module: Module, op: Op, base: int) -> None:
        target, isnt = base + op.target, op.detail

        def pick(value: Value) -> None:
            if (value != _NONE) == isnt or value in (FOREIGN, OPEN):
                self.add(target, value)

        self.listen(base + op.sources[0], pick)

    def _op_super(self, module: Module, op: Op, base: int) -> None:
        own, target = module.classes[op.detail], base + op.target

        def give(value: Value) -> None:
            if isinstance(value, Holder):
                self.add(target, Super(own, value))

        self.listen(base + op.sources[0], give)

    def _op_escape(self, module: Module, op: Op, base: int) -> None:
        self.escape(At(module.name, op.place), base + op.sources[0], op.detail)

    def _op_compare(self, module: Module, op: Op, base: int) -> None:
        pass

    def _op_combine(self, module: Module, op: Op, base: int) -> None:
        """Join lists, repeat one; `|` of classes is a tuple of them, and of dicts a dict."""
        kind, is_in_place = op.detail
        target, at = base + op.target, At(module.name, op.place)

        def grow(value: Value) -> None:
            if isinstance(value, Container) and value.kind in ("list", "set", "module"):
                self._iterate(base + op.sources[1], self.numbered(value), at)
            elif isinstance(value, Container) and value.kind == "dict":
                library.fill_dict(self, at, base + op.sources[1], value)
            else:
                take(value)
                return
            self.add(target, value)

        def take(value: Value, side: int = 0) -> None:
            if isinstance(value, Container) and kind in ("Add", "Mult", "BitOr", "Sub", "BitAnd"):
                joined = self.container(at, "list" if value.kind != "dict" else "dict")
                self.flow(self.all_of(value), self.member(joined, ANY))
                if value.kind == "dict":
                    self.flow(self._keys(value), self.member(joined, KEYS))
                self.add(target, joined)
            elif isinstance(value, (LayerReference, OwnClass, External)) and kind == "BitOr":
                joined = self.container(at, "tuple")
                self.add(self.member(joined, side), value)
                self.add(target, joined)
            elif isinstance(value, Constant) and isinstance(value.value, str):
                self.add(target, TEXT)
                self.add(target, value)  # it is in the text that comes of it
            elif isinstance(value, Container) and kind == "Mod":
                library.hand_on_names(self, [self.all_of(value)], target)
            elif isinstance(value, StateName):
                self.add(target, value.cut)
            elif isinstance(value, ShownText) or value is NETWORK:
                self.add(target, value)
            else:
                self._compute(FOREIGN if value is ARRAY else value, target)

        def compute(value: Value, other: Value) -> None:
            if value is ARRAY and not isinstance(other, Container):  # `[a] * n` is a list
                self.add(target, ARRAY)
            is_number = isinstance(other, Constant) and not isinstance(other.value, str)
            if isinstance(value, SettingValue) and (is_number or isinstance(other, SettingValue)):
                self.add(target, replace(value, is_computed=True))
            is_whole_one = kind in _WHOLE and is_whole(value) and is_whole(other)
            if is_whole_one and not (
                kind == "Pow" and (_is_negative(value) or _is_negative(other))
            ):
                self.add(target, INTEGER)

        for source in op.sources:
            for other in op.sources:
                if source != other or len({*op.sources}) == 1:
                    self.listen_both(base + source, base + other, compute)
        if kind == "Mod":
            self._formatted(base + op.sources[0], base + op.sources[-1], target)
        for index, source in enumerate(op.sources):
            one_side = partial(take, side=index)
            self.listen(base + source, grow if is_in_place and index == 0 else one_side)

    def _formatted(self, form: Variable, shown: Variable, target: Variable) -> None:
        """Give the text that `%` makes; of what may be a network, and a number as well, only where
        there is a text to put it in.
        """
        sure, unsure = self.new(), self.new()
        self.listen(shown, lambda v: self.add(unsure if v is NETWORK else sure, v))
        library.show(self, sure, target)

        def put(value: Value) -> None:
            is_text = isinstance(value, Constant) and isinstance(value.value, str)
            if is_text or value in TEXTS or isinstance(value, (StateName, ShownText)):
                library.show(self, unsure, target)

        self.listen(form, put)

    def _op_display(self, module: Module, op: Op, base: int) -> None:
        kind, items = op.detail
        container = self.container(At(module.name, op.place), kind)
        self.add(base + op.target, container)
        keys = self.member(container, KEYS) if kind == "dict" else 0
        for item in items:
            self._item(container, item, base, keys)

    def _item(self, container: Container, item: Item, base: int, keys: Variable) -> None:
        source = base + item.variable
        if item.kind == "key":
            if item.key is None:
                self.flow(source, keys)
            return
        if item.kind == "item":
            self.flow(source, self.member(container, ANY if item.key is None else item.key))
            return
        first = item.key if isinstance(item.key, int) else None

        def spread(value: Value) -> None:
            if isinstance(value, Holder):
                if item.kind == "*":
                    self._spread(value, container, first)
                else:
                    self.listen_fields(value, lambda k, v: self.flow(v, self.member(container, k)))
            elif value in (FOREIGN_MODULE, OPEN):
                self.add(self.member(container, ANY), value)

        self.listen(source, spread)

    def _spread(self, value: Holder, into: Holder, first: int | None) -> None:
        """Put the elements of `value` into a holder, from number `first` on where that is told."""
        is_list = isinstance(value, Container) and self._is_list(value)
        if first is None or not is_list:
            self.flow(self.elements(value), self.numbered(into))
            return
        self.listen_fields(
            value,
            lambda k, v: self.flow(v, self.member(into, first + k)) if isinstance(k, int) else None,
        )
        self.flow(self.numbered(value), self.numbered(into))

    def elements(self, value: Holder) -> Variable:
        """Return what a loop over a holder yields."""
        if isinstance(value, Container) and value.kind in ("dict", "namespace"):
            return self._keys(value)
        if isinstance(value, OwnObject):
            elements = self.new()
            self._iterate_one(value, elements, At(value.own.module.name, value.own.facts.place))
            return elements
        is_module = isinstance(value, Container) and value.kind == "module"
        return self.modules_in(value) if is_module else self.all_of(value)

    def _keys(self, value: Container) -> Variable:
        is_new = KEYS not in value.fields or not value.has_keys
        variable = self.member(value, KEYS)
        if is_new:
            value.has_keys = True
            self.listen_fields(
                value,
                lambda k, _: (
                    self.add(variable, Constant(k, "str"))
                    if isinstance(k, str) and k not in NO_NAMES
                    else None
                ),
            )
        return variable

    def _op_iterate(self, module: Module, op: Op, base: int) -> None:
        self._iterate(base + op.sources[0], base + op.target, At(module.name, op.place))

    def _iterate(self, source: Variable, target: Variable, at: At) -> None:
        def take(value: Value) -> None:
            if isinstance(value, (OwnObject, LayerObject)):
                self._iterated_object(value, target, at)
            elif isinstance(value, OwnClass):
                self.flow(self.all_of(value), target)  # an Enum
                result = self.new()
                self._by_metaclass(at, value, "__iter__", (), result)
                self._iterate(result, target, at)
            elif isinstance(value, Holder):
                self.flow(self.elements(value), target)
            elif isinstance(value, StateName):
                self.add(target, value.each)
            elif isinstance(value, ShownText) or value in (FOREIGN, FOREIGN_MODULE, NETWORK, OPEN):
                self.add(target, value)
            elif value is INTEGER:
                self._add_all(target, (FOREIGN, INTEGER))
            elif isinstance(value, Constant) and not isinstance(value.value, (str, bytes)):
                pass  # it raises
            elif isinstance(value, (Constant, External)) or value in TEXTS:
                is_text = not isinstance(value, External)
                outside = FOREIGN_MODULE if library.may_be_network(value) else FOREIGN
                self.add(target, TEXT if is_text else outside)
            else:
                self._compute(value, target)

        self.listen(source, take)

    def _when(self, own: OwnClass, holds: Callable[[str], bool], do: Callable[[], None]) -> None:
        """Do something once a class derives from one outside of which something holds."""
        if any(holds(name) for name in own.externals):
            do()
        else:
            own.when_derived.append(lambda: self._when(own, holds, do))

    def _when_indexed(self, value: OwnObject | LayerObject, do: Callable[[], None]) -> None:
        """Do something where a class doesn't say what an index gives, or once it derives from one
        outside that may: an index is of its attributes then.
        """
        own = value.own
        if own is None:
            return
        if not self.is_late:
            self.late.append(lambda: self._when_indexed(value, do))
            return
        if not any("__getitem__" in one.facts.names for one in own.ancestors()):
            do()
            return
        if any(
            library.is_container(name) or name.rpartition(".")[2] not in _MODULES | _PLAIN
            for name in own.externals
        ):
            do()
        else:
            own.when_derived.append(lambda: self._when_indexed(value, do))

    def _get_item(
        self, value: OwnObject | LayerObject, key: Variable, target: Variable, at: At
    ) -> None:
        """Call what the program itself says of an index."""
        method = self.new()
        self._own_method(value, "__getitem__", method)
        self._call_values(at, method, (Argument("positional", "", key),), target)

    def _iterate_one(self, value: Value, target: Variable, at: At) -> None:
        one = self.new()
        self.add(one, value)
        self._iterate(one, target, at)

    def _iterated_object(
        self,
        value: OwnObject | LayerObject,
        target: Variable,
        at: At,
        index: int | None = None,
    ) -> None:
        """Give what a loop over an object yields; the part with a number where that is told."""
        mark = ("iterate", id(value), target)
        if mark in self.bound:
            return  # it gives itself
        self.bound.add(mark)
        method = self.new()
        self._own_method(value, "__iter__", method)
        result = self.new()
        self._call_values(at, method, (), result)
        self._iterate(result, target, at)
        following = self.new()
        self._own_method(value, "__next__", following)
        self._call_values(at, following, (), target)
        own = value.own

        def without_iter() -> None:
            self._iterated_names(value, target)
            self._iterated_by_index(value, target, at)

        if self.is_late:
            without_iter()
        else:  # once it is known what it derives from
            self.late.append(without_iter)
        if own is not None:
            self._when(own, library.is_container, lambda: self.flow(self.modules_in(value), target))
            is_told = index is not None and index >= 0
            parts = self.member(value, index) if is_told else self.all_of(value)
            self._when(own, _is_named_tuple, lambda: self.flow(parts, target))

    def _iterated_names(self, value: OwnObject | LayerObject, target: Variable) -> None:
        """Give the names of the attributes that `vars` has of what is nothing to iterate over."""
        own = value.own
        if own is None or not (
            {name.rpartition(".")[2] for name in own.externals} - _MODULES - _PLAIN
            or any("__iter__" in one.facts.names for one in own.ancestors())
        ):
            self.add(target, TEXT)

    def _iterated_by_index(self, value: OwnObject | LayerObject, target: Variable, at: At) -> None:
        """Give what the indices of an object give that doesn't say what a loop over it yields."""
        own = value.own
        if own is not None and not any("__iter__" in one.facts.names for one in own.ancestors()):
            index = self.new()
            self._add_all(index, (FOREIGN, INTEGER))
            self._get_item(value, index, target, at)

    def _op_part(self, module: Module, op: Op, base: int) -> None:
        """Unpack: the part with a number, from the end where it is negative."""
        target, index, at = base + op.target, op.detail, At(module.name, op.place)

        def take(value: Value) -> None:
            if isinstance(value, Container) and self._is_list(value):
                if index < 0:
                    self.flow(self.all_of(value), target)
                else:
                    self.flow(self.member(value, index), target)
            elif isinstance(value, (OwnObject, LayerObject)):
                self._iterated_object(value, target, at, index)
            elif isinstance(value, Holder):
                one = self.new()
                self.add(one, value)
                self._iterate(one, target, at)
            elif isinstance(value, StateName):
                self.add(target, value.at(index))
            elif value in (OPEN, NETWORK, FOREIGN_MODULE):
                self.add(target, value)
            else:
                self._compute(value, target)

        self.listen(base + op.sources[0], take)

    def _op_rest(self, module: Module, op: Op, base: int) -> None:
        at, target = At(module.name, op.place), base + op.target
        rest = self.container(at, "list")
        self.add(target, rest)
        self._iterate(base + op.sources[0], self.member(rest, ANY), at)

    def _op_slice(self, module: Module, op: Op, base: int) -> None:
        target, at = base + op.target, At(module.name, op.place)
        lower, upper, step = op.detail

        def take(value: Value) -> None:
            if isinstance(value, (OwnObject, LayerObject)):
                self._get_item(value, self.foreign, target, at)
                self._when_indexed(value, lambda: cut(value))
            elif isinstance(value, Holder):
                cut(value)
            elif isinstance(value, StateName):
                self.add(target, value.cut if step in (None, 1) else value.letters)
            elif value in (OPEN, NETWORK, FOREIGN_MODULE) or isinstance(value, ShownText):
                self.add(target, value)
            else:
                self._compute(value, target)

        def cut(value: Holder) -> None:
            kind = value.kind if isinstance(value, Container) else "module"
            part = self.container(at, kind)
            self.add(target, part)
            is_told = step is None and (lower is None or (isinstance(lower, int) and lower >= 0))
            is_told = is_told and (upper is None or (isinstance(upper, int) and upper >= 0))
            if is_told and isinstance(value, Container) and self._is_list(value):
                start = lower or 0
                self.listen_fields(
                    value,
                    lambda k, v: (
                        self.flow(v, self.member(part, k - start))
                        if isinstance(k, int) and k >= start and (upper is None or k < upper)
                        else None
                    ),
                )
                self.flow(self.numbered(value), self.numbered(part))
            else:
                self.flow(self.all_of(value), self.numbered(part))

        self.listen(base + op.sources[0], take)

    def _is_list(self, value: Container) -> bool:
        return value.kind in ("list", "tuple", "named tuple", "module")

    def _op_element(self, module: Module, op: Op, base: int) -> None:
        owner, key = (base + source for source in op.sources)
        self._element(owner, key, base + op.target, At(module.name, op.place))

    def _element(self, owner: Variable, key: Variable, target: Variable, at: At) -> None:
        done: set[tuple[int, object]] = set()

        def pick(value: Value, one: Value) -> None:
            if isinstance(value, (OwnObject, LayerObject)):
                argument = self.new()
                self.add(argument, one)
                self._get_item(value, argument, target, at)
                if not (isinstance(one, Constant) and isinstance(one.value, str)):
                    self._when_indexed(value, lambda: self._picked(value, one, target))
                elif "." not in one.value or value.own is None or not self.is_module(value.own):
                    self._picked(value, one, target)  # no module has a name with dots
            elif isinstance(value, OwnModule):
                if isinstance(one, Constant) and isinstance(one.value, str):
                    self._module_member(value.module, one.value, target)
                else:
                    for name in value.module.facts.names:
                        self._module_member(value.module, name, target)
            elif isinstance(value, OwnClass):
                if isinstance(one, Constant) and isinstance(one.value, str):
                    self._class_member(value, one.value, target, set())
                self.add(target, value)  # Generic[...], and an Enum by its name
                argument = self.new()
                self.add(argument, one)
                given = (Argument("positional", "", argument),)
                self._by_metaclass(at, value, "__getitem__", given, target)
                if "__class_getitem__" in self.written:
                    method = self.new()
                    self._class_member(value, "__class_getitem__", method, set(), value)
                    self._call_values(at, method, given, target)
            elif isinstance(value, External):
                found = self._loaded(value, one, at)
                if found is not None:
                    self.add(target, OwnModule(found))
                elif isinstance(one, Constant) and isinstance(one.value, str):
                    is_module = value.name == "sys.modules"
                    name = one.value if is_module else f"{value.name}.{one.value}"
                    self._external(name, at, target)
                else:
                    outside = FOREIGN_MODULE if library.may_be_network(value) else FOREIGN
                    self.add(target, outside)
                    self._any_of(value, at, target)
            elif isinstance(value, Holder):
                self._picked(value, one, target)
            elif isinstance(value, StateName):
                self.add(target, value.at(one.value if isinstance(one, Constant) else None))
            elif isinstance(value, ShownText) or value in (OPEN, NETWORK, FOREIGN_MODULE):
                self.add(target, value)
            else:
                self._compute(value, target)

        def meet(value: Value, one: Value) -> None:
            if (id(value), one) not in done:
                done.add((id(value), one))
                pick(value, one)

        self.listen_both(owner, key, meet)

    def _picked(self, value: Holder, key: Value, target: Variable) -> None:
        if (
            isinstance(key, Constant)
            and isinstance(key.value, (str, int))
            and not isinstance(key.value, bool)
        ):
            if isinstance(key.value, str) and isinstance(value, Container) and value.kind in _LISTS:
                return  # it raises when it runs too
            if isinstance(key.value, int) and key.value < 0:
                self._from_end(value, key.value, target)
            else:
                self.flow(self.member(value, key.value), target)
            if not isinstance(value, Container) or value.kind == "module":
                self._picked_by_place(value, key.value, target)
        else:
            self.flow(self.all_of(value), target)

    def _loaded(self, value: External, key: Value, at: At) -> Module | None:
        """Return the module of the program that `sys.modules` has by a name."""
        if value.name != "sys.modules":
            return None
        if isinstance(key, Constant):
            return self.find(self.modules[""], str(key.value), 0)
        is_own = isinstance(key, External) and key.name.endswith(".__name__")
        return self.modules[at.module] if is_own else None

    def _picked_by_place(self, value: Holder, key: str | int, target: Variable) -> None:
        """Pick what a module holds by its number under its name, or the other way round."""
        if isinstance(key, str):
            if key.isdecimal():
                self.flow(self.member(value, int(key)), target)
        elif value not in self.named_parts:
            named = self.named_parts[value] = self.new()
            self.flow(named, target)

            def pick(name: object, variable: Variable) -> None:
                if isinstance(name, str) and name not in NO_NAMES:
                    self.listen(variable, lambda one: self._add_module(one, named))

            self.listen_fields(value, pick)
        else:
            self.flow(self.named_parts[value], target)

    def _from_end(self, value: Holder, index: int, target: Variable) -> None:
        """Pick from the end of what is written out whole; of anything else it may be any."""
        if not self.is_late:  # what it holds isn't all there yet
            self.late.append(lambda: self._from_end(value, index, target))
            return
        numbers = sorted(key for key in value.fields if isinstance(key, int))
        unnumbered = self.numbered(value)
        if numbers and not self.values[unnumbered]:
            # What arrives later lies behind: then it may be any of them after all.
            self.listen(unnumbered, lambda _: self.flow(self.all_of(value), target))
            position = len(numbers) + index
            if position >= 0:
                self.flow(self.member(value, numbers[position]), target)
        else:
            self.flow(self.all_of(value), target)

    def _any_of(self, value: External, at: At, target: Variable) -> None:
        """Take any layer's class that a module of a framework holds: what is looked up there by a
        name that can't be told.
        """
        for name, layer_class in self.rules.classes.items():
            if name.rpartition(".")[0] == value.name:
                self.add(target, LayerReference(at.in_text, layer_class))

    def _op_delete_element(self, module: Module, op: Op, base: int) -> None:
        owner, key = (base + one for one in op.sources)
        if self.values[key] != {Constant(-1, "int"): None}:
            self.listen(owner, self.move_up)

    def move_up(self, value: Value) -> None:
        """Let what a list has under numbers have others, as it is one shorter."""
        if not isinstance(value, Container) or value.kind not in ("list", "module"):
            return

        def follow(key: object, variable: Variable) -> None:
            if isinstance(key, int):
                self.flow(variable, self.numbered(value))

        for key, variable in list(value.fields.items()):
            follow(key, variable)
        value.watchers.append(follow)

    def _op_set_element(self, module: Module, op: Op, base: int) -> None:
        owner, key, source = (base + one for one in op.sources)
        at = At(module.name, op.place)

        def store(value: Value) -> None:
            if isinstance(value, OwnModule):
                for one in list(self.values[key]):
                    if isinstance(one, Constant) and one.value in value.module.facts.names:
                        self.flow(
                            source, value.module.base + value.module.facts.names[str(one.value)]
                        )
                        return
                self.escape(at, source, "stored")
            elif isinstance(value, Container) and op.detail == "slice":
                self.move_up(value)
                self._iterate(source, self.numbered(value), at)
            elif isinstance(value, Holder):
                self._set_by_key(value, key, source)
                if isinstance(value, (OwnObject, LayerObject)):
                    method = self.new()
                    self._own_method(value, "__setitem__", method)
                    arguments = (
                        Argument("positional", "", key),
                        Argument("positional", "", source),
                    )
                    self._call_values(at, method, arguments, self.unused)
            elif value is OPEN:
                self.flow(source, self.open_field(ANY))
                self.escape(at, source, "stored")
            elif not isinstance(value, Constant):
                self.escape(at, source, "stored")

        self.listen(owner, store)

    def _set_by_key(self, value: Holder, key: Variable, source: Variable) -> None:
        is_dict = (isinstance(value, Container) and value.kind == "dict") or (
            isinstance(value, OwnObject) and not self.is_module(value.own)
        )

        def put(one: Value) -> None:
            known = one.value if isinstance(one, Constant) else None
            if isinstance(known, str) or (
                isinstance(known, int) and not isinstance(known, bool) and known >= 0
            ):
                self.flow(source, self.member(value, known))
            else:
                is_named = one is MODULE_NAME and not is_dict
                self.flow(source, self.member(value, NAMED if is_named else ANY))
            if is_dict:
                self.add(self.member(value, KEYS), one)

        self.listen(key, put)
        if not self.values[key]:
            self.flow(source, self.member(value, ANY))

    # Attributes

    def _op_attribute(self, module: Module, op: Op, base: int) -> None:
        target, at, name = base + op.target, At(module.name, op.place), op.detail
        self.listen(base + op.sources[0], lambda value: self._attribute_of(value, name, target, at))

    def _attribute_of(self, value: Value, name: str, target: Variable, at: At) -> None:
        if name == "value" and (
            isinstance(value, (Constant, LayerReference, OwnFunction, Partial))
            or (isinstance(value, Container) and value.kind in ("list", "tuple", "dict", "set"))
        ):
            self.add(target, value)  # of a member of an Enum, which stands for its value here
        elif isinstance(value, External):
            if name == "__dict__":
                self.add(target, value)
            else:
                self._external(f"{value.name}.{name}", at, target)
        elif isinstance(value, OwnModule):
            member = self.new()
            self._module_member(value.module, name, member)
            self._name_layers(member, at, target)
        elif isinstance(value, (OwnObject, LayerObject)):
            self._object_attribute(value, name, target, at)
        elif isinstance(value, OwnClass):
            if name == "__dict__":
                self.add(target, value)
            else:
                self._class_member(value, name, target, set(), None)
                if "__getattr__" in self.written:
                    self._by_metaclass(at, value, "__getattr__", self._key(name), target)
                if name in ("mro", "__members__", "__subclasses__"):
                    self.add(target, LibraryMethod(value, name))
        elif isinstance(value, Super):
            self._super_attribute(value, name, target)
        elif isinstance(value, Container):
            self._container_attribute(value, name, target)
        elif isinstance(value, Partial):
            if name == "func":
                self.flow(value.function, target)
            elif name == "keywords":
                keywords = self.container(value.at, "dict")
                for argument in value.arguments:
                    if argument.kind == "keyword":
                        self.flow(argument.variable, self.member(keywords, argument.name))
                self.add(target, keywords)
            else:
                self.flow(self.member(value, name), target)
        elif isinstance(value, (OwnFunction, Method)):
            function = value.function if isinstance(value, Method) else value
            self.flow(self._function_attribute(function, name), target)
        elif isinstance(value, LayerReference):
            full = f"{value.layer_class.qualified_name}.{name}"
            if full in self.rules.functional:
                self.add(target, External(full))
            elif name == "__init__":
                self.add(target, External("builtins.object.__init__"))
            else:
                self.add(target, TEXT if name in ("__name__", "__qualname__") else FOREIGN)
        elif value is NETWORK and name in _STATES:
            self.add(target, StateName(value))
        elif value in (OPEN, NETWORK):
            self.flow(self.open_field(name), target)
            self.add(target, LibraryMethod(value, name) if name in library.METHODS else value)
        elif value is FOREIGN_MODULE:
            is_walk = name in library.WALKS
            self.add(target, LibraryMethod(value, name) if is_walk else FOREIGN_MODULE)
        elif value is LIBRARY_LAYER:
            self.add(target, LibraryMethod(value, name) if name in library.METHODS else FOREIGN)
        elif value is FOREIGN:
            if name in library.WALKS or name in library.ENTERS:
                self.add(target, LibraryMethod(FOREIGN, name))
            else:
                self.add(target, FOREIGN)
                self.flow(self.option(name), target)
        elif isinstance(value, (StateName, ShownText)) or value is MODULE_NAME:
            self.add(target, LibraryMethod(value, name))
        elif isinstance(value, StateValue):
            if name == "name":
                self.add(target, StateName(value.network).each)
            elif isinstance(value.network, LayerObject) and tensors_of(
                value.network.layer_class.dialect.root
            ).is_number(name):
                self.add(target, FOREIGN)
            else:
                self._compute(value, target)
        elif isinstance(value, Constant):
            if isinstance(value.value, str):
                self.add(target, LibraryMethod(value, name))
            elif value.value is not None:
                self.add(target, FOREIGN)
        elif value is ARRAY and name not in library.PLAIN_MEMBERS:
            self.add(target, ARRAY)
        elif value is MANY:
            self._add_all(target, (FOREIGN, MANY))
        else:
            self.add(target, FOREIGN)

    def _compute(self, value: Value, target: Variable) -> None:
        """Give what something is computed to that is no layer: from a parameter of a layer."""
        self.add(target, FOREIGN)
        if value in (ARRAY, MANY):
            self.add(target, value)
        if isinstance(value, StateValue):
            is_of_layer = isinstance(value.network, LayerObject)
            made = StateValue(value.network, "computed") if is_of_layer else value.of_each
            if made is not None:
                self.add(target, made)

    def saved_by(self, package: str) -> Variable:
        """Return what a package writes to files in which parameters may be, by its name."""
        if package not in self.saved:
            self.saved[package] = self.new()
        return self.saved[package]

    def _function_attribute(self, function: OwnFunction, name: str) -> Variable:
        at = At(function.module.name, function.facts.place)
        return self.member(self.container(at, "attributes"), name)

    def _object_attribute(
        self, value: OwnObject | LayerObject, name: str, target: Variable, at: At
    ) -> None:
        if name == "__class__":
            self._class_of(value, target)
            return
        if name in ("__dict__", "_modules"):
            self.add(target, self.attributes_of(value) if name == "__dict__" else value)
            return
        if name in _STATES:
            self.add(target, StateName(value))
        own = value.own
        self.flow(self.member(value, name), target)
        if own is not None:
            self._class_member(own, name, target, set(), value)
            kept = (self.member(value, name), self.class_members[own, name, value])
            self.read_fields[own, name] = kept
            self._by_magic(at, value, name, target)
            if name.isdecimal():
                self._picked_by_place(value, name, target)
            if name == "data":
                self._when(own, library.wraps_data, lambda: self.add(target, value))
        if own is None:
            if name in library.METHODS:
                self.add(target, LibraryMethod(value, name))
            elif isinstance(value, LayerObject) and self._is_rounded(value, name):
                self.add(target, SettingValue(at, value, name))
            else:
                self.add(target, StateValue(value) if self._is_state(value, name) else FOREIGN)
        else:
            self._from_outside(own, value, name, target)
            self.from_outside.append((own, target))
            if self._is_state(value, name):
                self.add(target, StateValue(value))

    @staticmethod
    def _is_state(value: OwnObject | LayerObject, name: str) -> bool:
        """Whether a layer has a parameter or buffer of a name."""
        return isinstance(value, LayerObject) and name in value.layer_class.dialect.state.values()

    @staticmethod
    def _is_rounded(value: LayerObject, name: str) -> bool:
        """Whether a layer has a setting of a name that other frameworks read in other digits."""
        return any(
            value.layer_class.dialect.rounds(name, dialect)
            for dialect in value.layer_class.layer.dialects.values()
        )

    def _by_magic(
        self, at: At, value: OwnObject | LayerObject, name: str, target: Variable
    ) -> None:
        """Call `__getattr__` for what an object doesn't have otherwise."""
        if "__getattr__" not in self.written or name.startswith("__"):
            return
        found = self.class_members.get((value.own, name, value), 0)  # type: ignore[arg-type]  # it has a class

        def call() -> None:
            if not self.values[self.member(value, name)] and not self.values[found]:
                method = self.new()
                self._own_method(value, "__getattr__", method)
                self._call_values(at, method, self._key(name), target)

        if self.is_late:
            call()
        else:
            self.late.append(call)

    def _key(self, name: str) -> tuple[Argument, ...]:
        """Return the argument that a name is."""
        variable = self.new()
        self.add(variable, Constant(name, "str"))
        return (Argument("positional", "", variable),)

    def _by_metaclass(
        self,
        at: At,
        own: OwnClass,
        name: str,
        arguments: tuple[Argument, ...],
        target: Variable,
    ) -> None:
        """Call a method that a class has from its metaclass, or from that of a base."""
        if name not in self.written:
            return
        method = self.new()
        seen: set[int] = set()

        def take(value: Value) -> None:
            if isinstance(value, OwnClass):
                self._class_member(value, name, method, set(), own)

        def look(one: Value) -> None:
            if not isinstance(one, OwnClass) or id(one) in seen:
                return
            seen.add(id(one))
            metaclass = one.facts.keywords.get("metaclass")
            if metaclass is not None:
                self.listen(one.module.base + metaclass, take)
            for variable in one.facts.bases:
                self.listen(one.module.base + variable, look)

        look(own)
        self._call_values(at, method, arguments, target)

    def _from_outside(
        self, own: OwnClass, value: OwnObject | LayerObject, name: str, target: Variable
    ) -> None:
        """Give what an object has from the classes outside that its class derives from."""
        if self.is_module(own):
            if name in library.METHODS:
                self.add(target, LibraryMethod(value, name))
        else:
            own.when_derived.append(lambda: self._from_outside(own, value, name, target))
            brings_layers = any(map(library.may_hold_layers, own.externals))
            if brings_layers and name not in library.METHODS and not name.startswith("__"):
                self.add(target, FOREIGN_MODULE)
            elif own.externals:
                self.add(target, LibraryMethod(value, name))

    def _own_method(self, value: OwnObject | LayerObject, name: str, target: Variable) -> None:
        """Give a method that the program itself writes."""
        if value.own is not None:
            self._class_member(value.own, name, target, set(), value)

    def methods_with(self, value: OwnObject, text: str, target: Variable) -> None:
        """Give the methods of an object whose names begin or end with a text."""
        if not self.is_late:
            self.late.append(lambda: self.methods_with(value, text, target))
            return
        names = {name for one in value.own.ancestors() for name in one.facts.names}
        for name in sorted(names) if text else ():
            if name != text and (name.startswith(text) or name.endswith(text)):
                self._own_method(value, name, target)

    def is_module(self, own: OwnClass) -> bool:
        """Whether the instances of a class are modules of a network, or may be."""
        names = own.externals
        return bool(own.layers) or any(name == "?" or library.is_module(name) for name in names)

    def is_plain(self, own: OwnClass) -> bool:
        """Whether no class of a library, but for the frameworks' modules, is among its bases."""
        last = {name.rpartition(".")[2] for name in own.externals}
        return last <= _PLAIN_MODULES | _PLAIN

    def _class_of(self, value: Value, target: Variable) -> None:
        """Give the class of a value."""
        if isinstance(value, LayerObject) and value.own is None:
            found = [reference for (_, reference), made in self.calls.items() if made is value]
            if found:
                for reference in found:
                    self.add(target, reference)
            else:
                self.add(target, LayerReference(value.at, value.layer_class))
        elif isinstance(value, (OwnObject, LayerObject)) and value.own is not None:
            self.add(target, value.own)
        elif value is FOREIGN_MODULE:
            self.asks_foreign_classes = True
            self.add(target, FOREIGN_MODULE)
        elif isinstance(value, Holder) or value in (OPEN, NETWORK, FOREIGN):
            self.add(target, FOREIGN)

    def _class_member(
        self,
        own: OwnClass,
        name: str,
        target: Variable,
        seen: set[int],
        receiver: Value | None = None,
    ) -> None:
        """Give what a class has by a name, or the next of its bases; bound to `receiver`."""
        if seen:
            self._find_class_member(own, name, target, seen, receiver)
            return
        key = (own, name, receiver)
        if key not in self.class_members:
            self.class_members[key] = self.new()
            self._find_class_member(own, name, self.class_members[key], seen, receiver)
        self.flow(self.class_members[key], target)

    def _find_class_member(
        self, own: OwnClass, name: str, target: Variable, seen: set[int], receiver: Value | None
    ) -> None:
        if id(own) in seen:
            return
        seen.add(id(own))
        is_its_own = name in own.facts.names or name in own.fields
        # What is written to the class from outside is found too.
        self._give(own, self.member(own, name), target, receiver)
        if not is_its_own:
            for variable in own.facts.bases:
                self.listen(
                    own.module.base + variable,
                    lambda value: (
                        self._find_class_member(value, name, target, seen, receiver)
                        if isinstance(value, OwnClass)
                        else None
                    ),
                )

    def _give(
        self, own: OwnClass, source: Variable, target: Variable, receiver: Value | None
    ) -> None:
        def give(value: Value) -> None:
            if not isinstance(value, OwnFunction):
                self.add(target, value)
                if isinstance(value, OwnObject) and receiver is not None:
                    self._described(own, value, "__get__", (receiver, own), target)
                return
            kind = value.facts.kind
            if kind == "static" or (receiver is None and kind != "class"):
                self.add(target, value)
            elif kind == "class":
                self.add(target, Method(value, own))
            elif kind == "property" and receiver is not None:
                at = At(value.module.name, value.facts.place)
                self._bind_call(at, value, (), target, receiver)
            else:
                assert receiver is not None
                self.add(target, Method(value, receiver))

        self.listen(source, give)

    def _described(
        self,
        own: OwnClass,
        descriptor: OwnObject,
        name: str,
        given: Iterable[Value],
        target: Variable,
        source: Variable = 0,
    ) -> None:
        """Call a method of a descriptor that a class has."""
        if name not in self.written:
            return
        variables = []
        for value in given:
            variables.append(self.new())
            self.add(variables[-1], value)
        if source:
            variables.append(source)
        method = self.new()
        self._own_method(descriptor, name, method)
        arguments = tuple(Argument("positional", "", variable) for variable in variables)
        at = At(own.module.name, own.facts.place)
        self._call_values(at, method, arguments, target)

    def _super_attribute(self, value: Super, name: str, target: Variable) -> None:
        """Give what the bases of a class have by a name, the program's own before others."""
        own, receiver = value.own, value.receiver
        if not own.facts.bases:
            self.add(target, LibraryMethod(receiver, name))
        self._from_bases(own, name, target, receiver, {id(own)})

    def _from_bases(
        self, own: OwnClass, name: str, target: Variable, receiver: Value, seen: set[int]
    ) -> None:
        def give(base: Value) -> None:
            if isinstance(base, OwnClass):
                if name in base.facts.names:
                    self._class_member(base, name, target, set(), receiver)
                elif name == "__init__" and self.has_fields(base):
                    assert isinstance(receiver, (OwnObject, LayerObject))
                    self.add(target, FieldsInit(base, receiver))
                elif id(base) not in seen:
                    seen.add(id(base))
                    self._from_bases(base, name, target, receiver, seen)
            elif not isinstance(base, Constant):
                self.add(target, LibraryMethod(receiver, name))

        for variable in own.facts.bases:
            self.listen(own.module.base + variable, give)

    def _container_attribute(self, value: Container, name: str, target: Variable) -> None:
        if value.kind in ("namespace", "named tuple", "attributes"):
            self.flow(self.member(value, name), target)
            if value.kind != "attributes" and (name in library.METHODS or name == "_replace"):
                self.add(target, LibraryMethod(value, name))
        elif value.kind == "module":
            if name == "_modules":
                self.add(target, value)
                return
            if name in _STATES:
                self.add(target, StateName(value))
            if name in library.METHODS:
                self.add(target, LibraryMethod(value, name))
            else:
                self._picked(value, Constant(name, "str"), target)
        else:
            self.add(target, LibraryMethod(value, name))

    def _op_set_attribute(self, module: Module, op: Op, base: int) -> None:
        owner, source = (base + one for one in op.sources)
        name, at = op.detail, At(module.name, op.place)
        self.listen(owner, lambda value: self._set_attribute(value, name, source, at))

    def _set_attribute(self, value: Value, name: str, source: Variable, at: At) -> None:
        if isinstance(value, OwnModule):
            if name in value.module.facts.names:
                self.flow(source, value.module.base + value.module.facts.names[name])
            else:
                if name not in value.module.members:
                    value.module.members[name] = self.new()
                self.flow(source, value.module.members[name])
        elif isinstance(value, (OwnFunction, Method)):
            function = value.function if isinstance(value, Method) else value
            self.flow(source, self._function_attribute(function, name))
        elif isinstance(value, OwnClass):
            self.flow(source, self.member(value, name))
        elif isinstance(value, (OwnObject, LayerObject)):
            self.flow(source, self.member(value, name))
            if value.own is not None:
                self._setter(value, name, source, at)
        elif (
            isinstance(value, Container)
            and value.kind in ("namespace", "named tuple", "module", "attributes")
        ) or isinstance(value, Partial):
            self.flow(source, self.member(value, name))
        elif value in (OPEN, NETWORK):
            self.flow(source, self.open_field(name))
        elif not isinstance(value, Constant):
            self.escape(at, source, "stored")
            if isinstance(value, External) and library.is_module(value.name):
                self.listen(source, lambda function: library.add_method(self, at, function))

    def _setter(self, value: OwnObject | LayerObject, name: str, source: Variable, at: At) -> None:
        """Call a property's setter, a descriptor's `__set__`, or `__setattr__`."""
        own = value.own
        assert own is not None
        if "__set__" in self.written:
            member = self.new()
            self._class_member(own, name, member, set())
            self.listen(
                member,
                lambda one: (
                    self._described(own, one, "__set__", (value,), self.unused, source)
                    if isinstance(one, OwnObject)
                    else None
                ),
            )
        mark = ("set by name", id(value), name, source)
        if "__setattr__" in self.written and mark not in self.bound:
            self.bound.add(mark)
            method = self.new()
            self._own_method(value, "__setattr__", method)
            given = (*self._key(name), Argument("positional", "", source))
            self._call_values(at, method, given, self.unused)
        for one in own.ancestors():
            for function in one.module.functions:
                if (
                    function.facts.owner is not None
                    and one.module.classes[function.facts.owner] is one
                    and function.facts.name == name
                    and len(function.facts.parameters) == 2
                ):
                    arguments = (Argument("positional", "", source),)
                    self._bind_call(at, function, arguments, self.unused, value)

    def _op_delete_attribute(self, module: Module, op: Op, base: int) -> None:
        pass

    # Checks and annotations

    def _op_annotated(self, module: Module, op: Op, base: int) -> None:
        """Give an instance of each class that an annotation names."""
        target, at = base + op.target, At(module.name, op.place)

        def give() -> None:
            self.listen(base + op.sources[0], lambda value: self._instance(value, target, at))

        if self.is_late:
            give()
        else:
            self.late.append(give)  # once it is known which classes are protocols

    def _instance(self, value: Value, target: Variable, at: At) -> None:
        if isinstance(value, LayerReference):
            self.add(target, self.layer_at(at, value))
        elif (
            isinstance(value, OwnClass)
            and value.instance is not None
            and not self._is_protocol(value)
        ):
            self.add(target, value.instance)
        elif isinstance(value, Container) and value.kind == "alias":
            first = self.values[self.member(value, 0)]
            names = {v.name.rpartition(".")[2].lower() for v in first if isinstance(v, External)}
            if names & {"type"}:
                self.listen(self.member(value, 1), lambda one: self._class_given(one, target))

    def _class_given(self, value: Value, target: Variable) -> None:
        """Take the class that an annotation names; one of a framework is a base of that."""
        if isinstance(value, (LayerReference, OwnClass)):
            self.add(target, value)
        elif isinstance(value, Container):
            self.listen(self.all_of(value), lambda one: self._class_given(one, target))

    def is_structural(self, own: OwnClass) -> bool:
        """Whether a class may say itself what its instances are."""
        metaclass = own.facts.keywords.get("metaclass")
        classes = self.values[own.module.base + metaclass] if metaclass else ()
        return (
            self._is_protocol(own)
            or any("__subclasshook__" in one.facts.names for one in own.ancestors())
            or any(
                isinstance(c, OwnClass) and "__instancecheck__" in c.facts.names for c in classes
            )
        )

    def _is_protocol(self, own: OwnClass) -> bool:
        return any(name.endswith("Protocol") for name in own.externals)

    def _op_alias(self, module: Module, op: Op, base: int) -> None:
        """Keep a subscripted annotation, such as list[Block], by its parts."""
        alias = self.container(At(module.name, op.place), "alias")
        for index, source in enumerate(op.sources):
            self.flow(base + source, self.member(alias, index))
        self.add(base + op.target, alias)

    def layer_at(self, at: At, reference: LayerReference) -> LayerObject:
        """Return the layer that a place makes, or lets through, by a reference to its class."""
        at = at.in_text
        key = (at, reference.layer_class.dialect.name + reference.layer_class.layer.name)
        made = self.made.get(key)
        if made is None:
            made = self.made[key] = LayerObject(at, reference.layer_class)
        self.calls[at, reference] = made
        return made

    def _op_narrow(self, module: Module, op: Op, base: int) -> None:
        subject, classes = (base + source for source in op.sources)
        kind, holds = op.detail
        target, at = base + op.target, At(module.name, op.place)
        if kind == "annotation":
            self.flow(subject, target)
            self.listen(classes, lambda c: self._annotates(subject, c, target, at))
            return
        self._narrow(subject, classes, kind, holds, target, at)

    def _annotates(self, subject: Variable, value: Value, target: Variable, at: At) -> None:
        """Take the word of an annotation for what can't be told otherwise."""
        if isinstance(value, LayerReference):
            reference = value

            def tell(one: Value) -> None:
                if one in (OPEN, NETWORK):
                    self.add(target, self.layer_at(at, reference))

            self.listen(subject, tell)

    def _narrow(
        self, subject: Variable, classes: Variable, kind: str, holds: bool, target: Variable, at: At
    ) -> None:
        known: list[Value] = []
        kept_back: list[Value] = []
        seen: set[int] = set()

        def passes(value: Value) -> None:
            if holds:
                for one in known:
                    self._passes(value, one, kind, target, at)
            elif self._always_matches(value, classes, kind, at):
                kept_back.append(value)
            else:
                self.add(target, value)

        def check(one: Value) -> None:
            if isinstance(one, Container):
                if id(one) not in seen:
                    seen.add(id(one))
                    self.listen(self.all_of(one), check)
                return
            known.append(one)
            if holds:
                for value in list(self.values[subject]):
                    self._passes(value, one, kind, target, at)
                return
            again = kept_back.copy()
            kept_back.clear()
            for value in again:
                passes(value)

        def begin() -> None:
            self.listen(classes, check)
            self.listen(subject, passes)

        if holds or self.is_late:
            begin()
        else:
            # What isn't let through can be told once the classes are all there.
            self.late.append(begin)

    def _always_matches(
        self, value: Value, classes: Variable, kind: str, at: At, outer: tuple[Container, ...] = ()
    ) -> bool:
        """Whether a value is an instance of whatever is checked for: of each class that may be
        meant, or of one in each tuple, and in each list that is written in the check itself, which
        nobody changes. Callers from outside give what others and the default give.
        """
        asked = [one for one in self.values[classes] if one is not OPEN]
        return bool(asked) and all(
            any(
                self._always_matches(value, field, kind, at, (*outer, one))
                for key, field in one.fields.items()
                if isinstance(key, int)
                and (one.kind == "tuple" or one.at.place.line == at.place.line)
            )
            if isinstance(one, Container) and one not in outer
            else self.matches(value, one, kind) == "yes"
            for one in asked
        )

    def _passes(self, value: Value, one: Value, kind: str, target: Variable, at: At) -> None:
        """Hand on what of `value` a check for the class `one` lets through."""
        answer = self.matches(value, one, kind)
        if answer == "no":
            return
        if isinstance(one, LayerReference) and value in (OPEN, NETWORK) and kind not in _OF_CLASSES:
            self.add(target, self.layer_at(at, one))
        elif (
            isinstance(one, External)
            and value in (OPEN, NETWORK)
            and library.is_layer(one.name)
            and one.name.rpartition(".")[2] not in _PLAIN_MODULES
            and kind not in _OF_CLASSES
        ):
            self.add(target, LIBRARY_LAYER)
        elif (
            isinstance(one, OwnClass)
            and value in (OPEN, NETWORK)
            and one.instance is not None
            and kind not in _OF_CLASSES
        ):
            self.add(target, one.instance)
        else:
            self.add(target, value)

    def matches(self, value: Value, one: Value, kind: str) -> str:
        """Return whether a value is an instance of a class: "yes", "no" or "maybe"."""
        if kind == "issubclass":
            return self._subclass(value, one)
        if kind == "same":
            return "maybe" if self.compares_classes else _is_same(value, one)
        if one in (FOREIGN, OPEN, NETWORK, *TEXTS) or isinstance(
            one, (Container, Method, LibraryMethod)
        ):
            return "maybe"
        if value in (OPEN, NETWORK):
            return "maybe"
        if isinstance(value, Held):
            return self._is_held(value, one)
        is_of_modules = isinstance(one, External) and library.is_module(one.name)
        if value is FOREIGN_MODULE and isinstance(one, LayerReference):
            return "maybe"  # a layer that the program doesn't make
        if value in (FOREIGN, FOREIGN_MODULE, LIBRARY_LAYER):
            return "no" if isinstance(one, (LayerReference, OwnClass)) else "maybe"
        if isinstance(one, OwnClass) and self.is_structural(one):
            return "maybe"
        if isinstance(value, LayerObject):
            if isinstance(one, LayerReference):
                same = one.layer_class.layer is value.layer_class.layer
                same = same and one.layer_class.dialect is value.layer_class.dialect
                if not same:
                    return "no"
                return "no" if kind == "type" and value.own is not None else "yes"
            if isinstance(one, OwnClass):
                return "yes" if value.own is not None and one in value.own.ancestors() else "no"
            if isinstance(one, External):
                last = one.name.rpartition(".")[2]
                bases = value.layer_class.dialect.bases
                if kind == "type":
                    return "no"
                return "yes" if last in bases or last in {*_MODULES, "object"} else "no"
            return "maybe"
        if isinstance(value, OwnObject):
            if isinstance(one, OwnClass):
                if kind == "type":
                    return "maybe" if one is value.own else "no"
                if one in value.own.ancestors():
                    return "yes"
                return "maybe" if "?" in value.own.externals else "no"
            if isinstance(one, LayerReference):
                return "no"
            if isinstance(one, External):
                last = one.name.rpartition(".")[2]
                is_told = last not in _STRUCTURAL or last in value.own.externals
                return self._derives(value.own.externals, last) if is_told else "maybe"
            return "maybe"
        if isinstance(value, Container):
            if isinstance(one, (LayerReference, OwnClass)):
                return "no"
            if isinstance(one, External) and value.kind == "module":
                last = one.name.rpartition(".")[2]
                if last == value.name.rpartition(".")[2] or last in _MODULES:
                    return "yes"
                return "maybe" if last in _STRUCTURAL else "no"
            return "no" if is_of_modules else "maybe"
        if isinstance(value, Constant):
            if isinstance(one, External) and one.name.startswith("builtins."):
                return "yes" if one.name == f"builtins.{value.type_name}" else "maybe"
            return "no"
        if isinstance(value, (LayerReference, OwnClass, Partial)):
            return "maybe" if isinstance(one, External) and not is_of_modules else "no"
        if isinstance(value, (OwnFunction, OwnModule, Method, LibraryMethod)) or value in TEXTS:
            return "no" if is_of_modules or isinstance(one, (LayerReference, OwnClass)) else "maybe"
        return "maybe"

    def _is_held(self, value: Held, one: Value) -> str:
        if isinstance(one, LayerReference):
            known = self.rules.classes.get(value.class_name)
            return "yes" if known is not None and one.layer_class.layer is known.layer else "no"
        if isinstance(one, External):
            family = value.holder.layer_class.layer.family
            bases = {base for said in family.spellings.values() for base in said.bases}
            is_base = one.name.rpartition(".")[2] in {*bases, *_MODULES, "object"}
            return "yes" if is_base or one.name == value.class_name else "no"
        return "no" if isinstance(one, OwnClass) else "maybe"

    @staticmethod
    def _derives(externals: set[str], name: str) -> str:
        """Return whether what derives from some classes outside derives from one named `name`."""
        last = {external.rpartition(".")[2] for external in externals}
        if name in last or (name in _MODULES and last & _PLAIN_MODULES) or name == "object":
            return "yes"
        return "maybe" if last - _PLAIN_MODULES - _PLAIN else "no"

    def _subclass(self, value: Value, one: Value) -> str:
        if isinstance(value, LayerReference) and isinstance(one, LayerReference):
            return (
                "yes"
                if value.layer_class.layer is one.layer_class.layer
                and value.layer_class.dialect is one.layer_class.dialect
                else "no"
            )
        if isinstance(value, LayerReference) and isinstance(one, OwnClass):
            return "no"
        if isinstance(value, OwnClass) and isinstance(one, OwnClass):
            return "yes" if one in value.ancestors() else "no"
        if isinstance(value, OwnClass) and isinstance(one, LayerReference):
            return "yes" if value.layers else ("maybe" if "?" in value.externals else "no")
        if isinstance(value, External) and isinstance(one, LayerReference):
            return "no"
        return "maybe"

    def _op_predicate(self, module: Module, op: Op, base: int) -> None:
        """Hand on what passes a function of the program that does nothing but check it."""
        subject, function = (base + source for source in op.sources)
        target, at, holds = base + op.target, At(module.name, op.place), op.detail
        tests: list[OwnFunction] = []

        def see(value: Value) -> None:
            test = value.facts.test if isinstance(value, OwnFunction) else None
            is_static = isinstance(value, OwnFunction) and value.facts.owner is None
            if (
                isinstance(value, OwnFunction)
                and test is not None
                and test.parameter == 0
                and is_static
            ):
                tests.append(value)
                self.passing(subject, value, holds, target, at)
            else:
                self.flow(subject, target)

        self.listen(function, see)
        self.unnarrowed.append((function, subject, target))

    def passing(
        self, subject: Variable, function: OwnFunction, holds: bool, target: Variable, at: At
    ) -> None:
        """Hand on what a function that does nothing but check it says yes of, or no."""
        test = function.facts.test
        assert test is not None
        if test.kind != "trained":
            classes = function.module.base + test.classes
            self._narrow(subject, classes, test.kind, holds != test.is_negated, target, at)
        elif holds:
            self.trained(subject, target)
        else:
            self.flow(subject, target)

    # Calls

    def _op_enter(self, module: Module, op: Op, base: int) -> None:
        target, at = base + op.target, At(module.name, op.place)
        self.listen(base + op.sources[0], lambda value: self.enter(value, target, at))

    def enter(self, value: Value, target: Variable, at: At) -> None:
        """Give what a context gives that is entered."""
        if isinstance(value, Container) and value.kind == "context":
            self.flow(self.all_of(value), target)
        elif isinstance(value, OwnObject):
            method = self.new()
            self._attribute_of(value, "__enter__", method, at)
            self._call_values(at, method, (), target)
        elif value in (OPEN, NETWORK, FOREIGN_MODULE):
            self.add(target, value)
        else:
            self.add(target, FOREIGN)

    def _op_call(self, module: Module, op: Op, base: int) -> None:
        arguments = op.detail
        if arguments and arguments[-1] == "decorator":
            given = tuple(a._replace(variable=base + a.variable) for a in arguments[:-1])
            self._decorate(At(module.name, op.place), base + op.sources[0], given, base + op.target)
            return
        given = tuple(a._replace(variable=base + a.variable) for a in arguments)
        self._call_values(At(module.name, op.place), base + op.sources[0], given, base + op.target)

    def _decorate(
        self, at: At, function: Variable, arguments: tuple[Argument, ...], target: Variable
    ) -> None:
        """Call a decorator; one of a library gives back what it decorates."""
        decorated = arguments[0].variable
        self.decorated.append((decorated, target))

        def decorate(value: Value) -> None:
            if isinstance(value, (External, LibraryMethod, Constant)) or value in (
                FOREIGN,
                OPEN,
                NETWORK,
            ):
                self.flow(decorated, target)
                name = value.name if isinstance(value, (External, LibraryMethod)) else "?"
                if library.may_be_network(value):
                    self.listen(decorated, partial(self.may_be_wrapped, by=name))
                if name == library.DISPATCH:
                    self.call(at, value, arguments, target)
                if not library.passes(name):
                    self.listen(decorated, lambda one: self._annotations_seen(at, one, name))
                if not (isinstance(value, External) and library.keeps_calls(value.name)):
                    self.kept.append(decorated)
            elif isinstance(value, OwnFunction) and value.facts.wraps:
                # Who calls what comes of it calls, with the same arguments, what it decorates.
                self.call(at, value, arguments, self.unused)
                self.flow(decorated, target)
            else:
                self.call(at, value, arguments, target)

        self.listen(function, decorate)

    def may_be_wrapped(self, value: Value, by: str) -> None:
        """Note that what another package does with a class may be to derive one from it; what
        registers it keeps it.
        """
        if isinstance(value, OwnClass) and "register" not in by:
            self._bring_layers(value)

    def _annotations_seen(self, at: At, function: Value, name: str) -> None:
        """Note that a decorator may act by what a function's annotations name."""
        if isinstance(function, OwnFunction):
            for parameter in function.facts.parameters:
                if parameter.annotation:
                    variable = function.module.base + parameter.annotation
                    self.escape(at, variable, "handed over", name)

    def _call_values(
        self, at: At, function: Variable, arguments: tuple[Argument, ...], target: Variable
    ) -> None:
        called = 0

        def call(value: Value) -> None:
            nonlocal called
            if not isinstance(value, (OwnObject, OwnClass, OwnFunction, Method)):
                self.call(at, value, arguments, target)
                return
            called += 1
            if called <= _MOST_CALLED:
                self.call(at, value, arguments, target)
                return
            is_applied = isinstance(value, OwnObject) and self.is_module(value.own)
            self._call_any(at, arguments, target, FOREIGN if is_applied else NETWORK)

        self.listen(function, call)

    def call(self, at: At, value: Value, arguments: tuple[Argument, ...], target: Variable) -> None:
        """Call a value: give its parameters what they are given, and the target what returns."""
        if isinstance(value, OwnFunction):
            self._bind_call(at, value, arguments, target, None)
        elif isinstance(value, Method):
            self._bind_call(at, value.function, arguments, target, value.receiver)
        elif isinstance(value, OwnClass):
            self._construct(at, value, arguments, target)
        elif isinstance(value, LayerReference):
            if not is_refused(value.layer_class, arguments):
                self.add(target, self.layer_at(at, value))
        elif isinstance(value, (OwnObject, LayerObject)):
            self._call_object(at, value, arguments, target)
        elif isinstance(value, Partial):
            self._call_partial(at, value, arguments, target)
        elif isinstance(value, External):
            if reads_letters(value.name):
                self.read_letters[at, value.name, tuple(a.variable for a in arguments)] = None
            library.call(self, at, value.name, arguments, target)
        elif isinstance(value, LibraryMethod):
            library.call_method(self, at, value, arguments, target)
        elif isinstance(value, Getter):
            self._get(at, value, arguments, target)
        elif isinstance(value, FieldsInit):
            self._fill_fields(value.own, value.instance, arguments)
        elif isinstance(value, Container):
            self.add(target, FOREIGN)
            if value.kind != "module":
                self.all_escape(at, arguments, "a call that isn't followed")
        elif isinstance(value, Constant):
            pass
        elif value in (OPEN, NETWORK):
            library.unknown_call(self, at, "? what callers give", arguments, target)
            self.add(target, OPEN if value is OPEN else FOREIGN)
        elif value is FOREIGN_MODULE:
            self.add(target, FOREIGN_MODULE)  # which may be a function that makes one
            self.all_escape(at, arguments, "a call that isn't followed")
        elif value is LIBRARY_LAYER:
            self.add(target, FOREIGN)  # a tensor
            self.all_escape(at, arguments, "a call that isn't followed")
        elif isinstance(value, StateValue) or value is ARRAY:
            self._compute(value, target)
        elif value is MANY:
            self._call_any(at, arguments, target, FOREIGN)
        elif not library.call_other(self, at, value, arguments, target):
            library.unknown_call(self, at, "", arguments, target)

    def _call_partial(
        self, at: At, value: Partial, arguments: tuple[Argument, ...], target: Variable
    ) -> None:
        mark = ("partial", at, id(value), arguments, target)
        is_again = bool(value.arguments) and set(value.arguments) <= set(arguments)
        if mark in self.bound or is_again:
            return  # what it calls may be itself
        self.bound.add(mark)
        here = self.partial_calls[at] = self.partial_calls.get(at, 0) + 1
        if here > _MOST_CALLED:
            self._call_any(at, arguments, target, NETWORK)
            return
        self._call_values(at, value.function, (*value.arguments, *arguments), target)

    def _call_any(
        self, at: At, arguments: tuple[Argument, ...], target: Variable, returned: Value
    ) -> None:
        """Call one of so many that which one with what can't be told any more."""
        self.add(target, returned)
        self.all_escape(at, arguments, "handed over", "one of many functions")

    def all_escape(self, at: At, arguments: Iterable[Argument], why: str, callee: str = "") -> None:
        """Note that the arguments of a call go where they aren't followed."""
        for argument in arguments:
            self.escape(
                At(at.module, argument.place if argument.place != NOWHERE else at.place),
                argument.variable,
                why,
                callee,
            )

    def read_path(self, at: At, source: Variable, names: Iterable[str]) -> Variable:
        """Return what is read of a value by the names of attributes that a string holds."""
        for name in names:
            result = self.new()
            take = partial(self._attribute_of, name=name, target=result, at=at)
            self.listen(source, take)
            self.looked_up.append((at, source, name))
            source = result
        return source

    def _get(
        self, at: At, getter: Getter, arguments: tuple[Argument, ...], target: Variable
    ) -> None:
        if not arguments:
            return
        source = arguments[0].variable
        if getter.kind == "attribute":
            self.flow(self.read_path(at, source, str(getter.key).split(".")), target)
        elif getter.kind == "method":
            method = self.new()
            self.listen(source, lambda v: self._attribute_of(v, str(getter.key), method, at))
            self.looked_up.append((at, source, str(getter.key)))
            self._call_values(at, method, getter.arguments, target)
        elif getter.kind == "several":
            assert isinstance(getter.key, tuple)
            made = self.container(at, "tuple")
            for index, one in enumerate(getter.key):
                self._call_values(at, one, arguments, self.member(made, index))
            self.add(target, made)
        elif getter.kind == "untold":
            assert isinstance(getter.key, Value)
            text, inside = self.new(), self.new()
            self.add(text, getter.key)
            self.flow(source, inside)
            self.listen(source, lambda v: self.walk(v, inside) if isinstance(v, Holder) else None)
            self.lookups.append((at, inside, text))
            self.flow(inside, target)
            self.add(target, FOREIGN)
        else:
            key = self.new()
            self.add(
                key, TEXT if getter.key is None else Constant(getter.key, type(getter.key).__name__)
            )
            self._element(source, key, target, at)

    def _construct(
        self, at: At, own: OwnClass, arguments: tuple[Argument, ...], target: Variable
    ) -> None:
        instance = own.instance
        assert instance is not None
        self.add(target, instance)
        mark = ("construct", at, id(own))
        if mark in self.bound:
            return
        self.bound.add(mark)
        if own.layers:
            # What another one was made with counts for this one.
            self.constructed.append((at, own, arguments))
        self._by_metaclass(at, own, "__call__", arguments, target)
        initializer = self.new()
        self._class_member(own, "__init__", initializer, set(), own.instance)
        self._call_values(at, initializer, arguments, self.unused)
        maker = self.new()
        self._class_member(own, "__new__", maker, set(), None)

        def make(value: Value) -> None:
            if isinstance(value, OwnFunction):
                self._bind_call(at, value, arguments, target, own)

        self.listen(maker, make)
        if self.is_late:
            self._construct_without_init(at, own, arguments)
        else:  # once it is known what it derives from
            self.late.append(lambda: self._construct_without_init(at, own, arguments))

    def _construct_without_init(
        self, at: At, own: OwnClass, arguments: tuple[Argument, ...]
    ) -> None:
        """Do what the constructor does of a class for which the program has none."""
        instance = own.instance
        assert instance is not None
        has_init = any("__init__" in one.facts.names for one in own.ancestors())
        if has_init:
            return
        if any(self.has_fields(one) for one in own.ancestors()):
            self._fill_fields(own, instance, arguments)
            self._fill_later(at, own, instance)
        elif own.externals and not own.layers:
            library.call_method(
                self, at, LibraryMethod(instance, "__init__"), arguments, self.new()
            )

    @staticmethod
    def has_fields(own: OwnClass) -> bool:
        """Whether a class is given an `__init__` that fills its fields."""
        return own.facts.is_dataclass or any(
            _is_named_tuple(name) or name.endswith("BaseModel") for name in own.externals
        )

    def _fill_fields(
        self, own: OwnClass, instance: Holder, arguments: tuple[Argument, ...]
    ) -> None:
        names: list[str] = []
        for one in reversed(list(own.ancestors())):
            names += [name for name in one.facts.fields if name not in names]
        for name in names:
            self.flow(self._default(own, name), self.member(instance, name))
        if any(map(_is_named_tuple, own.externals)):
            for number, name in enumerate(names):
                self.flow(self.member(instance, name), self.member(instance, number))
        position = 0
        for argument in arguments:
            if argument.kind == "positional" and position < len(names):
                self.flow(argument.variable, self.member(instance, names[position]))
                position += 1
            elif argument.kind == "keyword":
                self.flow(argument.variable, self.member(instance, argument.name))
            else:
                inside = self.member(instance, ANY)
                self._iterate(argument.variable, inside, At(own.module.name, own.facts.place))

                def spread(value: Value, inside: Variable = inside) -> None:
                    if isinstance(value, Holder):
                        self.flow(self.all_of(value), inside)

                self.listen(argument.variable, spread)

    @staticmethod
    def _default(own: OwnClass, name: str) -> Variable:
        """Return what a class gives a field of its instances; 0 for nothing."""
        for one in own.ancestors():
            if name in one.facts.names:
                return one.module.base + one.facts.names[name]
        return 0

    def _fill_later(self, at: At, own: OwnClass, instance: OwnObject | LayerObject) -> None:
        """Call `__post_init__` with the fields that aren't kept."""
        found = self.new()
        self._own_method(instance, "__post_init__", found)

        def call(value: Value) -> None:
            if isinstance(value, Method):
                given = tuple(
                    Argument(
                        "keyword",
                        p.name,
                        self.member(instance, p.name)
                        if any(p.name in one.facts.fields for one in own.ancestors())
                        else self.all_of(instance),
                    )
                    for p in value.function.facts.parameters[1:]
                )
                self.call(at, value, given, self.unused)

        self.listen(found, call)

    def _call_object(
        self,
        at: At,
        value: OwnObject | LayerObject,
        arguments: tuple[Argument, ...],
        target: Variable,
    ) -> None:
        own = value.own
        mark = ("apply", at, id(value), arguments, target)
        if mark in self.bound:
            return  # what it is applied by is itself
        self.bound.add(mark)
        if own is not None:
            for name in APPLIED:
                if any(name in one.facts.names for one in own.ancestors()):
                    method = self.new()
                    self._class_member(own, name, method, set(), value)
                    if self.is_module(own):
                        arguments = tuple(
                            a._replace(variable=self._tensors(a.variable)) for a in arguments
                        )
                        result = self._given_back(target)
                        self._call_values(at, method, arguments, result)
                        self.flow(self._tensors(result), target)
                    else:
                        self._call_values(at, method, arguments, target)
                    return
        self.add(target, FOREIGN)
        if isinstance(value, OwnObject) and not self.is_module(value.own):
            self.all_escape(at, arguments, "a call that isn't followed")

    def _given_back(self, target: Variable) -> Variable:
        """Return the variable of what modules return, once it is tensors for `target`: one for all
        that are applied there, also where they apply each other.
        """
        known = self.given_back.get(target)
        if known is None:
            known = self.given_back[target] = self.new()
            self.given_back[known] = known
        return known

    def _tensors(self, variable: Variable) -> Variable:
        """Return what of some values a module is applied to, or gives: what can't be followed is a
        tensor.
        """
        if variable in self.constants:
            return variable
        known = self.tensors.get(variable)
        if known is None:
            known = self.tensors[variable] = self.new()
            self.tensors[known] = known
            target = known
            self.listen(
                variable,
                lambda value: self.add(target, FOREIGN if value in (OPEN, NETWORK) else value),
            )
        return known

    def _bind_call(
        self,
        at: At,
        function: OwnFunction,
        arguments: tuple[Argument, ...],
        target: Variable,
        receiver: Value | None,
    ) -> None:
        mark = (at, id(function), arguments, target, receiver)
        if mark in self.bound:
            return
        self.bound.add(mark)
        self.called.add(id(function))
        if function.facts.is_generic:
            function = self._copy_for(at, function)
        facts, base = function.facts, function.module.base
        self._result(at, function, target)
        parameters = list(facts.parameters)
        if receiver is not None and parameters and parameters[0].kind == "positional":
            self.add(base + parameters[0].variable, receiver)
            parameters = parameters[1:]
        positional = [p for p in parameters if p.kind == "positional"]
        named = {p.name: p for p in parameters if p.kind in ("positional", "keyword")}
        rest = next((p for p in parameters if p.kind == "*"), None)
        keywords = next((p for p in parameters if p.kind == "**"), None)
        place = At(function.module.name, facts.place)

        def note(parameter: Parameter, source: Variable) -> None:
            if self.is_closed:
                self.given.setdefault((place.in_text, parameter.name), []).append(source)

        def give(position: int | None, source: Variable) -> None:
            """Give a positional argument to its parameter, or to any where it isn't told."""
            if position is not None and position > _MOST_ARGUMENTS:
                position = None
            if position is not None and position < len(positional):
                note(positional[position], source)
                self.flow(source, base + positional[position].variable)
            elif position is not None:
                if rest is not None:
                    inside = self.container(place, "tuple", rest.name)
                    self.flow(source, self.member(inside, position - len(positional)))
            else:
                for parameter in positional:
                    self.flow(source, base + parameter.variable)
                if rest is not None:
                    self.flow(source, self.member(self.container(place, "tuple", rest.name), ANY))

        def give_named(name: object, source: Variable) -> None:
            if name in named:
                note(named[str(name)], source)
                self.flow(source, base + named[str(name)].variable)
            elif keywords is not None:
                note(keywords, source)
                self.flow(source, self.member(self.container(place, "dict", keywords.name), name))

        # What is given on its own isn't in what is unpacked too: that would be an error.
        before = [a.kind for a in arguments]
        before = before[: before.index("*")] if "*" in before else before
        alone = {p.name for p in positional[: before.count("positional")]}
        alone |= {a.name for a in arguments if a.kind == "keyword"}
        left = [name for name in named if name not in alone]
        if function.is_copy or self.is_closed or self.is_small:
            self._take_defaults(function, alone)

        position: int | None = 0
        for argument in arguments:
            if argument.kind == "positional":
                give(position, argument.variable)
                position = None if position is None else position + 1
            elif argument.kind == "keyword":
                give_named(argument.name, argument.variable)
            elif argument.kind == "*":
                self.unsure.add(place.in_text)
                first = position
                position = None

                def unpack(value: Value, first: int | None = first) -> None:
                    if isinstance(value, Container) and self._is_list(value) and first is not None:
                        self.listen_fields(
                            value, lambda k, v: give(first + k, v) if isinstance(k, int) else None
                        )
                        give(None, self.numbered(value))
                    elif isinstance(value, Holder):
                        give(None, self.elements(value))
                    elif value in (OPEN, FOREIGN, FOREIGN_MODULE):
                        one = self.new()
                        self.add(one, value)
                        give(None, one)

                self.listen(argument.variable, unpack)
            else:

                def unpack_named(value: Value) -> None:
                    if isinstance(value, Holder):
                        self.listen_fields(
                            value,
                            lambda k, v: (
                                give_named(k, v)
                                if isinstance(k, str) and k not in {*NO_NAMES, *alone}
                                else None
                            ),
                        )
                        inside = self.member(value, ANY)
                        for name in left:
                            self.flow(inside, base + named[name].variable)
                        if keywords is not None:
                            self.flow(
                                inside,
                                self.member(self.container(place, "dict", keywords.name), ANY),
                            )
                        return
                    self.unsure.add(place.in_text)
                    if value is OPEN:
                        for name in left:
                            self.add(base + named[name].variable, value)

                self.listen(argument.variable, unpack_named)

    def _take_defaults(self, function: OwnFunction, given: set[str]) -> None:
        """Let the parameters that a call may leave out take their defaults."""
        base = function.module.base
        for parameter in function.facts.parameters:
            if parameter.default and parameter.name not in given:
                self.flow(base + parameter.default, base + parameter.variable)

    def listen_fields(self, holder: Holder, listener: Callable[[object, Variable], None]) -> None:
        """Call `listener` for each field that a holder has, and for each that it gets later."""
        for key, variable in list(holder.fields.items()):
            listener(key, variable)
        holder.watchers.append(listener)

    def _result(self, at: At, function: OwnFunction, target: Variable) -> None:
        facts, base = function.facts, function.module.base
        if function.is_copy or any(one.is_active or one.carries for one in function.nested):
            self._activate(function)  # what it makes may make a layer
        if not function.is_active:
            self.unseen.append((function, target))
        if facts.yielded:
            place = At(function.module.name, facts.place)
            kind = "context" if facts.kind == "context" else "generator"
            container = self.container(place, kind)
            self.flow(base + facts.yielded, self.member(container, ANY))
            self.escape(At(function.module.name, facts.place), base + facts.returned, "unknown")
            self.add(target, container)
        else:
            self.flow(base + facts.returned, target)

    # What walks over a network

    def walk(self, value: Value, target: Variable) -> None:
        """Let all modules inside of a value arrive at `target`, and itself."""
        if isinstance(value, Holder):
            self.flow(self._walked(value), target)
        elif value in (OPEN, NETWORK) or value is LIBRARY_LAYER or value is FOREIGN_MODULE:
            self.add(target, value)
        elif library.may_be_network(value):
            self.add(target, FOREIGN_MODULE)

    def _walk_held(self, holder: Holder, variable: Variable) -> None:
        if isinstance(holder, LayerObject) and holder.layer_class.layer.holds:
            self.add(variable, Held(holder, holder.layer_class.layer.holds))

    def _walked(self, holder: Holder) -> Variable:
        """Return the variable of all modules inside of a holder, and itself."""
        variable = self.walked.get(holder)
        if variable is None:
            variable = self.walked[holder] = self.new()
            if isinstance(holder, (OwnObject, LayerObject)) or (
                isinstance(holder, Container) and holder.kind == "module"
            ):
                self.add(variable, holder)
                self._walk_held(holder, variable)
            self.listen(self.all_of(holder), lambda value: self.walk(value, variable))
        return variable


def _gives(module: Module, name: str) -> bool | None:
    """Whether a star import of a module takes a name from it; None where that isn't told."""
    if module.facts.exports is not None:
        return name in module.facts.exports
    return None if "__all__" in module.facts.names else not name.startswith("_")


def is_network_part(value: Value) -> bool:
    """Whether a value is a module of a network, or an object of the program that may be one."""
    if isinstance(value, Container):
        return value.kind == "module"
    return isinstance(value, (OwnObject, LayerObject)) or value is LIBRARY_LAYER


def _is_same(value: Value, one: Value) -> str:
    """Return whether a value is a class that it is compared with: "yes", "no" or "maybe"."""
    if not isinstance(one, (OwnClass, LayerReference)):
        return "maybe"
    if isinstance(value, OwnClass):
        if value is not one:
            return "no"
        return "maybe" if value.facts.place.column else "yes"  # one that is made more than once
    is_reference = isinstance(value, LayerReference) and isinstance(one, LayerReference)
    is_other = isinstance(value, (LayerReference, OwnFunction, Constant))
    return "no" if is_other and not is_reference else "maybe"


def _class_name(value: Value) -> str | None:
    """Return the name of the class of a value, None where it can't be told."""
    if isinstance(value, (OwnObject, LayerObject)) and value.own is not None:
        return value.own.facts.name
    if isinstance(value, LayerObject):
        return value.layer_class.qualified_name.rpartition(".")[2]
    return None


def _compares(name: str, how: str, part: str) -> bool:
    """Whether a comparison of a name with a text holds."""
    if how == "in":
        return part in name
    return (
        name == part
        if how == "=="
        else bool((name.startswith if how == "startswith" else name.endswith)(part))
    )


def _is_named_tuple(name: str) -> bool:
    """Whether a class, by its dotted name, is typing.NamedTuple."""
    return name.rpartition(".")[2] == "NamedTuple"


_WHOLE = frozenset(
    {"Add", "Sub", "Mult", "FloorDiv", "Mod", "Pow", "LShift", "RShift", "USub", "UAdd", "Invert"}
)
"""The operators that make a whole number of whole numbers."""


def is_whole(value: Value) -> bool:
    """Whether a value is a whole number."""
    return value is INTEGER or (isinstance(value, Constant) and isinstance(value.value, int))


def _is_negative(value: Value) -> bool:
    return isinstance(value, Constant) and isinstance(value.value, int) and value.value < 0


def _read(ops: Iterable[Op]) -> set[Variable]:
    """Return the variables that operations read."""
    return {variable for op in ops for variable in op.reads}


def _filled(function: OwnFunction) -> set[Variable]:
    """Return the variables that a function's body or its callers fill."""
    return {op.target for op in function.body} | {p.variable for p in function.facts.parameters}


def _parted(ops: Sequence[Op], functions: Sequence[OwnFunction]) -> list[Op]:
    """Give each function the operations of its body and the function that it stands in, and return
    the operations that no function has.
    """
    owners: list[OwnFunction | None] = [None] * len(ops)
    for function in functions:
        first, last = function.facts.ops
        function.outer = owners[first] if first < last else None
        if function.outer is not None:
            function.outer.nested.append(function)
        owners[first:last] = [function] * (last - first)
    left: list[Op] = []
    for op, owner in zip(ops, owners, strict=True):
        (left if owner is None else owner.body).append(op)
    return left


def module_name(path: PurePosixPath) -> tuple[str, bool]:
    """Return the dotted name of a file below the root, and whether it is a package."""
    parts = list(path.with_suffix("").parts)
    is_package = parts[-1] == "__init__"
    if is_package:
        parts.pop()
    return ".".join(parts), is_package
