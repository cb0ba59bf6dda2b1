"""Read and write safetensors files: a length, a JSON header, the bytes of the tensors.

The format: https://github.com/huggingface/safetensors#format
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from io import BufferedReader
from pathlib import Path
from typing import Any, BinaryIO

from bnmigrate.checkpoint.entries import (
    DTYPES,
    CheckpointError,
    Contents,
    DType,
    Entry,
    LeftOut,
    damaged,
    segments,
)

LONGEST_HEADER = 100_000_000
"""In bytes; the reference implementation refuses a longer one too."""

BY_NAME = {dtype.safetensors: dtype for dtype in DTYPES}


def recognises(head: bytes) -> bool:
    """Say whether a file that begins with `head` (at least 9 bytes) is one of this format."""
    return head[8:9] == b"{" and int.from_bytes(head[:8], "little") <= LONGEST_HEADER


def read(path: Path, file: BufferedReader, size: int) -> Contents:
    """Read which tensors stand in `file`, `size` bytes long.

    A `crc_num` that MindSpore wrote with `crc_check=True` is verified. Raises CheckpointError where
    the file is not what the format says.
    """
    file.seek(0)
    length = int.from_bytes(file.read(8), "little")
    if length > size - 8:
        problem = f"the header's length is given as {length} bytes, and {size - 8} bytes follow"
        raise damaged(path, 0, problem)
    try:
        header = json.loads(file.read(length).decode(), object_pairs_hook=_unrepeated)
    except (ValueError, RecursionError) as error:
        raise damaged(path, 8, f"a JSON header was expected: {error}") from error
    if not isinstance(header, dict):
        raise damaged(path, 8, "a JSON object was expected as the header")
    metadata = header.pop("__metadata__", {})
    if not isinstance(metadata, dict):
        raise damaged(path, 8, "'__metadata__': a JSON object was expected")
    start = 8 + length
    spans: list[tuple[int, int, str]] = []
    entries: list[Entry] = []
    for name, description in header.items():
        dtype, shape, begin, end = _described(path, name, description)
        if metadata.get(name) == "Int4":
            raise damaged(path, 8, f"{name!r} is Int4", "PyTorch has no such type; leave it out")
        entry = Entry(name, dtype, shape, segments(file, path, ((start + begin, end - begin),)))
        if entry.nbytes != end - begin:
            problem = f"{name!r} has {entry.nbytes} bytes by its shape, {end - begin} by offsets"
            raise damaged(path, 8, problem)
        spans.append((begin, end, name))
        entries.append(entry)
    _check_spans(path, start, size - start, spans)
    if "crc_num" in metadata:
        _verify(path, entries, metadata["crc_num"])
    left_out = tuple(
        LeftOut(f"__metadata__.{key}", "metadata of the file")
        for key in metadata
        if key not in ("format", "crc_num")
    )
    return Contents(path, "safetensors", tuple(entries), left_out)


def write(path: Path, file: BinaryIO, entries: Sequence[Entry], framework: str) -> None:
    """Write `entries` to `file`; `framework` ("pt" or "ms") goes into its metadata.

    Tensors of wide elements come first, so that each is aligned to the size of its elements.
    Raises CheckpointError where a name is the one that the format keeps for itself.
    """
    header: dict[str, Any] = {"__metadata__": {"format": framework}}
    offset = 0
    ordered = sorted(entries, key=lambda entry: -entry.dtype.size)
    for entry in ordered:
        if entry.name == "__metadata__":
            raise CheckpointError(
                f"{path}: safetensors keeps the name '__metadata__' for itself; "
                "rename the entry with --rename"
            )
        header[entry.name] = {
            "dtype": entry.dtype.safetensors,
            "shape": entry.shape,
            "data_offsets": (offset, offset + entry.nbytes),
        }
        offset += entry.nbytes
    text = json.dumps(header, separators=(",", ":"), ensure_ascii=False).encode()
    text += b" " * (-len(text) % 8)
    if len(text) > LONGEST_HEADER:
        raise CheckpointError(
            f"{path}: the header would be {len(text)} bytes long, and safetensors allows "
            f"{LONGEST_HEADER}; write a .ckpt or .pth"
        )
    file.write(len(text).to_bytes(8, "little") + text)
    for entry in ordered:
        file.writelines(entry.chunks())


def _unrepeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table: dict[str, Any] = {}
    for name, value in pairs:
        if name in table:
            raise ValueError(f"{name!r} stands in it twice")
        table[name] = value
    return table


def _described(path: Path, name: str, description: Any) -> tuple[DType, tuple[int, ...], int, int]:
    try:
        code, shape, (begin, end) = (
            description["dtype"],
            description["shape"],
            description["data_offsets"],
        )
    except (TypeError, KeyError, ValueError) as error:
        problem = f"{name!r}: dtype, shape and two data_offsets were expected"
        raise damaged(path, 8, problem) from error
    if not isinstance(code, str) or code not in BY_NAME:
        raise damaged(
            path,
            8,
            f"{name!r} has the type {code!r}, and one of {', '.join(BY_NAME)} was expected",
            "convert it in the framework that wrote it",
        )
    numbers = [*shape, begin, end] if isinstance(shape, list) else [None]
    if not all(type(number) is int and number >= 0 for number in numbers):
        raise damaged(path, 8, f"{name!r}: whole numbers were expected as shape and data_offsets")
    return BY_NAME[code], tuple(shape), begin, end


def _check_spans(path: Path, start: int, space: int, spans: list[tuple[int, int, str]]) -> None:
    position = 0
    for begin, end, name in sorted(spans):
        if begin != position or end < begin:
            problem = f"{name!r} was expected to begin here, and its offsets are {begin} to {end}"
            raise damaged(path, start + position, problem)
        position = end
    if position != space:
        problem = f"the file was expected to end at byte {start + position}"
        raise damaged(path, start + min(position, space), problem)


def _verify(path: Path, entries: Sequence[Entry], stated: object) -> None:
    """Compare with the checksum that MindSpore makes: names and bytes, sorted by name."""
    crc = 0
    for entry in sorted(entries, key=lambda entry: entry.name):
        crc = zlib.crc32(entry.name.encode(errors="surrogatepass"), crc)
        for chunk in entry.chunks():
            crc = zlib.crc32(chunk, crc)
    if str(crc) != stated:
        problem = f"the checksum crc_num is {stated}, and that of the tensors is {crc}"
        raise damaged(path, 8, problem)
