"""Which files a call looks at."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pytest

from tests.command_line import TORCH, bnmigrate, process, write


def checked(folder: Path, *arguments: str | Path) -> list[str]:
    """Return the paths with findings, in the order of the report."""
    done = bnmigrate(folder, "check", "--output-format", "concise", *arguments)
    assert done.returncode in (0, 1), done.stderr
    return [line.partition(":")[0] for line in done.stdout.decode().splitlines()]


def git(folder: Path, *arguments: str) -> None:
    settings = ["-c", "user.name=a", "-c", "user.email=a@b.c", "-c", "init.defaultBranch=main"]
    subprocess.run(["git", *settings, *arguments], cwd=folder, check=True, capture_output=True)


def test_folders_are_searched_for_python_files(tmp_path: Path) -> None:
    write(tmp_path, dict.fromkeys(["b.py", "a.pyi", "sub/c.py", "d.txt", "e.pyc", "f"], TORCH))
    assert checked(tmp_path) == ["a.pyi", "b.py", "sub/c.py"]
    assert checked(tmp_path, "sub", "b.py") == ["sub/c.py", "b.py"]


def test_a_file_that_is_named_is_taken_whatever_it_is_called(tmp_path: Path) -> None:
    write(tmp_path, dict.fromkeys(["script", "build/a.py", "ignored.py"], TORCH))
    write(tmp_path, {".gitignore": "ignored.py\n"})
    assert checked(tmp_path) == []
    assert checked(tmp_path, "script", "build/a.py", "ignored.py") == [
        "script",
        "build/a.py",
        "ignored.py",
    ]


def test_a_folder_that_is_named_is_searched_although_it_is_left_out_elsewhere(
    tmp_path: Path,
) -> None:
    git(tmp_path, "init")
    write(tmp_path, dict.fromkeys(["build/a.py", "build/.venv/b.py", "out/c.py"], TORCH))
    write(tmp_path, {".gitignore": "out\n"})
    assert checked(tmp_path) == []
    assert checked(tmp_path, "build", "out") == ["build/a.py", "out/c.py"]


def test_each_file_is_looked_at_once(tmp_path: Path) -> None:
    write(tmp_path, dict.fromkeys(["a.py", "sub/b.py"], TORCH))
    (tmp_path / "link.py").symlink_to("a.py")
    assert checked(tmp_path, "a.py", ".", "sub", tmp_path / "a.py") == ["a.py", "sub/b.py"]


def test_links_to_folders_are_not_followed(tmp_path: Path) -> None:
    write(tmp_path, {"real/a.py": TORCH})
    (tmp_path / "real/loop").symlink_to(tmp_path)
    (tmp_path / "link.py").symlink_to("real")
    assert checked(tmp_path) == ["real/a.py"]
    assert checked(tmp_path, "link.py") == ["link.py/a.py"]


def test_a_folder_called_like_a_file_is_a_folder(tmp_path: Path) -> None:
    write(tmp_path, {"x.py/a.py": TORCH})
    assert checked(tmp_path) == ["x.py/a.py"]


@pytest.mark.parametrize(
    ("ignores", "left"),
    [
        ({".gitignore": "a.py\n"}, ["b.py", "sub/b.py", "sub/keep/a.py"]),
        ({".gitignore": "/a.py\n"}, ["b.py", "sub/a.py", "sub/b.py", "sub/keep/a.py"]),
        ({".gitignore": "*.py\n!b.py\n"}, ["b.py", "sub/b.py"]),
        ({".gitignore": "*.py\n", "sub/.gitignore": "!a.py\n"}, ["sub/a.py", "sub/keep/a.py"]),
        ({".gitignore": "sub/\n", "sub/.gitignore": "!a.py\n"}, ["a.py", "b.py"]),
        ({".gitignore": "sub/*\n!sub/keep/\n"}, ["a.py", "b.py", "sub/keep/a.py"]),
        ({"sub/.gitignore": "/a.py\r\n"}, ["a.py", "b.py", "sub/b.py", "sub/keep/a.py"]),
        ({".git/info/exclude": "a.py\n"}, ["b.py", "sub/b.py"]),
        ({".git/info/exclude": "a.py\n", ".gitignore": "!/a.py\n"}, ["a.py", "b.py", "sub/b.py"]),
        ({".gitignore": "!\n# a.py\n\n/b.py\n"}, ["a.py", "sub/a.py", "sub/b.py", "sub/keep/a.py"]),
    ],
)
def test_what_git_ignores_is_left_out(
    tmp_path: Path, ignores: dict[str, str], left: list[str]
) -> None:
    git(tmp_path, "init")
    write(tmp_path, dict.fromkeys(["a.py", "b.py", "sub/a.py", "sub/b.py"], TORCH))
    write(tmp_path, {"sub/keep/a.py": TORCH, **ignores})
    if ".git/info/exclude" in ignores or ignores.get(".gitignore") == "a.py\n":
        left = [name for name in left if name != "sub/keep/a.py"]
    assert checked(tmp_path) == left
    tracked = subprocess.run(
        ["git", "ls-files", "--others", "--exclude-standard", "*.py"],
        cwd=tmp_path,
        capture_output=True,
        check=True,
        text=True,
    )
    assert left == tracked.stdout.splitlines(), "git thinks otherwise"


def test_ignore_files_above_the_folder_that_is_named_count(tmp_path: Path) -> None:
    git(tmp_path, "init")
    write(tmp_path, dict.fromkeys(["sub/deep/a.py", "sub/deep/b.py", "sub/deep/c.py"], TORCH))
    write(tmp_path, {".gitignore": "sub/deep/a.py\n", "sub/.gitignore": "b.py\n"})
    assert checked(tmp_path, "sub/deep") == ["sub/deep/c.py"]
    assert checked(tmp_path / "sub" / "deep") == ["c.py"]


def test_a_worktree_has_the_exclude_file_of_its_repository(tmp_path: Path) -> None:
    repository = tmp_path / "repository"
    repository.mkdir()
    git(repository, "init")
    git(repository, "commit", "--allow-empty", "-m", "x")
    git(repository, "worktree", "add", "../tree")
    write(tmp_path, dict.fromkeys(["tree/a.py", "tree/b.py"], TORCH))
    write(repository, {".git/info/exclude": "a.py\n"})
    assert checked(tmp_path / "tree") == ["b.py"]


def test_excludes(tmp_path: Path) -> None:
    names = ["a.py", "gen/a.py", "gen/b.py", ".venv/c.py", "sub/dist/d.py"]
    write(tmp_path, dict.fromkeys(names, TORCH))
    config = tmp_path / "pyproject.toml"
    config.write_text('[tool.bnmigrate]\nextend-exclude = ["gen/*", "!gen/b.py"]\n')
    assert checked(tmp_path) == ["a.py", "gen/b.py"]
    config.write_text('[tool.bnmigrate]\nexclude = ["gen"]\n')
    assert checked(tmp_path) == [".venv/c.py", "a.py", "sub/dist/d.py"]
    assert checked(tmp_path, "gen/a.py") == ["gen/a.py"]


def test_excludes_hold_outside_the_folder_of_the_settings_too(tmp_path: Path) -> None:
    here = write(tmp_path, {"here/a.py": TORCH}) / "here"
    write(tmp_path, {"there/b.py": TORCH, "there/lib/site-packages/c.py": TORCH})
    assert checked(here, tmp_path / "there") == [f"{tmp_path}/there/b.py"]
    named = tmp_path / "there" / "lib" / "site-packages"
    assert checked(here, named) == [f"{named}/c.py"]


def test_force_exclude_leaves_out_what_is_named(tmp_path: Path) -> None:
    write(tmp_path, dict.fromkeys(["a.py", "gen/a.py", "gen/sub/b.py"], TORCH))
    config = tmp_path / "pyproject.toml"
    config.write_text('[tool.bnmigrate]\nextend-exclude = ["gen"]\n')
    named = ["gen/a.py", "gen/sub/b.py", "gen/sub", "a.py"]
    assert checked(tmp_path, "--force-exclude", *named) == ["a.py"]
    assert checked(tmp_path, *named) == ["gen/a.py", "gen/sub/b.py", "a.py"]
    config.write_text('[tool.bnmigrate]\nextend-exclude = ["gen"]\nforce-exclude = true\n')
    assert checked(tmp_path, *named) == ["a.py"]
    assert checked(tmp_path, "--no-force-exclude", "gen/a.py") == ["gen/a.py"]


def test_force_exclude_passes_standard_input_through(tmp_path: Path) -> None:
    write(tmp_path, {"pyproject.toml": "[tool.bnmigrate]\nforce-exclude = true\n"})
    arguments = ["fix", "-", "--stdin-filename", "build/a.py"]
    done = bnmigrate(tmp_path, *arguments, stdin=TORCH.encode())
    assert (done.returncode, done.stdout) == (0, TORCH.encode())
    done = bnmigrate(tmp_path, *arguments, "--no-force-exclude", stdin=TORCH.encode())
    assert done.stdout != TORCH.encode()


def test_nothing_to_look_at_is_said(tmp_path: Path) -> None:
    done = bnmigrate(tmp_path, "check")
    assert (done.returncode, done.stderr) == (0, b"No Python files found.\n")


def problems_of(folder: Path, *arguments: str | Path, prefix: Sequence[str] = ()) -> list[str]:
    """Return what could not be done; the good file must have been done all the same."""
    write(folder, {"zz_good.py": TORCH})
    run = partial(process, prefix=prefix) if prefix else bnmigrate
    done = run(folder, "fix", *arguments)
    assert done.returncode == 2, done
    assert b"momentum=0.9" in (folder / "zz_good.py").read_bytes()
    *lines, changed = done.stderr.decode().splitlines()
    assert changed == "Changed zz_good.py"
    failed = len(lines) - 1
    assert f" {failed} path{'s' if failed > 1 else ''} could not be done." in lines[-1]
    return lines[:-1]


def test_a_path_that_does_not_exist(tmp_path: Path) -> None:
    assert problems_of(tmp_path, "no.py", "zz_good.py/a.py", ".") == [
        "no.py: error: does not exist; check the path",
        "zz_good.py/a.py: error: does not exist; check the path",
    ]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes in folders here")
@pytest.mark.parametrize("arguments", [[], ["x.py", "zz_good.py"]])
def test_a_pipe_is_not_waited_for(tmp_path: Path, arguments: list[str]) -> None:
    os.mkfifo(tmp_path / "x.py")
    # In a process of its own, which would be ended if it waited.
    assert problems_of(tmp_path, *arguments, prefix=["env"]) == [
        "x.py: error: is neither a file nor a folder; leave it out"
    ]


@pytest.mark.parametrize("target", ["nothing", "x.py"])
@pytest.mark.parametrize("arguments", [[], ["x.py", "zz_good.py"]])
def test_a_link_to_nothing(tmp_path: Path, arguments: list[str], target: str) -> None:
    (tmp_path / "x.py").symlink_to(target)
    assert problems_of(tmp_path, *arguments) == [
        "x.py: error: is a link to nothing; correct it or leave it out"
    ]


def test_the_lock_of_an_editor_is_no_file(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": TORCH})
    (tmp_path / ".#a.py").symlink_to("me@here.1234")
    assert checked(tmp_path) == ["a.py"]


def test_files_and_folders_that_may_not_be_read(
    tmp_path: Path, unprivileged: Sequence[str]
) -> None:
    write(tmp_path, {"x.py": TORCH, "sub/a.py": TORCH, "zz/.gitignore": "a.py", "zz/a.py": TORCH})
    for path in (tmp_path / "x.py", tmp_path / "sub", tmp_path / "zz" / ".gitignore"):
        path.chmod(0)
    assert problems_of(tmp_path, prefix=unprivileged) == [
        "sub: error: cannot be read: Permission denied; check its permissions",
        "x.py: error: cannot be read: Permission denied; check its permissions",
        "zz/.gitignore: error: cannot be read: Permission denied; check its permissions",
    ]
    (tmp_path / "sub").chmod(0o700)
