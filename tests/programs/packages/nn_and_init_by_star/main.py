from zoo import *

torch.manual_seed(0)
conv = nn.Conv2d(2, 2, 1)
constant_(conv.bias, 0.0)
net = nn.Sequential(conv, Block())
for _ in range(2):
    net(torch.randn(3, 2, 2, 2) + 1)
print([round(v, 4) for v in net.eval()(torch.rand(1, 2, 2, 2)).detach().flatten()[:6].tolist()])
