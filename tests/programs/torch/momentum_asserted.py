import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
import unittest
class T(unittest.TestCase):
    def runTest(self):
        bn = nn.BatchNorm2d(2)
        self.assertEqual(bn.momentum, 0.1)
        self.assertAlmostEqual(bn.momentum, 0.1)
r = unittest.TextTestRunner(stream=open("/dev/null", "w")).run(T())
print(r.wasSuccessful())
