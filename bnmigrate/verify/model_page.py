"""The page that `--report` writes for a whole model: the verdict, and what it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from bnmigrate.report.page_style import document, made_from, table, verdict

_FACTS = {
    "translated_layers": "translated layers",
    "tensors": "tensors compared",
    "input": "size of the input",
    "findings_left": "findings that fix leaves",
    "parts_at": "where the two part first",
}
"""What a report tells, by its keys, as the page calls it."""


def page(report: Mapping[str, Any], provenance: Iterable[tuple[str, str]]) -> str:
    """Return the page for a report as `--output-format json` has it, with what it was made from."""
    model, status = report["model"], report["status"]
    rows = "".join(
        f"<tr><th>{escape(name)}</th><td>{escape(str(report[key]))}</td></tr>"
        for key, name in _FACTS.items()
        if report.get(key) is not None
    )
    body = f"""<h1>bnmigrate verify: {escape(model)}</h1>
{verdict(status, _said(status))}
<p>{_explained(report)}</p>
{table((), rows) if rows else ""}
{made_from(provenance)}"""
    return document(f"bnmigrate verify: {model}", body)


def _said(status: str) -> str:
    return {"equal": "Bit-identical"}.get(status, status.capitalize())


def _explained(report: Mapping[str, Any]) -> str:
    if "reason" in report:
        return "<br>".join(map(escape, report["reason"].splitlines()))
    return (
        "The model was built and trained from its own sources and from their translation, with the "
        "same seed and on the same batches. Compared are outputs, statistics and weights."
    )
