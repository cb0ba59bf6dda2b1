"""Every fixture: what comes out, what is reported, and the promises that hold for all of them.

tests/fixtures/<from>_to_<to>/<CODE>/<case>.in.py is translated; <case>.out.py is what it becomes
and is missing where nothing may change; <case>.txt is the report. A first line
`# unsafe-fixes` asks for these, and `one way` in a comment tells that the other direction has
nothing to go by.
"""

from __future__ import annotations

import contextlib
import io
import re
import tokenize
from pathlib import Path

import pytest

from bnmigrate import catalogue
from bnmigrate.config import Config
from bnmigrate.engine import migrate
from bnmigrate.report.text import finding_lines
from bnmigrate.results import FileResult
from bnmigrate.source import Lines, decode
from tests.sites_of import sites_of

FIXTURES = Path(__file__).parent / "fixtures"
LINTS = frozenset(code for code in catalogue.codes() if code.startswith("BN3"))
CASES = sorted(FIXTURES.glob("*_to_*/*/*.in.py"))


def name_of(path: Path) -> str:
    return path.relative_to(FIXTURES).as_posix().removesuffix(".in.py")


def config_for(path: Path) -> Config:
    source, _, target = path.parts[-3].partition("_to_")
    unsafe = path.read_bytes().startswith(b"# unsafe-fixes")
    # A lint's fix is written where its code is asked for by name.
    code = path.parts[-2]
    return Config(
        target=target,
        source=(source,) if source != target else (),
        unsafe_fixes=unsafe,
        extend_select=(code,) if code in LINTS else (),
    )


def report_of(result: FileResult) -> str:
    lines: list[str] = []
    for finding in result.findings:
        mark = "fixed: " if finding.fixed else ""
        lines.extend(
            mark + line if i == 0 else line for i, line in enumerate(finding_lines(finding))
        )
    import click

    return "".join(click.unstyle(line) + "\n" for line in lines)


def run(path: Path, data: bytes | None = None, **changes: object) -> FileResult:
    config = config_for(path)
    if changes:
        from dataclasses import replace

        config = replace(config, **changes)  # type: ignore[arg-type]  # settings by name
    return migrate(path.read_bytes() if data is None else data, "case.py", config)


@pytest.fixture(params=CASES, ids=[name_of(path) for path in CASES])
def case(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


def expected_output(case: Path) -> bytes | None:
    path = case.with_name(case.name.replace(".in.", ".out."))
    return path.read_bytes() if path.exists() else None


def assert_is_expected(result: FileResult, case: Path, update: bool) -> None:
    """Compare a result with the output and the report beside its case; `update` writes them."""
    report = case.with_name(f"{case.name.partition('.in.')[0]}.txt")
    if update:
        output = case.with_name(case.name.replace(".in.", ".out."))
        output.unlink(missing_ok=True)
        if result.output is not None:
            output.write_bytes(result.output)
        report.write_text(report_of(result), encoding="utf-8")
    assert result.output == expected_output(case)
    assert report_of(result) == report.read_text(encoding="utf-8")


def test_output_and_report(case: Path, request: pytest.FixtureRequest) -> None:
    assert_is_expected(run(case), case, request.config.getoption("--update"))


def test_a_finding_is_fixed_or_says_why(case: Path) -> None:
    result = run(case)
    for finding in result.findings:
        assert finding.fixed or (finding.advice and finding.reason) or finding.code == "BN900", (
            finding
        )
    assert (result.output is not None) == any(f.fixed for f in result.findings)


def test_the_replacements_make_the_output(case: Path) -> None:
    """Whoever carries them out, as an editor or a reviewer's tool does, gets what `fix` writes."""
    result = run(case)
    source = decode(case.read_bytes())
    text = source.text
    for change in reversed(result.replacements):
        lines = Lines(source.text)
        assert lines.place(change.start) == (change.line, change.column)
        assert lines.place(change.end) == (change.end_line, change.end_column)
        text = text[: change.start] + change.text + text[change.end :]
    assert source.encode(text) == (result.output or case.read_bytes())


def test_what_comes_out_compiles(case: Path) -> None:
    result = run(case)
    try:
        compile(case.read_bytes(), "case.py", "exec", dont_inherit=True)
    except SyntaxError as error:
        pytest.skip(f"this Python doesn't compile the source itself: {error}")
    if result.output is not None:
        compile(result.output, "case.py", "exec", dont_inherit=True)


def test_twice_is_once(case: Path) -> None:
    first = run(case)
    if first.output is not None:
        second = run(case, first.output)
        assert second.output is None
        # What is suspicious in one framework may not be in the other.
        left = [f.code for f in first.findings if not f.fixed and f.code not in LINTS]
        found = [f.code for f in second.findings if f.code not in LINTS]
        # Where an unsafe fix went on without a place that stays, nothing leads there any more.
        assert found == left or (case.name.endswith("_unsafe.in.py") and set(found) <= set(left))


def test_there_and_back_is_home(case: Path) -> None:
    """What was changed and changed back asks the same of the layer as the original did."""
    source, _, target = case.parts[-3].partition("_to_")
    there = run(case)
    if (
        source == target
        or there.output is None
        or re.search(r"^# .*one way", case.read_text(), re.MULTILINE)
    ):
        return
    back = run(case, there.output, target=source, source=(target,))
    assert back.output is not None
    original, returned = sites_of(case.read_text()), sites_of(back.output.decode())
    assert [site for site in returned if site.dialect != source] == [
        site for site in original if site.dialect != source
    ]
    assert returned == original


def tabbed(content: bytes) -> bytes:
    """Return the content with tabs for the indentation of each statement, for all of its lines."""
    text = content.decode("latin-1")
    indents: dict[int, int] = {}
    first: tuple[int, int] | None = None
    with contextlib.suppress(tokenize.TokenError, SyntaxError):
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.NEWLINE and first is not None:
                indents |= dict.fromkeys(range(first[0], token.end[0] + 1), first[1])
                first = None
            elif first is None and token.string.strip() and token.type != tokenize.COMMENT:
                first = token.start
    lines = text.split("\n")
    for i, line in enumerate(lines):
        indent = len(line) - len(line.lstrip(" "))
        of_statement = min(indent, indents.get(i + 1, indent))
        spaces = of_statement % 4 + indent - of_statement
        lines[i] = "\t" * (of_statement // 4) + " " * spaces + line.lstrip(" ")
    return "\n".join(lines).encode("latin-1")


@pytest.mark.parametrize("variant", ["crlf", "no final newline", "mark", "form feed", "tabs"])
def test_form_of_the_file_stays(case: Path, variant: str) -> None:
    """The same file in another form gives the same output in that form."""
    data = case.read_bytes()
    expected = expected_output(case)

    def form(content: bytes) -> bytes:
        if variant == "crlf":
            return content.replace(b"\n", b"\r\n")
        if variant == "no final newline":
            return content.removesuffix(b"\n")
        if variant == "mark":
            return b"\xef\xbb\xbf" + content
        if variant == "tabs":
            return tabbed(content)
        return b"\x0c\n" + content

    if variant == "form feed" and data.startswith(b"# unsafe-fixes"):
        return
    result = run(case, form(data), unsafe_fixes=config_for(case).unsafe_fixes)
    assert result.output == (None if expected is None else form(expected))
