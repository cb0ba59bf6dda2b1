"""What names stand for: against LibCST's providers, and against programs that are executed."""

from __future__ import annotations

import builtins
import contextlib
import itertools
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import libcst as cst
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from libcst.metadata import (
    ExpressionContext,
    ExpressionContextProvider,
    MetadataWrapper,
    QualifiedNameProvider,
    QualifiedNameSource,
)

from bnmigrate.names.bindings import Names
from bnmigrate.names.references import Resolver
from bnmigrate.names.syntax import source
from bnmigrate.rule_files import rulebook
from tests import packages

# LibCST sees a scope as a whole: it says what a name is bound to anywhere in it. Ours is to know
# more, by the order of execution and by following assignments. The two must agree on the scope that
# a name belongs to, and so on the imports that it can be, where these two make no difference.

MODULES = [
    """
import torch
import torch.nn as nn
from torch import optim, nn as tnn
from torch.nn import BatchNorm2d as BN, Conv2d

torch.nn.BatchNorm2d, nn.BatchNorm2d, tnn.BatchNorm2d.x, BN, Conv2d, optim.SGD
""",
    """
import torch.nn as nn

def f(nn, other=nn.BatchNorm2d, *args: nn.Module, **kwargs) -> nn.Module:
    return nn.BatchNorm2d, other, args, kwargs

def g():
    return nn.BatchNorm2d

h = lambda nn=nn.A, *a: (nn.BatchNorm2d, a)
""",
    """
import torch.nn as nn

class A(nn.Module):
    conv = nn.Conv2d

    def f(self):
        return conv, self.conv, nn.Conv2d, [nn.A for nn in nn.B]

    class B:
        x = conv
        y = [conv for _ in x]
""",
    """
import torch.nn as nn

a = [nn.A for nn in nn.B if nn.C]
b = {nn.A: x.A for x in nn.B for nn in x.C}
c = (nn.A for y in nn.B)
d = {(z := nn.A) for y in nn.B}
z.B
""",
    """
def f():
    import torch.nn as nn

    def g():
        nonlocal nn
        return nn.A

    return nn.B, g

nn.C
""",
    """
import torch.nn as nn

def f():
    global nn
    return nn.A

def g():
    global torch
    import torch
    return torch.A

torch.B
""",
    """
import torch.nn as nn

try:
    import apex
except ImportError as nn:
    nn.A
else:
    apex.B
finally:
    nn.C
with nn.D as e, open(nn.E) as (f, *g):
    e.F, f.G, g.H
""",
    """
import torch.nn as nn
from typing import Generic

def f[T: nn.A](x: T, y: nn.B = nn.C) -> T:
    return x.D, nn.E

class G[T](Generic[T], nn.F):
    z: nn.H = nn.I
""",
    """
import torch.nn as nn

def f(x):
    match x:
        case nn.A(b=nn.B, c=c) | nn.D() as d:
            return c.E, d.F, nn.G
        case {"k": nn.H, **rest} if nn.I:
            return rest.J
        case [first, *others]:
            return first.K, others.L
""",
    """
import torch.nn as nn

async def f():
    async for x in nn.A:
        yield x.B
    async with nn.C as y:
        await y.D
    return_ = [z.E async for z in nn.F]
    print(f"{nn.G!r:>{nn.H}} {return_.I=}")
""",
    """
from __future__ import annotations
import torch.nn as nn

@nn.A(nn.B)
class C(nn.D, metaclass=nn.E):
    @nn.F
    def g(self, nn): return nn.H
    i = property(lambda self: nn.J)
""",
    """
import torch.nn as nn, os.path, sys as system
x: nn.A = nn.B
x.y: nn.C
x[nn.D] += nn.E
del x.f, os.path.G, x[system.H]
assert nn.I, nn.J
for k in nn.K: k.L
while nn.M: break
raise nn.N from nn.O
""",
]


