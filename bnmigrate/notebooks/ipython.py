"""What IPython adds to Python in a notebook's cell: magics, shell commands, questions for help.

A cell is parted into Python and the rest, as IPython's own input transformer parts it
(https://ipython.readthedocs.io/en/stable/config/inputtransforms.html). For the parser each of
these others is stood in for by a call that takes as many lines, and that is given the names which
the magic may use. It is put back as it was.
"""

from __future__ import annotations

import ast
import keyword
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bnmigrate.source import NEWLINE

STAND_IN = "__bnmigrate_magic__"
"""The function that is called in the place of a magic: its number, its text, and the names."""

PYTHON_CELLS = frozenset({"capture", "prun", "time"})
"""The cell magics that run their cell as if they weren't there."""

OTHER_CELLS = frozenset(
    [
        "HTML",
        "SVG",
        "bash",
        "bigquery",
        "cmd",
        "file",
        "html",
        "javascript",
        "js",
        "latex",
        "markdown",
        "perl",
        "pypy",
        "python",
        "python2",
        "python3",
        "ruby",
        "script",
        "sh",
        "sql",
        "svg",
        "system",
        "sx",
        "writefile",
    ]
)
"""The cell magics that give their cell to something that doesn't know the notebook's names."""

AUTOMAGIC = frozenset(
    ["cat", "cd", "conda", "cp", "ls", "mamba", "man", "mkdir", "mv", "pip", "pwd", "rm", "uv"]
)
"""The magics that people call without a percent sign, in a cell of one line."""

_CELL_MAGIC = re.compile(r"((?:[ \t]*(?:\r\n?|\n))*)(%%(!|\w+)(?![?\w])[^\r\n]*(?:\r\n?|\n|\Z))")

_ESCAPED = re.compile(r"[ \t\f]*(?=[%!?,;/])")

_REST = re.compile(r"(?:[^\r\n]*\\(?:\r\n?|\n))*[^\r\n]*")
"""The rest of a line, and those that it is continued on."""

_TOKEN = re.compile(
    r"""
      (?P<comment> \#[^\r\n]* )
    | (?P<string> (?P<quotes> \"{3} | '{3} ) (?: \\. | (?!(?P=quotes)). )* (?: (?P=quotes) | \Z )
        | " (?: \\(?:\r\n|.) | [^"\\\r\n] )* "?
        | ' (?: \\(?:\r\n|.) | [^'\\\r\n] )* '? )
    | (?P<newline> \r\n? | \n )
    | (?P<space> [ \t\f]+ | \\(?:\r\n?|\n) )
    | (?P<open> [(\[{] )
    | (?P<close> [)\]}] )
    | (?P<assign> (?<![=!<>+\-*/%&|^@:]) = [ \t]* (?= %[^\W\d] | ! ) )
    | (?P<other> \w+ | . )
    """,
    re.VERBOSE | re.DOTALL,
)

_WORD = re.compile(r"(?<![\w.])[^\W\d]\w*")


@dataclass(frozen=True)
class Magic:
    """A piece of a cell that isn't Python, or that can't be read.

    `uses` are the words in it that may be names of the notebook, `binds` the names that it binds;
    `code` is what may be code in it, empty where nothing comes of it.
    """

    text: str
    uses: frozenset[str]
    code: str = ""
    binds: tuple[str, ...] = ()

    def stand_in(self, number: int, names: frozenset[str]) -> str:
        """Return the Python that takes its place, where `names` are those of the notebook."""
        targets = "".join(f"{name} = " for name in self.binds)
        arguments = ", ".join([str(number), repr(self.code), *sorted(self.uses & names)])
        lines = "\n" * len(NEWLINE.findall(self.text))
        return f"{targets}{STAND_IN}({arguments}{lines})"


def split(text: str) -> list[str | Magic]:
    """Part a cell into pieces of Python and of what isn't."""
    if not text.strip():
        return [text]
    head = _CELL_MAGIC.match(text)
    if head is not None:
        blank, line, name = head.groups()
        body = text[head.end() :]
        if name in PYTHON_CELLS or (name == "timeit" and _binds_nothing(body)):
            end = line[len(line.rstrip("\r\n")) :]
            rest = split(body) if body else []
            return [blank, Magic(line.removesuffix(end), _words(line)), end, *rest]
        foreign = name in OTHER_CELLS or name == "!"
        return [Magic(text, _interpolated(line) if foreign else _words(text), body)]
    if re.match(r"\s*(\w+)(?:[ \t]+[^=\s(,][^\r\n]*)?\s*\Z", text):
        word = text.split(maxsplit=1)[0]
        if word in AUTOMAGIC and _tree(text.strip()) is None:
            return [Magic(text, _interpolated(text))]
    return list(_parts(text, _magics(text)))


