import common as C
import common
from probe import check

net = C.nn.Sequential(C.nn.BatchNorm2d(2, momentum=0.3), common.BatchNorm2d(2, 1e-3, 0.4), C.nn.ReLU())
for m in net.modules():
    if isinstance(m, (common.nn.BatchNorm2d, common.nn.GroupNorm)):
        C.init.constant_(m.weight, 0.5)
check(net, (4, 2, 6, 6))
