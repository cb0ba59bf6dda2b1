"""A momentum that another of the given files holds is known, and only there where it is certain."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command_line import bnmigrate

NET = "import mindspore.nn as nn\n{}\n\nnorm = nn.SequentialCell(nn.BatchNorm2d(3, momentum={}))\n"


def check(folder: Path, files: dict[str, str], *arguments: str) -> str:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return bnmigrate(folder, "check", "--output-format", "concise", *arguments).stdout.decode()


@pytest.mark.parametrize(
    ("imports", "expression", "told"),
    [
        ("from pkg.consts import BN_MOMENTUM", "BN_MOMENTUM", "0.1 in pkg.consts"),
        ("from .consts import BN_MOMENTUM as M", "M", "0.1 in pkg.consts"),
        ("from . import consts", "consts.BN_MOMENTUM", "0.1 in pkg.consts"),
        ("import pkg.consts as c", "c.BN_MOMENTUM", "0.1 in pkg.consts"),
        ("from .consts import BN_MOMENTUM\nM = BN_MOMENTUM", "M", "0.1 in pkg.consts"),
        ("from .consts import BN_MOMENTUM", "BN_MOMENTUM * 2", "0.1 in pkg.consts"),
        ("from . import MOM", "MOM", "0.1 in pkg"),
        # From a file that has imported it itself.
        ("from pkg import BN_MOMENTUM", "BN_MOMENTUM", "0.1 in pkg"),
        ("from . import SHARE_MOM", "SHARE_MOM", "0.1 in pkg"),
        ("from pkg.deep.more import SHARE_MOM", "SHARE_MOM", "0.1 in pkg.deep.more"),
        ("from .deep import more", "more.BN_MOMENTUM", "0.1 in pkg.deep.more"),
    ],
)
def test_a_constant_of_another_given_file_is_known(
    tmp_path: Path, imports: str, expression: str, told: str
) -> None:
    files = {
        "pkg/__init__.py": "MOM: float = 1e-1\nfrom .consts import BN_MOMENTUM, OTHER\n"
        "from pkg.consts import (\n    BN_MOMENTUM as SHARE_MOM,  # not the old SHARE_MOM\n)\n",
        "pkg/deep/__init__.py": "",
        "pkg/deep/more.py": "from .. import SHARE_MOM\nfrom ..consts import BN_MOMENTUM  # why\n",
        "pkg/consts.py": "# settings\nBN_MOMENTUM = 0.1  # as in the paper\n",
        "pkg/net.py": NET.format(imports, expression),
    }
    said = check(tmp_path, files)
    message = f"momentum={expression} of mindspore.nn.BatchNorm2d ({told}) is suspicious\n"
    assert said.startswith("pkg/net.py:")
    assert said.endswith(f" BN301 {message}")
    assert check(tmp_path, {}) == said, "the cache tells the same"
    assert check(tmp_path, {}, "pkg/net.py") == said, "the other file is read all the same"
    assert check(tmp_path, {}, "pkg/net.py", "--no-context") == ""


@pytest.mark.parametrize(
    "constants",
    [
        "BN_MOMENTUM = 0.9\n",
        "BN_MOMENTUM = 0.1\nBN_MOMENTUM = 0.9\n",
        "BN_MOMENTUM = 0.1\nif True:\n    BN_MOMENTUM = 0.9\n",
        "BN_MOMENTUM = 0.1\n\n\ndef f():\n    global BN_MOMENTUM\n    BN_MOMENTUM += 0.8\n",
        "BN_MOMENTUM = 0.1 + 0.8\n",
        "BN_MOMENTUM = get(0.1)\n",
        "class Settings:\n    BN_MOMENTUM = 0.1\n",
        "BN_MOMENTUM == 0.1\n",
    ],
)
def test_what_may_be_another_value_is_not_known(tmp_path: Path, constants: str) -> None:
    net = NET.format("from pkg.consts import BN_MOMENTUM", "BN_MOMENTUM")
    files = {"pkg/__init__.py": "", "pkg/consts.py": constants, "pkg/net.py": net}
    assert check(tmp_path, files) == ""


@pytest.mark.parametrize(
    "imports",
    [
        "from .consts import BN_MOMENTUM\nBN_MOMENTUM = 0.9\n",
        "from .consts import BN_MOMENTUM\nfrom .others import BN_MOMENTUM\n",
        "BN_MOMENTUM = 0.1\nfrom .others import BN_MOMENTUM\n",
        "try:\n    from .consts import BN_MOMENTUM\nexcept ImportError:\n    BN_MOMENTUM = 0.9\n",
        "from .consts import BN_MOMENTUM\nif 1:\n    from .others import (\n    BN_MOMENTUM)\n",
        "BN_MOMENTUM = 0.1\ntry:\n    from .others import BN_MOMENTUM\nexcept OSError:\n    pass\n",
        "from .nowhere import BN_MOMENTUM\n",
        "from .....consts import BN_MOMENTUM\n",
        "from . import BN_MOMENTUM\n",
        "from pkg import BN_MOMENTUM as MOMENTUM\nfrom pkg import MOMENTUM as BN_MOMENTUM\n",
        "import pkg.consts.BN_MOMENTUM\n",
    ],
)
def test_what_is_passed_on_and_may_be_another_value_is_not_known(
    tmp_path: Path, imports: str
) -> None:
    files = {
        "pkg/__init__.py": imports,
        "pkg/consts.py": "BN_MOMENTUM = 0.1\n",
        "pkg/others.py": "BN_MOMENTUM = 0.9\n",
        "pkg/net.py": NET.format("from pkg import BN_MOMENTUM", "BN_MOMENTUM"),
    }
    assert check(tmp_path, files) == ""


def test_of_modules_of_one_name_the_nearest_is_meant(tmp_path: Path) -> None:
    files = {
        "a/settings.py": "MOMENTUM = 0.9\n",
        "b/settings.py": "MOMENTUM = 0.1\n",
        "b/net.py": NET.format("from settings import MOMENTUM", "MOMENTUM"),
    }
    assert "(0.1 in settings) is suspicious" in check(tmp_path, files)


@pytest.mark.parametrize(
    ("imports", "name"),
    [
        ("from norms import NORM", "NORM"),
        ("from norms import *", "NORM"),
        ("import norms", "norms.NORM"),
    ],
)
def test_the_class_that_another_file_holds_is_the_layer(
    tmp_path: Path, imports: str, name: str
) -> None:
    net = f"""import mindspore.nn as nn
{imports}

