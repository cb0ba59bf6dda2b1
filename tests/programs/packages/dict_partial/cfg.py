BN = dict(momentum=0.3, eps=1e-3)
