"""The frameworks that live networks are of, asked in the same words."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import (
    AbstractContextManager,
    contextmanager,
    nullcontext,
    redirect_stderr,
    suppress,
)
from functools import cache
from importlib import import_module
from io import StringIO
from typing import Any, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from bnmigrate.comparison.facts import Facts, frameworks

Array: TypeAlias = npt.NDArray[Any]
Before: TypeAlias = Callable[[Any, Sequence[Any], dict[str, Any]], Any]
"""Is told a module and the arguments that it is called with, those by place and those by name; what
it returns takes their place, unless it is None.
"""
After: TypeAlias = Callable[[Any, Any], Any]
"""Is told a module and what it returned; what it returns takes its place, unless it is None."""


class Framework(Protocol):
    """What is asked of a framework."""

    facts: Facts
    base: type
    """The class of all modules."""

    def modules(self, network: Any) -> list[tuple[str, Any]]:
        """Return every module once with its path, the network itself, "", first."""

    def own(self, module: Any) -> Mapping[str, Any]:
        """Return the parameters and buffers that a module holds itself, by name."""

    def unmade(self, module: Any) -> type | None:
        """Return what a module becomes at its first call, None where it is made already."""

    def set_training(self, module: Any, training: bool) -> None:
        """Set the mode of a module and all that is in it."""

    def array(self, tensor: Any) -> Array:
        """Return a copy of a tensor."""

    def assign(self, tensor: Any, value: Array) -> None:
        """Give a parameter or buffer a value."""

    def tensor(self, value: Array) -> Any:
        """Make a tensor."""

    def is_tensor(self, value: object) -> bool:
        """Whether `value` is a tensor."""

    def dtype(self, tensor: Any) -> str:
        """Return the name of a tensor's type: float32."""

    def call(self, network: Any, inputs: Sequence[Any]) -> Any:
        """Return what a network makes of `inputs`; no gradients are kept."""

    def watch(self, module: Any, before: Before, after: After) -> Iterable[Any]:
        """Have both told of each call of a module; return what has a `remove()`."""

    def seed(self, seed: int) -> None:
        """Seed what the framework draws."""

    def compile(self, whole: bool) -> None:
        """Say whether networks are compiled as a whole, where the framework can."""

    def by_layers(self) -> AbstractContextManager[None]:
        """Compute layer by layer while this lasts; then put generators and modes back."""

    def beside_another(self) -> AbstractContextManager[None]:
        """See to it that another framework in this process can work, while this lasts."""


class _Hooked:
    """What is the same in all frameworks whose modules take hooks."""

    def watch(self, module: Any, before: Before, after: After) -> Iterable[Any]:
        """Register hooks, which MindSpore calls in PyNative mode alone."""
        return (
            module.register_forward_pre_hook(before, with_kwargs=True),
            module.register_forward_hook(lambda m, _inputs, output: after(m, output)),
        )


class Torch(_Hooked):
    """PyTorch."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.torch: Any = import_module("torch")
        self.base: type = self.torch.nn.Module

    def modules(self, network: Any) -> list[tuple[str, Any]]:
        """Return `named_modules()`."""
        return list(network.named_modules())

    def own(self, module: Any) -> Mapping[str, Any]:
        """Return parameters, then buffers."""
        named = [*module.named_parameters(recurse=False), *module.named_buffers(recurse=False)]
        return {name: tensor for name, tensor in named if self.is_tensor(tensor)}

    def unmade(self, module: Any) -> type | None:
        """Return the class that a lazy module says."""
        becomes: type | None = getattr(module, "cls_to_become", None)
        return becomes

    def set_training(self, module: Any, training: bool) -> None:
        """Call `train`."""
        module.train(training)

    def array(self, tensor: Any) -> Array:
        """Return a copy of a tensor."""
        tensor = tensor.detach().cpu()
        if tensor.dtype is self.torch.bfloat16:  # which numpy lacks
            tensor = tensor.float()
        return np.array(tensor.numpy())

    def assign(self, tensor: Any, value: Array) -> None:
        """Write into a tensor."""
        with self.torch.no_grad():
            tensor.copy_(self.torch.from_numpy(np.asarray(value, order="C")))

    def tensor(self, value: Array) -> Any:
        """Make a tensor."""
        return self.torch.from_numpy(value.copy())

    def is_tensor(self, value: object) -> bool:
        """Whether `value` is a tensor, and none that is made later."""
        lazy = self.torch.nn.parameter.is_lazy
        return isinstance(value, self.torch.Tensor) and not lazy(value)

    def dtype(self, tensor: Any) -> str:
        """Return `float32` for torch.float32."""
        return str(tensor.dtype).rpartition(".")[2]

    def call(self, network: Any, inputs: Sequence[Any]) -> Any:
        """Call the network without gradients."""
        with self.torch.no_grad():
            return network(*inputs)

    def seed(self, seed: int) -> None:
        """Seed torch's generators."""
        self.torch.manual_seed(seed)

    def compile(self, whole: bool) -> None:
        """Leave PyTorch as it is: it computes as it goes."""

    @contextmanager
    def by_layers(self) -> Iterator[None]:
        """Keep the generator, and run what was compiled as it was written."""
        state = self.torch.get_rng_state()
        was_used = "torch._dynamo" in sys.modules
        try:
            with self.torch.compiler.set_stance("force_eager") if was_used else nullcontext():
                yield
        finally:
            self.torch.set_rng_state(state)

    @contextmanager
    def beside_another(self) -> Iterator[None]:
        """Use one thread: the others would wait for cores that the other framework's threads keep,
        which takes up to fifty times as long on two cores.
        """
        threads = self.torch.get_num_threads()
        self.torch.set_num_threads(1)
        try:
            yield
        finally:
            self.torch.set_num_threads(threads)


