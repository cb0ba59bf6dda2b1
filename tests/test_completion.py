"""Shell completion as docs/completion.md sets it up, asked as the shells ask."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bnmigrate import catalogue
from tests.command_line import PROJECT, environment

PAGE = (PROJECT / "docs" / "completion.md").read_text(encoding="utf-8")
COMMANDS = {"check", "checkpoint", "compare", "fix", "rule", "rules", "run", "server", "verify"}
SAME_FOR_ALL = [
    ("rul", {"rule", "rules"}),
    ("check --output-format j", {"json", "jsonl", "junit"}),
    ("rule --output-format ", {"text", "json"}),
    ("rule BN20", {f"BN20{digit}" for digit in range(1, 10)}),
    ("rule bn20", {f"BN20{digit}" for digit in range(1, 10)}),
    ("rule cumul", {"cumulative-momentum"}),
    ("rule zzz", set()),
    ("rules BN", set()),
    ("check --select BN21", {"BN210", "BN211"}),
    ("fix --ignore BN1,bn21", {"BN1,BN210", "BN1,BN211"}),
    ("check --extend-select BN1,cumul", {"BN1,cumulative-momentum"}),
    ("fix --to m", {"mindspore", "mint"}),
    ("verify --to m", {"mindspore", "mint"}),
    ("check --from m", {"mindspore", "mint"}),
    ("fix --layer BatchNorm1", {"BatchNorm1d"}),
    ("compare --output-format ", {"text", "json"}),
]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="these shells are those of POSIX")


@pytest.fixture
def path(tmp_path: Path) -> str:
    """Return a PATH on which there is `bnmigrate`."""
    command = tmp_path / "commands" / "bnmigrate"
    command.parent.mkdir()
    program = "from bnmigrate.cli import main; main(prog_name='bnmigrate')"
    command.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -c "{program}" "$@"\n')
    command.chmod(0o755)
    return f"{command.parent}{os.pathsep}{os.environ['PATH']}"


def complete(shell: str, words: str, path: str) -> list[tuple[str, str]]:
    """Ask what comes next as the script for `shell` does; return values and their help."""
    last = words.rpartition(" ")[2]
    variables = {
        "bash": {"COMP_WORDS": f"bnmigrate {words}", "COMP_CWORD": str(words.count(" ") + 1)},
        "zsh": {"COMP_WORDS": f"bnmigrate {words}", "COMP_CWORD": str(words.count(" ") + 1)},
        "fish": {"COMP_WORDS": f"bnmigrate {words}", "COMP_CWORD": last},
    }
    done = subprocess.run(
        ["bnmigrate"],
        capture_output=True,
        text=True,
        check=True,
        env=environment(PATH=path, _BNMIGRATE_COMPLETE=f"{shell}_complete", **variables[shell]),
    )
    lines = done.stdout.strip().splitlines()
    if shell == "bash":
        return [(line.partition(",")[2], "") for line in lines]
    if shell == "zsh":
        return list(zip(lines[1::3], lines[2::3], strict=True))
    pairs = (line.partition(",")[2].partition("\t") for line in lines)
    return [(value, said) for value, _, said in pairs]


def values(shell: str, words: str, path: str) -> set[str]:
    return {value for value, _ in complete(shell, words, path)}


@pytest.mark.parametrize("shell", ["bash", "zsh"])
@pytest.mark.parametrize(("words", "expected"), SAME_FOR_ALL)
def test_values(shell: str, words: str, expected: set[str], path: str) -> None:
    assert values(shell, words, path) == expected


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_commands_and_options(shell: str, path: str) -> None:
    assert values(shell, "", path) >= COMMANDS
    assert {"--to", "--unsafe-fixes", "--diff"} <= values(shell, "fix --", path)
    assert values(shell, "fix --unsafe", path) == {"--unsafe-fixes"}


def test_fish(path: str) -> None:
    assert values("fish", "rul", path) == {"rule", "rules"}


def test_a_code_comes_with_what_it_finds(path: str) -> None:
    assert complete("zsh", "rule BN203", path) == [("BN203", catalogue.page("BN203").finds)]


def listed(shell: str) -> str:
    """Return what the page says to put into the shell's settings."""
    (found,) = re.findall(rf"^```{shell}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    return str(found)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_page_names_a_script_of_click(shell: str, path: str) -> None:
    (source,) = set(re.findall(r"_BNMIGRATE_COMPLETE=(\w+)", listed(shell)))
    done = subprocess.run(
        ["bnmigrate"],
        capture_output=True,
        text=True,
        check=True,
        env=environment(PATH=path, _BNMIGRATE_COMPLETE=source),
    )
    assert f"{shell}_complete" in done.stdout


BASH_ASKS = """
COMP_WORDS=(bnmigrate {words})
COMP_CWORD=$(( ${{#COMP_WORDS[@]}} - 1 ))
how=$(complete -p bnmigrate)
function=${{how##*-F }}
${{function% bnmigrate}} bnmigrate
printf '%s\\n' "${{COMPREPLY[@]}}"
"""


@pytest.mark.parametrize(
    ("words", "expected"), [(words, expected) for words, expected in SAME_FOR_ALL if expected]
)
def test_bash_itself_with_what_the_page_says(words: str, expected: set[str], path: str) -> None:
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("there is no bash on this machine")
    version = subprocess.check_output([bash, "-c", "echo ${BASH_VERSINFO[0]}"], text=True)
    if int(version) < 5:
        pytest.skip(f"bash {version.strip()} may be older than what click completes in")
    given = f'{words}""' if words.endswith(" ") else words
    done = subprocess.run(
        [bash, "--norc", "-c", listed("bash") + BASH_ASKS.format(words=given)],
        capture_output=True,
        text=True,
        check=False,
        env=environment(PATH=path),
    )
    assert done.stderr == ""
    assert set(done.stdout.split()) == expected
