"""`bnmigrate checkpoint` as a user meets it, on files that need neither framework."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from bnmigrate.checkpoint import convert
from tests.checkpoint.checkpoint_files import (
    MINDSPORE_LAYER,
    TORCH_LAYER,
    floats,
    layer_file,
    parameter,
    run,
    safetensors_file,
    tensors_in,
)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "model.safetensors"
    path.write_bytes(layer_file(TORCH_LAYER, "bn.num_batches_tracked", "conv.weight"))
    return path


def folder(path: Path) -> set[str]:
    return {entry.name for entry in path.iterdir()}


class TestConversion:
    def test_a_layer_gets_its_names_and_the_bytes_stay(self, source: Path) -> None:
        target = source.with_suffix(".ckpt")
        result = run(source, target)
        assert result.exit_code == 0
        before, after = tensors_in(source), tensors_in(target)
        assert list(after) == [*MINDSPORE_LAYER, "conv.weight"]
        for old, new in zip((*TORCH_LAYER, "conv.weight"), after, strict=True):
            assert after[new] == before[old]
        assert f"wrote {target}" in result.output
        assert "dropped: num_batches_tracked, which MindSpore does not have" in result.output

    def test_back_again_with_counters_of_zero(self, source: Path) -> None:
        there, back = source.with_suffix(".ckpt"), source.with_name("back.safetensors")
        run(source, there)
        result = run(there, back)
        assert result.exit_code == 0
        before, after = tensors_in(source), tensors_in(back)
        assert after.pop("bn.num_batches_tracked") == ("int64", (), bytes(8))
        del before["bn.num_batches_tracked"]
        assert after == before
        assert "added: num_batches_tracked, 0 for each layer" in result.output

    def test_the_ending_says_whose_names_and_to_overrides_it(self, source: Path) -> None:
        target = source.with_name("out.safetensors")
        assert run(source, target, "--to", "torch").exit_code == 0
        assert tensors_in(target) == tensors_in(source)

    def test_names_that_are_right_already_are_kept(self, tmp_path: Path) -> None:
        source, target = tmp_path / "a.safetensors", tmp_path / "b.ckpt"
        source.write_bytes(layer_file(MINDSPORE_LAYER))
        result = run(source, target)
        assert "nothing to rename to MindSpore" in result.output
        assert list(tensors_in(target)) == list(MINDSPORE_LAYER)

    def test_rename(self, source: Path) -> None:
        target = source.with_suffix(".ckpt")
        assert run(source, target, "--rename", "^bn=>norm", "--rename", "conv=>c").exit_code == 0
        assert list(tensors_in(target))[-2:] == ["norm.moving_variance", "c.weight"]

    def test_optimizer_state_and_strings_are_left_out_and_named(self, tmp_path: Path) -> None:
        source, target = tmp_path / "a.ckpt", tmp_path / "b.safetensors"
        names = [*MINDSPORE_LAYER, "moments.bn.gamma", "stat.bn.beta", "linear.weight"]
        source.write_bytes(
            b"".join(parameter(n.encode(), [1], b"Float32", floats(1)) for n in names)
            + parameter(b"learning_rate", [], b"Float32", floats(1))
            + parameter(b"momentum", [2], b"Float32", floats(1, 2))
            + parameter(b"note", [0], b"str", b"h\0\0\0")
        )
        result = run(source, target)
        assert set(tensors_in(target)) == {
            *TORCH_LAYER,
            *("bn.num_batches_tracked", "linear.weight", "momentum"),
        }
        for name in ("moments.bn.gamma", "stat.bn.beta", "learning_rate", "note"):
            assert f"left out: {name} (" in result.output

    def test_crc_check_is_written_on_request(self, source: Path) -> None:
        plain, checked = source.with_name("a.ckpt"), source.with_name("b.ckpt")
        run(source, plain)
        assert run(source, checked, "--crc-check").exit_code == 0
        assert checked.read_bytes()[:-17] == plain.read_bytes()
        assert checked.read_bytes()[-17:-10] == b"crc_num"
        assert tensors_in(checked) == tensors_in(plain)

    def test_tensors_are_aligned_in_safetensors(self, tmp_path: Path) -> None:
        source, target = tmp_path / "a.safetensors", tmp_path / "b.safetensors"
        odd = {"odd": ("U8", [3], b"abc"), "wide": ("F64", [1], bytes(8))}
        source.write_bytes(safetensors_file(odd))
        run(source, target, "--to", "torch")
        data = target.read_bytes()
        header = 8 + int.from_bytes(data[:8], "little")
        assert header % 8 == 0
        assert data[header:] == bytes(8) + b"abc"

    def test_the_result_is_readable_by_others_as_any_new_file(self, source: Path) -> None:
        target = source.with_suffix(".ckpt")
        umask = os.umask(0o022)
        try:
            run(source, target)
        finally:
            os.umask(umask)
        assert stat.S_IMODE(target.stat().st_mode) == 0o644


class TestDryRun:
    def test_it_shows_a_table_and_writes_nothing(self, source: Path) -> None:
        result = run("--dry-run", source)
        assert result.exit_code == 0
        assert folder(source.parent) == {"model.safetensors"}
        assert result.output.splitlines()[:5] == [
            "bn.weight               -> bn.gamma",
            "bn.bias                 -> bn.beta",
            "bn.running_mean         -> bn.moving_mean",
            "bn.running_var          -> bn.moving_variance",
            "bn.num_batches_tracked  dropped",
        ]
        assert "4 renamed, 1 kept, 1 dropped, 0 added" in result.output
        assert "InstanceNorm2d" in result.output

    def test_the_other_way(self, tmp_path: Path) -> None:
        path = tmp_path / "x.safetensors"
        path.write_bytes(layer_file(MINDSPORE_LAYER))
        assert "-> bn.num_batches_tracked  added, 0" in run("--dry-run", path).output


class TestSafety:
    def test_an_existing_output_is_kept_unless_forced(self, source: Path) -> None:
        target = source.with_suffix(".ckpt")
        target.write_bytes(b"mine")
        result = run(source, target)
        assert (result.exit_code, target.read_bytes()) == (2, b"mine")
        assert "replace it with --force" in result.output
        assert run(source, target, "--force").exit_code == 0
        assert "bn.gamma" in tensors_in(target)

    def test_a_link_stays_a_link(self, source: Path) -> None:
        real, link = source.with_name("real.ckpt"), source.with_name("link.ckpt")
        real.write_bytes(b"")
        link.symlink_to(real)
        assert run(source, link, "--force").exit_code == 0
        assert link.is_symlink()
        assert "bn.gamma" in tensors_in(real)

    @pytest.mark.parametrize("name", ["model.safetensors", "link.safetensors"])
    def test_the_input_is_never_the_output(self, source: Path, name: str) -> None:
        before = source.read_bytes()
        source.with_name("link.safetensors").symlink_to(source)
        result = run(source, source.with_name(name), "--force")
        assert (result.exit_code, source.read_bytes()) == (2, before)
        assert "is the input, which is never changed" in result.output

    def test_a_failure_leaves_nothing_behind(self, tmp_path: Path) -> None:
        source, target = tmp_path / "a.safetensors", tmp_path / "b.ckpt"
        source.write_bytes(
            safetensors_file({"a": ("F32", [1], floats(1)), "b": ("F8_E5M2", [1], b"1")})
        )
        target.write_bytes(b"mine")
        result = run(source, target, "--force")
        assert result.exit_code == 2
        assert "float8_e5m2" in result.output
        assert folder(tmp_path) == {"a.safetensors", "b.ckpt"}
        assert target.read_bytes() == b"mine"

    def test_a_folder_that_is_not_there(self, source: Path) -> None:
        result = run(source, source.parent / "no" / "x.ckpt")
        assert result.exit_code == 2
        assert "cannot be written: No such file or directory" in result.output

    @pytest.mark.skipif(sys.platform != "linux", reason="/dev/full is Linux's")
    def test_a_full_disk(self, source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        real_open = Path.open

        def open_full(self: Path, mode: str) -> object:
            return real_open(Path("/dev/full"), "wb") if mode == "xb" else real_open(self, mode)

        monkeypatch.setattr(Path, "open", open_full)
        result = run(source, source.with_suffix(".ckpt"))
        assert result.exit_code == 2
        assert "cannot be written: No space left on device" in result.output

    @pytest.mark.parametrize("cut", [0, 1, 7, 8, 9, 60, -1])
    def test_a_truncated_file(self, source: Path, cut: int) -> None:
        source.write_bytes(source.read_bytes()[:cut])
        result = run(source, source.with_suffix(".ckpt"))
        assert result.exit_code == 2
        assert str(source) in result.output
        assert folder(source.parent) == {"model.safetensors"}


class TestCheck:
    def test_it_reads_the_output_back(self, source: Path) -> None:
        target = source.with_suffix(".ckpt")
        result = run(source, target, "--check")
        assert result.exit_code == 0
        assert f"checked {target}: every tensor has the bytes of {source}" in result.output

    def test_an_existing_output_is_only_compared(self, source: Path) -> None:
        target = source.with_suffix(".ckpt")
        run(source, target)
        before = target.stat()
        assert run(source, target, "--check").exit_code == 0
        assert target.stat().st_mtime_ns == before.st_mtime_ns

    def test_each_difference_is_a_finding(self, tmp_path: Path) -> None:
        source, target = tmp_path / "a.safetensors", tmp_path / "b.safetensors"
        same, zeros = ("F32", [2], floats(1, 2)), ("F32", [1], floats(0))
        source.write_bytes(
            safetensors_file({"same": same, "lost": zeros, "kind": zeros, "bytes": same})
        )
        other = ("F32", [2], floats(1, 3))
        target.write_bytes(
            safetensors_file(
                {"same": same, "kind": ("I32", [1], bytes(4)), "bytes": other, "new": zeros}
            )
        )
        before = target.read_bytes()
        result = run(source, target, "--check", "--to", "torch")
        assert result.exit_code == 1
        assert [line for line in result.output.splitlines() if line.startswith("difference")] == [
            "difference: lost is missing",
            "difference: kind is int32 [1], and float32 [1] was expected",
            "difference: bytes differs from byte 6 of its 8 on",
            "difference: new was not expected",
        ]
        assert target.read_bytes() == before

    def test_an_output_that_differs_does_not_take_its_place(
        self, source: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        target = source.with_suffix(".ckpt")
        monkeypatch.setattr(
            "bnmigrate.checkpoint.conversion.differences", lambda *_: ("a is missing",)
        )
        assert run(source, target, "--check").exit_code == 1
        assert folder(source.parent) == {"model.safetensors"}

    def test_an_output_that_cannot_be_read(self, source: Path) -> None:
        target = source.with_suffix(".ckpt")
        run(source, target)
        target.write_bytes(target.read_bytes()[:-3])
        result = run(source, target, "--check")
        assert result.exit_code == 2
        assert f"{target}: at byte" in result.output


class TestUsage:
    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            ((), "Missing argument 'TARGET'"),
            (
                ("out.onnx",),
                "its ending says no format; write one of .pth, .pt, .safetensors, .ckpt",
            ),
            (("out.ckpt", "--rename", "abc"), "write REGEX=>REPLACEMENT"),
            (("out.ckpt", "--to", "jax"), "'jax' is not one of"),
            (("out.safetensors", "--crc-check"), "only a .ckpt has MindSpore's checksum"),
            (("out.ckpt", "--model", "nets"), "MODULE:CALLABLE was expected"),
            (("out.ckpt", "--model", "no_such_module:net"), "ModuleNotFoundError"),
            (("out.ckpt", "--model", "builtins:dict"), "it returned a dict"),
        ],
    )
    def test_bad_usage_exits_2(
        self,
        source: Path,
        monkeypatch: pytest.MonkeyPatch,
        arguments: tuple[str, ...],
        message: str,
    ) -> None:
        monkeypatch.chdir(source.parent)
        result = run(source, *arguments)
        assert result.exit_code == 2
        assert message in result.output
        assert folder(source.parent) == {"model.safetensors"}

    def test_no_layer_and_no_direction(self, tmp_path: Path) -> None:
        path = tmp_path / "x.safetensors"
        path.write_bytes(safetensors_file({"a.weight": ("F32", [1], floats(1))}))
        result = run(path, tmp_path / "y.safetensors")
        assert result.exit_code == 2
        assert f"{path}: no normalisation layer is in it" in result.output
        assert "--to" in result.output

    @pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pty")
    def test_a_bar_on_a_terminal_alone(self, source: Path) -> None:
        code = "from bnmigrate.checkpoint.command import checkpoint as c; c()"
        target = source.with_suffix(".ckpt")
        command = [sys.executable, "-c", code, str(source), str(target), "--force"]
        ours, theirs = os.openpty()
        result = subprocess.run(command, stderr=theirs, stdout=subprocess.PIPE, check=True)
        os.close(theirs)
        assert b"100%" in os.read(ours, 10_000)
        os.close(ours)
        assert b"%" not in result.stdout
        assert subprocess.run(command, capture_output=True, check=True).stderr == b""

    def test_progress_is_told_to_a_caller(self, source: Path) -> None:
        moved: list[tuple[int, int]] = []
        convert(
            source,
            source.with_suffix(".ckpt"),
            check=True,
            progress=lambda count, total: moved.append((count, total)),
        )
        assert {total for _, total in moved} == {sum(count for count, _ in moved)} == {80}


def test_nothing_heavy_is_imported(tmp_path: Path) -> None:
    source = tmp_path / "a.safetensors"
    source.write_bytes(layer_file(TORCH_LAYER))
    code = (
        "import sys; from bnmigrate.checkpoint import command, convert;"
        f"convert({str(source)!r}, {str(tmp_path / 'b.ckpt')!r});"
        "print({'torch', 'numpy', 'libcst', 'mindspore', 'google.protobuf'} & set(sys.modules))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout == "set()\n"
