"""Which calls make a layer that a module registers at once, as its own mode is that of a fresh one.

Such a layer has the module's mode from then on. Nothing may apply it before, or ask for its mode,
and nobody outside of the program may get hold of it: so every place that it gets to, by itself or
in a list or dict, has to be known. And nothing may have set the mode of the module: it is being
built, and what its constructor does, however far away, sets no mode that reaches it. The order of
statements proves nothing about either.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Set
from functools import cached_property
from typing import NamedTuple

from bnmigrate.program import library
from bnmigrate.program.facts import Argument, Op, Variable
from bnmigrate.program.modes import MODE
from bnmigrate.program.objects import (
    NETWORK,
    OPEN,
    At,
    Constant,
    Container,
    External,
    Getter,
    Holder,
    LayerObject,
    LibraryMethod,
    Method,
    OwnClass,
    OwnFunction,
    OwnObject,
    Partial,
    Super,
    Value,
)
from bnmigrate.program.solver import APPLIED, Module, Program

_BUILDERS = frozenset({"__init__", "__post_init__", "__new__"})
_MEMBER_ADDERS = frozenset({"add_module", "register_module", "insert_child_to_cell"})
_ADDERS = frozenset({"append", "extend", "update", "setdefault", "__setitem__", "__setattr__"})
"""The methods of modules that register what they are given; PyTorch's `insert` does not."""

_OF_LISTS = frozenset(
    {"append", "insert", "extend", "update", "setdefault", "values", "items", "keys", "copy", "pop"}
    | {"popitem", "popleft", "appendleft", "remove", "index", "count", "get", "reverse", "clear"}
)
_PLAIN = frozenset({"list", "tuple", "dict", "set", "generator"})
_HANDED_ON = frozenset(
    {"copy", "either", "truth", "none", "narrow", "named", "trained", "predicate"}
)
_PASSIVE = _HANDED_ON | {
    *("await", "annotated", "iterate", "part", "rest", "slice", "element", "display", "check"),
    *("compare", "show", "hash", "text", "reference", "option"),
}
"""The operations that hand on what they read, or look at nothing of it that a mode changes."""

_PASSES = frozenset(
    {"passes", "passes-second", "sequences", "elements", "pairs", "dicts", "harmless", "integers"}
)
_CALLS = frozenset(
    {"builtins.map", "builtins.filter", "builtins.enumerate", "builtins.type", "builtins.str"}
    | {"builtins.repr", "builtins.hasattr", "builtins.len", "builtins.id"}
)
_SETS_BY_NAME = frozenset({"builtins.setattr", "builtins.object.__setattr__"})

_METHODS = (Method, LibraryMethod, Super)

Function = tuple[str, OwnFunction | None]
"""A function by its module's name; without one, what the module does when it is imported."""


class _Step(NamedTuple):
    """An operation with the function that it stands in."""

    op: Op
    module: Module
    function: OwnFunction | None

    @property
    def target(self) -> Variable:
        return self.module.base + self.op.target

    @property
    def sources(self) -> list[Variable]:
        return [self.module.base + source for source in self.op.sources]

    @property
    def arguments(self) -> list[Variable]:
        return [self.module.base + a.variable for a in self.op.detail if isinstance(a, Argument)]


_ANYTHING = -1


class _Touch(NamedTuple):
    """That a step may set the mode of what a variable is, and of what is in it, or of _ANYTHING."""

    step: _Step
    variable: Variable


