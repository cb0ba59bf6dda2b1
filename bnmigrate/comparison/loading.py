"""From what a user names to a network; runs the user's code."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import sys
import traceback
from collections.abc import Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bnmigrate.comparison.frameworks import Framework, framework_of, imported
from bnmigrate.comparison.places import Place, recorded


class CompareError(Exception):
    """What could not be compared, and why."""


@dataclass(frozen=True)
class Network:
    """A network, what a user calls it, its framework, and where its modules were made, by id."""

    name: str
    module: Any
    framework: Framework
    places: Mapping[int, Place] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """Return the name with the framework's."""
        return f"{self.name} ({self.framework.facts.title})"


def live(module: Any, name: str) -> Network:
    """Take a network that is there already."""
    framework = framework_of(module)
    if framework is None:
        raise CompareError(
            f"{name}: a torch.nn.Module or mindspore.nn.Cell was expected, and this is of the "
            f"class {type(module).__name__}"
        )
    return Network(name, framework.unwrapped(module), framework)


def load(spec: str, arguments: str = "", seed: int = 0) -> Network:
    """Import what `spec` names, MODULE:CALLABLE or FILE.py:CALLABLE, and call it.

    `arguments` are what stands between the parentheses of the call, literals alone; `seed` is for
    the weights that are drawn. What the code prints goes to standard error. Raises CompareError
    where something fails.
    """
    source, _, path = spec.rpartition(":")
    if not source or not all(part.isidentifier() for part in path.split(".")):
        raise CompareError(
            f"{spec}: MODULE:CALLABLE was expected, such as nets:build or port/net.py:Net"
        )
    positional, keywords = _arguments(spec, arguments)
    with redirect_stdout(sys.stderr):
        try:
            found: Any = _file(Path(source)) if source.endswith(".py") else _module(source)
            for name in path.split("."):
                found = getattr(found, name)
            frameworks = imported()
            if any(isinstance(found, framework.base) for framework in frameworks):
                return live(found, spec)
            for framework in frameworks:
                framework.seed(seed)
            with recorded(frameworks) as places:
                network = live(found(*positional, **keywords), spec)
                modules = network.framework.modules(network.module)
                made = {id(m): places[id(m)] for _, m in modules if id(m) in places}
        except Exception as error:  # whatever the user's code raises
            raise CompareError(f"{spec}: {said(error)}") from error
    return replace(network, places=made)


def _arguments(spec: str, text: str) -> tuple[list[Any], dict[str, Any]]:
    try:
        call = ast.parse(f"f({text}\n)", mode="eval").body
        assert isinstance(call, ast.Call)
        positional = [ast.literal_eval(value) for value in call.args]
        keywords = {str(k.arg): ast.literal_eval(k.value) for k in call.keywords if k.arg}
    except (SyntaxError, ValueError, AssertionError) as error:
        raise CompareError(
            f"{spec}: {text!r} are no arguments; write them as in a call, with literals alone, "
            "such as num_classes=10, weights=None"
        ) from error
    return positional, keywords


def _module(name: str) -> Any:
    folder = str(Path.cwd())
    if folder not in sys.path:
        sys.path.insert(0, folder)
    return importlib.import_module(name)


def _file(path: Path) -> Any:
    """Import a file as Python runs a script: what lies beside it can be imported.

    What it imports from its own folder is forgotten afterwards, so that the other side may have
    modules of the same names.
    """
    path = path.resolve()
    if not path.is_file():
        raise CompareError(f"there is no file {path}")
    folder = path.parent
    before = set(sys.modules)
    sys.path.insert(0, str(folder))
    name = f"_compared_{'_'.join(path.with_suffix('').parts[1:])}"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(folder))
        for other in set(sys.modules) - before - {name}:
            file = getattr(sys.modules[other], "__file__", None)
            if file is not None and folder in Path(file).resolve().parents:
                del sys.modules[other]
    return module


def said(error: Exception) -> str:
    """Return what went wrong, and where in the user's code."""
    if isinstance(error, CompareError):
        return str(error)
    frames = traceback.extract_tb(error.__traceback__)
    last = frames[-1]
    place = "" if last.filename == __file__ else f" ({Place(last.filename, last.lineno or 0)})"
    return f"{type(error).__name__}: {error}{place}"
