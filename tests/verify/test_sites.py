from __future__ import annotations

import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.command_line import Done, bnmigrate, environment, process, write

pytest.importorskip("torch", reason="torch is not installed")

NET = """import torch
import torch.nn as nn
from functools import partial

BN_MOMENTUM = 0.1
kw = {"device": None, "dtype": torch.float32}


class Net(nn.Module):
    def __init__(self, planes, cfg, widths, name="bn"):
        super().__init__()
        self.a = nn.BatchNorm2d(planes * 4, momentum=BN_MOMENTUM, **kw)
        self.b = nn.BatchNorm2d(planes, cfg.eps, cfg.momentum, True, False)
        self.c = partial(nn.BatchNorm2d, momentum=0.01 if name == "slow" else 0.2)
        self.d = nn.BatchNorm2d(widths[0])
        self.e = nn.BatchNorm2d(open("x").fileno())
"""


def verify(folder: Path, *arguments: str, files: dict[str, str] | None = None) -> Done:
    return bnmigrate(write(folder, files or {}), "verify", *arguments)


def test_each_translated_call_is_run_and_has_a_line(tmp_path: Path) -> None:
    done = verify(tmp_path, "net.py", files={"net.py": NET})
    lines = done.stdout.decode().splitlines()
    equal = "equal: largest error 0 of the tolerance, 3 draws"
    forms = (
        "only literals, names, attributes, arithmetic, comparisons and conditional expressions "
        "are evaluated"
    )
    assert lines == [
        f"net.py:12:18: BN101 {equal}",
        f"net.py:13:18: BN101 {equal}",
        f"net.py:14:18: BN103 {equal}",
        f"net.py:15:18: BN101 not verified: `widths[0]` is a subscript; {forms}",
        f"net.py:16:18: BN101 not verified: `open('x').fileno()` is a call; {forms}",
    ]
    assert done.stderr.decode() == "5 translated calls of the layer: 3 equal, 2 not verified\n"
    assert done.returncode == 2


def test_all_equal_is_exit_code_0(tmp_path: Path) -> None:
    text = "import torch.nn as nn\n\nbn = nn.BatchNorm2d(3, momentum=0.2)\n"
    assert verify(tmp_path, files={"net.py": text}).returncode == 0


OWN = """import torch.nn as nn

M = 0.01
EXPANSION = 40
WIDE = 1024


def block(planes=64, width=None, momentum=0.03):
    return nn.Sequential(
        nn.BatchNorm2d(WIDE, momentum=M),
        nn.BatchNorm2d(planes * 4),
        nn.BatchNorm2d(width * EXPANSION, 1e-3, momentum),
    )
"""


def test_the_values_of_the_file_are_what_is_run(tmp_path: Path) -> None:
    done = verify(tmp_path, "net.py", "--output-format", "json", files={"net.py": OWN})
    first, second, third = json.loads(done.stdout)["sites"]
    assert [run["values"] for run in first["runs"]] == [{"WIDE": 1024, "M": 0.01}]
    assert [site["status"] for site in (first, second, third)] == ["equal"] * 3
    planes = [run["values"]["planes"] for run in second["runs"]]
    assert planes[0] == 64
    assert len(planes) == 3
    assert max(planes[1:]) <= 12
    for run in third["runs"]:
        assert run["values"]["EXPANSION"] == 40
        assert run["values"]["width"] in range(1, 13), "None is no number of channels"
    assert done.returncode == 0


def test_a_value_of_the_file_that_no_constructor_takes_is_told(tmp_path: Path) -> None:
    text = "import torch.nn as nn\n\nC = 9999\nbn = nn.BatchNorm2d(C)\n"
    done = verify(tmp_path, "net.py", files={"net.py": text})
    assert b"not verified: 9999 channels are more than verify runs" in done.stdout
    assert done.returncode == 2


