from mindspore import nn
bn = nn.BatchNorm2d(2, momentum=0.7)
print(bn.gamma.shape)
shape = bn.beta.shape
print("shape is", shape)
