'''A small ResNet for 32x32 images.'''
from functools import partial
from typing import Callable, List, Optional, Type

import torch
import torch.nn as nn
import torch.nn.functional as F

BN_MOMENTUM = 0.01
BN_EPS = 1e-3

__all__ = ['BasicBlock', 'ResNet', 'resnet14', 'resnet14_small_batch']


def conv3x3(in_planes, out_planes, stride=1):
    """3x3 convolution with padding"""
    return nn.Conv2d(in_planes, out_planes, kernel_size=3, stride=stride, padding=1, bias=False)


class ConvBNAct(nn.Sequential):
    def __init__(self, in_planes, out_planes, kernel_size=3, stride=1,
                 norm_layer=nn.BatchNorm2d, act_layer=nn.ReLU):
        super().__init__(
            nn.Conv2d(in_planes, out_planes, kernel_size, stride, kernel_size // 2, bias=False),
            norm_layer(out_planes),
            act_layer(inplace=True),
        )


class BasicBlock(nn.Module):
    expansion = 1

    def __init__(
        self,
        inplanes: int,
        planes: int,
        stride: int = 1,
        downsample: Optional[nn.Module] = None,
        norm_layer: Optional[Callable[..., nn.Module]] = None,
    ) -> None:
        super().__init__()
        if norm_layer is None:
            norm_layer = nn.BatchNorm2d
        self.conv1 = conv3x3(inplanes, planes, stride)
        self.bn1 = norm_layer(planes)
        self.relu = nn.ReLU(inplace=True)
        self.conv2 = conv3x3(planes, planes)
        self.bn2 = norm_layer(planes)
        self.downsample = downsample

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        identity = x

        out = self.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))

        if self.downsample is not None:
            identity = self.downsample(x)

        return self.relu(out + identity)


class ResNet(nn.Module):
    def __init__(
        self,
        block: Type[BasicBlock],
        layers: List[int],
        num_classes: int = 10,
        zero_init_residual: bool = False,
        norm_layer: Optional[Callable[..., nn.Module]] = None,
    ) -> None:
        super().__init__()
        if norm_layer is None:
            norm_layer = nn.BatchNorm2d
        self._norm_layer = norm_layer
        self.inplanes = 16

        self.stem = ConvBNAct(3, self.inplanes, norm_layer=norm_layer)
        self.layer1 = self._make_layer(block, 16, layers[0])
        self.layer2 = self._make_layer(block, 32, layers[1], stride=2)
        self.layer3 = self._make_layer(block, 64, layers[2], stride=2)
        self.head_norm = nn.BatchNorm2d(64 * block.expansion, momentum=BN_MOMENTUM)
        self.fc = nn.Linear(64 * block.expansion, num_classes)

        for m in self.modules():
            if isinstance(m, nn.Conv2d):
                nn.init.kaiming_normal_(m.weight, mode='fan_out', nonlinearity='relu')
            elif isinstance(m, nn.BatchNorm2d):
                nn.init.constant_(m.weight, 1)
                nn.init.constant_(m.bias, 0)

        # Zero-initialize the last BN in each residual branch, so that the branch starts with zeros
        if zero_init_residual:
            for m in self.modules():
                if isinstance(m, BasicBlock) and m.bn2.weight is not None:
                    nn.init.constant_(m.bn2.weight, 0)

    def _make_layer(self, block, planes, blocks, stride=1):
        norm_layer = self._norm_layer
        downsample = None
        if stride != 1 or self.inplanes != planes * block.expansion:
            downsample = nn.Sequential(
                nn.Conv2d(self.inplanes, planes * block.expansion, 1, stride, bias=False),
                nn.BatchNorm2d(planes * block.expansion, eps=BN_EPS, momentum=0.1),  # torch default
            )

        layers = [block(self.inplanes, planes, stride, downsample, norm_layer)]
        self.inplanes = planes * block.expansion
        for _ in range(1, blocks):
            layers.append(block(self.inplanes, planes, norm_layer=norm_layer))
        return nn.Sequential(*layers)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.stem(x)
        x = self.layer3(self.layer2(self.layer1(x)))
        x = F.adaptive_avg_pool2d(self.head_norm(x), 1).flatten(1)
        return self.fc(x)


def resnet14(**kwargs) -> ResNet:
    return ResNet(BasicBlock, [2, 2, 2], **kwargs)


def resnet14_small_batch(**kwargs) -> ResNet:
    '''The variant for small batches: its statistics follow the data more slowly.'''
    norm_layer = partial(nn.BatchNorm2d, eps=BN_EPS, momentum=0.03)
    return ResNet(BasicBlock, [2, 2, 2], norm_layer=norm_layer, **kwargs)


if __name__ == '__main__':
    for build in (resnet14, resnet14_small_batch):
        net = build(zero_init_residual=True)
        print(tuple(net(torch.randn(2, 3, 32, 32)).shape))
