import asyncio
from torch import nn
class A:
    def __await__(self):
        yield from ()
        return nn.LayerNorm(3)
async def main():
    m = await A(); print(m.weight.shape)
asyncio.run(main())
