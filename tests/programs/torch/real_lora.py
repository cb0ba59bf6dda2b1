import torch
from torch import nn
class LoRA(nn.Module):
    def __init__(self, base, r=1):
        super().__init__(); self.base = base; self.lora_A = nn.Parameter(torch.ones(r, 3)); self.lora_B = nn.Parameter(torch.zeros(3, r))
    def forward(self, x): return self.base(x) + x @ self.lora_A.t() @ self.lora_B.t()
net = nn.Sequential(nn.Linear(3, 3), nn.LayerNorm(3))
for n, m in list(net.named_children()):
    if isinstance(m, nn.Linear): setattr(net, n, LoRA(m))
for n, p in net.named_parameters(): p.requires_grad = "lora_" in n or "norm" in n
print([p.requires_grad for p in net.parameters()], sum(p.numel() for p in net.parameters() if p.requires_grad))
