from dataclasses import dataclass, field
from typing import Any
from torch import nn
from base import NormCfg
@dataclass
class LnCfg(NormCfg):
    layer: Any = nn.LayerNorm
    kw: dict = field(default_factory=dict)
