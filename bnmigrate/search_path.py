"""Where modules are imported from while files are read that nobody vouches for."""

from __future__ import annotations

import os
import sys
from pathlib import Path

_OWN = Path(__file__).resolve().parent.parent


def narrow() -> None:
    """Take the current folder and those of $PYTHONPATH out of the search path.

    They may be what is looked at: a `difflib.py` among the files that are checked must not be
    imported in the place of Python's. The folder that bnmigrate itself stands in is kept.
    """
    given = [Path(), *map(Path, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    left_out = {folder.resolve() for folder in given} - {_OWN}
    sys.path[:] = [entry for entry in sys.path if Path(entry).resolve() not in left_out]
