def freeze(module):
    module.eval()


class Frozen:
    def __init__(self):
        super().__init__()
        self.hold()

    def hold(self):
        freeze(self)


class PlainModule:
    """Nothing of PyTorch: what it has is registered nowhere."""
