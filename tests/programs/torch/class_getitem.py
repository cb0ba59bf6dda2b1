import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
BATCH = torch.arange(24.0).reshape(3, 2, 2, 2) ** 1.5 / 10
def run(net):
    net(BATCH)
    net.eval()
    show(net(BATCH))
class Norms:
    TABLE = {"bn": nn.BatchNorm2d, "in": nn.InstanceNorm2d}
    def __class_getitem__(cls, k):
        return cls.TABLE[k]
bn = Norms["bn"](2)
run(bn)
show(bn.running_mean)
