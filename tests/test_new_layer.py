"""A layer that no code knows, from rule files alone, is translated as those that ship are."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import bnmigrate as bnmigrate_package
from bnmigrate.config import Config
from bnmigrate.engine import migrate
from bnmigrate.results import FileResult
from tests.command_line import bnmigrate, write

# A made-up norm of a kind of its own: no statistics, a default that differs, a share that is said
# the other way round, and initial values in one framework alone. It is of two frameworks and mint.
FAMILY = """\
family = "weighed-norm"
ordinary = ["centred"]
kept = ["width"]

[state]
weight = { needs = "weighed" }
level = {}

[meanings.uncentred]
code = "BN203"
reason = "the layer leaves the mean, and {target} has no argument that says so"
advice = "subtract it by hand"

[[dialects]]
name = "torch"
attributes = ["width", "leak"]
unused-state = "none"

[dialects.state]
weight = "weight"
level = "bias"

[[dialects.parameters]]
name = "width"
concept = "width"
encoding = "same"

[[dialects.parameters]]
name = "leak"
concept = "leak"
encoding = "same"
default = "0.25"

[[dialects.parameters]]
name = "centre"
concept = "centre"
encoding = "choices"
default = "True"
choices = { True = "centred", False = "uncentred" }

[[dialects]]
name = "mindspore"
input = "images"
attributes = ["width", "keep"]
unused-state = "kept"

[dialects.state]
weight = "gain"
level = "level"

[[dialects.parameters]]
name = "width"
concept = "width"
encoding = "same"
accepts = { types = ["int"], minimum = 1 }

[[dialects.parameters]]
name = "keep"
concept = "leak"
encoding = "complement"
default = "0.875"

[[dialects.parameters]]
name = "gain_init"
concept = "initial-weight"
encoding = "initial-value"
default = "'ones'"
fills = "weight"
neutral = ["'ones'"]
"""
LAYER = """\
layer = "WeighedNorm"
family = "weighed-norm"

[[dialects]]
name = "torch"
classes = ["torch.nn.WeighedNorm"]

[[dialects]]
name = "mindspore"
classes = ["mindspore.nn.WeighedNorm"]

[[dialects]]
name = "mint"
classes = ["mindspore.mint.nn.WeighedNorm"]
attributes = ["width", "leak"]
state = { weight = "weight", level = "bias" }
parameters = [
    { name = "width", concept = "width", encoding = "same" },
    { name = "leak", concept = "leak", encoding = "same", default = "0.25" },
]
"""
# A sibling of the layer that ships: what its family says of it is all that there is to say.
SIBLING = """\
layer = "BatchNorm9d"
family = "batch-norm"

[[dialects]]
name = "torch"
classes = ["torch.nn.BatchNorm9d"]

