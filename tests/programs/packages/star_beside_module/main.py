import torch
from blocks import basic
from torch import nn

torch.manual_seed(0)
net = nn.Sequential(nn.Conv2d(3, 3, 1), basic.Block(4, norm_layer=nn.BatchNorm2d))
net(torch.randn(4, 3, 6, 6) * 2 + 1)
net.eval()
print([round(v, 4) for v in net[:2](torch.ones(1, 3, 6, 6)).flatten()[:5].tolist()])
print(basic.basic().bn.num_features)
print([round(v, 4) for v in net[1].bn.running_mean.tolist()])
