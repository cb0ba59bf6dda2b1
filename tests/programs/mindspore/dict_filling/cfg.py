BN = dict(momentum=0.7, eps=1e-3, gamma_init=0.5)
