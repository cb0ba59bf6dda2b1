"""`bnmigrate run` does what `python` does, with the runtime active."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from bnmigrate.run import run

ROOT = str(Path(__file__).parents[1])
COMMAND = [sys.executable, "-c", "from bnmigrate.run import run; run(prog_name='bnmigrate run')"]


@pytest.fixture(autouse=True)
def torch() -> None:
    pytest.importorskip("torch", reason="torch has no wheel for this Python: the runtime needs it")


def start(
    command: list[str], arguments: tuple[str, ...], where: Path, **environment: str
) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join(filter(None, [ROOT, environment.pop("PYTHONPATH", "")]))
    return subprocess.run(
        [*command, *arguments],
        cwd=where,
        env={**os.environ, "PYTHONPATH": path, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def bnmigrate_run(
    where: Path, *arguments: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    return start(COMMAND, arguments, where, **environment)


def python(where: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return start([sys.executable], arguments, where, **environment)


def assert_like_python(where: Path, *arguments: str, **environment: str) -> None:
    ours, theirs = (do(where, *arguments, **environment) for do in (bnmigrate_run, python))
    assert (ours.returncode, ours.stdout, ours.stderr) == (
        theirs.returncode,
        theirs.stdout,
        theirs.stderr,
    )


@pytest.fixture
def program(tmp_path: Path) -> Path:
    (tmp_path / "scripts").mkdir()
    return tmp_path / "scripts" / "program.py"


def test_serves_the_stand_in(program: Path) -> None:
    program.write_text("import mindspore as ms\nprint(ms.nn.BatchNorm2d(3))\n")
    result = bnmigrate_run(program.parent, "program.py")
    assert result.stdout == (
        "BatchNorm2d(num_features=3, eps=1e-05, momentum=0.9, affine=True, "
        "use_batch_statistics=None)\n"
    )
    assert result.returncode == 0


def test_hides_a_real_mindspore(program: Path) -> None:
    (program.parent / "mindspore.py").write_text("raise SystemExit('the real one')\n")
    program.write_text("from mindspore import nn\nprint(nn.BatchNorm2d)\n")
    assert "bnmigrate.runtime" in bnmigrate_run(program.parent, "program.py").stdout


def test_arguments_main_and_path_are_pythons(program: Path) -> None:
    program.write_text(
        "import sys\n"
        "print(sys.argv, __name__, __file__, sys.path)\n"
        "print(sys.modules['__main__'].__dict__ is globals(), __spec__ and __spec__.name)\n"
    )
    assert_like_python(program.parent.parent, "scripts/program.py", "--epochs", "1", "-m", "--help")
    assert_like_python(program.parent.parent, "-m", "scripts.program", "--help")
    assert_like_python(program.parent.parent, "-c", "import sys; print(sys.argv, sys.path)", "-x")
    assert_like_python(program.parent, "-Werror", "-X", "dev", "program.py")


@pytest.mark.parametrize(
    "ending",
    [
        "raise SystemExit(3)",
        "raise SystemExit",
        "raise SystemExit('words')",
        "import os; os._exit(7)",
        "import atexit; atexit.register(print, 'the end')",
        "def fail():\n    raise ValueError('mine')\nfail()",
        "nonsense(",
        "import os, signal; os.kill(os.getpid(), signal.SIGTERM)",
        "raise KeyboardInterrupt",
        "import no_such_module",
    ],
)
def test_ends_as_python_does(program: Path, ending: str) -> None:
    program.write_text(ending + "\n")
    assert_like_python(program.parent, "program.py")


@pytest.mark.parametrize("arguments", [("absent.py",), ("-m", "absent"), ("-Q",)])
def test_what_cannot_be_started_is_told_as_python_does(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    assert_like_python(tmp_path, *arguments)


def test_a_traceback_shows_the_users_lines_only(program: Path) -> None:
    program.write_text("import mindspore.ops\n")
    lines = bnmigrate_run(program.parent, "program.py").stderr.splitlines()
    assert lines[1].endswith('program.py", line 1, in <module>')
    assert "stand-in" in lines[-1]
    program.write_text("import mindspore as ms\nms.nn.BatchNorm2d(0)\n")
    lines = bnmigrate_run(program.parent, "program.py").stderr.splitlines()
    assert lines[-1] == "ValueError: 'num_features' must be at least 1, not 0"


def test_a_signal_reaches_the_program(program: Path) -> None:
    program.write_text("import time\nprint('ready', flush=True)\ntime.sleep(60)\n")
    process = subprocess.Popen(
        [*COMMAND, "program.py"],
        cwd=program.parent,
        env={**os.environ, "PYTHONPATH": ROOT},
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.terminate()
        assert process.wait(timeout=30) == -signal.SIGTERM


def test_processes_that_the_program_starts_have_it_too(program: Path) -> None:
    program.write_text(
        "import multiprocessing, subprocess, sys\n"
        "def work():\n"
        "    import mindspore as ms\n"
        "    print(ms.nn.BatchNorm2d.__name__, flush=True)\n"
        "if __name__ == '__main__':\n"
        "    child = multiprocessing.get_context('spawn').Process(target=work)\n"
        "    child.start()\n"
        "    child.join()\n"
        "    code = 'import mindspore; print(mindspore.nn.__name__)'\n"
        "    subprocess.run([sys.executable, '-c', code], check=True)\n"
    )
    result = bnmigrate_run(program.parent, "program.py")
    assert result.stdout.split() == ["BatchNorm2d", "mindspore.nn"], result.stderr


@pytest.mark.parametrize("extra", [(), ("-p", "no:cacheprovider", "-n", "1")])
def test_a_half_migrated_test_suite_passes(tmp_path: Path, extra: tuple[str, ...]) -> None:
    if "-n" in extra:
        pytest.importorskip("xdist", reason="pytest-xdist is not installed")
    (tmp_path / "block.py").write_text(
        "import mindspore as ms\n"
        "def norm(channels):\n"
        "    return ms.nn.BatchNorm2d(channels, momentum=0.9)\n"
    )
    (tmp_path / "net.py").write_text(
        "import torch\n"
        "from block import norm\n"
        "class Net(torch.nn.Module):\n"
        "    def __init__(self):\n"
        "        super().__init__()\n"
        "        self.layers = torch.nn.Sequential(norm(3), torch.nn.BatchNorm2d(3))\n"
        "    def forward(self, x):\n"
        "        return self.layers(x)\n"
    )
    (tmp_path / "test_net.py").write_text(
        "import torch\n"
        "from net import Net\n"
        "def test_trains():\n"
        "    net, reference = Net(), torch.nn.BatchNorm2d(3)\n"
        "    x = torch.randn(4, 3, 2, 2)\n"
        "    net(x), reference(x)\n"
        "    assert torch.equal(net.eval().layers[0](x), reference.eval()(x))\n"
    )
    result = bnmigrate_run(tmp_path, "-m", "pytest", "-q", *extra)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "1 passed" in result.stdout


@pytest.mark.parametrize("option", ["-E", "-I", "-S"])
def test_without_pythons_environment_it_is_not_served(tmp_path: Path, option: str) -> None:
    program = "import sys; print([f for f in sys.meta_path if 'StandIn' in type(f).__name__])"
    assert bnmigrate_run(tmp_path, option, "-c", program).stdout == "[]\n"


def test_the_users_own_sitecustomize_still_runs(program: Path) -> None:
    own = program.parent / "own"
    own.mkdir()
    (own / "sitecustomize.py").write_text("import sys\nsys.mine = __file__\n")
    program.write_text("import sitecustomize, sys, mindspore\nprint(sys.mine)\n")
    result = bnmigrate_run(program.parent, "program.py", PYTHONPATH=str(own))
    assert result.stdout.splitlines() == [str(own / "sitecustomize.py")]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [(["--help"], 0, "\n      bnmigrate run -m pytest tests/\n"), ([], 2, "Missing argument")],
)
def test_its_own_help_and_usage(arguments: list[str], code: int, said: str) -> None:
    result = CliRunner().invoke(run, arguments)
    assert result.exit_code == code
    assert said in result.output


def test_windows_waits_for_the_program(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Where exec would not replace the process, the command waits and passes the exit code on.
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setenv("PYTHONPATH", ROOT)
    program.write_text("import mindspore\nraise SystemExit(5)\n")
    assert CliRunner().invoke(run, [str(program)]).exit_code == 5
