"""The cache: the second run says what the first one said, and notices whatever may change that."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from bnmigrate import cache, engine
from bnmigrate.entries import digest
from bnmigrate.findings import Blocker, Finding
from bnmigrate.program import project
from bnmigrate.program.briefs import Brief, KnownHere, NeedHere, ObjectionHere
from bnmigrate.program.facts import Place
from bnmigrate.program.kept import Followed, pack, unpack
from bnmigrate.results import FileResult
from tests.command_line import (
    CUMULATIVE,
    PLAIN,
    PROJECT,
    TORCH,
    bnmigrate,
    command,
    environment,
    process,
    write,
)

UNSAFE = "import torch.nn as nn\n\ndef f(bn=nn.BatchNorm2d):\n    return bn(3, momentum=0.1)\n"
BLOCK = """\
import torch.nn as nn


class Block(nn.Module):
    def __init__(self, c, norm_layer=nn.BatchNorm2d):
        super().__init__()
        self.bn = norm_layer(c)
        nn.init.zeros_(self.bn.weight)
"""
FILES = {"a.py": TORCH, "b.py": CUMULATIVE, "c.py": PLAIN, "d/e.py": UNSAFE}


@pytest.fixture
def worked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the names of the files that are worked on, as they are worked on."""
    names: list[str] = []
    migrate = engine.migrate_relevant

    def noting(data: bytes, path: str, *rest: object, **named: object) -> FileResult:
        names.append(path)
        return migrate(data, path, *rest, **named)  # type: ignore[arg-type]  # handed on

    monkeypatch.setattr(engine, "migrate_relevant", noting)
    return names


def section(folder: Path) -> Path:
    """Return the one file of entries in the folder's cache."""
    (file,) = (folder / cache.FOLDER).glob("*.json")
    return file


def rewritten(file: Path, payload: bytes) -> None:
    """Write a payload as the cache itself would have."""
    file.write_bytes(digest(payload).encode() + b"\n" + payload)


@pytest.mark.parametrize(
    ("arguments", "again"),
    [
        (["check"], []),
        # What changes is worked on again: the cache holds no new content.
        (["fix", "--diff"], ["a.py"]),
        (["check", "--unsafe-fixes"], []),
        (["check", "--to", "mint"], []),
    ],
)
def test_a_second_run_says_the_same_without_the_work(
    tmp_path: Path, worked: list[str], arguments: list[str], again: list[str]
) -> None:
    write(tmp_path, FILES)
    first = bnmigrate(tmp_path, *arguments)
    assert worked == ["a.py", "b.py", "d/e.py"]
    worked.clear()
    second = bnmigrate(tmp_path, *arguments)
    assert (second.returncode, second.stdout, second.stderr) == (
        first.returncode,
        first.stdout,
        first.stderr,
    )
    assert worked == again


def test_check_fix_and_diff_share_what_they_found(tmp_path: Path, worked: list[str]) -> None:
    write(tmp_path, FILES)
    bnmigrate(tmp_path, "check")
    worked.clear()
    done = bnmigrate(tmp_path, "fix")
    assert worked == ["a.py"]
    assert b"momentum=0.9" in (tmp_path / "a.py").read_bytes()
    assert b"fixed 1 finding in 1 file, 4 left" in done.stderr


def test_paths_are_shown_as_they_are_given(tmp_path: Path, worked: list[str]) -> None:
    write(tmp_path, FILES)
    bnmigrate(tmp_path, "check")
    worked.clear()
    done = bnmigrate(tmp_path, "check", tmp_path / "b.py")
    assert done.stdout.startswith(f"{tmp_path}/b.py:3:6: BN201".encode())
    assert worked == []


