"""`fix` that is killed, at any moment: every file is the old one or the new one, whole."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bnmigrate.files import NEW
from tests.command_line import PROJECT, command, environment, process, write

FILES = 300
LAYERS = 4

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")


def text(number: int, momentum: str) -> str:
    package = "torch.nn" if momentum == "0.1" else "mindspore.nn"
    layers = (f"bn{i} = nn.BatchNorm2d({number + 1}, momentum={momentum})\n" for i in range(LAYERS))
    return f"import {package} as nn\n\n" + "".join(layers)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path, {f"{i:03}.py": text(i, "0.1") for i in range(FILES)})


def states(folder: Path) -> list[str]:
    """Return for each file whether it is the old or the new one; there is nothing between."""
    found = []
    for number in range(FILES):
        content = (folder / f"{number:03}.py").read_text()
        assert content in (text(number, "0.1"), text(number, "0.9")), content
        found.append("old" if content == text(number, "0.1") else "new")
    return found


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if path.is_file()}


@pytest.mark.slow
def test_killed_at_drawn_times(folder: Path) -> None:
    drawn = random.Random(20)
    at_work = 0
    for _ in range(40):
        with subprocess.Popen(
            command("fix"),
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment(),
        ) as running:
            before = states(folder).count("new")
            # All is worked on before it writes: it is killed just after it has begun to.
            while running.poll() is None and states(folder).count("new") == before:
                pass
            time.sleep(drawn.uniform(0, 0.01))
            running.kill()
        after = states(folder).count("new")
        at_work += before < after < FILES
        if after == FILES:
            break
    assert at_work >= 3, "it was never killed at work"
    done = process(folder, "fix")
    assert done.returncode == 0, done.stderr.decode()
    assert set(states(folder)) == {"new"}
    assert names(folder) == {f"{i:03}.py" for i in range(FILES)}


KILLED = """
import os, signal, sys
from bnmigrate.cli import main
os.{step} = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
main(["fix"])
"""


@pytest.mark.parametrize("step", ["fsync", "chown"])
def test_what_a_killed_process_left_is_gone_after_the_next_run(tmp_path: Path, step: str) -> None:
    write(tmp_path, {"a.py": text(1, "0.1")})
    killed = subprocess.run(
        [sys.executable, "-c", KILLED.format(step=step)],
        cwd=tmp_path,
        env={**environment(), "PYTHONPATH": str(PROJECT)},
        check=False,
    )
    assert killed.returncode == -9
    assert (tmp_path / "a.py").read_text() == text(1, "0.1")
    assert f".a.py{NEW}" in names(tmp_path)
    assert process(tmp_path, "fix").returncode == 0
    assert (tmp_path / "a.py").read_text() == text(1, "0.9")
    assert names(tmp_path) == {"a.py"}


def test_an_interrupt_tells_what_was_done(folder: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=environment(),
        text=True,
    ) as running:
        _, error = running.communicate(timeout=60)
    assert running.returncode == 130
    first, *changed, last = error.splitlines()
    assert first.startswith("Checked 4 files: fixed 16 findings in 4 files")
    assert len(changed) == 4
    assert all(line.startswith("Changed ") for line in changed)
    assert last.startswith("bnmigrate: interrupted; every file is whole")
    assert states(folder).count("new") == 4
    assert process(folder, "fix").returncode == 0
    assert set(states(folder)) == {"new"}


INTERRUPTED = """
import os, signal
from bnmigrate.cli import main
signal.signal(signal.SIGINT, signal.default_int_handler)
write, written = os.fsync, []
def fsync(handle):
    written.append(handle)
    if len(written) == 5:
        os.kill(os.getpid(), signal.SIGINT)
    write(handle)
os.fsync = fsync
main(["fix", "-j", "1", "--no-cache"])
"""

HOLDS = """
import os, sys, time
from bnmigrate.cli import main
def wait(*_):
    print("waiting", flush=True)
    sys.stdin.readline()
os.fsync = wait
main(["fix"])
"""


def test_two_processes_do_not_write_one_file_at_once(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": text(1, "0.1"), "b.py": text(2, "0.1")})
    with subprocess.Popen(
        [sys.executable, "-c", HOLDS],
        cwd=tmp_path,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "waiting\n"
        second = process(tmp_path, "fix")
        assert second.returncode == 2
        assert b"a.py: error: changed on disk since it was read" in second.stderr
        assert (tmp_path / "a.py").read_text() == text(1, "0.1")
        assert (tmp_path / "b.py").read_text() == text(2, "0.9")
        first.communicate("\n\n\n", timeout=60)
    assert (tmp_path / "a.py").read_text() == text(1, "0.9")
    assert (tmp_path / "b.py").read_text() == text(2, "0.9")
    assert names(tmp_path) == {"a.py", "b.py"}
