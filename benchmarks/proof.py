"""Prove translations on models that nobody here wrote: those of pytorchcv and timm.

    python -m benchmarks.proof [--million 1000] [--sample timm=100] [--seconds 600] [--package timm]
                               [--processes 2] [--record answers.jsonl]

Each package is translated whole, with `fix` and with `fix --unsafe-fixes`. Every model that holds
the layer is built from the original and from each translation, with the same seed and weights, and
trained on the same batches with SGD; outputs, statistics and weights after each step and the output
in evaluation are compared bit by bit. It prints the page docs/proof.md. It exits 1 where a model
differs or crashes without a report.

All models take an hour or two. With --record each answer is kept in a file, and a second run takes
from it what it holds of the same sources: one that was stopped goes on.
"""

from __future__ import annotations

import argparse
import json
import platform
import queue
import random
import select
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.models import BATCH, STEPS
from benchmarks.packages import ORIGINAL, TRANSLATIONS, content, prepare
from tests.packages import PINNED

PACKAGES = ("pytorchcv", "timm")
LIST = """
import sys
from benchmarks.packages import Torchvision
from benchmarks.models import model_names
from benchmarks.packages import Side
from pathlib import Path
sys.meta_path.append(Torchvision())
side = Side(Path(sys.argv[1]), sys.argv[2])
with side.imported():
    names = model_names(sys.argv[2])
print("\\n".join(names))
"""


@dataclass(frozen=True)
class Job:
    """What the workers do: compare or watch the models of a prepared package."""

    folder: Path
    package: str
    work: str
    maximum: int
    seconds: float
    kinds: tuple[str, ...] = tuple(TRANSLATIONS)


