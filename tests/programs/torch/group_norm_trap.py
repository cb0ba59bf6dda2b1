import torch
import torch.nn as nn
torch.manual_seed(0)
x = torch.randn(3, 4, 2, 2) * 2 + 1
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])


def norm(kind, c):
    return {"bn": lambda: nn.BatchNorm2d(c, momentum=0.3), "gn": lambda: nn.GroupNorm(2, c)}[kind]()


loose = nn.GroupNorm(2, 4)
loose.eps = 0.5
show(loose(x), loose.train()(x), loose.eval()(input=x))
print(loose.num_groups, loose.num_channels, loose.affine, loose.eps)
for kind in ("bn", "gn"):
    net = nn.Sequential(norm(kind, 4), nn.ReLU())
    show(net(x), net.eval()(x))
    print(hasattr(net[0], "running_mean"), hasattr(net[0], "weight"))
