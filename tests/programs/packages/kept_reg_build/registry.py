class Registry:
    def __init__(self, name):
        self.name = name
        self._map = dict()
    def __contains__(self, k):
        return k in self._map
    def __len__(self):
        return len(self._map)
    def register(self, name=None):
        def deco(cls):
            self._map[name or cls.__name__] = cls
            return cls
        return deco
    def build(self, cfg, *args):
        cfg = dict(cfg)
        return self._map[cfg.pop("type")](*args, **cfg)
NORMS = Registry("norms")
