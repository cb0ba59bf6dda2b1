"""The workflow, the action and docs/ci.md: valid by GitHub's and GitLab's schemas, and run."""

from __future__ import annotations

import importlib.resources
import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from tests.command_line import CUMULATIVE, PLAIN, PROJECT, TORCH, environment, write
from tests.packages import UNREACHABLE
from tests.report.reports import READERS
from tests.surfaces.from_scratch import checkout, fresh_python, run, variables

Json = dict[str, Any]

PAGE = (PROJECT / "docs" / "ci.md").read_text(encoding="utf-8")
WORKFLOW = PROJECT / ".github" / "workflows" / "ci.yml"
ACTION: Json = yaml.safe_load((PROJECT / "action.yml").read_text(encoding="utf-8"))

needs_bash = pytest.mark.skipif(
    sys.platform == "win32", reason="the bash that Python finds first on Windows is that of WSL"
)


def page_blocks(kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def valid(text: str, schema: str) -> Json:
    """Read YAML that a schema of check-jsonschema, which has those of SchemaStore, allows."""
    read: dict[object, Any] = yaml.safe_load(text)
    # YAML 1.1, which PyYAML reads, takes a bare `on` for True.
    keys = {"on" if key is True else str(key): value for key, value in read.items()}
    folder = importlib.resources.files("check_jsonschema.builtin_schemas.vendor")
    jsonschema.validate(keys, json.loads(folder.joinpath(f"{schema}.json").read_bytes()))
    return keys


def pinned(text: str) -> list[str]:
    """Return the actions that a file uses; each is this repository or has a full commit."""
    used: list[str] = re.findall(r"uses: (.*)", text)
    for use in used:
        assert use == "./" or re.fullmatch(
            r"actions/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+"
            r"|github/codeql-action/upload-sarif@[0-9a-f]{40} # v\d+\.\d+\.\d+"
            r"|OWNER/bnmigrate@0{40}",
            use,
        ), use
    return [use.partition("@")[0] for use in used]


def test_the_workflow() -> None:
    text = WORKFLOW.read_text(encoding="utf-8")
    workflow = valid(text, "github-workflows")
    assert workflow["permissions"] == {"contents": "read"}
    matrix = workflow["jobs"]["test"]["strategy"]["matrix"]
    assert matrix["os"] == ["ubuntu-latest", "macos-latest", "windows-latest"]
    supported = re.findall(r'"Programming Language :: Python :: (3\.\d+)"', _pyproject())
    assert matrix["python"] == supported
    assert "./" in pinned(text)
    pytest_step = workflow["jobs"]["test"]["steps"][-1]
    assert pytest_step["run"].startswith("python -m pytest")


def _pyproject() -> str:
    return (PROJECT / "pyproject.toml").read_text(encoding="utf-8")


def test_the_workflow_installs_groups_that_exist() -> None:
    groups = re.findall(r"--group (\w+)", WORKFLOW.read_text(encoding="utf-8"))
    assert groups
    for group in groups:
        assert f"\n{group} = [" in _pyproject()


def test_the_workflow_has_the_real_mindspore_where_it_has_a_wheel() -> None:
    assert "--group verify" in WORKFLOW.read_text(encoding="utf-8")
    (verify,) = re.findall(r"(?ms)^verify = \[\n(.*?)^\]", _pyproject())
    (marker,) = re.findall(r"\"mindspore==[\d.]+; (.*)\"", verify)
    assert marker == "python_version < '3.13'", "there is none for later versions"


def test_one_action_has_one_commit_everywhere() -> None:
    pins: dict[str, set[str]] = {}
    texts = [WORKFLOW.read_text(encoding="utf-8"), (PROJECT / "action.yml").read_text(), PAGE]
    for name, commit in re.findall(r"uses: ([\w/-]+)@(\S+)", "\n".join(texts)):
        pins.setdefault(name, set()).add(commit)
    assert pins
    assert {name for name, commits in pins.items() if len(commits) > 1} == set()


def test_the_action_is_one() -> None:
    text = (PROJECT / "action.yml").read_text(encoding="utf-8")
    valid(text, "github-actions")
    assert pinned(text) == ["actions/setup-python"]
    for step in ACTION["runs"]["steps"]:
        # What a user passes must not become part of a script.
        assert "${{" not in step.get("run", "")


def test_the_page_lists_the_inputs() -> None:
    listed = re.findall(r"^\| `([\w-]+)` \|\s*(?:`([^`]*)`)?\s*\|", PAGE, re.MULTILINE)
    assert listed == [(name, given["default"]) for name, given in ACTION["inputs"].items()]


# Run


@dataclass(frozen=True)
class Step:
    """What a step that ran did: its exit code, its streams and its outputs."""

    code: int
    stdout: bytes
    stderr: bytes
    outputs: dict[str, str]


def run_step(name: str, folder: Path, temporary: Path, values: dict[str, str]) -> Step:
    """Run a step of the action as the runner does; `values` are those of its expressions."""
    (step,) = (step for step in ACTION["runs"]["steps"] if step["id"] == name)
    assert step["shell"] == "bash"
    outputs = temporary / f"outputs of {name}"
    outputs.write_bytes(b"")
    script = temporary / f"{name}.sh"
    script.write_text(step["run"])
    given = {
        key: re.sub(r"\$\{\{ ([\w.-]+) \}\}", lambda match: values[match[1]], text)
        for key, text in step["env"].items()
    }
    all_variables = environment(
        **given,
        GITHUB_OUTPUT=str(outputs),
        GITHUB_ACTION_PATH=str(PROJECT),
        GITHUB_WORKSPACE=str(folder),
        RUNNER_TEMP=str(temporary),
        PIP_RETRIES="2",
    )
    del all_variables["PYTHONPATH"]
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", script],
        cwd=folder,
        env=all_variables,
        capture_output=True,
        check=False,
        timeout=300,
    )
    lines = outputs.read_text().splitlines()
    pairs = dict(line.split("=", 1) for line in lines)
    return Step(done.returncode, done.stdout, done.stderr, pairs)


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the command that the action's step installs, in a folder that is in the way."""
    temporary = tmp_path_factory.mktemp("runner temp")
    hostile = write(
        tmp_path_factory.mktemp("hostile"),
        {"pip.py": "raise SystemExit(99)\n", "venv.py": "raise SystemExit(98)\n"},
    )
    step = run_step(
        "install", hostile, temporary, {"steps.python.outputs.python-path": sys.executable}
    )
    said = (step.stdout + step.stderr).decode()
    if UNREACHABLE in said:
        pytest.skip("no network to install what the action needs from the package index")
    assert step.code == 0, said
    return step.outputs["command"]