@pytest.mark.parametrize("name", ["a.py", "c.py"])
def test_a_file_that_changed_is_worked_on_again(
    tmp_path: Path, worked: list[str], name: str
) -> None:
    write(tmp_path, FILES)
    bnmigrate(tmp_path, "check")
    worked.clear()
    status = (tmp_path / name).stat()
    (tmp_path / name).write_text(CUMULATIVE)
    os.utime(tmp_path / name, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert f"{name}:3:6: BN201" in bnmigrate(tmp_path, "check").stdout.decode()
    # What the program knows of another file may go by other numbers then.
    assert set(worked) - {"d/e.py"} == {name}


def test_what_other_files_tell_counts(tmp_path: Path, worked: list[str]) -> None:
    write(tmp_path, {"block.py": BLOCK, "model.py": "from block import Block\nBlock(3)\n", **FILES})
    safe = bnmigrate(tmp_path, "check").stdout
    worked.clear()
    given = "from block import Block\nBlock(3, norm_layer=nn.RMSNorm)\n"
    write(tmp_path, {"model.py": given})
    unsafe = bnmigrate(tmp_path, "check").stdout
    assert worked == ["block.py"], "no other file asks for it"
    assert unsafe != safe
    assert b"where `self.bn` is the layer" in unsafe
    worked.clear()
    (tmp_path / "model.py").unlink()
    assert bnmigrate(tmp_path, "check").stdout == safe
    assert worked == ["block.py"]


def test_what_a_file_tells_counts_when_it_was_looked_at_before_there_was_a_layer(
    tmp_path: Path, worked: list[str]
) -> None:
    write(tmp_path, {"model.py": "from block import Block\nBlock(3, norm_layer=LayerNorm2d)\n"})
    assert bnmigrate(tmp_path, "check").returncode == 0
    write(tmp_path, {"block.py": BLOCK})
    said = bnmigrate(tmp_path, "check").stdout.decode()
    assert worked == ["block.py"]
    assert "where `self.bn` is the layer" in said
    assert bnmigrate(tmp_path, "check").stdout.decode() == said
    assert worked == ["block.py"]


def test_what_was_found_for_another_program_counts_no_more(tmp_path: Path) -> None:
    maker = "def make(cls, c):\n    return cls(c, momentum=0.3)\n"
    model = "from {} import nn\nfrom maker import make\n\nbn = make(nn.BatchNorm2d, 8)\n"
    write(tmp_path, {"maker.py": maker, "model.py": model.format("torch")})
    assert b"maker.py:2:12: BN107" in bnmigrate(tmp_path, "check").stdout
    write(tmp_path, {"model.py": model.format("mindspore")})
    done = bnmigrate(tmp_path, "fix")
    assert done.stdout == b""
    assert done.stderr == b"Checked 2 files: nothing to do.\n"


def test_the_package_counts(tmp_path: Path, worked: list[str]) -> None:
    write(tmp_path, {"p/a.py": TORCH, "p/b.py": PLAIN})
    bnmigrate(tmp_path, "check")
    worked.clear()
    write(tmp_path, {"p/__init__.py": ""})
    bnmigrate(tmp_path, "check")
    assert worked == ["p/a.py"]


def test_settings_count(tmp_path: Path, worked: list[str]) -> None:
    write(tmp_path, FILES)
    bnmigrate(tmp_path, "check")
    for settings in ('mindspore-alias = "mind"', 'target = "mint"', "unsafe-fixes = true"):
        worked.clear()
        write(tmp_path, {"pyproject.toml": f"[tool.bnmigrate]\n{settings}\n"})
        bnmigrate(tmp_path, "check")
        assert worked == ["a.py", "b.py", "d/e.py"], settings


def test_rules_of_ones_own_count(tmp_path: Path) -> None:
    own = '[[dialects]]\nextends = "torch"\nclasses = ["layers.{}"]\n'
    rules = 'layer = "BatchNorm2d"\n' + own
    write(
        tmp_path,
        {
            "pyproject.toml": '[tool.bnmigrate]\nextend-rules = ["own.toml"]\n',
            "own.toml": rules.format("Other"),
            "a.py": "from layers import BN2d\n\nbn = BN2d(3)\n",
        },
    )
    assert b"nothing to do" in process(tmp_path, "check").stderr
    write(tmp_path, {"own.toml": rules.format("BN2d")})
    assert b"a.py:3:6: BN101" in process(tmp_path, "check").stdout


def test_the_program_counts(
    tmp_path: Path, worked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, FILES)
    bnmigrate(tmp_path, "check")
    worked.clear()
    monkeypatch.setattr(cache, "__version__", "9.9.9")
    bnmigrate(tmp_path, "check")
    assert worked == ["a.py", "b.py", "d/e.py"]
    assert len(list((tmp_path / cache.FOLDER).glob("*.json"))) == 2


@pytest.mark.parametrize("changed", ["checks/constructors.py", "arguments/listing.py"])
def test_a_change_of_the_sources_counts(tmp_path: Path, changed: str) -> None:
    """A checkout changes without a new version."""
    for name in ("bnmigrate", "rules"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(PROJECT / name, tmp_path / "checkout" / name, ignore=ignored)
    folder = write(tmp_path / "project", {"a.py": CUMULATIVE})
    checkout = str(tmp_path / "checkout")
    first = process(folder, "check", PYTHONPATH=checkout)
    assert section(folder)
    with (tmp_path / "checkout" / "bnmigrate" / changed).open("a") as source:
        source.write("# another line\n")
    second = process(folder, "check", PYTHONPATH=checkout)
    assert second.stdout == first.stdout
    assert len(list((folder / cache.FOLDER).glob("*.json"))) == 2, "what was kept counts no more"


def test_a_file_that_could_not_be_read_is_tried_again(tmp_path: Path, worked: list[str]) -> None:
    write(tmp_path, {"a.py": "import torch.nn as nn\nnn.BatchNorm2d(3\nx = = 1\n"})
    first = bnmigrate(tmp_path, "check")
    assert bnmigrate(tmp_path, "check").stdout == first.stdout
    assert worked == ["a.py", "a.py"]


# Where it is


def test_git_and_backups_leave_it_out(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    bnmigrate(write(tmp_path, FILES), "check")
    said = subprocess.run(
        ["git", "-C", tmp_path, "status", "--porcelain", "--untracked-files=all"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert cache.FOLDER not in said.stdout
    tag = (tmp_path / cache.FOLDER / "CACHEDIR.TAG").read_text()
    assert tag.startswith("Signature: 8a477f597d28d172789f06886806bc55")


def test_it_is_in_the_project(tmp_path: Path) -> None:
    write(tmp_path, {"pyproject.toml": "[tool.bnmigrate]\n", "d/a.py": TORCH})
    bnmigrate(tmp_path / "d", "check")
    assert section(tmp_path).exists()
    assert not (tmp_path / "d" / cache.FOLDER).exists()


@pytest.mark.parametrize("by", ["option", "variable"])
def test_another_place(
    tmp_path: Path, worked: list[str], monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    folder = write(tmp_path / "project", {"a.py": TORCH})
    place = tmp_path / "of" / "its own"
    given = ["--cache-dir", str(place)] if by == "option" else []
    if by == "variable":
        monkeypatch.setenv("BNMIGRATE_CACHE_DIR", str(place))
    for _ in range(2):
        bnmigrate(folder, "check", *given)
    assert worked == ["a.py"]
    assert list(place.glob("*.json"))
    assert [path.name for path in folder.iterdir()] == ["a.py"]


@pytest.mark.parametrize("by", ["option", "variable"])
def test_without_it(
    tmp_path: Path, worked: list[str], monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    write(tmp_path, {"a.py": TORCH})
    given = ["--no-cache"] if by == "option" else []
    if by == "variable":
        monkeypatch.setenv("BNMIGRATE_NO_CACHE", "1")
    for _ in range(2):
        bnmigrate(tmp_path, "check", *given)
    assert worked == ["a.py", "a.py"]
    assert [path.name for path in tmp_path.iterdir()] == ["a.py"]


def test_a_place_that_cannot_be_written_is_told_and_nothing_else(tmp_path: Path) -> None:
    write(tmp_path, {**FILES, "taken": ""})
    done = bnmigrate(tmp_path, "check", "--cache-dir", "taken/cache")
    without = bnmigrate(tmp_path, "check", "--no-cache")
    assert (done.returncode, done.stdout) == (without.returncode, without.stdout)
    told, summary = done.stderr.decode().splitlines()
    assert told == (
        "bnmigrate: taken/cache: the cache cannot be written: Not a directory; choose another "
        "place with --cache-dir, or go without with --no-cache"
    )
    assert summary.encode() in without.stderr


# What isn't trusted


def damaged(content: bytes) -> list[bytes]:
    checksum, _, payload = content.partition(b"\n")
    return [
        b"",
        b"\n",
        content[:-1],
        content + b" ",
        content.replace(b"BN101", b"BN102"),
        checksum,
        checksum + b"\n",
        b"\x80" * len(content),
        payload,
    ]


def test_a_damaged_file_counts_as_absent(tmp_path: Path, worked: list[str]) -> None:
    first = bnmigrate(write(tmp_path, FILES), "check")
    file = section(tmp_path)
    whole = file.read_bytes()
    for content in damaged(whole):
        worked.clear()
        file.write_bytes(content)
        assert bnmigrate(tmp_path, "check").stdout == first.stdout
        assert worked == ["a.py", "b.py", "d/e.py"]
        assert len(file.read_bytes()) == len(whole), "it is written anew"


def spoiled(value: object) -> object:
    """Change every leaf of an entry to something of another type."""
    if isinstance(value, list):
        return [spoiled(item) for item in value]
    return {} if isinstance(value, (str, int)) else 3


@pytest.mark.parametrize("how", ["null", "[]", "entries", "leaves", "short", "long", "deep"])
def test_entries_of_another_form_count_as_absent(
    tmp_path: Path, worked: list[str], how: str
) -> None:
    first = bnmigrate(write(tmp_path, FILES), "check")
    file = section(tmp_path)
    entries = json.loads(file.read_bytes().partition(b"\n")[2])
    changed: object = {
        "entries": dict.fromkeys(entries),
        "leaves": {path: spoiled(entry) for path, entry in entries.items()},
        "short": {path: entry[:-1] for path, entry in entries.items()},
        "long": {path: [*entry, 1] for path, entry in entries.items()},
    }.get(how)
    payload = json.dumps(changed).encode()
    payload = {"[]": b"[]", "deep": b"[" * 100_000 + b"]" * 100_000}.get(how, payload)
    rewritten(file, payload)
    worked.clear()
    assert bnmigrate(tmp_path, "check").stdout == first.stdout
    assert worked == ["a.py", "b.py", "d/e.py"]


def test_it_never_becomes_the_content_of_a_file(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": TORCH})
    bnmigrate(tmp_path, "check")
    assert b"a.py" in section(tmp_path).read_bytes()
    assert b"import" not in section(tmp_path).read_bytes()


def test_a_program_is_followed_again_only_where_a_file_of_it_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files that aren't named count too."""
    followed: list[int] = []
    link = project.linked

    def noting(*given: Any) -> dict[str, Brief]:
        followed.append(len(given[0]))
        return link(*given)

    monkeypatch.setattr(project, "linked", noting)
    write(
        tmp_path,
        {
            "pyproject.toml": "",
            "net.py": "from torch import nn\n\nnet = nn.Sequential(nn.BatchNorm2d(4))\n",
            "look.py": "from net import net\n\nprint(net[0].weight)\n",
        },
    )
    first = bnmigrate(tmp_path, "check", "net.py").stdout
    assert b"look.py:3" in first
    assert bnmigrate(tmp_path, "check", "net.py").stdout == first
    assert followed == [2]
    write(tmp_path, {"look.py": "from net import net\n\nprint(net)\n"})
    assert b"look.py" not in bnmigrate(tmp_path, "check", "net.py").stdout
    assert followed == [2, 2]


def test_a_file_that_no_layer_comes_to_any_more_has_no_findings(tmp_path: Path) -> None:
    layers = "from torch import nn\n\n\ndef make(c):\n    return nn.BatchNorm2d(c)\n"
    look = "from layers import make\n\nprint(make(4).weight)\n"
    write(tmp_path, {"layers.py": layers, "look.py": look})
    assert b"look.py:3" in bnmigrate(tmp_path, "check").stdout
    write(tmp_path, {"layers.py": layers.replace("BatchNorm2d", "RMSNorm")})
    assert bnmigrate(tmp_path, "check").stdout == b""


def test_what_is_kept_of_a_program_comes_back() -> None:
    place = Place(1, 2, 3, 4)
    brief = Brief(
        (
            NeedHere(
                place, "call", 3, "weight", True, False, True, False, ("torch.nn.BatchNorm2d",)
            ),
        ),
        (ObjectionHere(place, "BN208", "a reason", "advice", (1, 2)),),
        (place,),
        (place, place, place),
        (place, place),
        (place,) * 4,
        (place,) * 5,
        (place,) * 6,
        (7,),
        (KnownHere(place, "device", (("", "None"), ("key", "1.5"))),),
    )
    for followed in (Followed({"a.b": brief, "": Brief()}), Followed(None)):
        assert unpack(json.loads(json.dumps(pack(followed)))) == followed
    packed = json.loads(json.dumps(pack(Followed({"a.b": brief}))))
    for damage in ([["a.b"]], [[1, *packed[0][1:]]], [["a.b", [[]], [], [], [], []]], 3):
        assert unpack(damage) is None


def test_every_field_of_a_finding_can_be_kept() -> None:
    kinds = {field.name: str(field.type) for field in fields(Finding)}
    # These have forms of their own.
    assert kinds.pop("cell") == "CellPlace | None"
    assert kinds.pop("blocked_by") == "tuple[Blocker, ...]"
    assert kinds.pop("group") == "int | None"
    assert set(kinds.values()) <= set(cache._TYPES)


def test_every_field_of_a_blocker_can_be_kept() -> None:
    kinds = {field.name: str(field.type) for field in fields(Blocker)}
    assert kinds.pop("cell") == "CellPlace | None"
    assert set(kinds.values()) <= set(cache._TYPES)


def test_the_place_in_a_notebook_is_kept(tmp_path: Path) -> None:
    cells = [{"cell_type": "code", "source": line} for line in TORCH.splitlines(keepends=True)]
    book = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    write(tmp_path, {"a.ipynb": json.dumps(book)})
    first, second = (bnmigrate(tmp_path, "check").stdout for _ in range(2))
    assert b"a.ipynb:cell 3:1:6: BN101" in first
    assert second == first


# Several runs


def test_several_processes_at_once(tmp_path: Path) -> None:
    write(tmp_path, {f"m{i}.py": TORCH for i in range(20)})
    running = [
        subprocess.Popen(
            command("check", *names),
            cwd=tmp_path,
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for names in [["."], ["m1.py", "m2.py"], ["m1.py", "m3.py"], ["."]] * 2
    ]
    for started in running:
        out, error = started.communicate(timeout=120)
        assert started.returncode == 1
        assert b"the cache cannot be written" not in error
        assert out
    assert not list((tmp_path / cache.FOLDER).glob("*.tmp"))
    checksum, _, payload = section(tmp_path).read_bytes().partition(b"\n")
    assert checksum == digest(payload).encode()


def test_what_another_run_added_is_kept(tmp_path: Path, worked: list[str]) -> None:
    write(tmp_path, FILES)
    bnmigrate(tmp_path, "check", "a.py")
    bnmigrate(tmp_path, "check", "b.py")
    worked.clear()
    bnmigrate(tmp_path, "check", "a.py", "b.py")
    assert worked == []


def test_what_is_of_no_use_any_more_goes(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    bnmigrate(tmp_path, "check")
    bnmigrate(tmp_path, "check", "--to", "mint")
    (tmp_path / "c.py").unlink()
    write(tmp_path, {"b.py": TORCH})
    old, left = tmp_path / cache.FOLDER / "0.json", tmp_path / cache.FOLDER / "0.json.17.tmp"
    for path in (old, left):
        path.write_text("")
    long_ago = time.time() - (cache.DAYS_KEPT + 1) * 24 * 3600
    os.utime(old, (long_ago, long_ago))
    bnmigrate(tmp_path, "check")
    assert not old.exists()
    assert not left.exists()
    kept = [file.read_bytes() for file in (tmp_path / cache.FOLDER).glob("*.json")]
    assert len(kept) == 2
    assert sorted(b"c.py" in content for content in kept) == [False, True]


def test_a_file_that_is_used_stays(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    bnmigrate(tmp_path, "check")
    file = section(tmp_path)
    long_ago = time.time() - (cache.DAYS_KEPT + 1) * 24 * 3600
    os.utime(file, (long_ago, long_ago))
    write(tmp_path, {"a.py": CUMULATIVE})
    bnmigrate(tmp_path, "check", "a.py")
    assert b"b.py" in file.read_bytes()


def test_the_warm_run_imports_no_parser(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    bnmigrate(tmp_path, "check")
    program = (
        "import sys; from bnmigrate.cli import main\n"
        "try: main(['check'])\n"
        "except SystemExit: pass\n"
        "sys.exit(bool({'libcst', 'multiprocessing'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env=environment(), check=False
    )
    assert done.returncode == 0
