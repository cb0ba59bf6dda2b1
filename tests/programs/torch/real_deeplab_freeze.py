import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
class Net(nn.Module):
    def __init__(self):
        super().__init__(); self.b = nn.Sequential(nn.Conv2d(2, 2, 1), nn.BatchNorm2d(2)); self.h = nn.Sequential(nn.Conv2d(2, 2, 1), nn.BatchNorm2d(2))
    def forward(self, x): return self.h(self.b(x))
    def freeze_bn(self):
        for m in self.modules():
            if isinstance(m, nn.SyncBatchNorm) or isinstance(m, nn.BatchNorm2d): m.eval()
    def get_1x_lr_params(self):
        for i in [self.b]:
            for m in i.named_modules():
                if isinstance(m[1], (nn.Conv2d, nn.BatchNorm2d)):
                    for p in m[1].parameters():
                        if p.requires_grad: yield p
n = Net(); n.freeze_bn(); opt = torch.optim.SGD([{"params": n.get_1x_lr_params(), "lr": 0.1}, {"params": n.h.parameters(), "lr": 1.0}])
n(torch.randn(3, 2, 2, 2)).square().sum().backward(); opt.step(); show(*n.parameters()); show(n.b[1].running_mean)
