"""Real packages through the command line: what is promised holds for all of their files."""

from __future__ import annotations

import warnings
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import lints, real_packages
from bnmigrate.cache import FOLDER
from bnmigrate.rule_files import rulebook
from tests import packages
from tests.command_line import Done, bnmigrate
from tests.sites_of import SiteArguments, sites_of

SOURCES = {"timm": "torch", "mindcv": "mindspore"}
UNSAFE = ["--unsafe-fixes"]
LAYERS = rulebook().layer_names
PARTED = b".eval() if "


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and FOLDER not in path.parts
    }


def fix(folder: Path, *arguments: str) -> Done:
    done = bnmigrate(folder, "fix", *arguments)
    assert done.returncode in (0, 1), done.stderr.decode()
    return done


def assert_compiles(data: bytes, name: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        compile(data, name, "exec", dont_inherit=True)


def uses(data: bytes, is_unsafe: bool) -> list[SiteArguments]:
    """Return the uses of the class, whichever framework; an unsafe fix drops `**dd`."""
    found = sites_of(data.decode())
    if not is_unsafe:
        return found
    return [
        replace(site, arguments=tuple(a for a in site.arguments if a != ("**", "dd")))
        for site in found
    ]


@pytest.mark.slow
@pytest.mark.parametrize("options", [[], UNSAFE], ids=["safe", "unsafe"])
@pytest.mark.parametrize("name", SOURCES)
def test_there_and_back(name: str, options: list[str], tmp_path: Path) -> None:
    source, target = SOURCES[name], real_packages.TARGETS[name]
    package = packages.unpack(name, tmp_path)
    original = contents(package)
    if name == "timm" and options:
        # LayerNorm yields to BatchNorm2d in the first run, and is unsafe in the second.
        options = [*options, *(f"--layer={layer}" for layer in LAYERS if layer != "LayerNorm")]

    first = fix(package, "--to", target, *options)
    there = contents(package)
    changed = [path for path in original if there[path] != original[path]]
    assert there.keys() == original.keys()
    # timm is too entangled to be followed as a whole: little of it is safe.
    assert len(changed) > 5 or (name == "timm" and not options)
    assert not changed or f" in {len(changed)} file".encode() in first.stderr
    for path in changed:
        assert_compiles(there[path], path)

    fix(package, "--to", target, *options)
    assert contents(package) == there, "the next run changes something"

    fix(package, "--to", source, *(options or UNSAFE))
    back = contents(package)
    for path in original:
        if path not in changed:
            assert back[path] == original[path], path
            continue
        assert_compiles(back[path], path)
        if back[path].count(PARTED) > original[path].count(PARTED):
            continue  # a call that may be of another class sets the layer's mode: a use more
        # Each use is home again, or stays as it was there where something stands against it now.
        # A check that tells the layer apart is no use of it, and goes only where both sides agree.
        before, away, now = (
            [u for u in uses(data[path], bool(options)) if u.kind not in ("guard", "compare")]
            for data in (original, there, back)
        )
        assert len(before) == len(away) == len(now), path
        assert all(n in (b, a) for b, a, n in zip(before, away, now, strict=True)), path


@pytest.mark.slow
def test_the_page_tells_what_is_measured() -> None:
    assert real_packages.measure_all() == real_packages.in_page(), (
        "bring docs/real-packages.md up to date with `make real-packages`, and read the difference"
    )


@pytest.mark.slow
def test_the_lints_say_of_packages_what_was_read() -> None:
    told = [line for place in lints.packages() for line in lints.differences(*place)]
    assert not told, "read them, and bring benchmarks/lint_verdicts.toml up to date"


def test_the_page_of_the_lints_tells_what_was_read() -> None:
    assert lints.in_words() == lints.in_page(), "bring it up to date with `make real-packages`"
    for project in lints.projects():
        assert project.version == packages.PINNED.get(project.name, ""), project.name
        assert bool(project.version) != bool(project.commit), project.name
        assert all(verdict.why and verdict.spots for verdict in project.verdicts)
