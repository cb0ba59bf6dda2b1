from .basic import *
from .plain import *
