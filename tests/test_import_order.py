"""Imports are put where ruff's I001 has them, if they were in order before."""

from __future__ import annotations

import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from bnmigrate.config import Config
from bnmigrate.engine import migrate
from tests.test_fixtures import CASES

ruff_is_there = pytest.mark.skipif(find_spec("ruff") is None, reason="ruff is not installed")

USES = "\n\nnet = [nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8)]\n"


def unsorted(folder: Path, *settings: str) -> set[str]:
    """Return the files in a folder of which ruff says that their imports are not in order."""
    options = ["--isolated", "--no-cache", "--select", "I001", "--output-format", "concise", "-q"]
    for setting in settings:
        options += ["--config", f"lint.isort.{setting}"]
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "check", *options, "."],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr
    return {line.partition(":")[0] for line in done.stdout.splitlines() if " I001 " in line}


def fixed(text: str, package: str = "", **settings: object) -> str:
    result = migrate(text.encode(), "case.py", Config(**settings), package)  # type: ignore[arg-type]  # settings by name
    assert result.output is not None, result.findings
    return result.output.decode()


@ruff_is_there
def test_no_fixture_gets_out_of_order(tmp_path: Path) -> None:
    for kind in ("in", "out"):
        (tmp_path / kind).mkdir()
    for case in CASES:
        out = case.with_name(case.name.replace(".in.", ".out."))
        name = f"{case.parts[-3]}-{case.parts[-2]}-{case.name.partition('.')[0]}.py"
        if out.exists() and "try:\n    import" not in case.read_text(encoding="utf-8"):
            shutil.copyfile(case, tmp_path / "in" / name)
            shutil.copyfile(out, tmp_path / "out" / name)
    before, after = unsorted(tmp_path / "in"), unsorted(tmp_path / "out")
    assert len(before) < len(list((tmp_path / "in").iterdir())) / 2
    assert after <= before


NN = "from torch import nn"
MANY = ["Parameter", "ParameterTuple", "Tensor", "context", "dtype", "hal"]

BEFORE_AND_AFTER = [
    ("from torch import nn", "import mindspore as ms\nfrom torch import nn"),
    (
        "import os\n\nimport numpy\nimport torch\nfrom torch import nn\n\nfrom . import x",
        """import os

import mindspore as ms
import numpy
import torch
from torch import nn

from . import x""",
    ),
    (
        '"Doc."\n\nfrom __future__ import annotations\n\nimport abc\n\nfrom torch import nn',
        """"Doc."

from __future__ import annotations

import abc

import mindspore as ms
from torch import nn""",
    ),
    # What stands above the section stays above it, what is said of an import with it.
    (
        "import abc\n\n# third party\nimport torch\nfrom torch import nn",
        """import abc

# third party
import mindspore as ms
import torch
from torch import nn""",
    ),
    (
        "import abc\n\n# torch is slow to load\nimport torch\nfrom torch import nn",
        """import abc

import mindspore as ms

# torch is slow to load
import torch
from torch import nn""",
    ),
    # What is said of the whole file isn't said of the import below it.
    (
        '__all__ = ["net"]\n\n# Of a PyTorch net\n\nimport torch\nfrom torch import nn',
        """__all__ = ["net"]

# Of a PyTorch net

import mindspore as ms
import torch
from torch import nn""",
    ),
    # A comment has a blank line before it, which parts no sections.
    (
        "import einops\n\n# the layers\nfrom torch import nn",
        """import einops
import mindspore as ms

# the layers
from torch import nn""",
    ),
    # In a `try`, what is imported first is there where the next one fails.
    (
        "try:\n    import numpy\n    from torch import nn\nexcept ImportError:\n    raise",
        """try:
    import numpy
    from torch import nn
    import mindspore as ms
except ImportError:
    raise""",
    ),
]


@pytest.mark.parametrize(("before", "after"), BEFORE_AND_AFTER)
def test_a_new_import_is_where_the_others_have_their_order(before: str, after: str) -> None:
    assert fixed(f"{before}{USES}") == (
        f"{after}\n\nnet = [nn.Conv2d(3, 8, 3), ms.nn.BatchNorm2d(8)]\n"
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # What is renamed goes where its new name belongs, with what is said of it.
        (
            "import numpy as np\nimport torch.nn as nn  # layers",
            "import mindspore.nn as nn  # layers\nimport numpy as np",
        ),
        (
            "import abc\n\n# ours\nimport torch.nn as nn\n\nfrom . import x",
            "import abc\n\n# ours\nimport mindspore.nn as nn\n\nfrom . import x",
        ),
        # Names of one module stand in one import, in the order of the names there.
        (
            "from mindspore import Tensor, dtype, ops\nfrom torch import nn",
            "from mindspore import Tensor, dtype, nn, ops",
        ),
        (
            "from mindspore import (\n    Tensor,\n    ops,\n)\nfrom torch import nn",
            "from mindspore import (\n    Tensor,\n    nn,\n    ops,\n)",
        ),
        (
            "from mindspore import (\n    Tensor,\n    dtype,\n)\nfrom torch import nn",
            "from mindspore import (\n    Tensor,\n    dtype,\n    nn,\n)",
        ),
        (
            f"from mindspore import {', '.join(MANY)}\nfrom torch import nn",
            f"from mindspore import {', '.join(MANY)}, nn",
        ),
        (
            f"from mindspore import {', '.join(MANY)}, jit_class\nfrom torch import nn",
            "from mindspore import (\n    " + ",\n    ".join([*MANY, "jit_class", "nn"]) + ",\n)",
        ),
    ],
)
def test_an_import_that_is_renamed(before: str, after: str) -> None:
    uses = "\n\nbn = nn.BatchNorm2d(8)\n"
    assert fixed(f"{before}{uses}") == f"{after}{uses}"


