import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
class Rep(nn.Module):
    def __init__(self, c):
        super().__init__(); self.c = c
        self.rbr_identity = nn.BatchNorm2d(c); self.rbr_dense = self.cb(c, 3, 1); self.rbr_1x1 = self.cb(c, 1, 0)
    def cb(self, c, k, p):
        r = nn.Sequential(); r.add_module("conv", nn.Conv2d(c, c, k, padding=p, bias=False)); r.add_module("bn", nn.BatchNorm2d(c)); return r
    def forward(self, x): return self.rbr_dense(x) + self.rbr_1x1(x) + (self.rbr_identity(x) if self.rbr_identity is not None else 0)
    def _fuse(self, branch):
        if branch is None: return 0, 0
        if isinstance(branch, nn.Sequential):
            k, rm, rv, g, b, eps = branch.conv.weight, branch.bn.running_mean, branch.bn.running_var, branch.bn.weight, branch.bn.bias, branch.bn.eps
        else:
            assert isinstance(branch, nn.BatchNorm2d)
            k = torch.zeros(self.c, self.c, 3, 3)
            for i in range(self.c): k[i, i, 1, 1] = 1
            rm, rv, g, b, eps = branch.running_mean, branch.running_var, branch.weight, branch.bias, branch.eps
        std = (rv + eps).sqrt(); t = (g / std).reshape(-1, 1, 1, 1); return k * t, b - rm * g / std
    def kb(self):
        k3, b3 = self._fuse(self.rbr_dense); k1, b1 = self._fuse(self.rbr_1x1); ki, bi = self._fuse(self.rbr_identity)
        return k3 + nn.functional.pad(k1, [1, 1, 1, 1]) + ki, b3 + b1 + bi
r = Rep(2); r(torch.randn(3, 2, 4, 4)); r.eval(); x = torch.randn(2, 2, 4, 4); k, b = r.kb()
show(r(x), nn.functional.conv2d(x, k, b, padding=1))
