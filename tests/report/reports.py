"""Reads each format as its consumer does: as entries of path, line and code."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_to_bytes

from junitparser import JUnitXml

from bnmigrate.report.formats import FOR_PEOPLE

Entry = tuple[str, int, str]
"""The path, the line and the code of a finding; what could not be done has line 0 and no code."""

COMMAND = re.compile(r"::(\w+) (.*?)::(.*)")


@dataclass(frozen=True)
class Command:
    """A workflow command as the runner of GitHub Actions takes it apart."""

    name: str
    properties: dict[str, str]
    message: str


def commands(data: bytes) -> list[Command]:
    found = []
    for line in data.decode().splitlines():
        match = COMMAND.fullmatch(line)
        assert match, line
        given = dict(pair.split("=", 1) for pair in match[2].split(","))
        found.append(
            Command(match[1], {k: _unescaped(v) for k, v in given.items()}, _unescaped(match[3]))
        )
    return found


def _unescaped(text: str) -> str:
    for escape, character in (("3A", ":"), ("2C", ","), ("0D", "\r"), ("0A", "\n"), ("25", "%")):
        text = text.replace(f"%{escape}", character)
    return text


def _text(data: bytes) -> list[Entry]:
    return _concise(b"\n".join(re.findall(rb"(?m)^\S.*:\d+:\d+: .*$", data)))


def _concise(data: bytes) -> list[Entry]:
    found = []
    for line in data.decode().splitlines():
        match = re.fullmatch(r"(.*):(\d+):\d+: (BN\d{3}) .*", line)
        assert match, line
        found.append((match[1], int(match[2]), match[3]))
    return found


def _json(data: bytes) -> list[Entry]:
    return [_entry(entry) for entry in json.loads(data)]


def _jsonl(data: bytes) -> list[Entry]:
    return [_entry(json.loads(line)) for line in data.splitlines()]


def _entry(entry: dict[str, Any]) -> Entry:
    if entry["code"] is None:
        return entry["path"], 0, ""
    return entry["path"], entry["line"], entry["code"]


def _sarif(data: bytes) -> list[Entry]:
    (run,) = json.loads(data)["runs"]
    found: list[Entry] = []
    for result in run["results"]:
        place = result["locations"][0]["physicalLocation"]
        path = path_of(place["artifactLocation"]["uri"])
        found.append((path, place["region"]["startLine"], result["ruleId"]))
    for notification in run["invocations"][0]["toolExecutionNotifications"]:
        place = notification["locations"][0]["physicalLocation"]
        found.append((path_of(place["artifactLocation"]["uri"]), 0, ""))
    return found


def path_of(uri: str) -> str:
    return os.fsdecode(unquote_to_bytes(uri))


def _github(data: bytes) -> list[Entry]:
    found = []
    for command in commands(data):
        given = command.properties
        code = given["title"].removeprefix("bnmigrate").strip()
        found.append((given["file"], int(given.get("line", 0)), code))
    return found


def _gitlab(data: bytes) -> list[Entry]:
    found = []
    for issue in json.loads(data):
        is_finding = issue["check_name"].startswith("BN")
        found.append(
            (
                issue["location"]["path"],
                issue["location"]["lines"]["begin"] if is_finding else 0,
                issue["check_name"] if is_finding else "",
            )
        )
    return found


def _junit(data: bytes) -> list[Entry]:
    found: list[Entry] = []
    for suite in JUnitXml.fromstring(data):
        cases = list(suite)
        assert suite.tests == len(cases)
        assert suite.failures + suite.errors == sum(not case.is_passed for case in cases)
        for case in cases:
            if case.is_passed:
                continue
            assert case.classname == suite.name
            code, _, place = case.name.partition(" ")
            line = place.partition(":")[0]
            found.append((suite.name, int(line or 0), code if place else ""))
    return found


def _grouped(data: bytes) -> list[Entry]:
    found = []
    for paragraph in data.decode().split("\n\n"):
        name, *lines = paragraph.strip("\n").splitlines() or [""]
        for line in lines:
            match = re.fullmatch(r"  (\d+):\d+ (BN\d{3}) .*", line)
            if match:
                found.append((name.removesuffix(":"), int(match[1]), match[2]))
    return found


def _pylint(data: bytes) -> list[Entry]:
    found = []
    for line in data.decode().splitlines():
        match = re.fullmatch(r"(.*):(\d+): \[(\w+)\] .*", line)
        assert match, line
        is_finding = match[3].startswith("BN")
        found.append((match[1], int(match[2]) if is_finding else 0, match[3] if is_finding else ""))
    return found


def _rdjson(data: bytes) -> list[Entry]:
    found: list[Entry] = []
    for diagnostic in json.loads(data)["diagnostics"]:
        place = diagnostic["location"]
        if "code" in diagnostic:
            line = place["range"]["start"]["line"]
            found.append((place["path"], line, diagnostic["code"]["value"]))
        else:
            found.append((place["path"], 0, ""))
    return found


READERS: dict[str, Callable[[bytes], list[Entry]]] = {
    "auto": _text,
    "text": _text,
    "concise": _concise,
    "grouped": _grouped,
    "json": _json,
    "jsonl": _jsonl,
    "sarif": _sarif,
    "github": _github,
    "gitlab": _gitlab,
    "junit": _junit,
    "pylint": _pylint,
    "rdjson": _rdjson,
}
"""All but the plan, which doesn't list the findings."""

MACHINE = [name for name in READERS if name not in FOR_PEOPLE]
