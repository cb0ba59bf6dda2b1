"""Several processes: the same report, and whoever dies takes one file along."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bnmigrate import processes
from tests.command_line import CUMULATIVE, PLAIN, TORCH, bnmigrate, environment, process, write

BROKEN = "import torch.nn as nn\nnn.BatchNorm2d(3\nx = = 1\n"
FILES = {
    f"d{number % 5}/m{number}.py": (TORCH, CUMULATIVE, PLAIN, BROKEN)[number % 4]
    for number in range(60)
}

# Runs the command line; what works on a file whose name says so does that instead.
PROGRAM = r"""
import os, signal, sys, time
from bnmigrate import engine
from bnmigrate.cli import main
migrate = engine.migrate_relevant

def behave(data, path, *rest, **named):
    if "killed" in path:
        os.kill(os.getpid(), signal.SIGKILL)
    if "left" in path:
        os._exit(3)
    if "slow" in path:
        os.write(1, f"begun {os.getpid()}\n".encode())  # in one piece
        time.sleep(60)
    return migrate(data, path, *rest, **named)

engine.migrate_relevant = behave
main(sys.argv[1:])
"""


def start(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *arguments],
        cwd=folder,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


@pytest.mark.parametrize("arguments", [["check"], ["fix", "--diff"], ["fix"]])
def test_any_number_of_processes_says_and_writes_the_same(
    tmp_path: Path, arguments: list[str]
) -> None:
    said, written = [], []
    for jobs in ("1", "2", "7"):
        folder = write(tmp_path / jobs, FILES)
        done = process(folder, *arguments, "-j", jobs)
        said.append((done.returncode, done.stdout, done.stderr))
        written.append([(folder / name).read_bytes() for name in FILES])
    assert said[0] == said[1] == said[2]
    assert written[0] == written[1] == written[2]
    assert said[0][0] == 2
    assert said[0][2].count(b"15 paths could not be done.") == 1


def test_the_cache_takes_what_other_processes_found(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": TORCH, "b.py": CUMULATIVE, "killed.py": TORCH})
    first = start(tmp_path, "check", "-j", "2", "a.py", "b.py")
    second = start(tmp_path, "check", "-j", "2", "a.py", "b.py")
    assert first.communicate() == second.communicate()
    write(tmp_path, {"killed_a.py": TORCH})
    bnmigrate(tmp_path, "check", "killed_a.py")
    assert start(tmp_path, "check", "-j", "2", "killed_a.py").wait() == 1, "it is not worked on"


@pytest.mark.parametrize(("bad", "ending"), [("killed.py", "SIGKILL"), ("left.py", "exit code 3")])
@pytest.mark.parametrize("command", ["check", "fix"])
def test_a_process_that_dies_takes_one_file_along(
    tmp_path: Path, bad: str, ending: str, command: str
) -> None:
    files = {f"m{number}.py": CUMULATIVE for number in range(12)}
    write(tmp_path, {**files, bad: TORCH, f"d/{bad}": TORCH})
    out, error = (running := start(tmp_path, command, "-j", "2")).communicate(timeout=120)
    assert running.returncode == 2
    assert out.count("BN201") == 12
    for name in (bad, f"d/{bad}"):
        assert (
            f"{name}: error: could not be done: the process that worked on it ended with "
            f"{ending}; the file is whole. Exclude it, and please report it"
        ) in error
        assert (tmp_path / name).read_text() == TORCH
    assert "Checked 14 files: 12 findings" in error
    assert "2 paths could not be done." in error


def descendants(pid: int) -> list[int]:
    """Return the processes that `pid` has started."""
    listed = subprocess.run(
        ["ps", "--ppid", str(pid), "-o", "pid="], capture_output=True, text=True, check=False
    )
    return [int(word) for word in listed.stdout.split()]


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


@pytest.fixture
def busy(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], list[int]]]:
    """Start a run whose two processes are in the middle of something long."""
    write(tmp_path, {f"slow{number}.py": TORCH for number in range(9)})
    running = start(tmp_path, "fix", "-j", "2")
    assert running.stdout is not None
    pids = [int(running.stdout.readline().split()[1]) for _ in range(2)]
    yield running, pids
    with running:
        running.kill()


@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc which processes are alive")
@pytest.mark.parametrize("whole_group", [True, False])
def test_an_interrupt_ends_all_promptly(
    busy: tuple[subprocess.Popen[str], list[int]], whole_group: bool
) -> None:
    running, pids = busy
    assert sorted(pids) == sorted(descendants(running.pid))
    began = time.monotonic()
    if whole_group:
        os.killpg(running.pid, signal.SIGINT)
    else:
        running.send_signal(signal.SIGINT)
    _, error = running.communicate(timeout=60)
    assert time.monotonic() - began < 10
    assert running.returncode == 130
    assert error == (
        "bnmigrate: interrupted; every file is whole, old or new: run again for the rest\n"
    )
    assert not any(map(is_alive, pids))


@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc which processes are alive")
def test_nobody_goes_on_where_the_first_process_is_killed(tmp_path: Path) -> None:
    write(tmp_path, {f"slow{number}.py": TORCH for number in range(3)})
    program = PROGRAM.replace("sleep(60)", "sleep(1)")
    running = subprocess.Popen(
        [sys.executable, "-c", program, "check", "-j", "3"],
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert running.stdout is not None
    pids = [int(running.stdout.readline().split()[1]) for _ in range(3)]
    running.kill()
    running.wait()
    running.stdout.close()
    until = time.monotonic() + 30
    while any(map(is_alive, pids)) and time.monotonic() < until:
        time.sleep(0.1)
    assert not any(map(is_alive, pids))


def sleepy(number: int) -> int:
    time.sleep(0.02 * (number % 3))
    return number * number


def test_results_come_in_order() -> None:
    results = processes.in_order(sleepy, range(40), 3, lambda number, _: -number)
    assert list(results) == [number * number for number in range(40)]


def test_what_is_not_asked_for_is_called_off() -> None:
    results = processes.in_order(sleepy, range(10_000), 2, lambda number, _: -number)
    began = time.monotonic()
    assert next(results) == 0
    results.close()  # type: ignore[attr-defined]  # a generator
    assert time.monotonic() - began < 10


@pytest.mark.parametrize("number", ["0", "-1", "many"])
def test_a_wrong_number_of_processes_is_told(tmp_path: Path, number: str) -> None:
    assert bnmigrate(tmp_path, "check", "-j", number).returncode == 2
