from functools import partial

import torch
import torch.nn as nn

torch.manual_seed(0)
x = torch.randn(3, 4, 2, 2) * 2 + 1


def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])


def get_norm_layer(norm_type="instance"):
    if norm_type == "batch":
        return partial(nn.BatchNorm2d, affine=True, track_running_stats=True)
    elif norm_type == "instance":
        return partial(nn.InstanceNorm2d, affine=False, track_running_stats=False)
    raise NotImplementedError(norm_type)


def init_weights(net):
    def init_func(m):
        name = m.__class__.__name__
        if hasattr(m, "weight") and name.find("Conv") != -1:
            nn.init.constant_(m.weight.data, 0.1)
        elif name.find("BatchNorm2d") != -1:
            nn.init.constant_(m.weight.data, 0.7)
            nn.init.constant_(m.bias.data, 0.0)

    net.apply(init_func)


class Generator(nn.Module):
    def __init__(self, norm_layer=nn.BatchNorm2d):
        super().__init__()
        if type(norm_layer) == partial:
            use_bias = norm_layer.func == nn.InstanceNorm2d
        else:
            use_bias = norm_layer == nn.InstanceNorm2d
        self.model = nn.Sequential(nn.Conv2d(4, 4, 1, bias=use_bias), norm_layer(4))

    def forward(self, x):
        return self.model(x)


for kind in ("batch", "instance"):
    net = Generator(get_norm_layer(kind))
    init_weights(net)
    print(len(net.model[0].state_dict()))
    with torch.no_grad():
        if net.model[0].bias is not None:
            net.model[0].bias.zero_()
    show(net(x), net.eval()(x))
