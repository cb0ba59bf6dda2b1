import os
import signal
from torch import nn

def size(m):
    return m.weight.shape

print(size(nn.LayerNorm(3)))
other = nn.Linear(3, 3)
signal.signal(signal.SIGUSR1, lambda *_: print(size(other)))
os.kill(os.getpid(), signal.SIGUSR1)
