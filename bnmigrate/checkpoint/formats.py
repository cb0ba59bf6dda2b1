"""Which format a checkpoint has: by its content when it is read, by its ending when written."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO

from bnmigrate.checkpoint import mindspore_ckpt, safetensors, torch_archive, torch_pickle
from bnmigrate.checkpoint.entries import CheckpointError, Contents, Entry

ENDINGS = (".pth", ".pt", ".safetensors", ".ckpt")
HEAD = 9
GIT_LFS = b"version https://git-lfs"[:HEAD]


def framework_of(path: Path) -> str | None:
    """Return the framework whose own format the ending of `path` says; None for safetensors."""
    return {".pth": "torch", ".pt": "torch", ".ckpt": "mindspore"}.get(path.suffix.lower())


def check_ending(path: Path) -> None:
    """Raise CheckpointError where the ending of `path` says no format that can be written."""
    if path.suffix.lower() not in ENDINGS:
        raise CheckpointError(
            f"{path}: its ending says no format; write one of {', '.join(ENDINGS)}"
        )


@contextmanager
def opened(path: Path) -> Iterator[Contents]:
    """Read which tensors stand in the checkpoint `path`; their bytes can be read inside `with`.

    Raises CheckpointError where the file cannot be read, or is in none of the formats.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        raise _unreadable(path, error) from error
    with file:
        try:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise CheckpointError(f"{path}: a file was expected")
            contents = _read(path, file, status.st_size)
        except OSError as error:
            raise _unreadable(path, error) from error
        yield contents


def _unreadable(path: Path, error: OSError) -> CheckpointError:
    reason = error.strerror or error
    return CheckpointError(f"{path}: cannot be read: {reason}; check its name and permissions")


def _read(path: Path, file: BufferedReader, size: int) -> Contents:
    head = file.read(HEAD)
    if not head:
        raise CheckpointError(f"{path}: is empty; copy or download it again")
    if head == GIT_LFS:
        raise CheckpointError(f"{path}: is a pointer of Git LFS, not the file; run `git lfs pull`")
    for module in (safetensors, mindspore_ckpt, torch_pickle):
        if module.recognises(head):
            contents: Contents = module.read(path, file, size)
            break
    else:
        raise CheckpointError(
            f"{path}: at byte 0: the beginning of a PyTorch, safetensors or MindSpore checkpoint "
            f"was expected, not {head[:4]!r}; give the file that the framework saved"
        )
    if not contents.entries:
        raise CheckpointError(f"{path}: holds no tensor; give a checkpoint with weights")
    for entry in contents.entries:
        if not entry.name.isprintable():
            raise CheckpointError(
                f"{path}: the name {entry.name!r} cannot be printed; rename it where it was saved"
            )
    return contents


def write(
    path: Path, file: BinaryIO, entries: Sequence[Entry], *, framework: str, crc_check: bool
) -> None:
    """Write `entries` to `file` in the format that the ending of `path` says.

    `framework` is the one whose names they have ("torch" or "mindspore"). Raises CheckpointError
    where the format cannot hold one of them.
    """
    match framework_of(path):
        case "torch":
            torch_archive.write(file, entries)
        case "mindspore":
            mindspore_ckpt.write(path, file, entries, crc_check=crc_check)
        case _:
            safetensors.write(path, file, entries, "pt" if framework == "torch" else "ms")
