"""How code calls what may be a layer of this kind, or its class."""

from __future__ import annotations

import re

NAMED_LIKE_A_LAYER = re.compile(r"norm|(^|_)bn(_|$)", re.IGNORECASE)
"""What a parameter is called that takes the class of a layer of this kind."""
