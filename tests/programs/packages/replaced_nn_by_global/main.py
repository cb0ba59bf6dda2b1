import common

common.use_other()
bn = common.nn.BatchNorm2d(2, momentum=0.3)
print(type(bn).__name__)
