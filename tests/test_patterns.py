"""A pattern means the same from another folder."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pathspec
import pytest

from bnmigrate.patterns import is_pattern, moved
from tests.command_line import CUMULATIVE, bnmigrate, write

PARTS = ["a", "[ab]*", "*", "**"]
PATTERNS = [
    pattern
    for sign in ("", "!")
    for start in ("", "/")
    for number in (1, 2, 3)
    for parts in product(PARTS, repeat=number)
    for end in ("", "/")
    # Nobody writes these two, and pathspec takes them for different things at different depths.
    if is_pattern(pattern := f"{sign}{start}{'/'.join(parts)}{end}")
    and "**/**" not in pattern
    and not pattern.endswith("**/")
]
NAMES = ["a", "b", "ab"]
BELOW = ["/".join(parts) for number in (1, 2, 3) for parts in product(NAMES, repeat=number)]


def verdicts(patterns: list[str], way: str = "") -> list[bool | None]:
    """Return what the patterns say of the paths below `way`."""
    spec = pathspec.GitIgnoreSpec.from_lines(patterns)
    return [spec.check_file(f"{way}{path}").include for path in BELOW]


@pytest.mark.parametrize("way", ["a", "a/b"])
def test_from_a_folder_above(way: str) -> None:
    """What the pattern says of files below `way`, and not of a folder on the way, is kept."""
    ups = [f"{'/'.join(way.split('/')[:i])}/" for i in range(1, way.count("/") + 2)]
    compared = 0
    for pattern in PATTERNS:
        spec = pathspec.GitIgnoreSpec.from_lines([pattern])
        if all(spec.check_file(up).include is None for up in ups):
            made = moved(pattern, Path("/x"), Path("/x", way))
            assert verdicts(made) == verdicts([pattern], f"{way}/"), (pattern, made)
            compared += 1
    assert compared > 100


@pytest.mark.parametrize("way", ["a", "a/b", "o*d [n]ame"])
def test_from_a_folder_below(way: str) -> None:
    for pattern in PATTERNS:
        if "/" in pattern.rstrip("/"):
            made = moved(pattern, Path("/x", way), Path("/x"))
            assert verdicts(made, f"{way}/") == verdicts([pattern]), (pattern, made)
            assert not any(verdicts(made, "other/")), (pattern, made)


def test_what_stays() -> None:
    assert moved("name/", Path("/x/a"), Path("/x")) == ["name/"]
    assert moved("a/b", Path("/x"), Path("/x")) == ["a/b"]
    assert moved("a/b", Path("/x"), Path("/y")) == ["a/b"]
    assert moved("b/c", Path("/x"), Path("/x/a")) == []


@pytest.mark.parametrize("folder", [".", "project", "project/sub"])
@pytest.mark.parametrize("option", ["--exclude", "--extend-exclude", "--per-file-ignores"])
def test_options_hold_from_the_current_folder(tmp_path: Path, folder: str, option: str) -> None:
    write(
        tmp_path,
        {
            "project/pyproject.toml": "[tool.bnmigrate]\n",
            "project/sub/a.py": CUMULATIVE,
            "project/sub/deep/a.py": CUMULATIVE,
            "project/sub/deep/b.py": CUMULATIVE,
        },
    )
    way = "project/sub".removeprefix(folder).strip("/")
    pattern = f"{way}/deep/a.py".strip("/") + (":BN2" if option == "--per-file-ignores" else "")
    done = bnmigrate(tmp_path / folder, "check", "--output-format", "concise", option, pattern)
    found = [line.split(":")[0] for line in done.stdout.decode().splitlines()]
    assert [name.removeprefix(f"{way}/") for name in found] == ["a.py", "deep/b.py"]
