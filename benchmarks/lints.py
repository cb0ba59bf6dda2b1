"""What the lints say of public projects: the tables in docs/lints.md.

python -m benchmarks.lints                    # look at the packages, and compare with what was read
python -m benchmarks.lints --clones FOLDER    # at repositories too: those cloned as OWNER+NAME
python -m benchmarks.lints --write            # put what was read into docs/lints.md

`lint_verdicts.toml` beside this file holds each finding that a person has read, and whether it is
true. A finding that isn't in there, and one that is no longer found, end with 1.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from bnmigrate import catalogue
from bnmigrate.rule_files import rulebook
from bnmigrate.runner import Runner
from bnmigrate.tables import load
from tests.packages import unpack

PAGE = Path(__file__).parent.parent / "docs" / "lints.md"
VERDICTS = Path(__file__).parent / "lint_verdicts.toml"
BEGIN, END = "<!-- lints: begin -->", "<!-- lints: end -->"


@dataclass(frozen=True, order=True)
class Spot:
    """One finding: its code, file and line, and how many of that code there are in the line."""

    path: str
    line: int
    code: str
    count: int = 1


@dataclass(frozen=True)
class Verdict:
    """What a person says of findings of one code in one file."""

    spots: tuple[Spot, ...]
    is_true: bool
    why: str

    @property
    def number(self) -> int:
        """How many findings they are."""
        return sum(spot.count for spot in self.spots)


@dataclass(frozen=True)
class Project:
    """A package of the index at a version, or a repository of GitHub at a commit, looked at as what
    it is: nothing in it is translated. Without `context`, each file is judged alone, as the
    repository holds many projects.
    """

    name: str
    dialect: str
    files: int
    version: str
    commit: str
    context: bool
    verdicts: tuple[Verdict, ...]

    @property
    def title(self) -> str:
        """The name and what was looked at, with a link to a repository's commit."""
        if self.commit:
            url = f"https://github.com/{self.name}/tree/{self.commit}"
            return f"[{self.name}]({url}) at {self.commit[:7]}"
        return f"{self.name} {self.version}"

    def number(self, is_true: bool) -> int:
        """Return how many findings are true, or are false."""
        return sum(verdict.number for verdict in self.verdicts if verdict.is_true is is_true)


def projects() -> tuple[Project, ...]:
    """Return the projects with what was read of each."""
    tables = load(VERDICTS).data["projects"]
    return tuple(
        Project(
            table["name"],
            table["dialect"],
            table["files"],
            table.get("version", ""),
            table.get("commit", ""),
            table.get("context", True),
            tuple(_verdict(entry) for entry in table.get("findings", [])),
        )
        for table in tables
    )


def _verdict(entry: dict[str, object]) -> Verdict:
    lines = entry["lines"]
    assert isinstance(lines, list)
    counts = sorted(Counter(lines).items())
    path, code = str(entry["path"]), str(entry["code"])
    spots = tuple(Spot(path, line, code, count) for line, count in counts)
    return Verdict(spots, bool(entry["true"]), str(entry["why"]))


def lints() -> list[str]:
    """Return the codes of the lints that are on by default."""
    pages = (page for page in catalogue.pages() if page.code.startswith(catalogue.LINTS))
    return [page.code for page in pages if page.is_on]


def found_in(folder: Path, dialect: str, context: bool) -> tuple[int, list[Spot]]:
    """Return how many files name a layer, and the lints' errors and warnings, all files together;
    a note says itself that nothing goes wrong.
    """
    named = re.compile("|".join(rulebook().layer_names).encode())
    files = sum(bool(named.search(path.read_bytes())) for path in folder.rglob("*.py"))
    found: Counter[tuple[str, int, str]] = Counter()
    settings = {"target": dialect, "context": context}
    for outcome in Runner((folder,), None, settings, uses_cache=False).outcomes(False):
        for finding in outcome.result.findings:
            if finding.code in lints() and finding.severity != "note":
                path = Path(finding.path).relative_to(folder).as_posix()
                found[path, finding.line, finding.code] += 1
    return files, sorted(Spot(*place, number) for place, number in found.items())


