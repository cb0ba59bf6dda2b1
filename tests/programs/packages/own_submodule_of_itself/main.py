import pkg
b = pkg.make()
print(b.bn.momentum > 0.15)
