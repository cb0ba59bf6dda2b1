"""The formats of the report; the module of one is imported when it is asked for."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bnmigrate.report.reporter import Call, Reporter

FORMATS = {
    "auto": "text:AutoReporter",
    "text": "text:TextReporter",
    "concise": "text:ConciseReporter",
    "grouped": "text:GroupedReporter",
    "plan": "plan:PlanReporter",
    "json": "json_entries:JsonReporter",
    "jsonl": "json_entries:JsonLinesReporter",
    "sarif": "sarif:SarifReporter",
    "github": "github:GithubReporter",
    "gitlab": "gitlab:GitlabReporter",
    "junit": "junit:JunitReporter",
    "pylint": "pylint:PylintReporter",
    "rdjson": "rdjson:RdjsonReporter",
}
"""The name of each format, its module and its class."""

STATISTICS = {
    "auto": "statistics:StatisticsReporter",
    "text": "statistics:StatisticsReporter",
    "concise": "statistics:StatisticsReporter",
    "json": "statistics:StatisticsJsonReporter",
}
"""The formats that can count findings instead of listing them."""

WITHOUT_SUPPRESSED = ("plan", "github", "gitlab", "junit", "pylint", "rdjson")
"""The formats in which a finding that is suppressed would count as one that isn't."""

FOR_PEOPLE = ("auto", "text", "concise", "grouped", "plan")
"""The formats that may stand between other lines; a program that reads one of the others reads it
alone, as UTF-8.
"""


OF_THE_CALL = ("auto", "plan")
"""The formats that say something of the call too."""


def reporter(name: str, write: Callable[[str], None], call: Call, counts: bool = False) -> Reporter:
    """Return what writes the format of that name, a line at a call of `write`; the number of
    findings of each code where it `counts`. The report is that of `call`.
    """
    where = STATISTICS[name] if counts else FORMATS[name]
    module, _, kind = where.partition(":")
    make = getattr(importlib.import_module(f"bnmigrate.report.{module}"), kind)
    of_the_call = name in OF_THE_CALL and not counts
    made: Reporter = make(write, call) if of_the_call else make(write)
    return made
