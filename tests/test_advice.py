"""What a report advises is right: where it is followed, the finding goes and no other comes."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

import pytest

from bnmigrate.catalogue import Example, Page
from bnmigrate.config import Config
from bnmigrate.engine import migrate
from bnmigrate.findings import Finding
from tests import advice_cases, advice_program_cases
from tests.advice_cases import Case
from tests.command_line import PROJECT, bnmigrate, toml, write
from tests.programs_server import PROGRAMS
from tests.test_catalogue import EXAMPLES, run
from tests.test_fixtures import FIXTURES

CASES = (*advice_cases.CASES, *advice_program_cases.CASES)

UNFOLLOWED = ("resolve BN", "check it, then", "name ")
"""How advices begin that name another finding to resolve, an unsafe fix to read, or a file."""


def skeleton(advice: str) -> str:
    """Return an advice without what it quotes of the code, and without what follows of it."""
    advice = advice.removesuffix("; until then the check misses layers that other files translate")
    return re.sub(r"`[^`]*`", "``", re.sub(r"\d+(\.\d+)?", "0", advice))


def found(case: Case, text: str) -> list[Finding]:
    return list(migrate(text.encode(), "case.py", Config(target=case.target)).findings)


@pytest.mark.parametrize("case", CASES, ids=[case.advice[:60] for case in CASES])
def test_the_finding_goes_where_its_advice_is_followed(case: Case) -> None:
    before, after = found(case, case.before), found(case, case.after)
    meant = [one for one in before if skeleton(one.advice) == skeleton(case.advice)]
    assert meant, [one.advice for one in before]
    left = {(one.code, one.message) for one in after if one.fix == "none"}
    assert left <= {(one.code, one.message) for one in before} - {
        (one.code, one.message) for one in meant
    }
    assert skeleton(case.advice) not in {skeleton(one.advice) for one in after}


NET = "from torch import nn\nfrom blocks import block\n\nnet = block(4, nn.BatchNorm2d)\n"
BLOCK = "from torch import nn\n\n\ndef block(c, norm):\n    return {}\n"


def test_the_finding_goes_where_its_advice_is_followed_in_another_file(tmp_path: Path) -> None:
    def told(made: str) -> set[tuple[str, str]]:
        write(tmp_path, {"blocks.py": BLOCK.format(f"nn.Sequential({made})"), "net.py": NET})
        report = bnmigrate(tmp_path, "check", "--no-cache", "--output-format", "json", ".").stdout
        return {(one["code"], one["advice"]) for one in json.loads(report) if one["fix"] == "none"}

    write(tmp_path, {"pyproject.toml": ""})
    advice = "name the class where the layer is made"
    assert ("BN203", advice) in told("norm(c, track_running_stats=False)")
    assert told("nn.BatchNorm2d(c, track_running_stats=False)") == set()


ACME = """\
layer = "BatchNorm2d"

[[dialects]]
name = "acme"
classes = ["acme.nn.BatchNorm2d"]
parameters = [{ name = "size", concept = "features", encoding = "same" }]
"""
ITS_FRAMEWORK = """\
framework = "acme"
title = "Acme"
import = { package = "acme", alias = "acme" }
fresh-mode = "inference"
modes = { set = "train" }
"""
ITS_STATISTICS = """\
layer = "BatchNorm2d"

[[dialects]]
extends = "acme"
classes = ["acme.nn.Other"]

[[dialects.parameters]]
name = "size"
concept = "features"
encoding = "same"

