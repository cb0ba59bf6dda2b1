import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
import sys, types
h = types.ModuleType("mmcv.runner.hooks")
class Hook:
    def __init__(self, n=1): self.n = n
h.PreciseBNHook = Hook
sys.modules.update({"mmcv": types.ModuleType("mmcv"), "mmcv.runner": types.ModuleType("mmcv.runner"), "mmcv.runner.hooks": h})
from mmcv.runner.hooks import PreciseBNHook
net = nn.Sequential(nn.Conv2d(2, 2, 1), nn.BatchNorm2d(2))
hooks = [PreciseBNHook()]
show(net(torch.randn(3, 2, 2, 2)))
