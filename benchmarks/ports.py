"""Compare mindcv's ports with the models that they are ports of, those of torchvision and timm.

    python -m benchmarks.ports [--write] [ORIGINAL ...]

`bnmigrate compare` says of each what it would say on the command line. It prints a table, or with
--write puts it into docs/ports.md, beside a picture.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from importlib import import_module
from itertools import groupby
from pathlib import Path
from typing import Any

from bnmigrate.comparison import Comparison
from bnmigrate.comparison.result import LayerPair
from tests import packages

PAGE = Path(__file__).parent.parent / "docs" / "ports.md"
MARKED = re.compile(r"(?<=<!-- ports: begin -->\n).*(?=<!-- ports: end -->)", re.DOTALL)

PACKAGES = ("mindcv", "timm", "torchvision")


@dataclass(frozen=True)
class Model:
    """What mindcv calls its port of an original, and what the original is made with."""

    port: str
    original: str
    arguments: str = ""

    def __str__(self) -> str:
        return f"{self.original}({self.arguments})" if self.arguments else self.original


MODELS = (
    Model("resnet18", "torchvision.models:resnet18"),
    Model("resnet50", "torchvision.models:resnet50"),
    Model("mobilenet_v2_100", "torchvision.models:mobilenet_v2"),
    Model("mobilenet_v3_small_100", "torchvision.models:mobilenet_v3_small"),
    Model("efficientnet_b0", "torchvision.models:efficientnet_b0"),
    Model("densenet121", "torchvision.models:densenet121"),
    Model("shufflenet_v2_x1_0", "torchvision.models:shufflenet_v2_x1_0"),
    Model("regnet_y_400mf", "torchvision.models:regnet_y_400mf"),
    Model("inception_v3", "torchvision.models:inception_v3"),
    Model("mnasnet_100", "timm.models:mnasnet_100"),
    Model("inception_v4", "timm.models:inception_v4"),
    Model("xception", "timm.models:legacy_xception"),
    Model("xception", "timm.models:xception41"),
    Model("ghostnet_100", "timm.models:ghostnet_100"),
    Model("hrnet_w32", "timm.models:hrnet_w32"),
    Model("res2net50", "timm.models:res2net50_26w_4s"),
    Model("res2net50", "timm.models:res2net50_26w_4s", "zero_init_last=False"),
    Model("resnest50", "timm.models:resnest50d"),
    Model("resnest50", "timm.models:resnest50d", "zero_init_last=False"),
    Model("repvgg_a0", "timm.models:repvgg_a0"),
    Model("seresnet18", "timm.models:seresnet18"),
    Model("seresnet18", "timm.models:seresnet18", "zero_init_last=False"),
    Model("dpn92", "timm.models:dpn92"),
    Model("mixnet_s", "timm.models:mixnet_s"),
    Model("volo_d1", "timm.models:volo_d1_224"),
    Model("visformer_tiny", "timm.models:visformer_tiny"),
    Model("halonet_50t", "timm.models:halonet50ts"),
    Model("halonet_50t", "timm.models:halonet50ts", "zero_init_last=False"),
)

ROW, LABEL, BAR = 20, 300, 560
END = 'text-anchor="end"'
COLOURS = {"same": "#009e73", "different": "#d55e00", "alone": "#bbbbbb"}


@dataclass(frozen=True)
class Row:
    """What came out for one model."""

    model: Model
    comparison: Comparison

    def cells(self) -> Iterator[str]:
        """Yield the cells of the table."""
        sides = self.comparison.original.layers, self.comparison.port.layers
        yield self.model.port
        yield str(self.model)
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
        for name in PACKAGES:
            packages.unpack(name, Path(folder))
        library = declare_operators(Path(folder) / "torchvision")
        sys.path.insert(0, folder)
        try:
            yield
        finally:
            sys.path.remove(folder)
            del library


def compared(model: Model) -> Row:
    """Compare a model with mindcv's port of it."""
    from bnmigrate.comparison.api import compared
    from bnmigrate.comparison.loading import load

    original = load(model.original, model.arguments)
    return Row(model, compared(original, load(f"mindcv.models:{model.port}")))


def table(rows: Iterable[Row]) -> str:
    """Return the table of the page."""
    lines = ["| mindcv | original | layers | settings |", "| --- | --- | ---: | --- |"]
    lines += [f"| {' | '.join(row.cells())} |" for row in rows]
    return "\n".join(lines) + "\n"


def _state(pair: LayerPair) -> str:
    if pair.original is None or pair.port is None:
        return "alone"
    return "same" if pair.is_equal else "different"


def picture(rows: Sequence[Row]) -> str:
    """Return a drawing with a bar for each model, all its layers in their order."""
    drawn = []
    for index, row in enumerate(rows):
        top = index * ROW + 24
        name = f"{row.model.port} / {row.model.original.rpartition(':')[2]}"
        drawn.append(
            f'<text x="{LABEL - 8}" y="{top + 13}" text-anchor="end">{escape(name)}</text>'
        )
        width = BAR / len(row.comparison.layers)
        place = 0
        for state, run in groupby(map(_state, row.comparison.layers)):
            count = len(list(run))
            drawn.append(
                f'<rect x="{LABEL + place * width:.1f}" y="{top}" width="{count * width:.1f}" '
                f'height="{ROW - 4}" fill="{COLOURS[state]}"/>'
            )
            place += count
    key = "".join(
        f'<rect x="{LABEL + at}" y="4" width="12" height="12" fill="{COLOURS[kind]}"/>'
        f'<text x="{LABEL + at + 17}" y="14">{said}</text>'
        for at, kind, said in (
            (0, "same", "the same settings"),
            (150, "different", "others"),
            (230, "alone", "without a partner"),
        )
    )
    size = f'width="{LABEL + BAR + 8}" height="{len(rows) * ROW + 30}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif" font-size="11">'
        f'<rect width="100%" height="100%" fill="#ffffff"/>{key}{"".join(drawn)}</svg>\n'
    )


def main() -> None:
    """Print the table, or write it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("originals", nargs="*", metavar="ORIGINAL", help="all of them by default")
    parser.add_argument("--write", action="store_true", help="write docs/ports.md and its picture")
    options = parser.parse_args()
    with unpacked():
        rows = [
            compared(model)
            for model in MODELS
            if not options.originals or model.original in options.originals
        ]
    if options.write:
        page = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(MARKED.sub(lambda _: table(rows), page), encoding="utf-8")
        drawn = [row for row in rows if not row.model.arguments]
        PAGE.with_suffix(".svg").write_text(picture(drawn), encoding="utf-8")
    else:
        sys.stdout.write(table(rows))


if __name__ == "__main__":
    main()
