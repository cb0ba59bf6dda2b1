from torch import nn
def keep(m): pass
def last(m): print(m.weight.shape)
T = [(0, keep), (1, keep), (2, keep), (3, keep), (4, keep), (5, keep), (6, keep), (7, keep), (8, keep), (9, keep), (10, keep), (11, keep), (12, keep), (13, last)]
for _, f in T: f(nn.LayerNorm(3))
