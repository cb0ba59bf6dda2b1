"""The pages in docs/rules/ say what rules/codes/ says; `make pages` writes them anew."""

from __future__ import annotations

import re

import pytest

from bnmigrate import catalogue
from bnmigrate.explain import markdown
from bnmigrate.program.looks import looks
from tests.command_line import PROJECT

FOLDER = PROJECT / "docs" / "rules"
EXPECTED = {
    "README.md": markdown.index_text(catalogue.pages()),
    **{f"{page.code}.md": markdown.page_text(page) for page in catalogue.pages()},
}


def test_the_pages_are_up_to_date(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--update"):
        FOLDER.mkdir(exist_ok=True)
        for path in FOLDER.glob("*.md"):
            path.unlink()
        for name, text in EXPECTED.items():
            (FOLDER / name).write_text(text, encoding="utf-8")
    assert {p.name: p.read_text(encoding="utf-8") for p in FOLDER.iterdir()} == EXPECTED, (
        "run `make pages`"
    )


def test_the_limits_of_the_runtime_are_those_of_the_rules(request: pytest.FixtureRequest) -> None:
    path = PROJECT / "docs" / "runtime.md"
    text = path.read_text(encoding="utf-8")
    mark, end = (
        "<!-- made from rules/program/looks.toml by `make pages` -->\n\n",
        "\n\n<!-- end -->",
    )
    head, _, rest = text.partition(mark)
    _, _, tail = rest.partition(end)
    expected = f"{head}{mark}{markdown.limits_text(looks())}{end}{tail}"
    if request.config.getoption("--update"):
        path.write_text(expected, encoding="utf-8")
    assert text == expected or request.config.getoption("--update"), "run `make pages`"


@pytest.mark.parametrize("name", EXPECTED)
def test_links_lead_somewhere(name: str) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", EXPECTED[name]):
        assert (FOLDER / target).exists(), target


def test_a_page_has_all_that_the_catalogue_says() -> None:
    for page in catalogue.pages():
        text = re.sub(r"\[(BN\d{3})\]\(\1\.md\)", r"\1", EXPECTED[f"{page.code}.md"])
        codes = (code for e in page.examples for code in (e.before, e.after) if code is not None)
        for part in (page.code, page.name, page.severity, page.finds, page.why, page.fix, *codes):
            assert part in text
        for url in page.references:
            assert f"<{url}>" in text


def test_the_index_lists_every_code_once() -> None:
    listed = re.findall(r"^\| \[(BN\d{3})\]\(\1\.md\) \|", EXPECTED["README.md"], re.MULTILINE)
    assert tuple(listed) == catalogue.codes()
