"""The other files of a project: which are read, from where, and what holds where none is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bnmigrate.program import project
from tests.command_line import TORCH, bnmigrate, write

PACKAGES = Path(__file__).parent / "programs" / "packages"

NET = "from torch import nn\n\nnet = nn.Sequential(nn.BatchNorm2d(4))\n"
LOOK = "from net import net\n\nprint(net[0].weight)\n"


def findings(folder: Path, *options: str | Path) -> list[dict[str, object]]:
    """Return what `check` finds."""
    said = bnmigrate(folder, "check", "--no-cache", "--output-format", "json", *options).stdout
    found: list[dict[str, object]] = json.loads(said)
    return found


def fixed(folder: Path, *options: str | Path) -> set[tuple[object, ...]]:
    """Return the places and codes of what `fix` fixes."""
    return {
        (f["path"], f["line"], f["column"], f["code"])
        for f in findings(folder, *options)
        if f["fixed"]
    }


# Which files


SPLIT = {
    "pyproject.toml": "",
    "lib/pyproject.toml": "",
    "lib/net.py": NET,
    "look.py": "from lib.net import net\n\nprint(net[0].weight)\n",
}


def test_a_marked_folder_is_a_project_of_its_own(tmp_path: Path) -> None:
    write(tmp_path, SPLIT)
    assert len(fixed(tmp_path, "lib/net.py")) == 1


def test_the_settings_name_the_root(tmp_path: Path) -> None:
    write(tmp_path, {**SPLIT, "lib/pyproject.toml": '[tool.bnmigrate]\nroot = ".."\n'})
    assert not fixed(tmp_path, "lib/net.py")
    (finding,) = findings(tmp_path, "lib/net.py")
    assert "look.py:3" in str(finding["reason"])
    assert len(fixed(tmp_path, "lib/net.py", "look.py")) == 2, "what is named changes"


def test_so_does_the_command_line(tmp_path: Path) -> None:
    write(tmp_path, SPLIT)
    assert not fixed(tmp_path, "--root", ".", "lib/net.py")
    assert not fixed(tmp_path / "lib", "--root", "..", "net.py")


def test_a_root_that_is_not_marked_is_read_whole(tmp_path: Path) -> None:
    write(tmp_path, {"a/net.py": NET, "b/c/look.py": LOOK.replace("from net", "from a.net")})
    assert len(fixed(tmp_path, "a/net.py")) == 1
    assert not fixed(tmp_path, "--root", ".", "a/net.py")


def test_a_file_outside_of_the_root_has_its_own_project(tmp_path: Path) -> None:
    write(tmp_path, {"pyproject.toml": '[tool.bnmigrate]\nroot = "lib"\n'})
    write(tmp_path, {"net.py": NET, "lib/look.py": LOOK})
    (finding,) = findings(tmp_path, "net.py")
    assert "lib/look.py:3" in str(finding["reason"]).replace("\\", "/")


def test_the_settings_of_the_root_are_those_that_name_it(tmp_path: Path) -> None:
    files = {
        "lib/pyproject.toml": '[tool.bnmigrate]\nroot = ".."\nclosed = true\n',
        "lib/net.py": (
            "from torch import nn\n\n\ndef make(device=None):\n"
            "    return nn.Sequential(nn.BatchNorm2d(4, device=device))\n"
        ),
        "look.py": "from lib.net import make\n\nmake()\n",
    }
    write(tmp_path, files)
    assert len(fixed(tmp_path, "lib/net.py")) == 1
    write(tmp_path, {"look.py": "from lib.net import make\n\nmake('cuda')\n"})
    assert not fixed(tmp_path, "lib/net.py")


SOURCES = {"pyproject.toml": "", "lib/net.py": NET, "look.py": LOOK}


def test_imports_are_looked_for_in_source_folders(tmp_path: Path) -> None:
    write(tmp_path, SOURCES)
    assert {path for path, *_ in fixed(tmp_path, ".")} == {"lib/net.py"}, "nobody knows `net`"
    assert len(fixed(tmp_path, "--src", "lib", ".")) == 2
    write(tmp_path, {"pyproject.toml": '[tool.bnmigrate]\nsrc = ["lib"]\n'})
    assert len(fixed(tmp_path, ".")) == 2
    assert len(fixed(tmp_path / "lib", "..")) == 2, "it counts from the settings"


def test_src_is_one_unless_others_are_named(tmp_path: Path) -> None:
    write(tmp_path, {"pyproject.toml": "", "src/net.py": NET, "look.py": LOOK})
    assert len(fixed(tmp_path, ".")) == 2
    (tmp_path / "other").mkdir()
    assert len(fixed(tmp_path, "--src", "other", ".")) == 1


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('root = "no"', "tool.bnmigrate.root: 'no' is no folder"),
        ('src = ["no"]', "tool.bnmigrate.src: 'no' is no folder"),
        ("root = 3", "tool.bnmigrate.root: takes a string, not 3"),
        ('closed = "yes"', "tool.bnmigrate.closed: takes true or false, not 'yes'"),
    ],
)
def test_a_folder_that_is_not_there_ends_the_call(tmp_path: Path, text: str, problem: str) -> None:
    write(tmp_path, {"pyproject.toml": f"[tool.bnmigrate]\n{text}\n", "net.py": NET})
    done = bnmigrate(tmp_path, "fix")
    assert done.returncode == 2
    assert problem in done.stderr.decode()
    assert (tmp_path / "net.py").read_text() == NET


def test_the_cache_tells_the_settings_apart(tmp_path: Path) -> None:
    write(tmp_path, SOURCES)
    for options, number in ((), 1), (("--src", "lib"), 2), (("--no-context",), 0), ((), 1):
        bnmigrate(tmp_path, "check", *options, ".")  # which keeps what it finds
        said = bnmigrate(tmp_path, "check", "--output-format", "json", *options, ".").stdout
        assert sum(finding["fixed"] for finding in json.loads(said)) == number


# Without the others


FIXTURES = Path(__file__).parent / "fixtures" / "torch_to_mindspore" / "BN208"

LOCAL = """\
from torch import nn


