from a import nn, norm
