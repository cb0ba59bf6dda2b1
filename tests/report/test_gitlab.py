"""The Code Quality report has what GitLab's documentation asks of it."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema

from tests.command_line import CUMULATIVE, bnmigrate, write

# https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
SCHEMA = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": r"^[^/.]"},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}

SEVERAL = "import torch.nn as nn\na = nn.BatchNorm2d(3)\na = nn.BatchNorm2d(3)\n"


def test_the_report(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": SEVERAL, "sub/b.py": CUMULATIVE, "sub/c.py": CUMULATIVE})
    arguments = ("check", "--output-format", "gitlab", "./a.py", "sub", "nothing.py")
    issues = json.loads(bnmigrate(tmp_path, *arguments).stdout)
    jsonschema.validate(issues, SCHEMA)
    assert len(issues) == 5
    assert len({issue["fingerprint"] for issue in issues}) == 5
    assert {issue["location"]["path"] for issue in issues} == {
        "a.py",
        "sub/b.py",
        "sub/c.py",
        "nothing.py",
    }
    severities = {issue["check_name"]: issue["severity"] for issue in issues}
    assert severities == {"BN101": "minor", "BN201": "minor", "bnmigrate": "critical"}
    layers = "nn.BatchNorm2d(3, momentum=0.1), nn.BatchNorm2d(3, momentum=0.5)"
    write(tmp_path, {"d.py": f"from mindspore import nn\nx = nn.CellList([{layers}])\n"})
    lints = json.loads(bnmigrate(tmp_path, "check", "--output-format", "gitlab", "d.py").stdout)
    assert [issue["severity"] for issue in lints] == ["major", "info"]
    write(tmp_path, {"a.py": "import os\n\n" + SEVERAL})
    again = json.loads(bnmigrate(tmp_path, *arguments).stdout)
    assert [i["fingerprint"] for i in again] == [i["fingerprint"] for i in issues]
