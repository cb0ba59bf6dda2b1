import torch
import torch.nn as nn

torch.manual_seed(0)
x = torch.randn(3, 2, 2, 2) + 1


def show(t):
    print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])



class Fake:
    BatchNorm2d = lambda *a, **k: real.Identity()
    Sequential = nn.Sequential
real = nn
torch.nn = Fake
bn = torch.nn.BatchNorm2d(2, momentum=0.3)
print(type(bn).__name__)
