"""Generated packages: what is found and written depends on the program and the settings alone, not
on processes, the order and form of paths, or the cache; and a file alone knows what all know.
"""

from __future__ import annotations

import itertools
import json
import random
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from bnmigrate import fix_source
from tests.command_line import bnmigrate, write
from tests.test_properties import EXAMPLES, drawn

# Each of them is a dozen calls of the command line.
few = settings(drawn, max_examples=max(1, EXAMPLES // 6))

Files = dict[str, str]


class Import(NamedTuple):
    """How a module gets a name of another: the import, and the expression that then stands for it.

    `{package}` is empty or the package's name and a dot, `{dot}` a dot where there is a package.
    """

    line: str
    expression: str


IMPORTS = [
    Import("from {package}{module} import {name}", "{name}"),
    Import("from {package}{module} import {name} as other_{name}", "other_{name}"),
    Import("import {package}{module} as _{module}", "_{module}.{name}"),
    Import("from {package}{module} import *", "{name}"),
]
IN_PACKAGE = [
    Import("from .{module} import {name}", "{name}"),
    Import("from . import {module}", "{module}.{name}"),
    Import("import {package}{module}", "{package}{module}.{name}"),
]
EXPORTED = Import("from {of} import {name}", "{name}")
"""Of the package itself, which takes it from the module."""

CONFIGS = [
    "MOMENTUM = 0.3\nEPS = 1e-3\n",
    "MOMENTUM = 1 - 0.9\nEPS = 1e-3\n",
    "MOMENTUM = None\nEPS = 1e-3\n",
    "import os\n\nMOMENTUM = float(os.environ['M'])\nEPS = 1\n",
]

LAYERS = [
    (
        """\
def make(c):
    return nn.BatchNorm2d(c, {eps}, {momentum})
""",
        "{make}(8)",
    ),
    ("make = functools.partial(nn.BatchNorm2d, momentum=0.3)\n", "{make}(8)"),
    (
        """\
class make(nn.BatchNorm2d):
    pass
""",
        "{make}(8, momentum=0.3)",
    ),
    ("make = nn.BatchNorm2d\n", "{make}(8, momentum={momentum})"),
    (
        """\
def make(cls, c):
    return cls(c, momentum=0.3)
""",
        "{make}(nn.BatchNorm2d, 8)",
    ),
    (
        """\
def make(c, norm_layer=nn.BatchNorm2d, **kw):
    return norm_layer(c, **kw)
""",
        "{make}(8, momentum=0.3)",
    ),
    ("make = {{'bn': nn.BatchNorm2d, 'gn': nn.GroupNorm}}\n", "{make}['bn'](8)"),
    ("make = [nn.BatchNorm2d(8), nn.GroupNorm(2, 8)]\n", "{make}[0]"),
]
"""What `make` is, and how the network gets a layer from it."""

NETWORKS = [
    "net = nn.Sequential({layer}, nn.ReLU())\n",
    """\
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.bn = {layer}

    def forward(self, x):
        return self.bn(x)


net = Net()
""",
    """\
parts = []
for _ in range(2):
    parts.append({layer})
net = nn.Sequential(*parts)
""",
]

USES = [
    """\
for m in {net}.modules():
    if isinstance(m, nn.BatchNorm2d):
        m.weight.data.fill_(1)
""",
    """\
for m in {net}.modules():
    if isinstance(m, (nn.BatchNorm2d, nn.GroupNorm)):
        nn.init.ones_(m.weight)
""",
    """\
for m in {net}.modules():
    if hasattr(m, 'running_mean'):
        m.eval()
""",
    """\
for name, p in {net}.named_parameters():
    if name.endswith('weight'):
        p.requires_grad = False
""",
    """\
def freeze(m):
    if type(m) is nn.BatchNorm2d:
        m.eval()


{net}.apply(freeze)
""",
    """\
def show(m=None):
    print(m.weight)


show({net}[0])
show(nn.GroupNorm(2, 8))
""",
    "print({net}[0].running_mean)\n",
    "print({net}.bn.weight)\n",
    "{net}.bn.momentum = 0.5\n",
    "bn = {make}\nprint(bn)\n",
    "print({net})\n",
    "nn.BatchNorm2d = nn.GroupNorm\n",
    "bn = nn.Sequential(nn.BatchNorm2d(3, momentum={momentum}))\n",
]
"""What other modules do with the network, and beside it."""


@st.composite
def packages(draw: st.DrawFn) -> Files:
    """Draw the files of a program: what makes layers, a network, a configuration, and what walks
    and checks the network.
    """
    package = draw(st.sampled_from(["", "pkg"]))
    exports: list[str] = []

    def module(body: str, **names: str) -> str:
        """Return a module with the imports of what it names, each of the module that has it."""
        lines, expressions = ["import functools", "from torch import nn"], {}
        for name, of in names.items():
            if f"{{{name}}}" not in body:
                continue
            forms = [*IMPORTS, *((*IN_PACKAGE, EXPORTED) if package else ())]
            form = draw(st.sampled_from(forms))
            if form is EXPORTED:
                exports.append(f"from .{of} import {real(name)}\n")
            told = {
                "package": f"{package}." if package else "",
                "of": package,
                "module": of,
                "name": real(name),
            }
            lines.append(form.line.format(**told))
            expressions[name] = form.expression.format(**told)
        return "\n".join(lines) + "\n\n" + body.format(**expressions)

    def real(name: str) -> str:
        return name.upper() if name in ("momentum", "eps") else name

    made, layer = draw(st.sampled_from(LAYERS))
    network = draw(st.sampled_from(NETWORKS)).replace("{layer}", layer)
    uses = draw(st.lists(st.sampled_from(USES), max_size=2))
    files = {
        "config": draw(st.sampled_from(CONFIGS)),
        "layers": module(made, momentum="config", eps="config"),
        "network": module(network, make="layers", momentum="config"),
    }
    for number, use in enumerate(uses):
        name = draw(st.sampled_from([f"a_use{number}", f"use{number}"]))
        files[name] = module(use, net="network", make="layers", momentum="config")
    if package:
        files["__init__"] = "".join(dict.fromkeys(exports))
    folder = f"{package}/" if package else ""
    program = {f"{folder}{name}.py": text for name, text in files.items()}
    return program | draw(st.sampled_from([{}, {"pyproject.toml": ""}]))


@contextmanager
def written(files: Files) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield write(Path(folder), files)


def check(folder: Path, *arguments: str, stdin: str = "") -> list[tuple[str, ...]]:
    """Return all that `check` says of each finding, whatever their order."""
    arguments = ("check", "--output-format", "json", *arguments)
    done = bnmigrate(folder, *arguments, stdin=stdin.encode())
    assert done.returncode in (0, 1), done.stderr.decode()
    return sorted(tuple(map(str, finding.items())) for finding in json.loads(done.stdout))


def fixed(folder: Path, *arguments: str) -> set[tuple[object, ...]]:
    """Return the places and codes of what is fixed."""
    done = bnmigrate(folder, "check", "--output-format", "json", *arguments)
    return {
        (f["path"], f["line"], f["column"], f["code"])
        for f in json.loads(done.stdout)
        if f["fixed"]
    }


def fix(files: Files, *arguments: str, paths: Sequence[str] = (".",)) -> Files:
    """Return what the files hold after `fix`."""
    with written(files) as folder:
        done = bnmigrate(folder, "fix", *arguments, *paths)
        assert done.returncode in (0, 1), done.stderr.decode()
        return contents(folder, files)


def contents(folder: Path, files: Files) -> Files:
    return {name: (folder / name).read_text() for name in files}


def modules(files: Files) -> list[str]:
    return [name for name in files if name.endswith(".py")]


OPTIONS = st.sampled_from([[], ["--unsafe-fixes"], ["--closed"], ["--to", "mint"]])


@few
@given(packages(), OPTIONS, st.randoms(use_true_random=False))
def test_processes_and_paths(files: Files, options: list[str], order: random.Random) -> None:
    """Any number of processes, any order of paths, folders and files."""
    names = modules(files)
    order.shuffle(names)
    folders = [str(Path(names[0]).parent), *names]
    with written(files) as folder:
        first = check(folder, "--no-cache", "-j", "1", *options, ".")
        for paths in (["."], names, names[::-1], folders):
            for jobs in ("1", "2"):
                assert check(folder, "--no-cache", "-j", jobs, *options, *paths) == first
    one = fix(files, "--no-cache", "-j", "1", *options)
    assert fix(files, "--no-cache", "-j", "2", *options) == one
    assert fix(files, "--no-cache", "-j", "2", *options, paths=names) == one
    assert fix(one, "--no-cache", *options) == one, "the second run changes something"


@few
@given(packages(), packages(), OPTIONS, st.randoms(use_true_random=False))
def test_the_cache(files: Files, others: Files, options: list[str], choice: random.Random) -> None:
    """Without it, with a cold and a warm one, and after a file changed and was changed back."""
    names = modules(files)
    changed = choice.choice(names)
    other = next((t for n, t in others.items() if Path(n).name == Path(changed).name), "")
    one = fix(files, "--no-cache", *options)
    with written(files) as folder:
        first = check(folder, "--no-cache", *options, ".")
        for _ in range(2):
            assert check(folder, *options, ".") == first
        for text in (other, files[changed]):
            (folder / changed).write_text(text)
            now = check(folder, "--no-cache", *options, ".")
            # What a run over one file keeps is there for one over all, and the other way around.
            assert check(folder, *options, changed) == check(
                folder, "--no-cache", *options, changed
            )
            assert check(folder, *options, ".") == now
        assert now == first
        bnmigrate(folder, "fix", *options, ".")
        assert contents(folder, files) == one
        assert check(folder, *options, ".") == check(folder, "--no-cache", *options, ".")


@few
@given(packages(), st.sampled_from([[], ["--closed"]]))
def test_a_file_alone(files: Files, options: list[str]) -> None:
    """Of one file, and of several, no more is fixed than of all; by whatever way in."""
    names = modules(files)
    with written({"pyproject.toml": "", **files}) as folder:
        options = ["--no-cache", *options]
        whole = fixed(folder, *options, ".")
        for some in [*((name,) for name in names), *itertools.combinations(names, 2)]:
            assert fixed(folder, *options, *some) <= whole
        for name in names:
            text = files[name]
            closed = "--closed" in options
            said = fix_source(text, path=folder / name, root=folder, closed=closed)
            arguments = [*options, "--stdin-filename", name, "-"]
            piped = bnmigrate(folder, "fix", *arguments, stdin=text.encode())
            assert piped.stdout.decode() == said.text
            assert check(folder, *arguments, stdin=text) == check(folder, *options, name)
            bnmigrate(folder, "fix", *options, name)
            assert (folder / name).read_text() == said.text
            (folder / name).write_text(text)
