"""`check --add-ignores`: comments that suppress what was found in a file."""

from __future__ import annotations

from pathlib import Path

from bnmigrate import files
from bnmigrate.findings import UNREADABLE
from bnmigrate.ignored import UNUSED
from bnmigrate.places import NOTEBOOK
from bnmigrate.runner import FileOutcome
from bnmigrate.source import UnreadableError, decode
from bnmigrate.suppressions import with_ignores


def ignoring(outcome: FileOutcome, reason: str) -> tuple[int, str]:
    """Write the comments into the file; return how many findings they suppress, and what could not
    be done.
    """
    wanted: dict[int, set[str]] = {}
    findings = [f for f in outcome.result.findings if f.code not in (UNREADABLE, UNUSED)]
    for finding in findings:
        wanted.setdefault(finding.line, set()).add(finding.code)
    if not findings:
        return 0, ""
    if outcome.path.endswith(NOTEBOOK):
        return 0, "is a notebook, and comments aren't written there; add them in its editor"
    try:
        source = decode(outcome.before)
        new = source.encode(with_ignores(source.text, wanted, reason))
        files.replace(Path(outcome.path), outcome.before, new)
    except UnreadableError as error:
        return 0, f"got no comments: {error.message}; give another reason"
    except files.ChangedError as error:
        return 0, str(error)
    except OSError as error:
        return 0, files.why_unwritten(error)
    return len(findings), ""
