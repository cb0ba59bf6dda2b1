from header import show, x
from mindspore import nn

first = nn.BatchNorm2d(2, momentum=0.7)
second = nn.BatchNorm1d(8, momentum=0.8, gamma_init=0.5)
norms = (first, second)
for norm in norms:
    if isinstance(norm, (nn.BatchNorm1d, nn.BatchNorm2d)):
        norm.beta.requires_grad = False
        norm.set_train()
for _ in range(3):
    second(first(x).reshape(3, 8))
show(first.moving_mean, second.moving_variance, second.gamma)
for norm in norms:
    norm.set_train(False)
show(second(first(x).reshape(3, 8)))
