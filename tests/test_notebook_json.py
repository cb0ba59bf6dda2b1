"""The JSON of notebooks: all but the sources that change stays; what is wrong is told."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bnmigrate.config import Config
from bnmigrate.engine import migrate
from bnmigrate.notebooks.notebook import Notebook, read
from bnmigrate.source import spliced
from tests.test_notebooks import (
    cell,
    notebook,
    number_of,
    programs,
    sources,
    validate,
    without_sources,
)

LINES = [
    "import torch.nn as nn",
    "import mindspore as ms",
    "bn = nn.BatchNorm2d(3, momentum=0.1)",
    "bn = nn.BatchNorm2d(3, gamma_init=1)",
    "bn.weight",
    "x = 'å\t\u2028\U0001f600'  # é/\\",
    "%time bn(x)",
    "!ls \\",
    "",
    "if x:",
    "    y = nn.BatchNorm2d(4)",
    "y = (",
    ")",
    "%%time",
    '"""',
]


@st.composite
def notebooks(draw: st.DrawFn) -> bytes:
    """Draw a notebook of any content and form."""
    values: Any = st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2)
        ),
        max_leaves=4,
    )
    whole: dict[str, Any] = {"metadata": {"x": draw(values)}, "nbformat": 4, "nbformat_minor": 4}
    cells = []
    for _ in range(draw(st.integers(0, 5))):
        text = "\n".join(draw(st.lists(st.sampled_from(LINES), max_size=5)))
        text += draw(st.sampled_from(["", "\n"]))
        if draw(st.booleans()):
            text = text.replace("\n", "\r\n")
        source: Any = text
        if draw(st.booleans()):
            source = text.splitlines(keepends=True)
        if draw(st.integers(0, 4)):
            cells.append(cell(source, metadata={"x": draw(values)}))
        else:
            cells.append({"cell_type": "markdown", "metadata": {}, "source": source})
    whole["cells"] = cells
    text = json.dumps(
        whole,
        indent=draw(st.sampled_from([None, 0, 1, 4, "\t"])),
        ensure_ascii=draw(st.booleans()),
        separators=draw(st.sampled_from([None, (",", ":"), (" , ", " : ")])),
        sort_keys=draw(st.booleans()),
    )
    if draw(st.booleans()):
        text = text.replace("\n", "\r\n")
    return (
        draw(st.sampled_from([b"", b"\xef\xbb\xbf"]))
        + text.encode()
        + draw(st.sampled_from([b"", b"\n", b" \r\n"]))
    )


@settings(max_examples=80, deadline=None)
@given(notebooks(), st.sampled_from(["mindspore", "torch"]))
def test_any_notebook(data: bytes, target: str) -> None:
    config = Config(target=target)
    result = migrate(data, "a.ipynb", config)
    assert all(
        "bnmigrate failed" not in f.message and "bug" not in f.message for f in result.findings
    )
    if result.output is None:
        assert not any(finding.fixed for finding in result.findings)
        return
    body = result.output.removeprefix(b"\xef\xbb\xbf")
    before = data.removeprefix(b"\xef\xbb\xbf")
    assert without_sources(body) == without_sources(before)
    validate(body)
    touched = {number_of(finding) for finding in result.findings if finding.fixed}
    imports = {
        number
        for number, one in enumerate(json.loads(before)["cells"], start=1)
        if "import" in "".join(one["source"])
    }
    numbers = [n for n, c in enumerate(json.loads(before)["cells"], 1) if c["cell_type"] == "code"]
    for number, old, new in zip(numbers, sources(before), sources(body), strict=True):
        assert old == new or number in touched | imports
    assert len(programs(body)) >= len(programs(before))
    assert migrate(result.output, "a.ipynb", config).output is None


def with_sources(found: Notebook, sources: dict[int, str]) -> bytes:
    return found.mark + spliced(found.text, found.changes(sources)).encode()


