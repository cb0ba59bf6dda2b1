NORM = {"momentum": 0.2, "affine": True}


class Settings:
    BN = dict(eps=1e-3, momentum=0.3)
    GN = dict(eps=1e-3)
