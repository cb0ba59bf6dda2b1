"""A baseline: what was known stays untold, wherever it moves, and nothing else does."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from bnmigrate.baseline import Baseline, BaselineError, Recorder
from bnmigrate.findings import FileReport
from bnmigrate.runner import Runner
from tests.test_notebooks import notebook

HEAD = "import torch.nn as nn\n\n"
ONE = "a = nn.BatchNorm2d(8, momentum=None)\n"
TWO = "b = nn.BatchNorm2d(9, momentum=None)\n"
ENTRY = {"path": "a.py", "code": "BN101", "line": "x", "count": 1}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def reports(*paths: str) -> list[FileReport]:
    """Return the reports of the files as they are now, with all their findings."""
    named = tuple(map(Path, paths or ["."]))
    runner = Runner(named, None, {"target": "mindspore"}, jobs=1, uses_cache=False)
    return [one.report(one.result.findings) for one in runner.outcomes(write=False)]


def record(path: str = "base.json") -> int:
    recorder = Recorder()
    for report in reports():
        recorder.add(report)
    return recorder.write(Path(path))


def told(baseline: Baseline | None = None) -> list[str]:
    """Return the places of what is new."""
    baseline = baseline or Baseline.read(Path("base.json"))
    return [f.place for report in reports() for f in baseline.new(report)]


def stale(baseline: Baseline) -> int:
    return baseline.stale(lambda _path, _code: True)


def entries(path: str = "base.json") -> list[dict[str, object]]:
    found = json.loads(Path(path).read_text())["findings"]
    assert isinstance(found, list)
    return found


def test_what_is_known_is_not_told() -> None:
    Path("a.py").write_text(HEAD + ONE + TWO)
    Path("sub").mkdir()
    Path("sub/b.py").write_text(HEAD + ONE)
    count = sum(len(report.findings) for report in reports())
    assert count >= 3
    assert record() == count
    assert told() == []


def test_the_file_is_for_people_and_checkouts() -> None:
    Path("sub").mkdir()
    Path("sub/a.py").write_text(HEAD + "a  =  nn.BatchNorm2d(8, momentum=None)\n")
    (finding,) = (f for report in reports() for f in report.findings if f.line == 3)
    record()
    text = Path("base.json").read_text()
    assert text.startswith('{\n "version": 1,\n "findings": [\n  {\n   "path": "sub/a.py",\n')
    assert text.endswith("}\n")
    line = "a = nn.BatchNorm2d(8, momentum=None)"
    assert {"path": "sub/a.py", "code": finding.code, "line": line, "count": 1} in entries()


def test_code_may_move_and_be_indented() -> None:
    Path("a.py").write_text(HEAD + ONE + TWO)
    record()
    Path("a.py").write_text(f"# new\n{HEAD}{TWO}\n\nif nn:\n\t{ONE}")
    assert told() == []


def test_a_line_once_more_is_new() -> None:
    Path("a.py").write_text(HEAD + ONE)
    record()
    Path("a.py").write_text(HEAD + ONE + ONE)
    assert told() == ["a.py:4:5"]
    record()
    assert 2 in [entry["count"] for entry in entries()]
    assert told() == []


def test_an_edited_line_is_new() -> None:
    Path("a.py").write_text(HEAD + ONE)
    record()
    Path("a.py").write_text(HEAD + TWO)
    assert told() == ["a.py:3:5"]


def test_another_code_on_a_known_line_is_new() -> None:
    Path("a.py").write_text(HEAD + ONE)
    record()
    text = Path("base.json").read_text()
    (code,) = {str(entry["code"]) for entry in entries()}
    Path("base.json").write_text(text.replace(code, "BN000"))
    assert told() == ["a.py:3:5"]


def test_an_equal_line_of_another_file_is_new_while_the_first_is_there() -> None:
    Path("b.py").write_text(HEAD + ONE)
    record()
    Path("a.py").write_text(HEAD + ONE)
    assert told() == ["a.py:3:5"]
    Path("b.py").write_text(HEAD)
    assert told() == ["a.py:3:5"]


def test_a_renamed_file_is_known_once() -> None:
    Path("b.py").write_text(HEAD + ONE)
    record()
    Path("b.py").rename("c.py")
    assert told() == []
    Path("d.py").write_text(HEAD + ONE)
    assert told() == ["d.py:3:5"]


def test_a_file_in_a_locked_folder_is_not_gone(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("sub").mkdir()
    Path("sub/a.py").write_text(HEAD + ONE)
    record()
    Path("b.py").write_text(HEAD + ONE)
    look = os.lstat

    def locked(path: str) -> os.stat_result:  # the superuser, who may run this, reads all folders
        if path == str(folder / "sub/a.py"):
            raise PermissionError(13, "Permission denied")
        return look(path)

    with monkeypatch.context() as patch:
        patch.setattr("bnmigrate.baseline.os.lstat", locked)
        baseline = Baseline.read(Path("base.json"))
    assert [len(baseline.new(report)) for report in reports("b.py")] == [1]


def test_stale_counts_what_is_gone_from_the_files_that_were_reported() -> None:
    Path("a.py").write_text(HEAD + ONE + ONE + TWO)
    Path("b.py").write_text(HEAD + ONE)
    record()
    baseline = Baseline.read(Path("base.json"))
    assert stale(baseline) == 0
    told(baseline)
    assert stale(baseline) == 0

    Path("a.py").write_text(HEAD + ONE)
    Path("b.py").write_text(HEAD)
    baseline = Baseline.read(Path("base.json"))
    for report in reports("a.py"):
        baseline.new(report)
    assert stale(baseline) == 2
    for report in reports("b.py"):
        baseline.new(report)
    assert stale(baseline) == 3


def test_a_file_that_cannot_be_read_is_always_told_and_makes_nothing_stale() -> None:
    Path("a.py").write_text(HEAD + ONE)
    Path("b.py").write_text(f"{HEAD}{ONE}(")
    assert record() == 1
    assert told() == ["b.py:4:1"]
    Path("a.py").write_text(f"{HEAD}{ONE}(")
    baseline = Baseline.read(Path("base.json"))
    assert len(told(baseline)) == 2
    assert stale(baseline) == 0


def test_a_cell_of_a_notebook_may_move() -> None:
    Path("n.ipynb").write_bytes(notebook(HEAD + ONE))
    assert record() == 1
    assert [entry["line"] for entry in entries()] == [ONE.strip()]
    Path("n.ipynb").write_bytes(notebook("1 + 1", HEAD, f"# here\n{ONE}"))
    assert told() == []
    Path("n.ipynb").write_bytes(notebook(HEAD + ONE, ONE))
    assert told() == ["n.ipynb:cell 2:1:5"]


def test_it_holds_in_any_current_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("sub/deep").mkdir(parents=True)
    Path("sub/a.py").write_text(HEAD + ONE)
    Path("b.py").write_text(HEAD + TWO)
    record("sub/deep/base.json")
    assert {entry["path"] for entry in entries("sub/deep/base.json")} == {"../a.py", "../../b.py"}
    monkeypatch.chdir(folder / "sub")
    assert told(Baseline.read(Path("deep/base.json"))) == []
    baseline = Baseline.read(folder / "sub/deep/base.json")
    assert [baseline.new(report) for report in reports("../b.py", str(folder / "sub"))] == [(), ()]


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
def test_it_holds_through_a_link_to_the_project(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "real").mkdir()
    (folder / "link").symlink_to("real", target_is_directory=True)
    monkeypatch.chdir(folder / "real")
    Path("a.py").write_text(HEAD + ONE)
    record()
    assert told(Baseline.read(folder / "link/base.json")) == []
    baseline = Baseline.read(Path("base.json"))
    assert [baseline.new(report) for report in reports(str(folder / "link/a.py"))] == [()]


@pytest.mark.skipif(os.name == "nt", reason="names of files are no bytes there")
def test_a_name_that_is_no_utf8_is_kept() -> None:
    name = os.fsdecode(b"caf\xe9.py")
    Path(name).write_text(HEAD + ONE)
    record()
    assert {entry["path"] for entry in entries()} == {name}
    assert told() == []
    Path(name).write_text(HEAD + ONE + TWO)
    assert told() == [f"{name}:4:5"]


def test_the_order_of_the_reports_does_not_show() -> None:
    for name in ("b.py", "a.py", "c.py"):
        Path(name).write_text(HEAD + TWO + ONE + TWO)
    record("one.json")
    recorder = Recorder()
    for report in reversed(reports()):
        recorder.add(FileReport(report.path, report.findings[::-1], report.content))
    assert recorder.write(Path("two.json")) == 9
    assert Path("one.json").read_bytes() == Path("two.json").read_bytes()
    record("one.json")
    assert Path("one.json").read_bytes() == Path("two.json").read_bytes()
    keys = [(entry["path"], entry["line"]) for entry in entries("one.json")]
    assert keys == sorted(keys)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"\xff\xfe", "is not UTF-8: invalid start byte at byte 0"),
        (b"", "is not JSON: Expecting value: line 1 column 1 (char 0)"),
        (b"<<<<<<< HEAD\n", "is not JSON: Expecting value: line 1 column 1 (char 0)"),
        (b"[" * 200_000, "is not JSON: "),
        (b'{"version": 1, "findings": []\n<<<<<<< HEAD\n', "the baseline is not JSON: "),
        (b"[]", "is no baseline: it has no version and no findings; name the file that --write-"),
        (b'{"findings": []}', "is no baseline: it has no version and no findings"),
        (b'{"version": 2, "findings": []}', "has the version 2, and this bnmigrate reads 1; use"),
        (b'{"version": true, "findings": []}', "has the version True, and"),
        (b'{"version": 1}', "is no baseline: it has no version and no findings"),
        (b'{"version": 1, "findings": {}}', "is to have a list of findings, and nothing else"),
        (b'{"version": 1, "findings": [], "x": 1}', "is to have a list of findings, and nothing"),
    ],
)
def test_a_damaged_baseline_is_refused(content: bytes, problem: str) -> None:
    refused(content, problem)


@pytest.mark.parametrize(
    "entry",
    [
        "a.py",
        {},
        {**ENTRY, "more": 1},
        {**ENTRY, "path": 1},
        {**ENTRY, "code": None},
        {**ENTRY, "line": []},
        {**ENTRY, "count": 0},
        {**ENTRY, "count": True},
        {**ENTRY, "count": 1.0},
    ],
)
def test_a_damaged_entry_is_refused(entry: object) -> None:
    refused(form({**ENTRY, "line": "y"}, entry), "is to have a path, a code, a line and a count")
    refused(form({**ENTRY, "line": "y"}, entry), "something else in entry 2")


def test_what_no_baseline_holds_is_refused() -> None:
    refused(form({**ENTRY, "code": "BN900"}), "has BN900 in entry 1, which is always told")
    refused(form(ENTRY, {**ENTRY, "path": "./a.py"}), "has the finding of entry 2 twice")


def form(*findings: object) -> bytes:
    return json.dumps({"version": 1, "findings": findings}).encode()


def refused(content: bytes, problem: str) -> None:
    Path("base.json").write_bytes(content)
    with pytest.raises(BaselineError) as caught:
        Baseline.read(Path("base.json"))
    message = str(caught.value)
    assert problem in message
    if b'"findings"' in content and b'"version"' in content:
        assert message.startswith("base.json: the baseline ")
        assert message.endswith("remove it and write it anew with --write-baseline")
    else:  # which may be any file
        assert message.startswith("base.json: is no baseline: it ")
        assert message.endswith("; name the file that --write-baseline has written")


@pytest.mark.parametrize("path", ["no\0name.py", "\ud800.py", "gone.py"])
def test_an_entry_of_no_file_is_of_one_that_is_gone(path: str) -> None:
    Path("a.py").write_text(HEAD + ONE)
    record()
    (entry,) = entries()
    Path("base.json").write_bytes(form({**entry, "path": path}))
    assert told() == []


def test_an_editor_may_add_a_mark_and_other_ends_of_lines() -> None:
    Path("a.py").write_text(HEAD + ONE)
    record()
    text = Path("base.json").read_text()
    Path("base.json").write_bytes(text.replace("\n", "\r\n").encode("utf-8-sig"))
    assert told() == []


def test_a_missing_baseline_says_how_to_write_it() -> None:
    with pytest.raises(BaselineError, match=r"^no\.json: there is no such baseline; write it with"):
        Baseline.read(Path("no.json"))
    with pytest.raises(BaselineError, match=r"^\.: the baseline cannot be read: .*; check its"):
        Baseline.read(Path())


def test_where_it_cannot_be_written_is_said_and_nothing_is_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(BaselineError, match=r"^no.x\.json: the baseline cannot be written: .*; ch"):
        Recorder().write(Path("no/x.json"))
    Path("sub").mkdir()
    with pytest.raises(BaselineError, match=r"^sub: is no regular file; name another"):
        Recorder().write(Path("sub"))
    Path("base.json").touch()
    monkeypatch.setattr(os, "access", lambda path, _: path.name != "base.json")
    with pytest.raises(BaselineError, match=r"^base\.json: the baseline .* it is read-only; "):
        Recorder().write(Path("base.json"))
    assert sorted(path.name for path in Path().iterdir()) == ["base.json", "sub"]


def test_what_is_no_baseline_is_not_overwritten() -> None:
    Path("a.py").write_text(HEAD + ONE)
    with pytest.raises(BaselineError, match=r"^a\.py: holds something else.* name another file"):
        record("a.py")
    assert Path("a.py").read_text() == HEAD + ONE
    Path("empty").touch()
    assert record("empty") == 1


def test_a_failed_write_leaves_the_old_one(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("a.py").write_text(HEAD + ONE)
    record()
    old = Path("base.json").read_bytes()

    def fail(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(BaselineError, match="No space left on device"):
        Recorder().write(Path("base.json"))
    assert Path("base.json").read_bytes() == old
    assert sorted(path.name for path in Path().iterdir()) == ["a.py", "base.json"]


def test_a_baseline_that_another_process_writes_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("a.py").write_text(HEAD + ONE)

    def late(_handle: int) -> None:
        Path("base.json").write_bytes(form(ENTRY))

    monkeypatch.setattr(os, "fsync", late)
    with pytest.raises(BaselineError, match=r"^base\.json: changed on disk since it was read"):
        record()
    assert Path("base.json").read_bytes() == form(ENTRY)
    assert sorted(path.name for path in Path().iterdir()) == ["a.py", "base.json"]


@pytest.mark.skipif(os.name == "nt", reason="links and permissions are other things there")
def test_a_new_baseline_is_as_readable_as_any_new_file() -> None:
    Path("x").touch()
    record()
    assert Path("base.json").stat().st_mode == Path("x").stat().st_mode


@pytest.mark.skipif(os.name == "nt", reason="links and permissions are other things there")
def test_a_link_stays_a_link_and_permissions_stay() -> None:
    Path("kept").mkdir()
    Path("base.json").symlink_to("kept/x.json")
    record()
    Path("kept/x.json").chmod(0o640)
    Path("a.py").write_text(HEAD + ONE)
    assert record() == 1
    assert Path("base.json").is_symlink()
    assert Path("kept/x.json").stat().st_mode & 0o777 == 0o640
    assert [entry["path"] for entry in entries()] == ["a.py"]
