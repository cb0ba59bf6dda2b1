class Trainer:
    def __init__(self, epochs): self.epochs = epochs; self.callbacks = []
    def fit(self, mod, data):
        opt = mod.configure_optimizers()
        for e in range(self.epochs):
            mod.train()
            for b in data:
                opt.zero_grad(); loss = mod.training_step(b); loss.backward(); opt.step()
            for cb in self.callbacks: cb(mod, e)
        mod.eval(); return round(loss.item(), 4)