def differences(project: Project, folder: Path) -> Iterator[str]:
    """Yield what is found in a project and wasn't read, and the other way round."""
    files, found = found_in(folder, project.dialect, project.context)
    read = {spot for verdict in project.verdicts for spot in verdict.spots}
    if files != project.files:
        yield f"{project.name}: {files} files name a layer, and not {project.files}"
    for spot in sorted(read.symmetric_difference(found)):
        state = "isn't found" if spot in read else "wasn't read"
        times = f" ({spot.count} times)" if spot.count > 1 else ""
        yield f"{project.name}/{spot.path}:{spot.line}: {spot.code}{times} {state}"


def packages() -> Iterator[tuple[Project, Path]]:
    """Yield the packages, each with a folder that it is unpacked into."""
    with tempfile.TemporaryDirectory() as folder:
        for project in projects():
            if project.version:
                yield project, unpack(project.name, Path(folder))


def repositories(clones: Path) -> Iterator[tuple[Project, Path]]:
    """Yield the repositories that are cloned, each with a folder that holds its Python files."""
    for project in projects():
        clone = clones / project.name.replace("/", "+")
        if not project.commit or not clone.exists():
            continue
        with tempfile.TemporaryDirectory() as folder:
            check_out(clone, project.commit, Path(folder))
            yield project, Path(folder)


def check_out(clone: Path, commit: str, folder: Path) -> None:
    """Write the Python files of a commit into a folder, where the program begins then."""
    archive = subprocess.run(
        ["git", "-C", str(clone), "archive", commit, "--", "*.py"],
        capture_output=True,
        check=True,
    )
    subprocess.run(["tar", "x", "-C", str(folder)], input=archive.stdout, check=True)
    (folder / "pyproject.toml").touch()


def in_words() -> str:
    """Return the Markdown: the projects, the codes, and each finding that was read."""
    everything = projects()
    lines = [
        "| project | layers of | files that name them | findings | true | false |",
        "| --- | --- | ---: | ---: | ---: | ---: |",
    ]
    for project in everything:
        true, false = project.number(is_true=True), project.number(is_true=False)
        dialect = {"torch": "PyTorch", "mindspore": "MindSpore"}[project.dialect]
        row = (project.title, dialect, project.files, true + false, true, false)
        lines.append(f"| {' | '.join(map(str, row))} |")
    sums = [sum(p.number(is_true) for p in everything) for is_true in (True, False)]
    files = sum(project.files for project in everything)
    lines += [f"| all | | {files} | {sum(sums)} | {sums[0]} | {sums[1]} |", ""]
    lines += ["| code | findings | true | false |", "| --- | ---: | ---: | ---: |"]
    verdicts = [verdict for project in everything for verdict in project.verdicts]
    for code in lints():
        of_code = [verdict for verdict in verdicts if verdict.spots[0].code == code]
        true, false = (sum(v.number for v in of_code if v.is_true is t) for t in (True, False))
        lines.append(f"| {code} | {true + false} | {true} | {false} |")
    for project in everything:
        if project.verdicts:
            lines += ["", f"{project.title}:", "", *_told(project)]
    return "\n".join(lines)


def _told(project: Project) -> Iterator[str]:
    for verdict in project.verdicts:
        spot = verdict.spots[0]
        places = ", ".join(str(one.line) for one in verdict.spots)
        said = "true" if verdict.is_true else "false"
        times = f" ({verdict.number} findings)" if verdict.number > len(verdict.spots) else ""
        yield f"- {spot.path}:{places}: {spot.code}{times}, {said}: {verdict.why}"


def in_page() -> str:
    """Return what stands in the page."""
    return PAGE.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0].strip()


@click.command()
@click.option("--clones", type=click.Path(path_type=Path, exists=True), help="Repositories too.")
@click.option("--write", is_flag=True, help="Put what was read into docs/lints.md.")
def main(clones: Path | None, write: bool) -> None:
    """Compare what the lints say of public projects with what a person has read."""
    if write:
        before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
        _, found, after = rest.partition(END)
        if not found:
            raise click.ClickException(f"{PAGE} has no {BEGIN} ... {END}")
        PAGE.write_text(f"{before}{BEGIN}\n{in_words()}\n{END}{after}", encoding="utf-8")
        return
    told = [line for place in packages() for line in differences(*place)]
    looked_at = [project.name for project in projects() if project.version]
    if clones is not None:
        for project, folder in repositories(clones):
            told += differences(project, folder)
            looked_at.append(project.name)
    click.echo("\n".join([f"Looked at {', '.join(looked_at)}.", *told]))
    click.echo(f"{len(told)} differences from what was read.")
    raise SystemExit(bool(told))


if __name__ == "__main__":
    main()