norm = {name}(3, momentum=0.1)


def init(net):
    for m in net.cells():
        if isinstance(m, {name}):
            print(m.weight)
"""
    files = {"norms.py": "import mindspore.nn as nn\n\nNORM = nn.BatchNorm2d\n", "net.py": net}
    said = check(tmp_path, files)
    assert [line.split()[1] for line in said.splitlines()] == ["BN301", "BN303"]
    other = {"norms.py": "import mindspore.nn as nn\n\nNORM = nn.Norm\n"}
    assert check(tmp_path, other) == "", "the cache knows what the other file holds"


def test_what_was_kept_follows_the_other_file(tmp_path: Path) -> None:
    net = NET.format("from consts import BN_MOMENTUM", "BN_MOMENTUM")
    assert "BN301" in check(tmp_path, {"consts.py": "BN_MOMENTUM = 0.1\n", "net.py": net})
    assert check(tmp_path, {"consts.py": "BN_MOMENTUM = 0.9\n"}) == ""
    assert "BN301" in check(tmp_path, {"consts.py": "BN_MOMENTUM = 0.01\n"})


@pytest.mark.parametrize("name", ["norm_layer", "functools.partial"])
def test_a_class_that_is_given_by_the_name_is_no_number(tmp_path: Path, name: str) -> None:
    imports = "import functools\nimport norm_layer\nimport torch.nn as nn\n"
    (tmp_path / "net.py").write_text(f"{imports}\nnn.BatchNorm2d(4, momentum={name})\n")
    (tmp_path / "other.py").write_text(
        "import torch.nn as nn\nBlock(norm_layer=nn.GroupNorm)\nisinstance(norm_layer, partial)\n"
    )
    result = bnmigrate(tmp_path, "check")
    assert result.returncode == 1, result.stderr
    assert f"momentum={name} becomes momentum=1 - {name}" in result.stdout.decode()
