"""Notebooks: their cells as one module, and the way back."""
