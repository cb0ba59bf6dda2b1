"""What functions and methods outside of the program do with the values that they are given.

Which ones do what stands in rules/program/library.toml; what stands there for none is unknown.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from dataclasses import replace
from functools import cache, partial
from itertools import count
from string import Formatter
from typing import TYPE_CHECKING, Any

from bnmigrate.program import looks
from bnmigrate.program.facts import Argument, Variable
from bnmigrate.program.objects import (
    ANY,
    ARRAY,
    BOOLEAN,
    CHECKPOINT,
    FOREIGN,
    FOREIGN_MODULE,
    INTEGER,
    KEYS,
    LIBRARY_LAYER,
    MODULE_NAME,
    NAMED,
    NETWORK,
    NO_NAMES,
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
from bnmigrate.rule_files import rulebook, shipped_rules
from bnmigrate.rulebook import Rulebook, last_names
from bnmigrate.tables import load

if TYPE_CHECKING:
    from bnmigrate.program.solver import Program


class _Tables:
    """The lists of rules/program/library.toml, by what they are called there."""

    def __init__(self) -> None:
        path = shipped_rules() / "program" / "library.toml"
        table = load(path)
        self.effects: dict[str, str] = {}
        for effect in (
            "passes",
            "passes-second",
            "passes-later",
            "sequences",
            "elements",
            "pairs",
            "dicts",
            "namespaces",
            "harmless",
            "integers",
            "containers",
            "checkpoints",
        ):
            for name in table.strings(effect):
                self.effects[name] = effect
        self.wrappers = table.mapping("wrappers")
        self.bases = frozenset(table.strings("bases"))
        self.loaders = frozenset(table.strings("loaders"))
        self.savers = frozenset(table.strings("savers"))
        self.layers = frozenset(table.strings("layers"))
        self.holds_layers = frozenset(table.strings("holds-layers"))
        self.without_networks = frozenset(table.strings("without-networks"))
        self.any_loaders = frozenset(table.strings("loaders-of-anything"))
        self.plain_bases = frozenset(table.strings("plain-bases"))
        self.bare_bases = frozenset(table.strings("bare-bases"))
        self.shows = frozenset(table.strings("shows"))
        self.tensors = frozenset(table.strings("tensors"))
        self.refuses_vectors = frozenset(table.strings("refuses-vectors"))
        arrays = table.table("arrays")
        tells = table.table("tells")
        methods = table.table("methods")
        assert arrays is not None
        assert tells is not None
        assert methods is not None
        self.arrays = frozenset(arrays.strings("functions"))
        self.packages_of_arrays = frozenset(arrays.strings("packages"))
        self.makes_plain = frozenset(arrays.strings("plain"))
        self.plain_members = frozenset(arrays.strings("plain-members"))
        self.tells = frozenset(tells.strings("names"))
        self.telling_methods = frozenset(tells.strings("methods"))
        self.computes_with_texts = frozenset(tells.strings("computes-with-texts"))
        self.of_anything = frozenset(methods.strings("of-anything"))
        self.protocols = frozenset(methods.strings("protocols"))
        self.operators = frozenset(methods.strings("operators"))
        self.hooks_of_all = frozenset(methods.strings("hooks-of-all"))
        self.computes_numbers = frozenset(tells.strings("computes"))
        self.compares_numbers = frozenset(tells.strings("compares"))
        self.caches = frozenset(tells.strings("caches"))
        self.keeps_text = frozenset(tells.strings("keeps-text"))
        self.telling_assertions = frozenset(tells.strings("assertions"))
        self.telling_of_numbers = frozenset(tells.strings("of-numbers"))
        self.exact_types = frozenset(tells.strings("exact"))
        self.number_passes = frozenset(tells.strings("passes"))
        self.methods = {
            name: kind
            for kind in (
                "itself",
                "modules",
                "named",
                "states",
                "parameters",
                "buffers",
                "hooks",
                "members",
                "adds",
                "extends",
                "takes",
                "harmless",
            )
            for name in methods.strings(kind)
        }


_TABLES = _Tables()
METHODS = frozenset(_TABLES.methods)
"""The methods of modules whose effect is known."""

BASES = _TABLES.bases
"""The classes of all modules of a framework, by their dotted names."""

ROOTS = last_names(BASES)
"""What these classes are called."""

_BARE_ROOTS = ROOTS | last_names(_TABLES.plain_bases)
"""What the classes are called whose objects hold nothing but what their subclasses put there."""

LOADERS = _TABLES.loaders
"""The functions that put what is in a checkpoint into a network, which they are given first."""

SAVERS = _TABLES.savers
"""The functions that write what they are given to a file."""

PLAIN_MEMBERS = _TABLES.plain_members
"""What is read of an array, by its name, that is Python's."""

PARAMETERS = frozenset(
    name
    for name in METHODS
    if "parameters" in name or name.endswith(("trainable_params", "state_dict"))
)
"""The methods that hand out the parameters of a network."""

SHOWS = _TABLES.shows
"""The functions that show what they are given to people, and do nothing else."""

TELLS = _TABLES.tells
"""The functions that tell a number from another one that differs in its last digit."""

COMPUTES_WITH_TEXTS = _TABLES.computes_with_texts
"""The top-level packages whose functions look into arrays of texts."""

OPERATORS = _TABLES.operators
"""The methods of a class that Python calls by itself, with another object of it as a rule."""

OF_ANYTHING = _TABLES.of_anything
"""Those that it calls with any object."""

PROTOCOLS = OPERATORS | OF_ANYTHING | _TABLES.protocols
"""All of those whose calls aren't followed."""

CACHES = _TABLES.caches
"""The decorators that keep what a function returns, and look it up by what it is given."""

TELLING_METHODS = _TABLES.telling_methods
"""The methods of containers and texts that do so with what they are given."""

TELLING_ASSERTIONS = _TABLES.telling_assertions
"""The methods of test cases that do so with what they are given."""

TELLING_OF_NUMBERS = _TABLES.telling_of_numbers
"""The methods of numbers that do so with the number."""

WALKS = frozenset(
    name for name, kind in _TABLES.methods.items() if kind in ("modules", "named", "states")
) | {"apply"}
"""The methods that hand out what is inside of a network."""

_HANDS_OUT = frozenset(
    name
    for name, kind in _TABLES.methods.items()
    if kind in ("modules", "named", "states", "parameters", "buffers")
)

DISPATCH = "functools.singledispatch"
FRAMEWORKS = rulebook().roots
"""The top-level packages of the frameworks whose functions are known."""

_FINDS = ("os.getenv",)
_MATCHERS = ("re.",)
_MAKES_TEXT = frozenset(
    {
        "format",
        "replace",
        "sub",
        "subn",
        "match",
        "search",
        "fullmatch",
        "split",
        "findall",
        "finditer",
    }
)
"""The methods of texts and patterns that make another text of what they are given."""

_TENSORS = ("torch.", "mindspore.", "numpy.", "math.", "builtins.", "os.", "logging.")


_WRAPPERS = ("collections.UserList", "collections.UserDict")
_LISTS = ("builtins.list", "builtins.set", "collections.deque", "collections.UserList")
_DICTS = ("builtins.dict", "collections.OrderedDict", "collections.UserDict")


def wraps_data(name: str) -> bool:
    """Whether a class, by its dotted name, keeps what it holds in an attribute, `data`."""
    return name in _WRAPPERS


@cache
def is_module(name: str) -> bool:
    """Whether a class of a framework, by its dotted name, is a module of networks."""
    is_inside = ".nn." in f".{name}." and name.partition(".")[0] in (*FRAMEWORKS, "?")
    return (is_inside and name not in _TABLES.tensors) or name.endswith(tuple(ROOTS))


def is_container(name: str) -> bool:
    """Whether a class, by its dotted name, does nothing but hold others."""
    return _TABLES.effects.get(name) == "containers" or name in (*_LISTS, *_DICTS)


def may_hold_layers(name: str) -> bool:
    """Whether objects of a class outside of the program, by its dotted name, may be networks that
    hold layers of their own.
    """
    if name in _TABLES.holds_layers:
        return True
    last = name.rpartition(".")[2]
    is_known = last in _BARE_ROOTS or is_layer(name) or is_container(name)
    return not is_known and _may_have_networks(name) and name not in _TABLES.bare_bases


def may_be_network(value: Value) -> bool:
    """Whether a value may be a network that another package made, or that was read from a file."""
    if isinstance(value, StateName):
        return value.network is CHECKPOINT
    return (
        isinstance(value, External)
        and value.name.partition(".")[0] not in (*FRAMEWORKS, "?")
        and _may_have_networks(value.name)
    )


