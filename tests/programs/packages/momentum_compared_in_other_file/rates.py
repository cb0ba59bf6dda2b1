class Report:
    def __init__(self, rates):
        self.rates = rates

    def is_default(self, name):
        return self.rates[name] in (0.1, 0.01)
