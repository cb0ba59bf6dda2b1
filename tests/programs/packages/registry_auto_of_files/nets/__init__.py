import importlib, pkgutil
for m in pkgutil.iter_modules(__path__): importlib.import_module(f"{__name__}.{m.name}")
from .registry import create
