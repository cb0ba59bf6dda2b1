"""Read PyTorch's .pth and .pt files, with PyTorch itself and with `weights_only=True` alone."""

from __future__ import annotations

import ctypes
import importlib
import re
import sys
import zipfile
from collections.abc import Iterator, Mapping
from io import BufferedReader
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bnmigrate.checkpoint.entries import (
    CHUNK,
    DAMAGED,
    DTYPES,
    CheckpointError,
    Chunks,
    Contents,
    DType,
    Entry,
    LeftOut,
    printable,
)

if TYPE_CHECKING:
    import torch

NESTED = ("state_dict", "model_state_dict", "model")
"""The keys under which training scripts keep the state dict, the first one found counts."""

ZIP = b"PK\x03\x04"
PICKLE = tuple(bytes([0x80, protocol]) for protocol in range(2, 6))
SAFE_SINCE = (2, 6)
"""Before that, weights_only=True could run code from the file (CVE-2025-32434)."""


def recognises(head: bytes) -> bool:
    """Say whether a file that begins with `head` is one of this format."""
    return head.startswith((ZIP, *PICKLE))


def read(path: Path, file: BufferedReader, size: int) -> Contents:
    """Read the tensors of the state dict in `file`, `size` bytes long.

    The state dict is the whole file's object, or stands under one of NESTED in it. What else is in
    it is left out. Raises CheckpointError where PyTorch is missing, the file needs more than
    weights_only=True allows, or is not what PyTorch writes.
    """
    try:
        torch = _torch()
    except ImportError as error:
        raise CheckpointError(
            f"{path}: to read PyTorch's .pth and .pt files takes PyTorch itself; "
            "pip install 'bnmigrate[verify]', or save the weights as .safetensors"
        ) from error
    if sys.byteorder != "little":
        raise CheckpointError(f"{path}: this machine is big-endian; convert the file on another")
    if torch.torch_version.TorchVersion(torch.__version__) < SAFE_SINCE:
        raise CheckpointError(
            f"{path}: PyTorch {torch.__version__} may run code that is in the file "
            "(CVE-2025-32434); install PyTorch 2.6 or later"
        )
    file.seek(0)
    zipped = file.read(4) == ZIP
    if zipped:
        _verify_archive(path, file)
    state, left_out = _state_dict(path, _load(path, zipped=zipped))
    entries = []
    for name, value in state.items():
        if not isinstance(name, str):
            left_out.append(LeftOut(repr(name), "its name is no string"))
        elif not isinstance(value, torch.Tensor):
            left_out.append(LeftOut(name, f"{type(value).__name__}, not a tensor"))
        else:
            entries.append(_entry(path, size, name, value))
    return Contents(path, "PyTorch checkpoint", tuple(entries), tuple(left_out))


def _torch() -> Any:
    return importlib.import_module("torch")


def _verify_archive(path: Path, file: BufferedReader) -> None:
    """Raise CheckpointError where the zip archive is damaged or is not as torch.save writes it.

    torch.load looks at no checksum, and takes the bytes of compressed members for tensors.
    """
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            if not any(member.filename.endswith("/data.pkl") for member in members):
                raise CheckpointError(
                    f"{path}: is a zip archive that torch.save did not write: it has no data.pkl"
                )
            if any(member.filename.endswith("/constants.pkl") for member in members):
                raise CheckpointError(
                    f"{path}: is a TorchScript archive, which is code; where you trust it, "
                    "torch.save(torch.jit.load(...).state_dict(), ...) makes a checkpoint of it"
                )
            if any(member.compress_type != zipfile.ZIP_STORED for member in members):
                raise CheckpointError(
                    f"{path}: is a compressed zip archive, and torch.save writes uncompressed "
                    "ones; load it with torch.load and save it again"
                )
            if any(member.CRC for member in members):  # torch can be told to write none
                broken = archive.testzip()
                if broken is not None:
                    offset = archive.getinfo(broken).header_offset
                    raise CheckpointError(
                        f"{path}: at byte {offset}: {broken!r} was expected to have the checksum "
                        f"that the archive states; {DAMAGED}"
                    )
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise CheckpointError(
            f"{path}: a zip archive was expected, as torch.save writes it: {error}; {DAMAGED}"
        ) from error


