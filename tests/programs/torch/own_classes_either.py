import torch
import torch.nn as nn
torch.manual_seed(0)
class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.BatchNorm2d(3)
class Other(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.GroupNorm(1, 3)
def show(model):
    for m in model.modules():
        if isinstance(m, (Block, Other)):
            print(m.norm.weight.sum().item())
show(nn.Sequential(Block(), Other()))
