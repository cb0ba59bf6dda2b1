import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
class CB(nn.Sequential):
    def __init__(self, a, b): super().__init__(); self.add_module("c", nn.Conv2d(a, b, 1, bias=False)); self.add_module("bn", nn.BatchNorm2d(b)); nn.init.constant_(self.bn.weight, .5)
    @torch.no_grad()
    def fuse(self):
        c, bn = self._modules.values()
        w = bn.weight / (bn.running_var + bn.eps) ** 0.5; w = c.weight * w[:, None, None, None]
        b = bn.bias - bn.running_mean * bn.weight / (bn.running_var + bn.eps) ** 0.5
        m = nn.Conv2d(w.size(1), w.size(0), w.shape[2:]); m.weight.data.copy_(w); m.bias.data.copy_(b); return m
def replace(net):
    for n, ch in net.named_children():
        if hasattr(ch, "fuse"): setattr(net, n, ch.fuse())
        else: replace(ch)
net = nn.Sequential(CB(2, 3), nn.ReLU(), CB(3, 2)); net(torch.randn(3, 2, 2, 2)); net.eval(); x = torch.randn(1, 2, 2, 2); show(net(x)); replace(net); show(net(x))
