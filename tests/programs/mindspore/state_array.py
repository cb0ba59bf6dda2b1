from mindspore import nn
from header import show, x
bns = [nn.BatchNorm2d(2, momentum=0.8)]
bn = bns[0].set_train()
bn(x)
print(bn.moving_mean.asnumpy().round(3).tolist(), bns[0].gamma.data.asnumpy().mean(), bn.beta.size, bn.moving_variance.numpy().shape)
view = bn.moving_mean.asnumpy()
bn(x)
print(bn.moving_mean.asnumpy().round(3).tolist(), view.round(3).tolist(), float((bn.gamma * 2 + bn.beta).sum()), bn.gamma.shape[0], len(bn.gamma))
