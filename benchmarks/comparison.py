"""Compare the models of a package with their translations, and watch what these ask of the layer.

    python -m benchmarks.comparison FOLDER PACKAGE compare|watch MAXIMUM [KIND ...]

is the worker of benchmarks/proof.py and of the tests: it reads the name of a model a line and
answers each with a line of JSON. Models of more than MAXIMUM parameters are not run.
"""

from __future__ import annotations

import itertools
import json
import logging
import sys
import traceback
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any

import torch
from torch import nn
from torch.nn.modules.batchnorm import _BatchNorm

from benchmarks import models
from benchmarks.packages import ORIGINAL, Side, Torchvision
from bnmigrate.runtime import activate
from bnmigrate.runtime.batch_norm import BatchNorm

# What the layer has under torch only, or has and ignores when it is assigned.
STATE, COUNTER = BatchNorm.STATE, BatchNorm.COUNTER
OLD_NAMES = {*STATE, COUNTER, "affine", "track_running_stats"}
INERT = {"momentum", "eps"}


def compare(package: str, name: str, sides: list[Side], maximum: int) -> dict[str, Any]:
    """Run a model on the original side, the first, and on each translated one; say what differs."""
    original = sides[0]
    answer: dict[str, Any] = {"model": name}
    with original.imported():
        try:
            known = models.known(package, name)
        except Exception as error:
            return {**answer, "status": "does not run", "why": repr(error)[:200]}
    answer.update(parameters=known.parameters, layers=known.layers)
    if not known.layers or known.parameters > maximum:
        return {**answer, "status": "larger" if known.layers else "no layer"}
    refused = {side.folder.name: _refused(side, package, name) for side in sides[1:]}
    if all(refused.values()):
        return {**answer, "status": "runs", "translations": refused}
    answer.update(status="does not run", why="")
    with original.imported():
        for size, told in itertools.product(known.sizes, (True, False)):
            make = partial(models.build, package, name, size if told else None)
            try:
                model = make()
                weights = {key: value.clone() for key, value in model.state_dict().items()}
                drawn = models.state_of(model)
                batches = models.inputs(model, size)
                trace = list(models.train(model, batches))
            except Exception as error:
                answer["why"] = repr(error)[:200]
            else:
                answer.update(status="runs", size=size, translations={})
                del answer["why"], model
                break
    if answer["status"] == "does not run":
        return answer
    done: dict[str, dict[str, Any]] = {}
    for side in sides[1:]:
        kind = side.folder.name
        if side.content not in done:
            with side.imported():
                done[side.content] = refused[kind] or _against(
                    side, make, batches, weights, drawn, trace
                )
        answer["translations"][kind] = done[side.content]
    return answer


def _refused(side: Side, package: str, name: str) -> dict[str, Any]:
    """Return what is known of a model none of whose layers is translated, nothing of another."""
    with side.imported(), made_by(side) as places:
        try:
            with torch.device("meta"):
                model = models.build(package, name)
        except Exception:
            return {}  # some compute while they are built, and the comparison tells of the rest
        kept = [module for module in model.modules() if isinstance(module, models.LAYERS)]
        if any(isinstance(module, BatchNorm) for module in model.modules()):
            return {}
        codes = _codes(side, [places[id(module)] for module in kept])
    return {"status": "refused", "translated": 0, "kept": len(kept), "codes": codes}


def _against(
    side: Side,
    make: Callable[[], nn.Module],
    batches: list[torch.Tensor],
    weights: dict[str, torch.Tensor],
    drawn: dict[str, str],
    trace: models.Trace,
) -> dict[str, Any]:
    answer: dict[str, Any] = {}
    try:
        with made_by(side) as places:
            model = make()
        layers = [module for module in model.modules() if isinstance(module, BatchNorm)]
        kept = [module for module in model.modules() if isinstance(module, models.LAYERS)]
        answer.update(translated=len(layers), kept=len(kept))
        answer["codes"] = _codes(side, [places[id(module)] for module in kept])
        first = models.state_of(model)
        answer["drawn"] = _difference(drawn, first)
        if not layers:
            return {**answer, "status": "refused"}
        if answer["drawn"]:
            model.load_state_dict(weights)
        steps = models.train(model, batches)
        for (what, expected), (_, got) in zip(trace, steps, strict=True):
            difference = _difference(expected, got)
            if difference:
                return {**answer, "status": "different", "where": f"{what}: {difference}"}
    except Exception as error:
        place = _place(side, error.__traceback__)
        found = side.codes_at(*place) if place else []
        return {
            **answer,
            "status": "crashes",
            "where": place,
            "why": repr(error)[:300],
            "reported": found,
        }
    return {**answer, "status": "same"}


def _difference(expected: dict[str, str], got: dict[str, str]) -> str:
    """Return the first name under which two runs hold different bits, empty where there is none."""
    for name in [*expected, *got]:
        if expected.get(name) != got.get(name):
            return name
    return ""


def _place(side: Side, trace: TracebackType | None) -> tuple[str, int] | None:
    """Return file and line of the copy's innermost frame of a traceback."""
    found: tuple[str, int] | None = None
    for frame, line in traceback.walk_tb(trace):
        path = side.place(frame.f_code.co_filename)
        found = (path, line) if path else found
    return found


