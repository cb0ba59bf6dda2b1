import functools
import torch
from torch import nn
def s0(m): m.bias.data.fill_(0.)
def s1(m): m.bias.data.fill_(1.)
def s2(m): m.bias.data.fill_(2.)
def s3(m): m.bias.data.fill_(3.)
def s4(m): m.bias.data.fill_(4.)
def s5(m): m.bias.data.fill_(5.)
def s6(m): m.bias.data.fill_(6.)
def s7(m): m.bias.data.fill_(7.)
def s8(m): m.bias.data.fill_(8.)
def s9(m): m.bias.data.fill_(9.)
def s10(m): m.bias.data.fill_(10.)
def s11(m): m.bias.data.fill_(11.)
def s12(m): m.bias.data.fill_(12.)
def s13(m): m.bias.data.fill_(13.)
def s14(m): m.bias.data.fill_(14.)
S = {0: [s0], 1: [s1], 2: [s2], 3: [s3], 4: [s4], 5: [s5], 6: [s6], 7: [s7], 8: [s8], 9: [s9], 10: [s10], 11: [s11], 12: [s12], 13: [s13], 14: [s14]}
ln = nn.LayerNorm(3)
for e in range(15):
    for f in S.get(e, []): f(ln)
print(ln.bias.tolist())
