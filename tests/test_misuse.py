"""Options, commands and files as other tools have them: who gives them is told what to give."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command_line import MINDSPORE, TORCH, bnmigrate, write

WRITES = "check changes nothing; `bnmigrate fix` writes what can be fixed."
SHOWS = "`bnmigrate fix --diff` shows what would change, and writes nothing."
BEHIND = "options go behind a command: `bnmigrate check --help` lists those of check."


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check", "--fix", "a.py"], f"No such option '--fix': {WRITES}"),
        (["check", "a.py", "--write"], f"No such option '--write': {WRITES}"),
        (["check", "--diff", "a.py"], f"No such option '--diff': {SHOWS}"),
        (["check", "--dry-run", "a.py"], f"No such option '--dry-run': {SHOWS}"),
        (["fix", "--dry-run", "a.py"], f"No such option '--dry-run': {SHOWS}"),
        (
            ["fix", "--check", "a.py"],
            f"No such option '--check': `bnmigrate check` says what is to do; {SHOWS}",
        ),
        (
            ["fix", "--add-ignores", "a.py"],
            "No such option '--add-ignores': that is an option of `bnmigrate check`.",
        ),
        *(
            (
                [command, "--target", "torch", "a.py"],
                "No such option '--target': `--to` names the dialect to translate to.",
            )
            for command in ("check", "fix", "verify")
        ),
        (
            ["check", "--target=torch", "a.py"],
            "No such option '--target': `--to` names the dialect to translate to.",
        ),
        (["--target", "torch", "a.py"], f"No such option '--target': {BEHIND}"),
        (["--to", "torch", "a.py"], f"No such option '--to': {BEHIND}"),
        *(
            (
                [path],
                f"No such command '{path}'. A path goes behind a command: `bnmigrate check {path}`",
            )
            for path in ("a.py", "missing.py", "src/", ".", "-")
        ),
        (["rule", "BN9"], "'BN9' is how BN900, BN901 begin; name one of them"),
        (["rule", "bn20"], "'bn20' is how BN201, BN202, BN203, BN204, BN205, BN206, BN207, BN208,"),
        (
            ["check", "--add-ignores", "--write-baseline", "b.json", "a.py"],
            "--add-ignores and --write-baseline both settle what is found; leave out one of them",
        ),
    ],
)
def test_the_hint(tmp_path: Path, arguments: list[str], said: str) -> None:
    done = bnmigrate(write(tmp_path, {"a.py": TORCH, "src/b.py": TORCH}), *arguments)
    assert f"Error: {said}" in done.stderr.decode()
    assert (done.returncode, done.stdout) == (2, b"")
    assert (tmp_path / "a.py").read_text() == TORCH
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.py", "src"]


def test_what_click_guesses_is_kept_where_there_is_no_hint(tmp_path: Path) -> None:
    assert b"Did you mean 'check'?" in bnmigrate(tmp_path, "chek", "x").stderr
    done = bnmigrate(tmp_path, "check", "--ouput-format", "json")
    assert b"'--output-format'" in done.stderr


@pytest.mark.parametrize("option", ["--to", "--from"])
@pytest.mark.parametrize(("word", "meant"), [("pytorch", "torch"), ("MindSpor", "mindspore")])
def test_a_dialect_by_another_name(tmp_path: Path, option: str, word: str, meant: str) -> None:
    done = bnmigrate(write(tmp_path, {"a.py": TORCH}), "fix", option, word)
    assert done.returncode == 2
    assert done.stderr.decode() == (
        f"bnmigrate: {option}: '{word}' is not a dialect; did you mean '{meant}'? The rules have "
        "'torch', 'mindspore' or 'mint'\n"
    )


@pytest.mark.parametrize("command", [["check"], ["fix"], ["fix", "--diff"]])
def test_a_path_that_does_not_exist_has_no_line_and_is_not_done(
    tmp_path: Path, command: list[str]
) -> None:
    done = bnmigrate(tmp_path, *command, "missing.py")
    assert done.stderr.decode() == (
        "missing.py: error: does not exist; check the path\n"
        "Checked 0 files. 1 path could not be done.\n"
    )
    assert (done.returncode, done.stdout) == (2, b"")


def test_where_something_failed_it_is_not_said_that_nothing_is_to_do(tmp_path: Path) -> None:
    done = bnmigrate(write(tmp_path, {"plain.py": "x = 1\n"}), "check", "plain.py", "missing.py")
    assert done.stderr.endswith(b"Checked 1 file. 1 path could not be done.\n")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (TORCH, "is no baseline: it is not JSON: "),
        ('{"name": "x", "version": "1.0"}', "is no baseline: it has no version and no findings; "),
        ("[1]", "is no baseline: it has no version and no findings; "),
        ("", "is no baseline: it is not JSON: "),
    ],
)
def test_a_file_of_the_users_is_no_baseline_to_remove(
    tmp_path: Path, content: str, problem: str
) -> None:
    write(tmp_path, {"cfg.py": content, "a.py": TORCH})
    done = bnmigrate(tmp_path, "check", "--baseline", "cfg.py", "a.py")
    said = done.stderr.decode()
    assert said.startswith(f"bnmigrate: cfg.py: {problem}")
    assert said.endswith("; name the file that --write-baseline has written\n")
    assert "remove" not in said
    assert (done.returncode, done.stdout) == (2, b"")


def test_a_baseline_that_was_cut_off_is_one_to_write_anew(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": TORCH})
    bnmigrate(tmp_path, "check", "--write-baseline", "b.json")
    whole = (tmp_path / "b.json").read_text()
    for broken in (
        whole[:-9],
        whole.replace('"count": 1', "<<<<<<< HEAD"),
        whole.replace(": 1", ": 0"),
    ):
        assert broken != whole
        (tmp_path / "b.json").write_text(broken)
        done = bnmigrate(tmp_path, "check", "--baseline", "b.json")
        assert done.returncode == 2
        assert done.stderr.endswith(b"remove it and write it anew with --write-baseline\n")


@pytest.mark.parametrize(
    ("table", "rest"),
    [
        ("tool.bn-migrate", ""),
        ("tool.bn_migrate", ""),
        ("tool.BnMigrate", ""),
        ("bnmigrate", ""),
        ("bn-migrate", ""),
        ("tool.bn-migrate", '[tool.bnmigrate]\ntarget = "torch"\n'),
    ],
)
def test_a_table_of_a_name_that_is_nearly_right(tmp_path: Path, table: str, rest: str) -> None:
    text = f'[{table}]\ntarget = "torch"\n{rest}'
    write(tmp_path, {"pyproject.toml": text, "a.py": MINDSPORE})
    done = bnmigrate(tmp_path, "fix")
    assert done.returncode == 2
    assert done.stderr.decode() == (
        f"bnmigrate: {tmp_path / 'pyproject.toml'}: [{table}] is read by nothing; call it "
        "[tool.bnmigrate]\n"
    )
    assert (tmp_path / "a.py").read_text() == MINDSPORE


def test_other_tables_are_no_business_of_ours(tmp_path: Path) -> None:
    text = '[tool.bnmigrate-plugin]\nx = 1\n[tool.ruff.lint]\nexternal = ["BN"]\n'
    write(tmp_path, {"pyproject.toml": text, "a.py": TORCH})
    assert bnmigrate(tmp_path, "fix").returncode == 0
