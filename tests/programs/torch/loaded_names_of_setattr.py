import torch
from torch import nn

torch.manual_seed(0)

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        for name in ("bn", "fc"):
            setattr(self, name, nn.BatchNorm2d(4))

net = Net()
state = Net().state_dict()
state.pop("fc.bias")
ret = net.load_state_dict(state, strict=False)
print(ret.missing_keys == ["fc.bias"])
print("weight" in str(ret), str(ret))
