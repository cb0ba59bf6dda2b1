import torch
import torch.nn as nn
torch.manual_seed(0)
torch.set_num_threads(1)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
def train(net, steps=2):
    for _ in range(steps):
        net(torch.randn(3, 2, 2, 2) + 1)
    show(net.eval()(torch.ones(1, 2, 2, 2)))
import logging
net = nn.Sequential(nn.Conv2d(2, 2, 1), nn.BatchNorm2d(2, momentum=0.3))
logging.getLogger("x").info("net: %s", net)
logging.getLogger("x").info(f"net: {net}")
import io
f = io.StringIO()
f.write(str(net) + "\n")
f.write("\n".join(repr(net).split("\n")))
print(f"{type(net).__name__} of {len(net)}", file=f)
print("model:\n{}".format(net), file=f)
print("%r" % net, file=f)
print(net, file=f)
train(net)
