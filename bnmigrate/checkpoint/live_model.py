"""Look into a live model for what the names in a checkpoint can't tell; runs the user's code."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

from bnmigrate.checkpoint.entries import CheckpointError
from bnmigrate.checkpoint.names import LiveModule
from bnmigrate.rule_files import rulebook


def live_modules(spec: str) -> dict[str, LiveModule]:
    """Import MODULE, call CALLABLE with no arguments, and return the modules of what it returns.

    `spec` is "MODULE:CALLABLE"; the current folder is searched first. The result goes by the path
    of each module within the model, "" for the model itself. Raises CheckpointError where that
    fails or the model is neither of PyTorch nor of MindSpore.
    """
    model = _made(spec)
    if hasattr(model, "named_modules"):
        return _of_torch(model)
    if hasattr(model, "cells_and_names"):
        return _of_mindspore(model)
    raise CheckpointError(
        f"--model {spec}: a torch.nn.Module or mindspore.nn.Cell was expected, and it returned a "
        f"{type(model).__name__}; name a callable that returns the model"
    )


def _made(spec: str) -> Any:
    module_name, colon, path = spec.partition(":")
    if not (module_name and colon and path):
        raise CheckpointError(f"--model {spec}: MODULE:CALLABLE was expected, such as nets:net")
    folder = str(Path.cwd())
    if folder not in sys.path:
        sys.path.insert(0, folder)
    try:
        found: Any = importlib.import_module(module_name)
        for name in path.split("."):
            found = getattr(found, name)
        return found()
    except Exception as error:  # whatever the user's code raises
        raise CheckpointError(
            f"--model {spec}: {type(error).__name__}: {error}; it must be importable from here and "
            "callable without arguments"
        ) from error


def _of_torch(model: Any) -> dict[str, LiveModule]:
    nn = importlib.import_module("torch.nn")
    base = importlib.import_module("torch.nn.modules.batchnorm")._BatchNorm
    if isinstance(model, (nn.DataParallel, nn.parallel.DistributedDataParallel)):
        model = model.module
    return {
        name: LiveModule(
            type(module).__name__,
            isinstance(module, base),
            isinstance(module, nn.BatchNorm3d),
            _has_no_statistics(module),
        )
        for name, module in model.named_modules()
    }


def _of_mindspore(model: Any) -> dict[str, LiveModule]:
    nn = importlib.import_module("mindspore.nn")
    base = importlib.import_module("mindspore.nn.layer.normalization")._BatchNorm
    return {
        name: LiveModule(
            type(cell).__name__,
            isinstance(cell, base),
            isinstance(cell, nn.BatchNorm3d),
            _has_no_statistics(cell),
        )
        for name, cell in model.cells_and_names()
    }


def _has_no_statistics(module: Any) -> bool:
    """Whether a module is a layer of the rules that keeps no statistics, or derived from one."""
    classes = rulebook().classes
    known = (classes.get(f"{one.__module__}.{one.__qualname__}") for one in type(module).__mro__)
    found = next(filter(None, known), None)
    if found is None or found.dialect.statistics:
        return False
    on_demand = found.signature.for_concept("statistics")
    return on_demand is None or not getattr(module, on_demand.name)
