"""Write a file so that it is the old one or the new one at any moment, never a part of one."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import tempfile
from pathlib import Path


class ChangedError(Exception):
    """The file isn't what it was when it was read."""


def replace(path: Path, old: bytes, new: bytes) -> None:
    """Write `new` to `path`, which held `old`; a link stays a link and its target changes.

    The permissions stay. Raises ChangedError where the file doesn't hold `old` any more, OSError
    where it can't be written.
    """
    target = Path(os.path.realpath(path))
    status = target.stat()
    # The superuser could write a read-only file too, but whoever made it so didn't want that.
    if not status.st_mode & 0o222 or not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, "it is read-only")
    handle, name = tempfile.mkstemp(
        prefix=f".{target.name[:40]}.", suffix=".tmp", dir=target.parent
    )
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(new)
            stream.flush()
            os.fsync(stream.fileno())
        with contextlib.suppress(PermissionError):  # then it's ours from now on, as with git
            os.chown(temporary, status.st_uid, status.st_gid)
        temporary.chmod(stat.S_IMODE(status.st_mode))
        if target.read_bytes() != old:
            raise ChangedError
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