[[dialects.parameters]]
name = "kind"
concept = "statistics"
encoding = "choices"
default = "'all'"
choices = { "'all'" = "tracked-statistics", "'one'" = "batch-statistics" }
"""
ACMES = {"layer.toml": ACME, "acme.toml": ITS_FRAMEWORK, "statistics.toml": ITS_STATISTICS}
OF_OWN_RULES = [
    Case(
        "normalise with the functional form there; drop it if the model doesn't need it",
        "acme",
        "from torch import nn\n\nbn = nn.BatchNorm2d(4, track_running_stats=False)\n",
        "import acme\n\nbn = acme.nn.functional.batch_norm\n",
    ),
    Case(
        "write the value as a literal or as a conditional expression of literals",
        "mindspore",
        "import acme\n\n\ndef make(kind):\n    return acme.nn.Other(4, kind)\n",
        "import acme\n\n\ndef make(one):\n    return acme.nn.Other(4, 'one' if one else 'all')\n",
    ),
]


@pytest.mark.parametrize("case", OF_OWN_RULES, ids=[case.advice[:20] for case in OF_OWN_RULES])
def test_the_finding_goes_where_its_advice_is_followed_with_own_rules(
    case: Case, tmp_path: Path
) -> None:
    write(tmp_path, ACMES)
    config = Config(target=case.target, extend_rules=tuple(tmp_path / name for name in ACMES))
    before, after = (
        [one.advice for one in migrate(text.encode(), "case.py", config).findings]
        for text in (case.before, case.after)
    )
    assert case.advice in before
    assert not any(after)


def test_the_finding_goes_where_its_advice_is_followed_in_a_notebook(tmp_path: Path) -> None:
    def told(*cells: str) -> set[str]:
        notebook = {
            "cells": [
                {
                    "cell_type": "code",
                    "execution_count": None,
                    "metadata": {},
                    "outputs": [],
                    "source": cell,
                }
                for cell in ("from torch import nn\n\nbn = nn.BatchNorm2d(3)", *cells)
            ],
            "metadata": {},
            "nbformat": 4,
            "nbformat_minor": 5,
        }
        write(tmp_path, {"net.ipynb": json.dumps(notebook)})
        report = bnmigrate(tmp_path, "check", "--no-cache", "--output-format", "json", ".").stdout
        return {one["advice"] for one in json.loads(report) if one["advice"]}

    assert told("%timeit bn.weight") >= {IN_A_NOTEBOOK}
    assert told("bn.weight") == set()


IN_A_NOTEBOOK = "write it as Python, or translate it by hand"
ADVICE = re.compile(r"^    next: (.*)$", re.MULTILINE)


def without_case(given: Iterable[str]) -> set[str]:
    """Return the advices that no case has, but for those that name another finding to resolve, an
    unsafe fix to read, or a fix that is written.
    """
    cases = {skeleton(case.advice) for case in CASES}
    advices = {
        skeleton(advice)
        for advice in given
        if not advice.startswith(UNFOLLOWED[:2]) and not advice.endswith("writes it")
    }
    return {advice for advice in advices if not any(case in advice for case in cases)}


def test_every_advice_of_the_reports_has_a_case() -> None:
    reports = FIXTURES.glob("*_to_*/BN*/*.txt")
    given = (ADVICE.findall(path.read_text(encoding="utf-8")) for path in reports)
    assert without_case(chain.from_iterable(given)) == set()


@pytest.mark.parametrize(("page", "example"), EXAMPLES)
def test_every_advice_of_the_pages_has_a_case(page: Page, example: Example) -> None:
    found = run(page, example, unsafe=False).findings
    assert (
        without_case(one.advice for one in found if one.code == page.code and one.advice) == set()
    )


@pytest.mark.slow
@pytest.mark.parametrize(("folder", "target"), [("torch", "mindspore"), ("mindspore", "torch")])
def test_every_advice_of_the_programs_has_a_case(folder: str, target: str) -> None:
    """Of those that aren't translated."""
    translated = (PROGRAMS / "translated.txt").read_text(encoding="utf-8").splitlines()
    given = {
        finding.advice
        for path in sorted((PROGRAMS / folder).glob("*.py"))
        if f"{folder}/{path.name}" not in translated
        for finding in migrate(path.read_bytes(), "case.py", Config(target=target)).findings
        if finding.advice
    }
    assert given
    assert without_case(given) == set()


def texts(node: ast.expr | None) -> Iterator[str]:
    """Yield what an expression may be as a text, with `` for what is put into it."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=parts):
            yield "".join("".join(texts(part)) or "``" for part in parts)
        case ast.IfExp(body=one, orelse=other):
            yield from (*texts(one), *texts(other))
        case ast.Tuple(elts=[*_, last]):
            yield from texts(last)


def said_in(path: Path) -> Iterator[str]:
    """Yield the advices that are written out in a module: what is given for one, by name or in its
    place, and what is called so.
    """
    tree = ast.parse(path.read_text(encoding="utf-8"))
    named = {
        target.id: node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        given: list[ast.expr] = []
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            given += node.args[PLACES[name]] if name in PLACES else []
            given += [keyword.value for keyword in node.keywords if keyword.arg == "advice"]
        elif isinstance(node, ast.Assign):
            names = [target.id for target in node.targets if isinstance(target, ast.Name)]
            given += [node.value] if any("advice" in name.lower() for name in names) else []
        for value in given:
            found = named.get(value.id, value) if isinstance(value, ast.Name) else value
            yield from texts(found)


PLACES = {"oppose": slice(4, 5), "Obstacle": slice(2, 3)}
"""Where functions take an advice among their arguments."""


def said_in_rules(value: object) -> Iterator[str]:
    """Yield the advices in a table of rules."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "advice":
                yield re.sub(r"\{.*?\}", "0", inner)
            else:
                yield from said_in_rules(inner)
    elif isinstance(value, list):
        yield from chain.from_iterable(map(said_in_rules, value))


def test_every_advice_that_is_written_somewhere_has_a_case() -> None:
    said = {text for path in (PROJECT / "bnmigrate").rglob("*.py") for text in said_in(path)}
    for path in (PROJECT / "rules").rglob("*.toml"):
        said.update(said_in_rules(toml(path.read_text(encoding="utf-8"))))
    assert len(said) > 120
    cases = {skeleton(case.advice) for case in (*CASES, *OF_OWN_RULES)} | {IN_A_NOTEBOOK}

    def has_case(text: str) -> bool:
        """Whether a case has it: a part of it, or one of those that it may become."""
        written = ".*".join(map(re.escape, skeleton(text).split("``")))
        return any(case in skeleton(text) or re.search(written, case) for case in cases)

    others = [one for one in said if not one.startswith(UNFOLLOWED) and "writes it" not in one]
    assert {text for text in others if not has_case(text)} == set()
