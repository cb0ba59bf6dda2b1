import importlib
def load(spec):
    mod, _, attr = spec.partition(":")
    return getattr(importlib.import_module(mod), attr)
def main(spec="nets:make"):
    m = load(spec)(3)
    return m.weight.shape
