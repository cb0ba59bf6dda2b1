"""What the lints ask of the whole program about a flag that a layer is given."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.command_line import bnmigrate, write

FROZEN = """
import mindspore.nn as nn


class Block(nn.Cell):
    def __init__(self, channels):
        super().__init__()
        self.bn = nn.BatchNorm2d(channels, use_batch_statistics=False)
"""
TURNED = """
import mindspore.nn as nn


def norm(channels, track_running_stats):
    return nn.SequentialCell(nn.BatchNorm2d(channels, use_batch_statistics=track_running_stats))
"""
MOVED = """
import mindspore.nn as nn


def norm(channels, track=False):
    return nn.SequentialCell(
        nn.BatchNorm2d(channels, momentum=0.1, use_batch_statistics=track)
    )
"""


def codes(folder: Path, *arguments: str) -> list[str]:
    done = bnmigrate(folder, "check", "--output-format", "concise", *arguments, "net.py")
    assert done.returncode in (0, 1), done.stderr
    return re.findall(r"^net\.py\S* (BN\d+)", done.stdout.decode(), re.MULTILINE)


@pytest.mark.parametrize(
    ("trains", "expected"),
    [
        ("net.set_train()", ["BN311"]),
        ("net.set_train(True)", ["BN311"]),
        ("step = ms.value_and_grad(net, None, net.trainable_params())", ["BN311"]),
        (
            "step = nn.TrainOneStepCell(net, nn.Momentum(net.trainable_params(), 0.1, 0.9))",
            ["BN311"],
        ),
        ("model = ms.Model(net)\nmodel.train(1, [])", ["BN311"]),
        ("import argparse\nparser = argparse.ArgumentParser()\nparser.train(1)", []),
        ("net.set_train(False)", []),
        ("print(net)", []),
    ],
)
def test_statistics_are_frozen_where_another_file_trains(
    tmp_path: Path, trains: str, expected: list[str]
) -> None:
    imports = "import mindspore as ms\nfrom mindspore import nn\nfrom net import Block\n"
    main = f"{imports}\nnet = Block(3)\n{trains}\n"
    write(tmp_path, {"pyproject.toml": "", "net.py": FROZEN, "main.py": main})
    assert codes(tmp_path) == expected
    assert codes(tmp_path, "--no-context") == []


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("norm(3, None)", []),
        ("norm(3, track_running_stats=None if layers else True)", []),
        ("norm(3, False)", ["BN306"]),
        ("norm(3, *layers)", ["BN306"]),
    ],
)
def test_a_flag_that_another_file_gives_none_is_the_layers_own(
    tmp_path: Path, given: str, expected: list[str]
) -> None:
    main = f"from net import norm\n\nlayers = [True]\nlayers.append({given})\n"
    write(tmp_path, {"pyproject.toml": "", "net.py": TURNED, "main.py": main})
    assert codes(tmp_path) == expected


@pytest.mark.parametrize(
    ("given", "severity"),
    [("norm(3)", "note"), ("norm(3, track=False)", "note"), ("norm(3, track=True)", "error")],
)
def test_a_momentum_is_without_effect_where_no_file_lets_the_statistics_move(
    tmp_path: Path, given: str, severity: str
) -> None:
    main = f"from net import norm\n\nlayers = [{given}]\n"
    write(tmp_path, {"pyproject.toml": "", "net.py": MOVED, "main.py": main})
    done = bnmigrate(tmp_path, "check", "--output-format", "json", "net.py")
    assert [(f["code"], f["severity"]) for f in json.loads(done.stdout)] == [("BN301", severity)]
