"""From what a user names to a network; runs the user's code."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import sys
import sysconfig
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import ModuleType
from typing import Any

from bnmigrate.comparison.frameworks import Framework, framework_of, imported
from bnmigrate.comparison.places import Place, framework_folder, recorded

SCRIPT = "_compared_"
"""How the names of modules begin that are imported from a file alone."""
_HERE, _PYTHON = str(Path(__file__).parent), sysconfig.get_path("stdlib")


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
    while (inner := framework.facts.wrapped_in(module)) is not None:
        module = inner
    for path, part in framework.modules(module):
        if framework.facts.is_closed(part):
            raise CompareError(
                f"{name}: {path or 'it'} is a {type(part).__name__}, whose layers can't be seen"
            )
    return Network(name, module, framework)


def load(spec: str, arguments: str = "", seed: int = 0) -> Network:
    """Import what `spec` names, MODULE:CALLABLE or FILE.py:CALLABLE, and call it.

    `arguments` are what stands between the parentheses of the call, literals alone; `seed` is for
    the weights that are drawn. Raises CompareError where something fails.
    """
    source, _, path = spec.rpartition(":")
    if not source or not all(part.isidentifier() for part in path.split(".")):
        raise CompareError(
            f"{spec}: MODULE:CALLABLE was expected, such as nets:build or port/net.py:Net"
        )
    positional, keywords = _arguments(spec, arguments)
    try:
        with _imported(source) as module:
            found: Any = module
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
    except (Exception, SystemExit) as error:  # whatever the user's code raises
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


@contextmanager
def _imported(source: str) -> Iterator[Any]:
    """Give the module that is called `source`, or that is in the file of this path.

    A file is imported as Python runs a script, what lies beside it can be imported, or as a module
    of the package that it is in.
    """
    if not source.endswith(".py"):
        folder = str(Path.cwd())
        if folder not in sys.path:
            sys.path.insert(0, folder)
        yield importlib.import_module(source)
        return
    path = Path(source).resolve()
    if not path.is_file():
        raise CompareError(f"there is no file {path}")
    root = path.parent
    while (root / "__init__.py").is_file():
        root = root.parent
    with _own_modules(root):
        if root != path.parent:
            name = ".".join(path.relative_to(root).with_suffix("").parts)
            yield importlib.import_module(name.removesuffix(".__init__"))
        else:
            yield _script(path)


def _script(path: Path) -> ModuleType:
    """Import a file under a name that no other module has."""
    name = f"{SCRIPT}{'_'.join(path.with_suffix('').parts[1:])}"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@contextmanager
def _own_modules(folder: Path) -> Iterator[None]:
    """Import from `folder` first while this lasts, also what the current folder has under the same
    names, and forget it afterwards: the other side may have modules of these names too.
    """
    names = {entry.stem for entry in folder.iterdir()}
    others = {} if folder == Path.cwd() else _modules_of(Path.cwd())
    aside = {n: m for n, m in others.items() if n.partition(".")[0] in names}
    for name in aside:
        del sys.modules[name]
    sys.path.insert(0, str(folder))
    before = set(sys.modules)
    try:
        yield
    finally:
        for name in _modules_of(folder).keys() - before:
            if not name.startswith(SCRIPT):
                del sys.modules[name]
        sys.path.remove(str(folder))
        sys.modules.update(aside)


def _modules_of(folder: Path) -> dict[str, ModuleType]:
    """Return the modules that were imported from a folder of `sys.path`, and from none inside."""
    inside = [e for e in (Path(entry).absolute() for entry in sys.path) if folder in e.parents]
    found = {}
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        around = Path(file).parents if file and file.startswith(str(folder)) else ()
        if folder in around and not any(entry in around for entry in inside):
            found[name] = module
    return found


def said(error: BaseException) -> str:
    """Return what went wrong, and where in the user's code as far as that tells."""
    if isinstance(error, CompareError):
        return str(error)
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename != __file__]
    last = ([f for f in frames if _is_users(f.filename)] or frames)[-1:]
    place = "".join(f" ({Place(frame.filename, frame.lineno or 0)})" for frame in last)
    return f"{type(error).__name__}: {_without_stack(str(error))}{place}"


def _is_users(file: str) -> bool:
    """Whether a file is neither of a framework, nor of Python, nor this package's."""
    if file.startswith((_PYTHON, "<")) and "site-packages" not in file:
        return False
    libraries = (framework_folder(framework.base) for framework in imported())
    return not file.startswith((*libraries, _HERE))


def _without_stack(text: str) -> str:
    """Return what MindSpore says of an error without the calls of its own C++ and its rules."""
    text = text.partition("- C++ Call Stack")[0]
    lines = [line for line in text.splitlines() if line.strip("- ")]
    return "\n".join(lines)
