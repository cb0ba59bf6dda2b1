import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
from unittest import mock
n = "BatchNorm2d"
for n in ("BatchNorm2d", "BatchNorm1d"):
    with mock.patch(f"torch.nn.{n}", nn.InstanceNorm2d):
        print(type(nn.BatchNorm2d(2)).__name__)
