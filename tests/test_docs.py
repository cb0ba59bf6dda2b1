"""Every console example in README.md and docs/ is run, and prints what the page says.

A line that begins with `$ ` is a command; the lines below it are what it prints, errors included.
The examples of a page run one after the other in a folder that has a copy of examples/, and the
programs of the page: each block of Python that begins with its name, as in `# check.py`.
`pytest tests/test_docs.py --update` writes the outputs anew.
"""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.command_line import PROJECT, environment
from tests.test_addresses import local

# These pages need files and frameworks of their own, and have tests of their own.
TESTED_ELSEWHERE = {
    *("checkpoints.md", "compare.md", "pre-commit.md", "real-project.md", "runtime.md"),
    "verify.md",
}
PAGES = [
    PROJECT / "README.md",
    *(page for page in sorted(PROJECT.glob("docs/*.md")) if page.name not in TESTED_ELSEWHERE),
]
PROGRAM = re.compile(r"(?<=```python\n)# ([\w.]+)\n.*?(?=^```)", re.MULTILINE | re.DOTALL)
BLOCK = re.compile(r"(?<=```console\n).*?(?=^```)", re.MULTILINE | re.DOTALL)


def rerun(block: str, folder: Path, variables: dict[str, str], prefix: Sequence[str]) -> str:
    """Run the commands of a block in `folder`; return the block with what they print."""
    made = []
    for line in block.splitlines():
        if line.startswith("$ "):
            done = subprocess.run(
                [*prefix, "bash", "-c", line.removeprefix("$ ")],
                cwd=folder,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                check=False,
                env=variables,
                text=True,
            )
            made.append(f"{line}\n{done.stdout}")
    return "".join(text if text.endswith("\n") else f"{text}\n" for text in made)


def commands_for(folder: Path) -> dict[str, str]:
    """Make `bnmigrate` and `python` in `folder`; return the variables of who has them."""
    folder.mkdir()
    for name, module in (("bnmigrate", "-m bnmigrate"), ("python", "")):
        command = folder / name
        command.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} {module} "$@"\n')
        command.chmod(0o755)
    return environment(PATH=f"{folder}:/usr/bin:/bin")


@pytest.mark.skipif(sys.platform == "win32", reason="the pages are written for a POSIX shell")
@pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])
def test_console_examples(
    page: Path, tmp_path: Path, request: pytest.FixtureRequest, unprivileged: Sequence[str]
) -> None:
    shutil.copytree(PROJECT / "examples", tmp_path / "work" / "examples")
    text = page.read_text(encoding="utf-8")
    for program in PROGRAM.finditer(text):
        (tmp_path / "work" / program[1]).write_text(program[0], encoding="utf-8")
    variables = commands_for(tmp_path / "commands")
    now = BLOCK.sub(lambda m: rerun(m.group(), tmp_path / "work", variables, unprivileged), text)
    if request.config.getoption("--update"):
        page.write_text(now, encoding="utf-8")
    assert text == now


def test_the_readme_has_examples() -> None:
    assert len(BLOCK.findall(PAGES[0].read_text(encoding="utf-8"))) >= 3


def test_the_page_of_real_packages_quotes_the_proof() -> None:
    page = (PROJECT / "docs" / "proof.md").read_text(encoding="utf-8")
    rows = {
        name: cells.split(" | ")
        for name, cells in re.findall(r"^\| ([^|]+) \| (.+) \|$", page, re.MULTILINE)
    }
    of_pytorchcv, *_ = rows["bit-identical, of all"]
    *_, of_timm = rows["bit-identical, of those with a translated layer"]
    together = re.findall(r"^- `fix --unsafe-fixes`: .*, (.+)$", page, re.MULTILINE)
    said = (
        f"of pytorchcv's, {of_pytorchcv} are bit-identical, of those of timm with a translated "
        f"layer {of_timm} (most of timm is refused), of both together {together[0]}, and no model "
        "of either differs or fails without a report"
    )
    assert said in (PROJECT / "docs" / "real-packages.md").read_text(encoding="utf-8")
    assert rows["different"] == rows["fails without a report"] == ["0"] * 4


ALL_PAGES = [PROJECT / "README.md", *sorted(PROJECT.glob("docs/*.md"))]


@pytest.mark.parametrize("page", ALL_PAGES, ids=[page.name for page in ALL_PAGES])
def test_links_to_files_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_the_links_of_the_readme_lead_somewhere_from_an_index_page_too() -> None:
    targets = re.findall(r"\]\(([^)]+)\)", PAGES[0].read_text(encoding="utf-8"))
    assert targets
    for target in targets:
        assert local(target).exists(), target
        page, _, anchor = target.partition("#")
        if anchor:
            titles = re.findall(r"^#+ (.*)$", local(page).read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in [re.sub(r"[^\w -]", "", t.lower()).replace(" ", "-") for t in titles]


def test_the_architecture_names_every_module() -> None:
    page = (PROJECT / "docs" / "architecture.md").read_text(encoding="utf-8")
    package = PROJECT / "bnmigrate"
    top = {path.name for path in package.glob("*.py")} - {"__init__.py", "__main__.py"}
    folders = {path.name for path in package.iterdir() if path.is_dir()} - {"__pycache__"}
    named = set(re.findall(r"^\| `([\w./]+?)/?` \|", page, re.MULTILINE))
    # Of some folders one row says it all, of others there is one for each module.
    opened = {name.partition("/")[0] for name in named if "/" in name}
    modules = {
        f"{folder}/{path.name}"
        for folder in opened
        for path in (package / folder).glob("*.py")
        if path.name != "__init__.py"
    }
    assert named == top | modules | (folders - opened)
