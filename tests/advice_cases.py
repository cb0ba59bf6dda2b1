"""Code that has a finding, and the same code once its advice is followed.

Each case is the advice as the report words it, with anything in the place of what it quotes, then
the code before and after. `torch` and `mindspore` are where the code comes from.
"""

from __future__ import annotations

from typing import NamedTuple

TORCH = "import torch\nimport torch.nn as nn\n"
MINDSPORE = (
    "import mindspore as ms\nimport mindspore.nn as nn\n"
    "from mindspore.common.initializer import initializer\n"
)


class Case(NamedTuple):
    """The advice, the framework that the code is translated to, and the code before and after."""

    advice: str
    target: str
    before: str
    after: str


def from_torch(advice: str, before: str, after: str) -> Case:
    return Case(advice, "mindspore", f"{TORCH}{before}\n", f"{TORCH}{after}\n")


def from_mindspore(advice: str, before: str, after: str, target: str = "torch") -> Case:
    return Case(advice, target, f"{MINDSPORE}{before}\n", f"{MINDSPORE}{after}\n")


def lint(advice: str, before: str, after: str) -> Case:
    return from_mindspore(advice, before, after, "mindspore")


NET = """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.bn = nn.BatchNorm2d(4{})
"""
CELL = """
class Net(nn.Cell):
    def __init__(self):
        super().__init__()
        self.bn = nn.BatchNorm2d(4{})
"""

_LOADS = f"""
from vendored import Backbone

{NET.format("").replace("nn.Module", "Backbone")}
    def load_state_dict(self, state):
"""
_FREEZES = """
import mindspore
from torch.nn.modules.batchnorm import _BatchNorm

norm = nn.BatchNorm2d(8)
norm.eval()


def freeze(model):
    for m in model.modules():
        if isinstance(m, (_BatchNorm, mindspore.nn.BatchNorm2d)):
            m.eval()"""

_YIELDS = """
class Block(nn.Module):
    def __init__(self, {}, norm_layer=nn.LayerNorm):
        super().__init__()
        self.norm = norm_layer(c)


def block(width, cfg):
    return Block(cfg.width), Block(width, nn.BatchNorm2d)"""

_EITHER = """
from functools import partial


class Net(nn.Module):
    def __init__(self, c: int, norm={}):
        super().__init__()
        norm = norm or partial(nn.LayerNorm, eps=1e-6)
        self.norm = norm(c)"""

