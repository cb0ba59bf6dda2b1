def f(net):
    match net.bn.weight:
        case None:
            return 1
        case _:
            return 2
