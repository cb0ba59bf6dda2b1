"""A remainder is a number: what a library calls with anything doesn't make texts of networks."""
from concurrent.futures import ThreadPoolExecutor
import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
BATCH = torch.arange(24.0).reshape(3, 2, 2, 2) ** 1.5 / 10
def divides(input, height, width):
    channels = input.size(1)
    return channels % (height * width) == 0
net = nn.Sequential(nn.Conv2d(2, 2, 1), nn.BatchNorm2d(2, momentum=0.3))
with ThreadPoolExecutor(1) as pool:
    print(pool.submit(divides, BATCH, 2, 1).result())
    for _ in range(2):
        pool.submit(net, BATCH).result()
net.eval()
show(net(BATCH))
