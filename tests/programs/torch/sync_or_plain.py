import torch
from torch import nn

torch.manual_seed(0)


class Block(nn.Module):
    def __init__(self, width, sync):
        super().__init__()
        self.conv = nn.Conv2d(2, width, 1)
        norm = nn.SyncBatchNorm if sync else nn.BatchNorm2d
        self.norm = norm(width, momentum=0.3)

    def forward(self, x):
        return self.norm(self.conv(x))


for sync in (True, False):
    net = Block(3, sync)
    for m in net.modules():
        if isinstance(m, (nn.BatchNorm2d, nn.SyncBatchNorm)):
            nn.init.constant_(m.weight, 0.5)
            m.bias.requires_grad = False
    for _ in range(3):
        net(torch.rand(4, 2, 3, 3))
    print([round(v, 4) for v in net.norm.running_var.tolist()])
    net.eval()
    print([round(v, 4) for v in net(torch.rand(1, 2, 2, 2)).flatten()[:4].tolist()])