class Registered:
    """Looks where the layers of a program go.

    `moves` tells the layers that are looked at, `harmless` names the attributes of a layer that its
    mode doesn't change, `setters` the methods and `trainers` the functions outside that set a mode.
    """

    def __init__(
        self,
        program: Program,
        moves: Callable[[Value], bool],
        harmless: Set[str],
        setters: Set[str],
        trainers: Set[str],
    ) -> None:
        self.program = program
        self._moves = moves
        self._harmless = harmless
        self._setters = setters
        self._trainers = trainers
        self._values = program.values
        self._readers: dict[Variable, list[_Step]] = {}
        self._makers: dict[Variable, list[_Step]] = {}
        self._steps_at: dict[At, list[_Step]] = {}
        self._steps_of: dict[Function, list[_Step]] = {}
        self._functions_at: dict[At, list[OwnFunction]] = {}
        self._in_text: dict[At, OwnFunction] = {}
        self._texts: dict[Variable, Variable] = {}
        """The variables of the text by those of copies of its functions."""

        self._outside: set[Variable] = set()
        """What functions return that others may call."""

        self._touches: list[_Touch] = []
        self._places_of: dict[Value, list[Variable]] = {}
        """The variables of layers and of functions."""

        self._methods_of: dict[Variable, tuple[Value, ...]] = {}
        self._built: dict[OwnFunction, bool] = {}
        self._calls: dict[Function, dict[Function, None]] = {}
        self._extents: dict[frozenset[Function], set[Function]] = {}
        self._untouched: dict[OwnClass, bool] = {}

    def calls(self) -> Iterator[At]:
        """Yield the calls that make layers, or list some, which are registered at once."""
        self._read_program()
        for at, steps in self._steps_at.items():
            calls = [step for step in steps if step.op.code == "call"]
            made: dict[Value, list[Variable]] = {}
            for step in calls:
                for value in self._values[step.target]:
                    if self._is_layer(value):
                        made.setdefault(value, []).append(step.target)
                    elif isinstance(value, Container) and value.kind == "generator":
                        for field in value.fields.values():  # what `map` makes
                            for one in self._values[field]:
                                if self._is_layer(one):
                                    made.setdefault(one, []).append(field)
            if made and all(self._is_registered(layer, begin) for layer, begin in made.items()):
                yield at

    def _is_layer(self, value: Value) -> bool:
        return isinstance(value, LayerObject) and self._moves(value)

    # The program, by what its operations read and make

    def _read_program(self) -> None:
        for module in self.program.modules.values():
            functions = [f for text in module.functions for f in (text, *text.copies.values())]
            inside: set[int] = set()
            for function in functions:
                at = At(module.name, function.facts.place)
                self._functions_at.setdefault(at, []).append(function)
                if not function.is_copy:
                    self._in_text[at] = function
                for op in function.body:
                    inside.add(id(op))
                    self._read_step(_Step(op, module, function))
            for op in module.facts.ops:
                if id(op) not in inside:
                    self._read_step(_Step(op, module, None))
        for base, variables in self.program.copied:
            for variable, copy in variables.items():
                self._texts[base + copy] = base + variable
        for variable, values in enumerate(self._values):
            for value in values:
                if isinstance(value, Method):
                    self._places_of.setdefault(value.function, []).append(variable)
                elif isinstance(value, OwnFunction) or self._is_layer(value):
                    self._places_of.setdefault(value, []).append(variable)
        returned = {
            function.module.base + variable: function
            for function in self._in_text.values()
            for variable in (function.facts.returned, function.facts.yielded)
            if variable
        }
        self._outside = {
            one for one, function in returned.items() if self._is_open(function, returned.keys())
        }

    def _read_step(self, step: _Step) -> None:
        op, base = step.op, step.module.base
        for variable in {base + one for one in op.reads}:
            self._readers.setdefault(variable, []).append(step)
        if op.target:
            self._makers.setdefault(step.target, []).append(step)
        self._steps_at.setdefault(At(step.module.name, op.place.in_text), []).append(step)
        self._steps_of.setdefault(self._function_of(step), []).append(step)
        self._touches += (_Touch(step, variable) for variable in self._touched_by(step))

    def _is_open(self, function: OwnFunction, returned: Set[Variable]) -> bool:
        """Whether others than the program may call a function: by its name, or as it is handed on
        by more than the calls of it.
        """
        name = function.facts.name
        is_private = name.startswith("_") and not name.endswith("__")
        is_inner = function.outer is not None and name != "<lambda>"
        return not (is_private or is_inner) or any(
            variable in returned
            or not isinstance(self.program.holder_of.get(variable), (OwnClass, type(None)))
            or any(
                step.op.code not in _HANDED_ON
                and (step.op.code != "call" or variable in step.arguments)
                for step in self._readers.get(variable, ())
            )
            for variable in self._places_of.get(function, ())
        )

    def _function_of(self, step: _Step) -> Function:
        return step.module.name, self._text_of(step.function)

    def _text_of(self, function: OwnFunction | None) -> OwnFunction | None:
        if function is None:
            return None
        at = At(function.module.name, function.facts.place.in_text)
        return self._in_text.get(at, function)

    # Where values go

    def _reach(self, begin: Iterable[Variable], tracked: Set[Value]) -> dict[Variable, None]:
        """Return the variables that values get to from some variables, not further than into what
        isn't a list or dict.
        """
        found: dict[Variable, None] = {}
        queue = [variable for variable in begin if self._has(variable, tracked)]
        for variable in queue:
            if variable in found:
                continue
            found[variable] = None
            holder = self.program.holder_of.get(variable)
            if holder is not None and not _is_plain(holder):
                continue
            queue += [v for v in self._after(variable, tracked) if v not in found]
        return found

    def _reach_all(self, begin: Iterable[Variable], tracked: Set[Value]) -> dict[Variable, None]:
        """Return the variables that values get to, out of modules that hold them too."""
        found: dict[Variable, None] = {}
        queue = [variable for variable in begin if self._has(variable, tracked)]
        holders = [value for value in tracked if isinstance(value, Holder)]
        queue += [self.program.walked.get(holder, 0) for holder in holders]
        for variable in queue:
            if variable in found:
                continue
            found[variable] = None
            holder = self.program.holder_of.get(variable)
            parts: list[Variable] = []
            if holder is not None:
                tables = (self.program.walked, self.program.module_parts, self.program.named_parts)
                parts = [table.get(holder, 0) for table in tables]
            queue += [v for v in self._after(variable, tracked) if v not in found]
            queue += [v for v in parts if v not in found and self._has(v, tracked)]
        return found

    def _after(self, variable: Variable, tracked: Set[Value]) -> list[Variable]:
        """Return the variables that tracked values get to next."""
        after = [*(self.program.flows[variable] or ())]
        if variable in self._texts:
            after.append(self._texts[variable])
        for step in self._readers.get(variable, ()):
            after.append(step.target)
            if step.op.code == "call":
                is_called = step.module.base + step.op.sources[0] == variable
                for value in self._methods(variable) if is_called else ():
                    if isinstance(value, Method) and value.receiver in tracked:
                        after += self._receivers(value.function)
            elif step.op.code in ("attribute", "set attribute"):
                for value in self._values[variable]:
                    if value in tracked and isinstance(value, OwnObject):
                        for function in self._computing(value.own, step.op.detail):
                            after += self._receivers(function)
        return [one for one in after if self._has(one, tracked)]

    def _has(self, variable: Variable, tracked: Set[Value]) -> bool:
        values = self._values[variable]
        return any(value in values for value in tracked) or any(
            _of(value) in tracked for value in self._methods(variable)
        )

    def _methods(self, variable: Variable) -> tuple[Value, ...]:
        """Return those values of a variable that are of another value."""
        known = self._methods_of.get(variable)
        if known is None:
            found = (v for v in self._values[variable] if isinstance(v, _METHODS))
            known = self._methods_of[variable] = tuple(found)
        return known

    @staticmethod
    def _receivers(function: OwnFunction) -> Iterator[Variable]:
        for one in (function, *function.copies.values()):
            if one.facts.parameters:
                yield one.module.base + one.facts.parameters[0].variable

    @staticmethod
    def _computing(own: OwnClass, name: str) -> Iterator[OwnFunction]:
        """Yield the functions of a class that run where an attribute is read or assigned."""
        for one in own.ancestors():
            for function in one.module.functions:
                facts = function.facts
                runs = facts.kind == "property" or len(facts.parameters) == 2
                if facts.name == name and runs and _owner_of(function) is one:
                    yield function

    # What is done with a layer

    def _is_registered(self, layer: Value, begin: Iterable[Variable]) -> bool:
        """Whether nothing but the mode of the module counts that a layer gets to."""
        begin = [*begin, *self._unexplained(layer, begin)]
        queue: list[tuple[Value, list[Variable]]] = [(layer, begin)]
        seen = {layer}
        for value, first in queue:
            if not first:
                return False
            for variable in self._reach(first, {value}):
                holder = self.program.holder_of.get(variable)
                if holder is None or variable in self._outside:
                    if variable in self._outside or not all(
                        self._is_known(step, variable, value)
                        for step in self._readers.get(variable, ())
                    ):
                        return False
                elif _is_plain(holder):
                    if holder not in seen:
                        seen.add(holder)
                        queue.append((holder, self._begin_of(holder)))
                elif isinstance(value, Container) or not self._registers(holder):
                    return False
        return True

    def _unexplained(self, layer: Value, begin: Iterable[Variable]) -> list[Variable]:
        """Return the variables of a layer that are neither reached from where it is made nor read
        from a module that holds it.
        """
        if not isinstance(layer, LayerObject) or layer.own is not None:
            return []
        kept = {
            variable
            for holder in layer.inside
            if not _is_plain(holder)
            for variable in holder.fields.values()
        }
        made = [step.target for step in self._steps_at.get(layer.at, ())]
        known = self._reach([*begin, *made], {layer})
        known |= self._reach_all(kept, {layer})
        return [v for v in self._places_of[layer] if v not in known and v in self._readers]

    def _begin_of(self, holder: Holder) -> list[Variable]:
        """Return the variables at which a list or dict begins, none where they aren't known."""
        assert isinstance(holder, Container)
        found = [step.target for step in self._steps_at.get(holder.at.in_text, ())]
        for function in self._functions_at.get(holder.at, ()):
            base = function.module.base
            found += [base + p.variable for p in function.facts.parameters if p.name == holder.name]
        for outer in holder.inside:
            found += outer.fields.values()
        return [variable for variable in found if holder in self._values[variable]]

    def _registers(self, holder: Holder) -> bool:
        """Whether what is put into a holder is registered in a module."""
        if isinstance(holder, Container):
            return holder.kind == "module" and holder.name in self.program.rules.containers
        return isinstance(holder, OwnObject) and any(
            library.is_module(name) for name in holder.own.externals
        )

    def _is_known(self, step: _Step, variable: Variable, value: Value) -> bool:
        """Whether what a step does with a layer, or with what holds it, is understood."""
        code, detail = step.op.code, step.op.detail
        if code == "attribute":
            return detail in (_OF_LISTS if isinstance(value, Container) else self._harmless)
        if code in ("set attribute", "set element"):
            names = [detail] if code == "set attribute" else []
            is_owner = step.sources[0] == variable
            return (not is_owner or isinstance(value, Container)) and (
                step.sources[-1] != variable
                or self._registers_in(step, step.sources[0], names, value)
            )
        if code == "element" and step.sources[1] == variable:
            holders = self._values[step.sources[0]]
            return all(isinstance(one, Container) and _is_plain(one) for one in holders)
        if code == "delete element":
            return isinstance(value, Container)
        if code == "combine":
            is_in_place = detail[1] and step.sources[1] == variable
            return not is_in_place or self._registers_in(step, step.sources[0])
        if code != "call":
            return code in _PASSIVE
        called = self._values[step.sources[0]]
        if step.sources[0] == variable and value in called:
            return False
        return variable not in step.arguments or (
            bool(called) and all(self._takes(step, variable, value, one) for one in called)
        )

    def _takes(self, step: _Step, variable: Variable, value: Value, called: Value) -> bool:
        """Whether a value that is called does nothing unknown with an argument."""
        if isinstance(called, (OwnFunction, Method, Constant)):
            return True
        if isinstance(called, OwnClass):
            has_init = any("__init__" in one.facts.names for one in called.ancestors())
            return has_init or not called.externals.isdisjoint(self.program.rules.containers)
        if isinstance(called, Partial):
            functions = self._values[called.function]
            return all(self._takes(step, variable, value, one) for one in functions)
        if isinstance(called, OwnObject):
            return any(
                name in one.facts.names for one in called.own.ancestors() for name in APPLIED
            )
        if isinstance(called, External):
            if called.name == "builtins.setattr" and len(step.arguments) > 2:
                owner, name = step.arguments[:2]
                names = [v.value for v in self._values[name] if isinstance(v, Constant)]
                return variable not in (owner, name) and self._registers_in(
                    step, owner, names, value
                )
            is_python = called.name.partition(".")[0] in sys.stdlib_module_names
            is_harmless = library.effect(called.name) in _PASSES or called.name in _CALLS
            return called.name in self.program.rules.containers or (is_python and is_harmless)
        if not isinstance(called, LibraryMethod):
            return False
        receiver = _of(called)
        if isinstance(receiver, Container) and receiver.kind != "module":
            return called.name in _OF_LISTS
        if called.name == "__init__":
            return isinstance(receiver, OwnObject) and not receiver.own.externals.isdisjoint(
                self.program.rules.containers
            )
        if called.name in _ADDERS | _MEMBER_ADDERS:
            owners = [o for m in self._origins(step.sources[0]) for o in _owner(m)]
            return bool(owners) and all(self._registers_in(step, one) for one in owners)
        return False

    def _registers_in(
        self,
        step: _Step,
        owner: Variable,
        names: Iterable[object] = (),
        whole: Value | None = None,
    ) -> bool:
        """Whether what a step puts into `owner` is registered in modules that are being built, or
        kept in lists; a list is registered in none where it is put there as a `whole`.
        """
        for holder in self._values[owner]:
            if isinstance(holder, Constant) or (isinstance(holder, Holder) and _is_plain(holder)):
                continue
            if not isinstance(holder, (OwnObject, Container)) or not self._registers(holder):
                return False
            if isinstance(whole, Container) or (
                isinstance(holder, OwnObject) and self._hides(holder.own, names)
            ):
                return False
            if not self._is_new(step, owner, holder):
                return False
        return bool(self._values[owner])

    def _hides(self, own: OwnClass, names: Iterable[object]) -> bool:
        """Whether a class has a method of its own in the place of what registers."""
        hiding = {"__setattr__", *_MEMBER_ADDERS, *names}
        return any(
            isinstance(value, OwnFunction)
            for one in own.ancestors()
            for name in hiding & one.facts.names.keys()
            for value in self._values[one.module.base + one.facts.names[str(name)]]
        )

    # Modules that are being built

    def _is_new(self, step: _Step, owner: Variable, module: OwnObject | Container) -> bool:
        """Whether a module that a variable is has the mode that it was made in."""
        return all(self._is_new_from(step, one, module) for one in self._origins(owner))

    def _is_new_from(
        self, step: _Step, origin: _Step | Variable, module: OwnObject | Container
    ) -> bool:
        function = step.function
        own = None if function is None else _owner_of(function)
        if not isinstance(origin, _Step):
            return (
                function is not None
                and own is not None
                and isinstance(module, OwnObject)
                and origin in self._own(function)
                and self._is_builder(function)
                and self._is_untouched(own)
            )
        if origin.op.code == "call" and isinstance(module, Container):
            if module.at.in_text != At(origin.module.name, origin.op.place.in_text):
                return module not in self._values[origin.target]  # it comes on another way
            return self._function_of(origin) == self._function_of(step) and self._stays(
                frozenset([self._function_of(step)]), [origin.target], {module}
            )
        if origin.op.code == "attribute" and isinstance(module, Container):
            made = self._steps_at.get(module.at.in_text, [])
            makers = [f for f in {one.function for one in made} if f is not None]
            return (
                function is not None
                and own is not None
                and bool(makers)
                and self._is_own(origin.sources[0], function)
                and all(map(self._is_builder, (function, *makers)))
                and all(_owner_of(maker) in _family(own) for maker in makers)
                and self._is_untouched(own)
                and self._stays(self._entries(own), [s.target for s in made], {module})
            )
        return False

    def _origins(self, variable: Variable) -> list[_Step | Variable]:
        """Return what makes what a variable is: operations, or variables that callers fill."""
        found: dict[_Step | Variable, None] = {}
        seen = {variable}
        queue = [variable]
        for one in queue:
            makers = self._makers.get(one, [])
            if not makers:
                found[one] = None
            for step in makers:
                if step.op.code in _HANDED_ON:
                    following = [v for v in step.sources[:1] if v not in seen]
                    seen.update(following)
                    queue += following
                else:
                    found[step] = None
        return list(found)

    @staticmethod
    def _own(function: OwnFunction) -> list[Variable]:
        """Return the variable of the instance that a method is of."""
        if function.facts.owner is None or not function.facts.parameters:
            return []
        return [function.module.base + function.facts.parameters[0].variable]

    def _is_own(self, variable: Variable, function: OwnFunction) -> bool:
        """Whether a variable is the instance that a method is of, and nothing else."""
        return all(
            (one.op.code == "super" and self._is_own(one.sources[0], function))
            if isinstance(one, _Step)
            else one in self._own(function)
            for one in self._origins(variable)
        )

    def _is_builder(self, function: OwnFunction) -> bool:
        """Whether a method runs only while the constructor of its instance does."""
        own = _owner_of(function)
        if own is None or function.facts.name in _BUILDERS:
            return own is not None
        if function not in self._built:
            self._built[function] = True  # as long as nothing says otherwise: it may call itself
            callers = list(self._callers(function))
            self._built[function] = bool(callers) and all(
                caller is not None
                and _owner_of(caller) in _family(own)
                and self._is_builder(caller)
                for caller in callers
            )
        return self._built[function]

    def _callers(self, function: OwnFunction) -> Iterator[OwnFunction | None]:
        """Yield the methods that call a method of their own instance; None for any other use."""
        for variable in self._places_of.get(function, ()):
            for step in self._readers.get(variable, ()):
                if step.op.code in _HANDED_ON:
                    continue
                caller = step.function
                is_call = step.op.code == "call" and variable not in step.arguments
                if not is_call or caller is None:
                    yield None
                    continue
                is_of_itself = all(
                    isinstance(origin, _Step)
                    and origin.op.code == "attribute"
                    and self._is_own(origin.sources[0], caller)
                    for origin in self._origins(step.sources[0])
                )
                yield caller if is_of_itself else None

    def _is_untouched(self, own: OwnClass) -> bool:
        """Whether nothing sets the mode of an instance while it is built."""
        if own not in self._untouched:
            family = _family(own)
            entries = self._entries(own)
            begin = [v for _, f in entries if f is not None for v in self._own(f)]
            instances = {one.instance for one in family if one.instance is not None}
            self._untouched[own] = self._stays(entries, begin, instances)
        return self._untouched[own]

    @staticmethod
    def _entries(own: OwnClass) -> frozenset[Function]:
        """Return the functions with which the making of an instance begins."""
        return frozenset(
            (one.module.name, function)
            for one in _family(own)
            for function in one.module.functions
            if function.facts.name in _BUILDERS and _owner_of(function) is one
        )

    def _stays(
        self, entries: frozenset[Function], begin: Iterable[Variable], modules: Set[Value]
    ) -> bool:
        """Whether nothing that some functions do, or call, sets the mode of modules that begin at
        some variables.
        """
        reached = self._reach_all(begin, modules)
        holders: dict[Holder, None] = {}
        for variable in reached:
            holder = self.program.holder_of.get(variable)
            if holder is not None and holder not in modules:
                holders[holder] = None
        queue = list(holders)
        for holder in queue:
            queue += [h for h in holder.inside if h not in holders and h not in modules]
            holders.update(dict.fromkeys(holder.inside))
        around = holders.keys() - modules
        found = [
            touch
            for touch, owners in self._touches_of
            if touch.variable == _ANYTHING
            or touch.variable in reached
            or not owners.isdisjoint(around)
        ]
        return not found or self._extent(entries).isdisjoint(
            self._function_of(touch.step) for touch in found
        )

    @cached_property
    def _touches_of(self) -> list[tuple[_Touch, set[Holder]]]:
        """The touches, with the objects that they are of."""
        found: list[tuple[_Touch, set[Holder]]] = []
        for touch in self._touches:
            values = () if touch.variable == _ANYTHING else self._values[touch.variable]
            owners = {one for value in values if isinstance(one := _of(value), Holder)}
            found.append((touch, owners))
        return found

    def _touched_by(self, step: _Step) -> Iterable[Variable]:
        """Return the variables of what a step may set the mode of."""
        code, detail = step.op.code, step.op.detail
        if code == "attribute" and (detail in self._setters or detail == "__dict__"):
            is_of_class = detail in self._setters and any(
                isinstance(value, OwnClass)
                or (isinstance(value, External) and library.is_module(value.name))
                for value in self._values[step.sources[0]]
            )
            return [_ANYTHING] if is_of_class else step.sources
        if code == "set attribute" and detail == MODE:
            return step.sources[:1]
        if code != "call":
            return ()
        found: list[Variable] = []
        for value in self._values[step.sources[0]]:
            if isinstance(value, LibraryMethod):
                if value.name in self._setters or (
                    value.name == "__setattr__" and self._names_mode(step.arguments[:1])
                ):
                    found.append(step.sources[0])
            elif isinstance(value, Getter):
                if value.kind in ("method", "untold") and (
                    value.key in self._setters or not isinstance(value.key, str)
                ):
                    found += step.arguments
            elif isinstance(value, External):
                if value.name in _SETS_BY_NAME:
                    found += step.arguments[:1] if self._names_mode(step.arguments[1:2]) else ()
                elif self._may_set(value.name):
                    found += step.arguments
            elif value is OPEN or value is NETWORK:
                found += step.arguments
        return found

    def _names_mode(self, names: Iterable[Variable]) -> bool:
        return any(Constant(MODE, "str") in self._values[name] for name in names)

    def _may_set(self, name: str) -> bool:
        """Whether a function outside of the program may set the mode of what it is given."""
        root, last = name.partition(".")[0], name.rpartition(".")[2]
        if last in self._setters or name in self._trainers or name == "builtins.vars":
            return True
        is_known = root in (*library.FRAMEWORKS, "builtins", "?") or root in sys.stdlib_module_names
        return not is_known and not last[:1].isupper()

    def _extent(self, entries: frozenset[Function]) -> set[Function]:
        """Return the functions that run while some do, and these."""
        known = self._extents.get(entries)
        if known is None:
            known = self._extents[entries] = set()
            queue = list(entries)
            for function in queue:
                if function not in known:
                    known.add(function)
                    queue += self._called_in(function)
        return known

    def _called_in(self, function: Function) -> dict[Function, None]:
        """Return the functions that may be called by one."""
        known = self._calls.get(function)
        if known is None:
            steps = self._steps_of.get(function, ())
            called = (one for step in steps for one in self._called_by(step))
            known = self._calls[function] = dict.fromkeys(called)
        return known

    def _called_by(self, step: _Step) -> Iterator[Function]:
        """Yield the functions that a step may call, as it reads them."""
        is_attribute = step.op.code in ("attribute", "set attribute")
        for variable in step.op.reads:
            for value in self._values[step.module.base + variable]:
                for function in self._functions(value, step.op.code == "call"):
                    yield function.module.name, self._text_of(function)
                if is_attribute and isinstance(value, OwnObject):
                    for function in self._computing(value.own, step.op.detail):
                        yield function.module.name, function

    def _functions(self, value: Value, is_called: bool) -> Iterator[OwnFunction]:
        if isinstance(value, OwnFunction):
            yield value
        elif isinstance(value, Method):
            yield value.function
        elif isinstance(value, (OwnClass, OwnObject)) and is_called:
            own, names = (
                (value, _BUILDERS) if isinstance(value, OwnClass) else (value.own, {*APPLIED})
            )
            for one in own.ancestors():
                for name in names & one.facts.names.keys():
                    for inner in self._values[one.module.base + one.facts.names[name]]:
                        if isinstance(inner, OwnFunction):
                            yield inner
        elif isinstance(value, Partial):
            for inner in self._values[value.function]:
                if not isinstance(inner, Partial):
                    yield from self._functions(inner, is_called)


def _of(value: Value) -> Value:
    """Return what a method is of."""
    while isinstance(value, _METHODS):
        value = value.receiver
    return value


def _owner(origin: _Step | Variable) -> list[Variable]:
    """Return the variable that a method is read from."""
    is_read = isinstance(origin, _Step) and origin.op.code == "attribute"
    return origin.sources if isinstance(origin, _Step) and is_read else []


def _owner_of(function: OwnFunction) -> OwnClass | None:
    """Return the class that a function is a method of."""
    number = function.facts.owner
    return None if number is None else function.module.classes[number]


def _is_plain(holder: Holder) -> bool:
    return isinstance(holder, Container) and holder.kind in _PLAIN


def _family(own: OwnClass) -> set[OwnClass]:
    """Return the classes that an instance of a class may be of, with all that they derive from."""
    below = [own]
    for one in below:
        below += [child for child in one.children if child not in below]
    return {ancestor for one in below for ancestor in one.ancestors()}
