import torch
import torch.nn as nn

torch.manual_seed(0)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(2, 2, 1, bias=False)
        self.bn = nn.BatchNorm2d(2)

    def forward(self, x):
        return self.bn(self.conv(x))


n = Net()
def count(**ps):
    return sum(k.endswith("weight") for k in ps)


print(count(**{k.replace(".", "_"): v for k, v in n.state_dict().items()}))
