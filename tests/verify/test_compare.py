"""How far apart two arrays are in units of a tolerance."""

from __future__ import annotations

import math

import pytest

np = pytest.importorskip("numpy")

from bnmigrate.verify.compare import units  # noqa: E402

NAN, INF = math.nan, math.inf


@pytest.mark.parametrize(
    ("first", "second"),
    [(NAN, INF), (INF, NAN), (INF, -INF), (1.0, NAN), (NAN, 1.0), (INF, 1.0)],
)
def test_what_is_not_finite_is_as_far_apart_as_can_be_from_all_else(
    first: float, second: float
) -> None:
    assert units(np.array([1.0, first]), np.array([1.0, second])) == INF


@pytest.mark.parametrize("value", [NAN, INF, -INF])
def test_what_is_not_finite_is_no_way_from_the_same(value: float) -> None:
    assert units(np.array([1.0, value]), np.array([1.0, value])) == 0
    assert 0 < units(np.array([1.0, value]), np.array([1 + 1e-7, value])) < 1
