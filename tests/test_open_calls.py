"""Whether a file is analysed at all is decided by the same names and values as what is found in it.

A comment that names the layer has every file analysed, and changes nothing else.
"""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bnmigrate.config import Config
from bnmigrate.engine import migrate
from bnmigrate.search.relevance import is_relevant

IMPORTS = """import functools
import torch
from torch import nn
from .own import Own, registry
"""
NAMED = "\n# BatchNorm2d\n"


def places(text: str, path: str = "a.py") -> list[tuple[int, int, str]]:
    found = migrate(text.encode(), path, Config()).findings
    assert all(finding.code != "BN900" for finding in found), found
    return [(finding.line, finding.column, finding.code) for finding in found]


OPEN = [
    "def f(norm, dd): norm(3, **dd)",
    "def f(norm=None): norm(3, device='cpu')",
    "def f(norm=Own): norm(3, momentum=0.1)",
    "def f(norm=registry.norm): norm(3, **dd)",  # it may be the layer itself
    "def f(layer):\n    norm = layer\n    norm(3, **dd)",
    "def f(layer):\n    norm = functools.partial(layer, eps=1)\n    norm(3, **dd)",
    "from functools import partial as p\ndef f(layer):\n    norm = p(layer)\n    norm(3, **dd)",
    "def f(layer):\n    norms = [layer]\n    norm = norms[0]\n    norm(3, **dd)",
    "def f(layer):\n    norms = []\n    norms.append(layer)\n    for norm in norms: norm(3, **dd)",
    "def f(layer):\n    norms = {'a': layer}\n    norm = norms.get('a')\n    norm(3, **dd)",
    "def f(norm=None):\n    norm = norm if norm else None\n    norm(3, **dd)",
    "def f(norm=None):\n    if norm:\n        norm(3, **dd)\n    norm = Own",
    "def f(norm=None): return [norm(c, **dd) for c in (1, 2)]",
    "def f(norm=Own, *, layers): return [norm(3, **dd) for norm in [layers]]",
    "def f(norm=Own):\n    def g(norm): return norm(3, **dd)\n    return g",
    "def f(norm): return lambda norm=norm: norm(3, **dd)",
    "def f(layer):\n    global norm\n    norm = layer\ndef g(): norm(3, **dd)",
    "def make(layer): return layer\ndef f():\n    norm = make()\n    norm(3, **dd)",
    "class A:\n    def __init__(self, norm): self.norm = norm\n    def f(self): self.norm(3, **dd)",
    (
        "class A:\n    def __init__(self, norm=None): self.norm = norm or registry.norm\n"
        "    def f(self): self.norm(3, **dd)"
    ),
    "class A:\n    def __init__(self, norm=None): norm(3, **dd)\ndef f(*a): return A(*a)",
    "def f(x, *args, norm=None): norm(3, **dd)\nf(1, 2, Own)",
]

CLOSED = [
    "norm(3, **dd)",
    "def norm(*a, **k): pass\nnorm(3, **dd)",
    "def f(norm=nn.RMSNorm): norm(3, **dd)",
    "def f(norm=Own): norm(3, **dd)",
    "def f(norm=functools.partial(nn.RMSNorm, eps=1)): norm(3, **dd)",
    "def f(norm=None): norm(3, eps=0.1)",
    "def f(norm=None):\n    norm = norm or nn.RMSNorm\n    norm(3, **dd)",
    "def f(norm=None):\n    if norm is None:\n        norm = Own\n    norm(3, **dd)",
    "def f(norm=None):\n    norm = Own\n    norm(3, **dd)",
    "def f(norm=None):\n    norm = registry(norm)\n    norm(3, **dd)",
    "def f(norm=None, a=0):\n    if a:\n        norm = Own\n    else:\n        norm(3, **dd)",
    "def make(layer): return layer\ndef f():\n    norm = make(Own)\n    norm(3, **dd)",
    "def f(cfg):\n    norm = cfg.norm\n    norm(3, **dd)",
    "def f(*, cfg):\n    norm = cfg['norm']\n    norm(3, **dd)",
    "def f(*norm, **layers): norm(3, **dd)",
    "def f(norm=None): pass\ndef g(norm=Own): norm(3, **dd)",
    "def f(norm=None): norm(3, **dd)\nf(norm=Own)",
    "class A:\n    def __init__(self, a, norm=None): norm(3, **dd)\ndef f(): A(1, nn.Softmax2d)",
    (
        "class A:\n    def __init__(self, norm): self.norm = norm(3)\n"
        "    def f(self): self.norm(3, **dd)"
    ),
]


