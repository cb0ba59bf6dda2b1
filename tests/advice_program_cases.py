"""Code whose finding comes of what the program does elsewhere, and the same code once its advice is
followed; in the form of the cases in advice_cases.py.
"""

from __future__ import annotations

from tests.advice_cases import CELL, NET, TORCH, Case, from_mindspore, from_torch

_NETWORK = "net = nn.Sequential(nn.Conv2d(2, 2, 1), nn.BatchNorm2d(2))\n"
_FROZEN = "net = nn.Sequential(nn.Conv2d(2, 2, 1), nn.BatchNorm2d(2, affine=False))\n"
_VENDORED = """
from vendored import backbone


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.base = backbone()
        self.bn = nn.BatchNorm2d(4{})
"""
_BASE = f"from torch.nn.modules.batchnorm import _BatchNorm\n\n{_NETWORK}"

CASES = (
    # Modes
    from_torch(
        "call it here, or rewrite this place by hand",
        "bn = nn.BatchNorm2d(2)\nf = bn.eval\nf()",
        "bn = nn.BatchNorm2d(2)\nbn.eval()",
    ),
    from_torch(
        "set the mode of the whole network",
        f"{NET.format('')}\n\nnet = torch.jit.script(Net())\nnet.bn.eval()",
        f"{NET.format('')}\n\nnet = torch.jit.script(Net())\nnet.eval()",
    ),
    from_torch(
        "use an instance, or keep the two apart",
        "bn = nn.BatchNorm2d(2)\nmode = nn.BatchNorm2d.eval\nmode(bn)",
        "bn = nn.BatchNorm2d(2)\nbn.eval()",
    ),
    # Classes
    from_torch(
        "call the function instead",
        "def make():\n    return nn.BatchNorm2d(2)\n\n\nprint(make.__code__.co_consts)",
        "def make():\n    return nn.BatchNorm2d(2)\n\n\nbn = make()",
    ),
    from_torch(
        "check for both classes (isinstance), or translate what makes the network",
        f"{_VENDORED.format('')}        for m in self.modules():\n"
        "            if type(m) is nn.BatchNorm2d:\n                print(1)",
        f"{_VENDORED.format('')}        for m in self.modules():\n"
        "            if isinstance(m, (nn.BatchNorm2d, mindspore.nn.BatchNorm2d)):\n"
        "                print(1)\n\n\nimport mindspore",
    ),
    from_torch(
        "check for the class",
        f"{_NETWORK}print(['Conv' in str(type(m)) for m in net])",
        f"{_NETWORK}print([isinstance(m, nn.Conv2d) for m in net])",
    ),
    from_mindspore(
        "check for what the layer can do instead, or translate the check by hand first",
        "def apply(layer, x):\n    if not isinstance(layer, nn.Cell):\n        raise TypeError\n"
        "    return layer(x)\n\n\napply(nn.BatchNorm2d(2), ms.Tensor([1.0]))",
        "def apply(layer, x):\n    if not callable(layer):\n        raise TypeError\n"
        "    return layer(x)\n\n\napply(nn.BatchNorm2d(2), ms.Tensor([1.0]))",
    ),
    from_torch(
        "do it for one of the classes by hand",
        "import inspect\n\nnorm = nn.BatchNorm2d\n"
        "print(list(inspect.signature(norm.__init__).parameters))\nbn = norm(2)",
        "norm = nn.BatchNorm2d\nprint(['num_features', 'eps'])\nbn = norm(2)",
    ),
    from_torch(
        "give what replaces it where the layers are made",
        f"from unittest import mock\n\nwith mock.patch('torch.nn.BatchNorm2d', nn.Identity):\n"
        f"    {_NETWORK}",
        "net = nn.Sequential(nn.Conv2d(2, 2, 1), nn.Identity(2))",
    ),
    from_torch(
        "keep the class where it can be followed",
        "import typing\n\n\nclass Config:\n    norm: nn.BatchNorm2d\n\n\n"
        "bn = typing.get_type_hints(Config)['norm'](2, momentum=0.3)",
        "class Config:\n    norm = nn.BatchNorm2d\n\n\nbn = Config.norm(2, momentum=0.3)",
    ),
    from_torch(
        "rewrite this place by hand",
        "plain = nn.BatchNorm2d.forward\n"
        "nn.BatchNorm2d.forward = lambda self, x: plain(self, x) * 2\nbn = nn.BatchNorm2d(2)",
        f"{NET.format('')}\n    def forward(self, x):\n        return self.bn(x) * 2",
    ),
    from_torch(
        "write the check as isinstance(m, ...)",
        f"{_BASE}for m in net:\n    both = (m, _BatchNorm)\n    if isinstance(*both):\n"
        "        m.eval()",
        f"{_BASE}for m in net:\n    if isinstance(m, nn.BatchNorm2d):\n        m.eval()",
    ),
    from_torch(
        "take the comment there out",
        f"{_NETWORK}for m in net.modules():\n"
        "    if isinstance(m, nn.BatchNorm2d):  # bnmigrate: ignore\n        print(m.weight)",
        f"{_NETWORK}for m in net.modules():\n"
        "    if isinstance(m, nn.BatchNorm2d):\n        print(m.weight)",
    ),
    from_torch(
        "take it out if it is needed in no direction, or run with --unsafe-fixes",
        "channels = 4  # bnmigrate: ignore[BN301]\nbn = nn.BatchNorm2d(channels)",
        "channels = 4\nbn = nn.BatchNorm2d(channels)",
    ),
    # Attributes, and what fills them
    from_torch(
        "give it to the constructor",
        f"{_VENDORED.format('')}        for m in self.modules():\n"
        "            if isinstance(m, nn.BatchNorm2d):\n"
        "                setattr(m, 'momentum', 0.2)",
        _VENDORED.format(", momentum=0.2"),
    ),
    from_torch(
        "write the attribute out",
        "import operator\n\nbn = nn.BatchNorm2d(2)\noperator.methodcaller('eval')(bn)",
        "bn = nn.BatchNorm2d(2)\nbn.eval()",
    ),
    from_torch(
        "write the attribute out, behind a check for the class",
        f"from operator import attrgetter\n{NET.format('')}\n\nnet = Net()\n"
        "for line in open('names.txt'):\n    print(attrgetter(line)(net.bn))",
        f"{NET.format('')}\n\nnet = Net()\nif isinstance(net, Net):\n    print(net.bn.weight)",
    ),
    from_torch(
        "write this in two steps",
        f"{NET.format('')}\n\nnet = Net()\n"
        "net.bn.weight.data.fill_(net.bn.running_var[0].item() / 2)",
        f"{NET.format('')}\n\nnet = Net()\nhalf = net.bn.running_var[0].item() / 2\n"
        "net.bn.weight.data.fill_(half)",
    ),
    from_mindspore(
        "fill the layer's own in a branch for its class",
        f"{CELL.format('')}\n\nnet, other = Net(), Net()\n"
        "for one, two in zip(net.get_parameters(), other.get_parameters()):\n"
        "    one.set_data(two + 1)",
        f"{CELL.format('')}\n\nnet, other = Net(), Net()\n"
        "for m in net.cells():\n    if isinstance(m, nn.BatchNorm2d):\n"
        "        m.gamma.set_data(initializer('zeros', m.gamma.shape, m.gamma.dtype))",
    ),
    from_mindspore(
        "fill the layer's own instead",
        "bn = nn.BatchNorm2d(2)\nbn.gamma = ms.Parameter(ms.Tensor([1.0, 2.0]))",
        "bn = nn.BatchNorm2d(2)\n"
        "bn.gamma.set_data(initializer('zeros', bn.gamma.shape, bn.gamma.dtype))",
    ),
    from_mindspore(
        "rewrite this line by hand",
        "bn = nn.BatchNorm2d(2)\nbn.gamma[0] = 5",
        "bn = nn.BatchNorm2d(2)\n"
        "bn.gamma.set_data(initializer('ones', bn.gamma.shape, bn.gamma.dtype))",
    ),
    from_mindspore(
        "write the names out",
        "one, two = nn.BatchNorm2d(2), nn.BatchNorm2d(2)\n"
        "for name in ('moving_mean', 'moving_variance'):\n    print(getattr(one, name))",
        "one, two = nn.BatchNorm2d(2), nn.BatchNorm2d(2)\nprint(one.moving_mean)\n"
        "print(one.moving_variance)",
    ),
    # Types
    from_torch(
        "keep the layers in float32",
        f"torch.set_default_dtype(torch.float64)\n{_NETWORK}",
        _NETWORK,
    ),
    from_torch(
        "use float16, or leave the layers out of it (`autocast(enabled=False)`)",
        f"{_NETWORK}with torch.autocast('cpu', dtype=torch.bfloat16):\n    net(torch.ones(1))",
        f"{_NETWORK}with torch.autocast('cpu', dtype=torch.float16):\n    net(torch.ones(1))",
    ),
    # All parameters of a network
    from_torch(
        "count modules, or parameters alone",
        f"{_NETWORK}print(len(net.state_dict()))",
        f"{_NETWORK}print(len(list(net.modules())))",
    ),
    from_torch(
        "do it with parameters alone, or by the layers",
        f"{_NETWORK}print(sum(b.sum() for b in net.buffers()))",
        f"{_NETWORK}print(sum(p.sum() for p in net.parameters()))",
    ),
    from_torch(
        "leave out what isn't trained (`if p.requires_grad`)",
        f"{_FROZEN}print(sum(p.numel() for p in net.parameters()))",
        f"{_FROZEN}print(sum(p.numel() for p in net.parameters() if p.requires_grad))",
    ),
    from_torch(
        "name the parameters",
        f"{_NETWORK}net[1].extra = nn.Parameter(torch.ones(3))\n"
        "print([len(list(m.parameters())) for m in net])",
        f"{_NETWORK}print(net[1].weight)",
    ),
    from_torch(
        "set requires_grad for the parameters of other layers alone",
        f"{_FROZEN}for p in net.parameters():\n    p.requires_grad = True",
        f"{_FROZEN}for m in net.modules():\n    if isinstance(m, nn.Conv2d):\n"
        "        m.requires_grad_(True)",
    ),
    # Names of parameters
    from_mindspore(
        "change the names where they are written, together with the layer",
        f"{CELL.format('')}\n\nnew = {{}}\n"
        "for key, value in {'bn.weight': ms.Tensor([1.0] * 4)}.items():\n"
        "    key = key.replace('bn.weight', 'bn.gamma')\n"
        "    new[key] = ms.Parameter(value, name=key)\nms.load_param_into_net(Net(), new)",
        f"{CELL.format('')}\n\nnew = {{}}\n"
        "for key, value in {'bn.weight': ms.Tensor([1.0] * 4)}.items():\n"
        "    new[key] = ms.Parameter(value, name=key)\nms.load_param_into_net(Net(), new)",
    ),
    from_mindspore(
        "keep the names elsewhere",
        "bn = nn.BatchNorm2d(2)\nprint(bn.moving_mean.name)",
        "bn = nn.BatchNorm2d(2)\nname = 'the mean'\nprint(name)",
    ),
    from_torch(
        "sort by something else",
        f"{_NETWORK}print([sorted(m._parameters) for m in net.modules()])",
        f"{_NETWORK}print([type(m) for m in net.modules()])",
    ),
    from_torch(
        "look at the modules themselves",
        f"{_NETWORK}print('BatchNorm' in str(net))",
        f"{_NETWORK}print(any(isinstance(m, nn.BatchNorm2d) for m in net.modules()))",
    ),
    from_torch(
        "look at what was loaded in another way",
        f"{_NETWORK}print(len(str(net.load_state_dict({{}}, strict=False))))",
        f"{_NETWORK}net.load_state_dict({{}}, strict=False)\nprint(net[1].weight)",
    ),
    from_torch(
        "look it up in the state_dict() of the network that it is loaded into",
        f"{_NETWORK}torch.save(net.state_dict(), 'a.pth')\nprint(torch.load('a.pth')['1.weight'])",
        f"{_NETWORK}torch.save(net.state_dict(), 'a.pth')\n"
        "net.load_state_dict(torch.load('a.pth'))\nprint(net.state_dict()['1.weight'])",
    ),
    from_torch(
        "take it by its name",
        f"{_NETWORK}print(net.state_dict().popitem()[1].shape)",
        f"{_NETWORK}print(net.state_dict()['0.bias'].shape)",
    ),
    from_torch(
        "give it what doesn't change: the number of the parameter, or the path of its module",
        f"import hashlib\n\n{_NETWORK}print(hashlib.md5(','.join(net.state_dict()).encode()))",
        f"import hashlib\n\n{_NETWORK}print(hashlib.md5(str(len(net)).encode()))",
    ),
    from_torch(
        "go by the classes of the modules, or write the text out",
        f"import json\n\n{_NETWORK}skip = json.load(open('skip.json'))\n"
        "print([any(k in n for k in skip) for n, _ in net.named_parameters()])",
        f"{_NETWORK}print([isinstance(m, nn.Conv2d) for m in net])",
    ),
    from_torch(
        "part it at its last dot (`rpartition`)",
        f"{_NETWORK}print([n[:-5] for n, _ in net.named_parameters()])",
        f"{_NETWORK}print([n.rpartition('.')[0] for n, _ in net.named_parameters()])",
    ),
    from_torch(
        "keep it in a dict by the parameter's name",
        f"from types import SimpleNamespace\n\n{_NETWORK}kept = SimpleNamespace()\n"
        "for n, p in net.named_parameters():\n    setattr(kept, n, p.detach())",
        f"{_NETWORK}kept = {{}}\nfor n, p in net.named_parameters():\n    kept[n] = p.detach()",
    ),
    from_torch(
        "give them in a dict",
        f"def put(**given):\n    print(given)\n\n\n{_NETWORK}put(**dict(net.named_parameters()))",
        f"def put(given):\n    print(given)\n\n\n{_NETWORK}put(dict(net.named_parameters()))",
    ),
    from_torch(
        "call the class",
        "make = nn.BatchNorm2d.__init__\nbn = nn.BatchNorm2d(2)",
        "bn = nn.BatchNorm2d(2)",
    ),
    from_torch(
        "write it in another way",
        "def make():\n    yield 1\n    return nn.BatchNorm2d(2)\n\n\nprint(list(make()))",
        "def make():\n    yield 1\n    yield nn.BatchNorm2d(2)\n\n\nprint(list(make()))",
    ),
    from_torch(
        "name the classes themselves",
        f"{_NETWORK}kinds = nn.modules.batchnorm._BatchNorm.__subclasses__()\nprint(kinds)",
        f"{_NETWORK}kinds = [nn.BatchNorm2d]\nprint(len(kinds))",
    ),
    from_torch(
        "put them together by the class of the module",
        f"{_NETWORK}sizes = {{n.split('.')[-1]: p.numel() for n, p in net.named_parameters()}}",
        f"{_NETWORK}sizes = {{isinstance(m, nn.BatchNorm2d): 1 for m in net.modules()}}",
    ),
    from_torch(
        "go by the classes of the modules",
        f"{_NETWORK}other = nn.Sequential(nn.Conv2d(2, 2, 1), nn.InstanceNorm2d(2, affine=True))\n"
        "print([n in other.state_dict() for n in net.state_dict()])",
        f"{_NETWORK}other = nn.Sequential(nn.Conv2d(2, 2, 1), nn.InstanceNorm2d(2, affine=True))\n"
        "print([isinstance(m, nn.BatchNorm2d) for m in other])",
    ),
    from_torch(
        "load what the same network has saved, or copy by the classes of the modules",
        f"{_NETWORK}other = nn.Sequential(nn.Conv2d(2, 2, 1), nn.InstanceNorm2d(2, affine=True))\n"
        "net.load_state_dict(other.state_dict(), strict=False)",
        f"{_NETWORK}net.load_state_dict(net.state_dict(), strict=False)",
    ),
    from_torch(
        "rename those, or translate what makes the network",
        f"import torchvision\n\n{_NETWORK}other = torchvision.models.resnet18()\n"
        "for name in net.state_dict():\n    print(other.state_dict()[name])",
        f"import torchvision\n\n{_NETWORK}other = nn.Sequential(*net)\n"
        "for name in net.state_dict():\n    print(other.state_dict()[name])",
    ),
    from_torch(
        "keep what is by class in a dict",
        "def rate(rates):\n    return rates[nn.BatchNorm2d]",
        "RATES = {nn.BatchNorm2d: 0.1}\n\n\ndef rate():\n    return RATES[nn.BatchNorm2d]",
    ),
    from_torch(
        "make a layer of that class where this one is made",
        "class Other(nn.Module):\n    pass\n\n\nbn = nn.BatchNorm2d(3)\nbn.__class__ = Other",
        "class Other(nn.Module):\n    pass\n\n\nbn = Other()",
    ),
    from_torch(
        "check for the layer's class",
        "from typing import Protocol, runtime_checkable\n\n\n@runtime_checkable\n"
        "class Weighted(Protocol):\n    weight: object\n\n\nbn = nn.BatchNorm2d(3)\n"
        "print(isinstance(bn, Weighted))",
        "bn = nn.BatchNorm2d(3)\nprint(isinstance(bn, nn.BatchNorm2d))",
    ),
    Case(
        "make each in a call of its own",
        "mint",
        f"{TORCH}import mindspore\n\nfor norm in (nn.BatchNorm2d, mindspore.nn.BatchNorm2d):\n"
        "    norm(3, momentum=0.9)\n",
        f"{TORCH}import mindspore\n\nfirst = nn.BatchNorm2d(3, momentum=0.1)\n"
        "second = mindspore.nn.BatchNorm2d(3, momentum=0.9)\n",
    ),
    from_torch(
        "name the class",
        "import inspect\n\nkinds = {n: c for n, c in inspect.getmembers(nn) if n[0] == 'B'}\n"
        "net = nn.Sequential(nn.BatchNorm2d(3))\n"
        "print([m for m in net.modules() if isinstance(m, tuple(kinds.values()))])",
        "net = nn.Sequential(nn.BatchNorm2d(3))\n"
        "print([isinstance(m, nn.BatchNorm2d) for m in net])",
    ),
    # Mistakes that are there already
    Case(
        "write it as track_running_stats, whose values mean something else",
        "torch",
        f"{TORCH}bn = nn.BatchNorm2d(3, use_batch_statistics=True)\n",
        f"{TORCH}bn = nn.BatchNorm2d(3, track_running_stats=False)\n",
    ),
)
