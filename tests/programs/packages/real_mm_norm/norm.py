import torch.nn as nn
from registry import NORM_LAYERS
NORM_LAYERS.register_module("BN", module=nn.BatchNorm2d)
NORM_LAYERS.register_module("GN", module=nn.GroupNorm)
def infer_abbr(class_type):
    if issubclass(class_type, nn.modules.batchnorm._BatchNorm):
        return "bn"
    if issubclass(class_type, nn.GroupNorm):
        return "gn"
    return "norm"
def build_norm_layer(cfg, num_features, postfix=""):
    cfg_ = cfg.copy()
    layer_type = cfg_.pop("type")
    norm_layer = NORM_LAYERS.get(layer_type)
    abbr = infer_abbr(norm_layer)
    name = abbr + str(postfix)
    requires_grad = cfg_.pop("requires_grad", True)
    cfg_.setdefault("eps", 1e-5)
    if layer_type != "GN":
        layer = norm_layer(num_features, **cfg_)
    else:
        layer = norm_layer(num_channels=num_features, **cfg_)
    for param in layer.parameters():
        param.requires_grad = requires_grad
    return name, layer
