import torch


def write(state, file):
    torch.save({"net": state, "epoch": 3}, file)


def read(file):
    return torch.load(file)["net"]
