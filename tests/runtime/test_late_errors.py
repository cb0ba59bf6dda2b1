"""Each test meets its own errors of MindSpore alone."""

from __future__ import annotations

import numpy as np
import pytest

from tests.late_errors import forget_late_errors
from tests.runtime.sides import Side


@pytest.mark.parametrize("waited", [True, False])
def test_what_is_raised_late_doesnt_come_later(mindspore: Side, waited: bool) -> None:
    framework = mindspore.framework
    framework.set_context(pynative_synchronize=False)
    framework.nn.GroupNorm(1, 2)(framework.Tensor(np.ones((1, 2, 3), np.int32)))  # fails, unseen
    if waited:
        forget_late_errors()
        assert (framework.Tensor([1.0]) + 1).asnumpy() == 2
    else:
        with pytest.raises(TypeError, match="GroupNorm"):
            (framework.Tensor([1.0]) + 1).asnumpy()
