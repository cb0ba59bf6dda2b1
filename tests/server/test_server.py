"""What an editor is told, by a real one over standard input and output."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

import pytest
from lsprotocol import types

from tests.command_line import (
    CUMULATIVE,
    PLAIN,
    PROJECT,
    TORCH,
    bnmigrate,
    environment,
    write,
)
from tests.server.editor import MODERN, OLD, Editor, editor

FIXTURES = PROJECT / "tests" / "fixtures"
FIX_ALL = "source.fixAll.bnmigrate"

FIXED = "import mindspore.nn as nn\n\nbn = nn.BatchNorm2d(64, momentum=0.9)\n"
LAYERS = "import torch.nn as nn\n\nnorm = nn.BatchNorm2d\n"
NETWORK = """\
import torch.nn as nn

from layers import norm


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.bn = norm(8, momentum=0.2)
        self.other = nn.BatchNorm2d(3, momentum=0.1)
        self.last = nn.BatchNorm2d(4, momentum=None)
"""


LUA = re.compile(r"(?<=```lua\n).*?(?=^```)", re.MULTILINE | re.DOTALL)
COMMAND = f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m bnmigrate "$@"\n'


def project(folder: Path, files: Mapping[str, str]) -> Path:
    return write(folder, {"pyproject.toml": "", **files})


def run(
    folder: Path,
    body: Callable[[Editor], Awaitable[None]],
    capabilities: types.ClientCapabilities = MODERN,
) -> None:
    async def session() -> None:
        async with editor(folder, capabilities) as opened:
            await body(opened)

    asyncio.run(session())


def entries(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return what `check` finds in each file, as an editor would show it."""
    done = bnmigrate(folder, "check", ".", "--output-format", "json", "--no-cache")
    found: dict[str, list[tuple[object, ...]]] = {}
    for entry in json.loads(done.stdout):
        lines = [entry["message"]]
        lines += [
            f"{word}: {entry[key]}"
            for word, key in (("why", "reason"), ("next", "advice"))
            if entry[key]
        ]
        place = (entry["line"], entry["column"], entry["end_line"], entry["end_column"])
        found.setdefault(entry["path"], []).append(
            (*place, entry["code"], entry["url"], entry["severity"], "\n".join(lines))
        )
    return found


def shown(text: str, diagnostic: types.Diagnostic) -> tuple[object, ...]:
    severity = {1: "error", 2: "warning", 3: "note"}[int(diagnostic.severity or 0)]
    lines = text.splitlines()

    def place(position: types.Position) -> tuple[int, int]:
        line = lines[position.line] if position.line < len(lines) else ""
        units = line.encode("utf-16-le")[: 2 * position.character]
        return position.line + 1, len(units.decode("utf-16-le")) + 1

    ends = (*place(diagnostic.range.start), *place(diagnostic.range.end))
    page = diagnostic.code_description.href if diagnostic.code_description else ""
    return (*ends, diagnostic.code, page, severity, diagnostic.message)


def test_diagnostics_and_fixes_are_those_of_check_and_fix(tmp_path: Path) -> None:
    codes = ("BN101", "BN102", "BN104", "BN106", "BN204", "BN208", "BN303", "BN900")
    names = []
    for code in codes:
        for path in sorted((FIXTURES / "torch_to_mindspore" / code).glob("*.in.py"))[:2]:
            names.append(f"{code}_{path.name.removesuffix('.in.py')}.py")
            shutil.copy(path, tmp_path / names[-1])
    write(tmp_path, {"pyproject.toml": "", "emoji.py": f"x = '\U0001f600'; {TORCH}"})
    names.append("emoji.py")
    expected = entries(tmp_path)
    before = {name: (tmp_path / name).read_bytes() for name in names}
    readable = []
    for name in names:
        try:
            before[name].decode()
        except UnicodeDecodeError:
            continue
        readable.append(name)
    fixed: dict[str, dict[str, str]] = {}

    async def body(opened: Editor) -> None:
        for name in readable:
            opened.open(name)
        for name in readable:
            text = before[name].decode()
            found = [shown(text, one) for one in await opened.diagnostics(name)]
            assert found == expected.get(name, []), name
        for name in readable:
            for action in await opened.actions(name, 1, only=[FIX_ALL]):
                if action.edit is not None:
                    fixed[name] = opened.after(action)

    capabilities = types.ClientCapabilities(
        workspace=MODERN.workspace, text_document=MODERN.text_document
    )
    run(tmp_path, body, capabilities)
    assert len(expected) > 10
    bnmigrate(tmp_path, "fix", ".", "--no-cache")
    for name in readable:
        after = (tmp_path / name).read_bytes().decode()
        assert fixed.get(name, {}).get(name, before[name].decode()) == after, name
    assert len(fixed) > 3


