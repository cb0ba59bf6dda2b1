"""Time `bnmigrate checkpoint` beside `cp` on a large file, and measure the memory that it takes.

    python benchmarks/checkpoint.py [--mebibytes 1024] [--rounds 5] [--folder FOLDER]

Every conversion is a process of its own. Neither time nor memory counts what it takes to start and
to import, for PyTorch 1 to 2 seconds. The rounds alternate, so that cp and the conversions meet the
same disk, and the best round of each counts. Needs Linux; the rows of .pth need PyTorch. It exits 1
where a goal is missed: 4 times cp, and twice the largest tensor of memory (for a .pth that is read,
the file and the tensor).
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import secrets
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TENSOR = 32 << 20
PAIRS = (
    ("safetensors", "ckpt", ()),
    ("safetensors", "ckpt", ("crc_check",)),
    ("safetensors", "ckpt", ("check",)),
    ("ckpt", "safetensors", ()),
    ("pth", "ckpt", ()),
    ("ckpt", "pth", ()),
)
CHILD = """
import sys, time
from bnmigrate.checkpoint import convert
source, target, *flags = sys.argv[1:]
if "torch" in flags:
    flags.remove("torch")
    import torch
begin = time.perf_counter()
if source:
    convert(source, target, **dict.fromkeys(flags, True))
print(time.perf_counter() - begin)
with open("/proc/self/status") as status:
    print(next(line.split()[1] for line in status if line.startswith("VmHWM")))
"""


def main() -> int:
    """Run the benchmark and print a table; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--mebibytes", type=int, default=1024)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        return _measure(Path(name), options.mebibytes << 20, options.rounds)


def _measure(folder: Path, size: int, rounds: int) -> int:
    pairs = [pair for pair in PAIRS if "pth" not in pair or importlib.util.find_spec("torch")]
    source = folder / "source.safetensors"
    _write_safetensors(source, size)
    sources = {"safetensors": source}
    for ending in {pair[0] for pair in pairs} - {"safetensors"}:
        sources[ending] = folder / f"source.{ending}"
        _convert(source, sources[ending], ())
    copies: list[float] = []
    results: list[list[tuple[float, int]]] = [[] for _ in pairs]
    for _ in range(rounds):
        copies.append(_cp(source, folder / "copy"))
        for result, (before, after, flags) in zip(results, pairs, strict=True):
            target = folder / f"target.{after}"
            result.append(_convert(sources[before], target, flags))
            target.unlink()
    copy = min(copies)
    rounds_of_cp = ", ".join(f"{seconds:.2f}" for seconds in copies)
    sys.stdout.write(f"cp of {size >> 20} MiB: {copy:.2f} s (of {rounds_of_cp})\n")
    missed = 0
    for result, (before, after, flags) in zip(results, pairs, strict=True):
        torch = before == "pth"
        _, base = _convert(None, None, ("torch",) if torch else ())
        seconds, peak = min(result)
        memory = peak - base
        goal = size + TENSOR if torch else 2 * TENSOR
        missed += seconds > 4 * copy or memory > goal
        what = " ".join((f".{before} to .{after}", *flags))
        sys.stdout.write(
            f"{what:33} {seconds:6.2f} s  {seconds / copy:4.1f} times cp"
            f"  {memory >> 20:5d} MiB of memory, at most {goal >> 20}\n"
        )
    return 1 if missed else 0


def _write_safetensors(path: Path, size: int) -> None:
    """Write random tensors of 32 MiB each, the weights of so many layers."""
    header: dict[str, object] = {}
    offset = 0
    for index in range(size // TENSOR):
        for leaf, count in (
            ("conv.weight", TENSOR),
            ("bn.running_mean", 4096),
            ("bn.running_var", 4096),
        ):
            header[f"layers.{index}.{leaf}"] = {
                "dtype": "F32",
                "shape": [count // 4],
                "data_offsets": [offset, offset + count],
            }
            offset += count
    text = json.dumps(header).encode()
    noise = secrets.token_bytes(1 << 20)
    with path.open("wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        for start in range(0, offset, len(noise)):
            file.write(noise[: offset - start])


def _cp(source: Path, target: Path) -> float:
    """Return the seconds that cp takes."""
    os.sync()
    begin = time.perf_counter()
    subprocess.run(["cp", source, target], check=True)
    seconds = time.perf_counter() - begin
    target.unlink()
    return seconds


def _convert(source: Path | None, target: Path | None, flags: tuple[str, ...]) -> tuple[float, int]:
    """Return the seconds of a conversion and the peak memory of its process in bytes."""
    if source and source.suffix == ".pth":
        flags = ("torch", *flags)
    os.sync()
    command = [sys.executable, "-c", CHILD, str(source or ""), str(target or ""), *flags]
    result = subprocess.run(command, check=True, capture_output=True, text=True)
    seconds, peak = result.stdout.split()
    return float(seconds), int(peak) << 10


if __name__ == "__main__":
    sys.exit(main())
