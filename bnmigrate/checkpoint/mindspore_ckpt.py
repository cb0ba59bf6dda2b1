"""Read and write MindSpore's .ckpt files: protobuf's wire format, without protobuf or MindSpore.

A file is field 1, repeated: {1: name, 2: tensor {1: dims, 2: type, 3: bytes}}. A tensor of more
than SLICE bytes stands in several of them, one after the other, each with the dims of the whole.
With `crc_check` a trailer of 17 bytes follows: "crc_num" and the CRC-32 of the rest, big-endian.
(Measured with MindSpore 2.10.0; the schema is its checkpoint.proto.)
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BufferedReader
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from bnmigrate.checkpoint.entries import (
    CHUNK,
    DTYPES,
    CheckpointError,
    Contents,
    DType,
    Entry,
    LeftOut,
    damaged,
    segments,
)

SLICE = 1 << 29
"""In bytes, a multiple of CHUNK. MindSpore cuts there too: protobuf takes messages below 2 GB."""

TRAILER = b"crc_num"
TRAILER_LENGTH = len(TRAILER) + 10
LONGEST_NAME = 1 << 16
MOST_DIMS = 64
VARINT, LENGTH_DELIMITED = 0, 2
ENCRYPTED = {b"\xd8^:\x7f": "AES-GCM", b"\xd9^:\x7f": "AES-CBC", b"\xda^:\x7f": "SM4-CBC"}
"""The first bytes that `save_checkpoint(..., enc_key=...)` writes, by its enc_mode."""

BY_NAME = {dtype.mindspore: dtype for dtype in DTYPES}


def recognises(head: bytes) -> bool:
    """Say whether a file that begins with `head` is one of this format."""
    return head[:1] == b"\n" or head[:4] in ENCRYPTED


def read(path: Path, file: BufferedReader, size: int) -> Contents:
    """Read which tensors stand in `file`, `size` bytes long; a checksum in it is verified.

    Strings, which `append_dict` writes, and hash tables are left out. Raises CheckpointError where
    the file is encrypted or is not what the format says.
    """
    return _Reader(path, file, size).contents()


def write(path: Path, file: BinaryIO, entries: Sequence[Entry], *, crc_check: bool) -> None:
    """Write `entries` to `file`, with the trailer that MindSpore verifies where `crc_check`.

    Raises CheckpointError where MindSpore's load_checkpoint could not read an entry.
    """
    crc = 0
    for entry in entries:
        _refuse_what_mindspore_cannot_load(path, entry)
        for data in _pieces(entry):
            file.write(data)
            if crc_check:
                crc = zlib.crc32(data, crc)
    if crc_check:
        file.write(TRAILER + crc.to_bytes(TRAILER_LENGTH - len(TRAILER), "big"))


def _refuse_what_mindspore_cannot_load(path: Path, entry: Entry) -> None:
    if not entry.dtype.loaded_from_ckpt:
        raise CheckpointError(
            f"{path}: {entry.name!r} is {entry.dtype.torch}, which MindSpore does not load from a "
            ".ckpt; write .safetensors instead"
        )
    if max(entry.shape, default=0) >= 1 << 31:
        raise CheckpointError(
            f"{path}: {entry.name!r} has {max(entry.shape)} elements in a dim, and MindSpore loads "
            "at most 2147483647 from a .ckpt; write .safetensors instead"
        )
    if entry.shape == (0,):
        raise CheckpointError(
            f"{path}: {entry.name!r} is empty, and a .ckpt has no way to say so: MindSpore would "
            "load it as a number; write .safetensors instead"
        )


def _pieces(entry: Entry) -> Iterator[bytes | memoryview]:
    chunks = entry.chunks()
    for start in range(0, max(entry.nbytes, 1), SLICE):
        length = min(SLICE, entry.nbytes - start)
        yield _head(entry, length)
        yield from islice(chunks, -(-length // CHUNK))


def _head(entry: Entry, length: int) -> bytes:
    """Return what stands before the `length` bytes of a slice of `entry`."""
    tensor = b"".join(b"\x08" + _varint(dim) for dim in entry.shape)
    tensor += _delimited(2, entry.dtype.mindspore.encode()) + b"\x1a" + _varint(length)
    value = _delimited(1, entry.name.encode()) + b"\x12" + _varint(len(tensor) + length) + tensor
    return b"\n" + _varint(len(value) + length) + value


def _delimited(field: int, data: bytes) -> bytes:
    return bytes([field << 3 | LENGTH_DELIMITED]) + _varint(len(data)) + data


def _varint(number: int) -> bytes:
    data = bytearray()
    while number > 0x7F:
        data.append(number & 0x7F | 0x80)
        number >>= 7
    data.append(number)
    return bytes(data)


@dataclass(frozen=True)
class _Field:
    """A field of a message: its number, and its value or where the bytes of that lie."""

    offset: int
    number: int
    value: int
    start: int
    end: int | None

    def bounds(self) -> tuple[int, int]:
        assert self.end is not None
        return self.start, self.end


@dataclass
class _Slice:
    """One of the messages that make up a tensor."""

    offset: int
    name: str
    dims: tuple[int, ...]
    type_name: str
    content: tuple[int, int]


class _Reader:
    def __init__(self, path: Path, file: BufferedReader, size: int) -> None:
        self.path, self.file, self.size = path, file, size

    def contents(self) -> Contents:
        head = self._bytes(0, min(self.size, 4))
        if head in ENCRYPTED:
            raise CheckpointError(
                f"{self.path}: is encrypted ({ENCRYPTED[head]}, written with enc_key); load it in "
                "MindSpore with dec_key and save it without enc_key"
            )
        left_out: dict[str, LeftOut] = {}
        tensors: dict[str, list[_Slice]] = {}
        last = None
        for found in self._slices(left_out):
            if found.name in tensors and found.name != last:
                raise damaged(self.path, found.offset, f"{found.name!r} stands here again")
            tensors.setdefault(found.name, []).append(found)
            last = found.name
        entries = tuple(self._entry(parts) for parts in tensors.values())
        return Contents(self.path, "MindSpore checkpoint", entries, tuple(left_out.values()))

    def _slices(self, left_out: dict[str, LeftOut]) -> Iterator[_Slice]:
        position = 0
        while position < self.size:
            if self.size - position == TRAILER_LENGTH and self._bytes(position, 7) == TRAILER:
                self._verify(position)
                return
            parameter = self._field(position, self.size, frozenset((1,)), "a parameter")
            start, position = parameter.bounds()
            fields = self._message(start, position, frozenset((1, 2, 3)), "a name or a tensor")
            name = self._text(fields, 1, parameter.offset, "a name")
            if 3 in fields:
                left_out[name] = LeftOut(name, "a hash table, which PyTorch has no such thing as")
            elif 2 not in fields:
                raise damaged(self.path, parameter.offset, f"{name!r}: a tensor was expected")
            else:
                found = self._slice(parameter.offset, name, fields[2][0])
                if found.type_name == "str":
                    left_out[name] = LeftOut(name, "a string")
                else:
                    yield found

    def _slice(self, offset: int, name: str, tensor: _Field) -> _Slice:
        start, end = tensor.bounds()
        expected = "dims, a type or bytes"
        fields = self._message(start, end, frozenset((1, 2, 3)), expected, dims=1)
        dims = tuple(field.value for field in fields.get(1, ()))
        if any(dim >= 1 << 63 for dim in dims):
            raise damaged(self.path, offset, f"{name!r}: dims of at least 0 were expected")
        type_name = self._text(fields, 2, offset, "a type")
        if 3 not in fields:
            raise damaged(self.path, offset, f"{name!r}: the bytes of the tensor were expected")
        start, end = fields[3][0].bounds()
        return _Slice(offset, name, dims, type_name, (start, end - start))

    def _entry(self, parts: list[_Slice]) -> Entry:
        first = parts[0]
        dtype = self._dtype(first)
        if any((part.dims, part.type_name) != (first.dims, first.type_name) for part in parts):
            problem = f"{first.name!r} stands here in slices of different shapes or types"
            raise damaged(self.path, first.offset, problem)
        pieces = tuple(part.content for part in parts)
        length = sum(count for _, count in pieces)
        dims = first.dims
        if dims == (0,) and length == dtype.size:
            dims = ()  # how earlier releases wrote a number
        entry = Entry(first.name, dtype, dims, segments(self.file, self.path, pieces))
        if entry.nbytes != length:
            problem = f"{entry.name!r} has {entry.nbytes} bytes by its dims, but {length} here"
            raise damaged(self.path, first.offset, problem)
        return entry

    def _dtype(self, found: _Slice) -> DType:
        if found.type_name not in BY_NAME:
            raise damaged(
                self.path,
                found.offset,
                f"{found.name!r} has the type {found.type_name!r}, "
                f"and one of {', '.join(BY_NAME)} was expected",
                "convert it in MindSpore",
            )
        return BY_NAME[found.type_name]

    def _message(
        self, start: int, end: int, numbers: frozenset[int], expected: str, dims: int | None = None
    ) -> dict[int, list[_Field]]:
        """Read the fields of a message; `dims` is the one that may be repeated or packed."""
        fields: dict[int, list[_Field]] = {}
        position = start
        while position < end:
            field = self._field(position, end, numbers, expected, dims)
            position = field.start if field.end is None else field.end
            found = fields.setdefault(field.number, [])
            if field.number == dims:
                found.extend([field] if field.end is None else self._packed(field))
                if len(found) > MOST_DIMS:
                    problem = f"at most {MOST_DIMS} dims were expected"
                    raise damaged(self.path, field.offset, problem)
            elif found:
                raise damaged(self.path, field.offset, f"field {field.number} stands here twice")
            else:
                found.append(field)
        return fields

    def _packed(self, field: _Field) -> Iterator[_Field]:
        position, end = field.bounds()
        while position < end:
            offset = position
            value, position = self._read_varint(position, end)
            yield _Field(offset, field.number, value, position, None)

    def _field(
        self,
        position: int,
        end: int,
        numbers: frozenset[int],
        expected: str,
        repeated: int | None = None,
    ) -> _Field:
        offset = position
        key, position = self._read_varint(position, end)
        number, kind = key >> 3, key & 7
        if number == repeated and kind == VARINT:
            value, position = self._read_varint(position, end)
            return _Field(offset, number, value, position, None)
        if kind != LENGTH_DELIMITED or number not in numbers:
            problem = f"{expected} was expected, not field {number} of wire type {kind}"
            raise damaged(self.path, offset, problem)
        length, position = self._read_varint(position, end)
        if length > end - position:
            problem = f"a length is given as {length} bytes, and {end - position} bytes follow"
            raise damaged(self.path, offset, problem)
        return _Field(offset, number, length, position, position + length)

    def _read_varint(self, position: int, end: int) -> tuple[int, int]:
        value = 0
        data = self._bytes(position, min(10, end - position))
        for index, byte in enumerate(data):
            value |= (byte & 0x7F) << 7 * index
            if byte < 0x80 and value < 1 << 64:
                return value, position + index + 1
        raise damaged(self.path, position, "a number (varint) was expected")

    def _text(self, fields: dict[int, list[_Field]], number: int, offset: int, what: str) -> str:
        if number not in fields:
            raise damaged(self.path, offset, f"{what} was expected")
        start, end = fields[number][0].bounds()
        if end - start > LONGEST_NAME:
            problem = f"{what} of {end - start} bytes, and at most {LONGEST_NAME} were expected"
            raise damaged(self.path, start, problem)
        try:
            return self._bytes(start, end - start).decode()
        except UnicodeDecodeError as error:
            problem = f"{what} in UTF-8 was expected"
            raise damaged(self.path, start + error.start, problem) from error

    def _bytes(self, position: int, count: int) -> bytes:
        self.file.seek(position)
        return self.file.read(count)

    def _verify(self, end: int) -> None:
        """Compare the checksum in the trailer at `end` with that of all before it."""
        stated = int.from_bytes(self._bytes(end + len(TRAILER), 10), "big")
        crc = 0
        for chunk in segments(self.file, self.path, ((0, end),))():
            crc = zlib.crc32(chunk, crc)
        if crc != stated:
            raise damaged(
                self.path, end, f"the checksum crc_num is {stated}, and that of the file is {crc}"
            )
