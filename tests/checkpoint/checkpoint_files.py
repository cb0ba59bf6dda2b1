"""Checkpoints made byte by byte, by the formats' descriptions alone; the command run on them."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bnmigrate.checkpoint.command import checkpoint
from bnmigrate.checkpoint.formats import opened

TORCH_LAYER = ("bn.weight", "bn.bias", "bn.running_mean", "bn.running_var")
MINDSPORE_LAYER = ("bn.gamma", "bn.beta", "bn.moving_mean", "bn.moving_variance")


def floats(*values: float) -> bytes:
    return struct.pack(f"<{len(values)}f", *values)


def safetensors_file(
    tensors: Mapping[str, tuple[str, Sequence[int], bytes]], metadata: object = None
) -> bytes:
    """Make a file of {name: (type, shape, bytes)}."""
    header: dict[str, Any] = {} if metadata is None else {"__metadata__": metadata}
    data = b""
    for name, (code, shape, content) in tensors.items():
        offsets = [len(data), len(data) + len(content)]
        header[name] = {"dtype": code, "shape": list(shape), "data_offsets": offsets}
        data += content
    return with_header(json.dumps(header).encode(), data)


def with_header(header: bytes, data: bytes = b"") -> bytes:
    return struct.pack("<Q", len(header)) + header + data


def layer_file(names: Sequence[str], *more: str) -> bytes:
    """Make a safetensors file whose entries differ from each other, two floats each."""
    return safetensors_file(
        {name: ("F32", [2], floats(i + 0.25, i + 0.75)) for i, name in enumerate((*names, *more))}
    )


def parameter(name: bytes, dims: Sequence[int], type_name: bytes, data: bytes) -> bytes:
    """Make one message of a .ckpt; the parts must be shorter than 128 bytes."""
    tensor = b"".join(bytes([8, dim]) for dim in dims) + part(2, type_name) + part(3, data)
    return part(1, part(1, name) + part(2, tensor))


def part(field: int, data: bytes) -> bytes:
    assert len(data) < 128
    return bytes([field << 3 | 2, len(data)]) + data


def tensors_in(path: Path) -> dict[str, tuple[str, tuple[int, ...], bytes]]:
    """Read {name: (type, shape, bytes)} with the reader under test."""
    with opened(path) as contents:
        return {
            entry.name: (entry.dtype.torch, entry.shape, b"".join(map(bytes, entry.chunks())))
            for entry in contents.entries
        }


def run(*arguments: str | Path) -> Result:
    """Run `bnmigrate checkpoint`; an exception that is not a click one fails the test."""
    return CliRunner().invoke(
        checkpoint, [str(argument) for argument in arguments], catch_exceptions=False
    )


def mindspore_or_skip() -> Any:
    """Import MindSpore, ready to compute."""
    mindspore = pytest.importorskip(
        "mindspore", reason="MindSpore is not installed (PyPI has none for Python 3.13)"
    )
    one = mindspore.Tensor([1.0, 1.0], mindspore.float32)
    try:
        assert (one + one).shape == (2,)
    except (ImportError, SystemError):
        # MindSpore 2.10.0 was compiled for NumPy 1: with NumPy 2 the first addition in a process
        # raises, and all later ones work.
        assert (one + one).shape == (2,)
    return mindspore
