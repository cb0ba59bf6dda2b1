import importlib
_LAZY = {"Norm": ".norms", "Net": ".net"}
def __getattr__(name):
    if name in _LAZY:
        return getattr(importlib.import_module(_LAZY[name], __name__), name)
    raise AttributeError(name)
