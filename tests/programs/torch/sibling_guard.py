import torch
from torch import nn

torch.manual_seed(0)
net = nn.Sequential(
    nn.Conv2d(1, 2, 3),
    nn.BatchNorm2d(2, momentum=0.3),
    nn.GroupNorm(1, 2),
    nn.Flatten(),
    nn.Linear(8, 4),
    nn.BatchNorm1d(4, momentum=0.2),
)
decayed, rest = [], []
for m in net.modules():
    if isinstance(m, (nn.BatchNorm1d, nn.BatchNorm2d, nn.GroupNorm)):
        nn.init.constant_(m.weight, 0.5)
        rest += [m.weight, m.bias]
    elif isinstance(m, (nn.Conv2d, nn.Linear)):
        decayed.append(m.weight)
        rest.append(m.bias)
optimizer = torch.optim.SGD([{"params": decayed, "weight_decay": 0.1}, {"params": rest}], lr=0.1)
for _ in range(3):
    loss = net(torch.randn(3, 1, 4, 4) + 1).square().sum()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print(len(decayed), len(rest))
net.eval()
print([round(v, 4) for v in net(torch.rand(2, 1, 4, 4)).flatten().tolist()])
