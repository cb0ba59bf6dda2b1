"""`closed = true`: a parameter holds what the project's own calls give, and nobody else's."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command_line import bnmigrate, write

MAKE = """\
from torch import nn


def make(width, norm_layer=nn.BatchNorm2d, device=None, dtype=None):
    dd = {"device": device, "dtype": dtype}
    return nn.Sequential(norm_layer(width, **dd))
"""
MAIN = "from make import make\n\nnet = make(4)\n"


def fixed(folder: Path, *options: str, main: str = MAIN, make: str = MAKE, **more: str) -> str:
    """Return what `fix` makes of make.py, which main.py calls."""
    others = {f"{name}.py": text for name, text in more.items()}
    write(folder, {"pyproject.toml": "", "make.py": make, "main.py": main, **others})
    bnmigrate(folder, "fix", "--no-cache", *options)
    return (folder / "make.py").read_text()


def test_a_dict_of_what_every_call_leaves_out_is_dropped(tmp_path: Path) -> None:
    assert "mindspore" not in fixed(tmp_path)
    assert "norm_layer(width)" in fixed(tmp_path, "--closed")


def test_it_stands_in_the_settings(tmp_path: Path) -> None:
    write(tmp_path, {"pyproject.toml": "[tool.bnmigrate]\nclosed = true\n"})
    write(tmp_path, {"make.py": MAKE, "main.py": MAIN})
    bnmigrate(tmp_path, "fix", "--no-closed")
    assert (tmp_path / "make.py").read_text() == MAKE
    bnmigrate(tmp_path, "fix")
    assert "norm_layer(width)" in (tmp_path / "make.py").read_text(), "the cache tells them apart"


NAMED = """\
from torch import nn


def make(width, norm_layer=nn.BatchNorm2d, **named):
    return nn.Sequential(norm_layer(width, **named))
"""


@pytest.mark.parametrize(
    ("call", "written"),
    [
        ("make(4)", "norm_layer(width, **named)"),
        ("make(4, device=None)", "norm_layer(width)"),
        ("make(4, **dict(device=None))", "norm_layer(width)"),
        ("make(4, eps=0.1)", "norm_layer(width, **named)"),
    ],
)
def test_what_calls_give_by_any_name_is_followed(tmp_path: Path, call: str, written: str) -> None:
    main = MAIN.replace("make(4)", call)
    assert fixed(tmp_path, main=main, make=NAMED) == NAMED
    new = fixed(tmp_path, "--closed", main=main, make=NAMED)
    assert written in new
    assert "mindspore" in new


@pytest.mark.parametrize(
    "call",
    ["make(4, momentum=0.3)", "make(4, device='cpu')", "make(4, **settings())", "make(4, **read)"],
)
def test_what_would_change_stays(tmp_path: Path, call: str) -> None:
    main = f"import json\nfrom make import make\n\nread = json.load(open('a'))\nnet = {call}\n"
    assert fixed(tmp_path, "--closed", main=main, make=NAMED) == NAMED


TOLD_APART = "momentum=0.9) if norm_layer is ms.nn.BatchNorm2d else norm_layer(width"


def test_a_default_that_no_call_takes_does_not_count(tmp_path: Path) -> None:
    make = MAKE.replace("nn.BatchNorm2d", "nn.RMSNorm").replace("**dd", "momentum=0.1")
    main = "from torch import nn\nfrom make import make\n\nnet = make(4, nn.BatchNorm2d)\n"
    assert TOLD_APART in fixed(tmp_path, main=main, make=make)
    closed = fixed(tmp_path, "--closed", main=main, make=make)
    assert "nn.Sequential(norm_layer(width, momentum=0.9))" in closed


def test_a_default_that_one_call_takes_counts(tmp_path: Path) -> None:
    make = MAKE.replace("nn.BatchNorm2d", "nn.RMSNorm").replace("**dd", "momentum=0.1")
    main = (
        "from torch import nn\nfrom make import make\n\n"
        "net = make(4, nn.BatchNorm2d)\nother = make(4)\n"
    )
    assert TOLD_APART in fixed(tmp_path, "--closed", main=main, make=make)


CALLS = {
    "a call with a device": "from make import make\n\nnet = make(4, device='cuda')\n",
    "a call in a function that no layer comes to": (
        "import make as m\n\n\ndef other(xs):\n    m.make(xs, device='cuda')\n"
    ),
    "a partial": "from functools import partial\nfrom make import make\n\n"
    "net = partial(make, device='cuda')(4)\n",
    "a library that is given the function": (
        "import pool\nfrom make import make\n\npool.map(make, [4])\n"
    ),
    "a library that is given a table with it": (
        "import pool\nfrom make import make\n\npool.run({'make': make})\n"
    ),
    "arguments that aren't told": (
        "import json\nfrom make import make\n\nnet = make(*json.load(open('a')))\n"
    ),
    "a name that is put together": (
        "import make as m\n\nnet = getattr(m, input())(4, device='cuda')\n"
    ),
    "a module whose name is put together": (
        "import importlib\n\nnet = importlib.import_module(input()).make(4, device='cuda')\n"
    ),
    "code in a string": "exec(input())\n",
    "a file that can't be parsed": "from make import make\nnet = make(4, device='cuda'\n",
    "a value that nobody sets": (
        "from make import make\n\n\nclass Run:\n    def go(self):\n"
        "        return make(4, device=self.device)\n\n\nRun().go()\n"
    ),
}


@pytest.mark.parametrize("other", CALLS.values(), ids=list(CALLS))
def test_another_call_counts_whether_it_is_seen_or_not(tmp_path: Path, other: str) -> None:
    assert fixed(tmp_path, "--closed", other=other) == MAKE


def test_a_function_that_nobody_calls_stays_as_it_is(tmp_path: Path) -> None:
    assert fixed(tmp_path, "--closed", main="import make\n") == MAKE


METHOD = """\
import {library}
from torch import nn


class Net({base}):
    {decorator}def make(self, width, norm_layer=nn.BatchNorm2d, device=None):
        return nn.Sequential(norm_layer(width, device=device))


net = Net().make(4)
"""


@pytest.mark.parametrize(
    ("base", "decorator", "is_fixed"),
    [
        ("nn.Module", "", True),
        ("object", "", True),
        ("library.Trainer", "", False),
        ("nn.Module", "@library.command\n    ", False),
        ("nn.Module", "@functools.lru_cache\n    ", True),
    ],
)
def test_what_a_library_may_call_stays(
    tmp_path: Path, base: str, decorator: str, is_fixed: bool
) -> None:
    imports = "functools" if "functools" in decorator else "library"
    text = METHOD.format(library=imports, base=base, decorator=decorator)
    assert ("mindspore" in fixed(tmp_path, "--closed", main="import make\n", make=text)) == is_fixed


def test_a_method_that_stands_in_for_another_stays(tmp_path: Path) -> None:
    text = METHOD.format(library="os", base="Base", decorator="")
    base = (
        "class Base(nn.Module):\n    def make(self, width, device=None):\n        pass\n\n"
        "    def forward(self, x):\n        return self.make(4, device='cuda')(x)\n\n\n"
    )
    text = text.replace("class Net", f"{base}class Net")
    assert fixed(tmp_path, "--closed", main="import make\n", make=text) == text
