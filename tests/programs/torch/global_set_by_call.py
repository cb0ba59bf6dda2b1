import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
norm = None
def set_():
    global norm
    norm = nn.BatchNorm2d
set_()
show(norm(2)(torch.randn(3, 2, 2, 2)))
