import torch
from torch import nn

torch.manual_seed(0)


def conv(i, o, norm=nn.BatchNorm3d):
    return nn.Sequential(
        nn.Conv3d(i, o, 3, padding=1), norm(o, momentum=0.2), nn.ReLU(inplace=True)
    )


class UNet(nn.Module):
    def __init__(self, norm=nn.BatchNorm3d):
        super().__init__()
        self.down = conv(1, 4, norm)
        self.pool = nn.MaxPool3d(2)
        self.mid = conv(4, 4, norm)
        self.up = nn.Upsample(scale_factor=2)
        self.out = conv(8, 2, norm)

    def forward(self, x):
        d = self.down(x)
        return self.out(torch.cat([d, self.up(self.mid(self.pool(d)))], 1))


net = UNet()
opt = torch.optim.SGD(net.parameters(), lr=0.1)
for _ in range(2):
    loss = net(torch.randn(2, 1, 4, 4, 4)).square().mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
net.eval()
print([round(v, 4) for v in net(torch.ones(1, 1, 4, 4, 4)).flatten()[:5].tolist()])
print(
    [round(v, 4) for v in net.mid[1].running_var.tolist()], sum(p.numel() for p in net.parameters())
)
