"""The hooks, run by pre-commit itself in a repository of their own, when something is committed."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from tests.command_line import CUMULATIVE, PLAIN, PROJECT, TORCH, write
from tests.packages import UNREACHABLE
from tests.surfaces.from_scratch import checkout, fresh_python, run, variables

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("git") is None, reason="there is no git"),
]


def environment(home: Path, programs: Path) -> dict[str, str]:
    """Return the variables of a user whose git and pre-commit have no settings but these, and who
    has pre-commit among these programs.
    """
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("GIT_", "PRE_COMMIT"))}
    return {
        **kept,
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "PRE_COMMIT_HOME": str(home),
        "PRE_COMMIT_COLOR": "never",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "A",
        "GIT_AUTHOR_EMAIL": "a@example.com",
        "GIT_COMMITTER_NAME": "A",
        "GIT_COMMITTER_EMAIL": "a@example.com",
        "PIP_RETRIES": "2",
    }


@dataclass(frozen=True)
class Hooks:
    """The repository of the hooks at a commit, and the folder where pre-commit installs them."""

    repository: Path
    commit: str
    home: Path

    def config(self, hook: str, **more: object) -> str:
        entry = {"repo": str(self.repository), "rev": self.commit, "hooks": [{"id": hook, **more}]}
        return yaml.safe_dump({"repos": [entry]})


@dataclass(frozen=True)
class Repository:
    """A user's repository."""

    folder: Path
    home: Path
    programs: Path = Path(sys.executable).parent

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            cwd=self.folder,
            env=environment(self.home, self.programs),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=300,
        )

    def ok(self, *command: str) -> str:
        done = self.run(*command)
        assert done.returncode == 0, done.stdout
        return done.stdout.strip()

    def commit(self, files: dict[str, str]) -> subprocess.CompletedProcess[str]:
        write(self.folder, files)
        self.ok("git", "add", "-A")
        return self.run("git", "commit", "-m", "More")

    @property
    def log(self) -> list[str]:
        return self.ok("git", "log", "--format=%s").splitlines()


@pytest.fixture(scope="module")
def hooks(tmp_path_factory: pytest.TempPathFactory) -> Hooks:
    """Return this repository as it is now, committed, with the environment of its hooks made."""
    folder = checkout(tmp_path_factory.mktemp("bnmigrate"))
    home = tmp_path_factory.mktemp("home")
    repository = Repository(folder, home)
    repository.ok("git", "init", "-q")
    repository.ok("git", "add", "-A")
    repository.ok("git", "commit", "-q", "-m", "Now")
    made = Hooks(folder, repository.ok("git", "rev-parse", "HEAD"), home)
    user = Repository(tmp_path_factory.mktemp("first"), home)
    user.ok("git", "init", "-q")
    write(user.folder, {".pre-commit-config.yaml": made.config("bnmigrate-check")})
    done = user.run("pre-commit", "install-hooks")
    if UNREACHABLE in done.stdout:
        pytest.skip("no network to install what the hooks need from the package index")
    assert done.returncode == 0, done.stdout
    return made


@pytest.fixture
def repository(hooks: Hooks, tmp_path: Path) -> Repository:
    """Return a user's repository with one commit."""
    made = Repository(tmp_path / "work", hooks.home)
    made.folder.mkdir()
    made.ok("git", "init", "-q")
    assert made.commit({"plain.py": PLAIN, "old.py": TORCH}).returncode == 0
    return made


def use(repository: Repository, config: str) -> None:
    """Begin to use pre-commit, with a commit that holds its configuration alone."""
    repository.ok("pre-commit", "install")
    done = repository.commit({".pre-commit-config.yaml": config})
    assert done.returncode == 0, "no relevant file is committed, old.py is older"
    assert "(no files to check)Skipped" in done.stdout


