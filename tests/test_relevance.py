"""The search of the bytes passes over what holds nothing to find, and over nothing else."""

from __future__ import annotations

import pytest

from bnmigrate.rule_files import rulebook
from bnmigrate.search.relevance import is_relevant

OPEN = """
def block(c, dd, norm_layer{default}):
    return norm_layer(c, **dd)
"""
STORED = """
class Block:
    def __init__(self, layer{default}):
        self.norm_layer = layer

    def make(self, c):
        return self.norm_layer(c, device=None)
"""
HELD = """
def get(given{default}):
    return given
def block(c, dd):
    norm_layer = get()
    return norm_layer(c, **dd)
"""


@pytest.mark.parametrize("text", [OPEN, STORED, HELD])
@pytest.mark.parametrize(
    ("default", "expected"),
    [
        ("", True),
        ("=None", True),
        ("=nn.RMSNorm", False),
        (": type = RMSNorm", False),
    ],
)
def test_a_call_of_what_may_be_any_class(text: str, default: str, expected: bool) -> None:
    text = "from torch import nn\n" + text.replace("{default}", default)
    assert is_relevant(text.encode(), rulebook()) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("norm_layer(c, momentum=0.1)", True),
        ("norm_layer(c, eps=0.1)", False),
        ("norm_layer(c, **kwargs", True),  # what can't be parsed may be anything
        ("x = nn.BatchNorm2d(3)", True),
        ("x = nn.BatchNorm2dAct(3)", False),
        ("x = FrozenBatchNorm2d(3)", True),
        ("name.find('BatchNorm')", True),
        ("# about BatchNorms", False),
        ("m.running_mean", True),
        ("for n, m in net.named_modules():\n    if 'bn' in n: m.weight = 1", True),
        ("for n in enumerate(net.children()):\n    if 'bn' in n: pass", False),
        ("if 'norm1.weight' in state: pass", False),
    ],
)
def test_what_is_looked_for(text: str, expected: bool) -> None:
    assert is_relevant(text.encode(), rulebook()) is expected


@pytest.mark.parametrize("piece", ["bn", "norm((", "norm(a ", " in ", " in a", "BatchNorm", "bn' "])
def test_no_line_makes_it_slow(piece: str) -> None:
    # Seconds, where the search isn't linear, become hours: this ends or hangs.
    is_relevant((piece * 500_000).encode(), rulebook())
