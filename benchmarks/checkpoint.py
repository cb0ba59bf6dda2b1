"""Time `bnmigrate checkpoint` beside `cp` on a large file, and measure the memory that it takes.

    python benchmarks/checkpoint.py [--mebibytes 1024] [--rounds 3] [--folder FOLDER]

Every conversion is a process of its own, its start included. The rounds alternate, so that cp and
the conversions meet the same disk, and the best round of each counts. Memory is the peak above that
of a process that only imports. Needs Linux; the rows of .pth need PyTorch. Exit code 1 where a goal
is missed: 4 times cp, and twice the largest tensor of memory (for .pth, the file and the tensor).
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
from collections.abc import Callable
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
import sys
from bnmigrate.checkpoint import convert
source, target, *flags = sys.argv[1:]
if "torch" in flags:
    flags.remove("torch")
    import torch
if source:
    convert(source, target, **dict.fromkeys(flags, True))
with open("/proc/self/status") as status:
    print(next(line.split()[1] for line in status if line.startswith("VmHWM")))
"""


def main() -> int:
    """Run the benchmark and print a table; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--mebibytes", type=int, default=1024)
    parser.add_argument("--rounds", type=int, default=3)
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
        _convert(source, sources[ending], ("force",))
    copies: list[float] = []
    times: dict[int, list[float]] = {index: [] for index in range(len(pairs))}
    peaks: dict[int, int] = {}
    for _ in range(rounds):
        copies.append(_timed(folder / "copy", lambda to: _cp(source, to)))
        for index, (before, after, flags) in enumerate(pairs):
            target = folder / f"target.{after}"

            def run(
                to: Path, index: int = index, before: str = before, flags: tuple[str, ...] = flags
            ) -> None:
                peaks[index] = _convert(sources[before], to, flags)

            times[index].append(_timed(target, run))
    copy = min(copies)
    rounds_of_cp = ", ".join(f"{seconds:.2f}" for seconds in copies)
    sys.stdout.write(f"cp of {size >> 20} MiB: {copy:.2f} s (of {rounds_of_cp})\n")
    missed = 0
    for index, (before, after, flags) in enumerate(pairs):
        torch = "pth" in (before, after)
        base = _convert(None, None, ("torch",) if torch else ())
        best, memory = min(times[index]), (peaks[index] - base) << 10
        goal = size + TENSOR if torch else 2 * TENSOR
        missed += best > 4 * copy or memory > goal
        what = " ".join((f".{before} to .{after}", *flags))
        sys.stdout.write(
            f"{what:36} {best:6.2f} s  {best / copy:4.1f} times cp"
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


def _cp(source: Path, target: Path) -> None:
    subprocess.run(["cp", source, target], check=True)


def _convert(source: Path | None, target: Path | None, flags: tuple[str, ...]) -> int:
    """Return the peak memory of the process, in KiB."""
    command = [sys.executable, "-c", CHILD, str(source or ""), str(target or ""), *flags]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def _timed(target: Path, run: Callable[[Path], object]) -> float:
    target.unlink(missing_ok=True)
    os.sync()
    begin = time.perf_counter()
    run(target)
    seconds = time.perf_counter() - begin
    target.unlink()
    return seconds


if __name__ == "__main__":
    sys.exit(main())
