"""Where the project is on the web: the package, the README, and what leads to a code's page."""

from __future__ import annotations

import json
import re
from pathlib import Path

from bnmigrate import catalogue
from bnmigrate.addresses import FILES, REPOSITORY, page_of
from tests.command_line import PROJECT, TORCH, bnmigrate, toml, write


def local(address: str) -> Path:
    """Return the file of this checkout that an address leads to."""
    way = re.fullmatch(rf"{re.escape(REPOSITORY)}/(?:blob|raw|tree)/main/([^#]*)(?:#.*)?", address)
    assert way is not None, address
    return PROJECT / way[1]


def test_the_package_has_the_addresses() -> None:
    urls = toml((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["urls"]
    assert urls["Repository"] == REPOSITORY
    assert urls["Issues"] == f"{REPOSITORY}/issues"
    for name in ("Documentation", "Changelog"):
        assert local(urls[name]).exists()


def test_each_code_has_a_page_at_its_address() -> None:
    for code in catalogue.codes():
        assert local(page_of(code)).read_text(encoding="utf-8").count(f"# {code}: ") == 1


def test_the_page_of_a_code_is_told_wherever_it_is_explained(tmp_path: Path) -> None:
    address = f"{FILES}/docs/rules/BN101.md"
    assert address in bnmigrate(tmp_path, "rule", "BN101").stdout.decode()
    for arguments in (["rule", "BN101"], ["rules"]):
        found = json.loads(bnmigrate(tmp_path, *arguments, "--output-format", "json").stdout)
        assert (found if isinstance(found, dict) else found[0])["url"] == address
    done = bnmigrate(write(tmp_path, {"a.py": TORCH}), "check", "--output-format", "sarif")
    driver = json.loads(done.stdout)["runs"][0]["tool"]["driver"]
    assert driver["informationUri"] == REPOSITORY
    assert [rule["helpUri"] for rule in driver["rules"]] == [address]
    done = bnmigrate(tmp_path, "check", "--output-format", "rdjson")
    assert [one["code"]["url"] for one in json.loads(done.stdout)["diagnostics"]] == [address]
