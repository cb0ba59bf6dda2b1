import a
def fetch():
    return a.layer
