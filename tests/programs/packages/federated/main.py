import torch
from torch import nn
from server import Server
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 4); self.bn = nn.BatchNorm1d(4); self.ln = nn.LayerNorm(4)
torch.manual_seed(0)
clients = [Net() for _ in range(2)]
for i, c in enumerate(clients):
    nn.init.constant_(c.ln.weight, float(i)); nn.init.constant_(c.bn.weight, float(i))
s = Server(Net()); s.aggregate([dict(c.named_parameters()) for c in clients])
print(s.model.ln.weight.sum().item(), s.model.bn.weight.sum().item())
