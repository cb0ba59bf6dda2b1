"""What a report was made from: when, by which command, of which commit, and with which versions."""

from __future__ import annotations

import platform
import shlex
import subprocess
import sys
from datetime import datetime, timezone
from importlib.metadata import PackageNotFoundError, version

from bnmigrate import __version__


def provenance(backend: str, steps: int, seed: int) -> list[tuple[str, str]]:
    """Return names and values, for a run in the current folder."""
    side = "MindSpore itself" if backend == "mindspore" else "the runtime of bnmigrate, on torch"
    packages = ["torch", "numpy", *(["mindspore"] if backend == "mindspore" else [])]
    versions = ", ".join(f"{name} {_version(name)}" for name in packages)
    return [
        ("date", datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M UTC")),
        ("command", shlex.join(["bnmigrate", *sys.argv[1:]])),
        ("commit", _commit()),
        ("versions", f"bnmigrate {__version__}, Python {platform.python_version()}, {versions}"),
        ("system", platform.platform(terse=True)),
        ("backend", f"{backend}: MindSpore's layer is that of {side}"),
        ("training steps", str(steps)),
        ("seed", str(seed)),
    ]


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "of unknown version"


def _commit() -> str:
    """Return the commit of the current folder, and whether files that git knows differ from it."""
    commit = _git("rev-parse", "HEAD")
    if not commit:
        return "none: this is no git repository"
    changed = _git("status", "--porcelain", "--untracked-files=no")
    return f"{commit}, and changes that are not committed" if changed else commit


def _git(*arguments: str) -> str:
    """Return what git says, and nothing where it fails; it runs no program of the repository."""
    command = ["git", "--no-optional-locks", "-c", "core.fsmonitor=false", *arguments]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
