import mindspore as ms
import mindspore.nn as nn

from header import show, x

ls = [nn.BatchNorm2d(2, momentum=0.7), nn.BatchNorm2d(2)]
t = x
for l in ls:
    t = l(t)
show(t); show(ls[0].moving_mean)
ls[0].set_train()
show(ls[0](x)); show(ls[0].moving_mean)
