import mindspore as ms
import mindspore.nn as nn

from header import show, x

class Net:
    def __init__(self):
        self.parts = {"a": [nn.BatchNorm2d(2, momentum=0.7)]}
    def run(self, t):
        return self.parts["a"][0](t)
n = Net(); show(n.run(x)); show(n.parts["a"][0].moving_mean)
