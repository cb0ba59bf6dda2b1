"""`bnmigrate verify --model`: a model trained from its own sources and from their translation."""

from __future__ import annotations

import importlib
import importlib.util
import json
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import bnmigrate
from bnmigrate.config import ConfigError
from bnmigrate.findings import Finding
from bnmigrate.journal import UnsettledError
from bnmigrate.report.console import Console
from bnmigrate.verify.model_page import page
from bnmigrate.verify.progress import counted
from bnmigrate.verify.provenance import provenance
from bnmigrate.verify.translation import translated

_WORKER = (
    "import sys; sys.path[:1] = {first!r}; sys.path.append({last!r}); "
    "from bnmigrate.verify.worker import main; main()"
)


class ModelError(Exception):
    """A model that can't be verified, and why."""


class FailedTranslationError(ModelError):
    """The translation of a model fails where the original runs."""


@dataclass(frozen=True)
class Part:
    """Where two runs part: the time, the module or tensor, and how large the difference is."""

    when: str
    where: str
    difference: float | None = None

    def __str__(self) -> str:
        said = "" if self.difference is None else f", by up to {self.difference:.3g}"
        return f"{self.where} {self.when}{said}"


def verify_model(
    model: str,
    given: Mapping[str, Any],
    shape: Sequence[int],
    steps: int,
    seed: int,
    as_json: bool,
    page_file: Path | None,
) -> int:
    """Verify one model, report, and return the exit code."""
    console = Console()
    code = 0
    try:
        report = _verified(model, given, shape, steps, seed, console)
        code = 0 if report["status"] == "equal" else 1
    except (ModelError, ConfigError, UnsettledError) as error:
        code = 1 if isinstance(error, FailedTranslationError) else 2
        status = "different" if code == 1 else "not verified"
        report = {"model": model, "status": status, "reason": str(error)}
        console.error(f"bnmigrate: {error}")
    if as_json:
        console.out(json.dumps(report, indent=2))
    elif "reason" not in report:
        console.out(_line(report))
    if page_file is not None:
        try:
            made = page(report, provenance("torch", steps, seed))
            page_file.write_text(made, encoding="utf-8", newline="\n")
        except OSError as error:
            console.error(f"bnmigrate: {page_file}: cannot be written: {error.strerror}")
            code = code or 2
    return code


def _line(report: Mapping[str, Any]) -> str:
    layers = report["translated_layers"]
    said = f"{report['model']}: {layers} translated layer{'s' * (layers != 1)}, "
    if report["status"] == "equal":
        return said + (
            f"{report['steps']} training steps and an evaluation: outputs, statistics and weights "
            f"are bit-identical ({report['tensors']} tensors compared)"
        )
    return f"{said}different: the two part first at {report['parts_at']}"


def _verified(
    model: str,
    given: Mapping[str, Any],
    shape: Sequence[int],
    steps: int,
    seed: int,
    console: Console,
) -> dict[str, Any]:
    module, _, attribute = model.partition(":")
    if not module or not attribute:
        raise ModelError(f"--model takes MODULE:CALLABLE, not {model!r}")
    source = _source(module.partition(".")[0])
    with TemporaryDirectory(prefix="bnmigrate-") as folder:
        copy = Path(folder) / "copy"
        findings = _translate(source, copy, given, console)
        task = {"model": model, "shape": list(shape), "steps": steps, "seed": seed}
        here = str(Path.cwd())

        def run(name: str, first: list[str]) -> Any:
            import torch

            record = Path(folder) / name.replace(" ", "-")
            _work({**task, "record": str(record)}, first, name)
            return torch.load(record, weights_only=True)

        def run_translation() -> Any:
            try:
                return run("translation", [str(copy), here])
            except ModelError as error:
                raise FailedTranslationError(*error.args) from error

        work = (lambda: run("original", [here]), run_translation)
        original, translation = (each() for each in counted(work, 2, "Training"))
        changed = {
            path
            for path, name in translation["classes"].items()
            if original["classes"].get(path) != name
        }
        if not changed:
            raise ModelError(
                f"no layer of {model} is translated, so there is nothing to compare; bnmigrate "
                f"check {source} lists the findings"
            )
        part = parting(original, translation)
        if part is not None:
            again = parting(original, run("original again", [here]))
            if again is not None:
                raise ModelError(
                    f"{model} computes something else each time it is run ({again}), so that a "
                    "comparison says nothing"
                )
    return {
        "model": model,
        "status": "equal" if part is None else "different",
        "parts_at": None if part is None else str(part),
        "translated_layers": len(changed),
        "tensors": sum(len(m["state"]) + len(m["output"]) for m in original["moments"]),
        "findings_left": sum(not finding.fixed for finding in findings),
        "input": list(shape),
        "steps": steps,
        "seed": seed,
    }


