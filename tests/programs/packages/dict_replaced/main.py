from probe import check
import cfg
from net import Net

cfg.use_defaults()
check(Net(2), (4, 2, 6, 6))
