"""A comment beside a value that changes is told, if it is about the value."""

from __future__ import annotations

import json

import pytest

from bnmigrate.config import Config
from bnmigrate.engine import migrate
from bnmigrate.findings import Finding

HEAD = "import torch.nn as nn\n\n"


def findings(code: str, **settings: object) -> list[Finding]:
    config = Config(**settings)  # type: ignore[arg-type]  # settings by name
    return list(migrate(f"{HEAD}{code}\n".encode(), "case.py", config).findings)


@pytest.mark.parametrize(
    "comment",
    [
        "# default pytorch value",
        "# PyTorch's default",
        "# 0.1 is torch default",
        "#defaults",
        "# the momentum of the paper",
        "# as MindSpore has it",
        "# 0.1, not 0.01",
        "# was 0.1.",
    ],
)
@pytest.mark.parametrize(
    ("call", "line"),
    [
        ("nn.ModuleList([nn.BatchNorm2d(8, momentum=0.1)])  {}", 3),
        ("nn.ModuleList([nn.BatchNorm2d(\n    8,\n    momentum=0.1,  {}\n)])", 5),
        ("nn.ModuleList([nn.BatchNorm2d(\n    8, 1e-5,\n    0.1  {}\n)])", 5),
        ("nn.ModuleList([nn.BatchNorm2d(8, momentum=0.1), '# x', \"'#\"])  {}", 3),
    ],
)
def test_it_is_told_with_its_line(comment: str, call: str, line: int) -> None:
    (finding,) = findings(call.format(comment))
    assert finding.fixed
    assert finding.message.endswith(
        f"momentum=0.1 becomes momentum=0.9; `{comment}` (line {line}) may be wrong then"
    )


@pytest.mark.parametrize(
    "code",
    [
        "nn.ModuleList([nn.BatchNorm2d(8, momentum=0.1)])  # the stem",
        "nn.ModuleList([nn.BatchNorm2d(8, momentum=0.1)])  # 10.1, 0.12, x0.1",
        "nn.ModuleList([nn.BatchNorm2d(8, momentum=0.1), '# default'])",
        "nn.ModuleList([nn.BatchNorm2d(\n    8,  # default\n    momentum=0.1,\n)])  # default",
        "nn.ModuleList([nn.BatchNorm2d(8)])  # default momentum",
        "kw = dict(momentum=0.1)  # default\nnn.ModuleList([nn.BatchNorm2d(8, **kw)])\nprint(kw)",
    ],
)
def test_others_are_not(code: str) -> None:
    for finding in findings(code):
        assert "may be wrong" not in finding.message


def test_what_stays_has_right_comments() -> None:
    (finding,) = findings("nn.BatchNorm2d(8, *x, momentum=0.1)  # default")
    assert "may be wrong" not in f"{finding.message}{finding.reason}"


def test_beside_a_constant_that_changes() -> None:
    code = "M = 0.1  # as in PyTorch\nnn.ModuleList([nn.BatchNorm2d(8, momentum=M)])  # torch's"
    (finding,) = findings(code, invert_constants=True)
    assert finding.message.endswith("where it is set; `# as in PyTorch` (line 3) may be wrong then")
    (finding,) = findings(code)
    assert finding.message.endswith("1 - M; `# torch's` (line 4) may be wrong then")


def test_in_a_notebook_by_the_line_of_the_cell() -> None:
    cells = [
        "import torch.nn as nn",
        "nn.ModuleList([\n  nn.BatchNorm2d(8, 1e-5, 0.1)])  # default",
    ]
    book = {
        "cells": [
            {"cell_type": "code", "source": cell, "metadata": {}, "outputs": []} for cell in cells
        ],
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": 4,
    }
    (finding,) = migrate(json.dumps(book).encode(), "case.ipynb", Config()).findings
    assert finding.message.endswith("; `# default` (line 2) may be wrong then")
