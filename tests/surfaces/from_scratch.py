"""What who follows a page begins with: a checkout of this repository, and a fresh Python."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from tests.command_line import PROJECT, environment
from tests.packages import UNREACHABLE

NOT_NEEDED = ("tests/", "benchmarks/")


def checkout(folder: Path) -> Path:
    """Copy what git would have of this repository, as it is now, but for tests; return `folder`."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip(f"this is no checkout of git: {listed.stderr.strip()}")
    for name in filter(None, listed.stdout.split("\0")):
        if (PROJECT / name).is_file() and not name.startswith(NOT_NEEDED):
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(PROJECT / name, target)
    return folder


def fresh_python(folder: Path) -> Path:
    """Make a virtual environment; return where its programs are."""
    venv.create(folder, with_pip=True, symlinks=sys.platform != "win32")
    return folder / ("Scripts" if sys.platform == "win32" else "bin")


def variables(programs: Path, **more: str) -> dict[str, str]:
    """Return the variables of a user who has activated the environment with these programs."""
    made = environment(
        PATH=f"{programs}{os.pathsep}{os.environ['PATH']}",
        VIRTUAL_ENV=str(programs.parent),
        PIP_RETRIES="2",
        **more,
    )
    del made["PYTHONPATH"]
    return made


def run(line: str, folder: Path, given: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a line of a page; skip the test where there is no network for what it installs."""
    done = subprocess.run(
        ["bash", "-ec", line],
        cwd=folder,
        env=given,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=300,
    )
    if UNREACHABLE in done.stdout:
        pytest.skip("no network to install what the page says")
    return done