def _may_have_networks(name: str) -> bool:
    """Whether a dotted name is of a package in which networks may be made, and of no tensor."""
    root = name.partition(".")[0]
    without = sys.stdlib_module_names | _TABLES.without_networks
    return bool(root) and root not in without and not name.startswith(_TENSORS)


def is_layer(name: str) -> bool:
    """Whether a dotted name is that of a class of modules that hold no layers of these rules."""
    is_framework = name.partition(".")[0] in (*FRAMEWORKS, "?")
    is_class = name.rpartition(".")[2][:1].isupper()
    return name in _TABLES.layers or (is_framework and is_class and is_module(name))


@cache
def is_class_member(name: str) -> bool:
    """Whether a dotted name is that of an attribute of a class of modules."""
    owner, _, last = name.rpartition(".")
    return is_layer(owner) and not last[:1].isupper()


@cache
def is_instance(name: str) -> bool:
    """Whether a class of modules stands for its instances as well: they do the same when called."""
    return is_layer(name) and _TABLES.effects.get(name) == "passes"


@cache
def has(module: str, name: str) -> bool:
    """Whether `from module import *` may give a name that is a layer's or a container's, or that of
    a function which looks into layers.
    """
    is_framework = module.partition(".")[0] in FRAMEWORKS
    full = f"{module}.{name}"
    return is_framework and (
        name[:1].isupper() or looks.look_of(full) is not None or looks.makes_looker(full)
    )


def telling(rules: Rulebook) -> frozenset[str]:
    """Return the names that have to do with layers wherever they are read: those of the classes, of
    their state and settings, and of what walks over modules.
    """
    names = set(last_names(rules.classes))
    for dialect in rules.dialects:
        names.update(dialect.state.values(), dialect.bases, dialect.settings)
        names.update(dialect.framework.modes.values())
    return (
        frozenset(names)
        | (WALKS - {"values", "items"})
        | {"buffers", "load_state_dict", "eval", "exec", "import_module", "__import__"}
        | looks.names()
    )


def keeps_calls(name: str) -> bool:
    """Whether a decorator, by its dotted name, leaves it to others to call what it decorates."""
    root = name.partition(".")[0]
    passes = _TABLES.effects.get(name, "").startswith("passes")
    return passes or root in sys.stdlib_module_names or root in FRAMEWORKS


def is_exact(value: Value) -> bool:
    """Whether a value is a type of tensors that keeps all digits of a number."""
    name = value.name if isinstance(value, External) else ""
    return name.rpartition(".")[2] in _TABLES.exact_types


def keeps_text(name: str) -> bool:
    """Whether what a function makes of a text has it in it, or a part of it, by its dotted name."""
    root = name.partition(".")[0]
    return root not in sys.stdlib_module_names or bool({root, name} & _TABLES.keeps_text)


def makes_array(name: str) -> bool:
    """Whether a function, by its dotted name, gives an array, a tensor, or a number of one."""
    is_of_arrays = name.partition(".")[0] in _TABLES.packages_of_arrays
    return name in _TABLES.arrays or (is_of_arrays and name not in _TABLES.makes_plain)


def refuses_vectors(name: str) -> bool:
    """Whether a function, by its dotted name, raises where its first argument has one dimension."""
    return name in _TABLES.refuses_vectors


def effect(name: str) -> str:
    """Return what a function, by its dotted name, does with what it is given; empty if unknown."""
    return _TABLES.effects.get(name, "")


def passes(name: str) -> bool:
    """Whether a function, by its dotted name, gives back what it is given and does nothing else."""
    return _TABLES.effects.get(name, "").startswith("passes") or name in _SPECIAL


def is_plain(name: str) -> bool:
    """Whether a function, by its dotted name, computes something of what it is given."""
    return name.startswith(_TENSORS)


def _first(arguments: tuple[Argument, ...], *names: str) -> Variable:
    for argument in arguments:
        if argument.kind == "positional" or argument.name in names:
            return argument.variable
    return 0


def _positional(arguments: tuple[Argument, ...]) -> list[Variable]:
    return [a.variable for a in arguments if a.kind == "positional"]


def call(
    program: Program, at: At, name: str, arguments: tuple[Argument, ...], target: Variable
) -> None:
    """Do what calling a function or class by its dotted name does."""
    special = _SPECIAL.get(name)
    if special is not None:
        special(program, at, arguments, target)
        return
    owner, _, method = name.rpartition(".")
    if owner in BASES and method in _HANDS_OUT and _positional(arguments)[:1]:
        _of_class_of_modules(program, at, method, arguments, target)
        return
    if name.startswith(_METHODS_OF_TEXTS) and _positional(arguments)[:1]:
        _of_class_of_texts(program, at, name.rpartition(".")[2], arguments, target)
        return
    effect = _TABLES.effects.get(name, "")
    if effect == "passes":
        for variable in _positional(arguments)[:1]:
            program.flow(variable, target)
        if not _positional(arguments):
            program.add(target, External(name))  # a decorator with arguments of its own
    elif effect == "passes-second":
        for variable in _positional(arguments)[1:2]:
            program.flow(variable, target)
    elif effect == "passes-later":
        program.add(target, External("functools.update_wrapper"))
    elif effect == "sequences":
        _sequence(program, at, name, arguments, target)
    elif effect == "elements":
        _one_of(program, at, name, arguments, target)
    elif effect == "pairs":
        _zip(program, at, name, arguments, target)
    elif effect == "dicts":
        _dict(program, at, name, arguments, target)
    elif effect == "namespaces":
        space = program.container(at, "namespace")
        program.add(target, space)
        for argument in arguments:
            if argument.kind == "keyword":
                program.flow(argument.variable, program.member(space, argument.name))
            else:
                program.flow(argument.variable, program.member(space, ANY))
                _unpack(program, argument.variable, space)
    elif effect == "harmless":
        program.add(target, FOREIGN)
        for variable in _positional(arguments)[:1] if name in _TABLES.number_passes else ():
            program.listen(variable, lambda v: _number(program, v, target))
    elif effect == "integers":
        program.add(target, FOREIGN)
        if name != "builtins.round" or len(arguments) == 1:
            program.add(target, INTEGER)
    elif effect == "checkpoints":
        program.add(target, StateName(CHECKPOINT))
    elif effect == "containers" or name in BASES:
        _container(program, at, name, arguments, target)
    elif name in _TABLES.wrappers:
        wrapper = program.container(at, "module", name)
        first = _first(arguments, _TABLES.wrappers[name])
        if first:
            program.flow(first, program.member(wrapper, _TABLES.wrappers[name]))
        program.add(target, wrapper)
    else:
        unknown_call(program, at, name, arguments, target)


def _of_class_of_modules(
    program: Program, at: At, name: str, arguments: tuple[Argument, ...], target: Variable
) -> None:
    """Call a method of a module by the class of all modules: `nn.Module.state_dict(net)`."""
    receiver = next(a for a in arguments if a.kind == "positional")
    bound = program.new()
    program.listen(receiver.variable, lambda v: program._attribute_of(v, name, bound, at))
    program._call_values(at, bound, tuple(a for a in arguments if a != receiver), target)


_METHODS_OF_TEXTS = ("builtins.str.", "builtins.bytes.")


def _of_class_of_texts(
    program: Program, at: At, name: str, arguments: tuple[Argument, ...], target: Variable
) -> None:
    """Call a method of a text by its class: `str.lower(name)`."""
    receiver = next(a for a in arguments if a.kind == "positional")
    others = tuple(a for a in arguments if a != receiver)

    def apply(value: Value) -> None:
        if isinstance(value, (Constant, StateName, ShownText)) or value in TEXTS:
            call_method(program, at, LibraryMethod(value, name), others, target)
        else:
            unknown_call(program, at, f"builtins.str.{name}", arguments, target)

    program.listen(receiver.variable, apply)


def _number(program: Program, value: Value, target: Variable) -> None:
    if isinstance(value, SettingValue):
        program.add(target, value)


def _unpack(program: Program, source: Variable, into: Holder) -> None:
    program.listen(
        source,
        lambda v: (
            program.flow(program.all_of(v), program.member(into, ANY))
            if isinstance(v, Holder)
            else None
        ),
    )


_LIKENESS = frozenset({"difflib"})
"""Modules that compare texts by how much they are alike."""


