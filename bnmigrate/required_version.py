"""Which versions of bnmigrate settings are for."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator

_ONE = re.compile(r"\s*(==|!=|<=|>=|<|>)?\s*(\d+(?:\.\d+)*)\s*")
PATTERN = rf"^{_ONE.pattern}(,{_ONE.pattern})*$"
"""What `required-version` takes: versions, each with a comparison before it; without, that one."""

_Release = tuple[int, ...]
_COMPARISONS: dict[str, Callable[[_Release, _Release], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
}


def allows(required: str, version: str) -> bool:
    """Whether `version` is one that is `required`, such as `>=0.2,<1`.

    Raises ValueError where `required` doesn't say versions.
    """
    return all(compare(_release(version), other) for compare, other in list(_parts(required)))


def _parts(required: str) -> Iterator[tuple[Callable[[_Release, _Release], bool], _Release]]:
    for part in required.split(","):
        match = _ONE.fullmatch(part)
        if match is None:
            raise ValueError(part)
        yield _COMPARISONS[match[1] or "=="], _release(match[2])


def _release(version: str) -> _Release:
    """Return the numbers of a version, of which zeros at the end say nothing."""
    match = re.match(r"\d+(\.\d+)*", version)
    assert match is not None
    numbers = [int(number) for number in match[0].split(".")]
    while numbers and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)
