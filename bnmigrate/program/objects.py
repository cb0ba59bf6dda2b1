"""The values that an expression may have, as far as a layer may come into it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from bnmigrate.program.copies import Template
from bnmigrate.program.facts import Argument, Class, Function, Op, Place, Variable
from bnmigrate.rulebook import LayerClass

if TYPE_CHECKING:
    from bnmigrate.program.solver import Module


ANY = "*"
"""The key of what is somewhere in a holder."""

NUMBERED = "#"
"""The key of what a module holds under a number that can't be told: no name reads it."""

NAMED = "%"
"""The key of what a holder has under a name by which some network holds a module."""

KEYS = "keys of it"
"""The key of the keys of a dict."""

INHERITED = "of a base"
"""The key of what an object may hold by a base class from outside of the program."""

NO_NAMES = frozenset({ANY, NUMBERED, NAMED, KEYS, INHERITED})
"""The keys that are nobody's name."""


@dataclass(frozen=True)
class At:
    """A place in a module of the program."""

    module: str
    place: Place

    @property
    def in_text(self) -> At:
        """The place in the text, and not in a copy of a function."""
        return At(self.module, self.place.in_text) if self.place.context else self


class Value:
    """Something that an expression may be."""

    __slots__ = ()


class _Nothing(Value):
    """Something that is no layer and holds none: a tensor, a string that was put together."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return self.name


FOREIGN = _Nothing("foreign")
"""Something that is no layer of the program's."""

FOREIGN_MODULE = _Nothing("foreign module")
"""A module inside of a network that the program doesn't make."""

LIBRARY_LAYER = _Nothing("library layer")
"""A layer of a framework that is none of those that are translated."""

OPEN = _Nothing("open")
"""What callers give whom the program doesn't hold."""

NETWORK = _Nothing("network")
"""A network of the program, or a part of it, that comes back from where it can't be followed."""

CHECKPOINT = _Nothing("checkpoint")
"""A network whose parameters were written to a file."""

TEXT = _Nothing("text")
"""A string that can't be told."""

INTEGER = _Nothing("integer")
"""A whole number that can't be told, or what gives some; whatever may be one is FOREIGN as well."""

ARRAY = _Nothing("array")
"""An array, a tensor, or a number of one, which is no int of Python's: FOREIGN as well."""

BOOLEAN = _Nothing("boolean")
"""True or False, which is FOREIGN as well."""

MANY = _Nothing("many")
"""One of so many objects, lists or dicts that it isn't told which, none of them with a layer."""

MODULE_NAME = _Nothing("module name")
"""The name of a module that some network of the program holds: with dots, or a part of it."""

TEXTS = frozenset({TEXT, MODULE_NAME})


@dataclass(frozen=True)
class StateName(Value):
    """The name of a parameter or buffer of a network, or a dict that has them for keys; a part of
    a name that begins and ends at a dot, or, where it `is_cut`, anywhere. `part` is "name" where it
    is no dict, "parts" for the list of these, and "last" for what may be the last one alone, which
    isn't a module's; where they are parted by another text than a dot, that is `between`. "letters"
    are what a text of a name can't be found in any more: some of its letters, or others. `kind` is
    "parameters" or "buffers" where it is of these alone.
    """

    network: Value
    is_cut: bool = False
    part: str = ""
    between: str = ""
    kind: str = ""

    @property
    def cut(self) -> StateName:
        """The name where something may be missing from it, or added."""
        if self.part in ("name", "last", "letters"):
            return replace(self, is_cut=True)
        return replace(self, is_cut=True, part="", between="")

    @property
    def letters(self) -> StateName:
        """Some of its letters, or what comes of them. What stands in a file may be no name at all,
        and neither need what is looked up in a dict by names be.
        """
        if not self.part or self.network is CHECKPOINT:
            return self.cut
        return replace(self, is_cut=True, part="letters", between="")

    @property
    def each(self) -> StateName:
        """What a loop over it gives."""
        return self.at(None) if self.part else replace(self, part="name")

    def parts(self, separator: str) -> StateName:
        """Return what a text splits it into; an empty one where that can't be told."""
        return replace(self, part="parts", between=separator.removesuffix("."))

    def at(self, index: object) -> StateName:
        """Return what stands at an index of it, which is None where it can't be told."""
        if self.part in ("name", "last", "letters"):
            return self.letters
        if self.part != "parts":
            return self
        if index == 0:
            return replace(self, part="name", between="")
        return replace(self, part="last")


class StateUse(NamedTuple):
    """That a method of names of parameters, or of a dict by them, is given some texts: a whole name
    where `is_key`, else what is in one.
    """

    at: At
    state: StateName
    texts: tuple[Variable, ...]
    is_key: bool = False


@dataclass(frozen=True)
class StateValue(Value):
    """A parameter or buffer of a network, which has its name for an attribute in MindSpore; `kind`
    is "one" where it is read by its name, or says among which it is: "parameters", "trained" ones,
    "buffers" or "all"; "computed" is what comes of a layer's, "of each" what comes of each of a
    network's buffers.
    """

    network: Value
    kind: str = "one"

    @property
    def of_each(self) -> StateValue | None:
        """What comes of it, where it is one of all buffers."""
        is_buffer = self.kind in ("buffers", "all", "of each")
        return StateValue(self.network, "of each") if is_buffer else None


@dataclass(frozen=True)
class ShownText(Value):
    """The text of a network, a layer or its class, or a part of it."""

    shown: Value