STYLES = {
    "": ("import einops", "import torch", "from PIL import Image", "from torch import nn"),
    "force-sort-within-sections=true": (
        *("from einops import rearrange", "from PIL import Image", "import torch"),
        *("from torch import nn", "import yaml"),
    ),
    "from-first=true": ("from torch import nn", "import einops"),
    "case-sensitive=true": ("from PIL import Image", "from einops import rearrange", NN),
    "force-single-line=true": ("from mindspore import Tensor", "from mindspore import ops", NN),
    "no-lines-before=['third-party']": ("import os", "import sys", "import numpy", NN),
    "no-sections=true": ("import einops", "import os", "import sys", NN),
    "split-on-trailing-comma=false": ("import torch", NN),
    "lines-between-types=1": ("import torch", "", "from PIL import Image", NN),
    "lines-between-types=2": ("import os", "", "", "from abc import ABC", "", NN),
    "lines-between-types = 1": ("import os", "", "import torch.nn as nn", "", "from PIL import a"),
}


@ruff_is_there
@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("uses", [USES, "\n\nnet = nn.BatchNorm2d(8)\n"])
def test_ruff_agrees(style: str, uses: str, tmp_path: Path) -> None:
    before = "\n".join(STYLES[style]) + uses
    settings = [style] if style else []
    for name, text in (
        ("before.py", before),
        ("there.py", there := fixed(before)),
        ("back.py", fixed(there, target="torch")),
    ):
        (tmp_path / name).write_text(text)
    assert unsorted(tmp_path, *settings) == set(), there


def test_blank_lines_between_types_are_kept() -> None:
    before = f"import abc\n\nfrom os import path\n\nfrom PIL import Image\n{NN}"
    after = before.replace("from PIL", "import mindspore as ms\n\nfrom PIL")
    assert fixed(f"{before}{USES}").startswith(after)
    together = f"import abc\nfrom os import path\n\nimport PIL\n\n{NN}"
    after = together.replace(NN, f"import mindspore as ms\n{NN}")
    assert fixed(f"{together}{USES}").startswith(after), "other sections have none"


def test_imports_in_no_order_get_the_new_one_beside_the_old() -> None:
    before = "import torch\nfrom torch import nn\nimport abc"
    after = "import torch\nfrom torch import nn\nimport mindspore as ms\nimport abc"
    assert fixed(f"{before}{USES}").startswith(after)


@pytest.mark.parametrize(
    "others",
    [
        "import abc, json",
        "from layers import *",
        "import numpy  # isort: skip",
        "import numpy  # noqa: I001",
    ],
)
def test_what_isort_leaves_alone_is_left_alone(others: str) -> None:
    assert f"{others}\nfrom torch import nn\nimport mindspore as ms\n" in fixed(
        f"{others}\nfrom torch import nn{USES}"
    )


def test_no_import_is_moved_over_one_of_its_name() -> None:
    before = "import einops as nn\nimport torch.nn as nn\n\nbn = nn.BatchNorm2d(8)\n"
    after = before.replace("torch", "mindspore")
    assert fixed(before) == after


@ruff_is_there
@pytest.mark.parametrize(
    "imports",
    [
        "from torch.nn import (\n    BatchNorm2d,\n    Conv2d,\n)",
        "import os\n\nimport torch\n\nfrom . import x",
        "from torch.nn import BatchNorm1d, BatchNorm2d, Conv2d",
        "from torch.nn import BatchNorm1d, BatchNorm2d",
        "import numpy\nfrom torch.nn import BatchNorm2d",
    ],
)
def test_what_is_removed_leaves_the_rest_in_order(imports: str, tmp_path: Path) -> None:
    name = "torch.nn.BatchNorm2d" if "import torch\n" in imports else "BatchNorm2d"
    more = "BatchNorm1d(8), " if "BatchNorm1d" in imports else ""
    (tmp_path / "before.py").write_text(f"{imports}\n\nbn = {more}{name}(8)\n")
    after = fixed((tmp_path / "before.py").read_text())
    (tmp_path / "after.py").write_text(after)
    assert unsorted(tmp_path) == set(), after


def test_the_last_name_in_parentheses_on_one_line_needs_none() -> None:
    before = "from torch.nn import (BatchNorm2d,\n                      Conv2d)\n\nBatchNorm2d(8)\n"
    after = "from torch.nn import Conv2d\n"
    assert fixed(before + "Conv2d\n").count(after) == 1
