import torch
from torch import nn

torch.manual_seed(0)


class Head(nn.Module):
    def __init__(self):
        super().__init__()
        self.series = nn.Sequential(nn.Conv1d(2, 4, 1), nn.BatchNorm1d(4, momentum=0.3), nn.ReLU())
        self.last = nn.Sequential(nn.Linear(4, 3), nn.BatchNorm1d(3, eps=1e-3, affine=False))
        nn.init.constant_(self.series[1].weight, 0.5)
        self.series[1].bias.data.fill_(0.25)

    def forward(self, x):
        return self.last(self.series(x).mean(2))


net = Head()
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
for _ in range(3):
    loss = net(torch.randn(5, 2, 6) * 2 + 1).square().sum()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print([round(v, 4) for v in net.series[1].running_mean.tolist()])
print([round(v, 4) for v in net.series[1].bias.tolist()])
net.eval()
print([round(v, 4) for v in net(torch.rand(2, 2, 6)).flatten().tolist()])