def unknown_call(
    program: Program, at: At, name: str, arguments: tuple[Argument, ...], target: Variable
) -> None:
    """Hand values to a function that isn't known: what comes back may be or hold any of them."""
    makes_layer = is_layer(name)
    if name in _FINDS or name.endswith(".get"):
        _found(program, arguments, target)
    root = name.partition(".")[0]
    # A function of a third package may return a network with layers of its own.
    is_outside = _may_have_networks(name) and not name.startswith("?")
    made = FOREIGN_MODULE if is_outside or name in _TABLES.any_loaders else FOREIGN
    is_lazy = makes_layer and name.rpartition(".")[2].startswith("Lazy")  # becomes another class
    program.add(
        target,
        LIBRARY_LAYER if makes_layer and not is_lazy else FOREIGN_MODULE if is_lazy else made,
    )
    if makes_array(name):
        program.add(target, ARRAY)
    if name in _TABLES.any_loaders:
        program.flow(program.saved_by(root), target)
    if name in SAVERS:
        written = program.saved_by(root)
        for argument in arguments:
            program.listen(argument.variable, lambda value: _save(program, at, value, written))
    if looks.makes_looker(name):
        program.add(target, External(name))
    why = "looked into" if looks.look_of(name) else "handed over"
    if makes_layer and not is_lazy:
        _holds(program, at, name, arguments, target)
        return
    if name.startswith(_MATCHERS):
        _matched(program, at, arguments)
    if root in FRAMEWORKS:
        _compute_of_each(program, arguments, target)
    if root in _TABLES.computes_numbers and name not in _TABLES.compares_numbers:
        for argument in arguments:
            program.listen(argument.variable, lambda v: _computed_setting(program, v, target))
    if root not in FRAMEWORKS and root not in _LIKENESS:
        given = [a.variable for a in arguments]
        hand_on_names(program, given, target, keeps_text=keeps_text(name))
    key = (at, target, why, name.startswith(_TENSORS))
    if key in program.handed_at:
        return
    program.handed_at.add(key)
    for argument in arguments:
        if argument.variable in program.constants:
            continue
        program.escape(
            At(at.module, argument.place if argument.place.line else at.place),
            argument.variable,
            why,
            name,
        )

        _keep(program, at, name, argument.variable, target)
        if may_be_network(External(name)):
            program.handed_to_others.append((at, argument.variable, arguments))


def _computed_setting(program: Program, value: Value, target: Variable) -> None:
    if isinstance(value, SettingValue):
        program.add(target, replace(value, is_computed=True))


def _save(program: Program, at: At, value: Value, written: Variable) -> None:
    """Let names of parameters that are written to a file be what is read from one: as they are, or
    somewhere in a dict, whose other keys are those of another file as well.
    """
    if isinstance(value, StateName):
        program.add(written, value)
    elif isinstance(value, Container) and value.kind != "module":
        holder = program.container(at, "dict", "of a file")
        program.add(written, holder)
        inside = program.member(holder, ANY)
        mark = ("written", id(value), inside)
        if mark not in program.bound:
            program.bound.add(mark)
            program.listen(program.all_of(value), lambda one: _save(program, at, one, inside))
            keys = program.member(value, KEYS)
            program.listen(keys, lambda one: _save_key(program, one, holder))


def _save_key(program: Program, key: Value, holder: Container) -> None:
    if isinstance(key, StateName):
        program.add(program.member(holder, KEYS), key)


def _found(program: Program, arguments: tuple[Argument, ...], target: Variable) -> None:
    """Give None where something is looked up, and nothing stands for what isn't there."""
    if len(arguments) == 1 and arguments[0].kind == "positional":
        program.add(target, Constant(None, "NoneType"))


def _holds(
    program: Program, at: At, name: str, arguments: tuple[Argument, ...], target: Variable
) -> None:
    """Make a module of a framework around what it is given: it keeps the modules among it, beside
    layers of its own where it has some.
    """
    holder: Container | None = None
    if name in _TABLES.holds_layers:
        holder = program.container(at, "module", name)
        program.add(target, holder)
        program.add(program.member(holder, ANY), FOREIGN_MODULE)

    def hold(value: Value) -> None:
        nonlocal holder
        if value is NETWORK or is_network(program, value):
            if holder is None:
                holder = program.container(at, "module", name)
                program.add(target, holder)
            program.add(program.member(holder, ANY), value)

    for argument in arguments:
        if argument.variable not in program.constants:
            program.listen(argument.variable, hold)
            program.escape(at, argument.variable, "kept", name)


def _keep(program: Program, at: At, name: str, variable: Variable, target: Variable) -> None:
    """Let what comes back from an unknown function be the network that it is given, or a part of
    it, or the class of a layer. What a framework computes is a tensor, save for the functions that
    the rules name.
    """
    is_tensor = name.startswith(_TENSORS)

    def keep(value: Value) -> None:
        if value is OPEN:
            program.add(target, OPEN)
        elif isinstance(value, (OwnFunction, Method)):
            call_back(program, at, value)
        elif isinstance(value, OwnClass) and may_be_network(External(name)):
            program.may_be_wrapped(value, name)
        elif value is NETWORK or is_network(program, value):
            program.add(program.handed, NETWORK)
            if not is_tensor:
                program.add(target, NETWORK)
        elif isinstance(value, LayerReference) and not is_tensor:
            program.add(target, value)

    program.listen(variable, keep)


def is_network(program: Program, value: Value) -> bool:
    """Whether a value is a layer, or a module that may hold some."""
    if isinstance(value, Container):
        return value.kind == "module"
    return isinstance(value, LayerObject) or (
        isinstance(value, OwnObject) and program.is_module(value.own)
    )


def call_back(
    program: Program, at: At, value: OwnFunction | Method, by_others: bool = False
) -> None:
    """Call a function that was handed over with what isn't of the program, or a network of it; with
    networks of theirs too, where other packages may call it.
    """
    if (value, by_others) in program.called_back:
        return
    program.called_back.add((value, by_others))
    given = program.new()
    program.add(given, OPEN)
    if by_others:
        program.add(given, FOREIGN_MODULE)
    program.flow(program.handed, given)
    program.call(at, value, (Argument("*", "", _listed(program, at, given)),), program.unused)


def add_method(program: Program, at: At, value: Value) -> None:
    """Call a function of the program that becomes a method of all modules of a framework, of any
    network.
    """
    if isinstance(value, OwnFunction):
        given = program.new()
        program.add(given, NETWORK)
        program.add(given, OPEN)
        program.call(at, value, (Argument("*", "", _listed(program, at, given)),), program.unused)


def _listed(program: Program, at: At, variable: Variable) -> Variable:
    listed = program.container(at, "list")
    program.flow(variable, program.member(listed, ANY))
    result = program.new()
    program.add(result, listed)
    return result


def _sequence(
    program: Program, at: At, name: str, arguments: tuple[Argument, ...], target: Variable
) -> None:
    positional = [a for a in arguments if a.kind in ("positional", "*")]
    if name == "builtins.iter" and len(positional) > 1:
        made = program.container(at, "generator")
        program.add(target, made)
        program._call_values(at, positional[0].variable, (), program.member(made, ANY))
        return
    keeps_order = name in ("builtins.list", "builtins.tuple", "builtins.iter", "collections.deque")
    made = program.container(at, "tuple" if name.endswith("tuple") else "list")
    program.add(target, made)
    for argument in positional:
        if argument.kind == "*" or name.endswith("from_iterable"):
            outer = program.new()
            program._iterate(argument.variable, outer, at)
            program._iterate(outer, program.member(made, ANY), at)
        elif keeps_order:
            source = argument.variable

            def copy(value: Value) -> None:
                if isinstance(value, Container) and value.kind in ("list", "tuple", "module"):
                    program._spread(value, made, 0)
                else:
                    one = program.new()
                    program.add(one, value)
                    program._iterate(one, program.member(made, ANY), at)

            program.listen(source, copy)
        else:
            program._iterate(argument.variable, program.member(made, ANY), at)
            if name == "itertools.repeat":
                program.flow(argument.variable, program.member(made, ANY))
    _key_function(program, at, arguments, program.member(made, ANY))


_OF_SEVERAL = frozenset({"builtins.min", "builtins.max"})
"""Functions that return one of their arguments, or of what the only one has in it."""


def _key_function(
    program: Program, at: At, arguments: tuple[Argument, ...], elements: Variable
) -> None:
    for argument in arguments:
        if argument.kind == "keyword" and argument.name == "key":
            given = (Argument("positional", "", elements),)
            program._call_values(at, argument.variable, given, program.unused)


def _one_of(
    program: Program, at: At, name: str, arguments: tuple[Argument, ...], target: Variable
) -> None:
    given = program.container(at, "list")
    inside = program.member(given, ANY)
    variables = _positional(arguments)
    is_of_several = name in _OF_SEVERAL and len(variables) > 1
    for variable in variables[:1] if not is_of_several else ():
        program._iterate(variable, inside, at)
    for variable in variables if is_of_several else variables[1:]:
        program.flow(variable, inside)
    program.flow(inside, target)
    for argument in arguments:
        if argument.kind == "keyword" and argument.name == "default":
            program.flow(argument.variable, target)
    _key_function(program, at, arguments, program.member(given, ANY))
    if not variables:
        program.add(target, FOREIGN)