@pytest.mark.parametrize(
    "text", ["", "import torch\n", "import torch.nn as nn\nx = nn.Linear(3, 3)\n"]
)
def test_nothing_to_run_is_no_verification(tmp_path: Path, text: str) -> None:
    done = verify(tmp_path, "net.py", files={"net.py": text})
    assert done.stderr == b"nothing is verified: no call is translated\n"
    assert (done.returncode, done.stdout) == (2, b"")


def test_the_other_direction_runs_initial_values_too(tmp_path: Path) -> None:
    text = """import mindspore.nn as nn
from mindspore.common.initializer import Normal

bn = nn.BatchNorm2d(3, momentum=0.99, gamma_init=0.5, moving_mean_init=2, beta_init=Normal(0.1))
always = nn.BatchNorm2d(3, use_batch_statistics=True)
"""
    done = verify(tmp_path, "--to", "torch", files={"net.py": text})
    assert done.stdout.decode().splitlines() == [
        "net.py:4:6: BN101 equal: largest error 0 of the tolerance",
        "net.py:5:10: BN101 equal: largest error 0 of the tolerance",
    ]
    assert done.returncode == 0


def test_nothing_of_the_file_is_executed(tmp_path: Path) -> None:
    text = "import pathlib\n\npathlib.Path('ran').touch()\n" + NET
    verify(tmp_path, "net.py", files={"net.py": text})
    assert not (tmp_path / "ran").exists()


def test_names_in_a_partial_that_is_called_are_shared_only_where_both_sides_mean_the_same(
    tmp_path: Path,
) -> None:
    text = """from functools import partial

import mindspore.nn as nn

norm = partial(nn.BatchNorm2d, 8, 1e-5, 0.99)
bn = norm(use_batch_statistics=True)
"""
    done = verify(tmp_path, "--to", "torch", "net.py", files={"net.py": text})
    assert "holds momentum, which is translated where the partial is made" in done.stdout.decode()
    assert done.returncode == 2


def test_json_holds_both_texts_and_every_error(tmp_path: Path) -> None:
    done = verify(tmp_path, "net.py", "--output-format", "json", files={"net.py": NET})
    report = json.loads(done.stdout)
    first, second = report["sites"][:2]
    assert first["before"] == "nn.BatchNorm2d(planes * 4, momentum=BN_MOMENTUM, **kw)"
    assert first["after"] == "ms.nn.BatchNorm2d(planes * 4, momentum=1 - BN_MOMENTUM)"
    assert first["status"] == "equal"
    assert [run["values"]["BN_MOMENTUM"] for run in first["runs"]] == [0.1] * 3, "as in the file"
    assert len({run["values"]["planes"] for run in first["runs"]}) > 1
    when = [error["when"] for error in first["runs"][0]["errors"]]
    assert list(dict.fromkeys(when)) == [
        "before training",
        "step 1",
        "step 2",
        "step 3",
        "evaluation",
    ]
    quantities = {error["quantity"] for error in first["runs"][0]["errors"]}
    assert quantities == {
        *("output", "input gradient", "scale gradient", "offset gradient"),
        *("scale", "offset", "mean", "variance"),
    }
    assert set(second["runs"][0]["values"]) == {"planes", "cfg.eps", "cfg.momentum"}


def test_fixes_that_are_unsafe_are_run_where_asked_for(tmp_path: Path) -> None:
    text = """import torch.nn as nn


def block(norm_layer: type[nn.BatchNorm2d]):
    return nn.Sequential(norm_layer(8, momentum=0.2))
"""
    safe = verify(tmp_path, "net.py", files={"net.py": text})
    assert safe.stderr.decode() == (
        "nothing is verified: no call is translated; 2 findings left as they are, see bnmigrate "
        "check\n"
    )
    assert safe.returncode == 2
    unsafe = verify(tmp_path, "--unsafe-fixes", "net.py")
    assert unsafe.stdout.decode() == "net.py:5:26: BN107 equal: largest error 0 of the tolerance\n"


