from header import *
from mindspore import nn
a = nn.BatchNorm2d(2, gamma_init=2.0, beta_init=1.0); b = nn.BatchNorm2d(2, beta_init=3.0); a.set_train(); b.training = True; show(a(x), b(x))
a = nn.BatchNorm2d(2, moving_mean_init=2.0, beta_init=1.0); y = 3; b = nn.BatchNorm2d(2, moving_var_init=3.0); show(a(x), b(x))
