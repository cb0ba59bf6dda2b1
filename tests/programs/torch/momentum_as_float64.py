import torch
import torch.nn as nn

torch.manual_seed(0)
x = torch.randn(3, 2, 2, 2) + 1


def show(t):
    print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])



bn = nn.BatchNorm2d(2, momentum=0.3)
print(torch.tensor(bn.momentum, dtype=torch.float64) == torch.tensor(0.3, dtype=torch.float64))


bn = nn.BatchNorm2d(2, momentum=0.1)
print(bn.momentum.hex())
