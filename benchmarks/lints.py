"""What the lints say of real packages: the table in docs/lints.md, from a run over their wheels.

python -m benchmarks.lints            # print it
python -m benchmarks.lints --write    # put it into docs/lints.md
"""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

import click

from bnmigrate import catalogue
from bnmigrate.findings import Finding
from bnmigrate.runner import Runner
from tests.packages import PINNED, unpack

PAGE = Path(__file__).parent.parent / "docs" / "lints.md"
BEGIN, END = "<!-- lints: begin -->", "<!-- lints: end -->"
DIALECTS = {
    "timm": "torch",
    "pytorchcv": "torch",
    "mindcv": "mindspore",
    "mindocr": "mindspore",
    "mindyolo": "mindspore",
}
"""The packages, each looked at as what it is: nothing in it is translated."""


def lints() -> list[str]:
    """Return the codes of the lints that are on by default."""
    pages = (page for page in catalogue.pages() if page.code.startswith(catalogue.LINTS))
    return [page.code for page in pages if page.is_on]


def found_in(package: Path, dialect: str) -> tuple[int, list[Finding]]:
    """Return how many files name the layer, and what the lints say of all files together."""
    files = sum(b"BatchNorm2d" in path.read_bytes() for path in package.rglob("*.py"))
    findings: list[Finding] = []
    for outcome in Runner((package,), None, {"target": dialect}, uses_cache=False).outcomes(False):
        assert not outcome.problem
        findings += [
            replace(finding, path=Path(finding.path).relative_to(package).as_posix())
            for finding in outcome.result.findings
            if finding.code in lints()
        ]
    return files, findings


def measure_all() -> str:
    """Return the Markdown: the counts, and each finding."""
    lines = [
        f"| package | files that name the layer | {' | '.join(lints())} |",
        f"| --- | ---: | {' | '.join(['---:'] * len(lints()))} |",
    ]
    told: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        for name, dialect in DIALECTS.items():
            files, findings = found_in(unpack(name, Path(folder)), dialect)
            counts = Counter(finding.code for finding in findings)
            cells = " | ".join(str(counts[code]) for code in lints())
            lines.append(f"| {name} {PINNED[name]} | {files} | {cells} |")
            told += [f"- {name}/{f.path}:{f.line}: {f.code} {f.message}" for f in findings]
    return "\n".join([*lines, "", *told])


def in_page() -> str:
    """Return what stands in the page."""
    return PAGE.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0].strip()


@click.command()
@click.option("--write", is_flag=True, help="Put the table into docs/lints.md.")
def main(write: bool) -> None:
    """Print what the lints say of real packages."""
    made = measure_all()
    if not write:
        click.echo(made)
        return
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    _, found, after = rest.partition(END)
    if not found:
        raise click.ClickException(f"{PAGE} has no {BEGIN} ... {END}")
    PAGE.write_text(f"{before}{BEGIN}\n{made}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
