from layers import BatchNorm2d

bn = BatchNorm2d(2, momentum=0.3)
print(type(bn).__name__)
