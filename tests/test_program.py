"""The whole program: how values pass from file to file, and what that makes of a fix."""

from __future__ import annotations

import ast
import itertools
import re
from pathlib import Path

import pytest

from bnmigrate.config import read
from bnmigrate.program.briefs import Brief
from bnmigrate.program.project import linked
from bnmigrate.program.walk import _Walk, facts_of
from tests.command_line import bnmigrate

# Kinds that Python's parser doesn't make any more, or that aren't expressions of their own.
OLD = {"Num", "Str", "Bytes", "NameConstant", "Ellipsis"}


def test_every_form_has_a_rule() -> None:
    """A form without one is unknown: what flows into it is used in an unknown way."""
    expressions = {kind.__name__ for kind in ast.expr.__subclasses__()} - OLD
    statements = {kind.__name__ for kind in ast.stmt.__subclasses__()}
    assert {name for name in expressions if not hasattr(_Walk, f"of_{name}")} == set()
    assert {name for name in statements if not hasattr(_Walk, f"do_{name}")} == set()


def briefs(**modules: str) -> dict[str, Brief]:
    """Return the briefs of modules on the way to MindSpore, by their names."""
    facts = {name: facts_of(ast.parse(text)) for name, text in modules.items()}
    return linked(facts, (), read(None, folder=Path("/")))


def places(brief: Brief, kind: str) -> list[int]:
    """Return the lines of the places of a kind that change with a layer."""
    return sorted({need.place.line for need in brief.needs if need.kind == kind})


LAYERS = "from torch import nn\nBN = nn.BatchNorm2d\ndef make(c):\n    return BN(c)\n"

READS = {
    "an alias": "from layers import BN\nprint(BN(4).weight)\n",
    "a module": "import layers\nprint(layers.make(4).weight)\n",
    "a star": "from layers import *\nprint(make(4).weight)\n",
    "another name": "from layers import make as build\nprint(build(4).weight)\n",
    "a lambda": "from layers import make\nf = lambda: make(4)\nprint(f().weight)\n",
    "a list": "from layers import make\nl = [make(4)]\nl += [make(5)]\nprint(l[1].weight)\n",
    "a star target": "from layers import make\na, *b = make(1), make(2)\nprint(b[0].weight)\n",
    "a dict": "from layers import make\nd = {}\nd['x'] = make(4)\nprint(d.get('x').weight)\n",
    "a loop": "from layers import make\nfor i, m in enumerate([make(4)]):\n    m.weight\n",
    "a zip": "from layers import make\nfor m, n in zip([make(4)], [1]):\n    print(m.weight)\n",
    "a generator": "from layers import make\ndef g():\n    yield make(4)\nnext(g()).weight\n",
    "with": (
        "import contextlib\nfrom layers import make\n"
        "with contextlib.nullcontext(make(4)) as m:\n    print(m.weight)\n"
    ),
    "an attribute": (
        "from layers import make\nclass Net:\n    def __init__(self):\n        self.bn = make(4)\n"
        "print(Net().bn.weight)\n"
    ),
    "a property": (
        "from layers import make\nclass Net:\n    @property\n    def bn(self):\n"
        "        return make(4)\nprint(Net().bn.weight)\n"
    ),
    "a base class": (
        "from layers import make\nclass A:\n    def __init__(self):\n        self.bn = make(4)\n"
        "class B(A):\n    def f(self):\n        return self.bn.weight\n"
    ),
    "arguments": (
        "from layers import make\ndef f(*args, **named):\n"
        "    return args[0].weight, named['b'].bias\n"
        "f(make(4), b=make(4))\n"
    ),
    "a class that derives from it": (
        "from torch import nn\nclass Net:\n    def __init__(self):\n        self.bn = Norm(4)\n"
        "        print(self.bn.weight)\nfrom layers import BN\nclass Norm(BN):\n"
        "    def __init__(self, c):\n        super().__init__(c, momentum=0.3)\n"
        "print(Net().bn.weight)\n"
    ),
    "a registry": (
        "from layers import BN\nfrom torch import nn\nNORMS = {}\n"
        "def register(name, cls):\n    NORMS[name] = cls\n"
        "register('bn', BN)\nregister('gn', nn.GroupNorm)\nprint(NORMS['bn'](4).weight)\n"
    ),
    "the last of a list": (
        "from torch import nn\nfrom layers import make\n"
        "net = nn.Sequential(nn.Conv2d(3, 4, 1), make(4))\n"
        "print(list(net.children())[-1].weight)\n"
    ),
    "a factory of functions": (
        "from layers import BN\ndef norm(eps):\n    return lambda c: BN(c, eps)\n"
        "print(norm(1e-3)(4).weight)\n"
    ),
    "an iterator": (
        "from layers import make\nclass Once:\n    def __iter__(self):\n        return self\n"
        "    def __next__(self):\n        return make(4)\nfor m in Once():\n"
        "    print(m.weight)\n"
    ),
    "fields that a base class fills": (
        "from dataclasses import dataclass\nfrom layers import make\n@dataclass\n"
        "class Config:\n    size: int\n    build: object\nclass Own(Config):\n"
        "    def __init__(self, size):\n        super().__init__(size, make)\n"
        "c = Own(4)\nprint(c.build(c.size).weight)\n"
    ),
    "a hook": (
        "from layers import make\ndef hook(m, i, o):\n    print(m.weight)\n"
        "make(4).register_forward_hook(hook)\n"
    ),
    "apply": (
        "from torch import nn\nfrom layers import make\ndef f(m):\n"
        "    if isinstance(m, nn.BatchNorm2d):\n        print(m.weight)\n"
        "nn.Sequential(make(4)).apply(f)\n"
    ),
}


