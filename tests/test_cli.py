"""check and fix through the command line: exit codes, streams, what is said."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import click
import pytest

from bnmigrate import __version__, analysis
from bnmigrate.cli import _Commands, main
from tests.command_line import (
    CUMULATIVE,
    PLAIN,
    TORCH,
    bnmigrate,
    command,
    environment,
    on_a_terminal,
    process,
    write,
)

FIXED = b"import mindspore.nn as nn\n\nbn = nn.BatchNorm2d(64, momentum=0.9)\n"
UNSAFE = (
    "import torch.nn as nn\n\n"
    "def f(bn: type[nn.BatchNorm2d]):\n    return nn.Sequential(bn(3, momentum=0.1))\n"
)
BROKEN = "import torch.nn as nn\nnn.BatchNorm2d(3\nx = = 1\n"

HOLDS = "`norm` holds torch.nn.BatchNorm2d; momentum=0.2 becomes momentum=0.8"
HEADLINE = "b.py:3:6: BN201 momentum=None has no counterpart in MindSpore\n"
WHY_CUMULATIVE = (
    "3 | bn = nn.BatchNorm2d(64, momentum=None)\n"
    "  |      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
    "    why: it keeps a cumulative average, and the constructor there raises a TypeError\n"
    "    next: choose a momentum, or average the statistics yourself after training\n"
)


# Exit codes


@pytest.mark.parametrize("arguments", [["check"], ["fix"], ["fix", "--diff"]])
@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({}, 0),
        ({"plain.py": PLAIN}, 0),
        ({"b.py": CUMULATIVE}, 1),
        ({"b.py": UNSAFE}, 1),
        ({"b.py": BROKEN}, 2),
        ({"b.py": BROKEN, "c.py": CUMULATIVE}, 2),
    ],
)
def test_exit_code(tmp_path: Path, arguments: list[str], files: dict[str, str], code: int) -> None:
    assert bnmigrate(write(tmp_path, files), *arguments).returncode == code


@pytest.mark.parametrize(
    ("arguments", "code"), [(["check"], 1), (["fix", "--diff"], 1), (["fix"], 0)]
)
def test_exit_code_where_all_can_be_fixed(tmp_path: Path, arguments: list[str], code: int) -> None:
    assert bnmigrate(write(tmp_path, {"a.py": TORCH}), *arguments).returncode == code


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["nothing"],
        ["check", "--nothing"],
        ["fix", "-", "a.py"],
        ["check", "--stdin-filename", "a.py"],
        ["fix", "--to", "jax"],
    ],
)
def test_bad_usage(tmp_path: Path, arguments: list[str]) -> None:
    done = bnmigrate(write(tmp_path, {"a.py": TORCH}), *arguments)
    assert done.returncode == 2
    assert done.stdout == b""
    assert done.stderr != b""
    assert (tmp_path / "a.py").read_text() == TORCH


# What is said, and where


def test_check_reports_and_writes_nothing(tmp_path: Path) -> None:
    done = bnmigrate(write(tmp_path, {"a.py": TORCH, "b.py": CUMULATIVE}), "check")
    assert done.stdout.decode() == (
        "a.py:3:6: BN101 [*] call of torch.nn.BatchNorm2d; momentum=0.1 becomes momentum=0.9\n"
        "3 | bn = nn.BatchNorm2d(64, momentum=0.1)\n"
        "  |      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
        f"{HEADLINE}{WHY_CUMULATIVE}"
    )
    assert done.stderr.decode() == (
        "Checked 2 files: 2 findings in 2 files (1 for `bnmigrate fix`, 1 for a person to "
        "decide).\n"
    )
    assert (tmp_path / "a.py").read_text() == TORCH


def test_fix_writes_and_reports_what_is_left(tmp_path: Path) -> None:
    done = bnmigrate(write(tmp_path, {"a.py": TORCH, "b.py": CUMULATIVE}), "fix")
    assert done.stdout.decode() == HEADLINE + WHY_CUMULATIVE
    assert done.stderr.decode() == (
        "Checked 2 files: fixed 1 finding in 1 file, 1 left (1 for a person to decide).\n"
        "Changed a.py\n"
    )
    assert (tmp_path / "a.py").read_bytes() == FIXED
    assert (tmp_path / "b.py").read_text() == CUMULATIVE


def test_diff_shows_and_writes_nothing(tmp_path: Path) -> None:
    done = bnmigrate(write(tmp_path, {"a.py": TORCH, "b.py": CUMULATIVE}), "fix", "--diff")
    assert done.stdout.decode() == (
        "--- a/a.py\n+++ b/a.py\n@@ -1,3 +1,3 @@\n"
        "-import torch.nn as nn\n+import mindspore.nn as nn\n \n"
        "-bn = nn.BatchNorm2d(64, momentum=0.1)\n+bn = nn.BatchNorm2d(64, momentum=0.9)\n"
    )
    assert done.stderr.decode() == (
        HEADLINE + WHY_CUMULATIVE + "Checked 2 files: "
        "would fix 1 finding in 1 file, 1 left (1 for a person to decide).\n"
    )
    assert (tmp_path / "a.py").read_text() == TORCH


def test_nothing_to_do(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": PLAIN})
    for arguments in (["check"], ["fix"], ["fix", "--diff"]):
        done = bnmigrate(tmp_path, *arguments)
        assert (done.stdout, done.stderr) == (b"", b"Checked 1 file: nothing to do.\n")


def test_an_unsafe_fix_says_what_it_assumes(tmp_path: Path) -> None:
    done = bnmigrate(write(tmp_path, {"a.py": UNSAFE}), "fix")
    lines = done.stdout.decode().splitlines()
    assert lines[0].startswith("a.py:3:16: BN102 [unsafe] torch.nn.BatchNorm2d is ")
    assert lines[1:3] == [
        "3 | def f(bn: type[nn.BatchNorm2d]):",
        "  |                ^^^^^^^^^^^^^^",
    ]
    assert lines[3].startswith("    why: `bn` comes from the parameter `bn`")
    assert lines[4] == "    next: check it, then apply it with --unsafe-fixes"
    assert b"2 findings left (2 for `bnmigrate fix --unsafe-fixes`)." in done.stderr
    done = bnmigrate(tmp_path, "fix", "--to", "mint")
    assert b"(2 for `bnmigrate fix --to mint" not in done.stderr, "mint takes the same arguments"
    assert bnmigrate(write(tmp_path, {"a.py": UNSAFE}), "fix", "--unsafe-fixes").returncode == 0
    assert "momentum=0.9" in (tmp_path / "a.py").read_text()


def test_the_summary_names_the_command_with_its_target(tmp_path: Path) -> None:
    done = bnmigrate(write(tmp_path, {"a.py": TORCH}), "check", "--to", "mint")
    assert b"(1 for `bnmigrate fix --to mint`)" in done.stderr


def test_a_site_that_is_blocked_names_the_line_of_the_other(tmp_path: Path) -> None:
    code = (
        "import torch.nn as nn\n\nnorm = nn.BatchNorm2d\n\n"
        "a = norm(3, momentum=0.2)\nb = norm(3, momentum=None)\n"
    )
    done = bnmigrate(write(tmp_path, {"a.py": code}), "check")
    lines = done.stdout.decode().splitlines()
    assert lines[0] == "a.py:6:5: BN201 momentum=None has no counterpart in MindSpore"
    assert lines[5:] == [
        "    then: these can change",
        "      a.py:3:8: BN102 torch.nn.BatchNorm2d is assigned",
        f"      a.py:5:5: BN107 {HOLDS}",
    ]


def test_fix_ends_with_the_files_that_it_changed(tmp_path: Path) -> None:
    files = {"sub/a.py": TORCH, "b.py": CUMULATIVE, "c.py": TORCH, "plain.py": PLAIN}
    done = bnmigrate(write(tmp_path, files), "fix")
    assert done.stderr.decode().splitlines()[1:] == ["Changed c.py", "Changed sub/a.py"]
    assert b"Changed" not in bnmigrate(tmp_path, "fix").stderr, "nothing has changed any more"
    write(tmp_path, files)
    for arguments in (("fix", "--diff"), ("fix", "--quiet"), ("check",)):
        assert b"Changed" not in bnmigrate(tmp_path, *arguments).stderr
    assert b"Changed" not in bnmigrate(tmp_path, "fix", "-", stdin=TORCH.encode()).stderr


def test_one_bad_file_does_not_stop_the_others(tmp_path: Path) -> None:
    files = {
        "b_syntax.py": BROKEN.encode(),
        "c_encoding.py": b"# coding: klingon\nnn.BatchNorm2d\n",
        "d_bytes.py": b"import torch\n  # BatchNorm2d \xff\n",
        "e_null.py": b"x = 'BatchNorm2d'\ny = 1\0\n",
        "f_utf16.py": TORCH.encode("utf-16"),
        "g_deep.py": f"BatchNorm2d = {'(' * 9000}1{')' * 9000}\n".encode(),
        "h_lying.py": b"# coding: ascii\n# \xc3\xa4\nBatchNorm2d\n",
        "i_binary.py": b"\x7fELF\x02\x01\x01\0BatchNorm2d" + bytes(range(256)),
        "j_pipe.py": b"import torch\nBatchNorm2d = 1 $ 2\n",
    }
    write(tmp_path, {"a.py": TORCH, "z.py": TORCH})
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    done = bnmigrate(tmp_path, "fix", "--output-format", "concise")
    assert done.returncode == 2
    reported = done.stdout.decode().splitlines()
    assert [line.partition(":")[0] for line in reported] == list(files)
    places = {line.partition(":")[0]: line.split(":")[1:3] for line in reported}
    assert places["d_bytes.py"] == ["2", "17"]
    assert places["e_null.py"] == ["2", "6"]
    assert places["h_lying.py"] == ["2", "3"]
    assert places["b_syntax.py"][0] in ("2", "3")
    for line in reported:
        assert " BN900 " in line
        assert ";" in line or "null byte" in line, "no next step"
    for name, data in files.items():
        assert (tmp_path / name).read_bytes() == data
    assert (tmp_path / "a.py").read_bytes() == (tmp_path / "z.py").read_bytes() == FIXED
    assert done.stderr.decode() == (
        "Checked 11 files: fixed 2 findings in 2 files. 9 paths could not be done.\n"
        "Changed a.py\nChanged z.py\n"
    )


# Python that LibCST's nodes don't take: it wants a blank behind `else`.
TIGHT = (
    "\n\ndef f():\n    if a:\n        pass\n    elif b:\n        x = {} if b else(c if d else e)\n"
)


def test_python_that_libcst_does_not_build_is_read_and_stays(tmp_path: Path) -> None:
    code = TORCH + TIGHT.format("a")
    done = bnmigrate(write(tmp_path, {"a.py": code}), "fix")
    assert done.returncode == 0, done.stdout
    assert (tmp_path / "a.py").read_bytes() == FIXED + TIGHT.format("a").encode()


def test_where_it_is_in_what_changes_it_has_its_place_and_a_next_step(tmp_path: Path) -> None:
    size = "1 if a else(2 if b else nn.BatchNorm2d(3, momentum=0.1).num_features)"
    code = TORCH + TIGHT.format(f"nn.BatchNorm2d({size}, momentum=0.1)")
    done = bnmigrate(write(tmp_path, {"a.py": code}), "fix")
    assert done.returncode == 2
    line = next(i for i, text in enumerate(code.split("\n"), 1) if "x = " in text)
    assert done.stdout.decode().splitlines()[0] == (
        f"a.py:{line}:9: BN900 is Python, but LibCST refuses to write what begins here: Must have "
        "at least one space after 'else' keyword; write it so and run again"
    )
    assert (tmp_path / "a.py").read_text() == code


def test_a_mistake_of_ours_takes_one_file_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    analyse = analysis.analyse

    def failing(module: object, text: str, path: str, *rest: object) -> object:
        if path == "a.py":
            raise KeyError("x")
        return analyse(module, text, path, *rest)  # type: ignore[arg-type]  # handed on

    monkeypatch.setattr(analysis, "analyse", failing)
    done = bnmigrate(write(tmp_path, {"a.py": TORCH, "b.py": TORCH}), "fix")
    assert done.returncode == 2
    assert done.stdout.decode().startswith("a.py:1:1: BN900 is left as it is: bnmigrate failed on")
    assert b"(KeyError in test_cli.py:" in done.stdout
    assert (tmp_path / "a.py").read_text() == TORCH
    assert (tmp_path / "b.py").read_bytes() == FIXED


def test_a_name_with_bytes_that_are_no_text(tmp_path: Path) -> None:
    name = os.fsdecode(b"a\xff.py")
    write(tmp_path, {name: CUMULATIVE, "b \u00e4.py": CUMULATIVE})
    done = process(tmp_path, "check", PYTHONIOENCODING="utf-8")
    assert done.returncode == 1
    assert b"a\\udcff.py:3:6: BN201" in done.stdout
    assert b"b \xc3\xa4.py:3:6: BN201" in done.stdout
    done = process(tmp_path, "check", PYTHONIOENCODING="cp437:strict")
    assert done.returncode == 1
    assert b"b \x84.py:3:6: BN201" in done.stdout


# Standard input


def test_standard_input_to_standard_output(tmp_path: Path) -> None:
    done = bnmigrate(tmp_path, "fix", "-", stdin=TORCH.encode())
    assert (done.returncode, done.stdout) == (0, FIXED)
    assert done.stderr.startswith(b"Checked 1 file: fixed 1 finding in 1 file.\n")


@pytest.mark.parametrize("code", [PLAIN, CUMULATIVE, BROKEN, "", "\n"])
def test_what_is_not_changed_passes_through(tmp_path: Path, code: str) -> None:
    done = bnmigrate(tmp_path, "fix", "-", stdin=code.encode())
    assert done.stdout == code.encode()


def test_bytes_pass_through_as_they_are(tmp_path: Path) -> None:
    code = TORCH.replace("\n", "\r\n").removesuffix("\r\n")
    code = "# -*- coding: latin-1 -*-\r\n# \xe4\x0c\r\n" + code
    done = process(tmp_path, "fix", "-", stdin=code.encode("latin-1"), PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    head, _, rest = done.stdout.partition(b"import")
    assert head == b"# -*- coding: latin-1 -*-\r\n# \xe4\x0c\r\n"
    assert rest == FIXED.replace(b"\n", b"\r\n").removesuffix(b"\r\n").removeprefix(b"import")


def test_the_name_of_standard_input(tmp_path: Path) -> None:
    write(tmp_path, {"sub/pyproject.toml": '[tool.bnmigrate]\nmindspore-alias = "mind"\n'})
    code = (CUMULATIVE + "fc = nn.Linear(3, 3)\nbn = nn.BatchNorm2d(3)\n").encode()
    arguments = ["--stdin-filename", "sub/a.py", "-"]
    done = bnmigrate(tmp_path, "fix", *arguments, stdin=code)
    assert done.stdout.endswith(b"bn = mind.nn.BatchNorm2d(3)\n")
    assert done.stderr.startswith(b"sub/a.py:3:6: BN201 ")
    done = bnmigrate(tmp_path, "check", *arguments, stdin=code)
    assert done.stdout.startswith(b"sub/a.py:3:6: BN201 ")
    done = bnmigrate(tmp_path, "fix", "--diff", *arguments, stdin=code)
    assert done.stdout.startswith(b"--- a/sub/a.py\n+++ b/sub/a.py\n")
    assert list(tmp_path.rglob("*.py")) == []


def test_standard_input_without_a_name(tmp_path: Path) -> None:
    done = bnmigrate(tmp_path, "check", "-", stdin=CUMULATIVE.encode())
    assert (done.returncode, done.stdout[:13]) == (1, b"-:3:6: BN201 ")


def test_standard_input_resolves_relative_imports_by_its_name(tmp_path: Path) -> None:
    rule = 'layer = "BatchNorm2d"\n[[dialects]]\nextends = "torch"\nclasses = ["own.layers.BN2d"]\n'
    config = '[tool.bnmigrate]\nextend-rules = ["r.toml"]\n'
    write(tmp_path, {"pyproject.toml": config, "r.toml": rule, "own/__init__.py": ""})
    code = b"from .layers import BN2d\n\nbn = BN2d(3)\n"
    assert bnmigrate(tmp_path, "check", "-", stdin=code).returncode == 0
    done = bnmigrate(tmp_path, "check", "-", "--stdin-filename", "own/a.py", stdin=code)
    assert done.returncode == 1


# Terminals, pipes and signals


def test_colour_on_a_terminal_alone(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": CUMULATIVE})
    assert b"\x1b[" in on_a_terminal(tmp_path, "check").stdout
    assert b"\x1b[" not in on_a_terminal(tmp_path, "check", NO_COLOR="1").stdout
    assert b"\x1b[" in on_a_terminal(tmp_path, "check", NO_COLOR="").stdout
    assert b"\x1b[" not in process(tmp_path, "check").stdout


@pytest.mark.parametrize(
    ("option", "variables", "on_terminal", "in_pipe"),
    [
        ("auto", {}, True, False),
        ("always", {"NO_COLOR": "1", "TERM": "dumb"}, True, True),
        ("never", {"FORCE_COLOR": "1"}, False, False),
        ("auto", {"FORCE_COLOR": "1"}, True, True),
        ("auto", {"FORCE_COLOR": ""}, True, False),
        ("auto", {"FORCE_COLOR": "1", "TERM": "dumb"}, True, True),
        ("auto", {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False, False),
        ("auto", {"CLICOLOR_FORCE": "1"}, True, True),
        ("auto", {"CLICOLOR_FORCE": "0"}, True, False),
        ("auto", {"CLICOLOR": "0"}, False, False),
        ("auto", {"CLICOLOR": "1"}, True, False),
        ("auto", {"TERM": "dumb"}, False, False),
    ],
)
def test_who_says_whether_there_are_colours(
    tmp_path: Path,
    option: str,
    variables: dict[str, str],
    on_terminal: bool,
    in_pipe: bool,
) -> None:
    write(tmp_path, {"a.py": TORCH})
    arguments = ["check", "--color", option]
    shown = on_a_terminal(tmp_path, *arguments, **variables).stdout
    assert (b"\x1b[" in shown) is on_terminal
    piped = subprocess.run(
        command(*arguments),
        cwd=tmp_path,
        env=environment(**{"TERM": "xterm", **variables}),
        capture_output=True,
        check=False,
    )
    assert (b"\x1b[" in piped.stdout) is in_pipe


def test_a_coloured_diff_is_the_diff_with_gits_colours(tmp_path: Path) -> None:
    # A line that goes and begins as the header of a file does.
    code = "import torch.nn as nn\r\n\r\nx = (\r\n-- nn.BatchNorm2d(3, momentum=0.1).eps)\r\nx"
    write(tmp_path, {"a.py": code})
    plain = bnmigrate(tmp_path, "fix", "--diff").stdout
    shown = bnmigrate(tmp_path, "fix", "--diff", "--color", "always").stdout
    assert click.unstyle(shown.decode()) == plain.decode()
    assert b"\x1b" not in plain
    assert shown.splitlines(keepends=True) == [
        b"\x1b[1m--- a/a.py\x1b[m\n",
        b"\x1b[1m+++ b/a.py\x1b[m\n",
        b"\x1b[36m@@ -1,5 +1,5 @@\x1b[m\n",
        b"\x1b[31m-import torch.nn as nn\x1b[m\r\n",
        b"\x1b[32m+import mindspore.nn as nn\x1b[m\r\n",
        b" \r\n",
        b" x = (\r\n",
        b"\x1b[31m--- nn.BatchNorm2d(3, momentum=0.1).eps)\x1b[m\r\n",
        b"\x1b[32m+-- nn.BatchNorm2d(3, momentum=0.9).eps)\x1b[m\r\n",
        b" x\n",
        b"\\ No newline at end of file\n",
    ]
    assert b"\x1b[32m+-- nn" in on_a_terminal(tmp_path, "fix", "--diff").stdout
    assert b"\x1b[32m" not in on_a_terminal(tmp_path, "fix", "--diff", NO_COLOR="1").stdout
    forced = process(tmp_path, "fix", "--diff", FORCE_COLOR="1").stdout
    assert forced == plain, "a patch stays one that can be applied"


def test_the_report_in_a_file_has_no_colours(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": TORCH})
    bnmigrate(tmp_path, "check", "--color", "always", "--output-file", "report.txt")
    assert b"\x1b[" not in (tmp_path / "report.txt").read_bytes()


def test_the_files_that_would_be_looked_at(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "bnmigrate.toml": 'extend-exclude = ["left"]\n',
            "a.py": TORCH,
            "b.txt": "",
            "left/c.py": TORCH,
            "sub/d.ipynb": "{}",
            "named.txt": TORCH,
        },
    )
    done = bnmigrate(tmp_path, "check", "--show-files")
    assert done.stdout.decode().splitlines() == ["a.py", str(Path("sub/d.ipynb"))]
    assert (done.returncode, done.stderr) == (0, b"")
    done = bnmigrate(tmp_path, "fix", "--show-files", "--exclude", "sub", "named.txt", ".", "no.py")
    assert done.stdout.decode().splitlines() == ["named.txt", "a.py", str(Path("left/c.py"))]
    assert done.stderr == b"no.py: error: does not exist; check the path\n"
    assert done.returncode == 2
    assert (tmp_path / "a.py").read_text() == TORCH
    assert bnmigrate(tmp_path, "check", "--show-files", "-").returncode == 2


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """A folder whose report is longer than the buffer of a pipe."""
    bad = "".join(f"b{i} = nn.BatchNorm2d({i}, momentum=None)\n" for i in range(1, 41))
    return write(tmp_path, {f"f{i:02}.py": TORCH + bad for i in range(20)})


@pytest.mark.parametrize("arguments", [["check"], ["fix"], ["fix", "--diff"]])
@pytest.mark.parametrize("streams", ["", "2>&1"])
def test_a_reader_that_goes_away_is_no_error(
    many: Path, arguments: list[str], streams: str
) -> None:
    line = " ".join(f"'{word}'" for word in command(*arguments))
    done = subprocess.run(
        ["bash", "-c", f"{line} {streams} | head -n 1; echo ${{PIPESTATUS[0]}}"],
        cwd=many,
        capture_output=True,
        check=False,
        env=environment(),
    )
    assert done.stdout.splitlines()[-1] == b"1"
    for word in (b"Traceback", b"Broken", b"Exception"):
        assert word not in done.stderr
    written = [path for path in many.glob("*.py") if b"mindspore" in path.read_bytes()]
    assert len(written) == (20 if arguments == ["fix"] else 0), "a fix is not left half done"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_output_that_cannot_be_written(many: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            command("fix"), cwd=many, stdout=full, stderr=subprocess.PIPE, env=environment(),
            check=False,
        )  # fmt: skip
    assert done.returncode == 2
    last = done.stderr.splitlines()[-1]
    assert last == b"bnmigrate: cannot write to standard output: No space left on device"
    assert b"Traceback" not in done.stderr


WAITS = """
import signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # a background job has it ignored
from bnmigrate.cli import main

