"""The catalogue of codes: its files, and that every example in it is true."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from bnmigrate import catalogue, check_source
from bnmigrate.catalogue import Example, Page
from bnmigrate.config import Config
from bnmigrate.engine import migrate
from bnmigrate.findings import Finding
from bnmigrate.results import FileResult
from bnmigrate.tables import TableError

EXAMPLES = [
    pytest.param(page, example, id=f"{page.code}-{number}")
    for page in catalogue.pages()
    for number, example in enumerate(page.examples, 1)
]

MINIMAL = """
code = "BN101"
name = "layer-constructor"
severity = "warning"
finds = "A call."
why = "It matters."
fix = "Rewrites it."
references = ["https://example.org/"]

[[examples]]
target = "torch"
before = "x"
"""


def run(
    page: Page, example: Example, text: str | None = None, *, unsafe: bool | None = None
) -> FileResult:
    config = Config(
        target=example.target,
        unsafe_fixes=example.unsafe if unsafe is None else unsafe,
        extend_select=(page.code,),
    )
    return migrate((text or example.before).encode(), "example.py", config)


@pytest.mark.parametrize(("page", "example"), EXAMPLES)
def test_an_example_has_the_finding_and_becomes_what_it_says(page: Page, example: Example) -> None:
    result = run(page, example)
    own = [finding for finding in result.findings if finding.code == page.code]
    assert own
    output = None if result.output is None else result.output.decode()
    assert output == example.after
    assert any(finding.fixed for finding in own) == (example.after is not None)


@pytest.mark.parametrize(("page", "example"), EXAMPLES)
def test_what_an_example_becomes_is_done(page: Page, example: Example) -> None:
    if example.after is not None:
        again = run(page, example, example.after)
        assert again.output is None
        assert page.code not in {finding.code for finding in again.findings}


@pytest.mark.parametrize(("page", "example"), EXAMPLES)
def test_an_unsafe_example_needs_the_option(page: Page, example: Example) -> None:
    if example.unsafe:
        findings = run(page, example, unsafe=False).findings
        assert not any(finding.fixed for finding in findings if finding.code == page.code)


@pytest.mark.parametrize("page", catalogue.pages(), ids=catalogue.codes())
def test_a_text_is_plain(page: Page) -> None:
    assert page.finds.endswith(".")
    for text in (page.finds, page.why, page.fix):
        assert text.count("`") % 2 == 0
        assert not re.search(r"BN\d{3}", text.replace(page.code, "")) or all(
            code in catalogue.codes() for code in re.findall(r"BN\d{3}", text)
        )


def test_a_page_is_read_with_a_line_a_paragraph(tmp_path: Path) -> None:
    path = tmp_path / "BN101.toml"
    long = 'why = """\nOne\n  line.\n\n\nAnother.\n"""'
    path.write_text(MINIMAL.replace('why = "It matters."', long))
    assert catalogue.read(path) == Page(
        code="BN101",
        name="layer-constructor",
        severity="warning",
        finds="A call.",
        why="One line.\n\nAnother.",
        fix="Rewrites it.",
        references=("https://example.org/",),
        examples=(Example("torch", "x"),),
    )


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('code = "BN101"', 'code = "BN102"', "code: 'BN102' is not BN, three digits"),
        ('name = "layer-constructor"', "", "name: is missing"),
        ('name = "layer-', 'name = "Layer ', "name: 'Layer constructor' is not words in lower"),
        ('severity = "warning"', 'severity = "bad"', "severity: 'bad' is not one of"),
        ('why = "It matters."', 'why = " "', "why: is empty"),
        ("https:", "http:", "references: 'http://example.org/' is not an https:// address"),
        ('target = "torch"', "", "examples[0].target: is missing"),
        ('before = "x"', 'before = "x"\nafterwards = ""', "afterwards: is not a known key"),
        ('code = "BN101"', 'code = "BN101"\nwhy_not = ""', "why_not: is not a known key"),
    ],
)
def test_a_page_that_is_wrong_says_where(tmp_path: Path, old: str, new: str, problem: str) -> None:
    path = tmp_path / "BN101.toml"
    assert old in MINIMAL
    path.write_text(MINIMAL.replace(old, new))
    with pytest.raises(TableError) as caught:
        catalogue.read(path)
    assert str(path) in str(caught.value)
    assert problem in str(caught.value)


@pytest.mark.parametrize("word", ["BN201", "bn201", "cumulative-momentum", "Cumulative-Momentum"])
def test_a_page_is_found_by_code_and_by_name(word: str) -> None:
    assert catalogue.find(word).code == "BN201"


@pytest.mark.parametrize(
    ("word", "nearest"),
    [
        ("BN2022", "did you mean 'BN202'?"),
        ("cumulativ-momentum", "did you mean 'cumulative-momentum'?"),
        ("xyz", "`bnmigrate rules` lists them"),
    ],
)
def test_an_unknown_code_names_the_nearest(word: str, nearest: str) -> None:
    with pytest.raises(catalogue.UnknownCodeError, match=re.escape(nearest)):
        catalogue.find(word)


def test_a_finding_has_the_severity_of_its_code() -> None:
    for page in catalogue.pages():
        (example, *_) = page.examples
        found = {finding.code: finding.severity for finding in run(page, example).findings}
        assert found[page.code] == page.severity
    assert Finding("a.py", 1, 1, "BN900", "is not Python", 1, 1).severity == "error"
    assert Finding("a.py", 1, 1, "BN101", "a call", 1, 1, severity="note").severity == "note"
    assert Finding("a.py", 1, 1, "BN999", "of rules of one's own", 1, 1).severity == "warning"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("nn.BatchNorm2d(3, momentum=0.1)", ["error"]),
        ("nn.BatchNorm2d(3, momentum=1)", ["error"]),
        ("nn.BatchNorm2d(3, use_batch_statistics=False).set_train()", ["warning"]),
        # Its statistics don't move, whatever the number.
        ("nn.BatchNorm2d(3, momentum=0.1, use_batch_statistics=False)", ["note"]),
        ("nn.BatchNorm2d(3, momentum=0.1, use_batch_statistics=True)", ["error"]),
        ("nn.BatchNorm2d(3, momentum=0.1, use_batch_statistics=None)", ["error"]),
        # It means the same in either convention.
        ("nn.BatchNorm2d(3, momentum=0.5)", ["note"]),
        ("{'running_mean': 'moving_variance'}", ["error"]),
        ("nn.BatchNorm2d(3), x.replace('.weight', '.gamma')", ["warning"]),
    ],
)
def test_a_lint_is_as_severe_as_its_case(code: str, expected: list[str]) -> None:
    text = f"import mindspore.nn as nn\nlayers = nn.CellList([nn.ReLU(), {code}])\n"
    found = check_source(text, select=["BN3"])
    assert [finding.severity for finding in found] == expected


COUNTS_PAGES = """
from bnmigrate import catalogue
from bnmigrate.config import Config
from bnmigrate.engine import migrate
for line in (b"print('no BatchNorm2d')", b"torch.nn.BatchNorm2d(3)"):
    text = b"import torch\\n" + line
    migrate(text, "a.py", Config())
    print(catalogue.page.cache_info().currsize)
"""


def test_only_the_pages_of_what_was_found_are_read() -> None:
    done = subprocess.run(
        [sys.executable, "-c", COUNTS_PAGES], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["0", "1"]
