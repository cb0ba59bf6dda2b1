"""Files and trees of any size: what the cost has to stay linear in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

HEAD = "import torch\nimport torch.nn as nn\n\n\n"
BLOCK = """\
class Block{number}(nn.Module):
    def __init__(self, planes, norm_layer=None):
        super().__init__()
        if norm_layer is None:
            norm_layer = nn.BatchNorm2d
        self.conv = nn.Conv2d(planes, planes, 3)
        self.bn = norm_layer(planes)
        for m in self.modules():
            if isinstance(m, nn.BatchNorm2d):
                nn.init.constant_(m.weight, 1)

    def forward(self, x):
        return torch.relu(self.bn(self.conv(x)))


"""


def lines(size: int) -> str:
    """Return a module of about `size` lines of blocks."""
    count = size // BLOCK.count("\n")
    return HEAD + "".join(BLOCK.replace("{number}", str(number)) for number in range(count))


def layers(size: int) -> str:
    """Return a class with `size` layers."""
    made = "".join(
        f"        self.bn{number} = nn.BatchNorm2d({number % 512 + 1}, momentum=0.1)\n"
        for number in range(size)
    )
    begin = "class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
    return HEAD + begin + made


def characters(size: int) -> str:
    """Return a module with one line of about `size` characters, full of layers."""
    item = "nn.BatchNorm2d(64, momentum=0.1), "
    return f"{HEAD}layers = [{item * (size // len(item))}]\n"


def nested(size: int) -> str:
    """Return an expression that is nested `size` deep, a layer in its middle.

    Half of the levels are brackets: Python itself takes no more than 199 of these.
    """
    half = size // 2
    return f"{HEAD}x = {'nn.Sequential(' * half}{'-' * half}nn.BatchNorm2d(3){')' * half}\n"


@dataclass(frozen=True)
class Case:
    """What is generated, its size, and how many times the smaller one it is measured beside."""

    name: str
    what: str
    size: int
    times: int
    make: Callable[[int], str]
    is_tree: bool = False

    def write(self, folder: Path, size: int) -> None:
        """Write the file, or the tree of files of 500 lines."""
        folder.mkdir(parents=True)
        if not self.is_tree:
            (folder / "generated.py").write_text(self.make(size))
            return
        for number in range(size):
            path = folder / f"package{number // 20}" / f"module{number}.py"
            path.parent.mkdir(exist_ok=True)
            path.write_text(self.make(500))


CASES = (
    Case("tree", "a tree of files of 500 lines", 200, 10, lines, is_tree=True),
    Case("lines", "a file of lines", 50_000, 10, lines),
    Case("layers", "layers in one class", 20_000, 10, layers),
    Case("characters", "characters in one line", 1_000_000, 10, characters),
    Case("nested", "levels of an expression", 200, 2, nested),
)
