import torch
from torch import nn
ALL_LAYERNORM_LAYERS = [nn.LayerNorm]
def get_parameter_names(model, forbidden_layer_types):
    result = []
    for name, child in model.named_children():
        result += [f"{name}.{n}" for n in get_parameter_names(child, forbidden_layer_types) if not isinstance(child, tuple(forbidden_layer_types))]
    result += list(model._parameters.keys())
    return result
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 3); self.ln = nn.LayerNorm(3)
net = Net()
decay = [n for n in get_parameter_names(net, ALL_LAYERNORM_LAYERS) if "bias" not in n]
groups = [{"params": [p for n, p in net.named_parameters() if n in decay], "weight_decay": 0.1}, {"params": [p for n, p in net.named_parameters() if n not in decay], "weight_decay": 0.0}]
print([len(g["params"]) for g in groups])
