from header import show, x
from mindspore import nn

first = nn.SyncBatchNorm(2, momentum=0.7, process_groups=None)
second = nn.SyncBatchNorm(8, momentum=0.8, gamma_init=0.5)
for norm in (first, second):
    if isinstance(norm, (nn.BatchNorm2d, nn.SyncBatchNorm)):
        norm.beta.requires_grad = False
        norm.set_train()
for _ in range(3):
    second(first(x).reshape(3, 8))
show(first.moving_mean, second.moving_variance, second.gamma)
for norm in (first, second):
    norm.set_train(False)
show(second(first(x).reshape(3, 8)))
