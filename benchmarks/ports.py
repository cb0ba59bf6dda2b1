"""Compare mindcv's ports with the models that they are ports of, those of torchvision and timm.

    python -m benchmarks.ports [--write] [MODEL ...]

`bnmigrate compare` says of each what it would say on the command line. It prints a table, or with
--write puts it into docs/ports.md.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from bnmigrate.comparison import Comparison
from tests import packages

PAGE = Path(__file__).parent.parent / "docs" / "ports.md"
MARKED = re.compile(r"(?<=<!-- ports: begin -->\n).*(?=<!-- ports: end -->)", re.DOTALL)

TORCHVISION = {
    "resnet18": "resnet18",
    "resnet50": "resnet50",
    "mobilenet_v2_100": "mobilenet_v2",
    "mobilenet_v3_small_100": "mobilenet_v3_small",
    "efficientnet_b0": "efficientnet_b0",
    "densenet121": "densenet121",
    "shufflenet_v2_x1_0": "shufflenet_v2_x1_0",
    "regnet_y_400mf": "regnet_y_400mf",
    "inception_v3": "inception_v3",
}
TIMM = {
    "mnasnet_100": "mnasnet_100",
    "inception_v4": "inception_v4",
    "xception": "legacy_xception",
    "ghostnet_100": "ghostnet_100",
    "hrnet_w32": "hrnet_w32",
    "res2net50": "res2net50_26w_4s",
    "resnest50": "resnest50d",
    "repvgg_a0": "repvgg_a0",
    "seresnet18": "seresnet18",
    "dpn92": "dpn92",
    "mixnet_s": "mixnet_s",
    "volo_d1": "volo_d1_224",
    "visformer_tiny": "visformer_tiny",
    "halonet_50t": "halonet50ts",
}
"""What each of mindcv's models is called there."""


@dataclass(frozen=True)
class Row:
    """What came out for one model."""

    port: str
    original: str
    comparison: Comparison

    def cells(self) -> Iterator[str]:
        """Yield the cells of the table."""
        sides = self.comparison.original.layers, self.comparison.port.layers
        yield self.port
        yield self.original
        yield str(sides[0]) if sides[0] == sides[1] else f"{sides[0]} and {sides[1]}"
        yield self._result()

    def _result(self) -> str:
        pairs = self.comparison.layers
        said: dict[str, int] = {}
        for pair in pairs:
            if pair.settings:
                words = ", ".join(f"`{s.port}` for `{s.write}`" for s in pair.settings)
                said[words] = said.get(words, 0) + 1
        parts = [f"{words} in {number}" for words, number in said.items()]
        for what, alone in (
            ("the port lacks", sum(pair.port is None for pair in pairs)),
            ("the original lacks", sum(pair.original is None for pair in pairs)),
        ):
            parts += [f"{what} {alone}"] if alone else []
        return "; ".join(parts) or "equal"


def declare_operators(torchvision: Path) -> Any:
    """Declare the operators of torchvision, which is unpacked and not built for this torch.

    Its Python part wants them to be there; its classification models call none.
    """
    library: Any = import_module("torch").library.Library("torchvision", "DEF")
    text = (torchvision / "_meta_registrations.py").read_text(encoding="utf-8")
    found = re.findall(r'(?:torchvision::|register_meta\(")(\w+)', text)
    for name in sorted(set(found)):
        library.define(f"{name}(Tensor x) -> Tensor")
    return library


@contextmanager
def unpacked() -> Iterator[None]:
    """Make the pinned packages importable while this lasts."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("mindcv", "timm", "torchvision"):
            packages.unpack(name, Path(folder))
        library = declare_operators(Path(folder) / "torchvision")
        sys.path.insert(0, folder)
        try:
            yield
        finally:
            sys.path.remove(folder)
            del library


def models() -> Mapping[str, str]:
    """Return what each of mindcv's models is a port of, as `compare` takes it."""
    return {
        **{port: f"torchvision.models:{name}" for port, name in TORCHVISION.items()},
        **{port: f"timm.models:{name}" for port, name in TIMM.items()},
    }


def compared(port: str) -> Row:
    """Compare one of mindcv's models with its original."""
    from bnmigrate.comparison.api import compared
    from bnmigrate.comparison.loading import load

    original = models()[port]
    result = compared(load(original), load(f"mindcv.models:{port}"))
    return Row(port, original, result)


def table(rows: Iterable[Row]) -> str:
    """Return the table of the page."""
    lines = ["| mindcv | original | layers | settings |", "| --- | --- | ---: | --- |"]
    lines += [f"| {' | '.join(row.cells())} |" for row in rows]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Print the table, or write it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("models", nargs="*", metavar="MODEL", help="all of them by default")
    parser.add_argument("--write", action="store_true", help="write it to docs/ports.md")
    options = parser.parse_args()
    with unpacked():
        made = table(compared(name) for name in options.models or models())
    if options.write:
        page = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(MARKED.sub(lambda _: made, page), encoding="utf-8")
    else:
        sys.stdout.write(made)


if __name__ == "__main__":
    main()
