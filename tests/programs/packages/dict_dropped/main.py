from probe import check
import net

net.BN = {"momentum": 0.2}
check(net.Net(2), (4, 2, 6, 6))
