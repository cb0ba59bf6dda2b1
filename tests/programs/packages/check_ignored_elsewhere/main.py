import torch
from b import B
from walk import groups
groups(B())
