"""What docs/configuration.md says of ruff, which removes comments of other tools, shown by ruff."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.command_line import PROJECT, bnmigrate, write

pytestmark = pytest.mark.skipif(find_spec("ruff") is None, reason="ruff is not installed")

MEANT = "import torch.nn as nn\n\nnorm = nn.BatchNorm2d(64, momentum=0.9)  # noqa: BN101, BN301\n"


def ruff(folder: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "ruff",
        "check",
        "--select",
        "RUF100,RUF102",
        "--fix",
        "--quiet",
    ]
    subprocess.run([*command, "--no-cache", "a.py"], cwd=folder, check=True)


def external() -> str:
    page = (PROJECT / "docs" / "configuration.md").read_text(encoding="utf-8")
    match = re.search(r"```toml\n(\[tool\.ruff\.lint\]\n.*?)```", page, re.DOTALL)
    assert match is not None
    return match[1]


def test_ruff_removes_the_comment_unless_it_is_told_whose_it_is(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": MEANT, "pyproject.toml": ""})
    ruff(tmp_path)
    assert "noqa" not in (tmp_path / "a.py").read_text()
    write(tmp_path, {"a.py": MEANT, "pyproject.toml": external()})
    ruff(tmp_path)
    assert (tmp_path / "a.py").read_text() == MEANT
    assert bnmigrate(tmp_path, "check").returncode == 0
