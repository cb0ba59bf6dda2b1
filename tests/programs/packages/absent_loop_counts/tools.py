def count(net):
    n = 0
    for p in net.parameters():
        n += 1
    return n
