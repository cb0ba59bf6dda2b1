BN = dict(momentum=0.7, eps=1)
