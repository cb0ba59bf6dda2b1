import torch
from torch import nn

torch.manual_seed(0)
net = nn.Sequential(nn.Conv3d(2, 3, 1), nn.BatchNorm3d(3, momentum=0.05))
net(torch.rand(3, 2, 2, 2, 2))
sd = net.state_dict()
print([round(v, 4) for v in sd["1.running_mean"].tolist()], sd["1.weight"].tolist())
for k, v in net.named_parameters():
    if k.endswith("bias"):
        v.requires_grad = False
print([p.requires_grad for p in net[1].parameters()])
