import torch
from torch import nn


def show(t):
    print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])


x = torch.arange(24.0).reshape(3, 2, 2, 2) ** 1.5 / 10
torch.manual_seed(0)
net = nn.Sequential(nn.Conv2d(2, 4, 1), nn.BatchNorm2d(4), nn.ReLU())
for name, param in net.named_parameters():
    if 'localization_fc2' in name:
        continue
    try:
        if 'bias' in name:
            nn.init.constant_(param, 0.0)
        elif 'weight' in name:
            nn.init.kaiming_normal_(param)
    except Exception as e:
        if 'weight' in name:
            param.data.fill_(1)
        continue
show(net(x))
