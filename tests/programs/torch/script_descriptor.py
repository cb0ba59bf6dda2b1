"""A descriptor of patches as kornia's tests script them: eager and scripted agree, also loaded."""

import io

import torch
import torch.nn.functional as F
from torch import nn


def show(*tensors):
    for t in tensors:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])


def block(planes_in: int, planes: int, stride: int = 1) -> list[nn.Module]:
    return [
        nn.Conv2d(planes_in, planes, 3, stride=stride, padding=1, bias=False),
        nn.BatchNorm2d(planes, affine=False),
        nn.ReLU(),
    ]


class Descriptor(nn.Module):
    patch_size = 8

    def __init__(self) -> None:
        super().__init__()
        self.features = nn.Sequential(
            *block(1, 4),
            *block(4, 8, stride=2),
            nn.Dropout(0.0),
            nn.Conv2d(8, 16, 4, bias=False),
            nn.BatchNorm2d(16, affine=False),
        )
        self.apply(weights)

    def normalised(self, patches: torch.Tensor) -> torch.Tensor:
        mean = patches.mean(dim=(1, 2, 3), keepdim=True)
        return (patches - mean) / (patches.std() + 1e-6)

    def forward(self, patches: torch.Tensor) -> torch.Tensor:
        found = self.features(self.normalised(patches))
        return F.normalize(found.flatten(1), dim=1)


def weights(module: nn.Module) -> None:
    if isinstance(module, nn.Conv2d):
        nn.init.orthogonal_(module.weight.data, gain=0.6)


torch.manual_seed(0)
patches = torch.rand(4, 1, 8, 8)
net = Descriptor().train()
for _ in range(3):
    net(patches)
for mode in (True, False):
    net.train(mode)
    scripted = torch.jit.script(net)
    print(torch.allclose(net(patches), scripted(patches), atol=1e-5))
    show(scripted(patches))
file = io.BytesIO()
torch.jit.save(torch.jit.script(net.eval()), file)
file.seek(0)
show(torch.jit.load(file)(patches), torch.jit.trace(net, (patches,))(patches))
