"""Judge a program of tests/programs/: does a safe fix change what it prints?

Those in torch/ and packages/ are translated for MindSpore and run with PyTorch, after the fix on
bnmigrate's runtime; those in mindspore/ are translated for PyTorch and run with both frameworks.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from enum import Enum
from pathlib import Path
from typing import NamedTuple

from tests import programs_server
from tests.command_line import environment
from tests.programs_server import PROGRAMS, Done, Execution, Fix

# What a program of tests/programs/mindspore/ imports of `header`, before and after the fix.
HEADERS = {
    "mindspore": """\
import mindspore as ms
import numpy as np

ms.set_context(mode=ms.PYNATIVE_MODE)
x = ms.Tensor((np.arange(24).reshape(3, 2, 2, 2) ** 1.5 / 10).astype(np.float32))


def show(*tensors):
    for tensor in tensors:
        print([round(float(value), 3) for value in tensor.asnumpy().ravel()[:4]])
""",
    "torch": """\
import numpy as np
import torch

x = torch.tensor((np.arange(24).reshape(3, 2, 2, 2) ** 1.5 / 10).astype(np.float32))


def show(*tensors):
    for tensor in tensors:
        print([round(float(value), 3) for value in tensor.detach().numpy().ravel()[:4]])
""",
}


class Verdict(Enum):
    """What a safe fix did to a program."""

    WHOLE = "translated"
    PART = "translated in part, with findings left"
    REFUSED = "unchanged, with findings that say why"
    UNSEEN = "unchanged, and nothing was said"
    CHANGED = "fixed, and prints something else or ends otherwise"
    TWICE = "fixed, and changed again by a second run"
    BROKEN = "fixed into what does not compile, or bnmigrate failed"
    FAILS = "at fault: it fails before it is fixed"

    @property
    def is_wrong(self) -> bool:
        return self in (Verdict.CHANGED, Verdict.TWICE, Verdict.BROKEN)

    @property
    def is_translated(self) -> bool:
        return self in (Verdict.WHOLE, Verdict.PART)


class Judgement(NamedTuple):
    """A verdict, and what was said and printed on the way to it."""

    verdict: Verdict
    said: str


class Steps:
    """Fixes and runs programs, in forks of a process that has imported all that they need."""

    def __init__(self) -> None:
        self._server = subprocess.Popen(
            [sys.executable, programs_server.__file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            env=environment(OMP_NUM_THREADS="1"),
        )

    def fix(self, folder: Path, to: str, given: list[str]) -> Done:
        return self._ask("fix", Fix(str(folder), to, given))

    def execute(self, folder: Path, run: list[str], path: list[str], on_runtime: bool) -> Done:
        return self._ask("execution", Execution(str(folder), run, path, on_runtime))

    def close(self) -> None:
        with self._server as server:
            assert server.stdin is not None
            server.stdin.close()

    def _ask(self, kind: str, step: Fix | Execution) -> Done:
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.write(json.dumps([kind, step]) + "\n")
        self._server.stdin.flush()
        answer = self._server.stdout.readline()
        assert answer, "the process that runs the programs has ended: see what it wrote"
        return Done(*json.loads(answer))


def names_of_programs() -> list[str]:
    """Return the programs' paths below tests/programs/: files, and folders of several."""
    found = [
        path
        for folder in ("mindspore", "packages", "torch")
        for path in (PROGRAMS / folder).iterdir()
        if path.suffix == ".py" or any(path.rglob("*.py"))
    ]
    return sorted(path.relative_to(PROGRAMS).as_posix() for path in found)


def judge(program: Path, of_mindspore: bool, steps: Steps, scratch: Path) -> Judgement:
    """Fix a copy of the program in the folder `scratch`, and compare it with another copy."""
    before, after = scratch / "before", scratch / "after"
    for folder in (before, after):
        if program.is_dir():
            shutil.copytree(program, folder, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            folder.mkdir()
            shutil.copy(program, folder / "main.py")
    description = program / "case.json"
    case: dict[str, list[str]] = json.loads(description.read_text()) if description.exists() else {}
    target, given = "torch" if of_mindspore else "mindspore", case.get("given", ["."])
    run, path = case.get("run", ["main.py"]), case.get("path", [])

    old = sources(after)
    fixed = steps.fix(after, target, given)
    new = sources(after)
    said = fixed.out + fixed.err
    if fixed.code not in (0, 1) or "Traceback" in fixed.err or "bnmigrate failed" in said:
        return Judgement(Verdict.BROKEN, said)
    if new == old:
        return Judgement(Verdict.REFUSED if fixed.code else Verdict.UNSEEN, said)
    try:
        for name, data in new.items():
            compile(data, name, "exec", dont_inherit=True)
    except SyntaxError as error:
        return Judgement(Verdict.BROKEN, f"{said}\n{error}")

    if of_mindspore:
        (before / "header.py").write_text(HEADERS["mindspore"], encoding="utf-8")
        (after / "header.py").write_text(HEADERS["torch"], encoding="utf-8")
    first = steps.execute(before, run, path, on_runtime=False)
    if first.code:
        return Judgement(Verdict.FAILS, first.err)
    second = steps.execute(after, run, path, on_runtime=not of_mindspore)
    if (first.code, first.out) != (second.code, second.out):
        printed = f"before:\n{first.out}after:\n{second.out}{second.err}"
        return Judgement(Verdict.CHANGED, f"{said}\n{printed}")

    (after / "header.py").unlink(missing_ok=True)
    again = steps.fix(after, target, given)
    if sources(after) != new:
        return Judgement(Verdict.TWICE, f"{said}\n{again.out}{again.err}")
    return Judgement(Verdict.PART if fixed.code else Verdict.WHOLE, said)


def sources(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*.py"))}
