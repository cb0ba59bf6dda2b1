from model import Net
def add_weight_decay(model, wd=0.1, skip=()):
    decay, no = [], []
    for name, p in model.named_parameters():
        if not p.requires_grad: continue
        if name.endswith(".bias") or name in skip: no.append(p)
        else: decay.append(p)
    return [{"params": no, "weight_decay": 0.}, {"params": decay, "weight_decay": wd}]
net = Net()
skip = net.no_weight_decay() if hasattr(net, "no_weight_decay") else {}
print([len(g["params"]) for g in add_weight_decay(net, skip=skip)])
