"""How `fix` writes: whole or not at all, with the form and the rights that the file had."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bnmigrate import analysis, files
from tests.command_line import TORCH, bnmigrate, process, write

FIXED = "import mindspore.nn as nn\n\nbn = nn.BatchNorm2d(64, momentum=0.9)\n"
LEFT = (
    b"a.py:3:6: BN101 [*] call of torch.nn.BatchNorm2d; momentum=0.1 becomes momentum=0.9\n"
    b"3 | bn = nn.BatchNorm2d(64, momentum=0.1)\n"
    b"  |      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
)

SUMMARY = (
    "Checked 2 files: fixed 1 finding in 1 file, 1 left (1 for `bnmigrate fix`). "
    "1 path could not be done."
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path, {"a.py": TORCH, "b.py": TORCH})


def assert_left(folder: Path, done: Any, problem: str) -> None:
    """Nothing of a.py is written and all is told; b.py is done."""
    assert done.returncode == 2
    assert (folder / "a.py").read_text() == TORCH
    assert (folder / "b.py").read_text() == FIXED
    assert done.stdout == LEFT
    assert done.stderr.decode().splitlines() == [
        f"a.py: error: {problem}",
        SUMMARY,
        "Changed b.py",
    ]
    assert sorted(p.name for p in folder.iterdir() if p.is_file()) == ["a.py", "b.py"]


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o755, 0o4755])
def test_mode_bits_stay(folder: Path, mode: int) -> None:
    (folder / "a.py").chmod(mode)
    bnmigrate(folder, "fix", "a.py")
    assert (folder / "a.py").read_text() == FIXED
    assert stat.S_IMODE((folder / "a.py").stat().st_mode) == mode


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root can give files away")
def test_the_owner_stays(folder: Path) -> None:
    os.chown(folder / "a.py", 1234, 4321)
    bnmigrate(folder, "fix", "a.py")
    status = (folder / "a.py").stat()
    assert (status.st_uid, status.st_gid) == (1234, 4321)
    assert (folder / "a.py").read_text() == FIXED


def test_a_link_stays_and_its_target_changes(folder: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "sub/real.py").write_text(TORCH)
    (folder / "link.py").symlink_to("sub/real.py")
    assert bnmigrate(folder, "fix", "link.py").returncode == 0
    assert (folder / "link.py").is_symlink()
    assert not (folder / "sub/real.py").is_symlink()
    assert (folder / "sub/real.py").read_text() == FIXED


def test_a_file_that_is_not_changed_is_not_written(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": FIXED})
    before = (tmp_path / "a.py").stat()
    bnmigrate(tmp_path, "fix")
    after = (tmp_path / "a.py").stat()
    assert (before.st_mtime_ns, before.st_ino) == (after.st_mtime_ns, after.st_ino)


def test_a_read_only_file(folder: Path, unprivileged: Sequence[str]) -> None:
    (folder / "a.py").chmod(0o444)
    done = process(folder, "fix", "--no-cache", prefix=unprivileged)
    assert_left(
        folder,
        done,
        "cannot be written: it is read-only; check the permissions of the file and its folder",
    )


def test_a_read_only_folder(folder: Path, unprivileged: Sequence[str]) -> None:
    write(folder, {"sub/a.py": TORCH})
    (folder / "sub").chmod(0o555)
    run = partial(process, prefix=unprivileged) if unprivileged else bnmigrate
    done = run(folder, "fix", "sub", "b.py")
    (folder / "sub").chmod(0o755)
    assert done.returncode == 2
    assert done.stderr.startswith(
        b"sub/a.py: error: cannot be written: Permission denied; check the permissions of"
    )
    assert (folder / "sub/a.py").read_text() == TORCH
    assert (folder / "b.py").read_text() == FIXED


def before_replacing(monkeypatch: pytest.MonkeyPatch, action: Any) -> None:
    """Do something to a.py between its reading and its writing."""
    replace = files.replace

    def late(path: Path, old: bytes, new: bytes) -> None:
        if path.name == "a.py":
            action(path)
        replace(path, old, new)

    monkeypatch.setattr(files, "replace", late)


def test_a_file_that_changed_on_disk_is_not_overwritten(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before_replacing(monkeypatch, lambda path: path.write_text("edited\n"))
    done = bnmigrate(folder, "fix")
    assert (folder / "a.py").read_text() == "edited\n"
    (folder / "a.py").write_text(TORCH)
    problem = "changed on disk since it was read, so it was left as it is; run again"
    assert_left(folder, done, problem)


def test_a_file_that_was_deleted_does_not_come_back(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before_replacing(monkeypatch, lambda path: path.unlink())
    done = bnmigrate(folder, "fix")
    assert done.returncode == 2
    assert b"a.py: error: cannot be written: No such file or directory" in done.stderr
    assert [path.name for path in folder.glob("*.py")] == ["b.py"]


@pytest.mark.parametrize("step", ["fsync", "chmod", "replace"])
def test_what_fails_half_way_leaves_the_old_file_and_nothing_else(
    folder: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    owner: Any = os if step == "fsync" else Path
    real = getattr(owner, step)
    failing = iter([True])

    def full(*args: Any) -> Any:
        if next(failing, False):
            raise OSError(28, "No space left on device")
        return real(*args)

    monkeypatch.setattr(owner, step, full)
    done = bnmigrate(folder, "fix")
    assert_left(
        folder,
        done,
        "cannot be written: No space left on device; make room there and run again",
    )


def test_an_interrupt_half_way_leaves_the_old_file_and_nothing_else(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    done = bnmigrate(folder, "fix")
    assert done.returncode == 130
    assert done.stderr.startswith(b"bnmigrate: interrupted;")
    assert (folder / "a.py").read_text() == (folder / "b.py").read_text() == TORCH
    assert sorted(p.name for p in folder.iterdir() if p.is_file()) == ["a.py", "b.py"]


def test_new_content_that_would_not_compile_is_not_written(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    splices: Any = vars(analysis)["splices"]
    failing = iter([True])

    def broken(*args: Any) -> list[Any]:
        return [*([(0, 0, ")")] if next(failing, False) else []), *splices(*args)]

    monkeypatch.setattr(analysis, "splices", broken)
    done = bnmigrate(folder, "fix")
    assert done.returncode == 2
    assert b"a.py:1:1: BN900 the new content would not compile" in done.stdout
    assert (folder / "a.py").read_text() == TORCH
    assert (folder / "b.py").read_text() == FIXED