def test_the_same_seed_draws_the_same(tmp_path: Path) -> None:
    reports = [
        verify(tmp_path, "--output-format", "json", "net.py", "--seed", seed, files={"net.py": NET})
        for seed in ("1", "1", "2")
    ]
    assert reports[0].stdout == reports[1].stdout != reports[2].stdout


def test_a_file_that_cannot_be_read_is_exit_code_2(tmp_path: Path) -> None:
    done = verify(tmp_path, "net.py", "missing.py", files={"net.py": "BatchNorm2d = (\n"})
    assert done.returncode == 2
    assert "net.py:1:" in done.stderr.decode()
    assert "missing.py" in done.stderr.decode()


@pytest.mark.skipif(find_spec("mindspore") is None, reason="no MindSpore for this Python")
def test_the_real_mindspore_computes_the_same(tmp_path: Path) -> None:
    text = "import torch.nn as nn\n\nbn = nn.BatchNorm2d(3, 1e-3, 0.3)\n"
    text += "fixed = nn.BatchNorm2d(4, affine=False)\n"
    text += "batch = nn.BatchNorm2d(4, track_running_stats=False)\n"
    text += "narrow = nn.BatchNorm1d(4, momentum=0.3)\n"
    text += "deep = nn.BatchNorm3d(4, momentum=0.3)\n"
    text += "synchronised = nn.SyncBatchNorm(4, momentum=0.3)\n"
    write(tmp_path, {"net.py": text})
    unsafe = ("--unsafe-fixes",)  # SyncBatchNorm's inputs may have more dimensions in PyTorch
    for target in ("mindspore", "torch"):
        done = process(
            tmp_path, "verify", *unsafe, "--backend", "mindspore", "--to", target, "net.py"
        )
        lines = done.stdout.decode().splitlines()
        assert [" equal: " in line for line in lines] == [True] * 6, lines
        assert done.returncode == 0, done.stderr.decode()
        assert bnmigrate(tmp_path, "fix", *unsafe, "--to", target, "net.py").returncode == 0


WITHOUT_KERNEL = """import torch.nn as nn

bn = nn.BatchNorm2d(3, 1e-3, 0.3)
plain = nn.InstanceNorm2d(3)
learned = nn.InstanceNorm1d(4, eps=1e-3, affine=True)
"""
NOTE = "MindSpore has no CPU kernel for {}: compared on the runtime"


@pytest.mark.skipif(find_spec("mindspore") is None, reason="no MindSpore for this Python")
def test_what_has_no_kernel_in_the_real_mindspore_runs_on_the_runtime_and_says_so(
    tmp_path: Path,
) -> None:
    arguments = ("--unsafe-fixes", "--backend", "mindspore", "net.py")
    write(tmp_path, {"net.py": WITHOUT_KERNEL})
    norm, plain, learned = process(tmp_path, "verify", *arguments).stdout.decode().splitlines()
    on_runtime = "BN101 equal: largest error 0 of the tolerance; "  # to the bit, as on torch alone
    assert plain == f"net.py:4:9: {on_runtime}{NOTE.format('InstanceNorm2d')}"
    assert learned == f"net.py:5:11: {on_runtime}{NOTE.format('InstanceNorm1d')}"
    assert norm.startswith("net.py:3:6: BN101 equal: ")
    assert "runtime" not in norm
    to_mint = process(tmp_path, "verify", "--to", "mint", *arguments)
    of_mint = NOTE.replace("MindSpore", "MindSpore mint").format("BatchNorm2d")
    assert to_mint.stdout.decode() == f"net.py:3:6: {on_runtime}{of_mint}\n"
    report = ("--output-format", "json", "--report", "report.html")
    told = json.loads(process(tmp_path, "verify", *arguments, *report).stdout)
    kernels = [NOTE.format(name) for name in ("InstanceNorm2d", "InstanceNorm1d")]
    assert [site["note"] for site in told["sites"]] == ["", *kernels]
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert [page.count(note) for note in kernels] == [1, 1]


