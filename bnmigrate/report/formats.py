"""The formats of the report; the module of one is imported when it is asked for."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bnmigrate.report.reporter import Reporter

FORMATS = {
    "text": "text:TextReporter",
    "concise": "text:ConciseReporter",
    "json": "json_entries:JsonReporter",
    "jsonl": "json_entries:JsonLinesReporter",
    "sarif": "sarif:SarifReporter",
    "github": "github:GithubReporter",
    "gitlab": "gitlab:GitlabReporter",
    "junit": "junit:JunitReporter",
}
"""The name of each format, its module and its class."""

STATISTICS = {
    "text": "statistics:StatisticsReporter",
    "concise": "statistics:StatisticsReporter",
    "json": "statistics:StatisticsJsonReporter",
}
"""The formats that can count findings instead of listing them."""

WITHOUT_SUPPRESSED = ("github", "gitlab", "junit")
"""The formats in which a finding that is suppressed would count as one that isn't."""

FOR_PEOPLE = ("text", "concise")
"""The formats that may stand between other lines; a program that reads one of the others reads it
alone, as UTF-8.
"""


def reporter(name: str, write: Callable[[str], None], counts: bool = False) -> Reporter:
    """Return what writes the format of that name, a line at a call of `write`; the number of
    findings of each code where it `counts`.
    """
    where = STATISTICS[name] if counts else FORMATS[name]
    module, _, kind = where.partition(":")
    made: Reporter = getattr(importlib.import_module(f"bnmigrate.report.{module}"), kind)(write)
    return made
