"""Write a file so that it is the old one or the new one at any moment, never a part of one."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

NEW = ".bnmigrate-new"
"""How the name of a new content ends until it takes the place of the old one."""

_OPEN = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


class ChangedError(Exception):
    """The file isn't what it was when it was read."""

    def __init__(self) -> None:
        super().__init__("changed on disk since it was read, so it was left as it is; run again")


def replace(path: Path, old: bytes | None, new: bytes) -> None:
    """Write `new` to `path`, which held `old`, None where it wasn't there; a link stays a link and
    its target changes.

    The permissions stay. Raises ChangedError where the file doesn't hold `old` any more, or where
    another process is about to change it; OSError where it can't be written.
    """
    target = Path(os.path.realpath(path))
    status = None if old is None else target.stat()
    # The superuser could write a read-only file too, but whoever made it so didn't want that.
    if status and (not status.st_mode & 0o222 or not os.access(target, os.W_OK)):
        raise PermissionError(errno.EACCES, "it is read-only")
    # One name for each file: what a process left that was killed is used by the next one.
    temporary = target.with_name(f".{target.name[:200]}{NEW}")
    with _held(temporary, 0o600 if status else 0o666) as stream:
        try:
            stream.truncate()
            stream.write(new)
            stream.flush()
            os.fsync(stream.fileno())
            if status:
                _give(temporary, status)
            if (target.read_bytes() if os.path.lexists(target) else None) != old:
                raise ChangedError
            _let_go(stream)
            temporary.replace(target)
        except BaseException:
            _let_go(stream)
            temporary.unlink(missing_ok=True)
            raise


def why_unwritten(error: OSError) -> str:
    """Say that a file can't be written, why, and what to do."""
    step = "check the permissions of the file and its folder"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        step = "make room there and run again"
    return f"cannot be written: {error.strerror}; {step}"


def _give(path: Path, status: os.stat_result) -> None:
    """Give a file the owner and the permissions of another."""
    if hasattr(os, "chown"):
        with contextlib.suppress(PermissionError):  # then it's ours now, as with git
            os.chown(path, status.st_uid, status.st_gid)
    path.chmod(stat.S_IMODE(status.st_mode))


@contextlib.contextmanager
def _held(path: Path, mode: int) -> Iterator[BinaryIO]:
    """Open the file at `path`, and keep it from other processes as long as this one lives."""
    with os.fdopen(os.open(path, _OPEN, mode), "r+b") as stream:
        try:
            _lock(stream.fileno())
            # Whoever had it may have put it in the place of its target while this one opened it.
            is_here = os.path.samestat(os.fstat(stream.fileno()), path.stat())
        except (BlockingIOError, FileNotFoundError):
            is_here = False
        if not is_here:
            raise ChangedError
        yield stream


def _lock(handle: int) -> None:
    """Lock an open file for this process; raise BlockingIOError where another one has it."""
    try:
        import fcntl
    except ImportError:  # Windows, which renames no file that another process has open
        return
    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _let_go(stream: BinaryIO) -> None:
    """Close the file where what is open can be neither renamed nor removed."""
    if os.name == "nt":
        stream.close()
