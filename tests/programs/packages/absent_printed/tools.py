def count(net):
    print(net.bn.weight)
