from mindspore import nn
class N(nn.Cell):
    def __init__(self):
        super().__init__()
        self.bn = nn.BatchNorm2d(2, momentum=0.8)
n = N()
for p in n.get_parameters():
    if 'gamma' in p.name:
        p.requires_grad = False
print(len(n.trainable_params()))
