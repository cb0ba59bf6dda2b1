from probe import check
from net import Block

check(Block(2, norm_kwargs={"momentum": 0.4, "affine": True}), (4, 2, 6, 6))
check(Block(2), (4, 2, 6, 6))
