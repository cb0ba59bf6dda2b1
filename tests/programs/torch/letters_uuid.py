import uuid
from torch import nn
net = nn.Sequential(nn.Linear(2, 2), nn.LayerNorm(2))
print([uuid.uuid5(uuid.NAMESPACE_DNS, n).int % 1000 for n in net.state_dict()])
