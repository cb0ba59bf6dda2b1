"""`fix --diff` makes a patch that git and patch apply, to what `fix` would have written."""

from __future__ import annotations

import codecs
import shutil
import subprocess
from pathlib import Path

import pytest

from bnmigrate.discovery import SUFFIXES
from tests.command_line import TORCH, bnmigrate, write

LONG = (
    TORCH + "".join(f"x{i} = {i}\n" for i in range(50)) + "last = nn.BatchNorm2d(3, momentum=.2)\n"
)

CONTENTS = {
    "plain": TORCH.encode(),
    "two hunks": LONG.encode(),
    "crlf": LONG.replace("\n", "\r\n").encode(),
    "no final newline": LONG.removesuffix("\n").encode(),
    "crlf, no final newline": LONG.removesuffix("\n").replace("\n", "\r\n").encode(),
    "mixed line ends": LONG.replace("\n", "\r\n", 20).encode(),
    "byte order mark": codecs.BOM_UTF8 + TORCH.encode(),
    "latin-1": b"# coding: latin-1\n# \xe4\n" + TORCH.encode(),
    "form feed": b"# a\n\x0c\n" + TORCH.encode() + b"\x0c\n\x0bpass\n".replace(b"\x0b", b""),
    "other separators": "# a\u2028b\x85c\n".encode() + TORCH.encode(),
    "bare carriage returns": b"# a\rb = 2\n" + TORCH.encode(),
    "trailing blanks": TORCH.replace("\n", "   \n\n").encode(),
}
NAMES = ["a.py", "my file.py", "sub/a.py", "\u00e4.py", 'quote".py', "tab\t.py", "back\\slash.py"]


def assert_applies(folder: Path, patch: bytes, tool: list[str]) -> None:
    """The patch gives what `fix` gives."""
    by_fix, by_patch = folder / "fix", folder / "patch"
    shutil.copytree(folder / "old", by_fix)
    shutil.copytree(folder / "old", by_patch)
    assert bnmigrate(by_fix, "fix").returncode == 0
    done = subprocess.run(tool, cwd=by_patch, input=patch, capture_output=True, check=False)
    assert done.returncode == 0, (done.stdout + done.stderr, patch)
    contents = [
        {p.relative_to(top): p.read_bytes() for p in top.rglob("*.*") if p.suffix in SUFFIXES}
        for top in (by_fix, by_patch, folder / "old")
    ]
    assert contents[1] == contents[0]
    assert contents[2] != contents[0]


TOOLS = [["git", "apply", "-"], ["patch", "-p1", "--binary"]]


@pytest.mark.parametrize("tool", TOOLS, ids=["git", "patch"])
def test_every_form_of_a_file(tmp_path: Path, tool: list[str]) -> None:
    old = tmp_path / "old"
    old.mkdir()
    for index, content in enumerate(CONTENTS.values()):
        (old / f"f{index}.py").write_bytes(content)
    done = bnmigrate(old, "fix", "--diff")
    assert done.returncode == 1
    assert_applies(tmp_path, done.stdout, tool)


@pytest.mark.parametrize("tool", TOOLS, ids=["git", "patch"])
def test_every_kind_of_name(tmp_path: Path, tool: list[str]) -> None:
    old = write(tmp_path / "old", dict.fromkeys(NAMES, TORCH))
    assert_applies(tmp_path, bnmigrate(old, "fix", "--diff").stdout, tool)


def test_paths_are_told_from_the_current_folder(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    old = write(tmp_path / "old", {"sub/a.py": TORCH})
    patch = bnmigrate(old, "fix", "--diff", "sub/a.py").stdout
    assert patch.startswith(b"--- a/sub/a.py\n+++ b/sub/a.py\n")
    assert bnmigrate(old, "fix", "--diff", old).stdout == patch
    assert bnmigrate(old, "fix", "--diff", "./sub/../sub").stdout == patch
    from_elsewhere = bnmigrate(tmp_path_factory.mktemp("elsewhere"), "fix", "--diff", old).stdout
    assert from_elsewhere.startswith(f"--- a{old}/sub/a.py\n".encode())


def test_standard_input(tmp_path: Path) -> None:
    old = write(tmp_path / "old", {"a.py": TORCH})
    arguments = ["fix", "--diff", "--stdin-filename", "a.py", "-"]
    done = bnmigrate(old, *arguments, stdin=TORCH.encode())
    assert done.returncode == 1
    assert_applies(tmp_path, done.stdout, TOOLS[0])
