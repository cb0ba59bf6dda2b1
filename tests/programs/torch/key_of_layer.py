import torch
import torch.nn as nn
torch.manual_seed(0)
x = torch.randn(3, 2, 2, 2) + 1
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(2, 2, 1)
        self.block = nn.Sequential(nn.BatchNorm2d(2, momentum=0.3), nn.ReLU())
    def forward(self, t):
        return self.block(self.conv(t))
net = Net()
nn.init.ones_(net.conv.weight); nn.init.zeros_(net.conv.bias)
net(x)
show(net.state_dict()["block.0.weight"], net.state_dict()['conv.weight'])
show(net.get_parameter("block.0.bias"), net.get_buffer("block.0.running_var"))
show(dict(net.named_parameters())["block.0.weight"])
show(dict(net.named_buffers())["block.0.running_mean"])
show(net.eval()(x))
