_M = {}
def register(fn): _M[fn.__name__] = fn; return fn
def create(name, **kw): return _M[name](**kw)