@pytest.mark.parametrize("text", READS.values(), ids=list(READS))
def test_a_layer_is_followed_to_where_it_is_read(text: str) -> None:
    found = briefs(layers=LAYERS, main=text)["main"]
    lines = [line for line, said in enumerate(text.splitlines(), 1) if ".weight" in said]
    assert set(lines) <= set(places(found, "attribute"))
    assert not any(need.is_mixed for need in found.needs)


UNKNOWN = {
    "a function of another package": "import other\nfrom layers import make\nother.look(make(4))\n",
    "an operator": "from layers import make\nmake(4) @ 3\n",
    "code in a string": "from layers import make\nm = make(4)\nexec(input())\n",
    "what callers give": "from layers import make\ndef f(look):\n    look(make(4))\n",
    "what looks into layers": (
        "import torch\nfrom torch import nn\nfrom layers import make\n"
        "torch.optim.swa_utils.update_bn([], nn.Sequential(make(4)))\n"
    ),
    "the name of a parameter": (
        "from torch import nn\nfrom layers import make\n"
        "for n, p in nn.Sequential(make(4)).named_parameters():\n    n[-6:] == 'weight'\n"
    ),
}


@pytest.mark.parametrize("text", UNKNOWN.values(), ids=list(UNKNOWN))
def test_what_is_not_understood_stands_against_the_layer(text: str) -> None:
    found = briefs(layers=LAYERS, main=text)
    (against,) = {group for said in found["main"].objections for group in said.groups}
    assert against in found["layers"].groups


APART = {
    "a decorator with arguments": (
        "import functools\nfrom layers import make\n"
        "def adds(**named):\n    def outer(build):\n        @functools.wraps(build)\n"
        "        def inner(*args, **kwargs):\n            kwargs.update(named)\n"
        "            return build(*args, **kwargs)\n        return inner\n    return outer\n"
        "@adds(one=make(4))\ndef first(one):\n    print(one.weight)\n"
        "@adds(one=open)\ndef second(one):\n    print(one.weight)\n"
    ),
    "a function that calls what it is given": (
        "from layers import make\ndef call(f, x):\n    return f(x)\n"
        "print(call(make, 4).weight)\nprint(call(open, 4).weight)\n"
    ),
    "a default": (
        "from layers import make\ndef call(f=make):\n    return f(4)\n"
        "print(call().weight)\nprint(call(open).weight)\n"
    ),
    "what is unpacked beside an argument": (
        "from layers import make\ndef f(x, **rest):\n    print(x.weight)\n"
        "f(make(4), **{k: open for k in input()})\n"
    ),
    "what a check leaves out": (
        "from torch import nn\nfrom layers import make\n"
        "for m in (nn.Sequential(make(4)), [4], make):\n"
        "    if isinstance(m, nn.Module):\n        print(m[0].weight)\n"
    ),
    "the class of an annotation": (
        "from typing import Type\nfrom torch import nn\nfrom layers import make\n"
        "class Block(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
        "        self.bn = make(4)\ndef f(block: Type[nn.Module]):\n"
        "    print(block().bn.weight)\nf(Block)\n"
    ),
}


@pytest.mark.parametrize("text", APART.values(), ids=list(APART))
def test_what_one_place_gives_does_not_come_out_of_another(text: str) -> None:
    found = briefs(layers=LAYERS, main=text)["main"]
    first = next(line for line, said in enumerate(text.splitlines(), 1) if ".weight" in said)
    assert places(found, "attribute") == [first]
    assert not any(need.is_mixed for need in found.needs)


