"""Translate BatchNorm2d layers between PyTorch and MindSpore without changing what they compute."""

__version__ = "0.1.0"
