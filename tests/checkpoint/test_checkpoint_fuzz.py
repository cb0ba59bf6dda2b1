"""Damaged files: each reader reads them or raises CheckpointError, and takes no memory for a lie.

BNMIGRATE_FUZZ_EXAMPLES sets how many examples each test tries.
"""

from __future__ import annotations

import io
import os
import sys
import tracemalloc
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bnmigrate.checkpoint import CheckpointError
from bnmigrate.checkpoint.entries import CHUNK
from tests.checkpoint.checkpoint_files import floats, parameter, safetensors_file, tensors_in

EXAMPLES = int(os.environ.get("BNMIGRATE_FUZZ_EXAMPLES", "150"))
fuzzed = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

TENSORS = {
    "bn.running_mean": ("F32", [2], floats(1, 2)),
    "bn.running_var": ("F32", [2], floats(3, 4)),
    "scalar": ("I64", [], bytes(8)),
    "grid": ("U8", [3, 40], bytes(range(120))),
}
SAFETENSORS = safetensors_file(TENSORS, {"format": "pt"})
CKPT = b"".join(
    parameter(name.encode(), shape, kind, data[:80])
    for (name, (_, shape, data)), kind in zip(
        TENSORS.items(), (b"Float32", b"Float32", b"Int64", b"UInt8"), strict=True
    )
)
LENGTHS = st.sampled_from([0, 1, 127, 128, 1 << 16, 1 << 31, 1 << 40, (1 << 63) - 1, 1 << 63]).map(
    lambda number: number.to_bytes(8, "little")
) | st.sampled_from([b"\x80" * 9 + b"\x01", b"\xff" * 9 + b"\x01", b"\xff\xff\xff\xff\x0f"])


@st.composite
def damaged_from(draw: st.DrawFn, good: bytes) -> bytes:
    """Change, insert, remove or repeat a few pieces of a good file, and perhaps cut its end."""
    data = bytearray(good)
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, max(len(data) - 1, 0)))
        end = start + draw(st.integers(0, 12))
        data[start:end] = draw(
            st.binary(max_size=12) | LENGTHS | st.just(bytes(data[start:end] * 2))
        )
    if draw(st.booleans()):
        del data[draw(st.integers(0, len(data))) :]
    return bytes(data)


def read_or_refuse(path: Path, data: bytes) -> int:
    """Return how many bytes of tensors `data` holds; 0 where it is refused as it should be."""
    path.write_bytes(data)
    try:
        tensors = tensors_in(path)
    except CheckpointError as error:
        message = str(error)
    else:
        return sum(len(content) for _, _, content in tensors.values())
    assert message.startswith(f"{path}: ")
    return 0


def read_within_bounds(path: Path, data: bytes) -> None:
    tracemalloc.start()
    try:
        assert read_or_refuse(path, data) <= len(data)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < CHUNK


@fuzzed
@given(
    data=damaged_from(SAFETENSORS) | st.binary(max_size=64).map(lambda tail: SAFETENSORS[:9] + tail)
)
def test_safetensors(tmp_path: Path, data: bytes) -> None:
    read_within_bounds(tmp_path / "x", data)


@fuzzed
@given(data=damaged_from(CKPT) | st.binary(max_size=64).map(lambda tail: b"\n" + tail))
def test_mindspore_ckpt(tmp_path: Path, data: bytes) -> None:
    read_within_bounds(tmp_path / "x", data)


@fuzzed
@given(data=st.binary(max_size=200))
def test_anything(tmp_path: Path, data: bytes) -> None:
    read_or_refuse(tmp_path / "x", data)


@pytest.mark.filterwarnings("ignore:Detected pickle protocol:UserWarning")
class TestTorch:
    """PyTorch's reader does the work there; what it stumbles over must come out as an error."""

    @staticmethod
    def saved(*, zipped: bool) -> bytes:
        torch = pytest.importorskip("torch", reason="PyTorch is not installed")
        state = {
            "bn.running_mean": torch.arange(40.0),
            "half": torch.ones(3, dtype=torch.bfloat16),
            "view": torch.arange(12).reshape(3, 4).t(),
        }
        file = io.BytesIO()
        torch.save({"state_dict": state, "epoch": 3}, file, _use_new_zipfile_serialization=zipped)
        return file.getvalue()

    @pytest.fixture(autouse=True)
    def _memory(self) -> Iterator[None]:
        if sys.platform != "linux":
            pytest.skip("the memory of a process is measured on Linux")
        import resource

        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        yield
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        assert grown < 256 * 1024, f"{grown} KiB"

    @fuzzed
    @given(data=st.data())
    def test_the_archive(self, tmp_path: Path, data: st.DataObject) -> None:
        read_or_refuse(tmp_path / "x", data.draw(damaged_from(self.saved(zipped=True))))

    @fuzzed
    @given(data=st.data())
    def test_the_pickle_in_a_sound_archive(self, tmp_path: Path, data: st.DataObject) -> None:
        file = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(self.saved(zipped=True))) as old,
            zipfile.ZipFile(file, "w") as new,
        ):
            for member in old.infolist():
                content = old.read(member)
                if member.filename.endswith("/data.pkl"):
                    content = data.draw(damaged_from(content))
                new.writestr(member.filename, content)
        read_or_refuse(tmp_path / "x", file.getvalue())

    @fuzzed
    @given(data=st.data())
    def test_the_legacy_format(self, tmp_path: Path, data: st.DataObject) -> None:
        read_or_refuse(tmp_path / "x", data.draw(damaged_from(self.saved(zipped=False))))