class Stdin:
    @property
    def buffer(self):
        return self

    def read(self):
        print("ready", flush=True)
        time.sleep(60)

sys.stdin = Stdin()
main(["check", "-"])
"""


def test_interrupted(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WAITS],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    ) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == b"ready\n"
        running.send_signal(signal.SIGINT)
        _, error = running.communicate(timeout=60)
    assert running.returncode == 130
    assert error.decode() == (
        "bnmigrate: interrupted; every file is whole, old or new: run again for the rest\n"
    )


# What is imported

SEES_IMPORTS = """
import sys
from bnmigrate.cli import main
try:
    main(sys.argv[1:])
except SystemExit as end:
    print("exit", end.code)
print(*sorted({name.partition(".")[0] for name in sys.modules} & {"libcst", "torch", "mindspore"}))
"""


@pytest.mark.parametrize(
    ("arguments", "imported"),
    [
        (["--help"], ""),
        (["fix", "--help"], ""),
        (["--version"], ""),
        (["check", "plain"], ""),
        (["fix", "plain"], ""),
        (["fix", "layer"], "libcst"),
    ],
)
def test_libcst_is_imported_where_there_is_a_layer(
    tmp_path: Path, arguments: list[str], imported: str
) -> None:
    write(tmp_path, {"plain/a.py": PLAIN, "plain/b.py": "import os\n", "layer/a.py": TORCH})
    done = subprocess.run(
        [sys.executable, "-c", SEES_IMPORTS, *arguments],
        cwd=tmp_path,
        capture_output=True,
        check=False,
        env=environment(),
        text=True,
    )
    assert done.stdout.splitlines()[-2:] == ["exit 0", imported]


def test_code_is_not_imported_nor_run(tmp_path: Path) -> None:
    trap = "import pathlib\npathlib.Path('ran').touch()\n"
    write(tmp_path, {"a.py": trap + TORCH, "torch.py": trap, "mindspore.py": trap, "click.py": ""})
    assert bnmigrate(tmp_path, "fix").returncode == 0
    assert not (tmp_path / "ran").exists()


def test_the_version(tmp_path: Path) -> None:
    assert __version__.encode() in bnmigrate(tmp_path, "--version").stdout


def test_the_help_says_of_each_command_what_its_own_help_says() -> None:
    assert isinstance(main, _Commands)
    for name, (_, told) in main.lazy.items():
        command_there = main.get_command(click.Context(main), name)
        assert command_there is not None
        assert command_there.get_short_help_str(limit=200) == told


def test_help_imports_none_of_the_commands() -> None:
    program = (
        "import sys; from bnmigrate.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "sys.exit(bool({'bnmigrate.commands', 'bnmigrate.rulebook', 'libcst'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, env=environment(), check=False
    )
    assert b"checkpoint" in done.stdout
    assert done.returncode == 0
