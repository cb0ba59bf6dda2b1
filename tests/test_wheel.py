"""The wheel that users install."""

from __future__ import annotations

import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from bnmigrate import __version__

PROJECT = Path(__file__).parent.parent

READS_THE_RULES = """
import bnmigrate.catalogue as catalogue
import bnmigrate.rule_files as rule_files
print(rule_files.shipped_rules())
print(*rule_files.rulebook().dialect_names)
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
    expected = ("codes/BN101", "families/batch_norm", "frameworks/torch", "layers/batch_norm_2d")
    assert {f"bnmigrate/rules/{name}.toml" for name in expected} <= rules
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


CONSUMER = """
from pathlib import Path

import bnmigrate

found: tuple[bnmigrate.Finding, ...] = bnmigrate.check_source("x = 1", path=Path("a.py"))
lines: list[int] = [finding.line for finding in found]
result: bnmigrate.FixResult = bnmigrate.fix_source("x = 1", target="torch", extend_rules=["a.toml"])
text: str = result.text
activate = bnmigrate.runtime.activate
try:
    bnmigrate.check_source(text)
except (bnmigrate.UnreadableError, bnmigrate.ConfigError) as error:
    reveal_type(error)
"""
WRONG = """
import bnmigrate

bnmigrate.check_source(b"x = 1")
bnmigrate.check_source("x = 1", to="torch")
number: int = bnmigrate.fix_source("x = 1").text
bnmigrate.fix_text("x = 1")
"""


def mypy(python: Path, folder: Path, code: str) -> tuple[int, str]:
    """Check `code` strictly against what is installed for `python`; return what mypy says."""
    (folder / "consumer.py").write_text(code, encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", "--python-executable", str(python)]
    options = ["--config-file", "", "--cache-dir", str(folder / "cache")]
    done = subprocess.run(
        [*command, *options, "consumer.py"],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
    )
    return done.returncode, done.stdout + done.stderr


def test_type_checkers_see_the_types_of_what_is_installed(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "venv", with_pip=False, symlinks=sys.platform != "win32")
    folder = "Scripts" if sys.platform == "win32" else "bin"
    python = tmp_path / "venv" / folder / "python"
    asked = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = subprocess.check_output([str(python), "-c", asked], text=True).strip()
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(packages)

    code, said = mypy(python, tmp_path, CONSUMER)
    assert "Revealed type is" in said
    assert "UnreadableError" in said
    assert "Any" not in said
    assert code == 0, said

    code, said = mypy(python, tmp_path, WRONG)
    assert code == 1
    lines = [line for line in said.splitlines() if ": error: " in line]
    assert [line.split(":")[1] for line in lines] == ["4", "5", "6", "7"], said

    Path(packages, "bnmigrate", "py.typed").unlink()
    code, said = mypy(python, tmp_path, CONSUMER)
    assert code == 1
    assert "py.typed" in said


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
