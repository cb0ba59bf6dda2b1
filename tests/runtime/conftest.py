from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np
import pytest

from bnmigrate.runtime import activate
from tests.runtime.sides import Side, real_side, stand_in_side

pytest.importorskip("torch", reason="torch has no wheel for this Python: the runtime needs it")


@pytest.fixture(scope="session")
def real() -> Side:
    framework: Any = pytest.importorskip(
        "mindspore", reason="MindSpore has no wheel for this Python: nothing to compare with"
    )
    # MindSpore is built for NumPy 1. Beside NumPy 2 it prints a traceback when it first asks for
    # NumPy, and may raise out of place then; after that it works. Let it be now.
    with pytest.raises(TypeError, match="BatchNorm"):
        framework.nn.BatchNorm2d(1, eps=1)(framework.Tensor(np.ones((1, 1, 2, 2), np.float32)))
    return real_side(framework)


@pytest.fixture(scope="session")
def stand_in() -> Side:
    # Inactive again when a test runs: the real MindSpore imports parts of itself as it goes.
    with activate(hide_real=True):
        return stand_in_side(import_module("mindspore"))