class Worker:
    """A process that answers one model after the other; a new one where it is lost."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._process: subprocess.Popen[str] | None = None

    def ask(self, model: str) -> dict[str, Any]:
        """Return what the process says of a model."""
        job = self._job
        if self._process is None:
            command = [sys.executable, "-m", "benchmarks.comparison", str(job.folder)]
            command += [job.package, job.work, str(job.maximum), *job.kinds]
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(model + "\n")
        self._process.stdin.flush()
        ready, _, _ = select.select([self._process.stdout], [], [], job.seconds)
        line = self._process.stdout.readline() if ready else ""
        if line:
            answer: dict[str, Any] = json.loads(line)
            return answer
        self.stop()
        return {"model": model, "status": "lost" if ready else "too slow"}

    def stop(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None


def names_of(folder: Path, package: str) -> list[str]:
    """Return the names of all models of a prepared package."""
    command = [sys.executable, "-c", LIST, str(folder / "original"), package]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return done.stdout.split()


def run(
    job: Job, names: list[str], processes: int = 2, record: Path | None = None
) -> list[dict[str, Any]]:
    """Return the answers for `names`, in their order; take from `record` those that it holds."""
    sources = [content(job.folder / kind) for kind in (ORIGINAL, *job.kinds)]
    answers = {} if record is None else _recorded(record, job.package, sources)
    waiting: queue.SimpleQueue[str] = queue.SimpleQueue()
    for name in names:
        if name not in answers:
            waiting.put(name)
    written = threading.Lock()

    def work() -> None:
        worker = Worker(job)
        while True:
            try:
                name = waiting.get_nowait()
            except queue.Empty:
                break
            answer = worker.ask(name)
            with written:
                answers[name] = answer
                if record is not None:
                    with record.open("a", encoding="utf-8") as file:
                        kept = {"package": job.package, "sources": sources, **answer}
                        file.write(json.dumps(kept) + "\n")
                _progress(len(names) - waiting.qsize(), len(names))
        worker.stop()

    threads = [threading.Thread(target=work) for _ in range(processes)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [answers[name] for name in names]


def _recorded(record: Path, package: str, sources: list[str]) -> dict[str, dict[str, Any]]:
    """Return the answers that are kept of these sources; others say nothing of them."""
    if not record.exists():
        return {}
    lines = map(json.loads, record.read_text(encoding="utf-8").splitlines())
    return {
        answer["model"]: answer
        for answer in lines
        if answer["package"] == package and answer["sources"] == sources
    }


def _progress(done: int, total: int) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{done} of {total}" + ("\n" if done == total else ""))


def sample(names: list[str], count: int) -> list[str]:
    """Return `count` of the names, the same each time; all where `count` is 0."""
    return sorted(random.Random(4).sample(names, min(count, len(names)))) if count else names


def page(
    counts: dict[str, dict[str, Counter[str]]],
    models: dict[str, Counter[str]],
    notes: list[str],
    options: argparse.Namespace,
) -> str:
    """Return the page docs/proof.md."""
    import torch

    known = [f"{name} {PINNED[name]}" for name in models]
    known += [f"torch {torch.__version__}", f"Python {platform.python_version()}"]
    versions = ", ".join([*known, platform.machine()])
    lines = [
        "# Proof on models that nobody here wrote",
        "",
        "What `python -m benchmarks.proof` prints. Two packages are translated to MindSpore whole,",
        "with `fix` and with `fix --unsafe-fixes`. A model is built from the original and each",
        "translation with the same seed and weights and trained on the same batches with SGD; what",
        "was translated runs on the [runtime](runtime.md). Compared bit by bit are outputs,",
        f"parameters and the statistics after each of {STEPS} steps, and the output in evaluation.",
        "",
        f"Versions: {versions}.",
        "",
        f"Batches of {BATCH} random images of 32 pixels a side, of 16 for models made for 32,",
        "more where a model needs it. A pooling window that is larger than its input is cut to it,",
        "on both sides. Where the translations of a package are the same text, they are run once.",
        "A model none of whose layers is translated is built, and not trained.",
        _scope(options),
        "",
        "| | " + " | ".join(models) + " |",
        "|---|" + "---|" * len(models),
    ]
    rows = {
        "known": "models of the package",
        "tried": "models tried, drawn with a fixed seed where they are fewer",
        "no layer": "hold no layer that is translated",
        "larger": "larger than the limit, not run",
        "does not run": "the original does not run (reasons below)",
        "too slow": "not done within the time limit",
        "lost": "ended the process",
        "runs": "looked at below",
    }
    lines += [
        f"| {text} | " + " | ".join(str(count[row]) for count in models.values()) + " |"
        for row, text in rows.items()
    ]
    results = {
        "same, all": "**bit-identical**, all layers translated",
        "same, some": "**bit-identical**, some layers translated, the others refused",
        "reported": "fails at a place that the report names",
        "different": "different",
        "unreported": "fails without a report",
        "refused": "refused: no layer of it is translated",
    }
    columns = [(name, kind) for name in counts for kind in counts[name]]
    lines += [
        "",
        "| of those | " + " | ".join(f"{n}, `{kind}`" for n, kind in columns) + " |",
        "|---|" + "---|" * len(columns),
    ]
    lines += [
        f"| {text} | " + " | ".join(str(counts[n][kind][row]) for n, kind in columns) + " |"
        for row, text in results.items()
    ]
    for text, left_out in (("those with a translated layer", {"refused"}), ("all", set())):
        cells = (share(counts[n][kind], set(results) - left_out) for n, kind in columns)
        lines.append(f"| bit-identical, of {text} | " + _row(cells))
    lines += ["", "Of all models together that have a translated layer, bit-identical are:", ""]
    lines += [f"- `{kind}`: {together(counts, kind)}" for kind in next(iter(counts.values()))]
    refused = sorted({row for n, k in columns for row in counts[n][k] if row.startswith("for ")})
    if refused:
        lines += [
            "",
            "Models with refused layers, by the obstacles that the report names in the file that",
            "makes most of them:",
            "",
            "| | " + _row(f"{n}, `{kind}`" for n, kind in columns),
            "|---|" + "---|" * len(columns),
        ]
    lines += [
        f"| {row.removeprefix('for ')} | " + _row(counts[n][kind][row] for n, kind in columns)
        for row in refused
    ]
    if notes:
        lines += ["", *notes]
    return "\n".join(lines) + "\n"


def _row(cells: Iterable[object]) -> str:
    return " | ".join(map(str, cells)) + " |"


def share(results: Counter[str], rows: set[str]) -> str:
    """Return how many of the models counted in `rows` are bit-identical, in percent."""
    same = results["same, all"] + results["same, some"]
    total = sum(results[row] for row in rows)
    return f"{100 * same / total:.1f} %" if total else "-"


def together(counts: dict[str, dict[str, Counter[str]]], kind: str) -> str:
    """Return how many of the models of all packages that have a translated layer are bit-identical
    with the translation `kind`.
    """
    results = sum((of_package[kind] for of_package in counts.values()), Counter[str]())
    translated = {"same, all", "same, some", "reported", "different", "unreported"}
    same = results["same, all"] + results["same, some"]
    return f"{same} of {sum(results[row] for row in translated)}, {share(results, translated)}"


def _scope(options: argparse.Namespace) -> str:
    return (
        f"Models of more than {options.million:g} million parameters, or that take longer than\n"
        f"{options.seconds:g} seconds, are counted and not compared."
    )


def tally(
    answers: list[dict[str, Any]],
) -> tuple[Counter[str], dict[str, Counter[str]], list[str], bool]:
    """Count models by status, and results by translation; note what is not bit-identical and what
    does not run.

    Tell too whether every one of these is explained by the report.
    """
    models: Counter[str] = Counter(tried=len(answers))
    results: dict[str, Counter[str]] = {}
    failing: dict[str, list[str]] = {}
    idle: dict[str, list[str]] = {}
    explained = True
    for answer in answers:
        models[answer["status"]] += 1
        if answer["status"] == "does not run":
            idle.setdefault(answer["why"], []).append(answer["model"])
        for kind, got in answer.get("translations", {}).items():
            row = outcome(got)
            counted = results.setdefault(kind, Counter())
            counted[row] += 1
            counted.update(f"for {code}" for code in got.get("codes", [])[:1])
            if row in ("reported", "different", "unreported"):
                codes = ", ".join(got.get("reported", [])) or "no report"
                failing.setdefault(f"`{kind}`, {_where(got)} ({codes})", []).append(answer["model"])
                explained = explained and row == "reported"
    notes: list[str] = []
    for title, groups in (("Not bit-identical", failing), ("The original does not run", idle)):
        if groups:
            notes += [f"{title}:", ""]
            notes += [f"- {where}: {', '.join(names)}" for where, names in groups.items()]
            notes.append("")
    return models, results, notes, explained


def outcome(got: dict[str, Any]) -> str:
    """Return the row in which a comparison counts."""
    if got["status"] == "same":
        return "same, some" if got["kept"] else "same, all"
    if got["status"] in ("different", "refused"):
        return str(got["status"])
    return "reported" if got["reported"] else "unreported"


def _where(got: dict[str, Any]) -> str:
    where = got["where"]
    place = where if isinstance(where, str) else ":".join(map(str, where or ["outside"]))
    return f"{place}: {got['why']}" if "why" in got else place


def main() -> int:
    """Translate, compare, print the page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "--million", type=float, default=1000, help="parameters of the largest model"
    )
    parser.add_argument(
        "--sample", action="append", default=[], metavar="PACKAGE=MODELS", help="draw so many"
    )
    parser.add_argument("--seconds", type=float, default=600, help="time limit of a model")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--record", type=Path, help="keep the answers here, and go on from them")
    parser.add_argument("--package", action="append", choices=PACKAGES)
    options = parser.parse_args()
    drawn = dict(entry.split("=") for entry in options.sample)
    counts: dict[str, dict[str, Counter[str]]] = {}
    models: dict[str, Counter[str]] = {}
    all_notes: list[str] = []
    all_explained = True
    for package in options.package or PACKAGES:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            prepare(package, folder)
            job = Job(folder, package, "compare", int(options.million * 1e6), options.seconds)
            known = names_of(folder, package)
            names = sample(known, int(drawn.get(package, 0)))
            answers = run(job, names, options.processes, options.record)
        models[package], counts[package], notes, explained = tally(answers)
        models[package]["known"] = len(known)
        all_notes += [f"## {package}", "", *notes] if notes else []
        all_explained = all_explained and explained
    sys.stdout.write(page(counts, models, all_notes, options))
    return 0 if all_explained else 1


if __name__ == "__main__":
    sys.exit(main())
