def f(net):
    return [p.requires_grad for p in net.parameters()]
