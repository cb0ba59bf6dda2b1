"""Programs of the kinds that real code has: a safe fix does not change what they print.

tests/programs/wrong.txt names those for which that isn't so yet, translated.txt those that are
translated; all others are refused. The first may only become shorter, the second only longer.
`pytest tests/test_programs.py --update` does both where a program allows it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.programs_run import Judgement, Steps, Verdict, judge, names_of_programs
from tests.programs_server import PROGRAMS, Done

WRONG = PROGRAMS / "wrong.txt"
TRANSLATED = PROGRAMS / "translated.txt"
NAMES = names_of_programs()


@pytest.fixture(scope="module")
def steps() -> Iterator[Steps]:
    if not hasattr(os, "fork"):
        pytest.skip("the programs run in forks of one process, and this system has none")
    if find_spec("torch") is None:
        pytest.skip("PyTorch is not installed")
    steps = Steps()
    yield steps
    steps.close()


def names_in(listing: Path) -> list[str]:
    return listing.read_text(encoding="utf-8").splitlines()


def change(listing: Path, do: Callable[[set[str]], None]) -> None:
    """Change the names in a list, while other processes of the same run do so too."""
    import fcntl

    with listing.open("r+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        names = set(file.read().splitlines())
        do(names)
        file.seek(0)
        file.truncate()
        file.writelines(f"{name}\n" for name in sorted(names))


def update(name: str, verdict: Verdict, wrong: Path, translated: Path) -> None:
    """Bring the lists up to date for a program, as far as it has become better."""
    if not verdict.is_wrong and verdict is not Verdict.FAILS:
        change(wrong, lambda names: names.discard(name))
    if verdict.is_translated:
        change(translated, lambda names: names.add(name))


def complaint(name: str, judged: Judgement, wrong: list[str], translated: list[str]) -> str:
    """Return what is to be said of a program that isn't what the lists say; empty if it is."""
    verdict, said = judged
    found = f"{name} is {verdict.value}"
    if verdict is Verdict.FAILS or (verdict.is_wrong and name not in wrong):
        return f"{found}:\n{said}"
    if name in wrong and not verdict.is_wrong:
        return f"{found}: take it out of tests/programs/wrong.txt; --update does so"
    if verdict.is_translated and name not in translated:
        return f"{found}: add it to tests/programs/translated.txt; --update does so"
    if name in translated and not verdict.is_translated:
        return f"{found}, and has been translated until now:\n{said}"
    return ""


