BN = dict(eps=1e-3, device=None, momentum=0.3)
