import torch
def add_weight_decay(model, wd=1e-5, skip=()):
    decay, no = [], []
    for name, p in model.named_parameters():
        if not p.requires_grad: continue
        if len(p.shape) == 1 or name in skip: no.append(p)
        else: decay.append(p)
    return [{"params": no, "weight_decay": 0.}, {"params": decay, "weight_decay": wd}]
def create(model, wd): return torch.optim.SGD(add_weight_decay(model, wd), lr=0.1)