def test_fix_changes_the_file_and_fails_and_then_passes(
    hooks: Hooks, repository: Repository
) -> None:
    use(repository, hooks.config("bnmigrate-fix"))
    cell = {"cell_type": "code", "source": TORCH, "metadata": {}, "outputs": []}
    book = {"cells": [{**cell, "execution_count": None}], "metadata": {}, "nbformat": 4}
    notebook = json.dumps({**book, "nbformat_minor": 4})
    done = repository.commit({"a.py": TORCH, "sub/b.pyi": TORCH, "c.ipynb": notebook, "d.md": ""})
    assert done.returncode != 0
    assert "files were modified by this hook" in done.stdout
    assert "fixed 3 findings in 3 files" in done.stdout
    (cell,) = json.loads((repository.folder / "c.ipynb").read_text())["cells"]
    assert "".join(cell["source"]).endswith("nn.BatchNorm2d(64, momentum=0.9)\n")
    for name in ("a.py", "sub/b.pyi"):
        assert "nn.BatchNorm2d(64, momentum=0.9)" in (repository.folder / name).read_text()
    assert (repository.folder / "old.py").read_text() == TORCH, "it isn't in the commit"
    assert len(repository.log) == 2
    done = repository.commit({})
    assert done.returncode == 0, done.stdout
    assert len(repository.log) == 3


def test_check_fails_on_a_finding(hooks: Hooks, repository: Repository) -> None:
    use(repository, hooks.config("bnmigrate-check", args=["--output-format", "concise"]))
    done = repository.commit({"a.py": CUMULATIVE})
    assert done.returncode != 0
    assert "exit code: 1" in done.stdout
    assert "a.py:3:6: BN201 momentum=None has no counterpart in MindSpore\n" in done.stdout
    assert (repository.folder / "a.py").read_text() == CUMULATIVE
    done = repository.commit({"a.py": CUMULATIVE.replace("None", "0.9").replace("torch", "numpy")})
    assert done.returncode == 0, done.stdout
    assert done.stdout.startswith("bnmigrate check..............")
    assert "Passed" in done.stdout


def test_what_the_settings_exclude_is_left_out(hooks: Hooks, repository: Repository) -> None:
    use(repository, hooks.config("bnmigrate-fix"))
    settings = "[tool.bnmigrate]\nextend-exclude = ['vendored']\n"
    done = repository.commit({"pyproject.toml": settings, "vendored/a.py": TORCH})
    assert done.returncode == 0, done.stdout
    assert (repository.folder / "vendored/a.py").read_text() == TORCH


@pytest.mark.skipif(sys.platform == "win32", reason="paths are too long for Windows")
def test_more_files_than_a_command_line_takes(hooks: Hooks, repository: Repository) -> None:
    """pre-commit runs a hook several times then; each run fixes its files, one after the other."""
    use(repository, hooks.config("bnmigrate-fix"))
    names = [f"{'long' * 50}/{number:03}/{'name' * 50}.py" for number in range(400)]
    done = repository.commit(dict.fromkeys(names, TORCH))
    assert done.returncode != 0
    fixed = [int(n) for n in re.findall(r"fixed (\d+) findings in \1 files", done.stdout)]
    assert len(fixed) > 1
    assert sum(fixed) == len(names)
    assert all("momentum=0.9" in (repository.folder / name).read_text() for name in names)
    done = repository.commit({})
    assert done.returncode == 0, done.stdout


MADE = "from torch import nn\n\n\ndef make(width):\n    return nn.BatchNorm2d(width)\n"
USED = "from layers import make\n\nprint(make(4).weight)\n"


