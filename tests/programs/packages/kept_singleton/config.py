class Config:
    _inst = None
    def __init__(self):
        self.norm = None
    @classmethod
    def get(cls):
        if cls._inst is None:
            cls._inst = cls()
        return cls._inst
