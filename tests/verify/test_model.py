from __future__ import annotations

import json
from pathlib import Path

import pytest

from bnmigrate.arguments import values
from tests.command_line import Done, process, write
from tests.command_line import bnmigrate as in_this_process
from tests.report.browser import assert_readable, needs_a_browser

pytest.importorskip("torch", reason="torch is not installed")

ZOO = {
    "zoo/__init__.py": "",
    "zoo/blocks.py": """import torch.nn as nn

MOMENTUM = 0.03


class Block(nn.Module):
    def __init__(self, before, after):
        super().__init__()
        self.conv = nn.Conv2d(before, after, 3, bias=False)
        self.bn = nn.BatchNorm2d(after, momentum=MOMENTUM)
        self.batch = nn.BatchNorm2d(after, affine=False, track_running_stats=False)

    def forward(self, x):
        return self.batch(self.bn(self.conv(x))).relu()
""",
    "zoo/nets.py": """import torch
import torch.nn as nn

from .blocks import Block


def small():
    return nn.Sequential(Block(3, 4), nn.Dropout(0.2), Block(4, 6), nn.Conv2d(6, 5, 1))


def plain():
    return nn.Linear(8, 3)
""",
}
BY_NAME = {
    "zoo/other.py": """import torch.nn as nn

from .blocks import Block


class Other(nn.Module):
    def __init__(self):
        super().__init__()
        self.block = Block(3, 4)
        for module in self.modules():
            if type(module).__name__ == "BatchNorm2d" and hasattr(module, "running_mean"):
                module.eps = 0.5

    def forward(self, x):
        return self.block(x)
""",
}
ARGUMENTS = ("--input", "2,3,8,8")


def verify(folder: Path, model: str, *arguments: str) -> Done:
    return process(write(folder, ZOO), "verify", "--model", model, *ARGUMENTS, *arguments)


def test_a_model_and_its_translation_are_bit_identical(tmp_path: Path) -> None:
    done = verify(tmp_path, "zoo.nets:small")
    assert done.stdout.decode().startswith(
        "zoo.nets:small: 4 translated layers, 3 training steps and an evaluation: outputs, "
        "statistics and weights are bit-identical ("
    ), done.stderr.decode()
    assert done.returncode == 0
    assert (tmp_path / "zoo" / "blocks.py").read_text() == ZOO["zoo/blocks.py"]


def test_the_first_module_where_the_two_part_is_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(values, "complement", lambda node: node)
    folder = write(tmp_path, ZOO)
    done = in_this_process(
        folder, "verify", "--model", "zoo.nets:small", *ARGUMENTS, "--output-format", "json"
    )
    report = json.loads(done.stdout)
    assert report["status"] == "different"
    assert report["parts_at"].startswith("running_mean of `0.bn` (torch.nn.modules.batchnorm.")
    assert "(step 1), by up to" in report["parts_at"]
    assert done.returncode == 1


def test_a_model_without_a_translated_layer_proves_nothing(tmp_path: Path) -> None:
    done = verify(tmp_path, "zoo.nets:plain")
    assert done.returncode == 2
    assert "no layer of zoo.nets:plain is translated" in done.stderr.decode()


def test_code_that_asks_for_torchs_layer_elsewhere_is_found(tmp_path: Path) -> None:
    write(tmp_path, BY_NAME)
    done = verify(tmp_path, "zoo.other:Other")
    assert done.returncode == 2
    assert "no layer of zoo.other:Other is translated" in done.stderr.decode()
    done = verify(tmp_path, "zoo.other:Other", "--unsafe-fixes")
    assert done.returncode == 1
    assert "different: the two part first at the output of `block.bn`" in done.stdout.decode()


@pytest.mark.parametrize(
    ("model", "said"),
    [
        ("zoo.nets", "MODULE:CALLABLE"),
        ("nothing.here:net", "there is no module 'nothing'"),
        ("zoo.nets:absent", "the original can't be run"),
    ],
)
def test_what_cannot_be_run_is_exit_code_2(tmp_path: Path, model: str, said: str) -> None:
    done = verify(tmp_path, model)
    assert done.returncode == 2
    assert said in done.stderr.decode()


def test_the_page_of_a_model_has_the_verdict(tmp_path: Path) -> None:
    done = verify(tmp_path, "zoo.nets:small", "--report", "page.html", "--unsafe-fixes")
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "page.html").read_text()
    assert '<p class="verdict equal">&#10003; Bit-identical</p>' in page
    assert "<tr><th>translated layers</th><td>4</td></tr>" in page
    for name in ("date", "command", "commit", "versions", "backend", "training steps", "seed"):
        assert f'<tr><th scope="row">{name}</th>' in page
    assert "<tr><th>size of the input</th><td>[2, 3, 8, 8]</td></tr>" in page
    assert "<script" not in page


@needs_a_browser
def test_the_page_of_a_model_can_be_read_at_each_width_in_each_scheme(tmp_path: Path) -> None:
    verify(tmp_path, "zoo.nets:small", "--report", "page.html", "--unsafe-fixes")
    assert_readable((tmp_path / "page.html").read_text(), tmp_path)


def test_the_page_of_a_model_that_could_not_be_verified_says_why(tmp_path: Path) -> None:
    done = verify(tmp_path, "zoo.nets:plain", "--report", "page.html")
    assert done.returncode == 2
    page = (tmp_path / "page.html").read_text()
    assert '<p class="verdict not-verified">? Not verified</p>' in page
    assert "no layer of zoo.nets:plain is translated" in page
    done = verify(tmp_path, "zoo.nets:plain", "--report", "no/page.html")
    assert done.stderr.endswith(b"no/page.html: cannot be written: No such file or directory\n")


def test_what_the_settings_leave_out_of_a_model_stays(tmp_path: Path) -> None:
    done = verify(tmp_path, "zoo.nets:small", "--exclude", "blocks.py")
    assert b"no layer of zoo.nets:small is translated" in done.stderr
    assert done.returncode == 2
