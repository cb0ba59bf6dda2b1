"""Two networks beside each other: an original and its port, whoever made it.

docs/compare.md describes it for users.
"""

from bnmigrate.comparison.api import compare
from bnmigrate.comparison.loading import CompareError
from bnmigrate.comparison.result import Comparison

__all__ = ["CompareError", "Comparison", "compare"]