def test_a_fix_changes_what_goes_with_it_in_all_files_and_nothing_else(tmp_path: Path) -> None:
    project(tmp_path, {"layers.py": LAYERS, "net.py": NETWORK})

    async def body(opened: Editor) -> None:
        opened.open("net.py")
        assert await opened.codes("net.py") == ["BN101", "BN101", "BN201"]
        (action,) = await opened.actions("net.py", 9, only=["quickfix"])
        assert action.title == (
            "bnmigrate: fix BN101 and 1 finding that must go with it, in 2 files"
        )
        assert action.edit is not None
        assert action.edit.changes is None
        versions = {
            change.text_document.uri: change.text_document.version
            for change in action.edit.document_changes or ()
            if isinstance(change, types.TextDocumentEdit)
        }
        assert versions == {opened.uri("layers.py"): None, opened.uri("net.py"): 1}
        assert opened.after(action) == {
            "layers.py": LAYERS.replace("torch", "mindspore"),
            "net.py": f"import mindspore as ms\n{NETWORK}".replace(
                "norm(8, momentum=0.2)", "ms.nn.BatchNorm2d(8, momentum=0.8)"
            ),
        }
        (action,) = await opened.actions("net.py", 10, only=["quickfix"])
        assert action.title == "bnmigrate: fix BN101"
        assert opened.after(action) == {
            "net.py": f"import mindspore as ms\n{NETWORK}".replace(
                "nn.BatchNorm2d(3, momentum=0.1)", "ms.nn.BatchNorm2d(3, momentum=0.9)"
            )
        }
        assert await opened.actions("net.py", 11, only=["quickfix"]) == []
        (everything,) = await opened.actions("net.py", 11, only=["source.fixAll"])
        both = opened.after(everything)
        write(tmp_path, both)
        opened.type("net.py", both["net.py"])
        opened.changed_on_disk("layers.py", "net.py")
        assert await opened.codes("net.py") == ["BN201"]
        assert [one.kind for one in await opened.actions("net.py", 11, resolved=False)] == []

    run(tmp_path, body)
    after = {name: (tmp_path / name).read_text() for name in ("layers.py", "net.py")}
    project(tmp_path, {"layers.py": LAYERS, "net.py": NETWORK})
    bnmigrate(tmp_path, "fix", ".")
    assert after == {name: (tmp_path / name).read_text() for name in ("layers.py", "net.py")}


def test_an_editor_that_cannot_resolve_gets_the_edits_at_once(tmp_path: Path) -> None:
    project(tmp_path, {"a.py": TORCH})

    async def body(opened: Editor) -> None:
        opened.open("a.py")
        assert await opened.codes("a.py") == ["BN101"]
        actions = await opened.actions("a.py", 3, resolved=False)
        assert [action.kind for action in actions] == ["quickfix", FIX_ALL]
        for action in actions:
            assert action.edit is not None
            assert action.edit.document_changes is None
            assert opened.after(action) == {"a.py": FIXED}
        assert opened.watched == []

    run(tmp_path, body, OLD)


def test_what_is_open_counts_and_not_what_is_on_disk(tmp_path: Path) -> None:
    project(tmp_path, {"layers.py": LAYERS, "net.py": NETWORK})
    strange = LAYERS + "eval('norm')\nnorm = make(norm)\n"

    async def body(opened: Editor) -> None:
        opened.open("net.py")
        assert await opened.codes("net.py") == ["BN101", "BN101", "BN201"]
        first = await opened.diagnostics("net.py")
        opened.open("layers.py")
        assert await opened.codes("layers.py") == ["BN102"]
        opened.type("layers.py", strange)
        opened.type("net.py", NETWORK + "\n")
        changed = await opened.diagnostics("net.py")
        assert changed != first
        assert await opened.actions("net.py", 9, only=["quickfix"]) == []
        opened.close("layers.py")  # and nothing of it was saved
        opened.type("net.py", NETWORK)
        assert await opened.diagnostics("net.py") == first
        of_layers = [p for p in opened.published if p.uri == opened.uri("layers.py")]
        assert not of_layers[-1].diagnostics

    run(tmp_path, body)


