from torch import nn
net = nn.Sequential(nn.Linear(3, 3), nn.LayerNorm(3))
for n, p in net.named_parameters():
    match n.split("."):
        case ["1", "weight"]: print("scale")
        case [_, "bias"]: print("bias")
        case [*_, last]: print("other", last == "weight")
