from probe import check
import net

net.BN.pop("eps")
check(net.Net(2), (4, 2, 6, 6))
