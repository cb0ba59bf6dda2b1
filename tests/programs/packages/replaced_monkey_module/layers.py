from torch.nn import BatchNorm2d
def make(c):
    return BatchNorm2d(c, momentum=0.3)
