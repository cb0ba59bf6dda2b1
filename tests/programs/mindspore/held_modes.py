from header import show, x
from mindspore import nn

volume = x.reshape(3, 2, 2, 1, 2)
first = nn.BatchNorm3d(2, momentum=0.7)
second = nn.BatchNorm3d(2, momentum=0.8, use_batch_statistics=True, affine=False)
for norm in (first, second):
    if isinstance(norm, nn.BatchNorm3d):
        norm.set_train()
for _ in range(3):
    out = second(first(volume))
show(out)
for norm in (first, second):
    norm.set_train(False)
show(first(volume), second(volume))
