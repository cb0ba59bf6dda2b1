"""A line a finding, as programs that read pylint's parseable format expect it."""

from __future__ import annotations

from pathlib import Path

from tests.command_line import CUMULATIVE, TORCH, bnmigrate, write


def test_the_report(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": TORCH, "sub/b.py": CUMULATIVE})
    done = bnmigrate(tmp_path, "check", "--output-format", "pylint", "a.py", "sub", "nothing.py")
    assert done.stdout.decode().splitlines() == [
        "a.py:3: [BN101] call of torch.nn.BatchNorm2d; momentum=0.1 becomes momentum=0.9",
        "sub/b.py:3: [BN201] momentum=None has no counterpart in MindSpore",
        "nothing.py:1: [bnmigrate] does not exist; check the path",
    ]
