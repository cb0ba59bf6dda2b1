"""What `--show-settings` prints: TOML that can be pasted back, with where each setting is from."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from bnmigrate import settings_files
from bnmigrate.config import Config


def settings_lines(config: Config, file: Path | None, given: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines; `file` and `given` are what the settings were read from."""
    said = {key for key, value in given.items() if value not in (None, ())}
    said |= {key.removeprefix("extend_") for key in said if key == "extend_exclude"}
    files = {} if file is None else settings_files.given(file).files
    yield "[tool.bnmigrate]"
    tables: list[str] = []
    for field in fields(Config):
        if field.name == "folder":
            continue
        key = field.name.replace("_", "-")
        where = "by default"
        if field.name in files:
            where = str(files[field.name])
        if field.name in said:
            where = "command line"
        value = getattr(config, field.name)
        if field.name == "per_file_ignores":
            tables = ["", f"[tool.bnmigrate.{key}]    # {where}"]
            tables += [f"{_toml(pattern)} = {_toml(codes)}" for pattern, codes in value]
        else:
            yield f"{key} = {_toml(value)}    # {where}"
    if len(tables) > 2:
        yield from tables


def _toml(value: Any) -> str:
    """Write a value as TOML, which for these is JSON."""
    if value is None:
        return '""'
    if isinstance(value, tuple):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, Path):
        return json.dumps(value.as_posix())
    return json.dumps(value, ensure_ascii=False)
