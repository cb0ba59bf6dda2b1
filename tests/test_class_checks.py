"""A tuple of classes that another file holds is known where all that is in it is (BN303)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command_line import bnmigrate

NORMS = """
import mindspore.nn as nn
from library import Norm, norms

AKIN = (nn.BatchNorm2d, nn.GroupNorm)
ADDED = AKIN + (nn.LayerNorm,)
EITHER = nn.BatchNorm2d | nn.GroupNorm
BY_KIND = {"norm": AKIN}
ALONE = nn.BatchNorm2d


class Own(nn.Cell):
    pass


LIKE_ANY = (nn.BatchNorm2d, nn.Conv2d)
WITH_ITS_OWN = (nn.BatchNorm2d, Own)
WITH_FOREIGN = (nn.BatchNorm2d, Norm)
WITH_UNKNOWN = AKIN + norms()
GROWN = (nn.BatchNorm2d,)
GROWN += (Norm,)
OTHERS = (nn.Dense, nn.LayerNorm)
"""
USE = "def freeze(net):\n    for m in net.cells():\n        if {}:\n            print(m.{})\n"


def check(folder: Path, files: dict[str, str]) -> str:
    for name, text in files.items():
        (folder / name).write_text(text)
    return bnmigrate(folder, "check", "--output-format", "concise").stdout.decode()


@pytest.mark.parametrize(
    ("imports", "asked"),
    [
        ("from norms import AKIN", "isinstance(m, AKIN)"),
        ("from norms import AKIN as KINDS", "isinstance(m, KINDS)"),
        ("import norms", "isinstance(m, norms.AKIN)"),
        ("import norms", "isinstance(m, norms.ADDED)"),
        ("import norms", "isinstance(m, norms.EITHER)"),
        ("import norms", 'isinstance(m, norms.BY_KIND["norm"])'),
        ("import norms", "isinstance(m, norms.ALONE)"),
        ("import mindspore\nimport norms", "isinstance(m, (*norms.AKIN, mindspore.nn.LayerNorm))"),
        ("import norms", "isinstance(m, norms.AKIN) or isinstance(m, norms.ALONE)"),
    ],
)
def test_a_foreign_name_is_found_behind_a_check_for_what_another_file_holds(
    tmp_path: Path, imports: str, asked: str
) -> None:
    use = f"{imports}\n\n\n{USE.format(asked, 'weight')}"
    said = check(tmp_path, {"norms.py": NORMS, "use.py": use})
    line = use.splitlines().index("            print(m.weight)") + 1
    assert said == (
        f"use.py:{line}:19: BN303 `m.weight` has PyTorch's name on a layer of MindSpore\n"
    )
    assert check(tmp_path, {}) == said, "the cache tells the same"


@pytest.mark.parametrize(
    "asked",
    [
        "isinstance(m, norms.LIKE_ANY)",
        "isinstance(m, norms.WITH_ITS_OWN)",
        "isinstance(m, norms.WITH_FOREIGN)",
        "isinstance(m, norms.WITH_UNKNOWN)",
        "isinstance(m, norms.GROWN)",
        "isinstance(m, norms.OTHERS)",
        "not isinstance(m, norms.AKIN)",
        'isinstance(m, norms.AKIN) and hasattr(m, "weight")',
        "isinstance(m, norms.AKIN) or isinstance(m, norms.LIKE_ANY)",
    ],
)
def test_silent_where_something_else_may_be_meant(tmp_path: Path, asked: str) -> None:
    use = f"import norms\n\n\n{USE.format(asked, 'weight')}"
    assert check(tmp_path, {"norms.py": NORMS, "use.py": use}) == ""


def test_silent_about_the_layers_own_names(tmp_path: Path) -> None:
    use = f"import norms\n\n\n{USE.format('isinstance(m, norms.AKIN)', 'gamma')}"
    assert check(tmp_path, {"norms.py": NORMS, "use.py": use}) == ""


def test_silent_where_the_layer_is_translated(tmp_path: Path) -> None:
    norms = "import torch.nn as nn\n\nAKIN = (nn.BatchNorm2d, nn.GroupNorm)\n"
    use = f"import norms\n\n\n{USE.format('isinstance(m, norms.AKIN)', 'gamma')}"
    assert "BN303" not in check(tmp_path, {"norms.py": norms, "use.py": use})
