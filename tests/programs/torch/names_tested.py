import torch
from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(2, 4, 1)
        self.bn = nn.BatchNorm2d(4, momentum=0.3)
    def forward(self, x):
        return self.bn(self.conv(x))
net = Net()
params = []
for key, value in net.named_parameters():
    if not value.requires_grad:
        continue
    lr, wd = 0.1, 0.01
    if "bias" in key:
        lr = 0.2
    if key.endswith("weight") and value.ndim == 1:
        wd = 0
    if 'bias' not in key and "bn" in key:
        lr = 0.3
    if key.split(".")[-1] == "bias" or key.split('.')[-1] in ("weight", "x"):
        wd += 1
    params += [{"params": [value], "lr": lr, "weight_decay": wd}]
decay = [p for n, p in net.named_parameters() if not n.endswith((".bias", "bn.weight"))]
print(len(decay), [(g["lr"], g["weight_decay"]) for g in params], [n for n, p in net.named_parameters() if "weight" in n] != [])
for k, v in net.state_dict().items():
    if "running_mean" in k:
        print(v.sum())
