"""The examples run, and print what their comments and the documentation say."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.command_line import bnmigrate, process

EXAMPLES = Path(__file__).parent.parent / "examples"
ARRAY = [[[[1.0, 2.0], [1.0, 2.0]], [[3.0, 4.0], [3.0, 4.0]]]]


def output_of(example: str) -> str:
    done = subprocess.run(
        [sys.executable, str(EXAMPLES / example)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def torch() -> Any:
    return pytest.importorskip("torch", reason="PyTorch is not installed")


@pytest.fixture
def mindspore() -> Any:
    return pytest.importorskip("mindspore", reason="MindSpore is not installed")


@pytest.mark.usefixtures("torch")
def test_pytorch_prints_minus_one_and_one() -> None:
    printed = re.findall(r"-?\d+\.\d*", output_of("documentation_example.py"))
    assert printed == ["-1.0000", "1.0000"] * 4


def test_mindspore_prints_the_scaled_input_until_it_is_told_to_train(mindspore: Any) -> None:
    layer = mindspore.nn.BatchNorm2d(2, momentum=0.8)
    images = mindspore.Tensor(ARRAY, mindspore.float32)
    printed = re.findall(r"-?\d+\.\d*", str(layer(images)))
    assert printed[:4] == ["0.999995", "1.99999"] * 2
    assert [float(text) for text in printed[4:]] == pytest.approx([2.999985, 3.99998] * 2, rel=1e-6)

    layer.set_train()
    printed = re.findall(r"-?\d+\.\d*", str(layer(images)))
    assert [round(float(text), 4) for text in printed] == [-1, 1] * 4


@pytest.mark.usefixtures("torch")
def test_the_notebook_runs_and_prints_its_output() -> None:
    notebook = EXAMPLES / "statistics.ipynb"
    command = [sys.executable, "-m", "IPython", "--no-banner", "--colors=NoColor", str(notebook)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    (printed,) = json.loads(notebook.read_text())["cells"][-1]["outputs"]
    assert done.stdout.endswith("".join(printed["text"])), done


@pytest.mark.usefixtures("torch")
def test_the_pytorch_network_runs() -> None:
    assert output_of("resnet_torch.py") == "(2, 10)\n(2, 10)\n"


@pytest.mark.usefixtures("torch")
@pytest.mark.parametrize("example", ["documentation_example.py", "resnet_torch.py"])
def test_a_translated_example_prints_what_the_original_did(example: str, tmp_path: Path) -> None:
    copy = tmp_path / example
    copy.write_bytes((EXAMPLES / example).read_bytes())
    done = bnmigrate(tmp_path, "fix", example)
    assert done.returncode == 0, done.stdout
    assert b"ms.nn.BatchNorm2d" in copy.read_bytes()
    assert process(tmp_path, "run", example).stdout.decode() == output_of(example)


def test_the_example_that_has_no_counterpart_stays(tmp_path: Path) -> None:
    original = (EXAMPLES / "pixel_statistics.py").read_bytes()
    (tmp_path / "pixel_statistics.py").write_bytes(original)
    done = bnmigrate(tmp_path, "fix", ".")
    assert done.returncode == 1
    assert b"BN201" in done.stdout
    assert (tmp_path / "pixel_statistics.py").read_bytes() == original


@pytest.mark.usefixtures("torch")
def test_the_statistics_of_the_pixels_are_exact() -> None:
    assert output_of("pixel_statistics.py") == "[31.5, 47.5, 63.5]\n"


@pytest.mark.usefixtures("mindspore")
def test_the_mindspore_network_runs() -> None:
    assert output_of("mindspore_block.py") == "(2, 16, 8, 8)\n(2, 16, 8, 8)\n"
