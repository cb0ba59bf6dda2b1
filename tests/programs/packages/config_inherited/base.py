from dataclasses import dataclass, field, asdict
from typing import Any
from torch import nn
@dataclass
class NormCfg:
    layer: Any = nn.BatchNorm2d
    kw: dict = field(default_factory=lambda: dict(momentum=0.3))
    def build(self, c): return self.layer(c, **self.kw)
