"""The proof with the real frameworks: what one saves, the other loads and computes alike."""

from __future__ import annotations

import importlib
import os
from pathlib import Path
from typing import Any

import pytest

from tests.checkpoint.checkpoint_files import mindspore_or_skip, run, tensors_in
from tests.packages import unpack

torch = pytest.importorskip("torch", reason="PyTorch is not installed")
resnet18_torch = pytest.importorskip(
    "tests.checkpoint.resnet18_torch", reason="PyTorch is not installed"
)

RENAMES = ("--rename", "downsample=>down_sample", "--rename", "^fc=>classifier")
RENAMES_BACK = ("--rename", "down_sample=>downsample", "--rename", "^classifier=>fc")
FROM_CKPT = (
    *("float32", "float16", "bfloat16", "float64", "bool_"),
    *("int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64"),
)


@pytest.fixture(scope="module")
def mindspore() -> Any:
    os.environ.setdefault("GLOG_v", "3")
    return mindspore_or_skip()


@pytest.fixture(scope="module")
def mindcv_resnet18(mindspore: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return mindcv's model; it isn't installed, for it asks for more than it needs here."""
    assert mindspore
    folder = unpack("mindcv", tmp_path_factory.mktemp("mindcv")).parent
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(folder))
        models = importlib.import_module("mindcv.models")
    return models.resnet18(num_classes=10)


@pytest.fixture(scope="module")
def model() -> Any:
    return resnet18_torch.moved_resnet18()


@pytest.fixture
def saved(model: Any, tmp_path: Path) -> Path:
    path = tmp_path / "resnet18.pth"
    torch.save(model.state_dict(), path)
    return path


class TestResNet18:
    @pytest.mark.parametrize("ending", ["ckpt", "safetensors"])
    def test_mindspore_computes_what_torch_computes(
        self, model: Any, saved: Path, mindspore: Any, mindcv_resnet18: Any, ending: str
    ) -> None:
        target = saved.with_suffix(f".{ending}")
        result = run(saved, target, *RENAMES, "--check")
        assert result.exit_code == 0
        assert "20 normalisation layers" in result.output
        loaded = mindspore.load_checkpoint(str(target), format=ending)
        assert mindspore.load_param_into_net(mindcv_resnet18, loaded) == ([], [])
        mindcv_resnet18.set_train(False)
        images = torch.randn(4, 3, 64, 64, generator=torch.Generator().manual_seed(1))
        with torch.no_grad():
            expected = model(images)
        found = mindcv_resnet18(mindspore.Tensor(images.numpy())).asnumpy()
        assert expected.abs().max() > 0.1
        assert (torch.from_numpy(found) - expected).abs().max() <= 1e-4

    def test_mindspore_loads_nothing_into_the_layers_without_it(
        self, saved: Path, mindspore: Any, mindcv_resnet18: Any
    ) -> None:
        target = saved.with_suffix(".ckpt")
        assert run(saved, target, "--to", "torch", *RENAMES).exit_code == 0
        loaded = mindspore.load_checkpoint(str(target))
        not_loaded, unused = mindspore.load_param_into_net(mindcv_resnet18, loaded)
        assert len(not_loaded) == 80
        assert len(unused) == 100

    @pytest.mark.parametrize("ending", ["ckpt", "safetensors"])
    def test_there_and_back_to_the_bit(self, model: Any, saved: Path, ending: str) -> None:
        there, back = saved.with_suffix(f".{ending}"), saved.with_name("back.pth")
        assert run(saved, there, *RENAMES).exit_code == 0
        assert run(there, back, *RENAMES_BACK, "--check").exit_code == 0
        before, after = model.state_dict(), torch.load(back, weights_only=True)
        assert set(after) == set(before)
        for name, tensor in before.items():
            if name.endswith("num_batches_tracked"):
                assert after[name].dtype == torch.int64
                assert after[name] == 0
            else:
                assert torch.equal(after[name].view(torch.uint8), tensor.view(torch.uint8))

    def test_what_mindspore_trained_comes_to_torch(
        self, saved: Path, mindspore: Any, mindcv_resnet18: Any
    ) -> None:
        there, back = saved.with_suffix(".ckpt"), saved.with_name("back.pth")
        mindspore.save_checkpoint(mindcv_resnet18, str(there))
        assert run(there, back, *RENAMES_BACK).exit_code == 0
        model = resnet18_torch.ResNet18()
        model.load_state_dict(torch.load(back, weights_only=True), strict=True)
        weight = mindcv_resnet18.layer4[1].bn2.moving_variance.asnumpy()
        assert torch.equal(model.layer4[1].bn2.running_var, torch.from_numpy(weight))


class TestMindSporeFiles:
    @pytest.mark.parametrize("crc_check", [False, True])
    def test_mindspore_and_this_command_write_the_same_file(
        self, tmp_path: Path, mindspore: Any, mindcv_resnet18: Any, crc_check: bool
    ) -> None:
        theirs, ours = tmp_path / "theirs.ckpt", tmp_path / "ours.ckpt"
        mindspore.save_checkpoint(mindcv_resnet18, str(theirs), crc_check=crc_check)
        assert run(theirs, ours, *(("--crc-check",) if crc_check else ())).exit_code == 0
        assert ours.read_bytes() == theirs.read_bytes()
        loaded = mindspore.load_checkpoint(str(ours), crc_check=crc_check)
        assert {name: tuple(value.shape) for name, value in loaded.items()} == {
            name: shape for name, (_, shape, _) in tensors_in(theirs).items()
        }

    def test_all_types_and_scalars_to_the_bit(self, tmp_path: Path, mindspore: Any) -> None:
        path, through, back = (tmp_path / name for name in ("a.ckpt", "b.pth", "c.ckpt"))
        entries = []
        for name in FROM_CKPT:
            dtype = getattr(mindspore, name)
            entries.append({"name": f"{name}.a", "data": mindspore.Tensor([[0, 1, 1]], dtype)})
            entries.append({"name": f"{name}.scalar", "data": mindspore.Tensor(1, dtype)})
        mindspore.save_checkpoint(entries, str(path))
        assert run(path, through, "--check").exit_code == 0
        state = torch.load(through, weights_only=True)
        assert state["bfloat16.a"].dtype == torch.bfloat16
        assert [tensor.flatten().tolist() for tensor in state.values()] == [
            *([0, 1, 1], [1]) * len(FROM_CKPT)
        ]
        assert state["uint16.scalar"].shape == ()
        assert run(through, back).exit_code == 0
        assert back.read_bytes() == path.read_bytes()

    def test_safetensors_of_mindspore(self, tmp_path: Path, mindspore: Any) -> None:
        theirs, ours = tmp_path / "a.safetensors", tmp_path / "b.safetensors"
        cell = mindspore.nn.SequentialCell([mindspore.nn.BatchNorm2d(3)])
        mindspore.save_checkpoint(cell, str(theirs), format="safetensors", crc_check=True)
        assert run(theirs, ours, "--to", "mindspore", "--check").exit_code == 0
        loaded = mindspore.load_checkpoint(str(ours), format="safetensors")
        assert mindspore.load_param_into_net(cell, loaded) == ([], [])

    @pytest.mark.parametrize("mode", ["AES-GCM", "AES-CBC", "SM4-CBC"])
    def test_an_encrypted_file_is_refused(self, tmp_path: Path, mindspore: Any, mode: str) -> None:
        path = tmp_path / "a.ckpt"
        entries = [{"name": "a", "data": mindspore.Tensor([1.0])}]
        mindspore.save_checkpoint(entries, str(path), enc_key=b"0123456789abcdef", enc_mode=mode)
        result = run(path, tmp_path / "b.pth")
        assert result.exit_code == 2
        assert f"is encrypted ({mode}, written with enc_key)" in result.output

    @pytest.mark.parametrize("alone", [True, False])
    @pytest.mark.parametrize("layer", ["BatchNorm1d", "BatchNorm2d", "BatchNorm3d"])
    def test_each_layer_alone_and_in_a_model(
        self, tmp_path: Path, mindspore: Any, layer: str, alone: bool
    ) -> None:
        cell = getattr(mindspore.nn, layer)(3)
        module = getattr(torch.nn, layer)(3)
        if not alone:
            cell = mindspore.nn.SequentialCell([cell])
            module = torch.nn.Sequential(module)
        path, target = tmp_path / "a.ckpt", tmp_path / "b.pth"
        mindspore.save_checkpoint(cell, str(path))
        assert run(path, target).exit_code == 0
        module.load_state_dict(torch.load(target, weights_only=True), strict=True)

    @pytest.mark.parametrize("layer", ["BatchNorm1d", "BatchNorm2d"])
    def test_a_layer_alone_goes_to_mindspore(
        self, tmp_path: Path, mindspore: Any, layer: str
    ) -> None:
        path, target = tmp_path / "a.pth", tmp_path / "b.ckpt"
        torch.save(getattr(torch.nn, layer)(3).state_dict(), path)
        assert run(path, target).exit_code == 0
        cell = getattr(mindspore.nn, layer)(3)
        loaded = mindspore.load_checkpoint(str(target))
        assert mindspore.load_param_into_net(cell, loaded) == ([], [])

    @pytest.mark.parametrize(
        "optimizer",
        [
            *("SGD", "Momentum", "Adam", "AdamWeightDecay", "RMSProp", "Adagrad", "Lamb", "FTRL"),
            *("LazyAdam", "ProximalAdagrad", "ASGD", "Rprop", "AdaMax", "Adadelta", "AdamOffload"),
        ],
    )
    def test_no_state_of_an_optimizer_comes_along(
        self, tmp_path: Path, mindspore: Any, optimizer: str
    ) -> None:
        nn = mindspore.nn
        network = nn.SequentialCell([nn.Conv2d(3, 2, 3), nn.BatchNorm2d(2)])
        weights = {parameter.name for parameter in network.get_parameters()}
        options = {"momentum": 0.9} if optimizer == "Momentum" else {}
        made = getattr(nn, optimizer)(network.trainable_params(), learning_rate=0.1, **options)
        step = nn.TrainOneStepWithLossScaleCell(
            nn.WithLossCell(network, nn.MSELoss()), made, nn.DynamicLossScaleUpdateCell(1024, 2, 9)
        )
        path, target = tmp_path / "a.ckpt", tmp_path / "b.safetensors"
        mindspore.save_checkpoint(step, str(path), append_dict={"epoch_num": 3, "step_num": 7})
        assert len(tensors_in(path)) > len(weights) + 4
        assert run(path, target, "--to", "mindspore").exit_code == 0
        assert set(tensors_in(target)) == weights

    def test_a_live_cell_decides(
        self, tmp_path: Path, mindspore: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "live_cells.py").write_text(
            "from mindspore import nn\n"
            "class Wrapper(nn.Cell):\n"
            "    def __init__(self):\n"
            "        super().__init__()\n"
            "        self.bn2d = nn.BatchNorm2d(2)\n"
            "def net():\n"
            "    return nn.SequentialCell([Wrapper(), nn.BatchNorm3d(2)])\n"
        )
        monkeypatch.chdir(tmp_path)
        monkeypatch.syspath_prepend(str(tmp_path))
        path, target = tmp_path / "a.ckpt", tmp_path / "b.pth"
        mindspore.save_checkpoint(__import__("live_cells").net(), str(path))
        assert run(path, target, "--model", "live_cells:net").exit_code == 0
        assert {"0.bn2d.running_mean", "1.running_mean"} <= set(tensors_in(target))
