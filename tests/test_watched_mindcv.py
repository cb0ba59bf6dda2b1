"""mindcv, translated to PyTorch's layer: nothing asks that layer for MindSpore's names unreported.

The rest of mindcv stays MindSpore's, so a cell stands in for `torch.nn.BatchNorm2d`: it computes
as MindSpore does, has PyTorch's arguments and names, and raises where mindcv's own code asks it for
one of MindSpore's. A sample of the files, the same each time; BNMIGRATE_WHOLE=1 takes all.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bnmigrate.config import Config
from bnmigrate.engine import migrate
from tests.packages import unpack

SAMPLE = ["densenet", "dpn", "ghostnet", "mobilenetv2", "resnet", "senet", "repmlp", "shufflenetv2"]
WHOLE = bool(os.environ.get("BNMIGRATE_WHOLE"))

# mindcv's own rexnet, untranslated, can't be built with MindSpore 2.10.0 either: it reads the dtype
# of an initializer's tensor that has no data yet ("is uninitialized").
BROKEN = {"rexnet"}

WATCH = r"""
import importlib, json, sys
import mindspore, torch

ROOT = sys.argv[1]
OLD = {"gamma", "beta", "moving_mean", "moving_variance", "set_train"}
met, layers = [], 0


class Watched(mindspore.nn.BatchNorm2d):
    def __init__(self, num_features, eps=1e-5, momentum=0.1, affine=True, track_running_stats=True):
        global layers
        layers += 1
        policy = None if track_running_stats else True
        super().__init__(num_features, eps, 1 - momentum, affine, use_batch_statistics=policy)

    def __getattribute__(self, name):
        if name in OLD:
            caller = sys._getframe(1)
            if caller.f_code.co_filename.startswith(ROOT):
                met.append([caller.f_code.co_filename, caller.f_lineno, name])
                raise AttributeError(name)
        return super().__getattribute__(name)

    def train(self, mode=True):
        return self.set_train(mode)

    def eval(self):
        return self.set_train(False)

    weight = property(lambda self: self.gamma)
    bias = property(lambda self: self.beta)
    running_mean = property(lambda self: self.moving_mean)
    running_var = property(lambda self: self.moving_variance)


torch.nn.BatchNorm2d = Watched
filled = []
for name in ("ones_", "zeros_", "constant_", "normal_"):
    setattr(torch.nn.init, name, lambda parameter, *rest: filled.append(parameter.name))
sys.path.insert(0, ROOT)
built = 0
for name in sys.argv[2:]:
    module = importlib.import_module(f"mindcv.models.{name}")
    for entry in module.__all__:
        make = getattr(module, entry)
        if entry[0].islower() and callable(make):
            try:
                make()
            except AttributeError as error:
                if str(error) not in OLD:
                    raise
            built += 1
            break
print(json.dumps({"met": met, "layers": layers, "filled": len(filled), "built": built}))
"""


def test_the_translated_layer_is_asked_for_pytorchs_names_alone(tmp_path: Path) -> None:
    pytest.importorskip("torch", reason="PyTorch is not installed")
    pytest.importorskip("mindspore", reason="MindSpore is not installed")
    package = unpack("mindcv", tmp_path)
    reported: set[tuple[str, int]] = set()
    translated = []
    for path in sorted((package / "models").glob("*.py")):
        result = migrate(path.read_bytes(), str(path), Config(target="torch"), "mindcv.models")
        if result.output is not None:
            path.write_bytes(result.output)
            translated.append(path.stem)
        after = migrate(path.read_bytes(), str(path), Config(target="torch"), "mindcv.models")
        reported.update((str(path), finding.line) for finding in after.findings)
    assert set(SAMPLE) <= set(translated)
    names = sorted(set(translated) - BROKEN) if WHOLE else SAMPLE
    done = subprocess.run(
        [sys.executable, "-c", WATCH, str(tmp_path), *names],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "GLOG_v": "3"},
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout.splitlines()[-1])
    assert [place for place in seen["met"] if (place[0], place[1]) not in reported] == []
    assert seen["built"] == len(names)
    assert seen["layers"] > 100
    assert seen["filled"] > 100
