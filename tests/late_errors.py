"""Errors that MindSpore raises late: it computes behind the call, and the next call may tell."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import Any


def forget_late_errors() -> None:
    """Wait for what MindSpore computes, if it was imported, and forget the error that this raises.

    Whoever wants an error reads the result of the call, which raises it there; what nobody read
    would come in the next test of the process. (`mindspore.runtime.synchronize` doesn't wait on
    the CPU, measured with 2.10.0.)
    """
    framework: Any = sys.modules.get("mindspore")
    if hasattr(framework, "PYNATIVE_MODE"):  # all of it was imported
        with suppress(Exception):
            (framework.Tensor([0.0]) + 1).asnumpy()
