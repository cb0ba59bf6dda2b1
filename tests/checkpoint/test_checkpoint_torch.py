"""PyTorch's own files, written by PyTorch and read by it again."""

from __future__ import annotations

import argparse
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from bnmigrate.checkpoint.entries import DTYPES
from tests.checkpoint.checkpoint_files import (
    MINDSPORE_LAYER,
    TORCH_LAYER,
    floats,
    layer_file,
    run,
    safetensors_file,
    tensors_in,
)

torch = pytest.importorskip("torch", reason="PyTorch is not installed")


def small_model() -> Any:
    torch.manual_seed(0)
    model = torch.nn.Sequential(torch.nn.Conv2d(3, 4, 3), torch.nn.BatchNorm2d(4))
    model(torch.randn(2, 3, 8, 8))
    return model


def rezipped(path: Path, target: Path, compression: int, changed: bytes | None = None) -> None:
    """Write the archive again, with another compression or another pickle."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w", compression) as new:
        for member in old.infolist():
            data = old.read(member)
            if changed is not None and member.filename.endswith("/data.pkl"):
                data = changed
            new.writestr(member.filename, data)


class TestReading:
    @pytest.mark.parametrize("zipped", [True, False])
    def test_both_of_torchs_formats(self, tmp_path: Path, zipped: bool) -> None:
        source, target = tmp_path / "m.pth", tmp_path / "m.ckpt"
        state = small_model().state_dict()
        torch.save(state, source, _use_new_zipfile_serialization=zipped)
        assert run(source, target, "--check").exit_code == 0
        found = tensors_in(target)
        assert found["1.moving_variance"][2] == state["1.running_var"].numpy().tobytes()
        assert found["0.weight"][:2] == ("float32", (4, 3, 3, 3))

    @pytest.mark.parametrize("key", ["state_dict", "model", "model_state_dict"])
    def test_a_nested_state_dict(self, tmp_path: Path, key: str) -> None:
        source, target = tmp_path / "m.pth", tmp_path / "m.ckpt"
        model = small_model()
        optimizer = torch.optim.Adam(model.parameters())
        checkpoint = {
            "epoch": 3,
            key: torch.nn.DataParallel(model).state_dict(),
            "optimizer": optimizer.state_dict(),
            "best": torch.tensor(0.5),
        }
        torch.save(checkpoint, source)
        result = run(source, target)
        assert result.exit_code == 0
        expected = ("1.gamma", "1.beta", "1.moving_mean", "1.moving_variance")
        assert list(tensors_in(target)) == ["0.weight", "0.bias", *expected]
        for name in ("epoch (int", "optimizer (dict", "best (Tensor"):
            assert f"left out: {name}" in result.output
        assert "DataParallel" in result.output

    def test_all_types_scalars_and_views_to_the_bit(self, tmp_path: Path) -> None:
        state = {}
        for dtype in DTYPES:
            random = torch.randint(0, 2, (8,), dtype=torch.uint8)
            state[dtype.torch] = random.repeat(2).view(getattr(torch, dtype.torch)).clone()
        state["scalar"] = torch.tensor(2.5, dtype=torch.bfloat16)
        state["empty"] = torch.empty(0, 3)
        state["transposed"] = torch.arange(6).reshape(2, 3).t()
        state["part"] = torch.arange(10)[3:7]
        state["conj"] = torch.tensor([1 + 2j], dtype=torch.complex64).conj()
        source, middle, back = (tmp_path / name for name in ("a.pth", "b.safetensors", "c.pth"))
        torch.save(state, source)
        assert run(source, middle, "--to", "torch").exit_code == 0
        assert run(middle, back).exit_code == 0
        found = torch.load(back, weights_only=True)
        assert set(found) == set(state)
        for name, tensor in state.items():
            assert (found[name].dtype, found[name].shape) == (tensor.dtype, tensor.shape)
            plain = tensor.resolve_conj().contiguous()
            if name != "empty":
                assert torch.equal(
                    found[name].flatten().view(torch.uint8), plain.flatten().view(torch.uint8)
                )
        safetensors = pytest.importorskip(
            "safetensors.torch", reason="safetensors is not installed"
        )
        assert safetensors.load_file(middle)["part"].tolist() == [3, 4, 5, 6]

    def test_what_is_no_tensor_is_left_out_and_named(self, tmp_path: Path) -> None:
        source = tmp_path / "m.pth"
        torch.save({**small_model().state_dict(), "steps": 7, 3: torch.ones(1)}, source)
        result = run("--dry-run", source)
        assert "left out: steps (int, not a tensor)" in result.output
        assert "left out: 3 (its name is no string)" in result.output


class TestRefusals:
    def refusal(self, path: Path) -> str:
        result = run(path, path.with_name("out.ckpt"))
        assert result.exit_code == 2
        assert {p.name for p in path.parent.iterdir()} - {"a.pth"} == {path.name}
        assert f"Error: {path}: " in result.output
        return result.output

    def test_a_pickle_that_needs_code(self, tmp_path: Path) -> None:
        path = tmp_path / "m.pth"
        torch.save({"state_dict": {}, "args": argparse.Namespace(a=1)}, path)
        message = self.refusal(path)
        assert "it needs argparse.Namespace, and to load that can run any code" in message
        assert "torch.save its state dict alone" in message

    @pytest.mark.filterwarnings("ignore:.torch.jit:DeprecationWarning")
    def test_a_torchscript_archive(self, tmp_path: Path) -> None:
        path = tmp_path / "m.pth"
        torch.jit.save(torch.jit.trace(torch.nn.ReLU(), torch.ones(1)), path)
        assert "is a TorchScript archive" in self.refusal(path)

    @pytest.mark.parametrize(
        ("value", "message"),
        [
            ({"a": torch.ones(2).to_sparse()}, "'a' is no plain tensor (sparse_coo on cpu)"),
            ({"a": torch.ones(2, device="meta")}, "'a' is no plain tensor (strided on meta)"),
            ({"a": torch.ones(1, dtype=torch.complex128)}, "'a' is complex128, and one of"),
            ({"a": torch.ones(1).expand(100_000)}, "'a' has 400000 bytes by its shape, more than"),
            (torch.ones(3), "a dict of tensors was expected, and it holds a Tensor"),
            ({"epoch": 3}, "no tensor stands in it, nor under state_dict, model_state_dict, model"),
        ],
    )
    def test_what_is_no_state_dict(self, tmp_path: Path, value: object, message: str) -> None:
        path = tmp_path / "m.pth"
        torch.save(value, path)
        assert message in self.refusal(path)

    def test_a_damaged_tensor_is_noticed(self, tmp_path: Path) -> None:
        path = tmp_path / "m.pth"
        state = {"a": torch.arange(1000.0)}
        torch.save(state, path)
        data = path.read_bytes()
        at = data.index(state["a"].numpy().tobytes()) + 123
        path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        message = self.refusal(path)
        assert "at byte" in message
        assert "/data/0' was expected to have the checksum" in message

    def test_an_archive_written_without_checksums_is_read(self, tmp_path: Path) -> None:
        path = tmp_path / "m.pth"
        torch.serialization.set_crc32_options(False)
        try:
            torch.save(small_model().state_dict(), path)
        finally:
            torch.serialization.set_crc32_options(True)
        assert run("--dry-run", path).exit_code == 0

    @pytest.mark.parametrize("cut", [4, 100, 2000, -1])
    def test_a_truncated_archive(self, tmp_path: Path, cut: int) -> None:
        path = tmp_path / "m.pth"
        torch.save(small_model().state_dict(), path)
        path.write_bytes(path.read_bytes()[:cut])
        assert "a zip archive was expected, as torch.save writes it" in self.refusal(path)

    def test_a_truncated_legacy_file(self, tmp_path: Path) -> None:
        path = tmp_path / "m.pth"
        torch.save(small_model().state_dict(), path, _use_new_zipfile_serialization=False)
        path.write_bytes(path.read_bytes()[:-5])
        assert "PyTorch cannot load it with weights_only=True" in self.refusal(path)

    def test_a_compressed_archive_whose_bytes_torch_would_take_for_tensors(
        self, tmp_path: Path
    ) -> None:
        plain, path = tmp_path / "a.pth", tmp_path / "m.pth"
        torch.save(small_model().state_dict(), plain)
        rezipped(plain, path, zipfile.ZIP_DEFLATED)
        assert "is a compressed zip archive" in self.refusal(path)

    def test_another_zip_archive(self, tmp_path: Path) -> None:
        path = tmp_path / "m.pth"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("hello.txt", "hello")
        assert "it has no data.pkl" in self.refusal(path)

    def test_without_torch(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        path = tmp_path / "m.pth"
        torch.save(small_model().state_dict(), path)
        monkeypatch.setitem(sys.modules, "torch", None)
        result = run("--dry-run", path)
        assert result.exit_code == 2
        assert "pip install 'bnmigrate[verify]'" in result.output

    def test_a_torch_that_would_run_code(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = tmp_path / "m.pth"
        torch.save(small_model().state_dict(), path)
        monkeypatch.setattr(torch, "__version__", "2.5.1+cpu")
        result = run("--dry-run", path)
        assert result.exit_code == 2
        assert "CVE-2025-32434" in result.output
        assert "install PyTorch 2.6" in result.output


class TestWriting:
    @pytest.mark.parametrize("ending", [".pth", ".pt", ".PTH"])
    def test_torch_loads_what_is_written(self, tmp_path: Path, ending: str) -> None:
        source, target = tmp_path / "a.safetensors", tmp_path / f"b{ending}"
        source.write_bytes(layer_file(MINDSPORE_LAYER))
        assert run(source, target, "--check").exit_code == 0
        state = torch.load(target, weights_only=True)
        assert list(state) == [*TORCH_LAYER, "bn.num_batches_tracked"]
        assert state["bn.running_var"].tolist() == [3.25, 3.75]
        layer = torch.nn.Sequential()
        layer.bn = torch.nn.BatchNorm2d(2)
        layer.load_state_dict(state, strict=True)

    @pytest.mark.parametrize("limit", [zipfile.ZIP64_LIMIT, 100])
    def test_torch_maps_it_and_the_bytes_are_aligned(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: int
    ) -> None:
        monkeypatch.setattr(zipfile, "ZIP64_LIMIT", limit)
        source, target = tmp_path / "a.safetensors", tmp_path / "b.pth"
        content = [floats(*range(count)) for count in (1, 50, 3)]
        tensors = {f"t{i}": ("F32", [len(c) // 4], c) for i, c in enumerate(content)}
        source.write_bytes(safetensors_file(tensors))
        assert run(source, target, "--check").exit_code == 0
        data = target.read_bytes()
        assert [data.index(c) % 64 for c in content[1:]] == [0, 0]
        for mapped in (True, False):
            state = torch.load(target, weights_only=True, mmap=mapped)
            assert [tensor.numpy().tobytes() for tensor in state.values()] == content

    def test_to_write_takes_no_torch(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        source, target = tmp_path / "a.safetensors", tmp_path / "b.pth"
        source.write_bytes(layer_file(MINDSPORE_LAYER))
        with monkeypatch.context() as without_torch:
            without_torch.setitem(sys.modules, "torch", None)
            assert run(source, target).exit_code == 0
        assert torch.load(target, weights_only=True)["bn.bias"].tolist() == [1.25, 1.75]


class TestLiveModel:
    NETS = """