def check(command: str, folder: Path, **inputs: str) -> Step:
    given = {name: entry["default"] for name, entry in ACTION["inputs"].items()}
    given |= {name.replace("_", "-"): value for name, value in inputs.items()}
    assert given.keys() == ACTION["inputs"].keys()
    values = {f"inputs.{name}": value for name, value in given.items()}
    (folder / ".runner").mkdir(exist_ok=True)
    return run_step(
        "check", folder, folder / ".runner", values | {"steps.install.outputs.command": command}
    )


@pytest.mark.slow
@needs_bash
class TestAction:
    def test_findings_are_annotations_and_fail(self, command: str, tmp_path: Path) -> None:
        write(tmp_path, {"a.py": TORCH, "sub/b.py": CUMULATIVE})
        step = check(command, tmp_path)
        assert READERS["github"](step.stdout) == [("a.py", 3, "BN101"), ("sub/b.py", 3, "BN201")]
        assert (step.code, step.outputs) == (1, {"exit-code": "1"})

    def test_nothing_found(self, command: str, tmp_path: Path) -> None:
        step = check(command, write(tmp_path, {"a.py": PLAIN}))
        assert (step.code, step.stdout, step.outputs) == (0, b"", {"exit-code": "0"})

    def test_sarif_to_a_file_without_failing(self, command: str, tmp_path: Path) -> None:
        write(tmp_path, {"a.py": TORCH, "with space.py": TORCH})
        step = check(
            command,
            tmp_path,
            output_format="sarif",
            output_file="out/bn.sarif",
            fail="false",
            paths="a.py\nwith space.py\n",
        )
        assert (step.code, step.stdout, step.outputs) == (0, b"", {"exit-code": "1"})
        found = READERS["sarif"]((tmp_path / "out/bn.sarif").read_bytes())
        assert [path for path, _, _ in found] == ["a.py", "with space.py"]

    def test_what_could_not_be_done_always_fails(self, command: str, tmp_path: Path) -> None:
        step = check(command, tmp_path, paths="nothing.py", fail="false")
        assert (step.code, step.outputs) == (2, {"exit-code": "2"})
        assert b"::error title=bnmigrate,file=nothing.py::does not exist" in step.stdout

    def test_options_and_names_are_no_commands(self, command: str, tmp_path: Path) -> None:
        write(tmp_path, {"-x; touch made": PLAIN, "a.py": TORCH})
        step = check(
            command, tmp_path, args="--to=torch\n\n", paths="a.py\n$(touch made)\n-x; touch made"
        )
        assert step.code == 2, "there is no file of the name $(touch made)"
        assert not (tmp_path / "made").exists()
        assert [entry[0] for entry in READERS["github"](step.stdout)] == ["$(touch made)"]
        assert check(command, tmp_path, args="--to=torch").code == 0
        assert check(command, tmp_path, args="--to=nothing").code == 2

    def test_nothing_of_the_checked_code_is_imported(self, command: str, tmp_path: Path) -> None:
        broken = "raise SystemExit(97)\n"
        names = ("click", "libcst", "bnmigrate", "sitecustomize", "json")
        write(tmp_path, {f"{name}.py": broken for name in names})
        assert check(command, tmp_path).code == 0