def test_diagnostics_follow_what_is_typed(tmp_path: Path) -> None:
    project(tmp_path, {"a.py": PLAIN})

    async def body(opened: Editor) -> None:
        opened.open("a.py")
        assert await opened.codes("a.py") == []
        for end in range(1, len(TORCH)):
            opened.type("a.py", TORCH[:end])
        opened.type("a.py", TORCH)
        assert await opened.codes("a.py") == ["BN101"]
        told = [params.version for params in opened.published]
        assert told == [1, opened.versions[opened.uri("a.py")]]  # none of those in between
        opened.type("a.py", f"{TORCH}bn2 = nn.BatchNorm2d(\n")
        assert await opened.codes("a.py") == ["BN900"]
        assert await opened.actions("a.py", 3, only=["quickfix"]) == []
        opened.type("a.py", f"{TORCH}bn2 = nn.BatchNorm2d(3)\n")
        assert await opened.codes("a.py") == ["BN101", "BN101"]
        opened.type("a.py", CUMULATIVE)
        assert await opened.actions("a.py", 3, only=["quickfix"]) == []  # told of another text
        assert await opened.codes("a.py") == ["BN201"]
        opened.type("a.py", f"# -*- coding: latin-1 -*-\n# \u20ac\n{TORCH}")
        (one,) = await opened.diagnostics("a.py")
        assert (one.code, one.range.start) == ("BN900", types.Position(1, 2))
        assert "characters that iso-8859-1 lacks" in one.message
        opened.type("a.py", "")
        assert await opened.codes("a.py") == []
        opened.type("a.py", TORCH)  # and is saved at once: fix all waits for no diagnostics
        (action,) = await opened.actions("a.py", 1, only=[FIX_ALL])
        assert opened.after(action) == {"a.py": FIXED}

    run(tmp_path, body)


def test_texts_that_are_no_files_yet(tmp_path: Path) -> None:
    project(tmp_path, {"layers.py": LAYERS})

    async def body(opened: Editor) -> None:
        opened.open("net.py", NETWORK)
        assert await opened.codes("net.py") == ["BN101", "BN101", "BN201"]
        opened.open("untitled:Untitled-1", TORCH)
        assert await opened.codes("untitled:Untitled-1") == ["BN101"]
        (action,) = await opened.actions("untitled:Untitled-1", 3, only=["quickfix"])
        assert opened.after(action) == {"untitled:Untitled-1": FIXED}
        opened.open("somewhere/else/a.py", TORCH)
        assert await opened.codes("somewhere/else/a.py") == []
        opened.open("notes.ipynb", "{}")
        opened.close("notes.ipynb")

    run(tmp_path, body)


def test_of_no_project_what_is_open_is_looked_at(tmp_path: Path) -> None:
    write(tmp_path, {"a/layers.py": LAYERS, "a/net.py": NETWORK, "opened/c.py": PLAIN})

    async def body(opened: Editor) -> None:
        opened.open("../a/net.py")
        (first, *_) = await opened.diagnostics("../a/net.py")
        assert "layers.py" in first.message
        assert await opened.actions("../a/net.py", 9, only=["quickfix"]) == []
        opened.open("../a/layers.py")
        assert await opened.codes("../a/layers.py") == ["BN102"]
        (action,) = await opened.actions("../a/layers.py", 3, only=["quickfix"])
        assert len(opened.after(action)) == 2
        opened.open("file://", TORCH)  # what Neovim calls a text without a name
        assert await opened.codes("file://") == ["BN101"]

    run(tmp_path / "opened", body)


