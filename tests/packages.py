"""Real packages to migrate: wheels from the package index, pinned, fetched once and unpacked.

They are kept in `.cache/wheels` of the checkout, or in the folder that $BNMIGRATE_WHEELS names.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import pytest
from filelock import FileLock

PINNED = {
    "timm": "1.0.31",
    "torchvision": "0.28.0",
    "mindcv": "0.3.0",
    "pytorchcv": "0.0.74",
    "mindocr": "0.5.0",
    "mindyolo": "0.5.0",
    "easyocr": "1.7.2",
}

# What pip prints when it has tried for the last time to connect. It then goes on to say that there
# is no such version, as it does for a wrong one: that one is a defect here and must fail.
UNREACHABLE = "Retry(total=0"


def cache_folder() -> Path:
    """Return the folder that keeps the wheels."""
    chosen = os.environ.get("BNMIGRATE_WHEELS")
    return Path(chosen) if chosen else Path(__file__).parent.parent / ".cache" / "wheels"


def wheel(name: str, version: str, cache: Path | None = None) -> Path:
    """Return the wheel of `name` at `version`; skip the test where there is no network to get it.

    Tests that run in parallel wait for the one that fetches.
    """
    cache = cache_folder() if cache is None else cache
    cache.mkdir(parents=True, exist_ok=True)
    with FileLock(cache / f"{name}-{version}.lock"):
        kept = _find(cache, name, version)
        return _fetch(name, version, cache) if kept is None else kept


def unpack(name: str, into: Path) -> Path:
    """Unpack the pinned wheel of `name` into the folder `into`; return its package's folder."""
    with zipfile.ZipFile(wheel(name, PINNED[name])) as archive:
        archive.extractall(into)
    return into / name


def _find(folder: Path, name: str, version: str) -> Path | None:
    return next(folder.glob(f"{name.replace('-', '_')}-{version}-*.whl"), None)


def _fetch(name: str, version: str, cache: Path) -> Path:
    with tempfile.TemporaryDirectory(dir=cache) as unfinished:
        command = [sys.executable, "-m", "pip", "download", "--retries", "2"]
        command += ["--no-deps", "--only-binary", ":all:", "-d", unfinished, f"{name}=={version}"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        said = done.stdout + done.stderr
        if done.returncode:
            if UNREACHABLE in said:
                pytest.skip(f"no network to fetch {name} {version} from the package index")
            raise RuntimeError(f"pip could not download {name} {version}:\n{said}")
        fetched = _find(Path(unfinished), name, version)
        assert fetched is not None, f"pip downloaded no wheel of {name} {version}:\n{said}"
        return fetched.replace(cache / fetched.name)
