def f(net):
    it = iter(net.parameters())
    n = 0
    while next(it, None) is not None:
        n += 1
    return n
