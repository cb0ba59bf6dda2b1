BN = {"momentum": 0.1, "eps": 1e-3}
