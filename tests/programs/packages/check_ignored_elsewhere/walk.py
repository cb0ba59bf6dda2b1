from torch.nn.modules.batchnorm import _BatchNorm
def groups(net):
    print([isinstance(m, _BatchNorm) for m in net.modules()])  # bnmigrate: ignore
