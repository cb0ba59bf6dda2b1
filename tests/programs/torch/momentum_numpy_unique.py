import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
import numpy as np
bs = [nn.BatchNorm2d(2), nn.BatchNorm2d(2, momentum=.01)]; print(np.unique([b.momentum for b in bs]).tolist())
