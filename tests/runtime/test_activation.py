"""When `import mindspore` gives the stand-in, and when it does not."""

from __future__ import annotations

import importlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from bnmigrate.runtime import activate


@pytest.fixture
def installed(without_mindspore: None, tmp_path: Path) -> None:  # noqa: ARG001 - it goes first
    (tmp_path / "mindspore").mkdir()
    (tmp_path / "mindspore" / "__init__.py").write_text("REAL = True\n")
    sys.path.insert(0, str(tmp_path))


@pytest.fixture(autouse=True)
def clean() -> Iterator[None]:
    yield
    assert not [finder for finder in sys.meta_path if "StandIn" in type(finder).__name__]


def imported() -> ModuleType:
    return importlib.import_module("mindspore")


@pytest.mark.usefixtures("without_mindspore")
def test_a_block_serves_the_stand_in_and_takes_it_away() -> None:
    with activate():
        assert imported().nn.BatchNorm2d(3)
    assert "mindspore" not in sys.modules
    with pytest.raises(ModuleNotFoundError, match="No module named 'mindspore'"):
        imported()


@pytest.mark.usefixtures("without_mindspore")
def test_the_block_ends_also_with_an_error() -> None:
    with pytest.raises(KeyError), activate():
        raise KeyError
    with pytest.raises(ModuleNotFoundError):
        imported()


@pytest.mark.usefixtures("without_mindspore")
def test_without_a_block_it_stays_until_deactivated() -> None:
    activation = activate()
    assert imported().nn.BatchNorm2d(3)
    activation.deactivate()
    activation.deactivate()
    with pytest.raises(ModuleNotFoundError):
        imported()


@pytest.mark.usefixtures("without_mindspore")
def test_an_inner_activation_does_not_end_the_outer() -> None:
    with activate():
        outer = imported()
        with activate():
            assert imported() is outer
        assert imported() is outer


@pytest.mark.usefixtures("installed")
def test_refuses_to_hide_a_real_one_that_is_installed() -> None:
    with pytest.raises(RuntimeError, match=r"activate\(hide_real=True\)"):
        activate()
    assert imported().REAL


@pytest.mark.usefixtures("installed")
def test_refuses_to_hide_a_real_one_that_is_imported() -> None:
    real = imported()
    with pytest.raises(RuntimeError, match="hide"):
        activate()
    assert imported() is real


@pytest.mark.usefixtures("installed")
def test_hides_a_real_one_when_told_and_brings_it_back() -> None:
    real = imported()
    with activate(hide_real=True):
        assert imported() is not real
        assert imported().nn.BatchNorm2d(3)
    assert imported() is real


@pytest.mark.usefixtures("without_mindspore")
def test_a_folder_called_mindspore_is_no_real_one(tmp_path: Path) -> None:
    (tmp_path / "mindspore").mkdir()
    sys.path.insert(0, str(tmp_path))
    with activate():
        assert imported().nn.BatchNorm2d(3)


def test_torch_is_imported_with_the_first_use_only() -> None:
    program = (
        "import sys, bnmigrate.runtime as runtime\n"
        "assert 'libcst' not in sys.modules\n"
        "runtime.activate(hide_real=True)\n"
        "assert 'torch' not in sys.modules\n"
        "assert runtime.BatchNorm2d(3) and 'torch' in sys.modules\n"
        "assert {name for name in sys.modules if name.startswith('bnmigrate.')} <= {\n"
        "    'bnmigrate.runtime', *(f'bnmigrate.runtime.{name}' for name in\n"
        "    ['activation', 'batch_norm', 'cell', 'initializers', 'norm', 'parameters',\n"
        "     'standin'])}\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_says_what_to_install_where_torch_is_missing() -> None:
    program = (
        "import sys; sys.modules['torch'] = None\n"
        "from bnmigrate.runtime import activate\n"
        "activate(hide_real=True)\n"
        "import mindspore\n"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert "pip install 'bnmigrate[verify]'" in answer.stderr.splitlines()[-1]
