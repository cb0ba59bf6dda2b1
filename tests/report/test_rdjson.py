"""The report for reviewdog has what its definition asks of it."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from tests.command_line import CUMULATIVE, bnmigrate, write

POSITION = {
    "type": "object",
    "required": ["line", "column"],
    "additionalProperties": False,
    "properties": {
        "line": {"type": "integer", "minimum": 1},
        "column": {"type": "integer", "minimum": 1},
    },
}
# https://github.com/reviewdog/reviewdog/blob/master/proto/rdf/reviewdog.proto
SCHEMA = {
    "type": "object",
    "required": ["source", "diagnostics"],
    "additionalProperties": False,
    "properties": {
        "source": {
            "type": "object",
            "additionalProperties": False,
            "properties": {"name": {"const": "bnmigrate"}},
        },
        "diagnostics": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["message", "location", "severity"],
                "additionalProperties": False,
                "properties": {
                    "message": {"type": "string", "minLength": 1},
                    "severity": {"enum": ["ERROR", "WARNING", "INFO"]},
                    "code": {
                        "type": "object",
                        "additionalProperties": False,
                        "properties": {
                            "value": {"type": "string", "pattern": r"^BN\d{3}$"},
                            "url": {"type": "string", "pattern": r"/BN\d{3}\.md$"},
                        },
                    },
                    "location": {
                        "type": "object",
                        "required": ["path"],
                        "additionalProperties": False,
                        "properties": {
                            "path": {"type": "string"},
                            "range": {
                                "type": "object",
                                "required": ["start", "end"],
                                "additionalProperties": False,
                                "properties": {"start": POSITION, "end": POSITION},
                            },
                        },
                    },
                },
            },
        },
    },
}


def test_the_report(tmp_path: Path) -> None:
    layers = "nn.BatchNorm2d(3, momentum=0.1), nn.BatchNorm2d(3, momentum=0.5)"
    files = {"a.py": CUMULATIVE, "d.py": f"from mindspore import nn\nx = nn.CellList([{layers}])\n"}
    arguments = ("check", "--output-format", "rdjson", ".", "nothing.py")
    report = json.loads(bnmigrate(write(tmp_path, files), *arguments).stdout)
    jsonschema.validate(report, SCHEMA)
    found = {
        (one["location"]["path"], one.get("code", {}).get("value"), one["severity"])
        for one in report["diagnostics"]
    }
    assert found == {
        ("a.py", "BN201", "WARNING"),
        ("d.py", "BN301", "ERROR"),
        ("d.py", "BN301", "INFO"),
        ("nothing.py", None, "ERROR"),
    }
    (one,) = (one for one in report["diagnostics"] if one["location"]["path"] == "a.py")
    headline, *_, advice = one["message"].splitlines()
    assert headline == "momentum=None has no counterpart in MindSpore"
    assert advice.startswith("next: choose a momentum")


@pytest.mark.parametrize("before", ["", "'a'; ", "'層'; ", "'\N{DOG FACE}'; "])
def test_columns_count_bytes_and_the_end_is_behind_the_last(tmp_path: Path, before: str) -> None:
    call = "nn.BatchNorm2d(3, momentum='ü')"
    text = f"from torch import nn\n{before}{call}\n"
    write(tmp_path, {"a.py": text})
    report = json.loads(bnmigrate(tmp_path, "check", "--output-format", "rdjson").stdout)
    (one,) = report["diagnostics"]
    place = one["location"]["range"]
    line = text.encode().splitlines()[place["start"]["line"] - 1]
    found = line[place["start"]["column"] - 1 : place["end"]["column"] - 1].decode()
    assert found == call
