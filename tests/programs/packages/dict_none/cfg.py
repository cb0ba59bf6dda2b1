BN = dict(momentum=None)
