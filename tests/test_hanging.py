"""Lines that hang on an opening bracket move with it, and nothing else does."""

from __future__ import annotations

import pytest

from bnmigrate.config import Config
from bnmigrate.engine import migrate

HEAD = "import torch\nfrom torch import nn\n\n"
NEW_HEAD = "import mindspore as ms\nimport torch\nfrom torch import nn\n\n"
TAIL = "conv = nn.Conv2d(3, 8, 3)\ntorch.zeros(1)\n"


def fixed(text: str) -> str:
    result = migrate(f"{HEAD}{text}{TAIL}".encode(), "case.py", Config())
    assert result.output is not None, result.findings
    after = result.output.decode()
    assert after.startswith(NEW_HEAD)
    assert after.endswith(TAIL)
    return after.removeprefix(NEW_HEAD).removesuffix(TAIL)


MOVE = {
    "the call itself": (
        """\
bn = nn.BatchNorm2d(64,
                    eps=1e-5,  # as ever
                    # the share
                    momentum=0.1)
""",
        """\
bn = ms.nn.BatchNorm2d(64,
                       eps=1e-5,  # as ever
                       # the share
                       momentum=0.9)
""",
    ),
    "its closing bracket": (
        """\
bn = nn.BatchNorm2d(64,
                    momentum=0.1
                    )
on = nn.BatchNorm2d(64
                   )
""",
        """\
bn = ms.nn.BatchNorm2d(64,
                       momentum=0.9
                       )
on = ms.nn.BatchNorm2d(64
                      )
""",
    ),
    "what is nested, and what stands behind": (
        """\
net = nn.Sequential(nn.BatchNorm2d(max(8,
                                       9),
                                   momentum=0.1), nn.Conv2d(3,
                                                            8, 3))
""",
        """\
net = nn.Sequential(ms.nn.BatchNorm2d(max(8,
                                          9),
                                      momentum=0.9), nn.Conv2d(3,
                                                               8, 3))
""",
    ),
    "two in one, one line below the other": (
        """\
net = nn.Sequential(nn.Conv2d(3,
                              8, 3),
                    nn.BatchNorm2d(8,
                                   momentum=0.1),
                    nn.BatchNorm2d(8, 1e-5,
                                   0.1))
""",
        """\
net = nn.Sequential(nn.Conv2d(3,
                              8, 3),
                    ms.nn.BatchNorm2d(8,
                                      momentum=0.9),
                    ms.nn.BatchNorm2d(8, 1e-5,
                                      0.9))
""",
    ),
    "another argument that changes": (
        """\
bn = nn.BatchNorm2d(64, track_running_stats=True,
                    momentum=0.1)
""",
        """\
bn = ms.nn.BatchNorm2d(64, use_batch_statistics=None,
                       momentum=0.9)
""",
    ),
    "a string of several lines": (
        '''\
net = print(nn.BatchNorm2d(8), nn.Sequential("""a
                                             b""",
                                             f"""{8}
                                             c"""))
''',
        '''\
net = print(ms.nn.BatchNorm2d(8), nn.Sequential("""a
                                             b""",
                                                f"""{8}
                                             c"""))
''',
    ),
}


@pytest.mark.parametrize("case", MOVE)
def test_they_move(case: str) -> None:
    before, after = MOVE[case]
    assert fixed(before) == after


@pytest.mark.parametrize(
    "call",
    [
        "nn.BatchNorm2d(\n    64,\n    momentum={})\n",
        "nn.BatchNorm2d(64,\n  momentum={})\n",
        "nn.BatchNorm2d(64,\n                     momentum={})\n",
        "nn.BatchNorm2d(64, \nmomentum={})\n",
        "nn.BatchNorm2d(64,\n\t\t\t\t\tmomentum={})\n",
    ],
)
def test_what_hangs_on_nothing_stays(call: str) -> None:
    before = f"bn = {call.format(0.1)}"
    assert fixed(before) == before.replace("nn.", "ms.nn.").replace("0.1", "0.9")


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("indent", ["    ", "\t", "\t\t"])
def test_and_back(indent: str, newline: str) -> None:
    call = "return torch, nn.Conv2d, {}nn.BatchNorm2d(8, 1e-3,"

    def text(head: str, framework: str, share: str) -> bytes:
        first = call.format(framework)
        below = " " * (first.index("(") + 1)
        lines = [head, "", "", "def f():", f"{indent}{first}", f"{indent}{below}{share}", ""]
        return newline.join(lines).encode()

    before = text(f"import torch{newline}from torch import nn", "", "0.2)")
    there = text(NEW_HEAD.strip().replace("\n", newline), "ms.", "0.8).set_train()")
    back = text(f"import torch{newline}from torch import nn", "", "0.2)")
    assert migrate(before, "case.py", Config()).output == there
    assert migrate(there, "case.py", Config(target="torch")).output == back
