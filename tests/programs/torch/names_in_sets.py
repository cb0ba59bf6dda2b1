from torch import nn
want = {"0.weight", "0.bias", "1.weight"}
print(len(want - set(nn.Sequential(nn.LayerNorm(3)).state_dict())), want.issuperset(nn.Sequential(nn.LayerNorm(3)).state_dict()), len(want.intersection(dict(nn.Sequential(nn.LayerNorm(3)).named_parameters()))), want.isdisjoint(nn.Sequential(nn.LayerNorm(3)).state_dict()))
