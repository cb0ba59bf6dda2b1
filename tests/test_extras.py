"""The commands in environments that have what an extra asks for, and nothing else.

Such an environment is made of links to what is installed beside the tests: bnmigrate, its own
requirements, those of the extra, and what these require in turn.
"""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.command_line import PROJECT, environment, toml, write

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links need a right on Windows")

PROJECT_TABLE = toml((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

NETS = """import torch.nn as nn


def small():
    return nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4, momentum=0.03))
"""
HALF = """import mindspore as ms
import torch

layer = ms.nn.BatchNorm2d(3, momentum=0.9)
print(tuple(layer(torch.zeros(2, 3, 4, 4)).shape))
"""
PORT = """import mindspore.nn as nn


def small():
    return nn.SequentialCell(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4, momentum=0.97))
"""


def required(lines: list[str], extra: str = "") -> Iterator[Requirement]:
    for line in lines:
        requirement = Requirement(line)
        if requirement.marker is None or requirement.marker.evaluate({"extra": extra}):
            yield requirement


def closure(extras: tuple[str, ...]) -> dict[str, Path]:
    """Return what stands in site-packages for bnmigrate with these extras, by its name there."""
    wanted = list(required(PROJECT_TABLE["dependencies"]))
    for extra in extras:
        wanted += required(PROJECT_TABLE["optional-dependencies"][extra])
    found: dict[str, Path] = {}
    seen: set[str] = set()
    while wanted:
        requirement = wanted.pop()
        if requirement.name in seen:
            continue
        seen.add(requirement.name)
        try:
            installed = distribution(requirement.name)
        except PackageNotFoundError:
            pytest.skip(f"{requirement.name}, which {extras} need, is not installed")
        assert requirement.specifier.contains(installed.version, prereleases=True), requirement
        for extra in ("", *requirement.extras):
            wanted += required(installed.requires or [], extra)
        for file in installed.files or ():
            top = file.parts[0]
            if top not in ("..", "__pycache__"):
                found[top] = Path(str(installed.locate_file(top)))
    return found


@pytest.fixture(scope="module")
def pythons() -> dict[tuple[str, ...], Path]:
    """Return the interpreters that were made, by their extras."""
    return {}


@pytest.fixture
def python_with(
    pythons: dict[tuple[str, ...], Path],
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """Return the interpreter of an environment with the extras that the test names."""
    extras: tuple[str, ...] = request.param
    if extras not in pythons:
        links = closure(extras)
        folder = tmp_path_factory.mktemp("environment")
        venv.create(folder)
        (site,) = folder.glob("lib/python*/site-packages")
        for name, target in links.items():
            (site / name).symlink_to(target)
        (site / "bnmigrate.pth").write_text(f"{PROJECT}\n")
        pythons[extras] = folder / "bin" / "python"
    return pythons[extras]


def bnmigrate(
    python: Path, folder: Path, *arguments: str | Path
) -> subprocess.CompletedProcess[str]:
    variables = environment(PATH=f"{python.parent}{os.pathsep}{os.environ['PATH']}")
    del variables["PYTHONPATH"]
    return subprocess.run(
        [python, "-m", "bnmigrate", *map(str, arguments)],
        cwd=folder,
        env=variables,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def extras(*names: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("python_with", [names], indirect=True, ids="-".join)


@extras()
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["verify", "nets.py"], "verify needs numpy and torch, and numpy and torch are not"),
        (
            ["verify", "--model", "nets:small", "--input", "2,3,8,8"],
            "verify needs numpy and torch, and numpy and torch are not",
        ),
        (["run", "half.py"], "run needs torch, and torch is not"),
        (["run", "-c", "import mindspore"], "run needs torch, and torch is not"),
        (["compare", "nets:small", "nets:small"], "compare needs numpy, and numpy is not"),
        (
            ["compare", "nets:small", "nets:small", "--input", "2,3,8,8"],
            "compare needs numpy, and numpy is not",
        ),
    ],
)
def test_a_missing_package_is_a_sentence(
    python_with: Path, arguments: list[str], said: str, tmp_path: Path
) -> None:
    done = bnmigrate(python_with, write(tmp_path, {"nets.py": NETS, "half.py": HALF}), *arguments)
    assert done.stderr == f"bnmigrate: {said} installed: pip install 'bnmigrate[verify]'\n"
    assert (done.returncode, done.stdout) == (2, "")


@extras()
@pytest.mark.parametrize("command", ["checkpoint", "compare", "run", "verify"])
def test_the_help_needs_no_extra(python_with: Path, command: str, tmp_path: Path) -> None:
    assert bnmigrate(python_with, tmp_path, command, "--help").returncode == 0


@extras()
def test_without_extras_check_and_fix_work(python_with: Path, tmp_path: Path) -> None:
    write(tmp_path, {"nets.py": NETS})
    assert bnmigrate(python_with, tmp_path, "check").returncode == 1
    assert bnmigrate(python_with, tmp_path, "fix").returncode == 0
    assert "momentum=0.97" in (tmp_path / "nets.py").read_text()


@pytest.mark.slow
@extras("verify")
def test_the_extra_verify_is_enough_for_verify(python_with: Path, tmp_path: Path) -> None:
    write(tmp_path, {"nets.py": NETS})
    done = bnmigrate(python_with, tmp_path, "verify", "nets.py", "--report", "page.html")
    assert done.stderr == "1 translated call of the layer: 1 equal\n"
    assert done.returncode == 0
    done = bnmigrate(python_with, tmp_path, "verify", "--model", "nets:small", "--input", "2,3,8,8")
    assert done.returncode == 0, done.stderr
    assert "bit-identical" in done.stdout


@pytest.mark.slow
@extras("verify")
def test_the_extra_verify_is_enough_for_the_runtime_and_weights(
    python_with: Path, tmp_path: Path
) -> None:
    save = "\nimport torch\n\ntorch.save(small().state_dict(), 'small.pth')\n"
    write(tmp_path, {"half.py": HALF, "nets.py": NETS, "save.py": NETS + save})
    done = bnmigrate(python_with, tmp_path, "run", "half.py")
    assert (done.stdout, done.stderr, done.returncode) == ("(2, 3, 4, 4)\n", "", 0)
    assert bnmigrate(python_with, tmp_path, "run", "save.py").returncode == 0
    done = bnmigrate(python_with, tmp_path, "checkpoint", "small.pth", "small.ckpt", "--check")
    assert done.returncode == 0, done.stderr
    done = bnmigrate(python_with, tmp_path, "compare", "nets:small", "nets:small")
    assert done.returncode == 0, done.stderr
    done = bnmigrate(python_with, tmp_path, "verify", "--backend", "mindspore", "nets.py")
    assert done.returncode == 2
    assert done.stderr.startswith(
        "bnmigrate: --backend mindspore needs mindspore, and mindspore is not installed: pip "
        "install 'bnmigrate[mindspore]', where there is a wheel for Python 3."
    )


@pytest.mark.slow
@pytest.mark.skipif(sys.version_info >= (3, 13), reason="no MindSpore for this Python")
@extras("mindspore")
def test_the_extra_mindspore_is_enough_for_its_networks(python_with: Path, tmp_path: Path) -> None:
    write(tmp_path, {"port.py": PORT})
    done = bnmigrate(
        python_with, tmp_path, "compare", "port:small", "port:small", "--input", "2,3,8,8"
    )
    assert done.returncode == 0, done.stderr
    done = bnmigrate(python_with, tmp_path, "verify", "--to", "torch", "port.py")
    assert done.returncode == 2
    assert done.stderr == (
        "bnmigrate: verify needs numpy and torch, and torch is not installed: pip install "
        "'bnmigrate[verify]'\n"
    )


@pytest.mark.slow
@pytest.mark.skipif(sys.version_info >= (3, 13), reason="no MindSpore for this Python")
@extras("mindspore", "verify")
def test_both_extras_are_enough_for_both_frameworks(python_with: Path, tmp_path: Path) -> None:
    write(tmp_path, {"nets.py": NETS, "port.py": PORT})
    done = bnmigrate(python_with, tmp_path, "verify", "--backend", "mindspore", "nets.py")
    assert done.returncode == 0, done.stderr
    done = bnmigrate(python_with, tmp_path, "compare", "nets:small", "port:small")
    assert done.returncode in (0, 1), done.stderr


@extras("server")
def test_the_extra_server_is_enough_for_editors(python_with: Path, tmp_path: Path) -> None:
    done = bnmigrate(python_with, tmp_path, "server")
    assert "pygls" not in done.stderr
    assert done.returncode == 0, done.stderr


def test_each_extra_has_its_test() -> None:
    assert set(PROJECT_TABLE["optional-dependencies"]) == {"verify", "mindspore", "server"}


def test_the_extra_mindspore_brings_no_numpy_that_it_fails_beside() -> None:
    """pip takes the newest that is allowed, and the environments above have what is here."""
    lines = PROJECT_TABLE["optional-dependencies"]["mindspore"]
    (numpy,) = (one for one in map(Requirement, lines) if one.name == "numpy")
    assert numpy.marker is not None
    assert numpy.marker.evaluate({"python_version": "3.12"})
    assert not numpy.specifier.contains("2.0.0")
