import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
import copy, math
def de_parallel(m): return m.module if isinstance(m, (nn.DataParallel, nn.parallel.DistributedDataParallel)) else m
class ModelEMA:
    def __init__(self, model, decay=0.99, tau=20, updates=0):
        self.ema = copy.deepcopy(de_parallel(model)).eval(); self.updates = updates
        self.decay = lambda x: decay * (1 - math.exp(-x / tau))
        for p in self.ema.parameters(): p.requires_grad_(False)
    def update(self, model):
        self.updates += 1; d = self.decay(self.updates); msd = de_parallel(model).state_dict()
        for k, v in self.ema.state_dict().items():
            if v.dtype.is_floating_point: v *= d; v += (1 - d) * msd[k].detach()
    def update_attr(self, model, include=(), exclude=("process_group", "reducer")):
        for k, v in model.__dict__.items():
            if (len(include) and k not in include) or k.startswith("_") or k in exclude: continue
            setattr(self.ema, k, v)
net = nn.Sequential(nn.Conv2d(2, 2, 1), nn.BatchNorm2d(2)); e = ModelEMA(net); opt = torch.optim.SGD(net.parameters(), lr=0.1)
for _ in range(2):
    opt.zero_grad(); net(torch.randn(3, 2, 2, 2)).square().sum().backward(); opt.step(); e.update(net)
e.update_attr(net, include=["yaml", "nc"]); show(e.ema(torch.ones(1, 2, 2, 2)))
