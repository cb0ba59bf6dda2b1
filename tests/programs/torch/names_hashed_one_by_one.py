import hashlib
from torch import nn

net = nn.Sequential(nn.Conv2d(3, 4, 1), nn.BatchNorm2d(4))
made = hashlib.md5()
for name in net.state_dict():
    made.update(name.encode())
print(made.hexdigest())
