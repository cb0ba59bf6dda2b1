"""Files that change together: all are written or none, also where `fix` is killed half way."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import threading
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from bnmigrate import journal
from bnmigrate.journal import NAME
from tests.command_line import TORCH, Done, bnmigrate, environment, process, write

BLOCKS = (
    "from torch import nn\n\n\ndef make(cls, c):\n    return nn.Sequential(cls(c, momentum=0.3))\n"
)
MODEL = "from torch import nn\nfrom blocks import make\n\nbn = make(nn.BatchNorm2d, 4)\n"
TOGETHER = {"blocks.py": BLOCKS, "model.py": MODEL, "other.py": MODEL}
FIXED_BLOCKS = BLOCKS.replace("0.3", "0.7")
FIXED_MODEL = MODEL.replace("torch", "mindspore")
FIXED = {"blocks.py": FIXED_BLOCKS, "model.py": FIXED_MODEL, "other.py": FIXED_MODEL}
ALONE = {"alone.py": TORCH}
FIXED_ALONE = TORCH.replace("torch", "mindspore").replace("0.1", "0.9")
FINISHED = (
    "bnmigrate: a run was killed while it wrote files that change together: finished now, "
    "blocks.py, model.py, other.py"
)

CHANGED = (
    "changed since a run was killed that wrote it, so it was left as it is; what changes with it "
    "is as it was before that run: see whether they fit"
)
STUCK = (
    f"bnmigrate: {NAME}: a run was killed while it wrote files that change together, which can be "
    "neither finished nor undone: new: blocks.py, old: model.py other.py; bring them all to the "
    "one state or the other, and run again"
)

FAULTY = """
import os, sys
from pathlib import Path
from bnmigrate.cli import main
at, number = sys.argv[1].split(","), int(sys.argv[2])
seen = 0
def killed(step):
    def call(*args, **named):
        global seen
        seen += 1
        if seen == number:
            {do}
        return step(*args, **named)
    return call
for name in at:
    owner = os if hasattr(os, name) and name == "fsync" else Path
    setattr(owner, name, killed(getattr(owner, name)))
