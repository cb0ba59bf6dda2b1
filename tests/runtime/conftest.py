from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from bnmigrate.runtime import activate
from tests.runtime.sides import LAYERS, Side, real_side, stand_in_side

pytest.importorskip("torch", reason="torch has no wheel for this Python: the runtime needs it")


CASES = [(name, rank) for name, ranks in LAYERS.items() for rank in ranks]


@pytest.fixture(scope="session", params=CASES, ids=[f"{name}-{rank}d" for name, rank in CASES])
def case(request: pytest.FixtureRequest) -> tuple[str, int]:
    """A layer, and how many dimensions its inputs have."""
    found: tuple[str, int] = request.param
    return found


@pytest.fixture(scope="session")
def real(mindspore: Side, case: tuple[str, int]) -> Side:
    """The layer in MindSpore itself."""
    return replace(mindspore, name=case[0], rank=case[1])


@pytest.fixture(scope="session")
def stand_in(runtime: Side, case: tuple[str, int]) -> Side:
    """The layer in the runtime."""
    return replace(runtime, name=case[0], rank=case[1])


@pytest.fixture(scope="session")
def mindspore() -> Side:
    framework: Any = pytest.importorskip(
        "mindspore", reason="MindSpore has no wheel for this Python: nothing to compare with"
    )
    # MindSpore is built for NumPy 1. Beside NumPy 2 it prints a traceback when it first asks for
    # NumPy, and may raise out of place then; after that it works. Let it be now.
    with pytest.raises(TypeError, match="BatchNorm"):
        framework.nn.BatchNorm2d(1, eps=1)(framework.Tensor(np.ones((1, 1, 2, 2), np.float32)))
    return real_side(framework)


@pytest.fixture(scope="session")
def runtime() -> Side:
    torch: Any = import_module("torch")
    torch.set_num_threads(1)  # on tensors this small, threads only wait for MindSpore's
    # Inactive again when a test runs: the real MindSpore imports parts of itself as it goes.
    with activate(hide_real=True):
        return stand_in_side(import_module("mindspore"))


@pytest.fixture
def without_mindspore(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Hide a MindSpore that is installed, as if it were not."""

    def take_away() -> dict[str, ModuleType]:
        names = [name for name in sys.modules if name.partition(".")[0] == "mindspore"]
        return {name: sys.modules.pop(name) for name in names}

    path = [entry for entry in sys.path if not Path(entry, "mindspore").exists()]
    monkeypatch.setattr(sys, "path", path)
    imported = take_away()
    yield
    take_away()
    sys.modules.update(imported)
