from .basic import Block


def plain(**kwargs):
    return Block(3, **kwargs)
