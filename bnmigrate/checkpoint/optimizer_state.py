"""Tell the optimizer's state in a MindSpore checkpoint from the weights of the model.

MindSpore saves both in one flat list. The names were read off the optimizers of mindspore.nn 2.10.0
and its TrainOneStepWithLossScaleCell and ModelCheckpoint.
"""

from __future__ import annotations

from collections.abc import Iterable

from bnmigrate.checkpoint.entries import Entry, LeftOut

SLOTS = (
    "accum.",
    "accum_update.",
    "adam_m.",
    "adam_v.",
    "ax_.",
    "eta_",
    "lamb_m.",
    "lamb_v.",
    "linear.",
    "mean_grad.",
    "mean_square.",
    "moment.",
    "moment1.",
    "moment2.",
    "moments.",
    "mu_",
    "prev.",
    "stat.",
    "step_size.",
)
"""What stands before the name of a weight in the name of a value that is kept for it."""

NUMBERS = frozenset(
    (
        "beta1_power",
        "beta2_power",
        "current_iterator_step",
        "epoch_num",
        "fake_lr",
        "fake_param",
        "global_step",
        "last_overflow_iterator_step",
        "learning_rate",
        "momentum",
        "scale_sense",
        "step_num",
    )
)


def without_optimizer(entries: Iterable[Entry]) -> tuple[tuple[Entry, ...], tuple[LeftOut, ...]]:
    """Part the weights among `entries` from what belongs to training alone."""
    entries = tuple(entries)
    names = {entry.name for entry in entries}
    weights, left_out = [], []
    for entry in entries:
        slot = next((s for s in SLOTS if entry.name.removeprefix(s) in names - {entry.name}), None)
        if slot or (entry.name in NUMBERS and entry.elements == 1):
            left_out.append(LeftOut(entry.name, "state of the training, no weight"))
        else:
            weights.append(entry)
    return tuple(weights), tuple(left_out)
