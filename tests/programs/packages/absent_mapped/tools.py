def f(net):
    return len(set(map(id, net.parameters()))), [*map(lambda p: 1, net.parameters())]
