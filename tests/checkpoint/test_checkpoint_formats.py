"""What the readers and writers of each format do, without either framework."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest

from bnmigrate.checkpoint import CheckpointError, mindspore_ckpt
from bnmigrate.checkpoint.entries import CHUNK, DTYPES, Entry
from bnmigrate.checkpoint.formats import opened, write
from tests.checkpoint.checkpoint_files import (
    floats,
    parameter,
    part,
    safetensors_file,
    tensors_in,
    with_header,
)


def refusal(path: Path, data: bytes) -> str:
    """Return the message with which the file of `data` is refused, without the path."""
    path.write_bytes(data)
    with pytest.raises(CheckpointError) as caught, opened(path):
        pass
    message = str(caught.value)
    assert message.startswith(f"{path}: ")
    return message.removeprefix(f"{path}: ")


def crc_trailer(data: bytes) -> bytes:
    return b"crc_num" + zlib.crc32(data).to_bytes(10, "big")


class TestForeignFiles:
    @pytest.mark.parametrize(
        ("data", "message"),
        [
            (b"", "is empty"),
            (b"\x89HDF\r\n\x1a\n" * 4, "at byte 0: the beginning of a PyTorch, safetensors or"),
            (b"version https://git-lfs.github.com/spec/v1\n", "run `git lfs pull`"),
        ],
    )
    def test_they_are_refused(self, tmp_path: Path, data: bytes, message: str) -> None:
        assert message in refusal(tmp_path / "x.ckpt", data)

    def test_a_file_that_is_not_there(self, tmp_path: Path) -> None:
        problem = "cannot be read: No such file"
        with pytest.raises(CheckpointError, match=problem), opened(tmp_path / "x.ckpt"):
            pass

    def test_a_folder(self, tmp_path: Path) -> None:
        problem = "cannot be read: Is a directory"
        with pytest.raises(CheckpointError, match=problem), opened(tmp_path):
            pass

    def test_the_content_decides_and_not_the_ending(self, tmp_path: Path) -> None:
        path = tmp_path / "x.ckpt"
        path.write_bytes(safetensors_file({"a": ("F32", [1], floats(1))}))
        assert tensors_in(path) == {"a": ("float32", (1,), floats(1))}

    def test_a_name_that_would_play_tricks_on_a_terminal(self, tmp_path: Path) -> None:
        data = safetensors_file({"a\x1b[2J": ("F32", [1], floats(1))})
        assert r"'a\x1b[2J' cannot be printed" in refusal(tmp_path / "x", data)


class TestSafetensors:
    def test_types_scalars_and_empty_tensors(self, tmp_path: Path) -> None:
        path = tmp_path / "x.safetensors"
        path.write_bytes(
            safetensors_file(
                {
                    "half": ("BF16", [2], b"\x80\x3f\x00\x40"),
                    "scalar": ("I64", [], (7).to_bytes(8, "little")),
                    "empty": ("F32", [0, 3], b""),
                }
            )
        )
        assert tensors_in(path) == {
            "half": ("bfloat16", (2,), b"\x80\x3f\x00\x40"),
            "scalar": ("int64", (), (7).to_bytes(8, "little")),
            "empty": ("float32", (0, 3), b""),
        }

    @pytest.mark.parametrize(
        ("data", "message"),
        [
            ((999).to_bytes(8, "little") + b"{}", "at byte 0: the header's length is given as 999"),
            (with_header(b"{nonsense}"), "at byte 8: a JSON header was expected"),
            (with_header(b"{" + b'"a":[' * 90_000), "at byte 8: a JSON header was expected"),
            (with_header(b'{"a":1,"a":2}'), "'a' stands in it twice"),
            (with_header(b'{"a":1}'), "'a': dtype, shape and two data_offsets were expected"),
            (safetensors_file({"a": ("F3", [1], b"1234")}), "'a' has the type 'F3'"),
            (safetensors_file({"a": ("F32", [-1], b"1234")}), "whole numbers were expected"),
            (safetensors_file({"a": ("F32", [True], b"1234")}), "whole numbers were expected"),
            (safetensors_file({"a": ("F32", [2], b"1234")}), "8 bytes by its shape, 4 by offsets"),
            (safetensors_file({"a": ("F32", [1 << 62, 4], b"")}), "bytes by its shape, 0 by"),
            (safetensors_file({"a": ("F32", [1], b"1234")})[:-1], "was expected to end at byte"),
            (safetensors_file({"a": ("F32", [1], b"1234")}) + b"!", "was expected to end at byte"),
            (safetensors_file({"a": ("F32", [1], b"1234")}, 3), "'__metadata__': a JSON object"),
            (safetensors_file({"a": ("I8", [1], b"1")}, {"a": "Int4"}), "'a' is Int4"),
            (safetensors_file({}), "holds no tensor"),
        ],
    )
    def test_what_is_wrong_is_said(self, tmp_path: Path, data: bytes, message: str) -> None:
        assert message in refusal(tmp_path / "x", data)

    def test_overlapping_tensors_are_refused(self, tmp_path: Path) -> None:
        one = '"dtype":"U8","shape":[2],"data_offsets":'
        header = f'{{"a":{{{one}[0,2]}},"b":{{{one}[1,3]}}}}'.encode()
        start = 8 + len(header) + 2
        message = refusal(tmp_path / "x", with_header(header, b"abc"))
        assert message.startswith(f"at byte {start}: 'b' was expected to begin here")

    def test_the_checksum_of_mindspore_is_verified(self, tmp_path: Path) -> None:
        tensors = {"b": ("U8", [1], b"y"), "a": ("U8", [1], b"x")}
        good = str(zlib.crc32(b"axby"))
        path = tmp_path / "x"
        path.write_bytes(safetensors_file(tensors, {"format": "ms", "crc_num": good}))
        assert set(tensors_in(path)) == {"a", "b"}
        bad = safetensors_file(tensors, {"format": "ms", "crc_num": "1"})
        assert f"the checksum crc_num is 1, and that of the tensors is {good}" in refusal(path, bad)

    def test_a_name_that_is_no_text_is_refused(self, tmp_path: Path) -> None:
        data = safetensors_file({"a\ud800": ("U8", [1], b"x")}, {"crc_num": "1"})
        assert "the checksum crc_num is 1" in refusal(tmp_path / "x", data)
        data = safetensors_file({"a\ud800": ("U8", [1], b"x")})
        assert r"'a\ud800' cannot be printed" in refusal(tmp_path / "x", data)

    def test_metadata_is_named_as_left_out(self, tmp_path: Path) -> None:
        path = tmp_path / "x"
        path.write_bytes(safetensors_file({"a": ("U8", [1], b"x")}, {"format": "pt", "by": "me"}))
        with opened(path) as contents:
            assert [left_out.name for left_out in contents.left_out] == ["__metadata__.by"]


class TestMindSporeCkpt:
    def test_types_scalars_and_slices(self, tmp_path: Path) -> None:
        path = tmp_path / "x"
        path.write_bytes(
            parameter(b"half", [2], b"BFloat16", b"\x80\x3f\x00\x40")
            + parameter(b"scalar", [], b"Float32", floats(1))
            + parameter(b"old.scalar", [0], b"Float32", floats(2))
            + parameter(b"sliced", [3], b"Float32", floats(1))
            + parameter(b"sliced", [3], b"Float32", floats(2, 3))
        )
        assert tensors_in(path) == {
            "half": ("bfloat16", (2,), b"\x80\x3f\x00\x40"),
            "scalar": ("float32", (), floats(1)),
            "old.scalar": ("float32", (), floats(2)),
            "sliced": ("float32", (3,), floats(1, 2, 3)),
        }

    def test_packed_dims_and_fields_in_another_order(self, tmp_path: Path) -> None:
        path = tmp_path / "x"
        tensor = part(3, floats(1, 2)) + part(1, b"\x01\x02") + part(2, b"Float32")
        path.write_bytes(part(1, part(2, tensor) + part(1, b"a")))
        assert tensors_in(path) == {"a": ("float32", (1, 2), floats(1, 2))}

    def test_strings_and_hash_tables_are_left_out(self, tmp_path: Path) -> None:
        path = tmp_path / "x"
        path.write_bytes(
            parameter(b"note", [0], b"str", b"h\0\0\0")
            + part(1, part(1, b"table") + part(3, b""))
            + parameter(b"a", [1], b"Float32", floats(1))
        )
        with opened(path) as contents:
            assert [(o.name, o.reason) for o in contents.left_out] == [
                ("note", "a string"),
                ("table", "a hash table, which PyTorch has no such thing as"),
            ]

    def test_the_checksum_is_verified(self, tmp_path: Path) -> None:
        data = parameter(b"a", [1], b"Float32", floats(1))
        path = tmp_path / "x"
        path.write_bytes(data + crc_trailer(data))
        assert tensors_in(path) == {"a": ("float32", (1,), floats(1))}
        damaged = data[:-1] + b"!" + crc_trailer(data)
        assert refusal(path, damaged).startswith(f"at byte {len(data)}: the checksum crc_num is")

    def test_bytes_that_only_look_like_a_checksum_are_a_tensor(self, tmp_path: Path) -> None:
        path = tmp_path / "x"
        path.write_bytes(parameter(b"a", [17], b"UInt8", b"crc_num" + bytes(10)))
        assert tensors_in(path)["a"][2] == b"crc_num" + bytes(10)

    @pytest.mark.parametrize("first", [b"\xd8", b"\xd9", b"\xda"])
    def test_an_encrypted_file_is_refused(self, tmp_path: Path, first: bytes) -> None:
        assert "is encrypted" in refusal(tmp_path / "x", first + b"^:\x7f" + bytes(40))

    GOOD = parameter(b"a", [1], b"Float32", floats(1))

    @pytest.mark.parametrize(
        ("data", "message"),
        [
            (GOOD + GOOD[:-1], f"at byte {len(GOOD)}: a length is given as {len(GOOD) - 2} bytes"),
            (GOOD + b"\x12\x00", f"at byte {len(GOOD)}: a parameter was expected, not field 2"),
            (GOOD + b"\n", f"at byte {len(GOOD) + 1}: a number (varint) was expected"),
            (b"\n" + b"\xff" * 12, "at byte 1: a number (varint) was expected"),
            (b"\n" + b"\xff" * 9 + b"\x7f", "at byte 1: a number (varint) was expected"),
            (part(1, part(2, b"")), "at byte 0: a name was expected"),
            (part(1, part(1, b"a")), "at byte 0: 'a': a tensor was expected"),
            (part(1, part(1, b"\xff") + part(2, b"")), "at byte 4: a name in UTF-8 was expected"),
            (part(1, part(1, b"a") + part(1, b"b")), "at byte 5: field 1 stands here twice"),
            (part(1, part(1, b"a") + part(2, part(3, b""))), "a type was expected"),
            (part(1, part(1, b"a") + part(2, part(2, b"Int8"))), "the bytes of the tensor were"),
            (
                part(1, part(1, b"a") + part(2, part(1, b"\1" * 65))),
                "at most 64 dims were expected",
            ),
            (parameter(b"a", [1], b"Int4", b"1"), "'a' has the type 'Int4'"),
            (parameter(b"a", [2], b"Int8", b"1"), "'a' has 2 bytes by its dims, but 1 here"),
            (GOOD + parameter(b"b", [1], b"Int8", b"1") + GOOD, "'a' stands here again"),
            (GOOD + parameter(b"a", [1], b"Int8", b"1"), "slices of different shapes or types"),
        ],
    )
    def test_what_is_wrong_is_said(self, tmp_path: Path, data: bytes, message: str) -> None:
        assert message in refusal(tmp_path / "x", data)

    def test_a_negative_dim_is_refused(self, tmp_path: Path) -> None:
        dim = b"\x08" + b"\xff" * 9 + b"\x01"
        data = part(1, part(1, b"a") + part(2, dim + part(2, b"Int8") + part(3, b"")))
        assert "dims of at least 0 were expected" in refusal(tmp_path / "x", data)

    def test_large_tensors_are_written_in_slices(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(mindspore_ckpt, "SLICE", CHUNK)
        content = bytes(range(256)) * (CHUNK // 100)
        chunks = [content[i : i + CHUNK] for i in range(0, len(content), CHUNK)]
        entry = Entry("a", U8, (len(content),), lambda: iter(chunks))
        path = tmp_path / "x.ckpt"
        with path.open("wb") as file:
            write(path, file, [entry], framework="mindspore", crc_check=True)
        assert path.read_bytes().count(b"\x12\x05UInt8\x1a") == 3
        assert tensors_in(path) == {"a": ("uint8", (len(content),), content)}

    @pytest.mark.parametrize(
        ("code", "shape", "message"),
        [
            ("F8_E5M2", (1,), "float8_e5m2, which MindSpore does not"),
            ("U8", (0,), "is empty"),
            ("U8", (1, 1 << 31), "has 2147483648 elements in a dim"),
        ],
    )
    def test_what_mindspore_could_not_load_is_refused(
        self, tmp_path: Path, code: str, shape: tuple[int, ...], message: str
    ) -> None:
        dtype = next(dtype for dtype in DTYPES if dtype.safetensors == code)
        path = tmp_path / "x.ckpt"
        with path.open("wb") as file, pytest.raises(CheckpointError, match=message):
            write(
                path,
                file,
                [Entry("a", dtype, shape, lambda: iter(()))],
                framework="mindspore",
                crc_check=False,
            )


U8 = next(dtype for dtype in DTYPES if dtype.safetensors == "U8")