def _bound(program: Program, at: At, arguments: tuple[Argument, ...], target: Variable) -> None:
    """types.MethodType: a function with its first argument."""

    def bind(function: Value, receiver: Value) -> None:
        if isinstance(function, OwnFunction):
            program.add(target, Method(function, receiver))
        else:
            unknown_call(program, at, "types.MethodType", arguments, target)

    given = _positional(arguments)
    if len(given) == 2:
        program.listen_both(given[0], given[1], bind)
    else:
        unknown_call(program, at, "types.MethodType", arguments, target)


def _reduce(program: Program, at: At, arguments: tuple[Argument, ...], target: Variable) -> None:
    """Call a function with what it returned last, or the first element, and the next one."""
    variables = _positional(arguments)
    if len(variables) < 2:
        unknown_call(program, at, "functools.reduce", arguments, target)
        return
    element = program.new()
    program._iterate(variables[1], element, at)
    if variables[2:]:
        program.flow(variables[2], target)
    else:
        program.flow(element, target)
    given = (Argument("positional", "", target), Argument("positional", "", element))
    program._call_values(at, variables[0], given, target)


def _replace(program: Program, at: At, arguments: tuple[Argument, ...], target: Variable) -> None:
    """dataclasses.replace: another instance of the same class."""
    for variable in _positional(arguments)[:1]:
        program.listen(variable, lambda value: _replaced(program, at, value, arguments, target))


def _replaced(
    program: Program, at: At, value: Value, arguments: tuple[Argument, ...], target: Variable
) -> None:
    program.add(target, value)
    for argument in arguments:
        if isinstance(value, Holder) and argument.kind == "keyword":
            program.flow(argument.variable, program.member(value, argument.name))
        elif isinstance(value, Holder) and argument.kind == "**":
            fill_dict(program, at, argument.variable, value)


def _counter(program: Program, at: At, arguments: tuple[Argument, ...], target: Variable) -> None:
    """collections.Counter: a dict of numbers, by what is counted."""
    made = program.container(at, "dict")
    program.add(target, made)
    program.add(program.member(made, ANY), FOREIGN)
    for variable in _positional(arguments)[:1]:
        program._iterate(variable, program.member(made, KEYS), at)


_OF_ONE = frozenset(
    f"itertools.{name}"
    for name in ("permutations", "combinations", "combinations_with_replacement", "pairwise")
)
"""Functions that put together what one sequence has."""


def _zip(
    program: Program, at: At, name: str, arguments: tuple[Argument, ...], target: Variable
) -> None:
    pair = program.container(at, "tuple")
    repeats = any(a.name == "repeat" for a in arguments)
    for index, argument in enumerate(arguments):
        if name in _OF_ONE or repeats:
            if argument.kind == "positional":
                program._iterate(argument.variable, program.member(pair, ANY), at)
        elif argument.kind == "positional":
            program._iterate(argument.variable, program.member(pair, index), at)
        elif argument.kind == "*":
            outer = program.new()
            program._iterate(argument.variable, outer, at)
            program._iterate(outer, program.member(pair, ANY), at)
    made = program.container(at, "generator")
    program.add(program.member(made, ANY), pair)
    program.add(target, made)


def _enumerate(program: Program, at: At, arguments: tuple[Argument, ...], target: Variable) -> None:
    pair = program.container(at, "tuple")
    program._add_all(program.member(pair, 0), (FOREIGN, INTEGER))
    for variable in _positional(arguments)[:1]:
        program._iterate(variable, program.member(pair, 1), at)
    made = program.container(at, "generator")
    program.add(program.member(made, ANY), pair)
    program.add(target, made)


def _dict(
    program: Program, at: At, name: str, arguments: tuple[Argument, ...], target: Variable
) -> None:
    made = program.container(at, "dict")
    program.add(target, made)
    if name == "collections.defaultdict":
        for variable in _positional(arguments)[:1]:
            program._call_values(at, variable, (), program.member(made, ANY))
        arguments = arguments[1:]
    for argument in arguments:
        if argument.kind == "keyword":
            program.flow(argument.variable, program.member(made, argument.name))
        else:
            fill_dict(program, at, argument.variable, made)


def fill_dict(program: Program, at: At, source: Variable, made: Holder) -> None:
    """Put the entries of a dict, or pairs of a sequence, into a holder."""

    def fill(value: Value) -> None:
        if isinstance(value, Container) and value.kind == "dict":
            program.listen_fields(value, lambda k, v: program.flow(v, program.member(made, k)))
        elif isinstance(value, Container) and value.kind == "module":
            program.flow(program.all_of(value), program.member(made, ANY))
        elif isinstance(value, Holder):
            elements = program.new()
            program._iterate_one(value, elements, at)
            program.listen(elements, pair)
        elif isinstance(value, StateName):
            program.flow(source, program.member(made, KEYS))
            program.add(program.member(made, ANY), FOREIGN)
        elif value in (FOREIGN_MODULE, NETWORK, OPEN):
            program.add(program.member(made, ANY), value)

    def pair(value: Value) -> None:
        if isinstance(value, Container):
            key, entry = program.member(value, 0), program.member(value, 1)

            def put(one: Value) -> None:
                known = isinstance(one, Constant) and isinstance(one.value, (str, int))
                program.flow(entry, program.member(made, one.value if known else ANY))  # type: ignore[attr-defined]  # a constant
                if not known:
                    program.add(program.member(made, KEYS), one)

            program.listen(key, put)
            if not program.values[key]:
                program.flow(entry, program.member(made, ANY))
        elif isinstance(value, StateName) or value in (FOREIGN_MODULE, OPEN):
            program.add(program.member(made, ANY), value)
            if isinstance(value, StateName):  # in a Counter
                program.add(program.member(made, KEYS), value)

    program.listen(source, fill)


def _container(
    program: Program, at: At, name: str, arguments: tuple[Argument, ...], target: Variable
) -> None:
    made = program.container(at, "module", name)
    program.add(target, made)
    _fill_container(program, at, name, arguments, made)


def _fill_container(
    program: Program, at: At, name: str, arguments: tuple[Argument, ...], made: Holder
) -> None:
    last = name.rpartition(".")[2]
    if last in ("ModuleDict", "CellDict"):
        for argument in arguments:
            fill_dict(program, at, argument.variable, made)
        return
    if last in ("ModuleList", "CellList") and last == "ModuleList":
        for argument in arguments:
            program.listen(
                argument.variable,
                lambda v: (
                    program._spread(v, made, 0)
                    if isinstance(v, Container)
                    else program._iterate_one(v, program.numbered(made), at)
                ),
            )
        return
    position: int | None = 0
    for argument in arguments:
        if argument.kind == "positional":
            index = position

            def put(
                value: Value, index: int | None = index, alone: bool = len(arguments) == 1
            ) -> None:
                if isinstance(value, Container) and value.kind == "dict" and alone:
                    for order, (key, variable) in enumerate(
                        (k, v) for k, v in list(value.fields.items()) if k not in NO_NAMES
                    ):
                        program.flow(variable, program.member(made, key))
                        program.flow(variable, program.member(made, order))
                    program.listen_fields(
                        value, lambda k, v: program.flow(v, program.member(made, k))
                    )
                    program.flow(program.member(value, ANY), program.member(made, ANY))
                elif isinstance(value, Container) and value.kind in ("list", "tuple", "generator"):
                    program._spread(value, made, index)  # a list is what MindSpore takes
                else:
                    at_index = None if index is None else program.member(made, index)
                    program.add(at_index or program.numbered(made), value)

            program.listen(argument.variable, put)
            position = None if position is None else position + 1
        elif argument.kind == "*":
            first, position = position, None
            program.listen(
                argument.variable,
                lambda v, first=first: (
                    program._spread(v, made, first)  # type: ignore[misc]  # a default has no type
                    if isinstance(v, Container)
                    else program._iterate_one(v, program.numbered(made), at)
                ),
            )
        else:
            program.flow(argument.variable, program.member(made, argument.name or ANY))


def _partial(program: Program, at: At, arguments: tuple[Argument, ...], target: Variable) -> None:
    function = _first(arguments)
    if not function:
        program.add(target, FOREIGN)
        return
    rest = list(arguments)
    rest.remove(next(a for a in arguments if a.variable == function))
    program.add(target, _partial_of(program, at, function, tuple(rest)))


