"""Options of the test suite."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.late_errors import forget_late_errors

# How long an example takes is the machine's affair: benchmarks/ measures, tests don't.
settings.register_profile("bnmigrate", deadline=None)
settings.load_profile("bnmigrate")

# Programs that a test runs: what looks like a test there is a part of one.
collect_ignore = ["programs"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update",
        action="store_true",
        help="write the expected outputs of tests/fixtures anew, and the lists of tests/programs; "
        "read the difference before you commit it",
    )


@pytest.fixture(autouse=True)
def _no_late_error() -> Iterator[None]:
    """Keep an error that MindSpore raises late from the test behind it."""
    yield
    forget_late_errors()


@pytest.fixture(scope="session")
def unprivileged(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Return what to write before a command so that permissions hold for it, root or not."""
    if os.name == "nt":
        pytest.skip("permissions of Windows are not those of POSIX")
    if os.geteuid() != 0:
        return []
    prefix = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]
    probe = tmp_path_factory.mktemp("probe") / "probe"
    probe.touch(0)
    if shutil.which(prefix[0]) and subprocess.run([*prefix, "true"], check=False).returncode == 0:
        refused = subprocess.run([*prefix, "cat", probe], capture_output=True, check=False)
        if refused.returncode:
            return prefix
    pytest.skip("root may read everything, and there is no setpriv to give that up")
