from torch import nn
class FreezeMixin:
    def freeze(self):
        for m in self.modules():
            if isinstance(m, nn.BatchNorm2d): m.eval(); m.weight.requires_grad = False; m.bias.requires_grad = False
class NormMixin:
    norm_layer = nn.BatchNorm2d
    def norm(self, c): return self.norm_layer(c, momentum=0.3)
