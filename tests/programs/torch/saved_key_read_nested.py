import torch
import torch.nn as nn

torch.manual_seed(0)
x = torch.randn(3, 2, 2, 2) + 1


def show(t):
    print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])



import io
net = nn.Sequential(nn.BatchNorm2d(2, momentum=0.3))
net(x)
file = io.BytesIO()
torch.save({"model": net.state_dict()}, file)
file.seek(0)
state = torch.load(file)
show(state["model"]["0.weight"])
