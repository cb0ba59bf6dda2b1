import torch
from probe import check

torch.manual_seed(0)
import net

print(getattr(net, "_".join(["BN", "MOMENTUM"])))
check(net.model)