# The page


@pytest.mark.slow
@needs_bash
def test_the_page_for_github(command: str, tmp_path: Path) -> None:
    """GitHub's runner, its checkout and its upload are replaced by this test; what runs is the
    shell of the action's steps, with the inputs that the page gives.
    """
    annotations, scanning = page_blocks("yaml")[:2]
    write(tmp_path, {"src/a.py": TORCH, "tools/b.py": CUMULATIVE, "c.py": TORCH})
    for text in (annotations, scanning):
        pinned(text)
        workflow = valid(text, "github-workflows")
        (step,) = (
            step
            for step in workflow["jobs"]["check"]["steps"]
            if step["uses"].startswith("OWNER/bnmigrate@")
        )
        given = {
            name.replace("-", "_"): str(value).lower() if isinstance(value, bool) else value
            for name, value in step["with"].items()
        }
        done = check(command, tmp_path, **given)
        if text == annotations:
            assert done.code == 1
            assert [entry[0] for entry in READERS["github"](done.stdout)] == [
                "src/a.py",
                "tools/b.py",
            ]
        else:
            assert done.code == 0
            upload = workflow["jobs"]["check"]["steps"][-1]["with"]["sarif_file"]
            assert len(READERS["sarif"]((tmp_path / upload).read_bytes())) == 3


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where the programs of a fresh Python are."""
    return fresh_python(tmp_path_factory.mktemp("python") / "venv")


def run_script(lines: list[str], folder: Path, programs: Path, source: Path) -> int:
    """Run the lines with a fresh Python, where $BNMIGRATE is the folder of a checkout, which is one
    of the things that the page says it may be; return the exit code of the last one.
    """
    for line in lines:
        done = run(line, folder, variables(programs, BNMIGRATE=str(source)))
        if done.returncode:
            assert line == lines[-1], done.stdout
    return done.returncode


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return checkout(tmp_path_factory.mktemp("checkout"))


@pytest.mark.slow
@needs_bash
def test_the_page_for_gitlab(programs: Path, source: Path, tmp_path: Path) -> None:
    """A fresh virtual environment takes the place of GitLab's runner and of the image."""
    jobs = valid(page_blocks("yaml")[2], "gitlab-ci")
    job = jobs["bnmigrate"]
    write(tmp_path, {"src/a.py": TORCH})
    code = run_script(job["script"], tmp_path, programs, source)
    assert code == job["allow_failure"]["exit_codes"] == 1
    report = tmp_path / job["artifacts"]["reports"]["codequality"]
    assert READERS["gitlab"](report.read_bytes()) == [("src/a.py", 3, "BN101")]
    assert len(json.loads(report.read_bytes())) == 1


@pytest.mark.slow
@needs_bash
def test_the_page_for_others(programs: Path, source: Path, tmp_path: Path) -> None:
    (block,) = page_blocks("sh")
    write(tmp_path, {"src/a.py": TORCH})
    assert run_script(block.splitlines(), tmp_path, programs, source) == 1
    assert READERS["junit"]((tmp_path / "bnmigrate.xml").read_bytes()) == [("src/a.py", 3, "BN101")]
