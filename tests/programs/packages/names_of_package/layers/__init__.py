from .norm import BN, Norm, make

__all__ = ["BN", "Norm", "make"]