import torch
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.i = nn.InstanceNorm2d(2, affine=True, track_running_stats=True)
        self.b = nn.BatchNorm2d(2)
        self.v = nn.BatchNorm3d(2)

def parallel():
    return nn.DataParallel(Net())

def broken():
    raise RuntimeError("no weights here")
"""

    @pytest.fixture
    def nets(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
        (tmp_path / "live_nets.py").write_text(self.NETS)
        monkeypatch.chdir(tmp_path)
        monkeypatch.syspath_prepend(str(tmp_path))
        yield __import__("live_nets")
        del sys.modules["live_nets"]

    @pytest.mark.parametrize("maker", ["Net", "parallel"])
    def test_it_decides_what_the_keys_cannot_tell(
        self, tmp_path: Path, nets: Any, maker: str
    ) -> None:
        source, target = tmp_path / "m.pth", tmp_path / "m.ckpt"
        torch.save(getattr(nets, maker)().state_dict(), source)
        result = run(source, target, "--model", f"live_nets:{maker}")
        assert result.exit_code == 0
        assert f"importing and running live_nets:{maker}" in result.output
        assert "note: i is left as it is: it is InstanceNorm2d, no BatchNorm" in result.output
        names = set(tensors_in(target))
        assert {"i.running_mean", "i.weight", "i.num_batches_tracked"} <= names
        assert {"b.moving_mean", "b.gamma"} <= names
        assert {"v.bn2d.moving_mean", "v.bn2d.gamma"} <= names

    def test_without_it_the_keys_decide(self, tmp_path: Path, nets: Any) -> None:
        source, target = tmp_path / "m.pth", tmp_path / "m.ckpt"
        torch.save(nets.Net().state_dict(), source)
        assert "--model MODULE:CALLABLE decides" in run(source, target).output
        assert {"i.moving_mean", "v.moving_mean"} <= set(tensors_in(target))

    def test_code_that_fails_is_named(self, tmp_path: Path, nets: Any) -> None:
        source = tmp_path / "m.pth"
        torch.save(nets.Net().state_dict(), source)
        result = run("--dry-run", source, "--model", "live_nets:broken")
        assert result.exit_code == 2
        assert "--model live_nets:broken: RuntimeError: no weights here" in result.output
