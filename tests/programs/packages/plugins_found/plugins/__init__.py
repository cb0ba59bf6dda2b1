import importlib, pkgutil
REG = {}
def register(name):
    def deco(f):
        REG[name] = f
        return f
    return deco
for info in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{info.name}")