def show(x):
    bn = nn.BatchNorm2d(4, momentum=0.1)
    print(bn.weight.sum())
    bn(x)
"""
LEAVING = {
    "a layer": NET,
    "a private name": NET.replace("net =", "_net ="),
    "a class": "from torch import nn\n\nnorm = nn.BatchNorm2d\n",
    "an import of the class": (
        "from torch.nn import BatchNorm2d\n\n\ndef f(x):\n    BatchNorm2d(4)(x)\n"
    ),
    "what a function returns": LOCAL.replace("    bn(x)", "    return bn"),
    "what a lambda returns": "from torch import nn\n\nmake = lambda: nn.BatchNorm2d(4)\n",
    "what a function yields": LOCAL.replace("    bn(x)", "    yield bn"),
    "a network": (
        "from torch import nn\n\n\nclass Net(nn.Module):\n    def __init__(self):\n"
        "        super().__init__()\n        self.bn = nn.BatchNorm2d(4)\n"
    ),
    "a class that derives from it": (
        "from torch import nn\n\n\nclass Norm(nn.BatchNorm2d):\n    pass\n"
    ),
    "what another file is given": LOCAL.replace("bn(x)", "fit(nn.Sequential(bn))").replace(
        "import nn", "import nn\nfrom train import fit"
    ),
    "what a file beside it is given": LOCAL.replace("bn(x)", "fit(nn.Sequential(bn))").replace(
        "import nn", "import nn\nfrom .train import fit"
    ),
    "what is put into what callers give": LOCAL.replace("bn(x)", "x.bn = bn"),
    "what is asked of what callers give": (
        "from torch import nn\n\n\ndef f(m):\n    return isinstance(m, nn.BatchNorm2d)\n"
    ),
    "what is asked of what another file makes": (
        "from torch import nn\nfrom .net import make\n\n\ndef f():\n"
        "    for m in nn.Sequential(make(), nn.BatchNorm2d(4)).modules():\n"
        "        print(type(m) is nn.BatchNorm2d)\n"
    ),
    "a parameter": "from torch import nn\n\n\ndef f(bn: nn.BatchNorm2d):\n    bn.eps = 1\n",
    "what is put into a list that callers may give": LOCAL.replace(
        "bn(x)", "out.append(bn)"
    ).replace("(x)", "(x, out=[])"),
    "what is asked of a parameter that has a default": (
        "from torch import nn\n\n\ndef f(m=None):\n    return isinstance(m, nn.BatchNorm2d)\n"
    ),
    "what is asked of what this file gives, and others may": (
        "from torch import nn\n\n\ndef f(m):\n    return isinstance(m, nn.BatchNorm2d)\n\n\n"
        "def g():\n    f(nn.Conv2d(3, 4, 1))\n    f(nn.BatchNorm2d(4))\n"
    ),
    "what is asked of a network that others may derive from": (
        "from torch import nn\n\n\nclass Net(nn.Module):\n    def f(self):\n"
        "        self.conv = nn.Conv2d(3, 4, 1)\n        for m in self.modules():\n"
        "            print(isinstance(m, nn.BatchNorm2d))\n\n\ndef g():\n"
        "    return nn.BatchNorm2d(4)\n"
    ),
    "names of parameters": LOCAL.replace("    bn(x)", "    return bn.state_dict()"),
}


@pytest.mark.parametrize("text", LEAVING.values(), ids=list(LEAVING))
def test_what_leaves_a_file_that_is_judged_alone_is_not_safe(tmp_path: Path, text: str) -> None:
    write(tmp_path, {"a.py": text})
    found = findings(tmp_path, "--no-context", "a.py")
    assert found
    assert all(finding["fix"] != "safe" for finding in found)
    unsafe = [finding for finding in found if finding["fix"] == "unsafe"]
    assert all(
        "judged alone (--no-context)" in str(f["reason"]) and "--no-context" in str(f["advice"])
        for f in unsafe
        if "can't be translated" not in str(f["reason"])
    )


def test_a_program_that_is_too_large_is_no_option_to_take_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is told to do must be something that can be done."""
    monkeypatch.setattr(project, "_followed", lambda *_: None)
    write(tmp_path, {"pyproject.toml": "", "net.py": NET})
    done = bnmigrate(tmp_path, "check", "--no-cache", ".")
    assert b"too large, or too entangled, to be followed as a whole" in done.stderr
    said = done.stdout.decode()
    assert "why: the program is too large to be followed, so the file is judged alone, and" in said
    assert "next: look at the files that import this one; --unsafe-fixes writes it\n" in said
    assert "--no-context" not in said


