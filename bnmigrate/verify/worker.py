"""A process that builds one model, trains it and saves what it computed.

The original and its translation have modules of the same names, so that each runs in a process of
its own.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import sys
from collections.abc import Iterator, Mapping
from typing import Any

import torch

from bnmigrate.runtime import activate
from bnmigrate.runtime.batch_norm import BatchNorm3d
from bnmigrate.runtime.norm import Norm

RATE = 0.01


def main() -> None:
    """Read the task as JSON from the arguments and write the record to its file."""
    task = json.loads(sys.argv[1])
    with activate(hide_real=True):
        record = run(task["model"], tuple(task["shape"]), task["steps"], task["seed"])
    torch.save(record, task["record"])


def run(name: str, shape: tuple[int, ...], steps: int, seed: int) -> dict[str, Any]:
    """Build the model, train it for `steps` steps and evaluate it; return all that it computed."""
    module, _, attribute = name.partition(":")
    torch.manual_seed(seed)
    build: Any = importlib.import_module(module)
    for part in attribute.split("."):
        build = getattr(build, part)
    model = build()
    if not isinstance(model, torch.nn.Module):
        raise TypeError(f"{name} returns no torch.nn.Module but a {type(model).__name__}")
    batches = torch.Generator().manual_seed(seed)
    seen: list[tuple[str, str]] = []
    for path, part in model.named_modules():
        part.register_forward_hook(
            lambda _module, _input, output, path=path: seen.append((path, _digest(output)))
        )
    learned = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.SGD(learned, lr=RATE) if learned else None
    moments = [{"when": "before training", "modules": [], "output": [], "state": _state(model)}]
    model.train()
    for step in range(1, steps + 1):
        torch.manual_seed(seed + step)
        seen.clear()
        output = list(_tensors(model(torch.randn(shape, generator=batches))))
        loss = sum((tensor.float().square().mean() for tensor in output), torch.zeros(()))
        if optimizer is not None and loss.requires_grad:
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]  # torch has no types there
            optimizer.step()
        moments.append(_moment(f"step {step}", seen, output, model))
    model.eval()
    torch.manual_seed(seed)
    seen.clear()
    with torch.no_grad():
        output = list(_tensors(model(torch.randn(shape, generator=batches))))
    moments.append(_moment("evaluation", seen, output, model))
    classes = {
        path: f"{type(part).__module__}.{type(part).__qualname__}"
        for path, part in model.named_modules()
    }
    return {"moments": moments, "classes": classes}


def _moment(
    when: str, seen: list[tuple[str, str]], output: list[torch.Tensor], model: torch.nn.Module
) -> dict[str, Any]:
    return {
        "when": when,
        "modules": list(seen),
        "output": [tensor.detach().clone() for tensor in output],
        "state": _state(model),
    }


def _tensors(output: object) -> Iterator[torch.Tensor]:
    """Yield the floating-point tensors in what a module returns."""
    if isinstance(output, torch.Tensor):
        if output.is_floating_point():
            yield output
    elif isinstance(output, Mapping):
        for value in output.values():
            yield from _tensors(value)
    elif isinstance(output, (list, tuple)):
        for value in output:
            yield from _tensors(value)


def _digest(output: object) -> str:
    digest = hashlib.sha256()
    for tensor in _tensors(output):
        wide = tensor.detach().contiguous().view(-1).view(torch.uint8)
        digest.update(str(tuple(tensor.shape)).encode())
        digest.update(wide.numpy().tobytes())
    return digest.hexdigest()


def _state(model: torch.nn.Module) -> dict[str, torch.Tensor]:
    """Return parameters and buffers under torch's names.

    Left out is what only one of the frameworks has: torch's counter, and what MindSpore's layer
    keeps though it changes nothing.
    """
    found: dict[str, torch.Tensor] = {}
    held = {id(part.bn2d) for part in model.modules() if isinstance(part, BatchNorm3d)}
    for place, part in model.named_modules():
        path = place.rpartition(".")[0] if id(part) in held else place
        own = [*part.named_parameters(recurse=False), *part.named_buffers(recurse=False)]
        for name, tensor in own:
            known = name
            if isinstance(part, Norm):
                known = next((theirs for theirs, ours in part.STATE.items() if ours == name), name)
                if known in part.unused() and not tensor.requires_grad:
                    continue
            elif isinstance(part, torch.nn.modules.batchnorm._BatchNorm) and (
                name == "num_batches_tracked"
            ):
                continue
            found[f"{path}.{known}".lstrip(".")] = tensor.detach().clone()
    return found
