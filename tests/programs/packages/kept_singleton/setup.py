import torch.nn as nn
from config import Config
Config.get().norm = nn.BatchNorm2d