def _load(path: Path, *, zipped: bool) -> Any:
    torch = _torch()
    try:
        return torch.load(path, map_location="cpu", weights_only=True, mmap=zipped or None)
    except OSError:
        raise
    except Exception as error:  # whatever a damaged pickle makes torch stumble over
        raise CheckpointError(_why_not_loaded(path, error)) from error


def _why_not_loaded(path: Path, error: Exception) -> str:
    needed = re.search(r"GLOBAL (\S+)", str(error))
    if needed:
        return (
            f"{path}: holds more than weights: it needs {printable(needed[1])}, and to load that "
            "can run any code; where you trust the file, load it once with "
            "torch.load(..., weights_only=False) and torch.save its state dict alone"
        )
    reason = printable((str(error).strip() or type(error).__name__).splitlines()[-1])
    return f"{path}: PyTorch cannot load it with weights_only=True: {reason}; {DAMAGED}"


def _state_dict(path: Path, loaded: object) -> tuple[Mapping[Any, Any], list[LeftOut]]:
    torch = _torch()
    left_out: list[LeftOut] = []
    within = ""
    while isinstance(loaded, Mapping):
        key = next((key for key in NESTED if isinstance(loaded.get(key), Mapping)), None)
        if key is None:
            break
        for name, value in loaded.items():
            if name != key:
                kind = type(value).__name__
                left_out.append(LeftOut(f"{within}{name}", f"{kind}, beside the {key!r}"))
        within += f"{key}."
        loaded = loaded[key]
    if not isinstance(loaded, Mapping):
        raise CheckpointError(
            f"{path}: a dict of tensors was expected, and it holds a {type(loaded).__name__}; "
            "torch.save the model's state_dict()"
        )
    if not any(isinstance(value, torch.Tensor) for value in loaded.values()):
        keys = ", ".join(repr(key) for key in list(loaded)[:10])
        raise CheckpointError(
            f"{path}: no tensor stands in it, nor under {', '.join(NESTED)}; its keys are "
            f"{keys or 'none'}; torch.save the model's state_dict()"
        )
    return loaded, left_out


def _entry(path: Path, size: int, name: str, tensor: torch.Tensor) -> Entry:
    torch = _torch()
    dtype = _dtype(path, name, tensor)
    if tensor.layout != torch.strided or tensor.is_nested or tensor.device.type != "cpu":
        kind = f"{tensor.layout} on {tensor.device}".replace("torch.", "")
        raise CheckpointError(f"{path}: {name!r} is no plain tensor ({kind}); make it dense")
    entry = Entry(name, dtype, tuple(tensor.shape), _chunks(tensor))
    if entry.nbytes > size:
        raise CheckpointError(
            f"{path}: {name!r} has {entry.nbytes} bytes by its shape, more than the whole file; "
            "save a contiguous copy of the tensor"
        )
    return entry


def _dtype(path: Path, name: str, tensor: torch.Tensor) -> DType:
    spelled = str(tensor.dtype).removeprefix("torch.")
    for dtype in DTYPES:
        if dtype.torch == spelled:
            return dtype
    known = ", ".join(dtype.torch for dtype in DTYPES)
    raise CheckpointError(
        f"{path}: {name!r} is {spelled}, and one of {known} was expected; convert it in PyTorch"
    )


def _chunks(tensor: torch.Tensor) -> Chunks:
    def chunks() -> Iterator[memoryview]:
        plain = tensor.detach().resolve_conj().resolve_neg().contiguous()
        data = _bytes_of(plain)
        for start in range(0, len(data), CHUNK):
            yield data[start : start + CHUNK]
        del plain  # the bytes are its own: it must live until here

    return chunks


def _bytes_of(tensor: torch.Tensor) -> memoryview:
    """Return the bytes of a contiguous tensor, for as long as the tensor lives."""
    count = tensor.numel() * tensor.element_size()
    if count == 0:
        return memoryview(b"")
    return memoryview((ctypes.c_ubyte * count).from_address(tensor.data_ptr())).cast("B")