[[dialects]]
name = "mindspore"
classes = ["mindspore.nn.BatchNorm9d"]
"""
RULES = {"layer.toml": LAYER, "family.toml": FAMILY, "sibling.toml": SIBLING}

TORCH = "import torch\nimport torch.nn as nn\n"
MINDSPORE = "import mindspore as ms\nimport mindspore.nn as nn\n"


def run(folder: Path, code: str, target: str) -> FileResult:
    write(folder, RULES)
    paths = tuple(folder / name for name in RULES)
    return migrate(code.encode(), "case.py", Config(target=target, extend_rules=paths))


def fixed(folder: Path, code: str, target: str) -> str:
    result = run(folder, code, target)
    assert result.output is not None, result.findings
    return result.output.decode()


CALLS = [
    # default, keyword, complement, positions that part
    ("nn.WeighedNorm(8)", "ms.nn.WeighedNorm(8, keep=0.75)"),
    ("nn.WeighedNorm(8, 0.125)", "ms.nn.WeighedNorm(8, keep=0.875)"),
    ("nn.WeighedNorm(width=8, leak=0.5)", "ms.nn.WeighedNorm(width=8, keep=0.5)"),
    ("nn.WeighedNorm(8, centre=True)", "ms.nn.WeighedNorm(8, keep=0.75)"),
    ("nn.BatchNorm9d(8, momentum=0.2)", "ms.nn.BatchNorm9d(8, momentum=0.8)"),
]


@pytest.mark.parametrize(("before", "after"), CALLS)
def test_a_call_there(tmp_path: Path, before: str, after: str) -> None:
    code = f"import torch.nn as nn\nimport mindspore as ms\ny = {before}\nz = nn.ReLU()\n"
    assert fixed(tmp_path, code, "mindspore") == code.replace(before, after)


BACK = [
    ("nn.WeighedNorm(8)", "torch.nn.WeighedNorm(8, leak=0.125)"),
    ("nn.WeighedNorm(8, 0.75)", "torch.nn.WeighedNorm(8, leak=0.25)"),
    ("nn.WeighedNorm(8, keep=0.5, gain_init='ones')", "torch.nn.WeighedNorm(8, leak=0.5)"),
    ("nn.BatchNorm9d(8, momentum=0.8)", "torch.nn.BatchNorm9d(8, momentum=0.2)"),
]


@pytest.mark.parametrize(("before", "after"), BACK)
def test_a_call_back(tmp_path: Path, before: str, after: str) -> None:
    code = f"import mindspore.nn as nn\nimport torch\ny = {before}\nz = nn.ReLU()\n"
    assert fixed(tmp_path, code, "torch") == code.replace(before, after)


def test_initial_values_are_filled(tmp_path: Path) -> None:
    code = "import mindspore.nn as nn\ny = nn.WeighedNorm(8, 0.75, 'zeros')\nz = nn.ReLU()\n"
    assert "torch.nn.init.zeros_(y.weight)\n" in fixed(tmp_path, code, "torch")


def test_parameters_and_modes_are_followed(tmp_path: Path) -> None:
    torch = """\
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.WeighedNorm(8, leak=0.25)
        self.width = self.norm.width
        nn.init.zeros_(self.norm.bias)
        self.norm.weight.requires_grad = False

    def forward(self, x):
        return self.norm(input=x)
"""
    there = fixed(tmp_path, torch, "mindspore")
    for line in (
        "self.norm = ms.nn.WeighedNorm(8, keep=0.75)",
        "self.width = self.norm.width",
        "self.norm.level.set_data(",
        "self.norm.gain.requires_grad = False",
        "return self.norm(images=x)",
    ):
        assert line in there
    home = fixed(tmp_path, there, "torch")
    assert "self.norm = nn.WeighedNorm(8, leak=0.25)" in home
    assert "self.norm.weight.requires_grad = False" in home


def test_a_meaning_that_a_framework_lacks_is_reported_in_its_words(tmp_path: Path) -> None:
    code = "from torch import nn\ny = nn.WeighedNorm(8, centre=False)\n"
    (finding,) = run(tmp_path, code, "mindspore").findings
    assert finding.code == "BN203"
    assert "the layer leaves the mean, and MindSpore has no argument" in finding.reason


NETWORK = """\
import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.one = nn.BatchNorm2d(8)
        self.conv = nn.Conv2d(8, 8, 1)
        self.other = {}
        for m in self.modules():
            if isinstance(m, ({})):
                {}

    def forward(self, x):
        return self.other(self.conv(self.one(x)))