@contextmanager
def made_by(side: Side) -> Iterator[dict[int, list[str]]]:
    """Tell for each torch layer made meanwhile the files of the copy that led to it."""
    places: dict[int, list[str]] = {}
    make = _BatchNorm.__init__

    def init(self: _BatchNorm, *args: Any, **kwargs: Any) -> None:
        places[id(self)] = [path for path, _ in side.places(sys._getframe(1))]
        make(self, *args, **kwargs)

    _BatchNorm.__init__ = init  # type: ignore[method-assign]  # watched
    try:
        yield places
    finally:
        _BatchNorm.__init__ = make  # type: ignore[method-assign]  # as it was


def _codes(side: Side, places: list[list[str]]) -> list[str]:
    """Return what the report says of the files that made these layers, for each layer most often.

    It is that of the innermost file that has an obstacle.
    """
    codes: Counter[str] = Counter()
    for files in places:
        for file in files:
            obstacles = {f.code for f in side.left if f.path == file and f.code >= "BN2"}
            if obstacles:
                codes[" ".join(sorted(obstacles))] += 1
                break
        else:
            codes["none there: the class arrives from a file that is refused"] += 1
    return [code for code, _ in codes.most_common()]


class Watch:
    """Replaces what the runtime's layer does with torch's names: raise, unless it was reported.

    What the report explains is served under MindSpore's name, so that what follows runs too.
    """

    def __init__(self) -> None:
        self.side: Side | None = None
        self.explained: Counter[tuple[str, int, str]] = Counter()
        self.unexplained: Counter[tuple[str, int, str]] = Counter()
        self._get = BatchNorm.__getattr__
        self._set = BatchNorm.__setattr__

        def read(layer: BatchNorm, name: str) -> Any:
            if name not in OLD_NAMES or not self._meet(name):
                return self._get(layer, name)
            if name in STATE:
                return getattr(layer, STATE[name])
            return {COUNTER: torch.tensor(0), "affine": layer._affine}.get(name, True)

        def write(layer: BatchNorm, name: str, value: Any) -> None:
            made = "_affine" in layer.__dict__
            if name in OLD_NAMES or (name in INERT and made):
                self._meet(name)
            self._set(layer, name, value)

        BatchNorm.__getattr__ = read  # type: ignore[method-assign, assignment]  # watched
        BatchNorm.__setattr__ = write  # type: ignore[method-assign, assignment]  # watched

    def _meet(self, name: str) -> bool:
        """Count an access, and tell whether the report explains it."""
        if self.side is None:
            return False
        place = next(iter(self.side.places(sys._getframe(2))), None)
        if place is None:
            return False
        explained = bool(self.side.codes_at(*place))
        path, line = place
        (self.explained if explained else self.unexplained)[path, line, name] += 1
        return explained


def watch(
    package: str, name: str, sides: list[Side], maximum: int, watched: Watch
) -> dict[str, Any]:
    """Run all that a translated model can be made to run, and say what it asked of the layer.

    What the original raises too says nothing; any other error is held against the report.
    """
    answer: dict[str, Any] = {"model": name, "translations": {}}
    original: list[tuple[str, Exception]] | None = None
    for side in sides[1:]:
        with side.imported():
            try:
                known = models.known(package, name)
            except Exception:
                known = None  # the run below tells why
            layers = 0 if known is None else known.translated
        if known is not None and (not layers or known.parameters > maximum):
            continue
        if original is None:
            with sides[0].imported():
                original = list(_exercise(package, name))
        watched.explained.clear()
        watched.unexplained.clear()
        watched.side = side
        with side.imported():
            raised = list(_exercise(package, name))
        watched.side = None
        before = {(what, type(error)) for what, error in original}
        errors = []
        for what, error in raised:
            place = _place(side, error.__traceback__)
            reported = place is not None and side.codes_at(*place)
            if (what, type(error)) not in before and not reported:
                errors.append([what, place[0] if place else "", repr(error)[:300]])
        answer["translations"][side.folder.name] = {
            "layers": layers,
            "explained": [[*place, count] for place, count in watched.explained.items()],
            "unexplained": [[*place, count] for place, count in watched.unexplained.items()],
            "errors": errors,
        }
    return answer


def _exercise(package: str, name: str) -> Iterator[tuple[str, Exception]]:
    """Build a model, train it and call its methods, before and after; yield what is raised."""
    try:
        sizes = models.known(package, name).sizes
        model = models.build(package, name)
    except Exception as error:
        yield "being built", error
        return
    yield from models.call_methods(model)
    for size in sizes:
        try:
            model = models.build(package, name, size)
            list(models.train(model, models.inputs(model, size)))
        except Exception as error:  # noqa: PERF203 - the next size is tried
            yield f"trained on {size}", error
        else:
            yield from ((f"{what} after training", e) for what, e in models.call_methods(model))
            return


def main() -> None:
    """Answer one line after the other."""
    folder, package, work, maximum, *kinds = sys.argv[1:]
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    torch.set_num_threads(1)
    sys.meta_path.append(Torchvision())
    activate(hide_real=True)
    models.pool_small_inputs()
    answers, sys.stdout = sys.stdout, sys.stderr  # some models print
    sides = [Side(Path(folder) / kind, package) for kind in (ORIGINAL, *kinds)]
    watched = Watch() if work == "watch" else None
    for line in sys.stdin:
        name = line.strip()
        if watched is None:
            answer = compare(package, name, sides, int(maximum))
        else:
            answer = watch(package, name, sides, int(maximum), watched)
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