class MindSpore(_Hooked):
    """MindSpore."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.mindspore: Any = import_module("mindspore")
        self.base: type = self.mindspore.nn.Cell
        # Errors come at their line, which can be had before the first use of a tensor alone.
        self.mindspore.runtime.launch_blocking()
        # Beside NumPy 2, for which it is not built, the first use of a tensor fails, no later one,
        # and NumPy writes a traceback.
        with suppress(SystemError), redirect_stderr(StringIO()):
            tensor = self.mindspore.Tensor(np.ones(1, np.float32))
            (tensor * tensor).sum().asnumpy()
        # Its oneDNN has a convolution that is ten times as fast, and with AVX-512 takes another.
        # What this says is read at the first use, and PyTorch's oneDNN isn't told.
        with _environment(ONEDNN_MAX_CPU_ISA="AVX2"):
            image = self.mindspore.Tensor(np.ones((1, 1, 1, 1), np.float32))
            self.mindspore.ops.conv2d(image, image).asnumpy()

    def modules(self, network: Any) -> list[tuple[str, Any]]:
        """Return `cells_and_names()`."""
        return list(network.cells_and_names())

    def own(self, module: Any) -> Mapping[str, Any]:
        """Return the cell's own parameters."""
        return {name: p for name, p in module._params.items() if p is not None}

    def unmade(self, module: Any) -> type | None:  # noqa: ARG002 - the protocol's signature
        """Return None: MindSpore has no lazy modules."""
        return None

    def set_training(self, module: Any, training: bool) -> None:
        """Call `set_train`."""
        module.set_train(training)

    def array(self, tensor: Any) -> Array:
        """Return a copy of a tensor."""
        if self.dtype(tensor) == "bfloat16":  # which numpy lacks
            tensor = tensor.astype(self.mindspore.float32)
        return np.array(tensor.asnumpy())

    def assign(self, tensor: Any, value: Array) -> None:
        """Give a parameter new data of the type that it has."""
        tensor.set_data(self.mindspore.Tensor(value).astype(tensor.dtype))

    def tensor(self, value: Array) -> Any:
        """Make a tensor."""
        return self.mindspore.Tensor(value.copy())

    def is_tensor(self, value: object) -> bool:
        """Whether `value` is a tensor."""
        return isinstance(value, self.mindspore.Tensor)

    def dtype(self, tensor: Any) -> str:
        """Return `float32` for Float32."""
        return str(tensor.dtype).lower()

    def call(self, network: Any, inputs: Sequence[Any]) -> Any:
        """Call the network, which keeps no gradients unless it is asked to."""
        return network(*inputs)

    def seed(self, seed: int) -> None:
        """Seed MindSpore's generators."""
        self.mindspore.set_seed(seed)

    def compile(self, whole: bool) -> None:
        """Choose GRAPH_MODE or PYNATIVE_MODE."""
        ms = self.mindspore
        ms.set_context(mode=ms.GRAPH_MODE if whole else ms.PYNATIVE_MODE)

    @contextmanager
    def by_layers(self) -> Iterator[None]:
        """Use PyNative mode, and keep the generators; a seed sets NumPy's too."""
        ms = self.mindspore
        mode, seed = ms.get_context("mode"), ms.get_seed()
        states = ms.get_rng_state(), np.random.get_state()
        self.compile(False)
        try:
            yield
        finally:
            if seed is not None:
                ms.set_seed(seed)
            ms.set_rng_state(states[0])
            np.random.set_state(states[1])
            ms.set_context(mode=mode)

    def beside_another(self) -> AbstractContextManager[None]:
        """Do nothing: MindSpore's threads can't be told after the first use."""
        return nullcontext()


_ADAPTERS: Mapping[str, Callable[[Facts], Framework]] = {"torch": Torch, "mindspore": MindSpore}


@contextmanager
def _environment(**variables: str) -> Iterator[None]:
    """Set variables while this lasts, unless they are set already."""
    new = {name: value for name, value in variables.items() if name not in os.environ}
    os.environ.update(new)
    try:
        yield
    finally:
        for name in new:
            del os.environ[name]


@cache
def _framework(facts: Facts) -> Framework:
    return _ADAPTERS[facts.package](facts)


def imported() -> list[Framework]:
    """Return the frameworks that have been imported: a network can be of no other."""
    return [_framework(facts) for facts in frameworks() if _is_whole(facts.package)]


def _is_whole(package: str) -> bool:
    """Whether a package was imported to its end."""
    module = sys.modules.get(package)
    return module is not None and hasattr(module, "nn")


def framework_of(network: Any) -> Framework | None:
    """Return the framework that a network is of, None where it is no network."""
    return next((f for f in imported() if isinstance(network, f.base)), None)