def _partial_of(
    program: Program, at: At, function: Variable, rest: tuple[Argument, ...]
) -> Partial:
    known = program.partials.get((at, function))
    if known is None:
        known = program.partials[at, function] = Partial(at, function, rest)
        program.flow(function, program.member(known, "func"))
        partial = known
        program.listen(
            function,
            lambda value: program._when_carries(value, lambda: program._carry(partial)),
        )
        for argument in rest:
            program.flow(argument.variable, program.member(known, argument.name or ANY))
    return known


def _map(program: Program, at: At, arguments: tuple[Argument, ...], target: Variable) -> None:
    variables = _positional(arguments)
    made = program.container(at, "generator")
    program.add(target, made)
    if not variables:
        return
    given = []
    for variable in variables[1:]:
        element = program.new()
        program._iterate(variable, element, at)
        given.append(Argument("positional", "", element))
    program._call_values(at, variables[0], tuple(given), program.member(made, ANY))


def _filter(program: Program, at: At, arguments: tuple[Argument, ...], target: Variable) -> None:
    variables = _positional(arguments)
    made = program.container(at, "generator")
    program.add(target, made)
    if len(variables) < 2:
        return
    element = program.new()
    program._iterate(variables[1], element, at)
    passed = program.member(made, ANY)

    def test(value: Value) -> None:
        facts = value.facts if isinstance(value, OwnFunction) else None
        if isinstance(value, OwnFunction):
            given = (Argument("positional", "", element),)
            program._bind_call(at, value, given, program.new(), None)
        if (
            isinstance(value, OwnFunction)
            and facts is not None
            and facts.test is not None
            and facts.test.parameter == 0
        ):
            program.passing(element, value, True, passed, at)
        else:
            program.flow(element, passed)

    program.listen(variables[0], test)


def _getattr(program: Program, at: At, arguments: tuple[Argument, ...], target: Variable) -> None:
    variables = _positional(arguments)
    if len(variables) < 2:
        program.add(target, FOREIGN)
        return
    owner, name = variables[:2]
    program.lookups.append((at, owner, name))

    def meet(value: Value, one: Value) -> None:
        if isinstance(one, Constant) and isinstance(one.value, str):
            program._attribute_of(value, one.value, target, at)
            if isinstance(value, OwnObject) and TEXT in program.values[name]:
                program.methods_with(value, one.value, target)
        elif isinstance(value, External):
            program._any_of(value, at, target)
            program.add(target, FOREIGN)
        elif isinstance(value, Holder):
            inside = program.modules_in if one is MODULE_NAME else program.all_of
            program.flow(inside(value), target)
        elif hasattr(value, "module"):
            for member in value.module.facts.names:
                program._module_member(value.module, member, target)
        elif value in (OPEN, NETWORK, FOREIGN_MODULE):
            program.add(target, value)
        else:
            program.add(target, FOREIGN)

    program.listen_both(owner, name, meet)
    for variable in variables[2:3]:
        program.flow(variable, target)


def _setattr(program: Program, at: At, arguments: tuple[Argument, ...], target: Variable) -> None:
    variables = _positional(arguments)
    program.add(target, Constant(None, "NoneType"))
    if len(variables) < 3:
        return
    owner, name, source = variables[:3]
    program.lookups.append((at, owner, name))

    def meet(value: Value, one: Value) -> None:
        if isinstance(one, Constant) and isinstance(one.value, str):
            program._set_attribute(value, one.value, source, at)
        elif isinstance(value, Holder):
            program.flow(source, program.member(value, NAMED if one is MODULE_NAME else ANY))
        elif value is OPEN:
            pass
        else:
            program.escape(at, source, "stored")

    program.listen_both(owner, name, meet)


def _set_plainly(
    program: Program, at: At, arguments: tuple[Argument, ...], target: Variable
) -> None:
    """object.__setattr__: past what the class says of it."""
    variables = _positional(arguments)
    program.add(target, Constant(None, "NoneType"))
    if len(variables) < 3:
        return
    owner, name, source = variables[:3]
    program.escape(at, owner, "handed over", "object.__setattr__")  # a layer would not see it
    program.listen(
        owner,
        lambda value: (
            program._set_by_key(value, name, source)
            if isinstance(value, Holder)
            else program.escape(at, source, "stored")
        ),
    )


def _hasattr(program: Program, at: At, arguments: tuple[Argument, ...], target: Variable) -> None:
    program.add(target, FOREIGN)
    variables = _positional(arguments)
    if len(variables) > 1:
        program.lookups.append((at, variables[0], variables[1]))


def _vars(program: Program, at: At, arguments: tuple[Argument, ...], target: Variable) -> None:
    for variable in _positional(arguments)[:1]:
        program.listen(variable, lambda value: program.add(target, program.attributes_of(value)))


def _type(program: Program, at: At, arguments: tuple[Argument, ...], target: Variable) -> None:
    variables = _positional(arguments)
    if len(variables) == 1:
        program.listen(variables[0], lambda v: program._class_of(v, target))
    else:
        program.add(target, FOREIGN_MODULE)
        program.all_escape(at, arguments, "a class that is put together")


def _str(program: Program, at: At, arguments: tuple[Argument, ...], target: Variable) -> None:
    program.add(target, TEXT)

    def pass_on(value: Value) -> None:
        if (isinstance(value, Constant) and isinstance(value.value, str)) or isinstance(
            value, StateName
        ):
            program.add(target, value)

    for variable in _positional(arguments)[:1]:
        program.listen(variable, pass_on)
        program.texts_of.append((at, variable))
        show(program, variable, target)


def _repr(program: Program, at: At, arguments: tuple[Argument, ...], target: Variable) -> None:
    program.add(target, TEXT)
    for variable in _positional(arguments)[:1]:
        show(program, variable, target)


def show(program: Program, variable: Variable, target: Variable) -> None:
    """Give the text of what a variable may be, as far as a layer is in it."""

    def give(value: Value) -> None:
        if isinstance(value, ShownText):
            program.add(target, value)
        elif isinstance(value, LayerReference) or value is NETWORK or is_network(program, value):
            own = value.own if isinstance(value, OwnObject) else None
            if own is None or not _has_text(own):
                program.add(target, ShownText(value))

    program.listen(variable, give)


def _has_text(own: OwnClass) -> bool:
    """Whether a class of the program says itself what the text of an instance is."""
    return any({"__str__", "__repr__"} & one.facts.names.keys() for one in own.ancestors())


def _run(program: Program, at: At, arguments: tuple[Argument, ...], target: Variable) -> None:
    """runpy: what comes back has all that the file binds."""

    def name(value: Value) -> None:
        text = str(value.value) if isinstance(value, Constant) else ""
        path = text.removeprefix("./").removesuffix(".py").replace("/", ".")
        found = program.find(program.modules[at.module], path, 0) if path else None
        if found is not None:
            program.add(target, OwnModule(found))
        else:
            program.add(target, NETWORK)
            program.imports_any = True

    for variable in _positional(arguments)[:1]:
        program.listen(variable, name)


def _tee(program: Program, at: At, arguments: tuple[Argument, ...], target: Variable) -> None:
    several, one = program.container(at, "tuple"), program.container(at, "generator")
    program.add(target, several)
    program.add(program.member(several, ANY), one)
    for variable in _positional(arguments)[:1]:
        program._iterate(variable, program.member(one, ANY), at)


def _hook_all(program: Program, at: At, arguments: tuple[Argument, ...], target: Variable) -> None:
    """Call a hook that a framework calls for every module."""
    network = program.new()
    program.add(network, NETWORK)
    given = tuple(Argument("positional", "", v) for v in (network, *[program.foreign] * 2))
    for variable in _positional(arguments)[:1]:
        program._call_values(at, variable, given, program.unused)
    program.add(target, FOREIGN)


def _nullcontext(
    program: Program, at: At, arguments: tuple[Argument, ...], target: Variable
) -> None:
    context = program.container(at, "context")
    for variable in _positional(arguments)[:1]:
        program.flow(variable, program.member(context, ANY))
    program.add(target, context)


def _getter(kind: str) -> Any:
    def get(program: Program, at: At, arguments: tuple[Argument, ...], target: Variable) -> None:
        given, is_method = _positional(arguments), kind == "method"
        others = tuple(a for a in arguments if a.variable != given[0]) if given else ()

        def make(name: Variable, made: Variable) -> None:
            def one(value: Value) -> None:
                if isinstance(value, Constant):
                    program.add(made, Getter(kind, value.value, others if is_method else ()))
                elif kind == "item" or isinstance(value, StateName):
                    program.add(made, Getter("item", None))
                else:
                    program.add(made, Getter("untold", value))

            program.listen(name, one)

        if len(given) == 1 or is_method:
            for name in given[:1]:
                make(name, target)
            return
        several = [program.new() for _ in given]
        for name, made in zip(given, several, strict=True):
            make(name, made)
        program.add(target, Getter("several", tuple(several)))

    return get


