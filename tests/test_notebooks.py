"""Notebooks: what comes out, what is reported, and that nothing else in the JSON changes.

tests/fixtures/<from>_to_<to>/notebooks/ has the fixtures, as in tests/test_fixtures.py.
"""

from __future__ import annotations

import ast
import codecs
import json
import re
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from IPython.core.inputtransformer2 import TransformerManager

from bnmigrate.config import Config
from bnmigrate.engine import migrate
from bnmigrate.findings import Finding
from bnmigrate.results import FileResult
from bnmigrate.source import Lines, spliced
from tests.command_line import TORCH, bnmigrate, process, write
from tests.sites_of import sites_of
from tests.test_arrivals import BLOCK
from tests.test_diff import TOOLS, assert_applies
from tests.test_fixtures import FIXTURES, assert_is_expected, config_for, expected_output

CASES = sorted(FIXTURES.glob("*_to_*/notebooks/*.in.ipynb"))


def run(case: Path, data: bytes | None = None, target: str = "") -> FileResult:
    content = case.read_bytes() if data is None else data
    return migrate(content, "case.ipynb", Config(target=target or config_for(case).target))


def cell(source: str | list[str], **more: Any) -> dict[str, Any]:
    """Return a code cell."""
    empty: dict[str, Any] = {"execution_count": None, "metadata": {}, "outputs": []}
    return {"cell_type": "code", **empty, "source": source, **more}


def notebook(*sources: str, **metadata: Any) -> bytes:
    """Return a notebook as Jupyter writes it."""
    cells = [cell(source.splitlines(keepends=True)) for source in sources]
    whole = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 4}
    return (json.dumps(whole, indent=1, ensure_ascii=False) + "\n").encode()


def number_of(finding: Finding) -> int | None:
    """Return the number of the cell."""
    return None if finding.cell is None else finding.cell.number


def sources(data: bytes) -> list[str]:
    """Return the sources of the code cells."""
    cells = json.loads(data)["cells"]
    return ["".join(c["source"]) for c in cells if c["cell_type"] == "code"]


def without_sources(data: bytes) -> Any:
    """Return all but the sources of the code cells."""
    whole = json.loads(data)
    for one in whole["cells"]:
        if one["cell_type"] == "code":
            one["source"] = type(one["source"])()
    return whole


def as_python(text: str) -> str:
    """Return what IPython makes of a cell."""
    made: str = TransformerManager().transform_cell(text)  # type: ignore[no-untyped-call]  # it has no types
    return made


def validate(data: bytes) -> None:
    """Raise where nbformat, and so Jupyter, doesn't take it for a notebook."""
    nbformat.validate(nbformat.reads(data.decode(), as_version=4))  # type: ignore[no-untyped-call]  # it has no types


