import torch
import torch.nn as nn

torch.manual_seed(0)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(2, 2, 1, bias=False)
        self.bn = nn.BatchNorm2d(2)

    def forward(self, x):
        return self.bn(self.conv(x))


n = Net()
shadow = {k: p.detach().clone() for k, p in n.named_parameters()}
for k, p in n.named_parameters():
    shadow[k].mul_(0.9).add_(p.detach(), alpha=0.1)
print(sum(float(v.sum()) for v in shadow.values()))