def test_the_settings_are_those_of_the_project(tmp_path: Path) -> None:
    settings = '[tool.bnmigrate]\ntarget = "torch"\nextend-exclude = ["left_out.py"]\n'
    write(tmp_path, {"pyproject.toml": settings, "a.py": FIXED, "left_out.py": FIXED})

    async def body(opened: Editor) -> None:
        for name in ("a.py", "left_out.py"):
            opened.open(name)
        assert await opened.codes("a.py") == ["BN101"]
        assert await opened.codes("left_out.py") == []
        assert opened.watched == ["workspace/didChangeWatchedFiles"]
        write(tmp_path, {"pyproject.toml": '[tool.bnmigrate]\ntarget = "jax"\n'})
        opened.changed_on_disk("pyproject.toml")
        assert "'jax' is not a dialect" in await opened.message()
        opened.type("a.py", FIXED + "\n")
        assert await opened.codes("a.py") == []
        write(tmp_path, {"pyproject.toml": f'{settings}ignore = ["BN101"]\n'})
        opened.changed_on_disk("pyproject.toml")
        opened.type("a.py", FIXED)
        assert await opened.codes("a.py") == []
        write(tmp_path, {"pyproject.toml": settings})
        opened.changed_on_disk("pyproject.toml")
        opened.type("a.py", FIXED + "\n")
        assert await opened.codes("a.py") == ["BN101"]
        assert opened.messages == []

    run(tmp_path, body)


def test_hover_explains_a_code(tmp_path: Path) -> None:
    suppressed = CUMULATIVE.replace("None)", "None)  # bnmigrate: ignore[BN201]")
    project(tmp_path, {"a.py": CUMULATIVE, "b.py": suppressed})

    async def body(opened: Editor) -> None:
        for name in ("a.py", "b.py"):
            opened.open(name)
        assert await opened.codes("a.py") == ["BN201"]
        assert await opened.codes("b.py") == []
        told = await opened.hover("a.py", 3, 10)
        assert told.startswith("# BN201: cumulative-momentum\n")
        assert "## Why it matters" in told
        assert await opened.hover("b.py", 3, suppressed.splitlines()[2].index("BN201")) == told
        assert await opened.hover("a.py", 1, 3) == ""
        assert await opened.hover("b.py", 3, 10) == ""
        assert await opened.hover("a.py", 100, 3) == ""

    run(tmp_path, body)


def test_a_fix_that_reaches_a_notebook_is_left_to_the_command_line(tmp_path: Path) -> None:
    cell: dict[str, object] = {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {},
        "outputs": [],
        "source": ["from layers import norm\n", "bn = norm(8, momentum=0.2)\n"],
    }
    notebook = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    project(tmp_path, {"layers.py": LAYERS, "a.ipynb": json.dumps(notebook, indent=1)})

    async def body(opened: Editor) -> None:
        opened.open("layers.py")
        (told,) = await opened.diagnostics("layers.py")
        assert told.code == "BN102"
        assert told.message.splitlines()[-1] == (
            f"next: save, and run `bnmigrate fix a.ipynb layers.py` in {tmp_path}; a.ipynb changes "
            "with it, and editors change notebooks in their own way"
        )
        assert await opened.actions("layers.py", 3, only=["quickfix"]) == []
        (everything,) = await opened.actions("layers.py", 3, only=[FIX_ALL])
        assert everything.edit is None

    run(tmp_path, body)
    done = bnmigrate(tmp_path, "fix", "a.ipynb", "layers.py")
    assert b"fixed 2 findings in 2 files." in done.stderr, "what the finding says to run"


def test_where_many_files_go_with_a_notebook_the_folder_is_fixed(tmp_path: Path) -> None:
    cell = {"cell_type": "code", "source": "from layers import norm\nbn = norm(8, momentum=0.2)\n"}
    notebook = json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    users = {
        f"{name}.py": "from layers import norm\nbn = norm(8, momentum=0.2)\n" for name in "abc"
    }
    project(tmp_path, {"layers.py": LAYERS, "z.ipynb": notebook, **users})

    async def body(opened: Editor) -> None:
        opened.open("layers.py")
        (told,) = await opened.diagnostics("layers.py")
        assert "run `bnmigrate fix .` in " in told.message

    run(tmp_path, body)


