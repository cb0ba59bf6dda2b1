import warnings
from torch import nn
from torch.nn import init

warnings.simplefilter("ignore")
net = nn.Sequential(nn.Conv2d(2, 4, 1), nn.BatchNorm2d(4, momentum=0.3))
for m in net.modules():
    if isinstance(m, nn.Conv2d):
        init.constant(m.weight, 0.5)
        init.constant(m.bias, 0)
    elif isinstance(m, nn.BatchNorm2d):
        init.constant(m.weight, 0.7)
        init.constant(m.bias, 0.1)
show(net(x))
show(net.eval()(x))