def _field(program: Program, at: At, arguments: tuple[Argument, ...], target: Variable) -> None:
    for argument in arguments:
        if argument.name == "default_factory":
            program._call_values(at, argument.variable, (), target)
        elif argument.name == "default":
            program.flow(argument.variable, target)


def _namedtuple(
    program: Program, at: At, arguments: tuple[Argument, ...], target: Variable
) -> None:
    variables = _positional(arguments)
    names: list[str] = []
    if len(variables) > 1:
        for value in program.values[variables[1]]:
            if isinstance(value, Constant) and isinstance(value.value, str):
                names = value.value.replace(",", " ").split()
            elif isinstance(value, Container):
                names = [
                    str(v.value)
                    for k in sorted(k for k in value.fields if isinstance(k, int))
                    for v in program.values[value.fields[k]]
                    if isinstance(v, Constant)
                ]
    if not names:
        program.add(target, External("types.SimpleNamespace"))
        return
    defaults = next((a.variable for a in arguments if a.name == "defaults"), 0)
    program.add(target, _NamedTuple(at, tuple(names), defaults))


class _NamedTuple(Value):
    """A class that collections.namedtuple makes."""

    def __init__(self, at: At, names: tuple[str, ...], defaults: Variable) -> None:
        self.at = at
        self.names = names
        self.defaults = defaults


def call_other(
    program: Program, at: At, value: Value, arguments: tuple[Argument, ...], target: Variable
) -> bool:
    """Call what only this module knows; return whether it does."""
    if not isinstance(value, _NamedTuple):
        return False
    made = program.container(at, "named tuple")
    program.add(target, made)
    given = {a.name for a in arguments if a.kind == "keyword"}
    given |= set(value.names[: sum(a.kind == "positional" for a in arguments)])
    _take_defaults(program, value, made, given)
    for index, argument in enumerate(arguments):
        if argument.kind == "positional" and index < len(value.names):
            program.flow(argument.variable, program.member(made, value.names[index]))
            program.flow(argument.variable, program.member(made, index))
        elif argument.kind == "keyword":
            program.flow(argument.variable, program.member(made, argument.name))
            if argument.name in value.names:
                number = value.names.index(argument.name)
                program.flow(argument.variable, program.member(made, number))
        else:
            program.flow(argument.variable, program.member(made, ANY))
            _unpack(program, argument.variable, made)
    return True


def _take_defaults(program: Program, value: _NamedTuple, made: Container, given: set[str]) -> None:
    """Give the last names of a named tuple their defaults, where nothing else is given."""

    def take(defaults: Value) -> None:
        if isinstance(defaults, Container):
            first = len(value.names) - sum(isinstance(key, int) for key in defaults.fields)
            for number, name in enumerate(value.names):
                if name not in given:
                    default = program.member(defaults, number - first)
                    program.flow(default, program.member(made, name))
                    program.flow(default, program.member(made, number))

    program.listen(value.defaults, take)


def _import_module(
    program: Program, at: At, arguments: tuple[Argument, ...], target: Variable
) -> None:
    def name(value: Value) -> None:
        if isinstance(value, Constant) and isinstance(value.value, str):
            text = value.value.lstrip(".")
            level = len(value.value) - len(text)
            found = program.find(program.modules[at.module], text, level)
            if found is not None:
                program.add(target, OwnModule(found))
            else:
                program.add(target, External(text))
        else:
            program.add(target, FOREIGN)
            program.imports_any = True

    for variable in _positional(arguments)[:1]:
        program.listen(variable, name)


def _dispatch(program: Program, at: At, arguments: tuple[Argument, ...], target: Variable) -> None:
    """functools.singledispatch: what is registered later is called too, each for its class."""
    register = External(f"{DISPATCH}.register")

    def give(value: Value) -> None:
        if isinstance(value, OwnFunction):
            program.add(program._function_attribute(value, "register"), register)

    for variable in _positional(arguments)[:1]:
        program.flow(variable, target)
        program.listen(variable, give)


def _dunder_import(
    program: Program, at: At, arguments: tuple[Argument, ...], target: Variable
) -> None:
    _import_module(program, at, arguments, target)


_SPECIAL: dict[str, Any] = {
    "functools.partial": _partial,
    "functools.partialmethod": _partial,
    "functools.reduce": _reduce,
    "types.MethodType": _bound,
    "collections.Counter": _counter,
    "dataclasses.replace": _replace,
    "copy.replace": _replace,
    DISPATCH: _dispatch,
    "builtins.map": _map,
    "builtins.filter": _filter,
    "builtins.enumerate": _enumerate,
    "builtins.getattr": _getattr,
    "builtins.setattr": _setattr,
    "builtins.object.__setattr__": _set_plainly,
    "builtins.object.__getattribute__": _getattr,
    "builtins.hasattr": _hasattr,
    "builtins.delattr": _hasattr,
    "builtins.vars": _vars,
    "builtins.type": _type,
    "builtins.str": _str,
    "runpy.run_path": _run,
    "runpy.run_module": _run,
    "builtins.repr": _repr,
    "builtins.format": _repr,
    "contextlib.nullcontext": _nullcontext,
    "itertools.tee": _tee,
    "operator.attrgetter": _getter("attribute"),
    "operator.itemgetter": _getter("item"),
    "operator.methodcaller": _getter("method"),
    "dataclasses.field": _field,
    "collections.namedtuple": _namedtuple,
    "importlib.import_module": _import_module,
    "builtins.__import__": _dunder_import,
}


_SPECIAL |= dict.fromkeys(_TABLES.hooks_of_all, _hook_all)


def call_method(
    program: Program,
    at: At,
    method: LibraryMethod,
    arguments: tuple[Argument, ...],
    target: Variable,
) -> None:
    """Do what a method does that isn't written in the program."""
    receiver, name = method.receiver, method.name
    kind = _TABLES.methods.get(name, "")
    if isinstance(receiver, OwnClass) and name == "__call__":
        program._construct(at, receiver, arguments, target)
        return
    if receiver is MODULE_NAME and name in _PARTS and _is_at_dots(program, arguments):
        parts = program.container(at, "list")
        program.add(program.member(parts, ANY), MODULE_NAME)
        program.add(target, parts)
        return
    if isinstance(receiver, Constant) or receiver in TEXTS:
        if not _computed(program, at, receiver, name, arguments, target):
            _of_text(program, at, receiver, name, arguments, target)
        return
    if isinstance(receiver, StateName):
        _of_state_name(program, at, receiver, name, arguments, target)
        return
    if isinstance(receiver, ShownText):
        program.add(target, receiver)
        if name in _SEARCHES:
            text = program.new()
            program.add(text, receiver)
            program.text_uses.append((at, text))
        return
    if isinstance(receiver, Super):
        receiver = receiver.receiver
    if not isinstance(receiver, Holder):
        _of_foreign(program, at, receiver, name, kind, arguments, target)
        return
    is_module = not isinstance(receiver, Container) or receiver.kind == "module"
    if name == "remove":
        program.move_up(receiver)
    if name == "apply" and is_module:
        inside = program.new()
        program.walk(receiver, inside)
        for variable in _positional(arguments)[:1]:
            program._call_values(
                at, variable, (Argument("positional", "", inside),), program.unused
            )
        program.add(target, receiver)
    elif kind == "itself":
        program.add(target, receiver)
    elif kind == "modules":
        made = program.container(at, "generator")
        inside = program.member(made, ANY)
        if name == "modules" and is_module:
            program.walk(receiver, inside)
        elif name == "children" and isinstance(receiver, Container):
            made = program.container(at, "list")
            program._spread(receiver, made, 0)
        else:
            program.flow(program.modules_in(receiver), inside)
        program.add(target, made)
    elif kind == "named":
        _named(program, at, receiver, name, is_module, target)
    elif kind == "states":
        settings = {a.name or a.kind for a in arguments}
        _states(program, at, receiver, name, target, not settings <= _SETTINGS_OF_STATES)
    elif kind in ("parameters", "buffers"):
        made = program.container(at, "generator")
        of = "trained" if name == "trainable_params" else kind
        program.add(program.member(made, ANY), StateValue(receiver, of))
        program.add(target, made)
    elif kind == "hooks":
        owner, states = program.new(), program.new()
        program.add(owner, receiver)
        program.add(states, StateName(receiver))
        order = (owner, states if "state_dict" in name else program.foreign, program.foreign)
        is_private = name.startswith("_")  # which gives no module
        hooked = tuple(Argument("positional", "", v) for v in order[int(is_private) :])
        for variable in _positional(arguments)[:1]:
            program._call_values(at, variable, hooked, program.unused)
        program.add(target, FOREIGN)
    elif kind == "members":
        _add_member(program, at, receiver, name, arguments, target)
    elif kind == "adds":
        inside = program.numbered(receiver)
        for argument in arguments:
            program.flow(argument.variable, inside)
        program.add(target, receiver if is_module else FOREIGN)
    elif kind == "extends":
        for argument in arguments:
            if (
                isinstance(receiver, Container) and receiver.kind in ("list", "set")
            ) or name == "extend":
                program._iterate(argument.variable, program.numbered(receiver), at)
            elif argument.kind == "keyword":
                program.flow(argument.variable, program.member(receiver, argument.name))
            else:
                fill_dict(program, at, argument.variable, receiver)
        program.add(target, receiver if is_module else FOREIGN)
    elif kind == "takes":
        is_last = not arguments or program.values[arguments[0].variable] == {
            Constant(-1, "int"): None
        }
        if name == "popleft" or (name == "pop" and not is_last):
            program.move_up(receiver)
        _take(program, at, receiver, name, arguments, target)
    elif name == "__init__":
        _initialize(program, at, receiver, arguments)
    elif name == "copy" and not is_network(program, receiver):
        program.add(target, receiver)
    elif name == "_replace":
        _replaced(program, at, receiver, arguments, target)
    elif name == "keys" and isinstance(receiver, Container):
        made = program.container(at, "generator")
        program.flow(program._keys(receiver), program.member(made, ANY))
        program.add(target, made)
    elif kind == "harmless":
        program.add(target, FOREIGN)
        if name in ("__repr__", "__str__"):
            program.add(target, ShownText(receiver))
        if name == "sort":
            _key_function(program, at, arguments, program.all_of(receiver))
        if name in REGISTERS:
            program.registered.setdefault(receiver, []).extend(_positional(arguments)[:1])
        if name == "__setattr__":
            _add_member(program, at, receiver, name, arguments, target)
    else:
        unknown_call(program, at, _inherited(receiver, name), arguments, target)
        if isinstance(receiver, OwnObject) and not is_network(program, receiver):
            program.add(target, receiver)  # a copy of it, say, with the classes that it holds
        else:
            given = program.new()
            program.add(given, receiver)
            _keep(program, at, f"?.{name}", given, target)