def _source(name: str) -> Path:
    """Return the file or folder of a top-level module, which is not imported."""
    here = str(Path.cwd())
    sys.path.insert(0, here)
    try:
        spec = importlib.util.find_spec(name)
    except (ImportError, ValueError):
        spec = None
    finally:
        sys.path.remove(here)
    if spec is None:
        raise ModelError(f"there is no module {name!r} here")
    if spec.submodule_search_locations:
        return Path(next(iter(spec.submodule_search_locations)))
    if spec.origin is None or not spec.origin.endswith(".py"):
        raise ModelError(f"{name} is no Python source that can be translated")
    return Path(spec.origin)


def _translate(
    source: Path, copy: Path, given: Mapping[str, Any], console: Console
) -> list[Finding]:
    """Copy `source` into the folder `copy` and translate the copy; return the findings."""
    copy.mkdir()
    target = copy / source.name
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))
    else:
        shutil.copy(source, target)
    findings: list[Finding] = []
    problems: list[str] = []
    for path, result, *_ in translated([source], given, console, problems):
        findings.extend(result.findings)
        if result.error:
            for finding in result.findings:
                console.error(f"{finding.path}:{finding.line}: {finding.code} {finding.message}")
        if result.output is not None:
            (target / Path(path).relative_to(source)).write_bytes(result.output)
    for problem in problems:
        console.error(problem)
    return findings


def _work(task: Mapping[str, Any], first: list[str], name: str) -> None:
    code = _WORKER.format(first=first, last=str(Path(bnmigrate.__file__).parents[1]))
    done = subprocess.run(
        [sys.executable, "-c", code, json.dumps(task)],
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines()[-12:]
        raise ModelError("\n".join([f"the {name} can't be run:", *lines]))


def parting(first: Mapping[str, Any], second: Mapping[str, Any]) -> Part | None:
    """Return the first place where two records part, None where they are bit-identical."""
    for one, other in zip(first["moments"], second["moments"], strict=True):
        at = f"({one['when']})"
        for (path, digest), (path2, digest2) in zip(one["modules"], other["modules"], strict=False):
            if (path, digest) != (path2, digest2):
                return Part(at, f"the output of {_module(path, first, second)}")
        if len(one["modules"]) != len(other["modules"]):
            return Part(at, "the number of modules that are called")
        if len(one["output"]) != len(other["output"]):
            return Part(at, "the number of the model's outputs")
        for tensor, tensor2 in zip(one["output"], other["output"], strict=True):
            if not _same(tensor, tensor2):
                return Part(at, "the model's output", _difference(tensor, tensor2))
        for name in dict.fromkeys([*one["state"], *other["state"]]):
            path, _, last = name.rpartition(".")
            if name not in one["state"] or name not in other["state"]:
                return Part(at, f"{last}, which only one has, of {_module(path, first, second)}")
            tensor, tensor2 = one["state"][name], other["state"][name]
            if not _same(tensor, tensor2):
                where = f"{last} of {_module(path, first, second)}"
                return Part(at, where, _difference(tensor, tensor2))
    return None


def _module(path: str, first: Mapping[str, Any], second: Mapping[str, Any]) -> str:
    classes = [record["classes"].get(path, "nothing") for record in (first, second)]
    said = " and ".join(dict.fromkeys(classes))
    return f"`{path}` ({said})" if path else f"the model itself ({said})"


def _same(first: Any, second: Any) -> bool:
    """Tell whether two tensors are the same bit by bit, NaN included."""
    if first.shape != second.shape or first.dtype != second.dtype:
        return False
    return bool(first.numpy().tobytes() == second.numpy().tobytes())


def _difference(first: Any, second: Any) -> float | None:
    if first.shape != second.shape:
        return None
    return float((first.double() - second.double()).abs().max()) if first.numel() else None
