import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
BATCH = torch.arange(24.0).reshape(3, 2, 2, 2) ** 1.5 / 10
def run(net, n=2):
    for _ in range(n):
        net(BATCH)
    net.eval()
    show(net(BATCH))
import numpy as np
class RepVGGBlock(nn.Module):
    def __init__(self, c, deploy=False):
        super().__init__()
        self.deploy = deploy
        self.c = c
        self.rbr_identity = nn.BatchNorm2d(num_features=c)
        self.rbr_dense = self.conv_bn(c, 3, 1)
        self.rbr_1x1 = self.conv_bn(c, 1, 0)
    def conv_bn(self, c, k, p):
        result = nn.Sequential()
        result.add_module("conv", nn.Conv2d(c, c, k, padding=p, bias=False))
        result.add_module("bn", nn.BatchNorm2d(num_features=c))
        return result
    def forward(self, x):
        if hasattr(self, "rbr_reparam"):
            return self.rbr_reparam(x)
        return self.rbr_dense(x) + self.rbr_1x1(x) + self.rbr_identity(x)
    def _fuse_bn_tensor(self, branch):
        if branch is None:
            return 0, 0
        if isinstance(branch, nn.Sequential):
            kernel = branch.conv.weight
            running_mean = branch.bn.running_mean
            running_var = branch.bn.running_var
            gamma = branch.bn.weight
            beta = branch.bn.bias
            eps = branch.bn.eps
        else:
            assert isinstance(branch, nn.BatchNorm2d)
            kernel_value = np.zeros((self.c, self.c, 3, 3), dtype=np.float32)
            for i in range(self.c):
                kernel_value[i, i, 1, 1] = 1
            kernel = torch.from_numpy(kernel_value)
            running_mean = branch.running_mean
            running_var = branch.running_var
            gamma = branch.weight
            beta = branch.bias
            eps = branch.eps
        std = (running_var + eps).sqrt()
        t = (gamma / std).reshape(-1, 1, 1, 1)
        return kernel * t, beta - running_mean * gamma / std
    def switch_to_deploy(self):
        k3, b3 = self._fuse_bn_tensor(self.rbr_dense)
        k1, b1 = self._fuse_bn_tensor(self.rbr_1x1)
        ki, bi = self._fuse_bn_tensor(self.rbr_identity)
        conv = nn.Conv2d(self.c, self.c, 3, padding=1)
        conv.weight.data = k3 + nn.functional.pad(k1, [1, 1, 1, 1]) + ki
        conv.bias.data = b3 + b1 + bi
        self.rbr_reparam = conv
        for name in ("rbr_dense", "rbr_1x1", "rbr_identity"):
            self.__delattr__(name)
net = nn.Sequential(RepVGGBlock(2), RepVGGBlock(2))
run(net)
for module in net.modules():
    if hasattr(module, "switch_to_deploy"):
        module.switch_to_deploy()
show(net(BATCH))