@pytest.mark.skipif(sys.platform == "win32", reason="paths are too long for Windows")
def test_what_hangs_together_over_two_batches_stays(hooks: Hooks, repository: Repository) -> None:
    use(repository, hooks.config("bnmigrate-fix"))
    fillers = {f"n/{'long' * 50}/{n:03}/{'name' * 50}.py": PLAIN for n in range(400)}
    done = repository.commit({"layers.py": MADE, "zz_main.py": USED, **fillers})
    assert done.returncode != 0
    assert done.stdout.count("Checked ") > 1
    assert "zz_main.py" in done.stdout
    assert (repository.folder / "layers.py").read_text() == MADE
    assert (repository.folder / "zz_main.py").read_text() == USED
    variables = environment(hooks.home, repository.programs)
    command = [sys.executable, "-m", "bnmigrate", "fix", "layers.py", "zz_main.py"]
    subprocess.run(
        command,
        cwd=repository.folder,
        env={**variables, "PYTHONPATH": str(PROJECT)},
        check=True,
        capture_output=True,
    )
    assert "gamma" in (repository.folder / "zz_main.py").read_text()


UNSTAGED = "x = 1\n"


def staged_in_part(repository: Repository, staged: str, whole: str) -> Path:
    """Stage a file and change it again; return it."""
    path = repository.folder / "model.py"
    write(repository.folder, {"model.py": staged})
    repository.ok("git", "add", "model.py")
    write(repository.folder, {"model.py": whole})
    return path


def test_what_is_staged_of_a_file_is_fixed_and_the_rest_comes_back(
    hooks: Hooks, repository: Repository
) -> None:
    use(repository, hooks.config("bnmigrate-fix"))
    code = TORCH + "\n\n\n\n\n# the end\n"
    path = staged_in_part(repository, code, code + UNSTAGED)
    done = repository.run("git", "commit", "-m", "Part")
    assert done.returncode != 0
    assert "fixed 1 finding in 1 file" in done.stdout
    assert "momentum=0.9" in path.read_text()
    assert path.read_text().endswith(UNSTAGED)


def test_a_fix_of_a_line_that_has_an_unstaged_change_is_taken_back(
    hooks: Hooks, repository: Repository
) -> None:
    use(repository, hooks.config("bnmigrate-fix"))
    changed = TORCH.replace("64", "32")
    path = staged_in_part(repository, TORCH, changed)
    done = repository.run("git", "commit", "-m", "Part")
    assert done.returncode != 0
    said = "Stashed changes conflicted with hook auto-fixes... Rolling back fixes..."
    assert said in done.stdout
    assert said in (PROJECT / "docs" / "pre-commit.md").read_text(encoding="utf-8")
    assert path.read_text() == changed


def test_the_page(hooks: Hooks, tmp_path: Path) -> None:
    """docs/pre-commit.md, from its first command to its last, with a fresh Python; $BNMIGRATE is
    the folder of a checkout, which is one of the things that the page says it may be.
    """
    page = (PROJECT / "docs" / "pre-commit.md").read_text(encoding="utf-8")
    programs = fresh_python(tmp_path / "venv")
    repository = Repository(tmp_path / "work", tmp_path / "home", programs)
    repository.folder.mkdir()
    (install,) = re.findall(r"with pre-commit installed \(`(.*?)`\)", page)
    done = run(install, repository.folder, variables(programs))
    assert done.returncode == 0, done.stdout
    assert (programs / "pre-commit").exists()
    repository.ok("git", "init", "-q")
    exports = f"export BNMIGRATE='{hooks.repository}' REV='{hooks.commit}'\n"
    blocks = re.findall(r"^```(sh|console)\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    assert [kind for kind, _ in blocks] == ["sh", "console", "sh", "console"]
    for kind, block in blocks:
        if kind == "sh":
            repository.ok("bash", "-ec", exports + block)
            continue
        made = ""
        for line in block.splitlines():
            if line.startswith("$ "):
                made += f"{line}\n{repository.run('bash', '-c', line[2:]).stdout}"
        assert made == block


def test_the_hooks_are_what_the_documentation_says() -> None:
    hooks = yaml.safe_load((PROJECT / ".pre-commit-hooks.yaml").read_text())
    assert [hook["id"] for hook in hooks] == ["bnmigrate-check", "bnmigrate-fix"]
    for hook in hooks:
        assert hook["types_or"] == ["python", "pyi", "jupyter"]
        assert hook["require_serial"] is True
        assert "--force-exclude" in hook["entry"]
