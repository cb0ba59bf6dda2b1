"""What only takes tensors of two dimensions or more isn't given a layer's parameters, which have one:
it would raise."""
import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential()
        for i in range(2):
            stage = nn.Sequential()
            stage.add_module("conv", nn.Conv2d(2, 2, 1))
            stage.add_module("bn", nn.BatchNorm2d(2, momentum=0.3))
            self.features.add_module(f"stage{i}", stage)
        self.output = nn.Linear(2, 2)
        self.init_params()
    def init_params(self):
        for name, module in self.named_modules():
            if ".conv" in name:
                nn.init.kaiming_normal_(module.weight, mode="fan_out")
            elif "bn" in name:
                nn.init.constant_(module.weight, 0.5)
                nn.init.constant_(module.bias, 0.25)
            elif "output" in name:
                nn.init.xavier_uniform_(module.weight.data)
                nn.init.constant_(module.bias, 0)
    def forward(self, x):
        return self.output(self.features(x).mean((2, 3)))
BATCH = torch.arange(24.0).reshape(3, 2, 2, 2) ** 1.5 / 10
net = Net()
for _ in range(2):
    net(BATCH)
net.eval()
show(net(BATCH))
