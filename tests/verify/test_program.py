"""`verify` runs what `fix` changes: it asks the same program, and takes the same settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command_line import bnmigrate, write

pytest.importorskip("torch", reason="torch is not installed")

MAKER = "def make(cls, c):\n    return cls(c, momentum=0.3)\n"
MODEL = "from torch import nn\nfrom maker import make\n\nnet = nn.Sequential(make({}, 8))\n"
CALLED = {"maker.py": MAKER, "model.py": MODEL.format("nn.BatchNorm2d")}
LOOKED_INTO = {
    "net.py": "from torch import nn\n\nnet = nn.Sequential(nn.BatchNorm2d(4))\n",
    "look.py": "from net import net\n\nprint(net[0].weight == net[0].momentum)\n",
}
DEVICE = {
    "lib/net.py": (
        "from torch import nn\n\n\ndef make(device=None):\n"
        "    return nn.Sequential(nn.BatchNorm2d(4, device=device))\n"
    ),
    "look.py": "from lib.net import make\n\nmake()\n",
}
ONCE = "equal: largest error 0 of the tolerance"
EQUAL = f"{ONCE}, 3 draws"


def verify(folder: Path, *arguments: str) -> tuple[list[str], str]:
    """Return the lines of the sites, and the summary, of a run that ends well."""
    done = bnmigrate(folder, "verify", *arguments)
    assert done.returncode == (0 if done.stdout else 2), done.stderr.decode()
    return done.stdout.decode().splitlines(), done.stderr.decode()


def test_a_call_of_what_another_file_gives_is_run(tmp_path: Path) -> None:
    write(tmp_path, {"pyproject.toml": "", **CALLED})
    assert verify(tmp_path) == (
        [f"maker.py:2:12: BN107 {EQUAL}"],
        "1 translated call of the layer: 1 equal\n",
    )
    write(tmp_path, {"other.py": MODEL.format("nn.RMSNorm").replace("net =", "other =")})
    lines, said = verify(tmp_path)
    assert lines == []
    assert "findings left as they are" in said


def test_what_is_not_named_stays(tmp_path: Path) -> None:
    write(tmp_path, {"pyproject.toml": "", **CALLED})
    lines, said = verify(tmp_path, "model.py")
    assert lines == []
    assert "no call is translated; 1 finding left as it is" in said


def test_a_use_in_another_file_holds_the_layer_back(tmp_path: Path) -> None:
    write(tmp_path, {"pyproject.toml": "", "net.py": LOOKED_INTO["net.py"]})
    assert len(verify(tmp_path, "net.py")[0]) == 1
    write(tmp_path, {"look.py": LOOKED_INTO["look.py"]})
    assert verify(tmp_path, "net.py")[0] == []
    assert len(verify(tmp_path, "net.py", "--unsafe-fixes")[0]) == 1


def test_without_the_others_nothing_that_leaves_is_run(tmp_path: Path) -> None:
    write(tmp_path, {"pyproject.toml": "", "net.py": LOOKED_INTO["net.py"]})
    assert verify(tmp_path, "--no-context")[0] == []


def test_a_closed_project_and_its_root(tmp_path: Path) -> None:
    write(tmp_path, DEVICE)
    assert verify(tmp_path, "lib/net.py")[0] == []
    options = ("--closed", "--root", ".", "lib/net.py")
    assert verify(tmp_path, *options)[0] == [f"lib/net.py:5:26: BN101 {ONCE}"]
    write(tmp_path, {"look.py": DEVICE["look.py"].replace("make()", "make('cuda')")})
    assert verify(tmp_path, *options)[0] == []


def test_the_settings_say_the_same(tmp_path: Path) -> None:
    settings = '[tool.bnmigrate]\nclosed = true\nroot = "."\n'
    write(tmp_path, {"pyproject.toml": settings, **DEVICE})
    assert verify(tmp_path, "lib/net.py")[0] == [f"lib/net.py:5:26: BN101 {ONCE}"]
    assert verify(tmp_path, "lib/net.py", "--no-closed")[0] == []


def test_standard_input_is_no_file(tmp_path: Path) -> None:
    done = bnmigrate(tmp_path, "verify", "-")
    assert done.returncode == 2
    assert b"verify takes files, and `-` is standard input" in done.stderr


TWO = {
    "a.py": "from torch import nn\n\nnet = nn.Sequential(nn.BatchNorm2d(4))\n",
    "b/c.py": "from torch import nn\n\nnet = nn.Sequential(nn.BatchNorm2d(4))\n",
    "none.toml": 'exclude = ["a.py"]\n',
}


@pytest.mark.parametrize(
    ("options", "files"),
    [
        ([], ["a.py", "b/c.py"]),
        (["--exclude", "b"], ["a.py"]),
        (["--extend-exclude", "a.py"], ["b/c.py"]),
        (["--config", "none.toml"], ["b/c.py"]),
        (["--select", "BN102"], []),
        (["--ignore", "BN101"], []),
        (["--unfixable", "BN101"], []),
        (["--force-exclude", "--exclude", "a.py", "a.py", "b"], ["b/c.py"]),
    ],
)
def test_the_options_of_fix_choose_what_is_run(
    tmp_path: Path, options: list[str], files: list[str]
) -> None:
    lines, _ = verify(write(tmp_path, TWO), *options)
    assert [line.partition(":")[0] for line in lines] == files
