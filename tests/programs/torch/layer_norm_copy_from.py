import torch
import torch.nn as nn

torch.manual_seed(0)
X = torch.randn(2, 5, 8) * 0.01


def show(t):
    print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])


def convert(m):
    if isinstance(m, nn.LayerNorm):
        n = nn.LayerNorm(m.normalized_shape, eps=m.eps, elementwise_affine=m.elementwise_affine)
        n.load_state_dict(m.state_dict())
        return n
    return m


show(convert(nn.LayerNorm(8, 1e-3))(X))
