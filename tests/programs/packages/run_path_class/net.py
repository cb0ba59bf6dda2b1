from torch.nn import BatchNorm2d as BN
net = BN(2, momentum=0.3)