def foreign(text: str) -> Magic:
    """Return a cell in another language."""
    return Magic(text, frozenset(), text)


def opaque(text: str) -> Magic:
    """Return a cell that can't be read: IPython can't run it either, but it may be mended."""
    return Magic(text, _words(text))


def words(pieces: Iterable[str | Magic]) -> set[str]:
    """Return all words in the pieces that are Python."""
    return {word for piece in pieces if isinstance(piece, str) for word in _WORD.findall(piece)}


def _parts(text: str, magics: Sequence[tuple[int, int, Magic]]) -> Iterable[str | Magic]:
    position = 0
    for start, end, magic in magics:
        yield text[position:start]
        yield magic
        position = end
    yield text[position:]


def _magics(text: str) -> list[tuple[int, int, Magic]]:
    """Return where the magics of a cell are; they begin a logical line, or follow a `=`."""
    found: list[tuple[int, int, Magic]] = []
    position = begin = depth = 0
    is_first = True  # in its logical line, which no bracket is open before
    last, last_end = "", 0
    while position < len(text):
        if is_first:
            escape = _ESCAPED.match(text, position)
            if escape is not None:
                end = _end_of(text, escape.end())
                found.append((escape.end(), end, _line_magic(text[escape.end() : end])))
                position, is_first, last = end, False, ""
                continue
        token = _TOKEN.match(text, position)
        assert token is not None
        kind, position = token.lastgroup, token.end()
        if kind == "quotes":
            kind = "string"
        if kind == "newline":
            if depth == 0:
                if last == "?":
                    found.append((begin, last_end, _help(text[begin:last_end])))
                is_first, last = True, ""
        elif kind not in ("space", "comment"):
            if is_first:
                begin, is_first = token.start(), False
            last = "?" if token.group() == "?" else kind or ""
            last_end = token.end()
            if kind == "open":
                depth += 1
            elif kind == "close":
                depth = max(0, depth - 1)
            elif kind == "assign" and depth == 0:
                end = _end_of(text, position)
                found.append((position, end, _line_magic(text[position:end])))
                position, last = end, ""
        elif kind == "comment":
            last = ""
    if last == "?":
        found.append((begin, last_end, _help(text[begin:last_end])))
    return found


def _end_of(text: str, start: int) -> int:
    match = _REST.match(text, start)
    assert match is not None
    return match.end()


def _line_magic(text: str) -> Magic:
    code = text.lstrip("%!?,;/ \t")
    if text.startswith("?") or (text.startswith("%") and text.rstrip().endswith("?")):
        return _help(text)
    if text.startswith("!"):
        return Magic(text, _interpolated(text), code)
    name, _, rest = code.partition(" ")
    binds = _bound(rest) if text.startswith("%") and name == "time" else ()
    return Magic(text, _words(text), code, binds)


def _help(text: str) -> Magic:
    """Return a question about an object: any class will do, if the name before a dot is there."""
    return Magic(text, frozenset(re.findall(r"(?<![\w.])([^\W\d]\w*)(?=\.)", text)))


def _words(text: str) -> frozenset[str]:
    return frozenset(word for word in _WORD.findall(text) if not keyword.iskeyword(word))


def _interpolated(text: str) -> frozenset[str]:
    """Return the names that are put into a shell command: $name, {expression}."""
    found = re.findall(r"\$(\w+)|\{([^{}]*)\}", text)
    return _words(" ".join(f"{name} {expression}" for name, expression in found))


def _tree(text: str) -> ast.Module | None:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _bound(code: str) -> tuple[str, ...]:
    """Return the names that a statement binds, none where it can't be read."""
    tree = _tree(code)
    return () if tree is None else tuple(dict.fromkeys(_bindings(tree)))


def _binds_nothing(code: str) -> bool:
    """Tell whether code binds no name: `%%timeit` runs its cell as a function's body."""
    tree = _tree(code)
    return tree is not None and not list(_bindings(tree))


def _bindings(tree: ast.Module) -> Iterable[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node.name
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            for alias in node.names:
                yield (alias.asname or alias.name).partition(".")[0]
