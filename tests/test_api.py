"""What Python programs import; docs/api.md is run by tests/test_docs.py."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

import bnmigrate
from tests.command_line import MINDSPORE, PLAIN, TORCH, environment, write
from tests.command_line import bnmigrate as run
from tests.test_fixtures import CASES, config_for, name_of

BASIC = [path for path in CASES if path.parent.name in ("BN101", "BN202", "BN900")]


@pytest.mark.parametrize("case", BASIC, ids=[name_of(path) for path in BASIC])
def test_the_functions_do_what_the_commands_do(case: Path, tmp_path: Path) -> None:
    data = case.read_bytes()
    config = config_for(case)
    unsafe = ["--unsafe-fixes"] if config.unsafe_fixes else []
    source = [word for name in config.source for word in ("--from", name)]
    command = ["fix", "--to", config.target, *source, *unsafe, "-"]
    done = run(tmp_path, *command, stdin=data)
    result = bnmigrate.fix_source(
        data.decode(),
        target=config.target,
        source=config.source,
        unsafe_fixes=config.unsafe_fixes,
    )
    assert result.text == done.stdout.decode()
    findings = bnmigrate.check_source(
        data.decode(),
        target=config.target,
        source=config.source,
        unsafe_fixes=config.unsafe_fixes,
    )
    assert findings == result.findings


def test_a_finding_names_the_path_that_was_given(tmp_path: Path) -> None:
    (unnamed,) = bnmigrate.check_source(TORCH)
    (named,) = bnmigrate.check_source(TORCH, path=tmp_path / "model.py")
    assert unnamed.path == "<string>"
    assert named.path == str(tmp_path / "model.py")
    assert (named.line, named.column, named.code, named.fixed) == (3, 6, "BN101", True)


def test_what_has_no_layer_stays_as_it_is() -> None:
    assert bnmigrate.fix_source(PLAIN) == bnmigrate.FixResult(PLAIN, ())
    assert bnmigrate.check_source(PLAIN) == ()


def test_the_settings() -> None:
    assert bnmigrate.fix_source(MINDSPORE, target="torch").text == TORCH.replace(
        "import torch.nn as nn", "import torch"
    ).replace("= nn.", "= torch.nn.")
    both = f"{TORCH}conv = nn.Conv2d(3, 3, 3)\n"
    assert "import mindspore as m\n" in bnmigrate.fix_source(both, mindspore_alias="m").text


def test_unsafe_fixes_are_those_of_the_option() -> None:
    text = "import torch.nn as nn\n\n\ndef norm(c, device=None):\n"
    text += "    return nn.Sequential(nn.BatchNorm2d(c, device=device))\n"
    (finding,) = bnmigrate.check_source(text)
    assert (finding.fix, finding.fixed) == ("unsafe", False)
    assert bnmigrate.fix_source(text).text == text
    assert "device=device" not in bnmigrate.fix_source(text, unsafe_fixes=True).text


def test_rules_of_ones_own_and_relative_imports(tmp_path: Path) -> None:
    rules = 'layer = "BatchNorm2d"\n[[dialects]]\nextends = "torch"\nclasses = ["own.layers.BN"]\n'
    write(tmp_path, {"own.toml": rules})
    text = "from ..layers import BN\n\nbn = BN(3, momentum=0.1)\n"
    own = [tmp_path / "own.toml"]
    assert bnmigrate.check_source(text, extend_rules=own) == ()
    found = bnmigrate.check_source(text, extend_rules=own, package="own.models")
    assert [finding.code for finding in found] == ["BN101", "BN106"]


def test_no_settings_are_read_from_a_pyproject(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {"pyproject.toml": '[tool.bnmigrate]\ntarget = "torch"\n'})
    monkeypatch.chdir(tmp_path)
    assert [finding.code for finding in bnmigrate.check_source(TORCH)] == ["BN101"]


@pytest.mark.parametrize(
    ("mark", "cookie"),
    [
        ("", ""),
        ("", "# -*- coding: latin-1 -*-"),
        ("", "# coding: utf-8"),
        ("\ufeff", ""),
        ("\ufeff", "# coding: utf-8"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_form_of_a_text_stays(mark: str, cookie: str, end: str) -> None:
    lines = [cookie, "import torch.nn as nn", "bn = nn.BatchNorm2d(3)  # \xe9 \xfc", "x = 1"]
    text = mark + end.join(lines)
    expected = text.replace("torch.nn", "mindspore.nn")
    result = bnmigrate.fix_source(text)
    assert result.text == expected
    assert [finding.line for finding in result.findings] == [3]


@pytest.mark.parametrize(
    ("text", "line", "column", "said"),
    [
        ("import torch\nBatchNorm2d(\n", 2, 12, "is not Python: '(' was never closed"),
        ("BatchNorm2d = '\ud800'\n", 1, 16, "has characters that utf-8 lacks"),
        ("# coding: latin-1\nBatchNorm2d = '\u20ac'\n", 2, 16, "has characters that iso-8859-1"),
        ("# coding: klingon\nBatchNorm2d = 1\n", 1, 1, "unknown encoding: klingon"),
        ("# coding: rot13\nBatchNorm2d = 1\n", 1, 1, "cannot be written as rot13"),
        ("\ufeff# coding: latin-1\nBatchNorm2d\n", 1, 1, "has a byte order mark of UTF-8 and"),
        ("BatchNorm2d = '\0'\n", 1, 16, "holds a null byte"),
        ("BatchNorm2d = " + "(" * 5000 + ")" * 5000, 1, None, "is nested too deeply"),
    ],
)
def test_what_is_no_python_is_an_error_with_its_place(
    text: str, line: int, column: int | None, said: str
) -> None:
    for function in (bnmigrate.check_source, bnmigrate.fix_source):
        with pytest.raises(bnmigrate.UnreadableError) as caught:
            function(text, path="model.py")
        error = caught.value
        assert error.line == line
        assert column in (error.column, None)
        assert str(error).startswith(f"model.py:{line}:{error.column}: {said}")


def test_codes_are_selected() -> None:
    text = (
        "import torch.nn as nn\n\na = nn.BatchNorm2d(3, momentum=0.1)\nb = nn.BatchNorm2d(3, 8)\n"
    )
    every = [finding.code for finding in bnmigrate.check_source(text)]
    assert {"BN101", "BN302"} <= set(every)
    lints = bnmigrate.fix_source(text, select=["BN3"])
    assert lints.text == text
    assert {finding.code for finding in lints.findings} == {code for code in every if "BN3" in code}
    assert [f.code for f in bnmigrate.check_source(text, select=["BN3"], ignore=["BN3"])] == []
    both = bnmigrate.check_source(text, select=["BN302"], extend_select=["layer-constructor"])
    assert {finding.code for finding in both} == {"BN101", "BN302"}
    with pytest.raises(bnmigrate.ConfigError, match=r"^ignore: 'BN999' is no code"):
        bnmigrate.check_source(text, ignore=["BN999"])


def test_a_wrong_setting_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(bnmigrate.ConfigError, match=r"^target: 'pytorch' is not a dialect"):
        bnmigrate.check_source("", target="pytorch")
    with pytest.raises(bnmigrate.ConfigError, match=r"^mindspore_alias: 'a b' is not a Python"):
        bnmigrate.fix_source("", mindspore_alias="a b")
    with pytest.raises(bnmigrate.ConfigError, match=r"none\.toml: cannot be read"):
        bnmigrate.check_source("", extend_rules=[tmp_path / "none.toml"])


NET = "from torch import nn\n\nnet = nn.Sequential(nn.BatchNorm2d(4))\n"
LOOK = "from net import net\n\nprint(net[0].weight)\n"


def test_a_text_takes_part_in_the_program_below_its_root(tmp_path: Path) -> None:
    write(tmp_path, {"src/net.py": "what is given counts", "look.py": LOOK})
    path = tmp_path / "src" / "net.py"
    (alone,) = bnmigrate.check_source(NET, path=path)
    assert alone.fix == "safe"
    (finding,) = bnmigrate.check_source(NET, path=path, root=tmp_path)
    assert finding.fix == "unsafe"
    assert "look.py:3" in finding.reason
    assert bnmigrate.fix_source(NET, path=path, root=tmp_path).text == NET
    (tmp_path / "other").mkdir()
    (elsewhere,) = bnmigrate.check_source(NET, path=path, root=tmp_path, src=[tmp_path / "other"])
    assert elsewhere.fix == "safe", "nothing imports it from there"


def test_a_check_is_judged_as_it_is_in_a_file(tmp_path: Path) -> None:
    text = "from torch import nn\nfrom net import net\n\nfor m in net.modules():\n    {}\n".format(
        "print(isinstance(m, nn.BatchNorm2d))"
    )
    net = NET.replace("BatchNorm2d(4)", "Conv2d(3, 4, 1)")
    write(tmp_path, {"pyproject.toml": "", "net.py": net, "look.py": text})
    new = bnmigrate.fix_source(text, path=tmp_path / "look.py", root=tmp_path).text
    piped = run(tmp_path, "fix", "--stdin-filename", "look.py", "-", stdin=text.encode()).stdout
    run(tmp_path, "fix", "look.py")
    assert (tmp_path / "look.py").read_text() == new == piped.decode() != text


def test_the_program_of_a_text_may_be_closed(tmp_path: Path) -> None:
    text = (
        "from torch import nn\n\n\ndef make(device=None):\n"
        "    return nn.Sequential(nn.BatchNorm2d(4, device=device))\n"
    )
    write(tmp_path, {"main.py": "from net import make\n\nmake()\n"})
    path = tmp_path / "net.py"
    assert bnmigrate.fix_source(text, path=path, root=tmp_path).text == text
    new = bnmigrate.fix_source(text, path=path, root=tmp_path, closed=True).text
    assert "nn.BatchNorm2d(4))" in new
    assert bnmigrate.fix_source(text, closed=True).text == text, "it is no whole program"


def test_relative_imports_are_those_of_the_root(tmp_path: Path) -> None:
    rule = 'layer = "BatchNorm2d"\n[[dialects]]\nextends = "torch"\nclasses = ["pkg.layers.BN"]\n'
    write(tmp_path, {"pkg/__init__.py": "", "pkg/layers.py": "", "own.toml": rule})
    found = bnmigrate.check_source(
        "from .layers import BN\n\nbn = BN(3)\n",
        path=tmp_path / "pkg" / "net.py",
        root=tmp_path,
        extend_rules=[tmp_path / "own.toml"],
    )
    assert [finding.code for finding in found] == ["BN101", "BN106"]


def test_a_root_that_does_not_hold_the_text_is_an_error(tmp_path: Path) -> None:
    for root in (tmp_path, Path.cwd()):
        with pytest.raises(bnmigrate.ConfigError, match=r"^path: '<string>' is no Python file"):
            bnmigrate.check_source(TORCH, root=root)
    with pytest.raises(bnmigrate.ConfigError, match=r"^path: 'a\.py' is no Python file below "):
        bnmigrate.check_source(TORCH, path="a.py", root=tmp_path)
    with pytest.raises(bnmigrate.ConfigError, match=r"^root: '.*none' is no folder"):
        bnmigrate.check_source(TORCH, root=tmp_path / "none")


def test_the_names_of_the_package() -> None:
    for name in bnmigrate.__all__:
        assert getattr(bnmigrate, name) is not None
    assert set(bnmigrate.__all__) <= set(dir(bnmigrate))
    with pytest.raises(AttributeError, match="module 'bnmigrate' has no attribute 'fix_text'"):
        bnmigrate.fix_text  # type: ignore[attr-defined]  # noqa: B018  # what is asked for isn't there


IMPORTED = """
import sys
import bnmigrate
{then}
print(*sorted({{name.partition(".")[0] for name in sys.modules}} & {{"libcst", "torch", "click"}}))
"""


@pytest.mark.parametrize(
    ("then", "imported"),
    [
        ("", ""),
        ("bnmigrate.check_source, bnmigrate.fix_source, bnmigrate.Finding, bnmigrate.runtime", ""),
        ("bnmigrate.check_source('x = 1')", ""),
        ("bnmigrate.check_source('BatchNorm2d = 1')", "libcst"),
        ("bnmigrate.runtime.BatchNorm2d", "torch"),
    ],
)
def test_what_is_imported_when(then: str, imported: str) -> None:
    code = IMPORTED.format(then=then)
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env=environment(),
    )
    assert done.stdout.split() == imported.split()


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="Windows has no such timers")
def test_the_timer_of_the_program_goes_on() -> None:
    signal.setitimer(signal.ITIMER_REAL, 500)
    try:
        assert bnmigrate.check_source(TORCH)
        assert signal.getitimer(signal.ITIMER_REAL)[0] > 400
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def test_the_layers_to_translate_can_be_named() -> None:
    text = "from torch import nn\n\na = nn.BatchNorm1d(2)\nb = nn.BatchNorm2d(2)\n"
    assert len(bnmigrate.check_source(text)) == 2
    (finding,) = bnmigrate.check_source(text, layers=["BatchNorm1d"])
    assert finding.line == 3
    fixed = bnmigrate.fix_source(text, layers=["BatchNorm2d"]).text
    assert "a = nn.BatchNorm1d(2)\nb = ms.nn.BatchNorm2d(2)" in fixed
    with pytest.raises(bnmigrate.ConfigError, match="layers: 'BN' is not a layer"):
        bnmigrate.check_source(text, layers=["BN"])
