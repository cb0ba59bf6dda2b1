class Registry:
    def __init__(self):
        self._module_dict = {}
    def register_module(self, name, module=None):
        self._module_dict[name] = module
    def get(self, name):
        return self._module_dict[name]
NORM_LAYERS = Registry()
