"""Time bnmigrate beside the parser that it rests on, grep, and other tools, on real packages.

    python -m benchmarks.speed [--rounds 5] [--rounds-of-others 5] [--write]

timm and torchvision are fetched from the package index, and so are TorchFix and PaConvert, each
into a virtual environment of its own. Every measurement is a process; the rounds alternate, so
that all meet the same machine, and medians count. CPU is user and system time with the children's,
memory the largest of the processes. Needs Linux or macOS. `--write` puts the tables into
docs/performance.md.
"""

from __future__ import annotations

import argparse
import compileall
import datetime
import importlib.metadata
import os
import platform
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import bnmigrate
from benchmarks import generated
from tests.packages import wheel

PROJECT = Path(__file__).parent.parent
PAGE = PROJECT / "docs" / "performance.md"
BEGIN, END = "<!-- speed: begin -->", "<!-- speed: end -->"
PACKAGES = {"timm": "1.0.31", "torchvision": "0.29.1"}
OTHERS = {"torchfix": "0.7.0", "paconvert": "3.3.1"}
LAYER = b"BatchNorm2d"
PLAIN_FILES = 500

PARSE = """
import sys, libcst
for name in sys.stdin.read().splitlines():
    with open(name, "rb") as file:
        libcst.parse_module(file.read())
"""


@dataclass
class Measured:
    """Seconds of CPU, seconds by the clock and mebibytes of memory, one for each round."""

    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)

    def median(self, kind: str) -> float:
        """Return the median of cpu, wall or memory."""
        of_kind = {"cpu": self.cpu, "wall": self.wall, "memory": self.memory}
        return statistics.median(of_kind[kind])


@dataclass(frozen=True)
class Command:
    """What is measured; `before` is called before each round, outside of it."""

    name: str
    arguments: Sequence[str | Path]
    folder: Path
    stdin: bytes = b""
    accepted: tuple[int, ...] = (0,)
    before: Callable[[], object] = lambda: None


@dataclass(frozen=True)
class Row:
    """A line of the table: two commands, what is compared, and the ratio that is aimed at."""

    what: str
    measured: str
    beside: str
    kind: str
    goal: float
    at_least: bool = False


ROWS = (
    Row("`check`, nothing cached, one process", "check", "parse the layer's files", "cpu", 1.6),
    Row("`fix --diff`, one process", "fix --diff", "parse the layer's files", "cpu", 3),
    Row("TorchFix, times `check`", "TorchFix", "check", "cpu", 25, at_least=True),
    Row("PaConvert, times `check`", "PaConvert", "check", "cpu", 6, at_least=True),
    Row("`check` again", "check again", "import click", "wall", 4),
    Row("`bnmigrate --help`", "--help", "import click", "wall", 2.5),
    Row("500 files without the layer", "check without the layer", "import click", "wall", 2.5),
    Row("the same again", "check without the layer, again", "import click", "wall", 2.5),
    Row("memory of `check`", "check", "parse the largest file", "memory", 1.5),
    Row("memory of `check`, ten times the files", "check of ten trees", "check", "memory", 1.1),
)


def run(command: Command) -> tuple[float, float, float]:
    """Run a command once; return its seconds of CPU and by the clock, and its mebibytes."""
    command.before()
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as errors:
        given.write(command.stdin)
        given.seek(0)
        began = time.perf_counter()
        process = subprocess.Popen(
            list(map(str, command.arguments)),
            cwd=command.folder,
            stdin=given,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            env={key: value for key, value in os.environ.items() if not key.startswith("PYTHON")},
        )
        _, status, used = os.wait4(process.pid, 0)
        took = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in command.accepted:
            errors.seek(0)
            said = errors.read().decode(errors="replace")
            raise RuntimeError(f"{command.name} ended with {process.returncode}:\n{said}")
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return used.ru_utime + used.ru_stime, took, used.ru_maxrss / unit


