"""The page that `--report` writes for a whole model: the verdict, and what it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from bnmigrate import __version__
from bnmigrate.report.page_style import document

_FACTS = {
    "translated_layers": "translated layers",
    "tensors": "tensors compared",
    "steps": "training steps, before one evaluation",
    "input": "size of the input",
    "seed": "seed",
    "findings_left": "findings that fix leaves",
    "parts_at": "where the two part first",
}
"""What a report tells, by its keys, as the page calls it."""


def page(report: Mapping[str, Any]) -> str:
    """Return the page for a report as `--output-format json` has it."""
    model, status = report["model"], report["status"]
    rows = "".join(
        f"<tr><th>{escape(name)}</th><td>{escape(str(report[key]))}</td></tr>"
        for key, name in _FACTS.items()
        if report.get(key) is not None
    )
    body = f"""<h1>bnmigrate verify: {escape(model)}</h1>
<p class="{escape(status.replace(" ", "-"))}"><strong>{escape(_verdict(status))}</strong></p>
<p>{_explained(report)}</p>
{f"<table>{rows}</table>" if rows else ""}
<footer><p>bnmigrate {__version__}</p></footer>"""
    return document(f"bnmigrate verify: {model}", body)


def _verdict(status: str) -> str:
    return {"equal": "Bit-identical"}.get(status, status.capitalize())


def _explained(report: Mapping[str, Any]) -> str:
    if "reason" in report:
        return "<br>".join(map(escape, report["reason"].splitlines()))
    return (
        "The model was built and trained from its own sources and from their translation, with the "
        "same seed and on the same batches. Compared are outputs, statistics and weights."
    )
