"""Which codes are looked for: on the command line, in the settings, for some files."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from bnmigrate import selection
from bnmigrate.cli import check
from bnmigrate.config import Config
from bnmigrate.selection import Selection
from tests.command_line import CUMULATIVE, PROJECT, TORCH, bnmigrate, write

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

SUSPICIOUS = "import mindspore.nn as nn\n\nbn = nn.CellList([nn.BatchNorm2d(64, momentum=0.1)])\n"
# The class goes into a variable, and a call of that changes.
TOGETHER = (
    "import torch.nn as nn\n\nnorm = nn.BatchNorm2d\na = nn.ModuleList([norm(3, momentum=.1)])\n"
)


def codes(folder: Path, *arguments: str) -> list[str]:
    done = bnmigrate(folder, "check", "--output-format", "concise", *arguments)
    assert done.returncode in (0, 1), done.stderr
    return re.findall(r": (BN\d+) ", done.stdout.decode())


def settings(text: str) -> str:
    return f"[tool.bnmigrate]\n{text}\n"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], ["BN102", "BN107"]),
        (["--select", "BN1"], ["BN102", "BN107"]),
        (["--select", "layer-reference"], ["BN102"]),
        (["--select", "BN101,BN107"], ["BN107"]),
        (["--select", "BN101", "--extend-select", "BN107"], ["BN107"]),
        (["--ignore", "BN1"], []),
        (["--ignore", "BN102"], ["BN107"]),
        (["--select", "BN102", "--ignore", "BN1"], ["BN102"]),
        (["--select", "BN1", "--ignore", "BN102"], ["BN107"]),
        (["--select", "BN102", "--ignore", "BN102"], []),
        (["--select", "ALL", "--ignore", "BN107"], ["BN102"]),
        (["--per-file-ignores", "*.py:BN107"], ["BN102"]),
        (["--per-file-ignores", "other/*.py:BN107"], ["BN102", "BN107"]),
    ],
)
def test_codes_are_selected(tmp_path: Path, arguments: list[str], expected: list[str]) -> None:
    write(tmp_path, {"a.py": TOGETHER})
    assert codes(tmp_path, *arguments) == expected


@pytest.mark.parametrize(
    ("text", "arguments", "expected"),
    [
        ('select = ["BN107"]', [], ["BN107"]),
        ('ignore = ["BN107"]', [], ["BN102"]),
        ('select = ["BN3"]\nextend-select = ["BN102"]', [], ["BN102"]),
        ('ignore = ["BN107"]', ["--ignore", "BN102"], []),
        ('ignore = ["BN107"]', ["--select", "BN107"], ["BN107"]),
        ('ignore = ["BN107"]', ["--extend-select", "BN1"], ["BN102", "BN107"]),
        ('ignore = ["BN1"]', ["--extend-select", "BN107"], ["BN107"]),
        ('extend-select = ["BN107"]', ["--select", "BN102"], ["BN102"]),
        ('select = ["BN102", "BN107"]', ["--ignore", "BN1"], []),
        ('select = ["BN102", "BN107"]', ["--ignore", "BN1", "--extend-select", "BN107"], ["BN107"]),
        ('select = ["BN107"]', ["--extend-select", "BN102"], ["BN102", "BN107"]),
        ('[tool.bnmigrate.per-file-ignores]\n"a.py" = ["BN1"]', [], []),
        ('[tool.bnmigrate.per-file-ignores]\n"b.py" = ["BN1"]', [], ["BN102", "BN107"]),
        ('[tool.bnmigrate.per-file-ignores]\n"./a.py" = ["BN1"]', [], []),
        ('[tool.bnmigrate.per-file-ignores]\n"!a.py" = ["BN1"]', [], ["BN102", "BN107"]),
        ('[tool.bnmigrate.per-file-ignores]\n"!b.py" = ["BN1"]', [], []),
        ('[tool.bnmigrate.per-file-ignores]\n"!./b/" = ["BN1"]', [], []),
        ('exclude = ["./a.py"]', [], []),
        ('extend-exclude = ["./b", "*.py", "!./a.py"]', [], ["BN102", "BN107"]),
        ("", ["--per-file-ignores", "./a.py:BN102"], ["BN107"]),
        ("", ["--per-file-ignores", "!./b.py:BN102"], ["BN107"]),
        ("", ["--extend-exclude", "./a.py"], []),
        # As in ruff, what is ignored in a file is so however it is selected.
        ('[tool.bnmigrate.per-file-ignores]\n"a.py" = ["BN1"]', ["--select", "BN102"], []),
        ('[tool.bnmigrate.per-file-ignores]\n"a.py" = ["ALL"]', ["--extend-select", "BN102"], []),
        ('select = ["BN102"]\n[tool.bnmigrate.per-file-ignores]\n"*.py" = ["BN1"]', [], []),
        ('select = ["BN102"]\nper-file-ignores = {"a.py" = ["BN107"]}', [], ["BN102"]),
    ],
)
def test_the_settings_select(
    tmp_path: Path, text: str, arguments: list[str], expected: list[str]
) -> None:
    write(tmp_path, {"a.py": TOGETHER, "pyproject.toml": settings(text)})
    assert codes(tmp_path, *arguments) == expected


def test_all_but_some_files_from_a_folder_above(tmp_path: Path) -> None:
    files = {"a.py": TORCH, "x/b.py": TORCH, "x/x/b.py": TORCH}
    write(tmp_path / "sub", {**files, "pyproject.toml": settings("")})
    arguments = ("check", "--output-format", "concise", "sub", "--per-file-ignores")
    done = bnmigrate(tmp_path, *arguments, "!sub/x/b.py:BN1")
    assert re.findall(r"(?m)^(\S+?):", done.stdout.decode()) == [str(Path("sub/x/b.py"))]
    for pattern in ("!**/sub/**/b.py", "!other/b.py"):
        done = bnmigrate(tmp_path, *arguments, f"{pattern}:BN1")
        assert done.returncode == 2
        assert f"--per-file-ignores: '{pattern}' can't be said" in done.stderr.decode()


def test_what_is_off_by_default_is_found_where_it_is_named(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": SUSPICIOUS})
    assert codes(tmp_path) == ["BN301"]
    assert codes(tmp_path, "--extend-select", "BN310") == ["BN301", "BN310"]
    for words in (["--select", "BN3"], ["--select", "ALL"], ["--extend-select", "BN31"]):
        assert codes(tmp_path, *words) == ["BN301"]
    assert codes(tmp_path, "--select", "BN3,BN310") == ["BN301", "BN310"]
    assert codes(tmp_path, "--select", "announced-signature") == ["BN310"]


def test_what_hangs_together_waits_for_what_is_left_out(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": TOGETHER})
    done = bnmigrate(tmp_path, "fix", "--ignore", "BN102")
    assert (tmp_path / "a.py").read_text() == TOGETHER
    assert b"why: line 3 isn't selected (BN102), and the two go together" in done.stdout
    assert b"next: select BN102 too" in done.stdout
    assert done.returncode == 1


def test_a_lint_is_mended_where_it_is_named_alone(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": SUSPICIOUS})
    done = bnmigrate(tmp_path, "fix", "--unsafe-fixes")
    assert (tmp_path / "a.py").read_text() == SUSPICIOUS
    assert b"`fix --extend-select BN301 --unsafe-fixes` writes it" in done.stdout
    assert bnmigrate(tmp_path, "fix", "--extend-select", "BN301").returncode == 1
    assert (tmp_path / "a.py").read_text() == SUSPICIOUS
    done = bnmigrate(tmp_path, "fix", "--extend-select", "BN301", "--unsafe-fixes")
    assert (tmp_path / "a.py").read_text() == SUSPICIOUS.replace("0.1", "0.9")
    assert done.returncode == 0


def test_a_file_that_cannot_be_read_is_told_whatever_is_selected(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": "BatchNorm2d = (\n"})
    done = bnmigrate(tmp_path, "check", "--select", "BN101", "--ignore", "BN9")
    assert done.returncode == 2
    assert b"BN900" in done.stdout


IN_VAIN = "bnmigrate: ignoring BN900 has no effect: a file that can't be read is always told; "


@pytest.mark.parametrize(
    ("text", "arguments"),
    [
        ("", ["--ignore", "BN900"]),
        ("", ["--ignore", "BN201,unreadable-file"]),
        ("", ["--per-file-ignores", "*:BN900"]),
        ('ignore = ["BN900"]', []),
        ('per-file-ignores = {"b.py" = ["BN900"]}', ["--ignore", "BN900"]),
    ],
)
def test_who_ignores_in_vain_is_told(tmp_path: Path, text: str, arguments: list[str]) -> None:
    """As ruff tells of a syntax error: a warning, and the report is the same."""
    write(tmp_path, {"a.py": "BatchNorm2d = (\n", "sub/pyproject.toml": settings(text)})
    write(tmp_path, {"sub/b.py": TORCH})
    done = bnmigrate(tmp_path, "check", *arguments)
    assert done.returncode == 2
    assert done.stdout.startswith(b"a.py:1:15: BN900 ")
    assert done.stderr.decode().count(f"{IN_VAIN}exclude the file, or correct it\n") == 1
    assert b"no effect" not in bnmigrate(tmp_path, "check", "-q", *arguments).stderr
    assert bnmigrate(tmp_path, "check", *arguments, "sub").returncode == 1, "it is no error"


def test_who_ignores_a_family_is_told_nothing(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": TORCH})
    for word in ("BN9", "ALL", "BN901"):
        assert b"no effect" not in bnmigrate(tmp_path, "check", "--ignore", word).stderr


def test_who_ignores_in_vain_is_told_once_where_files_are_read_twice(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": TORCH})
    done = bnmigrate(tmp_path, "check", "--add-ignores", "--ignore", "BN900")
    assert done.stderr.decode().count(IN_VAIN) == 1
    done = bnmigrate(tmp_path, "check", "-", "--ignore", "BN900", stdin=TORCH.encode())
    assert done.stderr.decode().count(IN_VAIN) == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--select", "BN11"], "--select: 'BN11' is no code and no beginning of one; did you mean"),
        (["--ignore", "layer-referense"], "did you mean 'layer-reference'?"),
        (["--per-file-ignores", "BN1"], "--per-file-ignores: 'BN1' is not PATTERN:CODES"),
    ],
)
def test_a_word_that_is_no_code(tmp_path: Path, arguments: list[str], said: str) -> None:
    done = bnmigrate(tmp_path, "check", *arguments)
    assert done.returncode == 2
    assert said in done.stderr.decode()


def test_the_settings_name_the_key_of_a_word_that_is_no_code(tmp_path: Path) -> None:
    text = '[tool.bnmigrate.per-file-ignores]\n"a.py" = ["E501"]'
    write(tmp_path, {"a.py": TORCH, "pyproject.toml": settings(text)})
    done = bnmigrate(tmp_path, "check")
    assert done.returncode == 2
    assert b"tool.bnmigrate.per-file-ignores.a.py: 'E501' is no code" in done.stderr


def test_the_longest_word_counts() -> None:
    chosen = Selection(select=("BN1", "BN2"), ignore=("BN10", "BN201"))
    taken = {code for code in ("BN101", "BN201", "BN202", "BN301") if chosen.takes(code, "a.py")}
    assert taken == {"BN202"}
    assert selection.parse(["all", " bn3", "BN301"]) == ("", "BN3", "BN301")


# The other options


def test_statistics(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": TOGETHER, "b.py": TORCH, "c.py": CUMULATIVE, "d.py": TORCH})
    done = bnmigrate(tmp_path, "check", "--statistics")
    assert done.stdout.decode().splitlines() == [
        "2  BN101  layer-constructor",
        "1  BN102  layer-reference",
        "1  BN107  indirect-constructor",
        "1  BN201  cumulative-momentum",
    ]
    assert done.returncode == 1
    concise = bnmigrate(tmp_path, "check", "--statistics", "--output-format", "concise")
    assert concise.stdout == done.stdout


def test_statistics_for_programs(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": TORCH, "b.py": CUMULATIVE, "c.py": f"{TORCH}x = 1  # noqa: BN301\n"})
    write(tmp_path, {"d.py": CUMULATIVE.replace("None)", "None)  # noqa: BN201")})
    options = ("--statistics", "--output-format", "json")

    def counted(*arguments: str) -> list[tuple[str, str, int, int, int]]:
        done = bnmigrate(tmp_path, *arguments, *options)
        assert done.returncode == 1
        return [tuple(entry.values()) for entry in json.loads(done.stdout)]

    entries = json.loads(bnmigrate(tmp_path, "check", *options).stdout)
    assert [list(entry) for entry in entries] == [
        ["code", "name", "count", "fixed", "suppressed"]
    ] * 3
    assert counted("check") == [
        ("BN101", "layer-constructor", 2, 2, 0),
        ("BN201", "cumulative-momentum", 1, 0, 0),
        ("BN901", "unused-suppression", 1, 0, 0),
    ]
    assert counted("check", "--show-suppressed")[1] == ("BN201", "cumulative-momentum", 2, 0, 1)
    shown = bnmigrate(tmp_path, "check", "--statistics", "--show-suppressed").stdout.decode()
    assert shown.splitlines()[1] == "2  BN201  cumulative-momentum  (1 suppressed)"
    assert counted("fix")[0] == ("BN201", "cumulative-momentum", 1, 0, 0), "what is left"
    assert json.loads(bnmigrate(tmp_path, "check", *options, "--isolated", "a.py").stdout) == []


@pytest.mark.parametrize("name", ["jsonl", "sarif", "github", "gitlab", "junit"])
def test_a_format_that_has_no_statistics(tmp_path: Path, name: str) -> None:
    write(tmp_path, {"a.py": TORCH})
    done = bnmigrate(tmp_path, "fix", "--statistics", "--output-format", name)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().startswith(f"bnmigrate: --statistics has no {name} form; say")
    assert (tmp_path / "a.py").read_text() == TORCH


def test_exit_zero(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": TORCH})
    assert bnmigrate(tmp_path, "check", "--exit-zero").returncode == 0
    assert bnmigrate(tmp_path, "check", "--exit-zero", "no.py").returncode == 2


def test_quiet_and_verbose(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": TORCH, "b.py": ""})
    report = bnmigrate(tmp_path, "check").stdout
    quiet = bnmigrate(tmp_path, "check", "-q")
    assert (quiet.stdout, quiet.stderr) == (report, b"")
    assert bnmigrate(tmp_path, "check", "-q", "no.py").stderr.startswith(b"no.py: error:")
    verbose = bnmigrate(tmp_path, "check", "-v").stderr.decode().splitlines()
    assert verbose[:2] == ["a.py: 1 finding", "b.py: 0 findings"]
    both = bnmigrate(tmp_path, "check", "-q", "-v")
    assert (both.returncode, both.stdout) == (2, b"")
    assert b"--quiet and --verbose say the opposite" in both.stderr


def test_a_file_of_settings(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "a.py": TOGETHER,
            "pyproject.toml": settings('select = ["BN107"]'),
            "other/bnmigrate.toml": 'select = ["BN102"]\n',
            "other/pyproject.toml": "[tool.other]\n",
        },
    )
    assert codes(tmp_path) == ["BN107"]
    assert codes(tmp_path, "--config", "other/bnmigrate.toml") == ["BN102"]
    assert codes(tmp_path, "--isolated") == ["BN102", "BN107"]
    done = bnmigrate(tmp_path, "check", "--config", "other/pyproject.toml")
    assert done.returncode == 2
    assert b"other/pyproject.toml: has no [tool.bnmigrate]" in done.stderr
    assert bnmigrate(tmp_path, "check", "--config", "no.toml").returncode == 2


@pytest.mark.parametrize("name", ["ci/bnmigrate.toml", "ci/pyproject.toml"])
def test_patterns_of_a_file_that_is_named_count_from_the_current_folder(
    tmp_path: Path, name: str
) -> None:
    text = 'exclude = ["/b"]\nper-file-ignores = {"c/*.py" = ["BN1"]}\n'
    rules = 'layer = "BatchNorm2d"\n[[dialects]]\nextends = "torch"\nclasses = ["own.BN"]\n'
    text = f'{text}extend-rules = ["own.toml"]\n'
    write(tmp_path, {name: settings(text) if "pyproject" in name else text, "ci/own.toml": rules})
    write(tmp_path, {"a.py": TORCH, "b/a.py": TORCH, "c/a.py": TORCH, "d/b/a.py": TORCH})
    write(tmp_path, {"e.py": "from own import BN\n\nbn = BN(3, momentum=0.1)\n"})
    done = bnmigrate(tmp_path, "check", "--output-format=concise", "--config", name)
    named = [line.split(":")[0] for line in done.stdout.decode().splitlines()]
    assert list(map(Path, named)) == [Path("a.py"), Path("d/b/a.py"), Path("e.py")]


def test_a_wrong_key_of_a_file_that_is_named_is_told_as_it_stands_there(tmp_path: Path) -> None:
    write(tmp_path, {"ci/bad.toml": 'target = "jax"\n'})
    done = bnmigrate(tmp_path, "check", "--config", "ci/bad.toml")
    assert done.stderr.decode().startswith(f"bnmigrate: {tmp_path / 'ci/bad.toml'}: target: 'jax'")


def test_a_file_of_settings_and_none_at_all(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": TORCH, "c.toml": ""})
    done = bnmigrate(tmp_path, "check", "--isolated", "--config", "c.toml")
    assert done.returncode == 2
    assert b"--isolated takes no settings from files, and --config names one" in done.stderr


def test_options_that_are_settings(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": TORCH, "b/c.py": TORCH, "build/d.py": TORCH})
    assert codes(tmp_path, "--extend-exclude", "b") == ["BN101"]
    assert codes(tmp_path, "--exclude", "a.py") == ["BN101", "BN101"]
    assert bnmigrate(tmp_path, "check", "--max-file-size", "10").returncode == 2
    assert bnmigrate(tmp_path, "check", "--mindspore-alias", "a b").returncode == 2
    for option in ("--exclude", "--extend-exclude"):
        done = bnmigrate(tmp_path, "check", option, "!")
        assert done.returncode == 2
        assert done.stderr.startswith(f"bnmigrate: {option}: '!' is not a pattern".encode())
    own = 'layer = "BatchNorm2d"\n[[dialects]]\nextends = "torch"\nclasses = ["own.BN"]\n'
    write(tmp_path, {"e.py": "from own import BN\n\nbn = BN(3, momentum=0.1)\n"})
    rules = write(tmp_path.parent / f"{tmp_path.name}-rules", {"own.toml": own}) / "own.toml"
    assert codes(tmp_path, "e.py") == []
    assert codes(tmp_path, "e.py", "--extend-rules", str(rules)) == ["BN101"]


def test_the_settings_that_are_shown_can_be_pasted_back(tmp_path: Path) -> None:
    text = 'ignore = ["BN1"]\n[tool.bnmigrate.per-file-ignores]\n"a*.py" = ["BN301"]'
    write(tmp_path, {"a.py": TORCH, "pyproject.toml": settings(text)})
    shown = bnmigrate(tmp_path, "check", "--show-settings", "--to", "torch", "a.py")
    assert shown.returncode == 0
    lines = shown.stdout.decode().splitlines()
    assert 'target = "torch"    # command line' in lines
    assert f'ignore = ["BN1"]    # {tmp_path}/pyproject.toml' in lines
    assert "force-exclude = false    # by default" in lines
    told = tomllib.loads(shown.stdout.decode())["tool"]["bnmigrate"]
    assert {key.replace("-", "_") for key in told} == {f.name for f in fields(Config)} - {"folder"}
    (tmp_path / "pyproject.toml").write_bytes(shown.stdout)
    again = bnmigrate(tmp_path, "check", "--show-settings", "a.py")
    assert tomllib.loads(again.stdout.decode())["tool"]["bnmigrate"] == told


def test_settings_are_shown_for_each_path_that_is_given(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "pyproject.toml": settings('target = "torch"'),
            "a.py": TORCH,
            "sub/pyproject.toml": settings('target = "mint"'),
            "sub/b.py": TORCH,
        },
    )
    shown = bnmigrate(tmp_path, "check", "--show-settings", "a.py", "sub", ".").stdout.decode()
    first, second = shown.split("\n\n")
    assert first.startswith("# for a.py, .\n[tool.bnmigrate]\n")
    assert second.startswith("# for sub\n[tool.bnmigrate]\n")
    told = [tomllib.loads(block)["tool"]["bnmigrate"]["target"] for block in (first, second)]
    assert told == ["torch", "mint"]
    assert "# for" not in bnmigrate(tmp_path, "check", "--show-settings", "a.py").stdout.decode()


def test_the_page_has_every_setting_and_its_option() -> None:
    page = (PROJECT / "docs" / "configuration.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([\w-]+)` \| `(--[\w-]+)`(?:, `--[\w-]+`)? \|", page, re.MULTILINE)
    keys = {field.name.replace("_", "-") for field in fields(Config)} - {"folder"}
    assert {key for key, _ in rows} == keys | {"extend-exclude"}
    options = {option for param in check.params for option in param.opts}
    assert {option for _, option in rows} <= options
