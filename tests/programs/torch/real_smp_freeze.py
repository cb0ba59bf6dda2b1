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
class Encoder(nn.Module):
    def __init__(self, norm=nn.BatchNorm2d):
        super().__init__()
        self.conv = nn.Conv2d(2, 2, 1)
        self.bn = norm(2)
    def forward(self, x):
        return self.bn(self.conv(x))
class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = Encoder()
        self.head = nn.Sequential(nn.Conv2d(2, 2, 1), nn.BatchNorm2d(2))
        self._frozen = False
    def forward(self, x):
        return self.head(self.encoder(x))
    def freeze_encoder(self):
        for p in self.encoder.parameters():
            p.requires_grad = False
        self._frozen = True
        self._set_bn(False)
    def _set_bn(self, mode):
        for m in self.encoder.modules():
            if isinstance(m, (nn.BatchNorm1d, nn.BatchNorm2d, nn.BatchNorm3d, nn.SyncBatchNorm)):
                m.train(mode)
    def train(self, mode=True):
        super().train(mode)
        if self._frozen:
            self._set_bn(False)
        return self
m = Model()
m.freeze_encoder()
m.train()
run(m)
show(m.encoder.bn.running_mean, m.head[1].running_mean)