@settings(max_examples=200, deadline=None)
@given(notebooks(), st.data())
def test_any_sources_can_be_written(data: bytes, draws: st.DataObject) -> None:
    found = read(data)
    assert with_sources(found, {}) == data
    assert with_sources(found, {one.number: one.text for one in found.cells}) == data
    others = {
        one.number: "\n".join(draws.draw(st.lists(st.sampled_from(LINES), max_size=5)))
        for one in found.cells
        if draws.draw(st.booleans())
    }
    written = read(with_sources(found, others))
    assert without_sources(written.text.encode()) == without_sources(found.text.encode())
    assert [one.text for one in written.cells] == [
        others.get(one.number, one.text) for one in found.cells
    ]


def written(source: str, **changes: str) -> str:
    """Return a notebook whose second cell has `source`, which is JSON, and that `changes` edits."""
    text = (
        '{"cells": [{"cell_type": "markdown", "metadata": {}, "source": []},\n'
        f'{{"cell_type": "code", "metadata": {{}}, "outputs": [], "source": {source}}}],\n'
        '"metadata": {}, "nbformat": 4}'
    )
    for old, new in changes.items():
        text = text.replace(old, new)
    return text


@pytest.mark.parametrize(
    ("other", "expected"),
    [("", r'"\u00e5\ud83d\ude00"'), ("\N{DEGREE SIGN}", '"\xe5\U0001f600"')],
    ids=["ASCII", "UTF-8"],
)
def test_new_text_is_escaped_where_the_file_escapes(other: str, expected: str) -> None:
    whole = written(
        '["a"]', **{'{"cell_type": "markdown",': f'{{"x": "{other}", "cell_type": "raw",'}
    )
    made = with_sources(read(whole.encode()), {2: "\xe5\U0001f600"})
    assert made.decode() == whole.replace('"a"', expected)


SOURCE = r'"import torch.nn as nn\nbn = nn.BatchNorm2d(3, momentum=0.1)"'
ARRAY = r'["import torch.nn as nn\n", "bn = nn.BatchNorm2d(3, momentum=0.1)"]'


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (SOURCE, r'"import mindspore.nn as nn\nbn = nn.BatchNorm2d(3, momentum=0.9)"'),
        (ARRAY, r'["import mindspore.nn as nn\n", "bn = nn.BatchNorm2d(3, momentum=0.9)"]'),
        (  # white space in an array, and escapes beside what changes
            r"""[ "import torch\u002enn as nn\n"
,	"n\u006e.BatchNorm2d( 3,\tmomentum=0.1) # \u00e5\/"  ]""",
            r"""[ "import mindspore\u002enn as nn\n"
,	"n\u006e.BatchNorm2d( 3,\tmomentum=0.9) # \u00e5\/"  ]""",
        ),
        (  # no two lines of the array parted alike
            r"""["import torch.nn as nn\n" ,"a = 1\n"
,   "bn = nn.BatchNorm2d(3, momentum=0.1)\n",  "a"]""",
            r"""["import mindspore.nn as nn\n" ,"a = 1\n"
,   "bn = nn.BatchNorm2d(3, momentum=0.9)\n",  "a"]""",
        ),
        (  # strings that are no lines
            r'["import torch.nn as nn\nnn.", "BatchNorm2d(3)\n", "", "x = 1"]',
            r'["import mindspore.nn as nn\n", "nn.BatchNorm2d(3)\n", "x = 1"]',
        ),
    ],
    ids=["string", "array", "spaces and escapes", "separators", "parts of lines"],
)
def test_only_what_changes_is_written(source: str, expected: str) -> None:
    result = migrate(written(source).encode(), "a.ipynb", Config())
    assert result.output is not None
    assert result.output.decode() == written(expected)


