"""Activate the runtime before a program starts: what `bnmigrate run` puts first on PYTHONPATH.

Python imports `sitecustomize` at every start, in the program and in each Python process that it
starts in turn. The folder then leaves the path, and the `sitecustomize` that it hid has its turn.
"""

import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

_here = Path(__file__).resolve().parent
_path = [entry for entry in sys.path if not entry or Path(entry).resolve() != _here]

sys.path[:] = [*_path, str(_here.parents[2])]  # last: where this bnmigrate is, on the path or not
try:
    from bnmigrate.runtime.activation import activate
finally:
    sys.path[:] = _path

activate(hide_real=True)

_this = sys.modules.pop(__name__)
if find_spec(__name__) is None:
    sys.modules[__name__] = _this
else:
    import_module(__name__)  # the one that this one hid
