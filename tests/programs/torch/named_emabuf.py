import torch
import torch.nn as nn

torch.manual_seed(0)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(2, 2, 1, bias=False)
        self.bn = nn.BatchNorm2d(2)

    def forward(self, x):
        return self.bn(self.conv(x))


n = Net()
class E(nn.Module):
    def __init__(self, m):
        super().__init__()
        self.names = {}
        for k, p in m.named_parameters():
            s = k.replace(".", "")
            self.names[k] = s
            self.register_buffer(s, p.detach().clone())

    def get(self, k):
        return getattr(self, self.names[k])


e = E(n)
print(sum(float(e.get(k).sum()) for k, _ in n.named_parameters()))