ELSEWHERE = {
    "another layer of the net": (
        "from torch import nn\nfrom layers import make\n"
        "net = nn.Sequential(nn.Conv2d(3, 4, 1), make(4))\nprint(net[0].weight)\n"
    ),
    "what an index gives": (
        "from layers import make\nclass Rows:\n    def __init__(self):\n"
        "        self.bn = make(4)\n    def __getitem__(self, i):\n        return [1][i]\n"
        "Rows()[0].weight\nRows()[1:].weight\n"
    ),
    "what many modules give": (
        "from torch import nn\nfrom layers import make\n"
        + "".join(
            f"class M{i}(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
            "        self.bn = make(4)\n    def forward(self, x):\n        return x\n"
            for i in range(40)
        )
        + f"for m in [{', '.join(f'M{i}()' for i in range(40))}]:\n    m(input()).weight\n"
    ),
}


@pytest.mark.parametrize("text", ELSEWHERE.values(), ids=list(ELSEWHERE))
def test_what_has_no_layer_is_not_taken_for_one(text: str) -> None:
    found = briefs(layers=LAYERS, main=text).get("main", Brief())
    assert places(found, "attribute") == []
    assert found.objections == ()


def test_a_class_that_is_compared_with_none_stays_apart() -> None:
    text = (
        "from torch import nn\ndef missing(norm):\n    return norm is None\n"
        "missing(nn.BatchNorm2d)\nmissing(nn.BatchNorm2d)\n"
        "print(nn.BatchNorm2d == nn.BatchNorm2d)\n"
    )
    groups = {n.place[:2]: n.group for n in briefs(main=text)["main"].needs}
    assert groups[4, 8] != groups[5, 8]
    assert groups[6, 6] == groups[6, 24]


CHECKS = {
    "of a network that callers give": "",
    "of one of the program": "f(nn.Sequential(make(4)))\n",
}


@pytest.mark.parametrize("call", CHECKS.values(), ids=list(CHECKS))
def test_a_check_for_a_base_class_is_told_or_changes_with_what_may_reach_it(call: str) -> None:
    text = (
        "from torch import nn\nfrom torch.nn.modules.batchnorm import _BatchNorm\n"
        "from layers import make\nKINDS = (_BatchNorm, nn.Linear)\ndef f(net: nn.Module):\n"
        "    for m in net.modules():\n        if isinstance(m, KINDS):\n            m.eval()\n"
    )
    found = briefs(layers=LAYERS, main=text + call, other="")["main"]
    bases = [need.place.line for need in found.needs if need.kind == "both"]
    against = [objection.place.line for objection in found.objections]
    assert (bases, against) == (([7], []) if call else ([], [7]))


def test_what_the_layer_does_not_have_is_read_where_the_error_is_caught() -> None:
    text = "from layers import make\nbn = make(4)\nbn.gamma\n"
    assert places(briefs(layers=LAYERS, main=text).get("main", Brief()), "attribute") == []
    text = "from layers import make\ntry:\n    make(4).gamma\nexcept AttributeError:\n    pass\n"
    assert places(briefs(layers=LAYERS, main=text)["main"], "attribute") == [3]


def test_names_alone_stand_against_nothing() -> None:
    found = briefs(
        layers=(
            "from torch import nn\ndef block(c, norm_layer=nn.BatchNorm2d):\n    norm_layer(c)\n"
        ),
        main=(
            "from torch import nn\ndef other(norm_layer):\n    pass\n"
            "other(norm_layer=nn.GroupNorm)\n"
        ),
    )
    assert found["layers"].objections == ()


FACTORY = {
    "blocks.py": "def make(cls, c):\n    return cls(c, momentum=0.3)\n",
    "model.py": (
        "from torch import nn\nfrom blocks import make\n\n"
        "net = nn.Sequential(make(nn.BatchNorm2d, 4))\n"
    ),
}


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).write_text(text)


def test_what_hangs_together_changes_in_all_files(tmp_path: Path) -> None:
    write(tmp_path, FACTORY)
    bnmigrate(tmp_path, "fix", ".")
    assert "momentum=0.7" in (tmp_path / "blocks.py").read_text()
    assert "mindspore" in (tmp_path / "model.py").read_text()


@pytest.mark.parametrize("named", sorted(FACTORY))
def test_or_in_none_where_only_one_is_named(tmp_path: Path, named: str) -> None:
    write(tmp_path, FACTORY)
    done = bnmigrate(tmp_path, "fix", named)
    assert {name: (tmp_path / name).read_text() for name in FACTORY} == FACTORY
    if named == "model.py":  # the other one names no layer, and isn't looked at on its own
        assert b"blocks.py:2" in done.stdout


