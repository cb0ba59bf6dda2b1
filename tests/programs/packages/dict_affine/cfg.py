LAST = False
BN = dict(momentum=0.7, affine=True, track_running_stats=True, device=None)
M = 0.05
GN = {"momentum": M, "eps": 1e-3}
