"""The helper that fetches the real packages."""

from __future__ import annotations

import os
import subprocess
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests import packages


def make_wheel(folder: Path, name: str, version: str) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}-{version}-py3-none-any.whl"
    info = f"{name}-{version}.dist-info"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{name}/__init__.py", "import torch\n")
        archive.writestr(
            f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        )
        archive.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr(f"{info}/RECORD", "")
    return path


@pytest.fixture
def own_pip_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the machine's own settings of pip out of these tests."""
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)


@pytest.fixture
def index(own_pip_settings: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:  # noqa: ARG001  # for its effect
    """Stand in for the package index: a folder of wheels."""
    folder = tmp_path / "index"
    folder.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


def test_a_wheel_is_fetched_once(index: Path, tmp_path: Path) -> None:
    made = make_wheel(index, "sample", "1.2.3")
    first = packages.wheel("sample", "1.2.3", tmp_path / "cache")
    assert first.parent == tmp_path / "cache"
    assert first.read_bytes() == made.read_bytes()
    made.unlink()
    assert packages.wheel("sample", "1.2.3", tmp_path / "cache") == first


def test_parallel_tests_share_one_download(
    index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_wheel(index, "sample", "1.2.3")
    runs: list[Any] = []
    run = subprocess.run

    def counting(*args: Any, **kwargs: Any) -> Any:
        runs.append(args)
        return run(*args, **kwargs)

    monkeypatch.setattr(subprocess, "run", counting)
    with ThreadPoolExecutor(4) as pool:
        got = list(pool.map(lambda _: packages.wheel("sample", "1.2.3", tmp_path), range(4)))
    assert len(set(got)) == 1
    assert len(runs) == 1


def test_a_package_is_unpacked_from_the_chosen_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BNMIGRATE_WHEELS", str(tmp_path / "wheels"))
    make_wheel(tmp_path / "wheels", "timm", packages.PINNED["timm"])
    package = packages.unpack("timm", tmp_path / "out")
    assert package == tmp_path / "out" / "timm"
    assert (package / "__init__.py").read_text() == "import torch\n"


@pytest.mark.usefixtures("index")
def test_a_version_that_does_not_exist_fails(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match=r"could not download sample 9(.|\n)*No matching dist"):
        packages.wheel("sample", "9", tmp_path)


@pytest.mark.usefixtures("own_pip_settings")
def test_an_index_out_of_reach_skips(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    with pytest.raises(pytest.skip.Exception, match="no network to fetch timm 1"):
        packages.wheel("timm", "1.0.31", tmp_path)


@pytest.mark.parametrize("name", packages.PINNED)
def test_the_pinned_packages_hold_the_layer(name: str, tmp_path: Path) -> None:
    package = packages.unpack(name, tmp_path)
    assert any("BatchNorm2d" in path.read_text() for path in package.rglob("*.py"))
