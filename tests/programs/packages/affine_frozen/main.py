from probe import check
from net import Net

check(Net(), (4, 2, 6, 6))
net = Net(False)
print(net.bn.affine, "affine" if net.bn.affine else "plain")
for p in net.parameters():
    p.requires_grad = False
for p in Net().bn.parameters():
    p.requires_grad_(False)
