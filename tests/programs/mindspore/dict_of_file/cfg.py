BN = dict(momentum=0.7, eps=1e-3, gamma_init=1)
KW = {"momentum": 0.8, "use_batch_statistics": None}
