"""Large files: memory stays small, and 2 GB is no boundary."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bnmigrate.checkpoint.formats import opened
from tests.checkpoint.checkpoint_files import run

CHILD = """
import sys
from bnmigrate.checkpoint import convert
if len(sys.argv) > 1:
    convert(sys.argv[1], sys.argv[2], to="mindspore", check=True)
with open("/proc/self/status") as status:
    print(next(line.split()[1] for line in status if line.startswith("VmHWM")))
"""

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="reads /proc, and wants sparse files"
)


def sparse_file(path: Path, *sizes: int) -> None:
    """Make a safetensors file of tensors of zeros that takes no space on the disk."""
    header = {}
    offset = 0
    for index, size in enumerate(sizes):
        shape = [size >> 20, 1 << 20] if size >> 20 else [size]
        span = [offset, offset + size]
        header[f"t{index}"] = {"dtype": "U8", "shape": shape, "data_offsets": span}
        offset += size
    text = json.dumps(header).encode()
    with path.open("wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        file.truncate(file.tell() + offset)


def peak_bytes(*arguments: Path) -> int:
    result = subprocess.run(
        [sys.executable, "-c", CHILD, *arguments], check=True, capture_output=True, text=True
    )
    return int(result.stdout) << 10


def test_memory_stays_below_twice_the_largest_tensor(tmp_path: Path) -> None:
    source, there = tmp_path / "a.safetensors", tmp_path / "b.ckpt"
    back = tmp_path / "c.safetensors"
    tensor = 16 << 20
    sparse_file(source, *[tensor] * 8)
    base = peak_bytes()
    assert peak_bytes(source, there) - base < 2 * tensor
    assert peak_bytes(there, back) - base < 2 * tensor


def test_memory_of_pth_stays_below_the_file_and_a_tensor(tmp_path: Path) -> None:
    pytest.importorskip("torch", reason="PyTorch is not installed")
    source, there, back = (tmp_path / name for name in ("a.safetensors", "b.pth", "c.ckpt"))
    tensor = 32 << 20
    sparse_file(source, *[tensor] * 8)
    small = tmp_path / "small.safetensors"
    sparse_file(small, 8)
    base = peak_bytes(small, tmp_path / "small.pth")  # reads it back, and so imports PyTorch
    assert peak_bytes(source, there) - base < 9 * tensor
    assert peak_bytes(there, back) - base < 9 * tensor


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["ckpt", "pth"])
def test_a_tensor_and_a_file_of_more_than_2_gb(tmp_path: Path, ending: str) -> None:
    if ending == "pth":
        pytest.importorskip("torch", reason="PyTorch is not installed")
    source, target = tmp_path / "a.safetensors", tmp_path / f"b.{ending}"
    size = 2049 << 20
    sparse_file(source, size, 3)
    assert run(source, target, "--check").exit_code == 0
    with opened(target) as contents:
        sizes = {entry.name: entry.nbytes for entry in contents.entries}
    assert sizes == {"t0": size, "t1": 3}
    with target.open("rb") as file:
        slices = file.read(64).count(b"\x12\x05UInt8\x1a\x80\x80\x80\x80\x02")  # 512 MiB
    assert slices == (ending == "ckpt")
    target.unlink()
