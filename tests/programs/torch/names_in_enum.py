import enum
from torch import nn
class Kind(enum.Enum):
    WEIGHT = "weight"; BIAS = "bias"; OTHER = "other"
    @classmethod
    def _missing_(cls, v): return cls.OTHER
print([Kind(n.split(".")[-1]).name for n, _ in nn.Sequential(nn.LayerNorm(3)).named_parameters()])