@dataclass(frozen=True)
class SettingValue(Value):
    """A setting of a layer as it is read at a place, or a number that is computed from it: one
    framework computes it from what the constructor was given, and its last digit is another one.
    """

    at: At
    layer: LayerObject
    name: str
    is_computed: bool = False


@dataclass(frozen=True)
class Constant(Value):
    """A literal: a string, a number, True, False or None."""

    value: object
    type_name: str


@dataclass(frozen=True)
class External(Value):
    """A module, class or function outside of the program, by its dotted name."""

    name: str


@dataclass(frozen=True)
class LayerReference(Value):
    """A layer's class as one expression names it."""

    at: At
    layer_class: LayerClass


@dataclass(eq=False)
class Holder(Value):
    """A value that has others in it, by attribute or by key."""

    fields: dict[object, Variable] = field(default_factory=dict, init=False)
    everything: Variable = field(default=0, init=False)
    """All that any field holds, once that is asked for."""

    watchers: list[Callable[[object, Variable], None]] = field(default_factory=list, init=False)
    """What is told of each new field."""

    has_keys: bool = field(default=False, init=False)
    carries: bool = field(default=False, init=False)
    """Whether a layer, or its class, is in it or in what is in it."""

    inside: list[Holder] = field(default_factory=list, init=False)
    """What holds it."""

    parked: list[Variable] = field(default_factory=list, init=False)
    """The variables that have too many values to take it as well, as long as it carries nothing."""


@dataclass(eq=False)
class LayerObject(Holder):
    """A layer: made by the call at `at`, or what a check or an annotation there lets through; or
    any instance of a class of the program that derives from a layer.
    """

    at: At
    layer_class: LayerClass
    own: OwnClass | None = None


Member = LayerReference | LayerObject
"""What changes with a layer: the class where it is named, and what it makes."""


@dataclass(frozen=True)
class Held(Value):
    """What a layer is built around in one of the two frameworks, where a walk over modules comes to
    it: a layer of its own there, and nothing in the other.
    """

    holder: LayerObject
    class_name: str


@dataclass(eq=False)
class OwnClass(Holder):
    """A class of the program."""

    module: Module
    facts: Class
    instance: OwnObject | LayerObject | None = None
    layers: list[LayerReference] = field(default_factory=list)
    """The references to layers that it derives from."""

    externals: set[str] = field(default_factory=set)
    parents: list[OwnClass] = field(default_factory=list)
    children: list[OwnClass] = field(default_factory=list)
    when_derived: list[Callable[[], None]] = field(default_factory=list)
    """What is to be done once a class from outside turns out to be among its bases."""

    def ancestors(self) -> Iterator[OwnClass]:
        """Yield it and the program's classes that it derives from, nearest first."""
        seen: set[int] = set()
        queue = [self]
        for one in queue:
            if id(one) not in seen:
                seen.add(id(one))
                yield one
                queue.extend(one.parents)


@dataclass(eq=False)
class OwnObject(Holder):
    """Any instance of a class of the program."""

    own: OwnClass


@dataclass(eq=False)
class Container(Holder):
    """A list, dict, generator, or a container of modules, by the place that makes it; `kind` is
    list, tuple, dict, set, generator, namespace, or module.
    """

    at: At
    kind: str
    name: str = ""


@dataclass(eq=False)
class OwnFunction(Value):
    """A function of the program."""

    module: Module
    facts: Function
    carries: bool = False
    """Whether it may return a layer, or what carries one."""

    makes: bool = False
    """Whether it does so for what is followed, and not only for a network that isn't."""

    inside: list[Holder] = field(default_factory=list)
    """What holds it."""

    is_active: bool = False
    """Whether its body is looked into: a layer may come to it."""

    body: list[Op] = field(default_factory=list)
    """Its operations, without those of functions inside of it."""

    is_begun: bool = False
    """Whether a layer is waited for that may come to it."""

    template: Template | None = None
    """What it is copied by, where it is."""

    copies: dict[At, OwnFunction] = field(default_factory=dict)
    """One for each place that calls it, where it calls what it is given."""

    is_copy: bool = False
    outer: OwnFunction | None = None
    nested: list[OwnFunction] = field(default_factory=list)
    inner: list[OwnFunction] = field(default_factory=list)
    """The functions inside of one that is copied."""


@dataclass(frozen=True)
class Method(Value):
    """A function of the program with its first argument."""

    function: OwnFunction
    receiver: Value


@dataclass(frozen=True)
class LibraryMethod(Value):
    """A method of something that isn't written in the program."""

    receiver: Value
    name: str


@dataclass(eq=False)
class Partial(Holder):
    """A partial: `function` is what it calls."""

    at: At
    function: Variable
    arguments: tuple[Argument, ...]


@dataclass(frozen=True)
class Super(Value):
    """What `super()` gives in a method of a class."""

    own: OwnClass
    receiver: Value


@dataclass(frozen=True)
class FieldsInit(Value):
    """The `__init__` that a dataclass is given, with its instance."""

    own: OwnClass
    instance: OwnObject | LayerObject


@dataclass(eq=False)
class OwnModule(Value):
    """A module of the program."""

    module: Module


@dataclass(frozen=True)
class Getter(Value):
    """What operator.attrgetter and its kin return: `kind` is attribute, item, method, untold where
    the name isn't told, or several.
    """

    kind: str
    key: object
    """None where an item can't be told, what the name may be, or the variables of several."""

    arguments: tuple[Argument, ...] = ()
    """What a method is given."""