def _inherited(receiver: Holder, name: str) -> str:
    """Return the dotted name of a method that looks into layers and that an object has from outside
    of the program; any other stands for itself.
    """
    own = receiver.own if isinstance(receiver, OwnObject) else None
    bases = sorted(own.externals) if own is not None else []
    names = (f"{base}.{name}" for base in bases)
    return next((one for one in names if looks.look_of(one)), f"?.{name}")


_SEARCHES = frozenset(
    {"count", "find", "index", "rfind", "rindex", "startswith", "endswith", "partition"}
    | {"rpartition", "__contains__", "__len__", "__eq__", "__hash__"}
)
"""The methods of strings whose results depend on more than being text."""

_WHOLE_PARTS = frozenset(
    {"split", "rsplit", "partition", "rpartition", "replace", "removeprefix", "lower", "casefold"}
    | {"encode", "decode", "expandtabs"}
)
"""Methods of a string that leave whole what stands between dots."""

_CUT_PARTS = frozenset(
    {"strip", "lstrip", "rstrip", "removesuffix", "upper", "title", "capitalize", "swapcase"}
    | {"format", "format_map", "join", "splitlines"}
)
"""Methods of a string that leave something off, add to it, or write it in other capitals; what
others give has the letters at other places, or other letters.
"""

_PARTS = frozenset({"split", "rsplit", "partition", "rpartition"})

_OF_STRINGS = frozenset(
    {"split", "rsplit", "partition", "rpartition", "replace", "removeprefix", "removesuffix"}
    | {"lower", "upper", "strip", "lstrip", "rstrip"}
)


def _computed(
    program: Program,
    at: At,
    receiver: Value,
    name: str,
    arguments: tuple[Argument, ...],
    target: Variable,
) -> bool:
    """Compute what a method of a string returns, where all that it depends on is written there."""
    if not isinstance(receiver, Constant) or name not in _OF_STRINGS:
        return False
    given: list[object] = []
    for argument in arguments:
        values = list(program.values[argument.variable])
        if argument.kind != "positional" or argument.variable not in program.constants:
            return False
        given += [value.value for value in values if isinstance(value, Constant)]
    try:
        result = getattr(receiver.value, name)(*given)
    except (TypeError, ValueError, AttributeError):
        return False  # it raises when it runs too
    if isinstance(result, str):
        program.add(target, Constant(result, "str"))
        return True
    parts = program.container(at, "list")
    for index, part in enumerate(result):
        program.add(program.member(parts, index), Constant(part, "str"))
    program.add(target, parts)
    return True


def _of_text(
    program: Program,
    at: At,
    receiver: Value,
    name: str,
    arguments: tuple[Argument, ...],
    target: Variable,
) -> None:
    if name not in ("format", "join"):
        _matched(program, at, arguments, receiver)

    is_path = name == "join" and receiver == Constant(".", "str")

    def pass_on(value: Value) -> None:
        if isinstance(value, (StateName, ShownText)):
            program.add(target, value.cut if isinstance(value, StateName) else value)
        if is_path:
            program.add(target, MODULE_NAME if value is MODULE_NAME else TEXT)

    if name in _MAKES_TEXT:
        hand_on_names(program, (a.variable for a in arguments), target)
    if name == "format":
        for argument in arguments:
            show(program, argument.variable, target)
        if isinstance(receiver, Constant):
            _read_fields(program, at, str(receiver.value), arguments)
    if name == "join":
        for variable in _positional(arguments)[:1]:
            inside = program.new()
            program._iterate(variable, inside, at)
            program.listen(inside, pass_on)
    if not is_path:
        program.add(target, TEXT)


def _read_fields(program: Program, at: At, form: str, arguments: tuple[Argument, ...]) -> None:
    """Read the attributes that the fields of a format name: `"{0.eps}".format(layer)`."""
    named = {a.name: a.variable for a in arguments if a.kind == "keyword"}
    given: dict[str, Variable] = dict(zip(map(str, count()), _positional(arguments), strict=False))
    numbers = map(str, count())
    try:
        fields = [field for _, field, _, _ in Formatter().parse(form) if field is not None]
    except ValueError:
        return  # it raises when it runs too
    for field in fields:
        first, *names = re.sub(r"\[.*?\]", "", field).split(".")
        source = (named | given).get(first or next(numbers))
        if source is not None:
            program.formatted.append(program.read_path(at, source, names))


def _is_at_dots(program: Program, arguments: tuple[Argument, ...]) -> bool:
    """Whether a method of a string is told to part it at dots."""
    return [list(program.values[a.variable]) for a in arguments[:1]] == [[Constant(".", "str")]]


def _matched(
    program: Program, at: At, arguments: tuple[Argument, ...], pattern: Value | None = None
) -> None:
    """Note that the names of parameters among some arguments are compared with the others, or with
    a pattern.
    """
    texts = [a.variable for a in arguments]
    if pattern is not None:
        texts.append(program.new())
        program.add(texts[-1], pattern)

    def see(value: Value) -> None:
        if isinstance(value, StateName):
            program.state_uses.append(StateUse(at, value, tuple(texts)))

    for argument in arguments:
        program.listen(argument.variable, see)


def hand_on_names(
    program: Program, variables: Iterable[Variable], target: Variable, *, keeps_text: bool = True
) -> None:
    """Give the names of parameters among some values: what comes of them are such names, or parts
    of them, or, where no text is kept, what is made of their letters.
    """

    def hand_on(value: Value, *, is_inside: bool = False) -> None:
        if isinstance(value, StateName):
            program.add(target, value.cut if keeps_text else value.letters)
        elif isinstance(value, Container) and value.kind != "module" and not is_inside:
            for inside in (program.all_of(value), program.member(value, KEYS)):
                program.listen(inside, partial(hand_on, is_inside=True))

    for variable in variables:
        program.listen(variable, hand_on)


def _compute_of_each(program: Program, arguments: tuple[Argument, ...], target: Variable) -> None:
    """Give what comes of each buffer of a network that is among some arguments."""

    def compute(value: Value) -> None:
        made = value.of_each if isinstance(value, StateValue) else None
        if made is not None:
            program.add(target, made)

    for argument in arguments:
        program.listen(argument.variable, compute)


BY_KEY = frozenset({"get", "pop", "setdefault"})
"""Methods of dicts that are given a key."""


