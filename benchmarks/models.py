"""Build the models of a package and train them, on the original side and on the translated ones."""

from __future__ import annotations

import dataclasses
import hashlib
import importlib
import inspect
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import nn

from bnmigrate.runtime.batch_norm import BatchNorm, BatchNorm3d

LAYERS = (nn.BatchNorm1d, nn.BatchNorm2d, nn.BatchNorm3d, nn.SyncBatchNorm)
SIZES = (16, 32, 64, 128, 224)
BATCH = 2
STEPS = 3
_THEIRS = {ours: theirs for theirs, ours in BatchNorm.STATE.items()}


class UnusableError(Exception):
    """A model that gives nothing to compare; says why."""


def model_names(package: str) -> list[str]:
    """Return the names of all models of `package`, which is imported."""
    if package == "timm":
        names: list[str] = importlib.import_module("timm").list_models()
        return names
    return sorted(importlib.import_module("pytorchcv.model_provider")._models)


def build(package: str, name: str, size: int | None = None) -> nn.Module:
    """Build a model, its weights drawn from seed 0; for images of `size` where it can be told."""
    seed(0)
    if package == "timm":
        make, option = importlib.import_module("timm").create_model, "img_size"
    else:
        make, option = importlib.import_module("pytorchcv.model_provider").get_model, "in_size"
    try:
        model: nn.Module = make(name) if size is None else make(name, **{option: (size, size)})
    except TypeError as error:
        if option not in str(error):
            raise
        seed(0)
        model = make(name)
    return model


def module_of(package: str, name: str) -> str:
    """Return the name of the module that defines a model."""
    if package == "timm":
        entry: Callable[..., Any] = importlib.import_module("timm").model_entrypoint(name)
    else:
        entry = importlib.import_module("pytorchcv.model_provider")._models[name]
    return entry.__module__


@dataclass(frozen=True)
class Known:
    """What is known of a model before it is run: its numbers of parameters, of layers to translate
    and of those that are translated, and the sides of the images to try, from small ones to those
    that it is made for.
    """

    parameters: int
    layers: int
    translated: int
    sizes: tuple[int, ...]


def known(package: str, name: str) -> Known:
    """Look at a model without its weights."""
    try:
        with torch.device("meta"):
            model = build(package, name)
    except Exception:  # some compute while they are built
        model = build(package, name)
    translated = sum(isinstance(module, BatchNorm) for module in model.modules())
    return Known(
        sum(parameter.numel() for parameter in model.parameters()),
        translated + sum(isinstance(module, LAYERS) for module in model.modules()),
        translated,
        _sizes(model),
    )


def _sizes(model: nn.Module) -> tuple[int, ...]:
    config = getattr(model, "default_cfg", None) or {}
    own = (config.get("input_size") or [0])[-1] or max(getattr(model, "in_size", None) or [0])
    smallest = 32 if own > 32 else 16
    sizes = [size for size in SIZES if size >= smallest and size != own]
    return (*sizes, own) if own else tuple(sizes)


def seed(number: int) -> None:
    """Seed every generator that models draw from."""
    torch.manual_seed(number)
    random.seed(number)
    np.random.seed(number)


def pool_small_inputs() -> None:
    """Let a pooling window that is larger than its input be cut to it, in every model.

    Many models end in a window of 7 x 7, which would ask for inputs of 224 x 224.
    """
    pool = nn.AvgPool2d.forward

    def forward(self: nn.AvgPool2d, input: torch.Tensor) -> torch.Tensor:  # noqa: A002 - torch's name
        size = self.kernel_size
        if isinstance(size, int) and not self.padding and size > min(input.shape[-2:]):
            height, width = (min(size, side) for side in input.shape[-2:])
            return nn.functional.avg_pool2d(input, (height, width), self.stride)
        return pool(self, input)

    nn.AvgPool2d.forward = forward  # type: ignore[method-assign]  # in every model


