from torch import nn

class Size:
    def forward(self, m):
        return m.weight.shape
    __call__ = forward
    __getitem__ = forward

print(Size()(nn.LayerNorm(3)), Size()[nn.LayerNorm(4)])