def _of_state_name(
    program: Program,
    at: At,
    receiver: StateName,
    name: str,
    arguments: tuple[Argument, ...],
    target: Variable,
) -> None:
    is_key = name in BY_KEY
    texts = tuple(a.variable for a in (arguments[:1] if is_key else arguments))  # no default
    program.state_uses.append(StateUse(at, receiver, texts, is_key))
    if name in ("items", "keys", "copy"):
        _states(program, at, receiver.network, name if name == "items" else "state_dict", target)
    elif name == "values":
        made = program.container(at, "generator")
        program.add(program.member(made, ANY), StateValue(receiver.network, "all"))
        program.add(target, made)
    elif name in ("get", "pop"):
        program.add(target, FOREIGN if not receiver.part else receiver.at(None))
    elif name in ("startswith", "endswith"):
        program._add_all(target, (FOREIGN, BOOLEAN))
    elif name in _PARTS:
        separators = [v for one in texts[:1] for v in program.values[one]]
        for separator in separators or [TEXT]:
            text = separator.value if isinstance(separator, Constant) else ""
            program.add(target, receiver.parts(text if isinstance(text, str) else ""))
    else:
        kept = receiver.cut if name in _CUT_PARTS else receiver.letters
        program.add(target, receiver if name in _WHOLE_PARTS else kept)


_DEEP = frozenset({"apply", "modules", "named_modules", "cells_and_names"})
"""The methods that hand out the modules inside of modules too."""


def _of_foreign(
    program: Program,
    at: At,
    receiver: Value,
    name: str,
    kind: str,
    arguments: tuple[Argument, ...],
    target: Variable,
) -> None:
    """Call a method of what isn't of the program: callers' networks, and others'."""
    if receiver is LIBRARY_LAYER and kind in ("itself", "modules", "named"):
        # What it holds is of no matter here.
        program.add(target, receiver if kind == "itself" else program.container(at, "generator"))
        return
    inner = receiver if receiver in (OPEN, NETWORK) else FOREIGN_MODULE
    if inner is receiver and name in _DEEP:
        program.open_walks.append(at)
    if kind == "itself":
        program.add(target, receiver)
        return
    if name in ENTERS:
        for variable in _positional(arguments)[:1]:
            program.listen(variable, lambda value: program.enter(value, target, at))
        return
    if name == "apply":
        given = program.new()
        program.add(given, inner)
        for variable in _positional(arguments)[:1]:
            program._call_values(at, variable, (Argument("positional", "", given),), program.unused)
        program.add(target, receiver)
    elif kind == "modules" and name != "values":
        made = program.container(at, "generator")
        program.add(program.member(made, ANY), inner)
        program.add(target, made)
    elif kind == "named" and name != "items":
        made, pair = program.container(at, "generator"), program.container(at, "tuple")
        program.add(program.member(pair, 0), MODULE_NAME)
        program.add(program.member(pair, 1), inner)
        program.add(program.member(made, ANY), pair)
        program.add(target, made)
    elif kind == "states" and receiver in (NETWORK, FOREIGN_MODULE, LIBRARY_LAYER):
        _states(program, at, receiver, name, target)
    elif kind in ("parameters", "buffers") and receiver is NETWORK:
        made = program.container(at, "generator")
        program.add(program.member(made, ANY), StateValue(receiver, kind))
        program.add(target, made)
    elif receiver in (OPEN, NETWORK) and (kind == "takes" or name in ("items", "values")):
        program.add(target, receiver)
        if name == "get":
            _found(program, arguments, target)
    else:
        unknown_call(program, at, f"?.{name}", arguments, target)


def _named(
    program: Program, at: At, receiver: Holder, name: str, is_module: bool, target: Variable
) -> None:
    made, pair = program.container(at, "generator"), program.container(at, "tuple")
    inside = program.member(pair, 1)
    if name in ("named_modules", "cells_and_names") and is_module:
        program.walk(receiver, inside)
    else:
        program.flow(program.modules_in(receiver), inside)
    program.add(program.member(pair, 0), TEXT if name == "items" else MODULE_NAME)
    if isinstance(receiver, Container) and name == "items":
        program.flow(program._keys(receiver), program.member(pair, 0))
    program.add(program.member(made, ANY), pair)
    program.add(target, made)


ENTERS = frozenset({"enter_context", "enter_async_context"})
"""Methods that enter a context and return what that gives."""

REGISTERS = frozenset({"register_parameter", "register_buffer", "insert_param_to_cell"})
"""Methods that give a module a parameter or buffer by a name."""

_SETTINGS_OF_STATES = frozenset({"recurse", "keep_vars", "remove_duplicate", "expand"})
"""The arguments of methods that give parameters by their names which leave the names alone."""


def _states(
    program: Program, at: At, network: Value, name: str, target: Variable, is_cut: bool = False
) -> None:
    """Give a dict of parameters and buffers, or pairs of their names and themselves."""
    names = StateName(network, is_cut)
    if name in ("state_dict", "parameters_dict"):
        program.add(target, names)
        return
    made, pair = program.container(at, "generator"), program.container(at, "tuple")
    kind = "all" if name == "items" else "buffers" if "buffers" in name else "parameters"
    only = "" if kind == "all" else kind
    program.add(program.member(pair, 0), replace(names, part="name", kind=only))
    program.add(program.member(pair, 1), StateValue(network, kind))
    program.add(program.member(made, ANY), pair)
    program.add(target, made)


def _add_member(
    program: Program,
    at: At,
    receiver: Holder,
    name: str,
    arguments: tuple[Argument, ...],
    target: Variable,
) -> None:
    named = {a.name: a.variable for a in arguments if a.kind == "keyword"}
    variables = _positional(arguments)
    key = variables[0] if variables else named.get("name", named.get("child_name", 0))
    value = variables[1] if len(variables) > 1 else named.get("module", named.get("child_cell", 0))
    if key and value:
        program._set_by_key(receiver, key, value)
        if name == "setdefault":
            program.flow(value, target)
    program.add(target, Constant(None, "NoneType") if name != "setdefault" else FOREIGN)


def _take(
    program: Program,
    at: At,
    receiver: Holder,
    name: str,
    arguments: tuple[Argument, ...],
    target: Variable,
) -> None:
    variables = _positional(arguments)
    if variables and name not in ("popitem", "popleft"):
        owner = program.new()
        program.add(owner, receiver)
        if name == "get_submodule":
            program.flow(program.all_of(receiver), target)
            inside = program.new()
            program.walk(receiver, inside)
            program.flow(inside, target)
        else:
            program._element(owner, variables[0], target, at)
        for variable in variables[1:2]:
            program.flow(variable, target)
        if name == "get" and len(variables) < 2:
            program.add(target, Constant(None, "NoneType"))
    elif name == "popitem":
        pair = program.container(at, "tuple")
        program.flow(program.all_of(receiver), program.member(pair, 1))
        if isinstance(receiver, Container):
            program.flow(program._keys(receiver), program.member(pair, 0))
        program.add(target, pair)
    else:
        program.flow(program.all_of(receiver), target)


def _initialize(
    program: Program, at: At, receiver: Holder, arguments: tuple[Argument, ...]
) -> None:
    """Call the constructor of a library's class on an object of a class that derives from it."""
    own = receiver.own if isinstance(receiver, (OwnObject, LayerObject)) else None
    if own is None:
        return
    if own.layers:
        program.constructed.append((at, own, arguments))
        return
    containers = [n for n in own.externals if is_container(n)]
    for name in containers:
        if name in _LISTS:
            for argument in arguments:
                program._iterate(argument.variable, program.numbered(receiver), at)
        elif name in _DICTS:
            for argument in arguments:
                if argument.kind == "keyword":
                    program.flow(argument.variable, program.member(receiver, argument.name))
                else:
                    fill_dict(program, at, argument.variable, receiver)
        else:
            _fill_container(program, at, name, arguments, receiver)
    if containers or not own.externals:
        return
    if all(name.rpartition(".")[2] in _BARE_ROOTS for name in own.externals):
        return
    callee = f"{min(own.externals)}.__init__"
    is_layers = all(map(is_layer, own.externals))

    def hold(value: Value, inside: Variable) -> None:
        if value is NETWORK or is_network(program, value):
            program.add(inside, value)

    for argument in arguments:
        place = argument.place if argument.place.line else at.place
        why = "looked into" if looks.look_of(callee) else "handed over"
        program.escape(At(at.module, place), argument.variable, why, callee)
        inside = program.member(receiver, argument.name or ANY)
        if is_layers:  # which keep numbers, and modules
            program.listen(argument.variable, lambda v, inside=inside: hold(v, inside))  # type: ignore[misc]  # a default has no type
        else:
            program.flow(argument.variable, inside)
