"""Names and imports that depend on more than the file's text: its path, its package, settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from bnmigrate.config import Config
from bnmigrate.engine import migrate
from bnmigrate.results import FileResult

# A company's layer that takes torch's arguments, as one more class of that dialect.
WRAPPER = """
layer = "BatchNorm2d"

[[dialects]]
extends = "torch"
classes = ["company.layers.BN2d"]
"""


def fix(text: str, path: str = "case.py", package: str = "", **settings: object) -> FileResult:
    return migrate(text.encode(), path, Config(**settings), package)  # type: ignore[arg-type]  # settings by name


def fixed(text: str, path: str = "case.py", package: str = "", **settings: object) -> str:
    result = fix(text, path, package, **settings)
    assert result.output is not None, result.findings
    return result.output.decode()


@pytest.fixture
def wrapper(tmp_path: Path) -> tuple[Path, ...]:
    path = tmp_path / "layers.toml"
    path.write_text(WRAPPER)
    return (path,)


class TestInterfaces:
    @pytest.mark.parametrize(
        "path", ["__init__.py", "pkg/__init__.py", "pkg\\__init__.py", "pkg/layers.pyi"]
    )
    def test_an_import_stays_and_is_reported(self, path: str) -> None:
        result = fix("from torch.nn import BatchNorm2d, Conv2d\n", path)
        assert result.output is None
        (finding,) = result.findings
        assert (finding.code, finding.line, finding.column) == ("BN102", 1, 22)
        assert "package's interface" in finding.reason
        assert finding.advice

    def test_its_own_uses_go_through_another_import(self) -> None:
        text = "from torch.nn import BatchNorm2d\n\nbn = BatchNorm2d(8, momentum=0.1)\n"
        assert fixed(text, "pkg/__init__.py") == (
            "import mindspore as ms\nfrom torch.nn import BatchNorm2d\n\n"
            "bn = ms.nn.BatchNorm2d(8, momentum=0.9)\n"
        )

    def test_a_module_that_others_may_import_stays(self) -> None:
        text = "from torch import nn\n\nbn = nn.BatchNorm2d(8)\n"
        assert fixed(text, "pkg/__init__.py").startswith("import mindspore as ms\nfrom torch")
        assert fixed(text, "pkg/init__.py").startswith("from mindspore import nn\n\nbn")

    def test_a_local_import_is_nobody_elses(self) -> None:
        text = "def f():\n    from torch.nn import BatchNorm2d as BN\n    return BN(8)\n"
        after = text.replace("torch", "mindspore").replace("BN(8)", "BN(8).set_train()")
        assert fixed(text, "__init__.py") == after


class TestWrappers:
    @pytest.mark.parametrize(
        ("statement", "use", "package"),
        [
            ("from company.layers import BN2d", "BN2d", ""),
            ("from .layers import BN2d as Norm", "Norm", "company"),
            ("from . import layers", "layers.BN2d", "company"),
            ("from ..layers import BN2d", "BN2d", "company.models"),
            ("from ...layers import BN2d", "BN2d", "company.models.small"),
            ("from .. import layers as L", "L.BN2d", "company.models"),
            ("import company.layers as L", "L.BN2d", ""),
            ("import company.layers", "company.layers.BN2d", ""),
        ],
    )
    def test_every_import_is_followed(
        self, statement: str, use: str, package: str, wrapper: tuple[Path, ...]
    ) -> None:
        text = f"{statement}\n\nbn = {use}(8, momentum=0.1)\n"
        output = fixed(text, package=package, extend_rules=wrapper)
        assert "BatchNorm2d" in output
        assert "momentum=0.9" in output
        assert "layers" not in output

    @pytest.mark.parametrize(
        ("statement", "package"),
        [
            ("from .layers import BN2d", ""),
            ("from .layers import BN2d", "other"),
            ("from ..layers import BN2d", "company"),
            ("from ....layers import BN2d", "company.models"),
            ("from layers import BN2d", "company"),
        ],
    )
    def test_another_module_is_not(
        self, statement: str, package: str, wrapper: tuple[Path, ...]
    ) -> None:
        text = f"import torch\n{statement}\n\nbn = BN2d(8, momentum=0.1)\n"
        assert fix(text, package=package, extend_rules=wrapper) == FileResult("case.py")

    @pytest.mark.parametrize("alias", ["ms", "mint", "torch", "M"])
    def test_an_alias_that_names_the_framework_is_not_given_to_another(self, alias: str) -> None:
        text = f"import mindspore as {alias}\n\nbn = {alias}.nn.BatchNorm2d(8)\n"
        result = fix(text, target="torch", mindspore_alias="M")
        if alias == "torch":
            assert result.output is None
            assert "stands for something else" in result.findings[0].reason
        else:
            assert result.output == b"import torch\n\nbn = torch.nn.BatchNorm2d(8)\n"

    def test_a_name_that_differs_keeps_what_the_file_calls_it(
        self, wrapper: tuple[Path, ...]
    ) -> None:
        text = "from company.layers import BN2d\n\nbn = BN2d(8)\n"
        assert fixed(text, extend_rules=wrapper) == (
            "from mindspore.nn import BatchNorm2d as BN2d\n\nbn = BN2d(8)\n"
        )


class TestSettings:
    TEXT = "from torch import nn\n\nnet = [nn.Conv2d, nn.BatchNorm2d(8, momentum=0.1)]\n"

    @pytest.mark.parametrize(
        ("alias", "statement"),
        [
            ("ms", "import mindspore as ms"),
            ("mindspore", "import mindspore"),
            ("M", "import mindspore as M"),
        ],
    )
    def test_alias(self, alias: str, statement: str) -> None:
        assert fixed(self.TEXT, mindspore_alias=alias) == (
            f"{statement}\nfrom torch import nn\n\n"
            f"net = [nn.Conv2d, {alias}.nn.BatchNorm2d(8, momentum=0.9)]\n"
        )

    def test_mint_from_torch(self) -> None:
        assert fixed(self.TEXT, target="mint") == (
            "from mindspore import mint\nfrom torch import nn\n\n"
            "net = [nn.Conv2d, mint.nn.BatchNorm2d(8, momentum=0.1)]\n"
        )

    def test_mint_from_mindspore_uses_the_name_it_has(self) -> None:
        text = "import mindspore as ms\n\nbn = ms.nn.BatchNorm2d(8, momentum=0.9)\n"
        assert fixed(text, target="mint") == (
            "import mindspore as ms\n\nbn = ms.mint.nn.BatchNorm2d(8, momentum=0.1)\n"
        )

    @pytest.mark.parametrize("target", ["mindspore", "torch"])
    def test_from_mint(self, target: str) -> None:
        text = "from mindspore.mint import nn\n\nbn = nn.BatchNorm2d(8, momentum=0.1)\n"
        momentum = "0.1" if target == "torch" else "0.9"
        assert fixed(text, target=target, source=("mint",)) == (
            f"from {target} import nn\n\nbn = nn.BatchNorm2d(8, momentum={momentum})\n"
        )


class TestBytes:
    """What the parser loses or refuses; CRLF, marks and tabs are tried on every fixture."""

    BEFORE = b"import torch.nn as nn\nbn = nn.BatchNorm2d(8, momentum=0.1)\n"
    AFTER = b"import mindspore.nn as nn\nbn = nn.BatchNorm2d(8, momentum=0.9)\n"

    @pytest.mark.parametrize(
        ("head", "tail"),
        [
            (b"# -*- coding: latin-1 -*-\n# \xe9\n", b"x = '\xfc'\n"),
            (b"# vim: set fileencoding=cp1251 :\n", b"# \xcf\n"),
            (b"\xef\xbb\xbf# coding: utf-8\n", "x = 'ü€'\n".encode()),
            (b"\x0c\n\x0c# page\n", b"\x0cclass A:\n\x0c    pass\n\x0c"),
            (b"", b"\n\x0c\n\n# end\n\n\n"),
            (b"x = 1 \t \n", b"if x:\n\ty = 1 ;  \n"),
            (b"'''a\r\nb\rc\n'''\r\n", b"z = 1\r\n"),
            (b"#!/usr/bin/python\n\n\n", b"\n    \n# end without a line end"),
            (b"", b"x = 1\\\n  + 2\n"),
            (b"if 1:\n  x = 1\n", b"if 1:\n\t\tx = 2\n"),
        ],
    )
    def test_everything_else_stays(self, head: bytes, tail: bytes) -> None:
        result = migrate(head + self.BEFORE + tail, "case.py", Config())
        assert result.output == head + self.AFTER + tail

    def test_a_new_import_has_the_files_line_end(self) -> None:
        text = b"from torch import nn\r\nx = nn.Conv2d, nn.BatchNorm2d(8)\r\n"
        assert migrate(text, "case.py", Config()).output == (
            b"import mindspore as ms\r\nfrom torch import nn\r\n"
            b"x = nn.Conv2d, ms.nn.BatchNorm2d(8)\r\n"
        )

    @pytest.mark.parametrize("before", [b"", b"\x0c", b"a = 1\n\x0c\n\x0c"])
    def test_form_feeds_around_a_line_that_changes(self, before: bytes) -> None:
        text = before + b"from torch import nn\n\x0cx = nn.Conv2d, nn.BatchNorm2d(8)\n\x0c"
        ahead = before.removesuffix(b"\x0c")
        assert migrate(text, "case.py", Config()).output == (
            ahead
            + b"import mindspore as ms\n"
            + before.removeprefix(ahead)
            + b"from torch import nn\n\x0cx = nn.Conv2d, ms.nn.BatchNorm2d(8)\n\x0c"
        )

    @pytest.mark.parametrize(
        ("data", "place", "message"),
        [
            (BEFORE + b"x = '\0'\n", (3, 6), "null byte"),
            (BEFORE + b"x = '\xff'\n", (3, 6), "is not utf-8"),
            (b"# coding: klingon\n" + BEFORE, (1, 1), "klingon"),
            (BEFORE + b"def f(:\n", (3, 7), "invalid syntax"),
            (BEFORE.decode().encode("utf-16"), (1, 1), "UTF-16"),
        ],
    )
    def test_what_cannot_be_read_is_named(
        self, data: bytes, place: tuple[int, int], message: str
    ) -> None:
        result = migrate(data, "case.py", Config())
        assert result.error
        assert result.output is None
        (finding,) = result.findings
        assert finding.code == "BN900"
        assert (finding.line, finding.column) == place
        assert message in finding.message

    def test_a_character_that_the_encoding_lacks_is_not_written(self) -> None:
        text = "# coding: ascii\nfrom torch import nn\nx = nn.Conv2d, nn.BatchNorm2d(8)\n"
        result = migrate(text.encode(), "case.py", Config(mindspore_alias="m\xfc"))
        assert result.output is None
        assert result.error
        assert "ascii lacks" in result.findings[0].message

    def test_bare_carriage_returns(self) -> None:
        """They end lines in Python; LibCST loses the last one."""
        result = migrate(self.BEFORE.replace(b"\n", b"\r"), "case.py", Config())
        assert result.output == self.AFTER.replace(b"\n", b"\r")
