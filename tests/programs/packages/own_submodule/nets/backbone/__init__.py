from nets.backbone import resnet
from . import vgg


def build(kind, norm):
    if kind == "resnet":
        return resnet.Net(norm)
    return vgg.Net(norm)