main(["fix", "--no-cache", *sys.argv[3:]])
"""
KILLED = FAULTY.format(do="os._exit(9)")
WAITS = FAULTY.format(do='print("waiting", flush=True); sys.stdin.readline()')


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path, TOGETHER)


def killed(folder: Path, steps: str, number: int, *arguments: str) -> bool:
    """Run `fix` and kill it at a step; return whether it got there."""
    done = subprocess.run(
        [sys.executable, "-c", KILLED, steps, str(number), *arguments],
        cwd=folder,
        env=environment(),
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert done.returncode in (0, 9), done.stderr.decode()
    return done.returncode == 9


def contents(folder: Path) -> dict[str, str]:
    """Return all files, by their names, but for the cache."""
    return {
        path.relative_to(folder).as_posix(): path.read_text()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".bnmigrate_cache" not in path.parts
    }


def sources(folder: Path) -> dict[str, str]:
    return {name: text for name, text in contents(folder).items() if name in TOGETHER}


def said(done: Done) -> list[str]:
    """Return what is said besides the names of the files that changed."""
    lines = done.stderr.decode().splitlines()
    return [line for line in lines if not line.startswith("Changed ")]


def half_way(folder: Path) -> None:
    """Kill `fix` where it has written blocks.py and neither of the others."""
    assert killed(folder, "replace", 2)
    assert sources(folder) == {**TOGETHER, "blocks.py": FIXED["blocks.py"]}


def beside(folder: Path, name: str, ending: str) -> Path:
    (found,) = folder.glob(f".{name}.*.bnmigrate-{ending}")
    return found


def test_a_normal_run_leaves_nothing_but_the_new_contents(folder: Path) -> None:
    assert said(bnmigrate(folder, "fix")) == ["Checked 3 files: fixed 3 findings in 3 files."]
    assert contents(folder) == FIXED


@pytest.mark.slow
def test_killed_at_any_step(tmp_path: Path) -> None:
    for number in count(1):
        folder = write(tmp_path / str(number), TOGETHER)
        (folder / "setup.py").touch()
        was_killed = killed(folder, "fsync,hardlink_to,replace,unlink", number)
        left = sources(folder)
        if not was_killed:
            break
        is_mixed = left not in (TOGETHER, FIXED)
        assert not is_mixed or (folder / NAME).exists()
        assert (bnmigrate(folder, "check").returncode == 2) == (folder / NAME).exists()
        done = bnmigrate(folder, "fix")
        assert done.returncode == 0, said(done)
        assert not is_mixed or said(done)[0] == FINISHED
        assert contents(folder) == {**FIXED, "setup.py": ""}
    assert number > 12


def test_the_next_run_finishes_and_says_so(folder: Path) -> None:
    half_way(folder)
    assert said(bnmigrate(folder, "fix")) == [FINISHED, "Checked 3 files: nothing to do."]
    assert contents(folder) == FIXED


def test_where_no_file_had_changed_there_is_nothing_to_finish(folder: Path) -> None:
    assert killed(folder, "replace", 1)
    done = bnmigrate(folder, "fix", "blocks.py")
    assert said(done)[0] == FINISHED.replace("finished", "undone")
    assert contents(folder) == TOGETHER


@pytest.mark.parametrize(
    ("arguments", "stdin"),
    [
        (["check"], ""),
        (["check", "other.py"], ""),
        (["fix", "--diff"], ""),
        (["fix", "--stdin-filename", "other.py", "-"], MODEL),
    ],
    ids=["check", "one", "diff", "stdin"],
)
def test_who_writes_nothing_says_it(folder: Path, arguments: list[str], stdin: str) -> None:
    half_way(folder)
    before = contents(folder)
    done = bnmigrate(folder, *arguments, stdin=stdin.encode())
    assert done.returncode == 2
    assert said(done)[0] == (
        f"{NAME}: error: a run was killed while it wrote files that change together: "
        "new: blocks.py, old: model.py other.py; `bnmigrate fix` finishes or undoes that"
    )
    assert contents(folder) == before


def test_no_comments_are_added_to_what_a_killed_run_left(folder: Path) -> None:
    half_way(folder)
    before = contents(folder)
    done = bnmigrate(folder, "check", "--add-ignores=later")
    assert (done.returncode, len(said(done))) == (2, 1)
    assert "`bnmigrate fix` finishes or undoes that" in said(done)[0]
    assert contents(folder) == before


def test_a_diff_of_files_that_change_together_writes_nothing(folder: Path) -> None:
    assert bnmigrate(folder, "fix", "--diff").returncode == 1
    assert contents(folder) == TOGETHER


def test_a_run_below_the_root_finds_it(tmp_path: Path) -> None:
    folder = write(tmp_path, {**TOGETHER, "pyproject.toml": "", "tools/plain.py": "print()\n"})
    half_way(folder)
    done = bnmigrate(folder / "tools", "fix", "plain.py")
    assert b": finished now, " in done.stderr
    assert sources(folder) == FIXED


@pytest.mark.parametrize("by", ["settings", "option"])
def test_a_root_above_a_marked_folder(tmp_path: Path, by: str) -> None:
    root = 'root = "../.."\n' if by == "settings" else ""
    marked = {"lib/inner/pyproject.toml": f"[tool.bnmigrate]\n{root}"}
    moved = {f"lib/inner/{name}": text for name, text in TOGETHER.items()}
    write(tmp_path, {**moved, **marked})
    options = [] if by == "settings" else ["--root", str(tmp_path)]
    inner = tmp_path / "lib" / "inner"
    assert killed(inner, "replace", 2, *options)
    assert (tmp_path / NAME).exists()
    done = bnmigrate(inner, "fix", *options)
    assert said(done) == [FINISHED, "Checked 3 files: nothing to do."]
    assert sources(inner) == FIXED
    assert not (tmp_path / NAME).exists()


def test_a_run_in_another_project_leaves_it(tmp_path: Path) -> None:
    folder = write(tmp_path, {**TOGETHER, "setup.py": "", "inner/setup.py": ""})
    half_way(folder)
    before = contents(folder)
    assert said(bnmigrate(folder / "inner", "fix")) == ["Checked 1 file: nothing to do."]
    assert contents(folder) == before
    assert said(bnmigrate(folder, "fix", "inner", "other.py"))[0] == FINISHED


def test_what_can_not_be_finished_is_undone(folder: Path) -> None:
    half_way(folder)
    beside(folder, "other.py", "new").unlink()
    done = bnmigrate(folder, "fix", "blocks.py")
    assert said(done)[0] == FINISHED.replace("finished", "undone")
    assert contents(folder) == TOGETHER


@pytest.mark.parametrize("name", ["blocks.py", "other.py"])
def test_what_a_person_changed_since_is_not_overwritten(folder: Path, name: str) -> None:
    assert killed(folder, "replace", 3)
    (folder / name).write_text("edited = 1\n")
    done = bnmigrate(folder, "fix", "model.py")
    assert done.returncode == 2
    assert said(done)[:2] == [
        FINISHED.replace("finished", "undone"),
        f"{name}: error: {CHANGED}",
    ]
    assert contents(folder) == {**TOGETHER, name: "edited = 1\n"}
    assert not said(bnmigrate(folder, "fix", "model.py"))[0].startswith("bnmigrate:")


def test_what_can_be_neither_finished_nor_undone_is_left(folder: Path) -> None:
    half_way(folder)
    beside(folder, "other.py", "new").unlink()
    beside(folder, "blocks.py", "old").unlink()
    before = contents(folder)
    for _ in range(2):
        done = bnmigrate(folder, "fix")
        assert done.returncode == 2
        assert said(done) == [STUCK]
        assert contents(folder) == before
    (folder / "blocks.py").write_text(BLOCKS)
    assert bnmigrate(folder, "fix").returncode == 0
    assert contents(folder) == FIXED


def test_a_project_that_has_moved(tmp_path: Path) -> None:
    half_way(write(tmp_path / "here", TOGETHER))
    (tmp_path / "here").rename(tmp_path / "there")
    assert said(bnmigrate(tmp_path / "there", "fix"))[0] == FINISHED
    assert contents(tmp_path / "there") == FIXED


def assert_none(folder: Path, done: Done, named: str, problem: str) -> None:
    """None of the files that change together is written, and each says why; another one is."""
    assert done.returncode == 2
    assert contents(folder) == {**TOGETHER, "alone.py": FIXED_ALONE}
    why = f"left as it is, for it changes together with {named}, which {problem}"
    *errors, summary = said(done)
    assert errors == [
        f"{name}: error: {problem if name == named else why}" for name in sorted(TOGETHER)
    ]
    assert summary == (
        "Checked 4 files: fixed 1 finding in 1 file, 3 left (3 for `bnmigrate fix`). "
        "3 paths could not be done."
    )
    assert done.stdout.count(b"[*]") == 3


def test_a_read_only_file_in_the_middle(folder: Path, unprivileged: Sequence[str]) -> None:
    write(folder, ALONE)
    (folder / "model.py").chmod(0o444)
    problem = "cannot be written: it is read-only; check the permissions of the file and its folder"
    done = process(folder, "fix", "--no-cache", prefix=unprivileged)
    assert_none(folder, done, "model.py", problem)
    (folder / "model.py").chmod(0o644)


@pytest.mark.parametrize("step", ["fsync", "chmod", "replace"])
@pytest.mark.parametrize("failing", ["model.py", "other.py"])
def test_a_file_that_can_not_be_written(
    folder: Path, monkeypatch: pytest.MonkeyPatch, step: str, failing: str
) -> None:
    write(folder, ALONE)
    owner: Any = os if step == "fsync" else Path
    real = getattr(owner, step)
    calls = iter(["blocks.py", "model.py", "other.py"])
    if step == "fsync":
        calls = iter([NAME, *calls])

    def full(*args: Any) -> Any:
        if next(calls, "") == failing:
            raise OSError(28, "No space left on device")
        return real(*args)

    monkeypatch.setattr(owner, step, full)
    problem = "cannot be written: No space left on device; make room there and run again"
    assert_none(folder, bnmigrate(folder, "fix"), failing, problem)


def test_what_changes_on_disk_meanwhile(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder, ALONE)
    real = Path.replace

    def late(self: Path, target: Path) -> Path:
        if target.name == "blocks.py" and FIXED["blocks.py"] != target.read_text():
            (folder / "other.py").write_text("edited = 1\n")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", late)
    done = bnmigrate(folder, "fix")
    assert (folder / "other.py").read_text() == "edited = 1\n"
    (folder / "other.py").write_text(MODEL)
    problem = "changed on disk since it was read, so it was left as it is; run again"
    assert_none(folder, done, "other.py", problem)


def test_what_can_not_be_undone_either_waits_for_the_next_run(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, calls = Path.replace, count(1)

    def broken(self: Path, target: Path) -> Path:
        if next(calls) > 1:
            raise OSError(5, "Input/output error")
        return real(self, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", broken)
        done = bnmigrate(folder, "fix", "--no-cache")
    assert done.returncode == 2
    assert said(done)[0] == (
        f"blocks.py: error: left as it is: {NAME} names files that are written in part: new: "
        "blocks.py, old: model.py other.py; run again"
    )
    assert said(bnmigrate(folder, "fix"))[0] == FINISHED
    assert contents(folder) == FIXED


def test_an_interrupt_half_way_undoes_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, calls = Path.replace, count(1)

    def interrupted(self: Path, target: Path) -> Path:
        if next(calls) == 2:
            raise KeyboardInterrupt
        return real(self, target)

    monkeypatch.setattr(Path, "replace", interrupted)
    done = bnmigrate(folder, "fix", "--no-cache")
    assert done.returncode == 130
    assert contents(folder) == TOGETHER


@pytest.fixture
def writing(folder: Path) -> Any:
    """A run that waits half way until it gets a line."""
    with subprocess.Popen(
        [sys.executable, "-c", WAITS, "replace", "2"],
        cwd=folder,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as run:
        assert run.stdout is not None
        assert run.stdout.readline() == "waiting\n"
        yield run
        run.kill()


def test_a_run_that_lives_is_left_alone(
    folder: Path, writing: subprocess.Popen[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "PATIENCE", 0.1)
    before = contents(folder)
    busy = f"{NAME}: another run writes here at this moment; run again when it has ended"
    done = bnmigrate(folder, "fix")
    assert (done.returncode, said(done)) == (2, [f"bnmigrate: {busy}"])
    done = bnmigrate(folder, "check")
    assert (done.returncode, said(done)[0]) == (2, busy.replace(": ", ": error: "))
    assert contents(folder) == before
    writing.communicate("\n", timeout=60)
    assert writing.returncode == 0
    assert contents(folder) == FIXED


def test_a_run_waits_for_another_one_to_end(folder: Path, writing: subprocess.Popen[str]) -> None:
    ending = threading.Timer(0.5, lambda: writing.communicate("\n", timeout=60))
    ending.start()
    done = bnmigrate(folder, "fix")
    ending.join()
    assert (done.returncode, said(done)) == (0, ["Checked 3 files: nothing to do."])
    assert contents(folder) == FIXED


def test_a_run_that_was_killed_since_this_one_began(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert killed(folder, "replace", 1)
    before = contents(folder)
    with monkeypatch.context() as patched:
        patched.setattr(journal, "settle", lambda *_, **__: [])
        done = bnmigrate(folder, "fix")
    assert done.returncode == 2
    assert said(done)[0] == (
        f"blocks.py: error: left as it is: {NAME} is of a run that was killed meanwhile; run again"
    )
    assert contents(folder) == before


def test_permissions_and_links_stay(tmp_path: Path) -> None:
    folder = write(tmp_path / "project", {"blocks.py": BLOCKS, "model.py": MODEL})
    (folder / "blocks.py").chmod(0o755)
    real = write(tmp_path / "elsewhere", {"real.py": MODEL}) / "real.py"
    (folder / "other.py").symlink_to(real)
    half_way(folder)
    assert bnmigrate(folder, "fix").returncode == 0
    assert (folder / "other.py").is_symlink()
    assert real.read_text() == FIXED["other.py"]
    assert stat.S_IMODE((folder / "blocks.py").stat().st_mode) == 0o755
    assert [path.name for path in real.parent.iterdir()] == ["real.py"]


def test_a_file_system_without_links(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: Any) -> None:
        raise PermissionError(1, "Operation not permitted")

    real, calls = Path.replace, count(1)

    def failing(self: Path, target: Path) -> Path:
        if next(calls) == 3:
            raise OSError(5, "Input/output error")
        return real(self, target)

    (folder / "blocks.py").chmod(0o755)
    monkeypatch.setattr(Path, "hardlink_to", refused)
    monkeypatch.setattr(Path, "replace", failing)
    assert bnmigrate(folder, "fix", "--no-cache").returncode == 2
    assert contents(folder) == TOGETHER
    assert stat.S_IMODE((folder / "blocks.py").stat().st_mode) == 0o755


def test_notebooks_take_part(tmp_path: Path) -> None:
    source = [line + "\n" for line in MODEL.splitlines()]
    cell: dict[str, Any] = {
        "cell_type": "code",
        "metadata": {},
        "execution_count": None,
        "outputs": [],
    }
    whole = {"cells": [{**cell, "source": source}], "metadata": {}}
    notebook = json.dumps({**whole, "nbformat": 4, "nbformat_minor": 4})
    folder = write(tmp_path, {"blocks.py": BLOCKS, "model.ipynb": notebook, "setup.py": ""})
    assert killed(folder, "replace", 2)
    assert contents(folder)["blocks.py"] == FIXED["blocks.py"]
    assert contents(folder)["model.ipynb"] == notebook
    assert b": finished now, blocks.py, model.ipynb\n" in bnmigrate(folder, "fix").stderr
    assert contents(folder) == {
        "blocks.py": FIXED["blocks.py"],
        "model.ipynb": notebook.replace("torch", "mindspore"),
        "setup.py": "",
    }


def test_a_root_that_takes_no_journal(tmp_path: Path, unprivileged: Sequence[str]) -> None:
    moved = {f"src/{name}": text for name, text in TOGETHER.items()}
    folder = write(tmp_path / "root", {**moved, "pyproject.toml": ""})
    folder.chmod(0o555)
    done = process(folder, "fix", "--no-cache", prefix=unprivileged)
    folder.chmod(0o755)
    assert done.returncode == 2
    assert said(done)[0].startswith(
        f"src/blocks.py: error: left as it is: {NAME} cannot be written: Permission denied; "
    )
    assert sources(folder / "src") == TOGETHER


OTHER_BLOCKS = BLOCKS.replace("make", "make_other")
OTHER_MODEL = MODEL.replace("make", "make_other").replace("blocks", "other_blocks")


def test_a_group_that_has_nothing_to_do_with_it_is_written(
    folder: Path, unprivileged: Sequence[str]
) -> None:
    write(folder, {"other_blocks.py": OTHER_BLOCKS, "other_model.py": OTHER_MODEL})
    (folder / "other.py").chmod(0o444)
    assert process(folder, "fix", "--no-cache", prefix=unprivileged).returncode == 2
    (folder / "other.py").chmod(0o644)
    assert contents(folder) == {
        **TOGETHER,
        "other_blocks.py": OTHER_BLOCKS.replace("0.3", "0.7"),
        "other_model.py": OTHER_MODEL.replace("torch", "mindspore"),
    }


def test_a_check_stays_where_a_layer_that_may_meet_it_does(
    tmp_path: Path, unprivileged: Sequence[str]
) -> None:
    look = (
        "from torch import nn\n\n\ndef number(net):\n"
        "    return sum(isinstance(m, nn.BatchNorm2d) for m in net.modules())\n"
    )
    folder = write(tmp_path, {"look.py": look, **ALONE})
    (folder / "alone.py").chmod(0o444)
    assert process(folder, "fix", "--no-cache", prefix=unprivileged).returncode == 2
    (folder / "alone.py").chmod(0o644)
    assert contents(folder) == {"look.py": look, **ALONE}


def test_a_journal_that_was_not_whole_stands_for_nothing(folder: Path) -> None:
    (folder / NAME).write_text('["0a1b2c3d", [["blocks.py", "0')
    assert said(bnmigrate(folder, "check"))[0].startswith("Checked")
    assert said(bnmigrate(folder, "fix")) == ["Checked 3 files: fixed 3 findings in 3 files."]
    assert contents(folder) == FIXED


@pytest.mark.parametrize("text", ["{}", '["../a", []]', '["a", [["b"]]]', "[1, 2]"])
def test_a_journal_of_another_form_is_left(folder: Path, text: str) -> None:
    (folder / NAME).write_text(text)
    done = bnmigrate(folder, "fix")
    assert done.returncode == 2
    (line,) = said(done)
    assert line.startswith(f"bnmigrate: {NAME}: isn't a journal that this version can read; see")
    assert contents(folder) == {**TOGETHER, NAME: text}