def inputs(model: nn.Module, size: int) -> list[torch.Tensor]:
    """Return a batch a training step and one to evaluate."""
    config = getattr(model, "default_cfg", None)
    channels = (
        config["input_size"][0]
        if isinstance(config, Mapping) and config.get("input_size")
        else getattr(model, "in_channels", 3)
    )
    if not isinstance(channels, int):
        channels = 3
    generator = torch.Generator().manual_seed(1)
    shape = (BATCH, channels, size, size)
    return [torch.randn(shape, generator=generator) for _ in range(STEPS + 1)]


def tensors_in(value: object) -> Iterator[torch.Tensor]:
    """Yield the floating-point tensors of what a model returns."""
    if isinstance(value, torch.Tensor):
        if value.is_floating_point():
            yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from tensors_in(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from tensors_in(item)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        yield from tensors_in(vars(value))


def digest(tensor: torch.Tensor) -> str:
    """Return what tells apart any two tensors that differ in a bit."""
    array = tensor.detach().contiguous().view(-1).view(torch.uint8).numpy()
    return hashlib.sha1(array.data, usedforsecurity=False).hexdigest()


def state_of(model: nn.Module) -> dict[str, str]:
    """Return a digest of each parameter and buffer, under torch's name of it."""
    state: dict[str, str] = {}
    held = {id(module.bn2d) for module in model.modules() if isinstance(module, BatchNorm3d)}
    for path, module in model.named_modules():
        place = path.rpartition(".")[0] if id(module) in held else path
        own = [*module.named_parameters(recurse=False), *module.named_buffers(recurse=False)]
        for name, tensor in own:
            if isinstance(module, BatchNorm):
                # Its gamma and beta exist also where torch's layer has none.
                if name in ("gamma", "beta") and not module._affine:
                    continue
                name = _THEIRS[name]  # noqa: PLW2901  # both sides by one name
            if name != BatchNorm.COUNTER:
                state[f"{place}.{name}"] = digest(tensor)
    return state


Trace = list[tuple[str, dict[str, str]]]
"""What a run shows, step by step: what it is, and the digests by name."""


def train(model: nn.Module, batches: list[torch.Tensor]) -> Iterator[tuple[str, dict[str, str]]]:
    """Train with SGD, then evaluate; yield outputs and state after each step."""
    model.train()
    learned = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.SGD(learned, lr=1e-3)
    for step, batch in enumerate(batches[:-1], 1):
        seed(step)
        outputs = list(tensors_in(model(batch)))
        if not any(output.requires_grad for output in outputs):
            raise UnusableError("its output has no gradient")
        optimizer.zero_grad()
        loss = sum((output.float().square().mean() for output in outputs), torch.tensor(0.0))
        torch.autograd.backward(loss)
        optimizer.step()
        if not loss.isfinite():
            raise UnusableError("its loss is not finite")
        yield f"output of step {step}", _digests(outputs)
        yield f"state after step {step}", state_of(model)
    model.eval()
    seed(0)
    with torch.no_grad():
        yield "output in evaluation", _digests(list(tensors_in(model(batches[-1]))))


def _digests(outputs: list[torch.Tensor]) -> dict[str, str]:
    return {f"output {i}": digest(output) for i, output in enumerate(outputs)}


# What models call the methods that fill or fuse layers after the model was made.
METHODS = (
    "init_weights",
    "_init_weights",
    "_init_params",
    "reset_parameters",
    "reset_classifier",
    "fuse",
    "switch_to_deploy",
    "reparameterize",
    "merge_bn",
)


def call_methods(model: nn.Module) -> Iterator[tuple[str, Exception]]:
    """Call these methods of the model and of all within, where they need no argument.

    Yield what they raised: the method and the error.
    """
    for method in METHODS:
        for module in list(model.modules()):
            function = getattr(type(module), method, None)
            if function is None or type(module).__module__.startswith("torch."):
                continue
            wanted = [
                parameter
                for parameter in list(inspect.signature(function).parameters.values())[1:]
                if parameter.default is parameter.empty
                and parameter.kind not in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
            ]
            arguments = {"num_classes": 3, "m": module, "module": module}
            if all(parameter.name in arguments for parameter in wanted):
                try:
                    function(module, *(arguments[parameter.name] for parameter in wanted))
                except Exception as error:
                    yield f"{type(module).__name__}.{method}", error
