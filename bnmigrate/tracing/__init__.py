"""Where the layer's class and its instances go in a module, and what checks tell of them."""
