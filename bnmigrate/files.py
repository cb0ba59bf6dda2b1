"""Write a file so that it is the old one or the new one at any moment, never a part of one."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

NEW = ".bnmigrate-new"
"""How the name of a new content ends until it takes the place of the old one."""

_OPEN = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
_FAR = 2**30


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
    status = None if old is None else writable(target)
    # One name for each file: what a process left that was killed is used by the next one.
    temporary = target.with_name(f".{target.name[:200]}{NEW}")
    with held(temporary, 0o600 if status else 0o666) as stream:
        try:
            fill(stream, temporary, new, status)
            if (target.read_bytes() if os.path.lexists(target) else None) != old:
                raise ChangedError
            let_go(stream)
            temporary.replace(target)
        except BaseException:
            let_go(stream)
            temporary.unlink(missing_ok=True)
            raise


def writable(path: Path) -> os.stat_result:
    """Return the state of a file that may be changed; raise OSError where it may not."""
    status = path.stat()
    # Others would only see that the folder lets them put another file in its place.
    if not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, "it is read-only")
    return status


def fill(stream: BinaryIO, path: Path, content: bytes, like: os.stat_result | None = None) -> None:
    """Let the open file at `path` hold `content`, for good, with the owner and the permissions of
    another file.
    """
    stream.truncate()
    stream.write(content)
    stream.flush()
    os.fsync(stream.fileno())
    if like:
        _give(path, like)


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
def held(path: Path, mode: int = 0o666) -> Iterator[BinaryIO]:
    """Open the file at `path`, and keep it from other processes as long as this one lives.

    Raises ChangedError where another one has it.
    """
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


def is_held(path: Path) -> bool:
    """Whether a process that lives has the file at `path`; nothing is written."""
    with path.open("rb") as stream:
        try:
            _lock(stream.fileno())
        except BlockingIOError:
            return True
    return False


def _lock(handle: int) -> None:
    """Lock an open file for this process; raise BlockingIOError where another one has it."""
    if sys.platform == "win32":
        import msvcrt

        os.lseek(handle, _FAR, os.SEEK_SET)  # where no content is: there, a lock hides it
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except PermissionError as error:
            raise BlockingIOError from error
        finally:
            os.lseek(handle, 0, os.SEEK_SET)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def let_go(stream: BinaryIO) -> None:
    """Close the file where what is open can be neither renamed nor removed."""
    if os.name == "nt":
        stream.close()
