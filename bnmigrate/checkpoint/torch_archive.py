"""Write PyTorch's .pth and .pt files, one tensor after the other, without PyTorch.

A file is an uncompressed zip archive: `data.pkl` says how the state dict is put together, and each
tensor's bytes are a member of their own, aligned to 64 bytes so that torch.load can map them.
(Read off the files of torch.save 2.13.0, whose format has been the same since 1.6; the types that
are not in STORAGES need 2.3 or later.)
"""

from __future__ import annotations

import pickle
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

from bnmigrate.checkpoint.entries import Entry

STORAGES = {
    "bool": "BoolStorage",
    "uint8": "ByteStorage",
    "int8": "CharStorage",
    "int16": "ShortStorage",
    "int32": "IntStorage",
    "int64": "LongStorage",
    "float16": "HalfStorage",
    "bfloat16": "BFloat16Storage",
    "float32": "FloatStorage",
    "float64": "DoubleStorage",
    "complex64": "ComplexFloatStorage",
}
"""The classes of storages by type; later types have none, and name their type instead."""

ALIGNMENT = 64
PADDING = b"FB"
"""The kind of extra field, as torch.save writes it, that moves a member to its place."""

LOCAL_HEADER, ZIP64_FIELD, FIELD_HEADER = 30, 20, 4


def write(file: BinaryIO, entries: Sequence[Entry]) -> None:
    """Write `entries` to `file` as a state dict that torch.load reads with weights_only=True."""
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in (("data.pkl", _pickled(entries)), ("byteorder", b"little")):
            _add(archive, name, [data], len(data))
        for index, entry in enumerate(entries):
            _add(archive, f"data/{index}", entry.chunks(), entry.nbytes)
        _add(archive, "version", [b"3\n"], 2)


def _add(
    archive: zipfile.ZipFile, name: str, chunks: Iterable[bytes | memoryview], size: int
) -> None:
    member = zipfile.ZipInfo(f"archive/{name}")
    member.file_size = size
    zip64 = size * 1.05 > zipfile.ZIP64_LIMIT
    start = archive.start_dir + LOCAL_HEADER + len(member.filename) + FIELD_HEADER
    padding = -(start + (ZIP64_FIELD if zip64 else 0)) % ALIGNMENT
    member.extra = PADDING + padding.to_bytes(2, "little") + bytes(padding)
    with archive.open(member, "w", force_zip64=zip64) as target:
        for chunk in chunks:
            target.write(chunk)


def _pickled(entries: Sequence[Entry]) -> bytes:
    """Return the pickle that puts the tensors together from the members data/0, data/1, ..."""
    code = [pickle.PROTO, b"\x02", pickle.EMPTY_DICT]
    for index, entry in enumerate(entries):
        storage = STORAGES.get(entry.dtype.torch)
        rebuild = "_rebuild_tensor_v2" if storage else "_rebuild_tensor_v3"
        code += [_text(entry.name), _name("torch._utils", rebuild), pickle.MARK]
        code += [pickle.MARK, _text("storage")]
        if storage:
            code += [_name("torch", storage)]
        else:
            code += [_name("torch.storage", "UntypedStorage")]
        count = entry.elements if storage else entry.nbytes
        code += [_text(str(index)), _text("cpu"), _number(count), pickle.TUPLE, pickle.BINPERSID]
        code += [_number(0), *_numbers(entry.shape), *_numbers(_strides(entry.shape))]
        code += [pickle.NEWFALSE, _name("collections", "OrderedDict"), pickle.EMPTY_TUPLE]
        code += [pickle.REDUCE]
        if not storage:
            code += [_name("torch", entry.dtype.torch)]
        code += [pickle.TUPLE, pickle.REDUCE, pickle.SETITEM]
    return b"".join((*code, pickle.STOP))


def _text(text: str) -> bytes:
    data = text.encode()
    return pickle.BINUNICODE + len(data).to_bytes(4, "little") + data


def _name(module: str, name: str) -> bytes:
    return pickle.GLOBAL + f"{module}\n{name}\n".encode()


def _number(number: int) -> bytes:
    if number < 1 << 31:
        return pickle.BININT + number.to_bytes(4, "little")
    data = pickle.encode_long(number)
    return pickle.LONG1 + bytes([len(data)]) + data


def _numbers(numbers: Iterable[int]) -> Iterator[bytes]:
    yield pickle.MARK
    yield from map(_number, numbers)
    yield pickle.TUPLE


def _strides(shape: Sequence[int]) -> tuple[int, ...]:
    """Return the strides of a contiguous tensor, in elements."""
    strides: list[int] = []
    step = 1
    for length in reversed(shape):
        strides.insert(0, step)
        step *= max(length, 1)
    return tuple(strides)
