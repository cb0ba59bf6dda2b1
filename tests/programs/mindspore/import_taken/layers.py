import mindspore as ms
def bn(c):
    return ms.nn.BatchNorm2d(c, momentum=0.7)
