import torch
from torch import nn

torch.manual_seed(0)

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.bn = nn.BatchNorm2d(4)
        self.fc = nn.Linear(4, 2)

net = Net()
state = Net().state_dict()
del state["fc.bias"]
missing, unexpected = net.load_state_dict(state, strict=False)
if missing != ["fc.bias"] or len(unexpected) != 0:
    raise SystemExit("bad")
print("fc.bias" in missing, str(unexpected) == "[]")