def compare(text: str) -> int:
    """Compare every name and attribute of a module that is read; return how many there are."""
    wrapper = MetadataWrapper(cst.parse_module(text), unsafe_skip_copy=True)
    names = Names(wrapper.module)
    resolver = Resolver(names, rulebook())
    known = wrapper.resolve(QualifiedNameProvider)
    contexts = wrapper.resolve(ExpressionContextProvider)
    count = 0
    for node in _expressions(names):
        if contexts.get(node, ExpressionContext.LOAD) is not ExpressionContext.LOAD:
            continue
        found = known.get(node, set())
        theirs = {
            name.name
            for name in (found() if callable(found) else found)
            if name.source is QualifiedNameSource.IMPORT
        }
        root: cst.BaseExpression = node
        while isinstance(root, cst.Attribute):
            root = root.value
        load = names.load_at.get(id(root))
        if load is None:
            continue
        owners = list(names.owners(load.scope, load.node.value))
        owner = owners[0] if owners else None
        if owner is not None and owner.kind == "class" and len(owners) > 1:
            continue  # bound in the class on some way only: LibCST doesn't look around it
        bindings = owner.bindings.get(load.node.value, []) if owner is not None else []
        if any(b.kind == "import" and b.qualified is None for b in bindings):
            continue  # a relative import, which LibCST leaves relative
        if any(b.kind == "assign" for b in bindings):
            continue  # LibCST doesn't follow what is assigned
        if bindings and not theirs and all(b.order > load.order for b in bindings):
            continue  # read before it is bound, in a loop maybe: LibCST says nothing
        if len(bindings) > 1 and any(_is_dotted(b.node) for b in bindings):
            continue  # `import a.x` beside another `a`, which LibCST takes for the only one
        ours = {m.qualified for m in resolver.meanings(node) if m.qualified is not None}
        where = cst.Module([]).code_for_node(node)
        count += 1
        if len(bindings) == 1 and owner is not None and owner.kind != "class":
            assert ours == theirs, where
        else:  # by the order of execution, some of them are out of the question
            assert ours <= theirs, (where, ours, theirs)
    return count


def _is_dotted(node: cst.CSTNode) -> bool:
    """Tell whether an import binds no more than the first part of its name."""
    return isinstance(node, cst.ImportAlias) and not node.asname and "." in source(node.name)


def _expressions(names: Names) -> Iterator[cst.BaseExpression]:
    for load in names.load_at.values():
        yield load.node
    yield from names.attributes


@pytest.mark.parametrize("text", MODULES)
def test_names_are_what_libcst_says(text: str) -> None:
    assert compare(text) > 3


def test_names_of_a_real_package_are_what_libcst_says(tmp_path: Path) -> None:
    folder = packages.unpack("timm", tmp_path)
    files = sorted(f for f in folder.rglob("*.py") if "BatchNorm2d" in f.read_text("utf-8"))
    chosen = random.Random(0).sample([f for f in files if f.stat().st_size < 30_000], 8)
    assert sum(compare(file.read_text("utf-8")) for file in chosen) > 4_000


# Programs that are executed: what a name was found to be, it must have been allowed to be.


