"""The wheel that users install."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from bnmigrate import __version__

PROJECT = Path(__file__).parent.parent

READS_THE_RULES = """
import bnmigrate.catalogue as catalogue
import bnmigrate.rulebook as rulebook
print(rulebook.shipped_rules())
print(*rulebook.rulebook().dialect_names)
print(catalogue.find("layer-constructor").code)
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    done = subprocess.run(
        [*command, str(PROJECT)], capture_output=True, text=True, check=False, cwd=folder
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = folder.iterdir()
    return built


def test_the_wheel_holds_the_package_with_its_rules_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert {name.partition("/")[0] for name in names} == {
        "bnmigrate",
        f"bnmigrate-{__version__}.dist-info",
    }
    rules = {
        f"bnmigrate/{path.relative_to(PROJECT).as_posix()}"
        for path in (PROJECT / "rules").rglob("*.toml")
    }
    assert {"bnmigrate/rules/batch_norm_2d.toml", "bnmigrate/rules/codes/BN101.toml"} <= rules
    assert {name for name in names if "rules/" in name} == rules
    assert "bnmigrate/py.typed" in names
    assert f"bnmigrate-{__version__}.dist-info/licenses/LICENSE" in names
    modules = {
        path.relative_to(PROJECT).as_posix() for path in (PROJECT / "bnmigrate").rglob("*.py")
    }
    assert {name for name in names if name.endswith(".py")} == modules


def test_the_installed_package_reads_the_rules_beside_it(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", READS_THE_RULES],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,  # the unpacked package comes before the checkout's
    )
    assert done.stderr == ""
    assert done.stdout.splitlines() == [
        str(tmp_path / "bnmigrate" / "rules"),
        "torch mindspore mint",
        "BN101",
    ]


def test_the_command_is_installed(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        entry_points = archive.read(f"bnmigrate-{__version__}.dist-info/entry_points.txt")
        metadata = archive.read(f"bnmigrate-{__version__}.dist-info/METADATA").decode()
    assert b"bnmigrate = bnmigrate.cli:main" in entry_points
    required = [line for line in metadata.splitlines() if line.startswith("Requires-Dist: ")]
    assert {line.split()[1].partition(">")[0] for line in required if "extra ==" not in line} == {
        "click",
        "libcst",
        "pathspec",
        "tomli",
    }