@pytest.mark.parametrize("name", NAMES)
def test_a_safe_fix_does_not_change_what_a_program_prints(
    name: str, steps: Steps, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    of_mindspore = name.startswith("mindspore/")
    if of_mindspore and find_spec("mindspore") is None:
        pytest.skip("MindSpore is not installed")
    judged = judge(PROGRAMS / name, of_mindspore, steps, tmp_path)
    if request.config.getoption("--update"):
        update(name, judged.verdict, WRONG, TRANSLATED)
    said = complaint(name, judged, names_in(WRONG), names_in(TRANSLATED))
    if said:
        pytest.fail(said, pytrace=False)


def test_the_lists_are_sorted_and_name_programs() -> None:
    for listing in (WRONG, TRANSLATED):
        names = names_in(listing)
        assert names == sorted(set(names)), listing
        assert set(names) <= set(NAMES), listing
    assert set(names_in(WRONG)).isdisjoint(names_in(TRANSLATED))


SHOW = "import torch.nn as nn\n\nbn = nn.BatchNorm2d(3, momentum=0.1)\n"
JUDGED = {
    "print(bn.eps)": (Verdict.WHOLE, "fixed 1 finding"),
    "nn.BatchNorm2d(3, momentum=None)": (Verdict.PART, "BN201"),
    "print(bn)": (Verdict.CHANGED, "use_batch_statistics"),
    "print(1)\nimport torch\ntry:\n    bn(torch.ones(1, 3, 1, 1))\nexcept ValueError:\n    pass\n"
    "else:\n    raise SystemExit('no')": (Verdict.CHANGED, "no"),
    "import signal, os; os.kill(os.getpid(), signal.SIGKILL)": (Verdict.FAILS, ""),
    "raise SystemExit('not today')": (Verdict.FAILS, "not today\n"),
    "1 / 0": (Verdict.FAILS, "ZeroDivisionError"),
}


@pytest.mark.parametrize("code", JUDGED)
def test_what_a_program_does_is_seen(code: str, steps: Steps, tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(f"{SHOW}{code}\n")
    verdict, said = JUDGED[code]
    judged = judge(program, False, steps, tmp_path)
    assert (judged.verdict, said in judged.said) == (verdict, True), judged


class Pretended(Steps):
    """Fixes as it is told to: writes the texts one after the other, and ends with the code."""

    def __init__(self, code: int, *texts: str, err: str = "") -> None:
        self._code, self._texts, self._err = code, list(texts), err

    def fix(self, folder: Path, to: str, given: list[str]) -> Done:
        assert (to, given) == ("mindspore", ["."])
        if self._texts:
            (folder / "main.py").write_text(self._texts.pop(0))
        return Done(self._code, "", self._err)

    def execute(self, folder: Path, run: list[str], path: list[str], on_runtime: bool) -> Done:
        assert (run, path, on_runtime) == (["main.py"], [], folder.name == "after")
        return Done(0, "1\n", "")


@pytest.mark.parametrize(
    ("steps_to_take", "verdict"),
    [
        (Pretended(0), Verdict.UNSEEN),
        (Pretended(1), Verdict.REFUSED),
        (Pretended(0, "b = 1\n"), Verdict.WHOLE),
        (Pretended(1, "b = 1\n"), Verdict.PART),
        (Pretended(0, "b = 1\n", "c = 1\n"), Verdict.TWICE),
        (Pretended(0, "b = = 1\n"), Verdict.BROKEN),
        (Pretended(2), Verdict.BROKEN),
        (Pretended(-9, "b = 1\n"), Verdict.BROKEN),
        (Pretended(1, err="main.py: bnmigrate failed here\n"), Verdict.BROKEN),
    ],
)
def test_what_a_fix_does_is_seen(
    steps_to_take: Pretended, verdict: Verdict, tmp_path: Path
) -> None:
    program = tmp_path / "program.py"
    program.write_text("a = 1\n")
    assert judge(program, False, steps_to_take, tmp_path).verdict is verdict


COMPLAINTS = [
    ("wrong.py", Verdict.CHANGED, ""),
    ("wrong.py", Verdict.TWICE, ""),
    ("wrong.py", Verdict.BROKEN, ""),
    ("wrong.py", Verdict.REFUSED, "take it out of tests/programs/wrong.txt"),
    ("wrong.py", Verdict.WHOLE, "take it out of tests/programs/wrong.txt"),
    ("wrong.py", Verdict.FAILS, "at fault"),
    ("translated.py", Verdict.WHOLE, ""),
    ("translated.py", Verdict.PART, ""),
    ("translated.py", Verdict.REFUSED, "has been translated until now"),
    ("translated.py", Verdict.CHANGED, "prints something else"),
    ("other.py", Verdict.REFUSED, ""),
    ("other.py", Verdict.UNSEEN, ""),
    ("other.py", Verdict.PART, "add it to tests/programs/translated.txt"),
    ("other.py", Verdict.TWICE, "changed again"),
    ("other.py", Verdict.FAILS, "at fault"),
]


@pytest.mark.parametrize(("name", "verdict", "said"), COMPLAINTS)
def test_a_program_is_what_the_lists_say(name: str, verdict: Verdict, said: str) -> None:
    found = complaint(name, Judgement(verdict, ""), ["wrong.py"], ["translated.py"])
    assert said in found
    assert bool(said) == bool(found)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="where no program runs, no list changes")
@pytest.mark.parametrize("verdict", Verdict)
def test_an_update_takes_out_of_the_one_list_and_adds_to_the_other(
    verdict: Verdict, tmp_path: Path
) -> None:
    wrong, translated = tmp_path / "wrong.txt", tmp_path / "translated.txt"
    wrong.write_text("b\nd\n")
    translated.write_text("a\ne\n")
    for name in "cde":
        update(name, verdict, wrong, translated)
    better = not verdict.is_wrong and verdict is not Verdict.FAILS
    assert names_in(wrong) == (["b"] if better else ["b", "d"])
    assert names_in(translated) == (["a", "c", "d", "e"] if verdict.is_translated else ["a", "e"])
