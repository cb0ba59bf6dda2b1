"""What all checkpoint formats share: named tensors, their types, and the error when one fails."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path

CHUNK = 1 << 20
"""The bytes that are moved at a time: every chunk of a tensor but its last is this long."""

DAMAGED = "the file is truncated or damaged; copy or download it again"


class CheckpointError(Exception):
    """A checkpoint that cannot be read or written; the message names the file and a next step."""


def damaged(path: Path, offset: int, problem: str, advice: str = DAMAGED) -> CheckpointError:
    """Make the error that says what is wrong at the byte `offset` of `path`."""
    return CheckpointError(f"{path}: at byte {offset}: {problem}; {advice}")


def printable(text: str) -> str:
    """Return `text`, which a file may have chosen, with escapes for what could harm a terminal."""
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)


@dataclass(frozen=True)
class DType:
    """A type of elements that both frameworks know, as each of the formats spells it.

    `loaded_from_ckpt` says whether MindSpore's load_checkpoint reads it from a .ckpt (measured
    with 2.10.0: its save_checkpoint writes more types than that).
    """

    safetensors: str
    size: int
    mindspore: str
    torch: str
    loaded_from_ckpt: bool = True


DTYPES = (
    DType("BOOL", 1, "Bool", "bool"),
    DType("U8", 1, "UInt8", "uint8"),
    DType("I8", 1, "Int8", "int8"),
    DType("U16", 2, "UInt16", "uint16"),
    DType("I16", 2, "Int16", "int16"),
    DType("U32", 4, "UInt32", "uint32"),
    DType("I32", 4, "Int32", "int32"),
    DType("U64", 8, "UInt64", "uint64"),
    DType("I64", 8, "Int64", "int64"),
    DType("F16", 2, "Float16", "float16"),
    DType("BF16", 2, "BFloat16", "bfloat16"),
    DType("F32", 4, "Float32", "float32"),
    DType("F64", 8, "Float64", "float64"),
    DType("F8_E4M3", 1, "Float8E4M3FN", "float8_e4m3fn", loaded_from_ckpt=False),
    DType("F8_E5M2", 1, "Float8E5M2", "float8_e5m2", loaded_from_ckpt=False),
    DType("C64", 8, "Complex64", "complex64", loaded_from_ckpt=False),
)
INT64 = next(dtype for dtype in DTYPES if dtype.safetensors == "I64")

Chunks = Callable[[], Iterator[bytes | memoryview]]


@dataclass(frozen=True)
class Entry:
    """A tensor of a checkpoint.

    `chunks()` yields its little-endian, row-major bytes, CHUNK at a time; a chunk is valid until
    the next one is asked for.
    """

    name: str
    dtype: DType
    shape: tuple[int, ...]
    chunks: Chunks

    @property
    def elements(self) -> int:
        """The number of elements."""
        return math.prod(self.shape)

    @property
    def nbytes(self) -> int:
        """The number of bytes."""
        return self.elements * self.dtype.size


@dataclass(frozen=True)
class LeftOut:
    """Something in a checkpoint that is no weight of the model, and what it is."""

    name: str
    reason: str


@dataclass(frozen=True)
class Contents:
    """What a checkpoint holds. Its entries can be read for as long as its file is open."""

    path: Path
    title: str
    entries: tuple[Entry, ...]
    left_out: tuple[LeftOut, ...] = ()


def segments(file: BufferedReader, path: Path, pieces: Sequence[tuple[int, int]]) -> Chunks:
    """Return the chunks of the tensor whose `pieces` (offset, length) lie in `file`."""

    def chunks() -> Iterator[memoryview]:
        buffer = memoryview(bytearray(min(CHUNK, sum(length for _, length in pieces))))
        filled = 0
        for start, length in pieces:
            offset, end = start, start + length
            while offset < end:
                wanted = min(end - offset, len(buffer) - filled)
                try:
                    file.seek(offset)
                    count = file.readinto(buffer[filled : filled + wanted])
                except OSError as error:
                    raise damaged(path, offset, f"cannot be read: {error.strerror}") from error
                if not count:
                    raise damaged(path, offset, f"{end - offset} more bytes were expected")
                offset += count
                filled += count
                if filled == len(buffer):
                    yield buffer
                    filled = 0
        if filled:
            yield buffer[:filled]

    return chunks
