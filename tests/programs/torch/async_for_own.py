import asyncio
from torch import nn
class A:
    async def __aiter__(self):
        yield nn.LayerNorm(5)
async def main():
    async for k in A(): print(k.weight.shape)
asyncio.run(main())