"""
FREEZES = "m.weight.requires_grad = False"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("nn.BatchNorm2d, nn.BatchNorm9d", "ms.nn.BatchNorm2d, ms.nn.BatchNorm9d"),
        ("nn.BatchNorm9d, nn.BatchNorm2d", "ms.nn.BatchNorm9d, ms.nn.BatchNorm2d"),
    ],
)
def test_a_guard_for_layers_that_are_called_alike_moves_whole(
    tmp_path: Path, before: str, after: str
) -> None:
    code = NETWORK.format("nn.BatchNorm9d(8)", before, FREEZES)
    there = fixed(tmp_path, code, "mindspore")
    assert (
        f"            if isinstance(m, ({after})):\n"
        "                m.gamma.requires_grad = False\n\n" in there
    )


def test_layers_that_are_called_alike_make_room_for_the_rest(tmp_path: Path) -> None:
    guard = "nn.BatchNorm2d, nn.Conv2d, nn.BatchNorm9d"
    there = fixed(tmp_path, NETWORK.format("nn.BatchNorm9d(8)", guard, FREEZES), "mindspore")
    assert (
        "            if isinstance(m, (ms.nn.BatchNorm2d, ms.nn.BatchNorm9d)):\n"
        "                m.gamma.requires_grad = False\n"
        "            elif isinstance(m, nn.Conv2d):\n"
        "                m.weight.requires_grad = False\n" in there
    )


@pytest.mark.parametrize(
    "use",
    [FREEZES, "getattr(m, 'weight').requires_grad = False", "m(input=torch.ones(1, 8, 2, 2))"],
)
@pytest.mark.parametrize(
    "guard", ["nn.BatchNorm2d, nn.WeighedNorm", "nn.WeighedNorm, nn.Conv2d, nn.BatchNorm2d"]
)
def test_layers_that_are_called_otherwise_stay(tmp_path: Path, guard: str, use: str) -> None:
    result = run(tmp_path, NETWORK.format("nn.WeighedNorm(8)", guard, use), "mindspore")
    assert result.output is None
    assert all(finding.fix != "safe" for finding in result.findings)


def test_layers_behind_guards_of_their_own_are_kept_apart(tmp_path: Path) -> None:
    code = NETWORK.format(
        "nn.WeighedNorm(8)",
        "nn.BatchNorm2d",
        f"{FREEZES}\n            elif isinstance(m, nn.WeighedNorm):\n                {FREEZES}",
    )
    there = fixed(tmp_path, code, "mindspore")
    assert "m.gamma.requires_grad = False" in there
    assert "m.gain.requires_grad = False" in there


def test_a_call_of_either_of_two_layers_changes_for_that_which_is_made_otherwise(
    tmp_path: Path,
) -> None:
    code = """\
import torch.nn as nn


def make(width, deep):
    norm = nn.WeighedNorm if deep else nn.BatchNorm2d
    return nn.Sequential(norm(width), nn.ReLU())
"""
    there = fixed(tmp_path, code, "mindspore")
    assert "norm = ms.nn.WeighedNorm if deep else ms.nn.BatchNorm2d" in there
    assert "norm(width, keep=0.75) if norm is ms.nn.WeighedNorm else norm(width)" in there


def test_a_choice_between_two_layers_moves(tmp_path: Path) -> None:
    code = """\
import torch.nn as nn


def make(width, deep):
    norm = nn.BatchNorm9d if deep else nn.BatchNorm2d
    return nn.Sequential(norm(width, momentum=0.2), nn.ReLU())
"""
    there = fixed(tmp_path, code, "mindspore")
    assert "norm = ms.nn.BatchNorm9d if deep else ms.nn.BatchNorm2d" in there
    assert "norm(width, momentum=0.8)" in there


def test_layers_among_others_are_not_taken_for_one_of_them(tmp_path: Path) -> None:
    code = """\
import torch.nn as nn

for kind in [nn.BatchNorm9d, nn.BatchNorm2d, nn.RMSNorm]:
    layer = kind(4, 4)
    print(layer.weight.sum().item())
"""
    result = run(tmp_path, code, "mindspore")
    assert result.output is None
    assert all(finding.fix != "safe" for finding in result.findings)


AMONG_OTHERS = """\
import torch.nn as nn
import mindspore as ms


def reset(layer):
    layer.bias.data.zero_()


for layer in [{}]:
    layer.weight.requires_grad = False
    print(layer.weight.sum().item())
    reset(layer)