def measure(commands: Sequence[Command], rounds: int) -> dict[str, Measured]:
    """Run all commands `rounds` times, alternating."""
    found = {command.name: Measured() for command in commands}
    for number in range(rounds):
        for command in commands:
            print(f"round {number + 1} of {rounds}: {command.name}", file=sys.stderr)
            cpu, wall, memory = run(command)
            found[command.name].cpu.append(cpu)
            found[command.name].wall.append(wall)
            found[command.name].memory.append(memory)
    return found


# What is measured


def tree(folder: Path) -> Path:
    """Unpack the Python files of the packages; return the folder."""
    for name, version in PACKAGES.items():
        with zipfile.ZipFile(wheel(name, version)) as archive:
            archive.extractall(folder, [n for n in archive.namelist() if n.endswith(".py")])
    return folder


def plain_tree(folder: Path, source: Path) -> Path:
    """Fill a folder with 500 files that don't hold the layer: those of `source`, over and over."""
    files = [
        path
        for path in sorted(source.rglob("*.py"))
        if not re.search(rb"norm|running_", path.read_bytes(), re.IGNORECASE)
    ]
    for number in range(PLAIN_FILES):
        path = folder / f"package{number // 50}" / f"module{number}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(files[number % len(files)], path)
    return folder


def environment(folder: Path, name: str, version: str) -> Path | None:
    """Install a tool into an environment of its own; return its folder, None where that fails."""
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    done = subprocess.run(
        [folder / "bin" / "pip", "install", "--quiet", f"{name}=={version}"],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        print(f"{name} {version} can't be installed:\n{done.stderr}", file=sys.stderr)
        return None
    return folder


def commands(work: Path) -> tuple[list[Command], list[Command]]:
    """Prepare all that is measured: bnmigrate and what is quick, and the other tools."""
    packages = tree(work / "packages")
    plain = plain_tree(work / "plain", packages)
    ten = work / "ten"
    for number in range(10):
        shutil.copytree(packages, ten / f"copy{number}")
    files = sorted(packages.rglob("*.py"))
    named = [path for path in files if LAYER in path.read_bytes()]
    largest = max(files, key=lambda path: path.stat().st_size)
    own = [sys.executable, "-m", "bnmigrate"]
    alone = ["-j", "1", "--no-cache"]
    caches = [work / "cache", work / "plain cache"]
    parse = [sys.executable, "-c", PARSE]

    def listed(paths: Sequence[Path]) -> bytes:
        return b"".join(os.fsencode(path) + b"\n" for path in paths)

    quick = [
        Command("pass", [sys.executable, "-c", "pass"], work),
        Command("import click", [sys.executable, "-c", "import click"], work),
        Command("--help", [*own, "--help"], work),
        Command("check again", [*own, "check", "--cache-dir", caches[0]], packages, b"", (1,)),
        Command("check without the layer", [*own, "check", *alone], plain),
        Command("check without the layer, again", [*own, "check", "--cache-dir", caches[1]], plain),
        Command("grep -rl BatchNorm", ["grep", "-rl", "BatchNorm", "."], packages),
        Command("parse the largest file", parse, work, listed([largest])),
        Command("parse the layer's files", parse, work, listed(named)),
        Command("check", [*own, "check", *alone], packages, b"", (1,)),
        Command("fix --diff", [*own, "fix", "--diff", *alone], packages, b"", (1,)),
    ]
    slow = [
        Command("parse all files", parse, work, listed(files)),
        Command("check of ten trees", [*own, "check", *alone], ten, b"", (1,)),
    ]
    for command in quick:
        if "again" in command.name:
            run(command)
    torchfix = environment(work / "torchfix", "torchfix", OTHERS["torchfix"])
    if torchfix is not None:
        called: list[str | Path] = [torchfix / "bin" / "torchfix", "-j", "1", "."]
        slow.append(Command("TorchFix", called, packages, b"", (0, 1)))
    paconvert = environment(work / "paconvert", "paconvert", OTHERS["paconvert"])
    if paconvert is not None:
        out = work / "converted"
        called = [paconvert / "bin" / "paconvert", "-i", packages, "-o", out]
        slow.append(
            Command(
                "PaConvert",
                [*called, "--log_dir", work / "log"],
                work,
                before=lambda: shutil.rmtree(out, ignore_errors=True),
            )
        )
    return quick, slow


# The tables


def tables(found: dict[str, Measured], growth: list[str], rounds: str) -> str:
    """Return the Markdown for the page."""
    versions = ", ".join(
        [
            *(f"{name} {version}" for name, version in {**PACKAGES, **OTHERS}.items()),
            *(f"{name} {importlib.metadata.version(name)}" for name in ("libcst", "click")),
        ]
    )
    measured = (
        f"Measured on {datetime.date.today()} with bnmigrate {bnmigrate.__version__}, Python "
        f"{platform.python_version()}, {versions}, on {os.cpu_count()} processors "
        f"({platform.machine()}, {platform.system()}); {rounds}."
    )
    lines = [
        measured,
        "",
        "| what | beside | aim | measured |",
        "| --- | --- | ---: | ---: |",
    ]
    for row in ROWS:
        bound = f"at {'least' if row.at_least else 'most'} {row.goal:g}"
        lines.append(f"| {row.what} | {_beside(row)} | {bound} | {_ratio(row, found)} |")
    lines += ["", "| command | CPU, s | clock, s | memory, MiB |", "| --- | ---: | ---: | ---: |"]
    for name, one in found.items():
        numbers = (one.median("cpu"), one.median("wall"), one.median("memory"))
        lines.append("| {} | {:.3f} | {:.3f} | {:.0f} |".format(name, *numbers))
    lines += ["", "| generated | lines | CPU, s | the size before, times |"]
    return "\n".join([*lines, "| --- | ---: | ---: | ---: |", *growth])


def _beside(row: Row) -> str:
    kinds = {"cpu": "CPU", "wall": "clock", "memory": "memory"}
    return f"{kinds[row.kind]} of {row.beside}"


def _ratio(row: Row, found: dict[str, Measured]) -> str:
    if row.measured not in found:
        return "could not be installed"
    ratio = found[row.measured].median(row.kind) / found[row.beside].median(row.kind)
    reached = ratio >= row.goal if row.at_least else ratio <= row.goal
    return f"{ratio:.2f}" if reached else f"**{ratio:.2f}**, missed"


def grown(work: Path, rounds: int) -> list[str]:
    """Return a line for each generated case: what four times the size costs."""
    lines = []
    for case in generated.CASES:
        own = [sys.executable, "-m", "bnmigrate", "check", "-j", "1", "--no-cache"]
        command_of = []
        for size in (case.size // case.times, case.size):
            folder = work / "generated" / f"{case.name}-{size}"
            case.write(folder, size)
            command_of.append(Command(f"{case.what}, {size:,}", [*own, "."], folder, b"", (0, 1)))
        found = measure(command_of, rounds)
        small, large = (found[command.name].median("cpu") for command in command_of)
        count = sum(path.read_bytes().count(b"\n") for path in command_of[1].folder.rglob("*.py"))
        lines.append(
            f"| {case.what}, {case.size:,} | {count:,} | {large:.2f} | "
            f"{case.times} times the size takes {large / small:.1f} times as long |"
        )
    return lines


def main() -> None:
    """Measure, and print the tables or write them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--rounds-of-others", type=int, default=5)
    parser.add_argument("--write", action="store_true", help="put them into docs/performance.md")
    options = parser.parse_args()
    # Installed as a package it is compiled too.
    compileall.compile_dir(Path(bnmigrate.__file__).parent, quiet=1)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        quick, slow = commands(work)
        found = measure(quick, options.rounds)
        found.update(measure(slow, options.rounds_of_others))
        made = tables(
            found,
            grown(work, options.rounds_of_others),
            f"medians of {options.rounds} alternating rounds, of {options.rounds_of_others} for "
            f"{', '.join(command.name for command in slow)} and what is generated",
        )
    if not options.write:
        print(made)
        return
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, there, after = rest.partition(END)
    if not there:
        sys.exit(f"{PAGE} has no {BEGIN} ... {END}")
    PAGE.write_text(f"{before}{BEGIN}\n{made}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
