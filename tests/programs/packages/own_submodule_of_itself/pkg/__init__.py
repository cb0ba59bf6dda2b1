import pkg.sub.nets
def make():
    b = pkg.sub.nets.B()
    b.bn.weight.data.fill_(0.3)
    return b