def test_on_the_runtime_nothing_is_said_of_kernels(tmp_path: Path) -> None:
    done = verify(tmp_path, "--unsafe-fixes", "net.py", files={"net.py": WITHOUT_KERNEL})
    assert done.stdout.count(b" equal: ") == 3
    assert b"kernel" not in done.stdout


def test_the_command_is_found_without_torch_and_libcst() -> None:
    code = (
        "import sys; from bnmigrate.cli import main; "
        "import contextlib\n"
        "with contextlib.suppress(SystemExit): main(['verify', '--help'])\n"
        "assert not {'torch', 'libcst', 'mindspore'} & set(sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "imports and runs your code" in " ".join(done.stdout.split())


def test_missing_torch_is_said_with_the_way_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bnmigrate.extras.find_spec", lambda _name: None)
    done = verify(tmp_path, "net.py", files={"net.py": NET})
    assert done.returncode == 2
    assert "pip install 'bnmigrate[verify]'" in done.stderr.decode()
    assert done.stdout == b""


@pytest.mark.parametrize(
    "arguments",
    [
        ["--input", "2,3,4,4"],
        ["--model", "a:b"],
        ["--model", "a:b", "--input", "2,x"],
        ["--model", "a:b", "--input", "0,3"],
        ["--model", "a:b", "--input", "2,3", "net.py"],
        ["--model", "a:b", "--input", "2,3", "--backend", "mindspore"],
        ["--config", "a.toml", "--isolated"],
        ["--steps", "2"],
        ["--to", "keras", "net.py"],
    ],
)
def test_wrong_options_are_exit_code_2(tmp_path: Path, arguments: list[str]) -> None:
    assert verify(tmp_path, *arguments, files={"net.py": NET}).returncode == 2


GROUPS = """import torch.nn as nn
from functools import partial


class Net(nn.Module):
    def __init__(self, groups, planes, cfg):
        super().__init__()
        self.a = nn.GroupNorm(groups, planes, eps=cfg.eps)
        self.b = nn.GroupNorm(num_channels=planes, num_groups=planes, affine=False)
        self.c = partial(nn.GroupNorm, 32, eps=1e-6)
        self.d = partial(nn.GroupNorm, eps=1e-3)
"""


@pytest.mark.parametrize("backend", ["torch", "mindspore"])
def test_groups_divide_the_channels_that_are_drawn(tmp_path: Path, backend: str) -> None:
    if backend == "mindspore" and find_spec("mindspore") is None:
        pytest.skip("MindSpore is not installed")
    done = verify(tmp_path, "--backend", backend, "net.py", files={"net.py": GROUPS})
    assert b"4 translated calls of the layer: 4 equal" in done.stderr
    assert done.returncode == 0


SHAPES = """import torch.nn as nn
from functools import partial


class Net(nn.Module):
    def __init__(self, planes: int, cfg):
        super().__init__()
        self.a = nn.LayerNorm(planes)
        self.b = nn.LayerNorm((planes,), eps=cfg.eps)
        self.c = partial(nn.LayerNorm, eps=1e-6)
        self.d = nn.LayerNorm(normalized_shape=2 * planes)
"""
BACK = """import mindspore.nn as nn


def layers(shape, c):
    return nn.LayerNorm(shape), nn.LayerNorm((c,), epsilon=1e-3)
"""


@pytest.mark.parametrize("backend", ["torch", "mindspore"])
@pytest.mark.parametrize(("text", "to", "count"), [(SHAPES, "mindspore", 4), (BACK, "torch", 2)])
def test_a_shape_is_drawn_as_a_number_or_as_a_tuple(
    tmp_path: Path, text: str, to: str, count: int, backend: str
) -> None:
    if backend == "mindspore" and find_spec("mindspore") is None:
        pytest.skip("MindSpore is not installed")
    arguments = ("--to", to, "--backend", backend, "net.py")
    done = verify(tmp_path, *arguments, files={"net.py": text})
    assert f"{count} translated calls of the layer: {count} equal" in done.stderr.decode()
    assert done.returncode == 0
