"""Files that are damaged, odd or huge: each is done, or told with its place and a next step."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command_line import TORCH, bnmigrate, process, write

FIXED = b"import mindspore.nn as nn\n\nbn = nn.BatchNorm2d(64, momentum=0.9)\n"


def refused(folder: Path, data: bytes) -> str:
    """Return what is said of a file that is refused: it stays, and the next one is done."""
    (folder / "a.py").write_bytes(data)
    write(folder, {"b.py": TORCH})
    done = bnmigrate(folder, "fix", "--output-format", "concise")
    assert done.returncode == 2
    assert (folder / "a.py").read_bytes() == data
    assert (folder / "b.py").read_bytes() == FIXED
    assert done.stderr.startswith(
        b"Checked 2 files: fixed 1 finding in 1 file. 1 path could not be"
    )
    (line,) = done.stdout.decode().splitlines()
    return line.partition("BN900 ")[0] + line.partition("BN900 ")[2]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"nn.BatchNorm2d(\n", "a.py:1:15: is not Python: '(' was never closed"),
        (b"# BatchNorm2d\n\nx = = 1\n", "a.py:3:5: is not Python: invalid syntax"),
        (b"# BatchNorm2d\rx = 1\0\r", "a.py:2:6: holds a null byte"),
        (b"# coding: klingon\n# BatchNorm2d\n", "a.py:1:1: unknown encoding: klingon; correct"),
        (b"# coding: rot13\n# BatchNorm2d\n", "a.py:1:1: cannot be written back as rot13; save"),
        (b"# coding: undefined\n# BatchNorm2d\n", "a.py:1:1: cannot be written back as undefined"),
        (b"# coding: ascii\n# BatchNorm2d\n# \xc3\xa4\n", "a.py:3:3: is not ascii: ordinal not"),
        (b"# BatchNorm2d\r\n# \xc3\xa4 \xff\n", "a.py:2:5: is not utf-8: invalid start byte; save"),
        ("# BatchNorm2d\n".encode("utf-16"), "a.py:1:1: is UTF-16, which Python does not read"),
        (
            b"\xef\xbb\xbf# coding: latin-1\n# BatchNorm2d\n",
            "a.py:1:1: has a byte order mark of UTF-8 and names another encoding; correct",
        ),
        (b"BatchNorm2d = " + b"(" * 500 + b"1" + b")" * 500 + b"\n", "a.py:1:"),
    ],
)
def test_what_is_refused(tmp_path: Path, data: bytes, said: str) -> None:
    assert refused(tmp_path, data).startswith(said)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("last", [True, False])
def test_newlines_of_every_kind(tmp_path: Path, newline: str, last: bool) -> None:
    data = TORCH.replace("\n", newline).encode()
    expected = FIXED.replace(b"\n", newline.encode())
    end = len(newline)
    (tmp_path / "a.py").write_bytes(data if last else data[:-end])
    assert bnmigrate(tmp_path, "fix").returncode == 0
    assert (tmp_path / "a.py").read_bytes() == (expected if last else expected[:-end])


def test_mixed_newlines(tmp_path: Path) -> None:
    line = b"bn = nn.BatchNorm2d(3, momentum=0.%d)"
    ends = [b"\n", b"\r\n", b"\r", b"\r\n", b"\n"]
    data = b"import torch.nn as nn\r\n" + b"".join((line % 1) + end for end in ends)
    expected = b"import mindspore.nn as nn\r\n" + b"".join((line % 9) + end for end in ends)
    (tmp_path / "a.py").write_bytes(data)
    assert bnmigrate(tmp_path, "fix").returncode == 0
    assert (tmp_path / "a.py").read_bytes() == expected


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b"\n", b"\r", b"\x0c", b"# BatchNorm2d"])
def test_next_to_nothing(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.py").write_bytes(data)
    done = bnmigrate(tmp_path, "fix")
    assert (done.returncode, done.stdout) == (0, b"")
    assert (tmp_path / "a.py").read_bytes() == data


def test_expressions_nested_200_deep(tmp_path: Path) -> None:
    # CPython itself compiles no more than 200 parentheses.
    nested = f"x = {'[' * 150}nn.BatchNorm2d(3, momentum=0.1){']' * 150}\n"
    nested += f"y = {'-' * 200}1\nz = {' + '.join(['1'] * 1000)}\n"
    write(tmp_path, {"a.py": "import torch.nn as nn\n" + nested})
    done = bnmigrate(tmp_path, "fix", "--unsafe-fixes")
    assert done.returncode == 0, done.stdout
    text = (tmp_path / "a.py").read_text()
    assert text == "import mindspore.nn as nn\n" + nested.replace("=0.1", "=0.9")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names")
def test_names_with_newlines_and_bytes_that_are_no_text(tmp_path: Path) -> None:
    names = ["a\nb.py", os.fsdecode(b"c\xff.py"), "d\t \u00e4.py", "-e.py"]
    write(tmp_path, dict.fromkeys(names, TORCH))
    shown = process(tmp_path, "fix", "--diff")
    assert shown.returncode == 1, shown.stderr
    subprocess.run(["git", "apply"], input=shown.stdout, cwd=tmp_path, check=True)
    for name in names:
        assert (tmp_path / name).read_bytes() == FIXED
    write(tmp_path, dict.fromkeys(names, TORCH.replace("0.1", "None")))
    done = process(tmp_path, "check", PYTHONIOENCODING="utf-8")
    assert done.returncode == 1
    places = [line for line in done.stdout.decode().splitlines() if "BN201" in line]
    assert len(places) == len(names), "a newline in a name must not break the line"


SETTINGS = "[tool.bnmigrate]\n"


def test_a_file_above_the_size_that_is_set(tmp_path: Path) -> None:
    large = TORCH + "#" * 1000 + "\n"
    write(tmp_path, {"pyproject.toml": SETTINGS + "max-file-size = 1000\n"})
    assert refused(tmp_path, large.encode()) == (
        f"a.py:1:1: has {len(large):,} bytes, and max-file-size is 1,000; exclude it, or raise "
        "the limit"
    )
    write(tmp_path, {"a.py": "#" * 5000 + "\n"})
    assert bnmigrate(tmp_path, "check").returncode == 0, "it has nothing to do with the layer"


@pytest.mark.slow
def test_a_file_of_100_megabytes(tmp_path: Path) -> None:
    data = TORCH.encode() + b"# more\n" * 15_000_000
    assert refused(tmp_path, data).startswith(
        f"a.py:1:1: has {len(data):,} bytes, and max-file-size is 10,000,000;"
    )


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no alarm signal")
def test_a_file_that_takes_longer_than_is_set(tmp_path: Path) -> None:
    write(tmp_path, {"pyproject.toml": SETTINGS + "file-timeout = 0.1\n"})
    layers = "".join(f"bn{i} = nn.BatchNorm2d({i + 1}, momentum=0.1)\n" for i in range(5000))
    assert refused(tmp_path, b"import torch.nn as nn\n" + layers.encode()) == (
        "a.py:1:1: took more than 0.1 seconds; exclude it, or raise file-timeout"
    )


@pytest.fixture
def small_disk(tmp_path: Path) -> Path:
    """Return a folder on a disk of its own with next to no room."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)]
    if os.name == "nt" or os.geteuid() != 0 or subprocess.run(mount, check=False).returncode:
        pytest.skip("only root can mount a small disk, and not in every container")
    return folder


def test_a_full_disk(small_disk: Path) -> None:
    try:
        write(small_disk, {"a.py": TORCH + "#" * 30_000 + "\n", "b.py": TORCH})
        (small_disk / "filler").write_bytes(bytes(20_000))
        done = process(small_disk, "fix")
        assert done.returncode == 2
        assert done.stderr.startswith(b"a.py: error: cannot be written: No space left on dev")
        assert (small_disk / "a.py").read_text().startswith(TORCH)
        assert (small_disk / "b.py").read_bytes() == FIXED
        assert {path.name for path in small_disk.iterdir()} >= {"a.py", "b.py", "filler"}
        assert not [path for path in small_disk.iterdir() if "new" in path.name]
    finally:
        subprocess.run(["umount", str(small_disk)], check=True)
