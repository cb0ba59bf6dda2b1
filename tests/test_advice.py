"""What a report advises is right: where it is followed, the finding goes and no other comes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from itertools import chain
from pathlib import Path

import pytest

from bnmigrate.catalogue import Example, Page
from bnmigrate.config import Config
from bnmigrate.engine import migrate
from bnmigrate.findings import Finding
from tests import advice_cases, advice_program_cases
from tests.advice_cases import Case
from tests.command_line import bnmigrate, write
from tests.programs_server import PROGRAMS
from tests.test_catalogue import EXAMPLES, run
from tests.test_fixtures import FIXTURES

CASES = (*advice_cases.CASES, *advice_program_cases.CASES)


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


ADVICE = re.compile(r"^    next: (.*)$", re.MULTILINE)


def without_case(given: Iterable[str]) -> set[str]:
    """Return the advices that no case has, but for those that name another finding to resolve, an
    unsafe fix to read, or a fix that is written.
    """
    cases = {skeleton(case.advice) for case in CASES}
    advices = {
        skeleton(advice)
        for advice in given
        if not re.match("resolve BN|check it, then", advice) and not advice.endswith("writes it")
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
