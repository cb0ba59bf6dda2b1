BN = dict(eps=1e-3, momentum=0.3)


def use_defaults():
    BN.clear()