@pytest.mark.parametrize(
    ("source", "added"),
    [
        (
            '["import torch.nn as nn, os"]',
            r'["import torch.nn as nn, os\n", "import mindspore as ms"]',
        ),
        (
            '[\n  "import torch.nn as nn, os"\n ]',
            '[\n  "import torch.nn as nn, os\\n",\n  "import mindspore as ms"\n ]',
        ),
        ('"import torch.nn as nn, os"', r'"import torch.nn as nn, os\nimport mindspore as ms"'),
    ],
    ids=["one line", "lines", "string"],
)  # fmt: skip
def test_an_added_line_is_written_like_its_neighbours(source: str, added: str) -> None:
    rest = r'"source": "nn.BatchNorm2d(3)\nnn.Linear"}],'
    whole = written(
        source, **{"}],": '}, {"cell_type": "code", "metadata": {}, "outputs": [], ' + rest}
    )
    result = migrate(whole.encode(), "a.ipynb", Config())
    assert result.output is not None
    assert result.output.decode() == whole.replace(source, added).replace(
        r'"nn.BatchNorm2d', r'"ms.nn.BatchNorm2d'
    )


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        (written(SOURCE)[:-1], (3, 30), r"its JSON is wrong here (Expecting ',' delimiter)"),
        (written(SOURCE, **{"{}, ": "{},, "}), (1, 53), "its JSON is wrong here"),
        ('["BatchNorm2d"]', (1, 1), "it has no list of `cells`"),
        ('\n{"cells": "BatchNorm2d"}', (2, 1), "it has no list of `cells`"),
        ('{"cells": ["BatchNorm2d"]}', (1, 12), "cell 1 is no object"),
        (written('{"BatchNorm2d": 1}'), (2, 64), "the `source` of cell 2 is neither a string nor"),
        (written('["BatchNorm2d", 1]'), (2, 64), "the `source` of cell 2 is neither a string nor"),
        (written("1", **{'"source"': '"BatchNorm2d"'}), (2, 1), "the `source` of cell 2"),
        (written(f'{SOURCE}, "source": ""'), (2, 127), 'has the key "source" twice'),
        (written(SOURCE, **{'"nbf': '"cells": [], "nbf'}), (3, 17), 'has the key "cells" twice'),
        (
            '{"worksheets": [{"cells": ["BatchNorm2d"]}],\n "nbformat": 3}',
            (2, 14),
            "is a notebook of format 3, and only format 4 is read; save it in Jupyter, or",
        ),
        ("BatchNorm2d", (1, 1), "its JSON is wrong here (Expecting value)"),
        (f"[{'[' * 100_000} BatchNorm2d", (1, 1), "is nested too deeply"),
    ],
)  # fmt: skip
def test_what_is_no_notebook(text: str, place: tuple[int, int], message: str) -> None:
    result = migrate(text.encode(), "a.ipynb", Config())
    assert result.error
    assert result.output is None
    (finding,) = result.findings
    assert finding.code == "BN900"
    assert finding.cell is None
    assert message in finding.message
    assert (finding.line, finding.column) == place


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b'{"cells": ["BatchNorm2d \xe9"]}', "is not UTF-8: "),
        (written(SOURCE).encode("utf-16"), "is not UTF-8: "),
    ],
)
def test_other_encodings(data: bytes, message: str) -> None:
    (finding,) = migrate(data, "a.ipynb", Config()).findings
    assert finding.message.startswith(message)
    assert "save the notebook as UTF-8" in finding.message


@pytest.mark.parametrize("bad", [r"\u0000", r"\ud800"])
def test_characters_that_python_does_not_read(bad: str) -> None:
    source = SOURCE[:-1] + rf'\n"}}, {{"cell_type": "code", "source": "a\nb = \"{bad}\""'
    result = migrate(written(source).encode(), "a.ipynb", Config())
    (finding,) = (f for f in result.findings if f.code == "BN900")
    assert finding.place == "a.ipynb:cell 3:2:6"
    assert (
        result.output
        == written(source.replace("torch", "mindspore").replace("0.1", "0.9")).encode()
    )


@pytest.mark.parametrize(
    ("metadata", "is_read"),
    [
        ({}, True),
        ({"kernelspec": {"name": "python3"}}, True),
        ({"kernelspec": {"language": "python", "name": "torch"}}, True),
        ({"language_info": {"name": "ipython"}}, True),
        ({"language_info": {"name": "python"}, "kernelspec": {"language": "julia"}}, True),
        ({"language_info": {"name": "julia"}}, False),
        ({"kernelspec": {"language": "R", "name": "ir"}}, False),
        ({"kernelspec": 1, "language_info": []}, True),
    ],
)
def test_the_language_of_the_kernel(metadata: dict[str, Any], is_read: bool) -> None:
    data = notebook("import torch.nn as nn\nnn.BatchNorm2d(3)", **metadata)
    result = migrate(data, "a.ipynb", Config())
    assert (result.output is not None) == is_read
    assert bool(result.findings) == is_read