def test_what_stays_inside_is_safe(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": LOCAL})
    bnmigrate(tmp_path, "fix", "--no-context", "a.py")
    assert "bn.gamma.sum()" in (tmp_path / "a.py").read_text()


def test_what_asks_for_both_classes_goes_with_what_stays_inside(tmp_path: Path) -> None:
    text = (FIXTURES / "base_guard_local.in.py").read_text()
    write(tmp_path, {"a.py": text})
    bnmigrate(tmp_path, "fix", "--no-context", "a.py")
    assert (tmp_path / "a.py").read_text() == (FIXTURES / "base_guard_local.out.py").read_text()


def test_what_other_files_may_import_stays(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": LOCAL})
    bnmigrate(tmp_path, "fix", "a.py")
    assert (tmp_path / "a.py").read_text().startswith("from mindspore import nn\n")
    write(tmp_path, {"a.py": LOCAL})
    bnmigrate(tmp_path, "fix", "--no-context", "a.py")
    assert (
        (tmp_path / "a.py").read_text().startswith("import mindspore as ms\nfrom torch import nn\n")
    )


def test_nothing_imports_a_notebook(tmp_path: Path) -> None:
    cell: dict[str, object] = {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {},
        "outputs": [],
        "source": TORCH,
    }
    book = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    write(tmp_path, {"a.ipynb": json.dumps(book)})
    bnmigrate(tmp_path, "fix", "--no-context", "a.ipynb")
    assert "mindspore" in (tmp_path / "a.ipynb").read_text()
    assert "torch" not in (tmp_path / "a.ipynb").read_text()


@pytest.mark.parametrize("name", [(), ("--stdin-filename", "net.py")], ids=["nameless", "named"])
def test_standard_input_is_judged_alone_too(tmp_path: Path, name: tuple[str, ...]) -> None:
    text = NET.encode()
    assert b"mindspore" in bnmigrate(tmp_path, "fix", *name, "-", stdin=text).stdout
    assert bnmigrate(tmp_path, "fix", "--no-context", *name, "-", stdin=text).stdout == text


def test_it_stands_in_the_settings(tmp_path: Path) -> None:
    write(tmp_path, {"pyproject.toml": "[tool.bnmigrate]\ncontext = false\n", "net.py": NET})
    assert not fixed(tmp_path, "net.py")
    assert fixed(tmp_path, "--context", "net.py")


# A hook


NAMES = [path.name for path in sorted(PACKAGES.iterdir()) if len(list(path.rglob("*.py"))) > 1]


@pytest.mark.parametrize("name", NAMES)
def test_one_file_is_never_fixed_more_than_all_are(tmp_path: Path, name: str) -> None:
    files = {
        path.relative_to(PACKAGES / name).as_posix(): path.read_text(encoding="utf-8")
        for path in (PACKAGES / name).rglob("*.py")
    }
    write(tmp_path, {"pyproject.toml": "", **files})
    everything = fixed(tmp_path, ".")
    for file in files:
        assert fixed(tmp_path, file) <= everything
        assert fixed(tmp_path, "--no-context", file) <= everything


def test_a_script_without_a_suffix_is_followed_too(tmp_path: Path) -> None:
    text = "import torch.nn as nn\nimport other\n\nbn = nn.BatchNorm2d(3)\nother.look(bn)\n"
    write(tmp_path, {"pyproject.toml": "", "train": text, "train.pyi": text})
    for name in ("train", "train.pyi"):
        bnmigrate(tmp_path, "fix", name)
        assert (tmp_path / name).read_text() == text


def test_what_a_fix_leaves_to_other_layers_is_no_finding_afterwards(tmp_path: Path) -> None:
    """Where no layer is left in the program, it is known what the others are asked for."""
    code = (
        "from torch import nn\n\n\nclass Net(nn.Module):\n    def __init__(self):\n"
        "        super().__init__()\n        self.bn = nn.BatchNorm2d(3)\n"
        "        self.set_up()\n\n    def set_up(self):\n"
        "        for name, module in self.named_modules():\n            if 'bn' in name:\n"
        "                if isinstance(module, nn.BatchNorm2d):\n"
        "                    nn.init.constant_(module.weight, 1)\n                else:\n"
        "                    nn.init.constant_(module.weight, 1)\n"
    )
    write(tmp_path, {"pyproject.toml": "", "net.py": code})
    assert bnmigrate(tmp_path, "fix").returncode == 0
    assert "ms.nn.BatchNorm2d(3)" in (tmp_path / "net.py").read_text()
    done = bnmigrate(tmp_path, "check")
    assert (done.stdout.decode(), done.returncode) == ("", 0)
