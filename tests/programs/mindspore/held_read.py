from header import show, x
from mindspore import nn
from mindspore.common.initializer import initializer

norm = nn.BatchNorm3d(2, momentum=0.7).set_train()
gamma = norm.bn2d.gamma
norm.bn2d.beta.set_data(initializer("ones", norm.bn2d.beta.shape, norm.bn2d.beta.dtype))
show(norm(x.reshape(3, 2, 2, 1, 2)), norm.bn2d.moving_mean, gamma)
print(norm.bn2d.momentum, hasattr(norm, "gamma"))