def test_the_project_is_read_from_its_root(tmp_path: Path) -> None:
    """What a folder holds that isn't named counts, as far as the project goes."""
    (tmp_path / "pyproject.toml").write_text("")
    for folder in ("src", "tools"):
        (tmp_path / folder).mkdir()
    write(
        tmp_path / "src",
        {"net.py": "from torch import nn\nnet = nn.Sequential(nn.BatchNorm2d(4))\n"},
    )
    write(tmp_path / "tools", {"look.py": "from net import net\nprint(net[0].weight)\n"})
    done = bnmigrate(tmp_path, "fix", "src")
    assert "tools/look.py:2" in done.stdout.decode().replace("\\", "/")
    assert "mindspore" not in (tmp_path / "src" / "net.py").read_text()


def test_standard_input_takes_part(tmp_path: Path) -> None:
    write(tmp_path, FACTORY)
    text = FACTORY["model.py"]
    named = ("--stdin-filename", "model.py", "-")
    done = bnmigrate(tmp_path, "fix", *named, stdin=text.encode())
    assert done.stdout.decode() == text
    assert b"blocks.py:2" in done.stderr


@pytest.mark.parametrize("options", [("-j", "2"), ("-j", "1"), ()], ids=["two", "one", "any"])
def test_order_and_processes_make_no_difference(tmp_path: Path, options: tuple[str, ...]) -> None:
    package = Path(__file__).parent / "programs" / "packages" / "table_var_call"
    write(tmp_path, {path.name: path.read_text() for path in package.glob("*.py")})
    names = sorted(path.name for path in tmp_path.glob("*.py"))
    reports = set()
    for order in itertools.islice(itertools.permutations(names), 4):
        done = bnmigrate(tmp_path, "check", "--no-cache", *options, *order)
        findings = re.split(r"^(?=\w+\.py:)", done.stdout.decode(), flags=re.MULTILINE)
        reports.add("".join(sorted(findings)))
    assert len(reports) == 1


def test_a_constructor_in_another_file_than_its_base_changes_with_it(tmp_path: Path) -> None:
    files = {
        "norms.py": "from torch import nn\nclass Base(nn.BatchNorm2d):\n    pass\n",
        "user.py": (
            "from norms import Base\nclass Own(Base):\n    def __init__(self):\n"
            "        super().__init__(3, momentum=0.3)\nprint(Own())\n"
        ),
    }
    write(tmp_path, files)
    bnmigrate(tmp_path, "fix", ".")
    changed = {name: (tmp_path / name).read_text() for name in files}
    assert changed == files or "momentum=0.7" in changed["user.py"]


def test_modules_that_apply_each_other_come_to_an_end() -> None:
    """A class whose `forward` is a module is applied by what that is applied by."""
    text = (
        "from torch import nn\nclass A(nn.Module):\n    def __init__(self):\n"
        "        super().__init__()\n        self.bn = nn.BatchNorm2d(2)\n"
        "    def forward(self, x):\n        return self.bn(x)\n"
        "class B(nn.Module):\n    def forward(self, x):\n        return x\n"
        "a, b = A(), B()\nA.forward = b\nB.forward = a\na(b)\na.bn.weight\n"
    )
    assert places(briefs(m=text)["m"], "attribute") == [15]


MANY = "".join(
    f"class M{i}(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
    f"        self.bn{i} = nn.BatchNorm2d(2)\n"
    for i in range(120)
)
NET = f"net = nn.Sequential({', '.join(f'M{i}()' for i in range(120))})\n"


def test_a_walk_over_more_modules_than_are_told_apart_may_reach_any_layer() -> None:
    """What reads an attribute of one stands against the layers; a check for them does not."""
    head = f"from torch import nn\n{MANY}{NET}for m in net.modules():\n"
    line = head.count("\n") + 1
    read = briefs(m=f"{head}    print(m.weight)\n")["m"]
    assert any(one.place.line == line for one in read.objections)
    checked = briefs(m=f"{head}    if isinstance(m, nn.BatchNorm2d):\n        print(m.weight)\n")[
        "m"
    ]
    assert not checked.objections
    assert places(checked, "attribute") == [line + 1]


def test_partials_of_each_other_come_to_an_end() -> None:
    """Each of many partials may be what another one calls."""
    made = "".join(f"    f = [f, partial(f, eps={i}.0)][{i} % 2]\n" for i in range(12))
    text = (
        "from functools import partial\nfrom torch import nn\nf = nn.BatchNorm2d\n"
        f"while input():\n{made}f(4).weight\n"
    )
    assert places(briefs(m=text)["m"], "attribute") == [17]
