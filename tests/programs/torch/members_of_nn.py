import inspect
import torch.nn as nn

norms = {n: c for n, c in inspect.getmembers(nn, inspect.isclass) if n.startswith("BatchNorm")}
net = nn.Sequential(nn.BatchNorm2d(3))
for m in net.modules():
    if isinstance(m, tuple(norms.values())):
        print("norm", type(m).__name__ in norms)
