import torch
from torch import nn
class N(nn.Module):
    def __init__(self, names):
        super().__init__()
        for n in names:
            setattr(self, n, nn.Parameter(torch.ones(2)))
        self.bn = nn.BatchNorm2d(2)
net = N(["al" + "pha", "be" + "ta"])
print(sum(n.endswith("bias") for n, p in net.named_parameters()))