"""


def test_several_layers_that_are_called_alike_are_parted_from_the_rest(tmp_path: Path) -> None:
    layers = "nn.BatchNorm2d(4).eval(), nn.RMSNorm(4), nn.BatchNorm9d(4).eval()"
    code = AMONG_OTHERS.format(layers)
    there = fixed(tmp_path, code, "mindspore")
    asked = "isinstance(layer, (ms.nn.BatchNorm2d, ms.nn.BatchNorm9d))"
    for line in (
        f"(layer.gamma if {asked} else layer.weight).requires_grad = False",
        f"print((layer.gamma if {asked} else layer.weight).sum().item())",
        f"    if {asked}:\n        layer.beta.set_data(",
        "    else:\n        layer.bias.data.zero_()\n",
    ):
        assert line in there
    assert run(tmp_path, there, "mindspore").output is None


def test_the_way_back_joins_what_is_parted_for_several_layers(tmp_path: Path) -> None:
    layers = "nn.BatchNorm2d(4), nn.RMSNorm(4), nn.BatchNorm9d(4)"
    code = AMONG_OTHERS.format(layers).replace("    reset(layer)\n", "")
    there = fixed(tmp_path, code, "mindspore")
    assert "else layer.weight" in there
    assert fixed(tmp_path, there, "torch") == code.replace("import mindspore as ms\n", "")


def test_layers_of_another_file_are_asked_for_too(tmp_path: Path) -> None:
    program = {
        "pyproject.toml": "",
        "look.py": "from torch import nn\n\n\ndef look(m):\n    print(m.weight)\n"
        "    return isinstance(m, nn.BatchNorm2d)\n",
        "main.py": "from torch import nn\nfrom look import look\n\n"
        "for one in (nn.BatchNorm2d(3), nn.BatchNorm9d(3), nn.Linear(3, 3)):\n    look(one)\n",
    }
    write(tmp_path, program | RULES)
    rules = [part for name in RULES for part in ("--extend-rules", name)]
    bnmigrate(tmp_path, "fix", *rules, ".")
    asked = "isinstance(m, (nn.BatchNorm2d, nn.BatchNorm9d))"
    assert f"print(m.gamma if {asked} else m.weight)" in (tmp_path / "look.py").read_text()


def test_layers_that_are_called_otherwise_are_not_parted_together(tmp_path: Path) -> None:
    layers = "nn.WeighedNorm(4), nn.RMSNorm(4), nn.BatchNorm9d(4)"
    result = run(tmp_path, AMONG_OTHERS.format(layers), "mindspore")
    assert result.output is None
    assert all(finding.fix != "safe" for finding in result.findings)


def test_a_call_of_several_layers_or_another_is_parted(tmp_path: Path) -> None:
    code = """\
import torch.nn as nn
import mindspore as ms

for norm in (nn.BatchNorm9d, nn.InstanceNorm2d, nn.BatchNorm2d):
    net = nn.Sequential(norm(4, momentum=0.2))
"""
    there = fixed(tmp_path, code, "mindspore")
    asked = "norm in (ms.nn.BatchNorm2d, ms.nn.BatchNorm9d)"
    assert f"(norm(4, momentum=0.8) if {asked} else norm(4, momentum=0.2))" in there
    assert run(tmp_path, there, "mindspore").output is None


def test_a_layer_that_the_target_lacks_stays(tmp_path: Path) -> None:
    code = "from torch import nn\ny = nn.BatchNorm9d(8, momentum=0.2)\n"
    assert run(tmp_path, code, "mint") == FileResult("case.py")


def test_mint_and_back(tmp_path: Path) -> None:
    code = "from mindspore import mint, nn\ny = nn.WeighedNorm(8, 0.75)\nz = nn.ReLU()\n"
    there = fixed(tmp_path, code, "mint")
    assert "y = mint.nn.WeighedNorm(8, leak=0.25)" in there
    home = run(tmp_path, there, "torch")
    assert home.output is not None
    assert "y = torch.nn.WeighedNorm(8, leak=0.25)" in home.output.decode()


def test_no_code_but_the_runtime_names_the_first_layer() -> None:
    package = Path(bnmigrate_package.__file__).parent
    naming: set[str] = set()
    for path in package.rglob("*.py"):
        tree = ast.parse(path.read_bytes())
        said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            names = [getattr(node, key, "") for key in ("id", "attr", "name", "value")]
            if id(node) not in said and any("BatchNorm2d" in str(name) for name in names):
                naming.add(path.relative_to(package).parts[0])
    assert naming == {"runtime"}, "what is true of a layer stands in rules/"