CASES = (
    # Layers
    from_torch(
        "write the argument where the class is given, in a partial",
        _EITHER.format("nn.LayerNorm"),
        _EITHER.format("partial(nn.LayerNorm, eps=1e-5)"),
    ),
    from_torch(
        "settle it, or translate BatchNorm2d alone (--layer)",
        _YIELDS.format("c"),
        _YIELDS.format("c: int"),
    ),
    # Arguments
    from_torch(
        "freeze the layer's gamma and beta instead (`requires_grad = False`), and leave the "
        "argument out",
        "ln = nn.LayerNorm(4, elementwise_affine=False)",
        "ln = nn.LayerNorm(4)\nfor p in (ln.weight, ln.bias):\n    p.requires_grad = False",
    ),
    from_torch(
        "freeze the layer's beta instead (`requires_grad = False`), and leave the argument out",
        "ln = nn.LayerNorm(4, bias=False)",
        "ln = nn.LayerNorm(4)\nln.bias.requires_grad = False",
    ),
    from_torch(
        "write a tuple, as in `(width,)`, or annotate the parameter that it comes from as int",
        "def make(c):\n    return nn.Sequential(nn.LayerNorm(c))",
        "def make(c: int):\n    return nn.Sequential(nn.LayerNorm(c))",
    ),
    from_torch(
        "normalise the last dimension alone, or write the call by hand, with begin_norm_axis and "
        "begin_params_axis",
        "ln = nn.LayerNorm((4, 8))",
        "ln = nn.LayerNorm(8)",
    ),
    from_torch(
        "drop the argument where evaluation may use each sample's own statistics, or keep the "
        "layer",
        "layer = nn.InstanceNorm2d(4, track_running_stats=True)",
        "layer = nn.InstanceNorm2d(4)",
    ),
    from_torch(
        "choose a momentum, or average the statistics yourself after training",
        "bn = nn.BatchNorm2d(4, momentum=None)",
        "bn = nn.BatchNorm2d(4, momentum=0.05)",
    ),
    from_torch(
        "drop it; MindSpore's context decides where a layer lives",
        "bn = nn.BatchNorm2d(4, device='cuda')",
        "bn = nn.BatchNorm2d(4)",
    ),
    from_torch(
        "keep the parameters in float32 and drop it, or cast the network as a whole; "
        "MindSpore's statistics never move in float16",
        "bn = nn.BatchNorm2d(4, dtype=torch.float16)",
        "bn = nn.BatchNorm2d(4)",
    ),
    from_torch(
        "drop it and freeze the layer's offset at zero instead (`requires_grad = False`)",
        "bn = nn.BatchNorm2d(4, bias=False)",
        "bn = nn.BatchNorm2d(4)\nbn.bias.requires_grad = False",
    ),
    from_torch(
        "give a value that both frameworks accept",
        "bn = nn.BatchNorm2d(4, eps=3)",
        "bn = nn.BatchNorm2d(4, eps=1e-3)",
    ),
    from_torch(
        "give a float that both frameworks accept, or leave it out",
        "def f(width):\n    return nn.Sequential(nn.BatchNorm2d(width, width))",
        "def f(width):\n    return nn.Sequential(nn.BatchNorm2d(width))",
    ),
    from_torch(
        "give a bool that both frameworks accept, or leave it out",
        "def f(config):\n    return nn.Sequential(nn.BatchNorm2d(4, affine=len(config)))",
        "def f(config):\n    return nn.Sequential(nn.BatchNorm2d(4, affine=True))",
    ),
    from_torch(
        "keep that value from arriving here",
        "C = {'eps': 1, 'momentum': 0.3}\nbn = nn.BatchNorm2d(8, **C)",
        "C = {'eps': 1e-5, 'momentum': 0.3}\nbn = nn.BatchNorm2d(8, **C)",
    ),
    from_torch(
        "correct the call first",
        "bn = nn.BatchNorm2d(4, momentun=0.1)",
        "bn = nn.BatchNorm2d(4, momentum=0.1)",
    ),
    from_torch(
        "write the arguments out",
        "def f(*args):\n    return nn.Sequential(nn.BatchNorm2d(*args))",
        "def f(channels):\n    return nn.Sequential(nn.BatchNorm2d(channels))",
    ),
    from_torch(
        "write the arguments out, or give it as a dict with literal keys next to the call",
        "def f(c, **kwargs):\n    return nn.Sequential(nn.BatchNorm2d(c, **kwargs))",
        "def f(c, momentum=0.1):\n    return nn.Sequential(nn.BatchNorm2d(c, momentum=momentum))",
    ),
    from_torch(
        "give this call a dict of its own, or write the arguments out",
        "def f(c):\n    kw = dict(momentum=0.1)\n    print(kw['momentum'])\n"
        "    return nn.Sequential(nn.BatchNorm2d(c, **kw))",
        "def f(c):\n    kw = dict(momentum=0.1)\n    print(kw['momentum'])\n"
        "    return nn.Sequential(nn.BatchNorm2d(c, momentum=0.1))",
    ),
    from_mindspore(
        "keep the parameters in float32 and drop it, or convert the whole model",
        "bn = nn.BatchNorm2d(4, dtype=ms.float16)",
        "bn = nn.BatchNorm2d(4)",
    ),
    from_mindspore(
        "give the layer its input with the channels in the second place and drop it",
        "bn = nn.BatchNorm2d(4, data_format='NHWC')",
        "bn = nn.BatchNorm2d(4)",
    ),
    from_mindspore(
        "drop the argument and keep the layer in evaluation mode yourself",
        "bn = nn.BatchNorm2d(4, use_batch_statistics=False)",
        "bn = nn.BatchNorm2d(4)\nbn.set_train(False)",
    ),
    from_mindspore(
        "assign the layer to a name of its own first, or fill it by hand",
        """
class Net(nn.Cell):
    def __init__(self, affine):
        super().__init__()
        self.bn = nn.BatchNorm2d(4, gamma_init=0) if affine else None
""",
        """
class Net(nn.Cell):
    def __init__(self, affine):
        super().__init__()
        if affine:
            self.bn = nn.BatchNorm2d(4, gamma_init=0)
        else:
            self.bn = None
""",
    ),
    from_mindspore(
        "fill it by hand where the layer has one",
        "from functools import partial\n"
        "norm = partial(nn.BatchNorm2d, affine=False)\nbn = norm(8, gamma_init='zeros')",
        "from functools import partial\nnorm = partial(nn.BatchNorm2d, affine=False)\nbn = norm(8)",
    ),
    from_mindspore(
        "fill the weight in a statement of its own after the layer is made",
        "def f(value):\n    bn = nn.BatchNorm2d(4, gamma_init=value)\n"
        "    return nn.SequentialCell([bn])",
        "def f(value):\n    bn = nn.BatchNorm2d(4)\n"
        "    bn.gamma.set_data(initializer('ones', bn.gamma.shape, bn.gamma.dtype))\n"
        "    return nn.SequentialCell([bn])",
    ),
    # Attributes
    from_torch(
        "give `momentum` to the constructor, or make a new layer where it changes",
        f"{NET.format('')}\n    def slow(self):\n        self.bn.momentum = 0.01",
        NET.format(", momentum=0.01"),
    ),
    from_mindspore(
        "take the assignment out, or give the value to the constructor",
        f"{CELL.format('')}\n    def slow(self):\n        self.bn.momentum = 0.01",
        CELL.format(", momentum=0.99"),
    ),
    from_torch(
        "take this access out, or put the layer's translation off",
        f"{NET.format('')}\n    def count(self):\n        return self.bn.num_batches_tracked",
        NET.format(""),
    ),
    from_torch(
        "use the layer's public attributes by their names",
        f"{NET.format('')}\n    def look(self):\n        return self.bn._buffers['running_mean']",
        f"{NET.format('')}\n    def look(self):\n        return self.bn.running_mean",
    ),
    from_torch(
        "change it where it is read from the layer: `bn.weight.mul_(...)`",
        f"{NET.format('')}\n    def halve(self):\n        w = self.bn.weight\n        w.mul_(0.5)",
        f"{NET.format('')}\n    def halve(self):\n        self.bn.weight.mul_(0.5)",
    ),
    from_torch(
        "make the layer without it, or replace it by one that has none",
        f"{NET.format('')}\n    def bare(self):\n        self.bn.bias = None",
        NET.format(""),
    ),
    from_torch(
        "compare with math.isclose",
        f"{NET.format('')}\n    def look(self):\n        return self.bn.momentum == 0.1",
        f"import math\n{NET.format('')}\n    def look(self):\n"
        "        return math.isclose(self.bn.momentum, 0.1)",
    ),
    from_torch(
        "compare with math.isclose, or print what round() makes of it",
        f"{NET.format('')}\n    def look(self):\n        print(self.bn.momentum)",
        f"{NET.format('')}\n    def look(self):\n        print(round(self.bn.momentum, 3))",
    ),
    from_torch(
        "make it one: `int(...)`",
        "import numpy as np\n\nwidths = np.array([2, 4])\n"
        "net = nn.Sequential(nn.BatchNorm2d(widths[0]))",
        "import numpy as np\n\nwidths = np.array([2, 4])\n"
        "net = nn.Sequential(nn.BatchNorm2d(int(widths[0])))",
    ),
    from_torch(
        "keep the network in float32",
        f"{NET.format('')}\nnet = Net().half()",
        f"{NET.format('')}\nnet = Net()",
    ),
    from_torch(
        "check for the class first (isinstance), in a branch of its own",
        f"""
{NET.format("")}

def walk(model):
    for m in model.modules():
        m.reset_running_stats()
""",
        f"""
{NET.format("")}

def walk(model):
    for m in model.modules():
        if isinstance(m, nn.RMSNorm):
            m.reset_running_stats()
""",
    ),
    from_torch(
        "check for the class first (isinstance), or annotate it with the class",
        "def f(m):\n    return m.running_mean",
        "def f(m):\n    if isinstance(m, nn.BatchNorm2d):\n        return m.running_mean",
    ),
    from_torch(
        "check for the class instead of the name (isinstance)",
        "def f(net):\n    for name, m in net.named_modules():\n        if 'bn' in name:\n"
        "            m.weight.requires_grad = False",
        "def f(net):\n    for name, m in net.named_modules():\n"
        "        if isinstance(m, nn.BatchNorm2d):\n            m.weight.requires_grad = False",
    ),
    from_torch(
        "check for the class first (isinstance)",
        f"{NET.format('')}\n    def reset(self):\n        for m in self.children():\n"
        "            if hasattr(m, 'reset_parameters'):\n                m.reset_parameters()",
        f"{NET.format('')}\n    def reset(self):\n        for m in self.children():\n"
        "            if isinstance(m, nn.Linear):\n                m.reset_parameters()",
    ),
    from_torch(
        "give `momentum` to the constructor, or check that it is another layer (isinstance)",
        f"""
{NET.format("")}

def slow(m):
    m.momentum = 0.01


def start(net):
    net.backbone().apply(slow)
""",
        f"""
{NET.format("")}

def slow(m):
    if isinstance(m, nn.RMSNorm):
        m.momentum = 0.01


def start(net):
    net.backbone().apply(slow)
""",
    ),
    from_mindspore(
        "rewrite this statement by hand",
        "def f(m):\n    if isinstance(m, nn.BatchNorm2d):\n"
        "        m.gamma.set_data(initializer('xavier_normal', m.gamma.shape))",
        "def f(m):\n    if isinstance(m, nn.BatchNorm2d):\n"
        "        m.gamma.set_data(initializer('ones', m.gamma.shape, m.gamma.dtype))",
    ),
    # Patterns
    from_mindspore(
        "take `use_batch_statistics` out of the pattern",
        "def f(m):\n    match m:\n        case nn.BatchNorm2d(use_batch_statistics=None):\n"
        "            return 1",
        "def f(m):\n    match m:\n        case nn.BatchNorm2d():\n            return 1",
    ),
    from_mindspore(
        "bind it (`momentum=value`) and compare with math.isclose in a guard",
        "def f(m):\n    match m:\n        case nn.BatchNorm2d(momentum=0.1):\n            return 1",
        "import math\n\n\ndef f(m):\n    match m:\n"
        "        case nn.BatchNorm2d(momentum=value) if math.isclose(value, 0.1):\n"
        "            return 1",
    ),
    from_mindspore(
        "name the attributes in the pattern",
        "def f(m):\n    match m:\n        case nn.BatchNorm2d(64):\n            return 1",
        "def f(m):\n    match m:\n        case nn.BatchNorm2d(num_features=64):\n"
        "            return 1",
    ),
    # Classes and names
    from_torch(
        "rewrite the class for MindSpore by hand, or keep the layer as a member instead of a base",
        "class Frozen(nn.BatchNorm2d):\n    def forward(self, x):\n        return x",
        "class Frozen(nn.Module):\n    def __init__(self, c):\n        super().__init__()\n"
        "        self.bn = nn.BatchNorm2d(c)\n\n    def forward(self, x):\n        return x",
    ),
    from_torch(
        "rewrite this call by hand; the other framework's function takes this momentum as it is",
        "import torch.nn.functional as F\n\n\ndef f(x, m, v):\n    return F.batch_norm(x, m, v)",
        "def f(x, norm):\n    return norm(x)",
    ),
    from_torch(
        "rewrite this call by hand",
        "import torch.nn.functional as F\n\n\ndef f(x):\n    return F.group_norm(x, 4)",
        "def f(x, norm):\n    return norm(x)",
    ),
    from_torch(
        "name the class itself instead, so that it can be followed",
        "def f(m):\n    return type(m).__name__ == 'BatchNorm2d' and m.weight",
        "def f(m):\n    return isinstance(m, nn.BatchNorm2d) and m.weight",
    ),
    from_torch(
        "move it out of the string, or migrate it by hand",
        "bn = eval('nn.BatchNorm2d(3, momentum=0.1)')",
        "bn = nn.BatchNorm2d(3, momentum=0.1)",
    ),
    from_mindspore(
        "keep the class and its calls in one file",
        "bn = eval('nn.BatchNorm2d(8, momentum=0.9)')",
        "bn = nn.BatchNorm2d(8, momentum=0.9)",
    ),
    from_torch(
        "write the code out",
        "norm = nn.BatchNorm2d\nprint(eval('norm' + '(3)'))",
        "norm = nn.BatchNorm2d\nprint(norm(3)(0))",
    ),
    from_torch(
        "write the type as an annotation, or migrate the comment by hand",
        "def f(m):\n    # type: (nn.BatchNorm2d) -> None\n    print(m)",
        "def f(m: nn.BatchNorm2d) -> None:\n    print(m)",
    ),
    Case(
        "import the name explicitly",
        "mindspore",
        "from torch.nn import *\n\nbn = BatchNorm2d(3)\n",
        "from torch.nn import *\nfrom torch.nn import BatchNorm2d\n\nbn = BatchNorm2d(3)\n",
    ),
    Case(
        "migrate the files that import it from here first, then this import by hand",
        "mindspore",
        "from torch.nn import BatchNorm2d as BatchNorm2d\n",
        "",
    ),
    Case(
        "give that another name",
        "torch",
        "import mindspore.nn as nn\n\ntorch = 1\nlayers = nn.BatchNorm2d(3), nn.Conv2d(3, 3, 1)\n",
        "import mindspore.nn as nn\n\nflame = 1\nlayers = nn.BatchNorm2d(3), nn.Conv2d(3, 3, 1)\n",
    ),
    Case(
        "move the import to the top of the file",
        "torch",
        "def load():\n    global nn\n    import mindspore.nn as nn\n\n\nload()\n"
        "bn = nn.BatchNorm2d(8, momentum=0.9)\nconv = nn.Conv2d(3, 8, 3)\n",
        "import mindspore.nn as nn\n\nbn = nn.BatchNorm2d(8, momentum=0.9)\n"
        "conv = nn.Conv2d(3, 8, 3)\n",
    ),
    from_torch(
        "import the layer under a name of its own",
        "import mylib\n\nif mylib.fast:\n    from mylib import nn\n\nbn = nn.BatchNorm2d(3)",
        "import mylib\n\nbn = nn.BatchNorm2d(3)",
    ),
    from_torch(
        "import it from its framework, and name it in full",
        "import mylib\n\nif mylib.fast:\n    from mylib import nn\n\nbn = nn.BatchNorm2d(3)",
        "bn = nn.BatchNorm2d(3)",
    ),
    from_torch(
        "name the layer through an import, or look at what arrives here and migrate this place by "
        "hand",
        "def f(library):\n    return library.BatchNorm2d(3, momentum=0.3)",
        "def f():\n    return nn.Sequential(nn.BatchNorm2d(3, momentum=0.3))",
    ),
    from_torch(
        "migrate the modules that read it first, then this line by hand",
        "import layers\n\nlayers.BatchNorm2d = nn.BatchNorm2d",
        "import layers",
    ),
    from_torch(
        "take this call out, or use the other framework's synchronised layer where the model is "
        "made",
        "def f(net):\n    return nn.SyncBatchNorm.convert_sync_batchnorm(net)",
        "def f(net):\n    return net",
    ),
    from_torch(
        "drop it where all processes are meant; MindSpore takes lists of the numbers of processes",
        "def f(group):\n    return nn.SyncBatchNorm(3, process_group=group)",
        "def f(group):\n    return nn.SyncBatchNorm(3)",
    ),
    from_mindspore(
        "drop it where all processes are meant; PyTorch takes a group that torch.distributed makes",
        "bn = nn.SyncBatchNorm(3, process_groups=[[0, 1]])",
        "bn = nn.SyncBatchNorm(3)",
    ),
    from_torch(
        "ask each module for its class first, and for none that both are of",
        "net = nn.Sequential(nn.BatchNorm3d(3))\nfor m in net.modules():\n"
        "    if isinstance(m, nn.Module):\n        m.seen = True",
        "net = nn.Sequential(nn.BatchNorm3d(3))\nfor m in net.modules():\n"
        "    if isinstance(m, nn.BatchNorm3d):\n        m.eval()",
    ),
    from_torch(
        "do it by hand, or with the other framework's own function",
        "net = nn.Sequential(nn.BatchNorm2d(3))\ntorch.optim.swa_utils.update_bn(loader, net)",
        "net = nn.Sequential(nn.BatchNorm2d(3))\nfor x in loader:\n    net(x)",
    ),
    from_torch(
        "look whether `wrap` does, or keep the layer out of it",
        "from library import wrap\n\nbn = wrap(nn.BatchNorm2d(3))",
        "from library import wrap\n\nbn = nn.BatchNorm2d(3)",
    ),
    from_torch(
        "call something that is in sight, or keep the layer out of it",
        "def apply(look):\n    return look(nn.BatchNorm2d(3))",
        "def look(bn):\n    return bn.weight\n\n\ndef apply():\n    return look(nn.BatchNorm2d(3))",
    ),
    from_torch(
        "call something that is in sight",
        "class Maker:\n    pass\n\n\nbn = Maker().made(nn.BatchNorm2d)",
        "class Maker:\n    def made(self, norm):\n        return norm(3)\n\n\n"
        "bn = Maker().made(nn.BatchNorm2d)",
    ),
    from_torch(
        "take the layer out of it first",
        "layers = [nn.BatchNorm2d(3)]\nprint(layers.owner)",
        "layers = [nn.BatchNorm2d(3)]\nprint(layers[0].weight)",
    ),
    from_torch(
        "write a branch for each class",
        "net = nn.Sequential(nn.BatchNorm2d(3), nn.Conv2d(3, 3, 1))\nfor m in net.modules():\n"
        "    if isinstance(m, nn.BatchNorm2d | nn.Conv2d):\n"
        "        with torch.no_grad() as m.bias:\n            pass",
        "net = nn.Sequential(nn.BatchNorm2d(3), nn.Conv2d(3, 3, 1))\nfor m in net.modules():\n"
        "    if isinstance(m, nn.BatchNorm2d):\n"
        "        with torch.no_grad() as m.bias:\n            pass\n"
        "    elif isinstance(m, nn.Conv2d):\n"
        "        with torch.no_grad() as m.bias:\n            pass",
    ),
    from_torch(
        "keep the layer out of it",
        "bn = nn.BatchNorm2d(3) @ nn.ReLU()",
        "bn = nn.BatchNorm2d(3)",
    ),
    from_mindspore(
        "see where this partial gets to, and translate it by hand together with that code",
        "from functools import partial\n\n\ndef take(norm):\n    return norm.keywords\n\n\n"
        "norm = partial(nn.BatchNorm2d, momentum=0.9)\nprint(take(norm))",
        "from functools import partial\n\n\nnorm = partial(nn.BatchNorm2d, momentum=0.9)\n"
        "print(norm(3)(0))",
    ),
    from_torch(
        "give each class a call of its own",
        """
def pick(one):
    return nn.BatchNorm2d if one else nn.RMSNorm


def build(one):
    return nn.Sequential(pick(one)(4, momentum=0.3))
""",
        """
def build(one):
    if one:
        return nn.Sequential(nn.BatchNorm2d(4, momentum=0.3))
    return nn.Sequential(nn.RMSNorm(4, momentum=0.3))
""",
    ),
    # Names of parameters
    from_torch(
        "drop what reads it once the checkpoints are converted",
        "def f(state):\n    return state['bn.num_batches_tracked']",
        "def f(state):\n    return None",
    ),
    from_torch(
        "check for the class of the module instead of the name of its parameter",
        f"{NET.format('')}\nfor name, p in Net().named_parameters():\n"
        "    if name.count('weight'):\n        print(p)",
        f"{NET.format('')}\nfor m in Net().modules():\n"
        "    if isinstance(m, nn.BatchNorm2d):\n        print(m.weight)",
    ),
    from_torch(
        "reach it through its module (net.bn.bias), or compare names with those in the network's "
        "own state_dict()",
        f"{_LOADS}        state.pop('last_linear.bias')\n        super().load_state_dict(state)",
        f"{_LOADS}        own = self.state_dict()\n"
        "        super().load_state_dict({n: p for n, p in state.items() if n in own})",
    ),
    from_torch(
        "reach it through its module (net.bn.bias), or compare names with those in the network's "
        "own state_dict()",
        f"{NET.format('')}\nnet = Net()\nprint(net.state_dict().get('bn.bias'))",
        f"{NET.format('')}\nnet = Net()\nprint(net.bn.bias)",
    ),
    # Modes
    from_torch(
        "set the mode where the layer is used, or register it in a module at once",
        "def f(c, norm_layer=None):\n    norm_layer = norm_layer or nn.BatchNorm2d\n"
        "    bn = norm_layer(c)\n    return bn",
        "def f(c, norm_layer=None):\n    norm_layer = norm_layer or nn.BatchNorm2d\n"
        "    return nn.Sequential(norm_layer(c))",
    ),
    from_torch(
        "call the class here, in a lambda or a comprehension, or set the mode where the layer is "
        "used",
        "kept = list(map(nn.BatchNorm2d, [2, 4]))\nprint(kept[0](0))",
        "kept = [nn.BatchNorm2d(c) for c in [2, 4]]\nprint(kept[0](0))",
    ),
    # Lints
    lint(
        "write momentum=0.9, or say that 0.1 is meant; `fix --extend-select ...` writes it",
        "bn = nn.BatchNorm2d(3, momentum=0.1)",
        "bn = nn.BatchNorm2d(3, momentum=0.9)",
    ),
    lint(
        "leave it out, which is momentum=0.9; the statistics of the last batch alone are "
        "momentum=0",
        "bn = nn.BatchNorm2d(3, momentum=1.0)",
        "bn = nn.BatchNorm2d(3)",
    ),
    lint(
        "say that 0.5 is meant, or choose a value that says what is",
        "bn = nn.BatchNorm2d(3, momentum=0.5)",
        "bn = nn.BatchNorm2d(3, momentum=0.5)  # bnmigrate: ignore[BN301] as in the paper",
    ),
    lint(
        "leave it out, or give a small number such as 1e-5",
        "bn = nn.BatchNorm2d(3, eps=1.0)",
        "bn = nn.BatchNorm2d(3)",
    ),
    lint(
        "give eps a small number such as 1e-5, and by keyword what was meant here",
        "def f(affine=True):\n    return nn.BatchNorm2d(3, affine)",
        "def f(affine=True):\n    return nn.BatchNorm2d(3, 1e-5, affine=affine)",
    ),
    lint(
        "give it as momentum=0.8, or leave it out",
        "bn = nn.BatchNorm2d(3, 0.8)",
        "bn = nn.BatchNorm2d(3, momentum=0.8)",
    ),
    lint(
        "give them by keyword",
        "bn = nn.BatchNorm2d(3, 0.9, 1e-5)",
        "bn = nn.BatchNorm2d(3, momentum=0.9, eps=1e-5)",
    ),
    lint(
        "give it by keyword, as what was meant",
        "bn = nn.BatchNorm2d(3, 1e-5, 0.9, True, True)",
        "bn = nn.BatchNorm2d(3, 1e-5, 0.9, True, gamma_init='ones')",
    ),
    lint(
        "use `gamma`; `fix --extend-select ...` writes it",
        f"{CELL.format('')}\n    def look(self):\n        return self.bn.weight",
        f"{CELL.format('')}\n    def look(self):\n        return self.bn.gamma",
    ),
    lint(
        "MindSpore's layer has nothing that does the same; take it out",
        f"{CELL.format('')}\n    def look(self):\n        return self.bn.num_batches_tracked",
        CELL.format(""),
    ),
    lint(
        "drop it",
        "bn = nn.BatchNorm2d(3, device='cuda')",
        "bn = nn.BatchNorm2d(3)",
    ),
    lint(
        "write it as use_batch_statistics, whose values mean something else",
        "bn = nn.BatchNorm2d(3, track_running_stats=False)",
        "bn = nn.BatchNorm2d(3, use_batch_statistics=True)",
    ),
    lint(
        "keep the layer's parameters in float32; its input may be float16",
        "bn = nn.BatchNorm2d(3, dtype=ms.float16)",
        "bn = nn.BatchNorm2d(3)",
    ),
    lint(
        "leave it out, which follows the mode, or say that the layer is meant to be frozen",
        "bn = nn.BatchNorm2d(3, use_batch_statistics=False)\nbn.set_train()",
        "bn = nn.BatchNorm2d(3)\nbn.set_train()",
    ),
    lint(
        "call `.set_train()` on the network before it is trained, and `.set_train(False)` before "
        "it is evaluated",
        f"""
{CELL.format("")}

net = Net()
optimizer = nn.SGD(net.trainable_params())
train = nn.TrainOneStepCell(nn.WithLossCell(net, nn.MSELoss()), optimizer)
train(1, 2)
""",
        f"""
{CELL.format("")}

net = Net()
optimizer = nn.SGD(net.trainable_params())
train = nn.TrainOneStepCell(nn.WithLossCell(net, nn.MSELoss()), optimizer)
train.set_train()
train(1, 2)
""",
    ),
    lint(
        "write `moving_mean`; `fix --extend-select ...` writes it",
        "table = {'running_mean': 'moving_variance', 'running_var': 'moving_variance'}",
        "table = {'running_mean': 'moving_mean', 'running_var': 'moving_variance'}",
    ),
    lint(
        "rename the keys of normalisation layers alone; `bnmigrate checkpoint` finds them by their "
        "statistics",
        """
def convert(parameters):
    new = {}
    for key, value in parameters.items():
        key = key.replace("weight", "gamma")
        key = key.replace("running_mean", "moving_mean")
        new[key] = ms.Parameter(value)
    return new
""",
        """
def convert(parameters):
    new = {}
    for key, value in parameters.items():
        key = key.replace("bn.weight", "bn.gamma")
        key = key.replace("running_mean", "moving_mean")
        new[key] = ms.Parameter(value)
    return new
""",
    ),
    lint(
        "write momentum=0.9, or say that 0.1 is meant",
        """
class Net(nn.Cell):
    def __init__(self, momentum=0.1):
        super().__init__()
        self.momentum = momentum
        self.bn = nn.BatchNorm2d(4, momentum=self.momentum)
""",
        """
class Net(nn.Cell):
    def __init__(self, momentum=0.9):
        super().__init__()
        self.momentum = momentum
        self.bn = nn.BatchNorm2d(4, momentum=self.momentum)
""",
    ),
    lint(
        "leave it out",
        "def f(c, momentum=0.1, batch=False):\n"
        "    return nn.BatchNorm2d(c, momentum=momentum, use_batch_statistics=batch)\n\n\n"
        "bn = f(3)",
        "def f(c, batch=False):\n"
        "    return nn.BatchNorm2d(c, use_batch_statistics=batch)\n\n\nbn = f(3)",
    ),
    lint(
        "use `gamma`",
        "def look(m):\n    if isinstance(m, (nn.BatchNorm2d, nn.BatchNorm1d)):\n"
        "        print(m.weight)",
        "def look(m):\n    if isinstance(m, (nn.BatchNorm2d, nn.BatchNorm1d)):\n"
        "        print(m.gamma)",
    ),
    lint(
        "say it as the layer does, or take it out",
        "def look(m):\n    if isinstance(m, nn.BatchNorm2d):\n        m.affine = True",
        "def look(m):\n    if isinstance(m, nn.BatchNorm2d):\n        print(m)",
    ),
    lint(
        "drop the key: nothing corresponds to it there",
        "table = {'running_mean': 'moving_mean', 'num_batches_tracked': 'moving_mean'}",
        "table = {'running_mean': 'moving_mean'}",
    ),
    lint(
        "translate the value by its meaning",
        "import torch\n\n\ndef f(use_batch_statistics):\n"
        "    return torch.nn.BatchNorm2d(4, track_running_stats=use_batch_statistics)",
        "import torch\n\n\ndef f(keeps_statistics):\n"
        "    return torch.nn.BatchNorm2d(4, track_running_stats=keeps_statistics)",
    ),
    # What may be the layer or something else
    from_mindspore(
        "look at what the callers give, and translate this call by hand together with them",
        """
class Block(nn.Cell):
    def __init__(self, c, norm_layer=None):
        super().__init__()
        self.first = norm_layer(c, momentum=0.8)
""",
        """
class Block(nn.Cell):
    def __init__(self, c):
        super().__init__()
        self.first = nn.BatchNorm2d(c, momentum=0.8)
""",
    ),
    from_mindspore(
        "keep it where it can be followed",
        """
class Net(nn.Cell):
    def __init__(self, c):
        super().__init__()
        self.blocks[0].bn = nn.BatchNorm2d(c)
""",
        """
class Net(nn.Cell):
    def __init__(self, c):
        super().__init__()
        self.bn = nn.BatchNorm2d(c)
""",
    ),
    from_mindspore(
        "fill running_var in a statement of its own after the layer is made",
        "def f(v):\n    return nn.SequentialCell([nn.BatchNorm2d(3, moving_var_init=v)])",
        "def f():\n    return nn.SequentialCell([nn.BatchNorm2d(3)])",
    ),
    from_mindspore(
        "fill the bias in a statement of its own after the layer is made",
        "def f(v):\n    return nn.SequentialCell([nn.GroupNorm(1, 3, beta_init=v)])",
        "def f(v):\n    norm = nn.GroupNorm(1, 3)\n"
        "    norm.beta.set_data(initializer('ones', norm.beta.shape, norm.beta.dtype))\n"
        "    return nn.SequentialCell([norm])",
    ),
    from_mindspore(
        "fill running_mean in a statement of its own after the layer is made",
        "def f(v):\n    return nn.SequentialCell([nn.BatchNorm2d(3, moving_mean_init=v)])",
        "def f():\n    return nn.SequentialCell([nn.BatchNorm2d(3)])",
    ),
    from_mindspore(
        "keep the layers that have it apart from those that don't, and mend this place by hand",
        """
class Head(nn.Cell):
    def __init__(self):
        super().__init__()
        self.bn = nn.BatchNorm2d(4, affine=False)

    def own(self):
        return self.bn.gamma
""",
        """
class Head(nn.Cell):
    def __init__(self):
        super().__init__()
        self.bn = nn.BatchNorm2d(4, affine=False)
""",
    ),
    from_mindspore(
        "rewrite the class for PyTorch by hand, or keep the layer as a member instead of a base",
        "class Frozen(nn.BatchNorm2d):\n    def construct(self, x):\n        return x",
        "class Frozen(nn.Cell):\n    def __init__(self, c):\n        super().__init__()\n"
        "        self.bn = nn.BatchNorm2d(c)\n\n    def construct(self, x):\n        return x",
    ),
    from_torch(
        "translate what tells them apart by hand first",
        """
import mindspore


def look(net):
    for m in net.modules():
        if isinstance(m, mindspore.nn.BatchNorm2d):
            print(1)
        elif isinstance(m, nn.BatchNorm2d):
            print(2)


look(nn.Sequential(nn.BatchNorm2d(4)))
""",
        """
def look(net):
    for m in net.modules():
        if isinstance(m, nn.BatchNorm2d):
            print(2)


look(nn.Sequential(nn.BatchNorm2d(4)))
""",
    ),
    from_torch(
        "check for each class in a branch of its own",
        """
class Own(nn.BatchNorm2d):
    def __init__(self, c, momentum=0.1):
        super().__init__(c)


def wider(model):
    for m in model.modules():
        if isinstance(m, (nn.BatchNorm2d, nn.RMSNorm)):
            yield type(m)(2 * m.num_features, momentum=m.momentum)
        if isinstance(m, Own):
            yield type(m)(8, momentum=m.momentum)
""",
        """
def wider(model):
    for m in model.modules():
        if isinstance(m, nn.BatchNorm2d):
            yield nn.BatchNorm2d(2 * m.num_features, momentum=m.momentum)
        elif isinstance(m, nn.RMSNorm):
            yield nn.RMSNorm(2 * m.num_features, momentum=m.momentum)
""",
    ),
    from_torch(
        "ask for something else in the pattern",
        """
layer = nn.BatchNorm2d(4, affine=False)


def look(m):
    match m:
        case nn.BatchNorm2d(weight=None):
            return 1


look(layer)
""",
        """
layer = nn.BatchNorm2d(4, affine=False)


def look(m):
    match m:
        case nn.BatchNorm2d(num_features=4):
            return 1


look(layer)
""",
    ),
    from_torch(
        "check for the translated class too",
        f"""{_FREEZES}
        if isinstance(m, mindspore.nn.layer.normalization._BatchNorm):
            m.set_train(False)
""",
        _FREEZES,
    ),
    from_torch(
        "check for the class around this place alone (isinstance), in a branch of its own",
        """
import mindspore as ms


def show(model, everything):
    for m in model.modules():
        if isinstance(m, nn.BatchNorm2d) or everything:
            print(m.weight)
        if isinstance(m, ms.nn.BatchNorm2d):
            print(m.gamma)
    for m in model.children():
        if isinstance(m, ms.nn.BatchNorm2d) or everything:
            print(m.weight)
""",
        """
import mindspore as ms


def show(model, everything):
    for m in model.modules():
        if isinstance(m, nn.BatchNorm2d):
            print(m.weight)
        if isinstance(m, ms.nn.BatchNorm2d):
            print(m.gamma)
    for m in model.children():
        if isinstance(m, nn.Linear):
            print(m.weight)
""",
    ),
)
"""The cases, by what they are about."""
