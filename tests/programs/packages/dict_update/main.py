from probe import check
from net import BN, Net


def configure():
    BN.update(momentum=0.4, track_running_stats=False)


configure()
check(Net(2), (4, 2, 6, 6))
