"""What of a cell is Python: IPython's own input transformer is the judge."""

from __future__ import annotations

import ast
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bnmigrate.notebooks.ipython import STAND_IN, Magic, split
from tests.test_notebooks import as_python

MAGIC = "get_ipython()"


def shown(text: str) -> str:
    """Return the cell with the same call in the place of each magic."""
    return "".join(piece if isinstance(piece, str) else MAGIC for piece in split(text))


def transformed(text: str) -> str:
    """Return what IPython makes of the cell, each of its calls shortened."""
    made = as_python(text)
    return re.sub(r"get_ipython\(\)\.\w+\(.*\)", MAGIC, made)


CELLS = [
    "%matplotlib inline",
    "  \n\n%matplotlib inline\nx = 1",
    "!ls",
    "!!ls",
    "!ls \\\n  -l \\\n  -a\nx = 1",
    "x = 1\n!echo {x} # c?\ny = 2",
    "if x:\n    !ls\n    %time f(x)\nelse:\n    x = !ls\n",
    "x = %timeit -o f()\nx.y = %pwd\nx[0] = !ls\na, b = !ls\nz: int = %pwd",
    "x?",
    "x.y??\nz",
    "?x\n??y.z",
    "%time?",
    "%%time?",
    "x = y?",
    "a = [1]\na[0]?",
    "x = 7 % 3\ny = (7\n% 3)\nz = f(\n  x,\n  y\n) if 0 else 1",
    "x = '''\n%time\n!ls\ny?\n'''\n%time y\n",
    "x = '%time' # !ls ?\n# what?\nx  # %time",
    'x = f"{y!r}" if y != 1 else f"{y = }"',
    "x += 1\nx == 2\nf(x=1)",
    "x = 1\\\n  % 3",
    "def f():\n    '''Doc.\n\n    %x\n    '''\n    %time 1\n    return 1\n",
    "x = {'a': 1,\n     # !ls\n     'b': 2}\n%ls",
    "x = '\\\n%time'\n!ls",
    "%%bash\nls\n",
    "\n\n%%html\n<b>x?</b>\n%x",
    "%%!\nls",
    "# a\n%%time\nx = 1",
    "%lsmagic ?",
    "x\r\n%time y\r\nz = !ls",
    "%%writefile a.py\n\nx = 1",
]


@pytest.mark.parametrize("text", CELLS)
def test_ipython_parts_the_cell_alike(text: str) -> None:
    mine, ipythons = (made.replace("\r\n", "\n") for made in (shown(text), transformed(text)))
    assert mine.strip("\n ") == ipythons.strip("\n ")


LINES = [
    "x = 1",
    "%time x",
    "!ls -l",
    "!ls \\",
    "x = !ls",
    "x = %pwd",
    "x.y?",
    "?x",
    "if x:",
    "    %time x",
    "    x = '?'",
    "    y = !ls",
    "x = '''",
    "'''",
    '"""',
    "f(",
    ")",
    "x = [",
    "]",
    "  % 3",
    "# !ls ?",
    "",
    "x = 'it''s' # '",
    "x = y % z",
    "x \\",
    "    x?",
]


def is_python(text: str) -> bool:
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=7))
def test_any_cell_that_ipython_runs_is_parted_alike(lines: list[str]) -> None:
    text = "\n".join(lines)
    try:
        by_ipython = transformed(text)
    except IndentationError:  # of Python's tokenizer, which IPython asks
        return
    is_indented = text.strip() and text.lstrip("\n").startswith(" ")  # that is a BN900
    if text.strip() and not is_indented and is_python(by_ipython):
        # A command that goes on over a line with a bracket is one with the line after it, or not.
        assert _magics_once(shown(text)) == _magics_once(by_ipython)


def _magics_once(text: str) -> str:
    return re.sub(rf"({re.escape(MAGIC)}\n)+(?={re.escape(MAGIC)}(\n|$))", "", text.strip("\n"))


@pytest.mark.parametrize("text", CELLS)
def test_what_stands_in_is_python_of_as_many_lines(text: str) -> None:
    names = frozenset({"x", "y", "f"})
    pieces = split(text)
    made = "".join(
        piece.stand_in(number, names) if isinstance(piece, Magic) else piece
        for number, piece in enumerate(pieces)
    )
    assert is_python(made)
    assert made.count("\n") == text.count("\n")
    assert "".join(piece if isinstance(piece, str) else piece.text for piece in pieces) == text


@pytest.mark.parametrize("name", ["time", "capture out", "prun -q"])
def test_cells_that_run_as_if_their_magic_were_not_there(name: str) -> None:
    assert shown(f"%%{name}\nx = 1\n!ls") == f"{MAGIC}\nx = 1\n{MAGIC}"
    assert shown(f"\n%%{name}\n%%time\nx = 1") == f"\n{MAGIC}\n{MAGIC}\nx = 1"


def test_a_cell_that_is_timed_keeps_its_names_to_itself() -> None:
    assert shown("%%timeit\nf(x)") == f"{MAGIC}\nf(x)"
    for body in ("x = 1", "import x", "def f(): pass", "for i in x: f(i)", "f(x := 1)", "f("):
        assert shown(f"%%timeit\n{body}") == MAGIC


@pytest.mark.parametrize("text", ["pip install torch", "cd ..", " ls -l data/*.png\n"])
def test_commands_without_a_percent_sign(text: str) -> None:
    assert shown(text) == MAGIC


@pytest.mark.parametrize("text", ["ls = 1", "ls", "pip (1)", "cat\nx y", "run(x)", "not x"])
def test_what_only_looks_like_a_command(text: str) -> None:
    assert shown(text) == text


@pytest.mark.parametrize(
    ("text", "used"),
    [
        ("%timeit x(y.f)", "x y"),
        ("x.y?", "x"),
        ("x?", ""),
        ("!echo $x {y + 1} f", "x y"),
        ("%%bash\necho f {x}", ""),
        ("%%bash -s {x}\nf", "x"),
        ("%%memit\nf(x)", "f x"),
        ("%time x = f(y)", "f x y"),
    ],
)
def test_the_names_that_a_magic_is_given(text: str, used: str) -> None:
    (magic,) = (piece for piece in split(text) if isinstance(piece, Magic))
    stand_in = magic.stand_in(0, frozenset({"x", "y", "f"}))
    tree = ast.parse(stand_in)
    loads = {
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }
    assert loads - {STAND_IN} == set(used.split())


def test_a_timed_statement_binds_its_names() -> None:
    (magic,) = (piece for piece in split("%time x, y = f()") if isinstance(piece, Magic))
    assert magic.binds == ("x", "y")
