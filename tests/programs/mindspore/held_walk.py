from header import show, x
from mindspore import nn
from mindspore.common.initializer import initializer

norm = nn.BatchNorm3d(2, momentum=0.7)
for _, cell in norm.cells_and_names():
    if isinstance(cell, nn.BatchNorm2d):
        cell.beta.set_data(initializer("ones", cell.beta.shape, cell.beta.dtype))
norm.set_train()
show(norm(x.reshape(3, 2, 2, 1, 2)))
