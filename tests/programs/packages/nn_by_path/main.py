from probe import check
from lib.net import Net

check(Net(), (4, 2, 6, 6))
