import torch
from checks import count, fill
from nets import Video

torch.manual_seed(0)
net = Video()
fill(net)
print(count(net))
for _ in range(2):
    net(torch.rand(3, 2, 2, 2))
print([round(v, 4) for v in net.flat.running_mean.tolist()])
print([round(v, 4) for v in net.eval()(torch.ones(1, 2, 1, 1)).flatten().tolist()])