def programs(data: bytes) -> list[str]:
    """Return the cells as IPython compiles them, those that it can."""
    made = []
    for source in sources(data):
        text = as_python(source)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                compile(text, "", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
        except SyntaxError:
            continue
        made.append(text)
    return made


@pytest.fixture(params=CASES, ids=[path.parts[-3] + "/" + path.name for path in CASES])
def case(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


def test_output_and_report(case: Path, request: pytest.FixtureRequest) -> None:
    result = run(case)
    assert_is_expected(result, case, request.config.getoption("--update"))
    assert result.error == any(finding.code == "BN900" for finding in result.findings)


def test_twice_is_once(case: Path) -> None:
    first = run(case)
    if first.output is not None:
        second = run(case, first.output)
        assert second.output is None
        left = [(number_of(f), f.code) for f in first.findings if not f.fixed]
        assert [(number_of(f), f.code) for f in second.findings] == left


def test_there_and_back_is_home(case: Path) -> None:
    there = run(case)
    if there.output is None or any(f.code == "BN900" for f in there.findings):
        return
    back = run(case, there.output, target=case.parts[-3].partition("_to_")[0])
    assert back.output is not None
    before, after = ("\n".join(programs(data)) for data in (case.read_bytes(), back.output))
    assert sites_of(after) == sites_of(before)


def test_nothing_but_sources_changes_and_they_are_notebooks_still(case: Path) -> None:
    before, result = case.read_bytes(), run(case)
    if result.output is None:
        return
    assert without_sources(result.output) == without_sources(before)
    changed = [i for i, s in enumerate(sources(before)) if s != sources(result.output)[i]]
    assert changed
    validate(result.output)
    assert len(programs(result.output)) == len(programs(before))


def test_outside_the_lines_that_change_every_byte_stays(case: Path) -> None:
    """In an indented notebook each line of the file is one line of a cell, or none."""
    before, result = case.read_bytes(), run(case)
    if result.output is None or before.count(b"\n") < 2:
        return
    lines = {s for source in sources(result.output) for s in source.splitlines(keepends=True)}
    lines -= {s for source in sources(before) for s in source.splitlines(keepends=True)}
    written = {json.dumps(line, ensure_ascii=False).encode() for line in lines}
    old = iter(_without_commas(before))
    for line in _without_commas(result.output):
        if line.strip() not in written and line != b'   "source": []':
            assert line in old, line


def _without_commas(data: bytes) -> list[bytes]:
    """Return the lines without the comma that comes or goes where the next one does."""
    return [line.removesuffix(b",") for line in data.split(b"\n")]


def test_places_are_those_in_the_file_and_in_the_cell(case: Path) -> None:
    text = case.read_bytes().decode()
    lines = Lines(text)
    cells = json.loads(text)["cells"]
    for finding in run(case).findings:
        at = finding.cell
        assert at is not None
        source = "".join(cells[at.number - 1]["source"])
        start, end = (
            Lines(source).start(line) + column - 1
            for line, column in ((at.line, at.column), (at.end_line, at.end_column))
        )
        first, last = (
            lines.start(line) + column - 1
            for line, column in (
                (finding.line, finding.column),
                (finding.end_line, finding.end_column),
            )
        )
        written = re.sub(r'"\s*,\s*"', "", text[first:last])
        assert json.loads(f'"{written}"') == source[start:end]


def test_the_replacements_make_the_output(case: Path) -> None:
    result = run(case)
    before = case.read_bytes().decode()
    pieces = [(change.start, change.end, change.text) for change in result.replacements]
    after = spliced(before, pieces).encode()
    assert after == (case.read_bytes() if result.output is None else result.output)
    lines = Lines(before)
    for change in result.replacements:
        assert lines.place(change.start) == (change.line, change.column)
        assert lines.place(change.end) == (change.end_line, change.end_column)


FORMS: dict[str, Callable[[Any], bytes]] = {
    "indent 2": lambda whole: json.dumps(whole, indent=2).encode(),
    "indent 4, UTF-8": lambda whole: json.dumps(whole, indent=4, ensure_ascii=False).encode(),
    "tabs": lambda whole: json.dumps(whole, indent="\t").encode() + b"\n",
    "compact": lambda whole: json.dumps(whole, separators=(",", ":")).encode(),
    "one line": lambda whole: json.dumps(whole).encode() + b"\n\n",
    "crlf": lambda whole: json.dumps(whole, indent=1).encode().replace(b"\n", b"\r\n"),
    "mark": lambda whole: codecs.BOM_UTF8 + json.dumps(whole, indent=1).encode(),
    "sorted": lambda whole: json.dumps(whole, indent=1, sort_keys=True).encode(),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("is_list", [True, False], ids=["lists", "strings"])
def test_form_of_the_file_stays(case: Path, form: str, is_list: bool) -> None:
    """The same notebook in another form gives the same output in that form."""
    expected = expected_output(case)

    def formed(data: bytes) -> bytes:
        whole = json.loads(data)
        for one in whole["cells"]:
            text = "".join(one["source"])
            one["source"] = text.splitlines(keepends=True) if is_list else text
        return FORMS[form](whole)

    result = run(case, formed(case.read_bytes()))
    assert result.output == (None if expected is None else formed(expected))


def test_folders_are_searched_for_notebooks(tmp_path: Path) -> None:
    """As ruff does; the copies that Jupyter keeps are left out."""
    for name in ("b.ipynb", "sub/a.ipynb", ".ipynb_checkpoints/c.ipynb"):
        write(tmp_path, {name: notebook(TORCH).decode()})
    write(tmp_path, {"a.py": TORCH})
    done = bnmigrate(tmp_path, "check", "--output-format", "concise")
    assert [line.rpartition(": BN101")[0] for line in done.stdout.decode().splitlines()] == [
        "a.py:3:6",
        "b.ipynb:cell 1:3:6",
        "sub/a.ipynb:cell 1:3:6",
    ]
    assert done.returncode == 1
    assert bnmigrate(tmp_path, "fix").returncode == 0
    assert sources((tmp_path / "sub/a.ipynb").read_bytes()) == [
        TORCH.replace("torch", "mindspore").replace("0.1", "0.9")
    ]
    assert bnmigrate(tmp_path, "check").returncode == 0


def test_one_bad_cell_fails_the_notebook_and_nothing_else(tmp_path: Path) -> None:
    write(tmp_path, {"a.ipynb": notebook("x = (", TORCH).decode()})
    done = bnmigrate(tmp_path, "fix")
    assert done.returncode == 2
    assert b"a.ipynb:cell 1:1:5: BN900 is not Python: '(' was never closed" in done.stdout
    assert b"fixed 1 finding in 1 file. 1 path could not be done." in done.stderr
    assert "momentum=0.9" in sources((tmp_path / "a.ipynb").read_bytes())[1]


@pytest.mark.parametrize("name", ["a.ipynb", "sub/none.ipynb"])
def test_standard_input(tmp_path: Path, name: str) -> None:
    data = notebook(TORCH)
    done = bnmigrate(tmp_path, "fix", "--stdin-filename", name, "-", stdin=data)
    assert done.returncode == 0
    (source,) = sources(done.stdout)
    assert "momentum=0.9" in source
    assert without_sources(done.stdout) == without_sources(data)


@pytest.mark.parametrize("tool", TOOLS, ids=["git", "patch"])
def test_a_diff_can_be_applied(tmp_path: Path, tool: list[str]) -> None:
    old = tmp_path / "old"
    old.mkdir()
    for number, form in enumerate(FORMS.values()):
        (old / f"{number}.ipynb").write_bytes(form(json.loads(notebook(TORCH, "%time 1", TORCH))))
    assert_applies(tmp_path, bnmigrate(old, "fix", "--diff").stdout, tool)


def test_nothing_is_imported_for_a_notebook_without_the_layer(tmp_path: Path) -> None:
    write(tmp_path, {"a.ipynb": notebook("import torch", "%time torch.zeros(3)").decode()})
    program = (
        "import sys, bnmigrate.cli\n"
        "sys.argv = ['bnmigrate', 'check', 'a.ipynb']\n"
        "try: bnmigrate.cli.main()\n"
        "except SystemExit as end: assert not end.code, end\n"
        "print(sorted({'libcst', 'bnmigrate.notebooks.notebook'} & set(sys.modules)))\n"
    )
    done = process(tmp_path, prefix=[sys.executable, "-c", program])
    assert done.stdout == b"[]\n", done


@pytest.mark.parametrize("said", ["markdown", "output"])
def test_a_layer_that_is_only_told_of_costs_no_parsing(said: str) -> None:
    """Then cells that can't be parsed are none of our business."""
    text = {"output_type": "stream", "name": "stdout", "text": "BatchNorm2d(3)"}
    cells = [cell("x = (", outputs=[text] if said == "output" else [])]
    if said == "markdown":
        cells.append({"cell_type": "markdown", "metadata": {}, "source": "BatchNorm2d"})
    whole = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    assert migrate(json.dumps(whole).encode(), "a.ipynb", Config()) == FileResult("a.ipynb")


@pytest.mark.parametrize("test", ["'bn' in name", 'name.endswith("norm1")', '"bn" in name'])
def test_the_search_of_the_bytes_sees_through_the_escapes(test: str) -> None:
    """A notebook is searched for what a .py file is searched for."""
    code = (
        "import torch.nn as nn\nfor name, m in net.named_modules():\n"
        f"    if {test}:\n        m.weight.data.fill_(1)\n"
    )
    assert [f.code for f in migrate(code.encode(), "a.py", Config()).findings] == ["BN208"]
    assert [f.code for f in migrate(notebook(code), "a.ipynb", Config()).findings] == ["BN208"]


def test_what_other_files_pass_is_asked_of_notebooks_too(tmp_path: Path) -> None:
    write(tmp_path, {"block.py": BLOCK})
    imports = "from torch import nn\nfrom block import Block\n"
    for source in (
        f"{imports}Block(3,\nnorm_layer=nn.RMSNorm)",
        [*imports.splitlines(keepends=True), "Block(3, norm_layer=nn.RMSNorm)"],
    ):
        whole = {"cells": [cell(source)], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
        write(tmp_path, {"b.ipynb": json.dumps(whole)})
        done = bnmigrate(tmp_path, "check")
        assert b"where `self.bn` is the layer" in done.stdout


def test_verify_runs_the_calls_of_notebooks(tmp_path: Path) -> None:
    pytest.importorskip("torch", reason="PyTorch is not installed")
    write(tmp_path, {"a.ipynb": notebook("%pip list", "x = (", TORCH).decode()})
    done = bnmigrate(tmp_path, "verify", "a.ipynb")
    assert b"a.ipynb:cell 3:3:6: BN101 equal" in done.stdout
    assert b"a.ipynb:cell 2:1:5: BN900 is not Python" in done.stderr
    assert done.returncode == 2


def test_there_and_back_on_the_command_line(tmp_path: Path) -> None:
    before = notebook(
        "%matplotlib inline\nimport torch.nn as nn", "nn.BatchNorm2d(3, momentum=0.3)"
    )
    (tmp_path / "a.ipynb").write_bytes(before)
    assert bnmigrate(tmp_path, "fix", "a.ipynb").returncode == 0
    assert (tmp_path / "a.ipynb").read_bytes() != before
    assert bnmigrate(tmp_path, "fix", "--to", "torch", "a.ipynb").returncode == 0
    assert (tmp_path / "a.ipynb").read_bytes() == before


def test_a_name_that_bnmigrate_needs() -> None:
    result = migrate(notebook("__bnmigrate_magic__(1)", TORCH), "a.ipynb", Config())
    (wrong, _) = result.findings
    assert wrong.message == "uses `__bnmigrate_magic__`, which bnmigrate needs; rename it"
    assert result.output is not None


def test_names_are_shared_down_the_notebook() -> None:
    """As in a module, where a name is read that is bound below alone."""
    below = notebook(
        "norm(3, momentum=0.1)", TORCH, "norm = nn.BatchNorm2d", "norm(3, momentum=.1)"
    )
    found = migrate(below, "a.ipynb", Config()).findings
    assert [(number_of(f), f.code) for f in found if f.fixed] == [
        (1, "BN107"),  # nothing else binds it: the cells may have been run in another order
        (2, "BN101"),
        (3, "BN102"),
        (4, "BN107"),
    ]


def test_a_bad_cell_with_magics_does_not_stop_those_below() -> None:
    cells = ["%pip list\n!ls\nx = (", f"%time 1\n{TORCH}", "%time 2\ny = (", f"!ls\n{TORCH}"]
    result = migrate(notebook(*cells), "a.ipynb", Config())
    assert result.output is not None
    assert sources(result.output) == [
        cells[0],
        *(c.replace("torch", "mindspore").replace("0.1", "0.9") for c in cells[1:]),
    ]
    assert [(number_of(f), f.code) for f in result.findings if not f.fixed] == [
        (1, "BN900"),
        (3, "BN900"),
    ]


@pytest.mark.parametrize(
    ("source", "place"),
    [
        ("%timeit nn.BatchNorm2d(3)", (1, 1, 1, 26)),
        ("x = %timeit -o nn.BatchNorm2d(3)\n", (1, 5, 1, 33)),
        ("if x:\n    !echo BatchNorm2d \\\n  a b", (2, 5, 3, 6)),
        ("\n%%bash\necho\n  BatchNorm2d", (1, 1, 4, 14)),
    ],
)
def test_where_a_magic_begins_and_ends(source: str, place: tuple[int, int, int, int]) -> None:
    data = notebook("import torch.nn as nn", "!ls", source)
    (found,) = migrate(data, "a.ipynb", Config()).findings
    assert found.code == "BN209"
    assert found.cell == (3, *place)


def test_a_report_shows_the_line_of_the_cell_and_tells_programs_that_of_the_file(
    tmp_path: Path,
) -> None:
    compact = FORMS["compact"](json.loads(notebook("%ls", f"\n{TORCH}")))
    (tmp_path / "a.ipynb").write_bytes(compact)
    shown = bnmigrate(tmp_path, "check").stdout.decode().splitlines()
    assert shown[0].startswith("a.ipynb:cell 2:4:6: BN101 [*] call of torch.nn.BatchNorm2d")
    assert shown[1:3] == [
        "4 | bn = nn.BatchNorm2d(64, momentum=0.1)",
        "  |      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^",
    ]
    told = bnmigrate(tmp_path, "check", "--output-format", "json").stdout
    (entry,) = json.loads(told)
    column = compact.index(b"nn.BatchNorm2d") + 1
    assert (entry["line"], entry["column"]) == (1, column)
    assert entry["cell"] == {"number": 2, "line": 4, "column": 6, "end_line": 4, "end_column": 38}
    github = bnmigrate(tmp_path, "check", "--output-format", "github").stdout.decode()
    assert f"file=a.ipynb,line=1,endLine=1,col={column}," in github


def test_a_fingerprint_stays_when_other_cells_come_and_go(tmp_path: Path) -> None:
    marks = []
    for cells in ([TORCH], ["%ls", "x = 1", f"y = 2\n{TORCH}"]):
        whole = json.loads(notebook(*cells))
        for form in ("compact", "tabs"):
            (tmp_path / "a.ipynb").write_bytes(FORMS[form](whole))
            told = bnmigrate(tmp_path, "check", "--output-format", "json").stdout
            marks += [entry["fingerprint"] for entry in json.loads(told)]
    assert len(marks) == 4
    assert len(set(marks)) == 1


def test_json_that_is_wrong_is_shown(tmp_path: Path) -> None:
    (tmp_path / "a.ipynb").write_bytes(b'{"cells": [\n"BatchNorm2d",,\n]}')
    shown = bnmigrate(tmp_path, "check").stdout.decode().splitlines()
    assert shown[0].startswith("a.ipynb:2:15: BN900 is not a notebook: its JSON is wrong here")
    assert shown[1:3] == ['2 | "BatchNorm2d",,', "  |               ^"]
