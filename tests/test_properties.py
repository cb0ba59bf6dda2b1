"""What holds for any input: damaged files, arbitrary modules, programs drawn from the layer's uses.

BNMIGRATE_FUZZ_EXAMPLES sets how many examples each test tries.
"""

from __future__ import annotations

import os
import re
import warnings

import hypothesmith
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bnmigrate.config import Config
from bnmigrate.engine import migrate
from bnmigrate.results import FileResult
from tests.sites_of import sites_of
from tests.test_fixtures import CASES

EXAMPLES = int(os.environ.get("BNMIGRATE_FUZZ_EXAMPLES", "120"))
drawn = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=EXAMPLES <= 120,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

TARGETS = ("mindspore", "torch", "mint")


def run(data: bytes, target: str, is_unsafe: bool = False) -> FileResult:
    return migrate(data, "case.py", Config(target=target, unsafe_fixes=is_unsafe))


def compiles(data: bytes) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            compile(data, "case.py", "exec", dont_inherit=True)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
    return True


def assert_promises(data: bytes, target: str, is_unsafe: bool = False) -> FileResult:
    """Hold what is promised for any bytes; return the result."""
    result = run(data, target, is_unsafe)
    lines = re.split(rb"\r\n?|\n", data)
    for finding in result.findings:
        place, end = (finding.line, finding.column), (finding.end_line, finding.end_column)
        assert (1, 1) <= place <= end
        assert finding.end_line <= len(lines)
        # A character is at least a byte, and the end of a line is a place too.
        assert finding.column <= len(lines[finding.line - 1]) + 1
        assert finding.end_column <= len(lines[finding.end_line - 1]) + 1
    assert (result.output is not None) == any(finding.fixed for finding in result.findings)
    assert result.output != data
    if result.output is not None:
        assert compiles(result.output) or not compiles(data)
        assert run(result.output, target, is_unsafe).output is None, "the second run changes it"
    return result


# Damaged files

PIECES = [
    b"\r",
    b"\r\n",
    b"\n",
    b"\0",
    b"\xff",
    b"\xef\xbb\xbf",
    b"\x0c",
    b"\t",
    b"(",
    b")",
    b"'''",
]
PIECES += [
    b"\\\n",
    b"#",
    b"# coding: latin-1\n",
    b"import torch\n",
    b"nn",
    b".weight",
    b":",
    b"=",
    b"*",
]
PIECES += [
    b"nn.BatchNorm2d(3, momentum=0.1)",
    b"lambda: ",
    b"del nn\n",
    b"global nn\n",
    b"async ",
    b"\xc3\xa4",
]


LINES = ["pass", "nn = None", "del nn", "import torch.nn as nn", "m = nn.BatchNorm2d(3)", "return"]
LINES += ["m.weight.data.fill_(1)", "m.momentum = 0.1", "m.eval()", "global m", "for m in net:"]
LINES += ["if isinstance(m, nn.BatchNorm2d):", "    m.weight", "else:", "x = (yield)", "try:"]


@st.composite
def rearranged(draw: st.DrawFn) -> bytes:
    """Files of the fixtures with lines taken out, put in and exchanged."""
    lines = draw(st.sampled_from(CASES)).read_text().split("\n")
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(lines) - 1))
        indent = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
        new = draw(st.sampled_from(["", lines[at].lstrip(), *LINES]))
        length = draw(st.sampled_from([0, 0, 1, 2]))
        lines[at : at + length] = [indent + new] if new else []
        lines = lines or [""]
    return "\n".join(lines).encode()


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """Files of the fixtures with pieces taken out, put in and exchanged."""
    data = draw(st.sampled_from(CASES)).read_bytes()
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        length = draw(st.sampled_from([0, 0, 1, 2, 10, 100]))
        data = data[:start] + draw(st.sampled_from([b"", *PIECES])) + data[start + length :]
    return data


STAYS = b"""import mindspore


def make(c, nn=mindspore.nn):
    return nn.BatchNorm2d(c, momentum=0.9)
"""