@pytest.mark.parametrize("text", OPEN)
def test_an_open_call_is_found(text: str) -> None:
    text = IMPORTS + text
    assert places(text) == places(text + NAMED) != []


@pytest.mark.parametrize("text", CLOSED)
def test_a_file_without_one_is_passed_over(text: str) -> None:
    text = IMPORTS + text
    assert places(text + NAMED) == []
    assert not is_relevant(text.encode(), Config().rules)


NAMES = st.sampled_from(["norm", "layer", "norms"])
LEAVES = st.one_of(
    NAMES,
    st.sampled_from(["None", "Own", "nn.RMSNorm", "registry.norm", "self.norm", "self.norms"]),
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds("({} or {})".format, inner, inner),
        st.builds("({} if x else {})".format, inner, inner),
        st.builds("[{}, {}]".format, inner, inner),
        st.builds("{}[0]".format, NAMES),
        st.builds("[{} for {} in {}]".format, inner, NAMES, inner),
        st.builds("next({} for {} in {})".format, inner, NAMES, inner),
        st.builds("functools.partial({}, eps=1)".format, inner),
        st.builds("registry({})".format, inner),
        st.builds("f({})".format, inner),
        st.builds("f(norm={})".format, inner),
        st.builds("A({})".format, inner),
        st.builds("self.m({})".format, inner),
        st.builds("(lambda {}={}: {})".format, NAMES, inner, inner),
        st.builds("({} := {})".format, NAMES, inner),
    ),
    max_leaves=4,
)
CALLS = st.sampled_from(["norm(3, **dd)", "self.norm(3, device=d)", "[norm(i, **dd) for i in x]"])
SIMPLE = st.one_of(
    CALLS,
    st.builds("{} = {}".format, NAMES, VALUES),
    st.builds("{}, {} = {}".format, NAMES, NAMES, VALUES),
    st.builds("self.norm = {}".format, VALUES),
    st.builds("norms.append({})".format, VALUES),
    st.builds("return {}".format, VALUES),
    st.builds("del {}".format, NAMES),
    st.builds("import {}".format, NAMES),
)


def indented(statements: list[str]) -> str:
    return "\n".join("    " + line for text in statements for line in text.split("\n"))


def compound(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    body = st.lists(inner, min_size=1, max_size=3).map(indented)
    return st.one_of(
        st.builds("if x:\n{}\nelse:\n{}".format, body, body),
        st.builds("for {} in {}:\n{}".format, NAMES, VALUES, body),
        st.builds("while x:\n{}".format, body),
        st.builds("with x as {}:\n{}".format, NAMES, body),
        st.builds("try:\n{}\nexcept E as norm:\n{}\nfinally:\n{}".format, body, body, body),
        st.builds("match x:\n    case norm:\n{}".format, body.map(lambda b: indented([b]))),
        st.builds("def f({}={}):\n{}".format, NAMES, VALUES, body),
        st.builds("def f(layer, *norms, norm):\n    nonlocal x\n{}".format, body),
        st.builds("class A:\n    norm = {}\n{}".format, VALUES, body),
    )


STATEMENTS = st.recursive(SIMPLE, compound, max_leaves=8)
METHODS = st.builds(
    "def {}(self, {}={}, layer=None):\n    x = 1\n{}".format,
    st.sampled_from(["__init__", "m", "f"]),
    st.sampled_from(["norm", "norms"]),
    VALUES,
    st.lists(STATEMENTS, min_size=1, max_size=5).map(indented),
)
MODULES = st.lists(METHODS, min_size=1, max_size=3).flatmap(
    lambda methods: st.sampled_from(
        [
            "\n".join(methods),
            "class A:\n" + indented(methods),
            "\n".join(methods[:1]) + "\nclass A:\n" + indented(methods),
        ]
    )
)


@given(MODULES)
def test_a_comment_that_names_the_layer_adds_no_finding(text: str) -> None:
    text = IMPORTS + text
    assert places(text) == places(text + NAMED), text


def test_a_notebook_that_is_python_too_is_looked_into() -> None:
    source = ["import torch\n", "def f(norm, dd):\n", "    return norm(3, **dd)"]
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "source": source}
    notebook = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    assert [code for _, _, code in places(json.dumps(notebook), "a.ipynb")] == ["BN204"]
