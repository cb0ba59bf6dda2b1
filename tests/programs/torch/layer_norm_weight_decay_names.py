import torch
import torch.nn as nn

torch.manual_seed(0)
X = torch.randn(2, 5, 8) * 0.01


def show(t):
    print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])


class N(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 8)
        self.norm = nn.LayerNorm(8)

    def forward(self, x):
        return self.norm(self.fc(x))


net = N()
no_decay = ["bias", "LayerNorm.weight", "norm.weight"]
print(
    [
        len([p for n, p in net.named_parameters() if any(k in n for k in no_decay)]),
        len(list(net.parameters())),
    ]
)
show(net(X))