def children(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@pytest.mark.skipif(sys.platform != "linux", reason="processes are found in /proc")
def test_the_editor_is_answered_while_the_code_is_looked_at(tmp_path: Path) -> None:
    project(tmp_path, {"a.py": CUMULATIVE})

    async def body(opened: Editor) -> None:
        opened.open("a.py")
        assert await opened.codes("a.py") == ["BN201"]
        server = opened.client._server
        assert server is not None
        (worker,) = children(server.pid)
        os.kill(worker, signal.SIGSTOP)  # looks at something large
        opened.type("a.py", CUMULATIVE + TORCH)
        await asyncio.sleep(1)
        assert await asyncio.wait_for(opened.hover("a.py", 3, 10), 5) == ""
        assert await asyncio.wait_for(opened.actions("a.py", 3), 5) == []
        opened.type("a.py", TORCH)
        os.kill(worker, signal.SIGCONT)
        assert await opened.codes("a.py") == ["BN101"]
        told = [params.version for params in opened.published]
        assert told == [1, 3]  # what was found in the second came too late
        os.kill(worker, signal.SIGSTOP)
        opened.type("a.py", CUMULATIVE)
        await asyncio.sleep(1)
        os.kill(worker, signal.SIGKILL)  # as a parser that overflows its stack
        assert "the process that looks at the code ended" in await opened.message()
        opened.type("a.py", TORCH)
        assert await opened.codes("a.py") == ["BN101"]
        (worker,) = children(server.pid)
        server.kill()  # as an editor that crashes takes it along
        await server.wait()
        for _ in range(100):
            if not Path(f"/proc/{worker}").exists():
                break
            await asyncio.sleep(0.1)
        assert not Path(f"/proc/{worker}").exists()

    with pytest.raises(Exception):  # noqa: B017, PT011  # it can't be shut down any more
        run(tmp_path, body)


WITHOUT_PYGLS = "import sys; sys.modules['pygls'] = None; from bnmigrate.cli import main; main()"


def test_without_pygls_a_sentence_says_what_to_install(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_PYGLS, "server"],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stdout == b""
    assert done.stderr.decode().rstrip() == (
        "bnmigrate: the server needs pygls 2 or later, which is not installed: "
        "pip install 'bnmigrate[server]'"
    )


def test_modules_beside_the_code_are_not_imported(tmp_path: Path) -> None:
    project(tmp_path, {"a.py": TORCH, "pickle.py": "open('imported', 'w')\n"})
    shutil.copy(tmp_path / "pickle.py", tmp_path / "lsprotocol.py")

    async def body(opened: Editor) -> None:
        opened.open("a.py")
        assert await opened.codes("a.py") == ["BN101"]

    run(tmp_path, body)
    assert not (tmp_path / "imported").exists()


NEOVIM = ("nvim", "--headless", "-u", "set_up.lua")
IN_NEOVIM = """
local function shown() return #vim.diagnostic.get(0) > 0 end
vim.wait(60000, shown)
for _, d in ipairs(vim.diagnostic.get(0)) do print(d.lnum + 1, d.col + 1, d.code) end
vim.api.nvim_win_set_cursor(0, { 3, 8 })
local asked = vim.lsp.util.make_range_params()
asked.context = { diagnostics = {}, only = { "quickfix" } }
local function ask(method, about)
  for _, answer in pairs(vim.lsp.buf_request_sync(0, method, about, 60000)) do
    return answer.result
  end
end
local action = ask("textDocument/codeAction", asked)[1]
if action.edit == nil then action = ask("codeAction/resolve", action) end
vim.lsp.util.apply_workspace_edit(action.edit, "utf-16")
vim.cmd("write")
"""


@pytest.mark.skipif(shutil.which("nvim") is None, reason="there is no Neovim")
def test_neovim_as_the_page_sets_it_up(tmp_path: Path) -> None:
    page = (PROJECT / "docs" / "editors.md").read_text(encoding="utf-8")
    (setup,) = (block for block in LUA.findall(page) if "start_client" in block)
    project(tmp_path, {"a.py": TORCH, "set_up.lua": f"vim.cmd('filetype on')\n{setup}"})
    write(tmp_path, {"in_neovim.lua": IN_NEOVIM, "commands/bnmigrate": COMMAND})
    (tmp_path / "commands" / "bnmigrate").chmod(0o755)
    done = subprocess.run(
        [*NEOVIM, "a.py", "-c", "luafile in_neovim.lua", "-c", "quitall!"],
        cwd=tmp_path,
        env=environment(PATH=f"{tmp_path / 'commands'}{os.pathsep}{os.environ['PATH']}"),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=150,
    )
    assert b"3 6 BN101" in done.stderr, done.stderr.decode()
    assert (tmp_path / "a.py").read_text(encoding="utf-8") == FIXED