@drawn
@example(STAYS, "torch", True)  # the class can't be followed, and its arguments stay with it
@given(damaged() | rearranged() | rearranged(), st.sampled_from(TARGETS), st.booleans())
def test_damaged_files(data: bytes, target: str, is_unsafe: bool) -> None:
    assert_promises(data, target, is_unsafe)


@drawn
@given(st.binary(max_size=200), st.sampled_from(TARGETS))
def test_arbitrary_bytes(data: bytes, target: str) -> None:
    result = assert_promises(b"import torch\n" + data + b"\ntorch.nn.BatchNorm2d(3)\n", target)
    if result.error:
        assert result.output is None


# Arbitrary modules

LAYER = b"\n\nimport torch.nn as _added\n_added.BatchNorm2d(3, momentum=0.1)\n"
TRANSLATED = b"\n\nimport mindspore.nn as _added\n_added.BatchNorm2d(3, momentum=0.9)\n"


@drawn
@given(hypothesmith.from_grammar())
def test_a_layer_below_an_arbitrary_module(code: str) -> None:
    data = code.encode()
    result = assert_promises(data + LAYER, "mindspore")
    if compiles(data + LAYER):
        assert result.output == data + TRANSLATED


# Programs that use the layer

NUMBERS = st.sampled_from(
    ["0.1", ".03", "1e-3", "0.25", "0.5", "1", "m", "1 - m", "0.1 if f else m"]
)
FLAGS = st.sampled_from(["True", "False", "f", "not f"])


@st.composite
def arguments(draw: st.DrawFn) -> str:
    given_ = [draw(st.sampled_from(["3", "c", "2 * c", "(c)"]))]
    if draw(st.booleans()):
        given_.append(draw(st.sampled_from(["1e-5", "eps=1e-3", "eps=(1e-5)"])))
    if draw(st.booleans()):
        given_.append(f"momentum={draw(NUMBERS)}")
    if draw(st.booleans()):
        given_.append(f"affine={draw(FLAGS)}")
    separator = draw(st.sampled_from([", ", ",", " ,\n        ", ",  # why\n        "]))
    return separator.join(given_) + draw(st.sampled_from(["", ",", "\n    "]))


@st.composite
def statements(draw: st.DrawFn) -> str:
    call = f"nn.BatchNorm2d({draw(arguments())})"
    return draw(
        st.sampled_from(
            [
                f"a = nn.Sequential({call}, nn.ReLU())",
                f"layers = nn.Sequential(*[{call} for _ in range(2)])",
                f"def make(c, m=0.1, f=True):\n    return {call}",
                f"class Net(nn.{{base}}):\n    def __init__(self, c):\n        self.bn = {call}",
                f"make = lambda c, m, f: {call}",
                f"if f:\n    b = nn.Sequential({call})\nelse:\n    b = None",
                "norm = nn.BatchNorm2d\nd = nn.Sequential(norm(3), norm(3, momentum=0.2))",
                "import functools\nnorm = functools.partial(nn.BatchNorm2d, momentum=0.3)\nnorm(3)",
                "def block(c, norm_layer=nn.BatchNorm2d):\n    return norm_layer(c)",
                "def is_layer(m):\n    return isinstance(m, (nn.BatchNorm2d, nn.GroupNorm))",
            ]
        )
    )


@st.composite
def programs(draw: st.DrawFn) -> str:
    body = "\n\n".join(draw(st.lists(statements(), min_size=1, max_size=5)))
    start = draw(
        st.sampled_from(
            ["import {root}.nn as nn", "from {root} import nn", "import {root}.nn as nn, os"]
        )
    )
    return f"{start}\n\nc, m, f = 4, 0.2, True\n\n{body}\n"


@drawn
@given(programs(), st.sampled_from(["torch", "mindspore"]), st.booleans())
def test_there_and_back(program: str, source: str, is_unsafe: bool) -> None:
    base = {"torch": "Module", "mindspore": "Cell"}[source]
    text = program.replace("{root}", source).replace("{base}", base)
    target = "mindspore" if source == "torch" else "torch"
    there = assert_promises(text.encode(), target, is_unsafe)
    assert not there.error
    if there.output is not None:
        back = assert_promises(there.output, source, is_unsafe=True)
        assert back.output is not None
        assert sites_of(back.output.decode()) == sites_of(text)
