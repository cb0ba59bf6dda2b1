import importlib
_MAP = {"Norm": ".norms"}
def __getattr__(name):
    if name in _MAP:
        return getattr(importlib.import_module(_MAP[name], __name__), name)
    raise AttributeError(name)
