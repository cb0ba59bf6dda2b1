from __future__ import annotations

from pathlib import Path

import pytest

from bnmigrate.checkpoint import CheckpointError, rename_keys
from bnmigrate.checkpoint.names import LiveModule, Rename, plan
from tests.command_line import bnmigrate, write

TORCH = ("weight", "bias", "running_mean", "running_var")
MINDSPORE = ("gamma", "beta", "moving_mean", "moving_variance")


def under(prefix: str, leaves: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(prefix + leaf for leaf in leaves)


def renamed(names: tuple[str, ...], to: str | None = None, *renames: str) -> tuple[str, ...]:
    steps = plan(names, to, renames).steps
    return tuple(step.new for step in steps if step.new is not None)


class TestLayers:
    def test_only_what_has_statistics_is_renamed(self) -> None:
        names = ("conv.weight", "norm.weight", "norm.bias", *under("bn.", TORCH), "fc.bias")
        assert renamed(names) == (
            *("conv.weight", "norm.weight", "norm.bias"),
            *under("bn.", MINDSPORE),
            "fc.bias",
        )

    def test_the_name_of_the_layer_does_not_matter(self) -> None:
        assert renamed(under("a.0.shortcut.1.", TORCH)) == under("a.0.shortcut.1.", MINDSPORE)

    def test_a_layer_without_weights_is_one_too(self) -> None:
        assert renamed(("bn.running_mean", "bn.running_var")) == (
            "bn.moving_mean",
            "bn.moving_variance",
        )

    def test_one_statistic_alone_is_no_layer_and_is_named(self) -> None:
        names = ("a.weight", "a.running_mean", *under("bn.", TORCH))
        result = plan(names)
        assert [step.new for step in result.steps[:2]] == ["a.weight", "a.running_mean"]
        assert any("a.running_mean is left as it is" in note for note in result.notes)

    def test_a_name_that_only_ends_alike_is_no_statistic(self) -> None:
        names = ("bn.my_running_mean", "bn.my_running_var", *under("b.", TORCH))
        assert renamed(names)[:2] == names[:2]

    def test_the_counter_is_dropped_and_added(self) -> None:
        there = plan((*under("bn.", TORCH), "bn.num_batches_tracked"))
        assert [(s.old, s.new) for s in there.steps][-1] == ("bn.num_batches_tracked", None)
        back = plan(under("bn.", MINDSPORE))
        assert [(s.old, s.new) for s in back.steps if s.old is None] == [
            (None, "bn.num_batches_tracked")
        ]

    def test_there_and_back_is_home(self) -> None:
        names = ("conv.weight", *under("a.bn1.", TORCH), *under("a.bn2.", TORCH), "fc.weight")
        back = [name for name in renamed(renamed(names)) if "num_batches" not in name]
        assert tuple(back) == names

    def test_what_the_keys_cannot_tell_is_said(self) -> None:
        assert any("InstanceNorm2d" in note for note in plan(under("bn.", TORCH)).notes)


class TestAlone:
    def test_both_ways(self) -> None:
        assert renamed(TORCH) == ("gamma", "beta", "mean", "variance")
        assert set(renamed(("mean", "variance", "gamma", "beta"))) == {
            *TORCH,
            "num_batches_tracked",
        }

    def test_mean_and_variance_of_something_else_are_no_layer(self) -> None:
        with pytest.raises(CheckpointError, match="no normalisation layer"):
            plan(("mean", "variance"))

    def test_a_layer_at_the_top_of_a_model_is_not_alone(self) -> None:
        assert "moving_mean" in renamed((*TORCH, "conv.weight"))


class TestInnerLayerOf3d:
    def test_it_is_left_away_on_the_way_to_torch(self) -> None:
        result = plan(under("b.bn2d.", MINDSPORE))
        assert [s.new for s in result.steps if s.old] == list(under("b.", TORCH))
        assert any("b.bn2d is taken for the inner layer" in note for note in result.notes)

    def test_a_3d_layer_alone(self) -> None:
        assert set(renamed(under("bn2d.", MINDSPORE))) == {*TORCH, "num_batches_tracked"}

    def test_a_layer_that_is_only_called_so_stays(self) -> None:
        assert renamed(("b.conv.weight", *under("b.bn2d.", MINDSPORE)))[1:5] == under(
            "b.bn2d.", TORCH
        )

    def test_the_live_model_adds_it(self) -> None:
        live = {"b": LiveModule("BatchNorm3d", is_batch_norm=True, is_3d=True)}
        steps = plan(under("b.", TORCH), live=live).steps
        assert [s.new for s in steps] == list(under("b.bn2d.", MINDSPORE))

    def test_the_live_model_keeps_it(self) -> None:
        live = {
            "b": LiveModule("Norm", is_batch_norm=False, is_3d=False),
            "b.bn2d": LiveModule("BatchNorm2d", is_batch_norm=True, is_3d=False),
        }
        steps = plan(under("b.bn2d.", MINDSPORE), live=live).steps
        assert [s.new for s in steps if s.old] == list(under("b.bn2d.", TORCH))


class TestLiveModel:
    def test_it_decides_what_a_layer_is(self) -> None:
        live = {
            "i": LiveModule("InstanceNorm2d", is_batch_norm=False, is_3d=False),
            "b": LiveModule("BatchNorm2d", is_batch_norm=True, is_3d=False),
        }
        result = plan((*under("i.", TORCH), *under("b.", TORCH)), live=live)
        assert [s.new for s in result.steps] == [*under("i.", TORCH), *under("b.", MINDSPORE)]
        assert result.layers == ("b",)
        assert any("i is left as it is: it is InstanceNorm2d" in note for note in result.notes)
        assert not any("looks the same" in note for note in result.notes)

    def test_a_model_of_another_checkpoint_is_refused(self) -> None:
        with pytest.raises(CheckpointError, match="no module 'bn'"):
            plan(under("bn.", TORCH), live={})


class TestDataParallel:
    def test_the_prefix_is_left_away_and_that_is_said(self) -> None:
        names = ("module.conv.weight", *under("module.bn.", TORCH))
        result = plan(names)
        assert [s.new for s in result.steps] == ["conv.weight", *under("bn.", MINDSPORE)]
        assert any("DataParallel" in note for note in result.notes)

    def test_a_module_among_others_keeps_its_name(self) -> None:
        names = (*under("module.bn.", TORCH), "fc.weight")
        assert renamed(names)[0] == "module.bn.gamma"

    def test_a_cell_of_that_name_keeps_it(self) -> None:
        assert renamed(under("module.bn.", MINDSPORE))[0] == "module.bn.weight"


class TestDirection:
    def test_it_follows_from_the_names(self) -> None:
        assert plan(under("bn.", TORCH)).target.name == "mindspore"
        assert plan(under("bn.", MINDSPORE)).target.name == "torch"

    def test_mint_has_the_names_of_torch(self) -> None:
        names = (*under("bn.", TORCH), "bn.num_batches_tracked")
        assert renamed(names, "mint") == names
        assert renamed(under("bn.", MINDSPORE), "mint")[0] == "bn.weight"

    def test_both_kinds_of_names_need_a_word(self) -> None:
        names = (*under("a.", TORCH), *under("b.", MINDSPORE))
        with pytest.raises(CheckpointError, match="--to"):
            plan(names)
        assert renamed(names, "mindspore") == (*under("a.", MINDSPORE), *under("b.", MINDSPORE))

    def test_no_layer_needs_a_word(self) -> None:
        with pytest.raises(CheckpointError, match="running_mean and running_var"):
            plan(("conv.weight",))
        assert renamed(("conv.weight",), "torch") == ("conv.weight",)

    def test_an_unknown_framework_is_refused(self) -> None:
        with pytest.raises(CheckpointError, match="'jax' is not one of 'torch', 'mindspore'"):
            plan(under("bn.", TORCH), "jax")


class TestRename:
    def test_it_comes_after_the_layers_and_in_order(self) -> None:
        names = ("l.downsample.0.weight", *under("l.downsample.1.", TORCH), "fc.weight")
        assert renamed(names, None, "downsample=>down", r"^fc\.(\w+)=>head.\1", "down=>d") == (
            "l.d.0.weight",
            *under("l.d.1.", MINDSPORE),
            "head.weight",
        )

    def test_two_names_that_become_one_are_refused(self) -> None:
        names = ("a.weight", "b.weight", *under("bn.", TORCH))
        with pytest.raises(CheckpointError, match=r"a\.weight and b\.weight would both be named x"):
            renamed(names, None, r"^[ab]\.=>x.")

    def test_a_layer_whose_new_name_is_taken_is_refused(self) -> None:
        with pytest.raises(CheckpointError, match=r"would both be named bn\.gamma"):
            renamed(("bn.gamma", *under("bn.", TORCH)))

    def test_one_that_matches_nothing_is_said(self) -> None:
        result = plan(under("bn.", TORCH), None, ["dwonsample=>x"])
        assert any("'dwonsample' matched no name" in note for note in result.notes)

    @pytest.mark.parametrize("text", ["abc", "(=>x", r"a=>\1", r"a=>\g<name>", r"a=>\q"])
    def test_what_is_no_rename_is_refused(self, text: str) -> None:
        with pytest.raises(CheckpointError, match="write REGEX=>REPLACEMENT"):
            Rename.parse(text)


class TestRenameKeys:
    def test_values_are_passed_on(self) -> None:
        value = object()
        assert rename_keys({"bn.running_mean": value, "bn.running_var": 2}, to="mindspore") == {
            "bn.moving_mean": value,
            "bn.moving_variance": 2,
        }

    def test_torch_loads_the_result(self) -> None:
        torch = pytest.importorskip("torch", reason="PyTorch is not installed")
        model = torch.nn.Sequential(torch.nn.Conv2d(3, 4, 3), torch.nn.BatchNorm2d(4))
        model(torch.randn(2, 3, 8, 8))
        there = rename_keys(model.state_dict(), to="mindspore")
        assert set(there) == {"0.weight", "0.bias", *under("1.", MINDSPORE)}
        other = torch.nn.Sequential(torch.nn.Conv2d(3, 4, 3), torch.nn.BatchNorm2d(4))
        other.load_state_dict(rename_keys(there, to="torch"), strict=True)
        assert torch.equal(other[1].running_var, model[1].running_var)
        assert other[1].num_batches_tracked == 0

    def test_user_renames(self) -> None:
        state = {"bn.moving_mean": 1, "bn.moving_variance": 2}
        assert list(rename_keys(state, to="torch", renames=["^bn=>norm"])) == [
            "norm.running_mean",
            "norm.running_var",
        ]


NORMS = ["body.0.norm.weight", "body.0.norm.bias", "body.1.norm.weight"]
GROUPS = ["conv.weight", *NORMS, "bn.weight"]
STATISTICS = ["bn.running_mean", "bn.running_var"]


class TestLayersWithoutStatistics:
    def test_they_are_other_layers_to_who_is_not_told(self) -> None:
        steps = plan([*GROUPS, *STATISTICS]).steps
        assert [s.new for s in steps][:4] == GROUPS[:4]

    def test_patterns_name_them(self) -> None:
        steps = plan([*GROUPS, *STATISTICS], layers=["body.*.norm"]).steps
        assert [s.new for s in steps] == [
            *("conv.weight", "body.0.norm.gamma", "body.0.norm.beta", "body.1.norm.gamma"),
            *("bn.gamma", "bn.moving_mean", "bn.moving_variance"),
        ]

    def test_there_and_back_without_any_statistics(self) -> None:
        there = plan(GROUPS[:4], layers=["body.*"])
        assert there.target.name == "mindspore"
        names = [s.new for s in there.steps if s.new is not None]
        assert names[1:] == ["body.0.norm.gamma", "body.0.norm.beta", "body.1.norm.gamma"]
        back = plan(names, layers=["body.*"])
        assert [s.new for s in back.steps] == GROUPS[:4]

    def test_the_model_says_which_they_are(self) -> None:
        live = {
            "conv": LiveModule("Conv2d", is_batch_norm=False, is_3d=False),
            "body.0.norm": LiveModule("GroupNorm", False, False, has_no_statistics=True),
            "body.1.norm": LiveModule("Linear", False, False),
        }
        steps = plan(GROUPS[:4], "mindspore", live=live).steps
        assert [s.new for s in steps] == [
            *("conv.weight", "body.0.norm.gamma", "body.0.norm.beta", "body.1.norm.weight"),
        ]

    def test_a_pattern_that_matches_nothing_is_told(self) -> None:
        assert (
            "--layers 'head' matched no prefix" in plan(GROUPS, "mindspore", layers=["head"]).notes
        )

    def test_without_either_the_direction_is_open(self) -> None:
        with pytest.raises(CheckpointError, match="with --model or --layers"):
            plan(GROUPS)


def test_a_live_model_shows_its_layers_without_statistics(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch", reason="torch is not installed")
    code = (
        "from torch import nn\n\n\nclass Own(nn.GroupNorm):\n    pass\n\n\n"
        "def net():\n    return nn.Sequential(nn.Conv2d(1, 2, 1), nn.GroupNorm(1, 2), Own(1, 2))\n"
    )
    write(tmp_path, {"nets.py": code})
    torch.save({f"{i}.weight": torch.ones(2) for i in range(3)}, tmp_path / "net.pth")
    done = bnmigrate(
        tmp_path, "checkpoint", "net.pth", "net.ckpt", "--model", "nets:net", "--check"
    )
    assert done.returncode == 0, done.stderr
    assert b"2 renamed, 1 kept" in done.stdout
    done = bnmigrate(tmp_path, "checkpoint", "--dry-run", "net.ckpt", "--layers", "[12]")
    assert b"1.gamma  -> 1.weight" in done.stdout