class Module:
    """Stands in for a module, and knows its name."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __getattr__(self, name: str) -> Module:
        if name.startswith("__"):
            raise AttributeError(name)
        return Module(f"{self.name}.{name}")


SIMPLE = [
    "import p.q as a",
    "import p.r as a",
    "from p import q as b",
    "import a.x",
    "import b",
    "a = b",
    "b = a.y",
    "b = unknown()",
    "a, b = b, a",
    "del a",
    "del b",
    "b: object = a",
    "if (a := b) or flag(): pass",
    "x = flag() and (b := unknown())",
    "x = a if flag() else (a := b)",
    "x = [b := a for _ in items()]",
    "x = [USE(a) for a in items() if USE(b)]",
    "x = [[USE(a), USE(b)] for b in items() for a in [b]]",
    "x = list(USE(a) for _ in items())",
    "x = lambda: USE(a); x()",
    "x = lambda a=b: USE(a); x()",
    "USE(a)",
    "USE(b)",
    "USE(a.z)",
    "f()",
    "f() if flag() else USE(a)",
    "g()",
    "if flag(): import p.s as a",
]

COMPOUND = [
    ("if flag():", "else:"),
    ("if flag():", "elif (a := b):"),
    ("for a in items():", "else:"),
    ("for _ in items():", "else:"),
    ("while flag():", "else:"),
    ("try:", "except Error:"),
    ("try:", "except Error as a:"),
    ("try:", "finally:"),
    ("with context() as b:", None),
    ("match a:", None),
    ("def f():", None),
    ("def f(a=b):", None),
    ("def g(b=None, *a):", None),
    ("class A:", None),
]

DECLARATIONS = ["global a", "global b", "nonlocal a", "nonlocal b"]


@st.composite
def blocks(draw: st.DrawFn, depth: int = 3, inside: str = "") -> list[str]:
    """Draw the lines of a block that stands in a `loop`, in a `def`, or in both."""
    lines: list[str] = []
    for _ in range(draw(st.integers(2, 4))):
        if depth and draw(st.integers(0, 2)) == 0:
            first, second = draw(st.sampled_from(COMPOUND))
            word = first.split()[0]
            below = {"def": "def", "class": "", "for": f"{inside} loop", "while": f"{inside} loop"}
            body = draw(blocks(depth - 1, below.get(word, inside)))
            body.insert(0, "tick()")
            if word == "match":
                body = ["case [*b]:", *_indented(body), "case a:", "    USE(a)"]
            if first.startswith(("def", "class")) and draw(st.booleans()):
                body.insert(0, draw(st.sampled_from(DECLARATIONS)))
            lines += [first, *_indented(body)]
            if second is not None:
                lines += [second, *_indented(draw(blocks(depth - 1, inside)))]
        else:
            ends = ["raise error()"]
            ends += ["return", "yield"] if "def" in inside else []
            ends += ["break", "continue"] if "loop" in inside else []
            lines.append(draw(st.sampled_from([*SIMPLE, *ends])))
            lines += draw(st.lists(st.sampled_from(["USE(a)", "USE(b)"]), max_size=1))
    return lines


def _indented(lines: list[str]) -> list[str]:
    return [f"    {line}" for line in lines]


def numbered(lines: list[str]) -> str:
    """Return the program with a number for each use."""
    parts = "\n".join(["import p.q as a", *lines, "USE(a)"]).split("USE(")
    uses = (f"use({number}, " for number in itertools.count())
    return parts[0] + "".join(next(uses) + part for part in parts[1:])


def executed(text: str, seed: int) -> list[tuple[int, object]]:
    """Run a program with chance deciding its conditions; return what was used where."""
    chance = random.Random(seed)
    used: list[tuple[int, object]] = []

    ticks = itertools.count()

    def tick() -> None:
        if next(ticks) > 200:
            raise Stop

    def use(number: int, value: object) -> object:
        tick()
        used.append((number, value))
        return value

    def flag() -> bool:
        return next(ticks) < 200 and chance.random() < 0.5

    def load(name: str, *rest: Any) -> Module:
        return Module(name if rest[2] else name.partition(".")[0])

    class Error(Exception):
        pass

    class Stop(BaseException):
        pass

    class Thing:
        def __getattr__(self, name: str) -> Thing:
            return self

    class Context:
        def __enter__(self) -> object:
            return Thing()

        def __exit__(self, *_: object) -> None:
            pass

    def error() -> Exception:
        return Error() if chance.random() < 0.8 else ValueError()

    scope = {
        "__builtins__": {**vars(builtins), "__import__": load},
        "__name__": "program",
        "tick": tick,
        "use": use,
        "flag": flag,
        "items": lambda: [Thing()] * (chance.randrange(3) if next(ticks) < 200 else 0),
        "unknown": Thing,
        "error": error,
        "Error": (Error, NameError, AttributeError),
        "context": Context,
        "f": lambda: None,
        "g": lambda: None,
    }
    with contextlib.suppress(Exception, Stop):  # what was used up to here counts
        exec(compile(text, "program", "exec"), scope)
    return used


# Unlike ours, LibCST's answers don't know what is executed in a function that is called later: the
# deeper the blocks, the less the two can be compared.
@settings(derandomize=True, max_examples=150, deadline=None, phases=[Phase.generate])
@given(blocks(depth=1))
def test_names_of_drawn_modules_are_what_libcst_says(lines: list[str]) -> None:
    text = numbered(lines)
    try:
        compile(text, "program", "exec")
    except SyntaxError:
        return
    compare(text)


@settings(derandomize=True, max_examples=150, deadline=None)
@given(blocks())
def test_what_a_program_uses_is_foreseen(lines: list[str]) -> None:
    text = numbered(lines)
    try:
        compile(text, "program", "exec")
    except SyntaxError:
        return
    names = Names(cst.parse_module(text))
    resolver = Resolver(names, rulebook())
    foreseen: dict[int, set[str | None]] = {}
    for call in names.calls:
        if isinstance(call.func, cst.Name) and call.func.value == "use":
            number = call.args[0].value
            assert isinstance(number, cst.Integer)
            meanings = resolver.meanings(call.args[1].value)
            foreseen[int(number.value)] = {meaning.qualified for meaning in meanings}
    for seed in range(5):
        for used, value in executed(text, seed):
            if value is None:
                continue  # nobody makes a layer of it, so it is left out
            allowed = foreseen[used]
            name = value.name if isinstance(value, Module) else None
            assert name in allowed or None in allowed, (
                f"use {used} is {name}, not one of {allowed} in\n{text}"
            )
