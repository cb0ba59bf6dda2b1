"""The rules that ship are true, and a wrong rule file is refused with what would be right."""

from __future__ import annotations

import importlib
import inspect
import itertools
import re
from operator import attrgetter
from pathlib import Path
from typing import Any

import pytest

from bnmigrate import runtime
from bnmigrate.rule_files import rulebook, shipped_rules
from bnmigrate.rulebook import (
    Accepts,
    Dialect,
    LayerClass,
    Parameter,
    Rulebook,
)
from bnmigrate.tables import TableError, alternatives, load

DOCUMENTATION = Path(__file__).parent.parent / "docs" / "layer-rules.md"
SHIPPED = rulebook()
LAYERS = {layer.name: layer.dialects for layer in SHIPPED.layers}
DIALECTS = LAYERS["BatchNorm2d"]


def framework(dialect: Dialect) -> Any:
    package: Any = pytest.importorskip(dialect.root, reason=f"{dialect.root} is not installed")
    if dialect.root == "mindspore":
        package.set_context(pynative_synchronize=True)  # an error comes where it is made
    return package


def part_of(layer: Any, name: str) -> Any:
    """Return a parameter or statistic of a layer, by its name or its path."""
    return attrgetter(name)(layer)


def look_up(qualified_name: str) -> Any:
    """Return the object behind a dotted name, whose last parts may be attributes of a class."""
    parts = qualified_name.split(".")
    found = importlib.import_module(parts[0])
    for index, part in enumerate(parts[1:], 2):
        if not hasattr(found, part):
            importlib.import_module(".".join(parts[:index]))
        found = getattr(found, part)
    return found


SPOKEN = {
    f"{layer}-{name}": dialect
    for layer, dialects in LAYERS.items()
    for name, dialect in dialects.items()
}
each_dialect = pytest.mark.parametrize("dialect", SPOKEN.values(), ids=list(SPOKEN))
each_layer = pytest.mark.parametrize("layer", LAYERS)


WRITTEN = {("LayerNorm", "epsilon"), *((f"InstanceNorm{n}d", "affine") for n in (1, 2, 3))}
"""The concepts of arguments that are written out, as their defaults in MindSpore are others."""

SIZES = {"features": 2, "groups": 1}
"""What the arguments are that a layer can't be made without, by their concepts."""


def made(dialect: Dialect, size: int = 2, **arguments: Any) -> Any:
    """Return a layer of a size, which all its parameters have, with all that it has on demand."""
    sizes = SIZES | {"features": size}
    given: dict[str, Any] = {}
    for parameter in dialect.signature.parameters:
        if parameter.default is None:
            is_shape = parameter.encoding == "shape"
            given[parameter.name] = (size,) if is_shape else sizes[parameter.concept]
        elif parameter.concept in dialect.family.switches and parameter.default == "False":
            given[parameter.name] = True
    return look_up(dialect.layer_class)(**given | arguments)


def called(dialect: Dialect, layer: Any, images: Any) -> None:
    """Call a layer and wait for what it raises; one without a kernel here checks what it is given,
    and raises an error of its own then.
    """
    try:
        str(layer(images))
    except RuntimeError as error:
        if dialect.cpu_kernel or "Unsupported op" not in str(error):
            raise


# What ships


def rule_files() -> list[Path]:
    """Return the files of what is true of frameworks, families and layers."""
    kinds = ("families", "frameworks", "layers")
    return [path for kind in kinds for path in sorted((shipped_rules() / kind).glob("*.toml"))]


def test_the_shipped_rules_load() -> None:
    assert [str(path.relative_to(shipped_rules())) for path in rule_files()] == [
        "families/batch_norm.toml",
        "families/instance_norm.toml",
        "families/per_sample_norm.toml",
        "frameworks/mindspore.toml",
        "frameworks/mint.toml",
        "frameworks/torch.toml",
        "layers/batch_norm_1d.toml",
        "layers/batch_norm_2d.toml",
        "layers/batch_norm_3d.toml",
        "layers/group_norm.toml",
        "layers/instance_norm_1d.toml",
        "layers/instance_norm_2d.toml",
        "layers/instance_norm_3d.toml",
        "layers/layer_norm.toml",
        "layers/sync_batch_norm.toml",
    ]
    assert SHIPPED.dialect_names == ("torch", "mindspore", "mint")
    assert [layer.name for layer in SHIPPED.layers] == [
        "BatchNorm1d",
        "BatchNorm2d",
        "BatchNorm3d",
        "GroupNorm",
        "InstanceNorm1d",
        "InstanceNorm2d",
        "InstanceNorm3d",
        "LayerNorm",
        "SyncBatchNorm",
    ]
    assert SHIPPED.classes["torch.nn.modules.batchnorm.BatchNorm2d"].dialect.name == "torch"
    assert SHIPPED.classes["mindspore.nn.BatchNorm2d"].dialect.name == "mindspore"
    assert SHIPPED.classes["mindspore.mint.nn.BatchNorm2d"].dialect.name == "mint"
    assert "mindspore.nn.layer" in SHIPPED.modules
    assert SHIPPED.functional["torch.nn.functional.batch_norm"].name == "torch"


@each_dialect
def test_the_signature_is_the_frameworks_own(dialect: Dialect) -> None:
    package = framework(dialect)
    # Some versions of Python show MindSpore's __new__ in the place of the constructor.
    constructor = inspect.signature(look_up(dialect.layer_class).__init__)
    real = {name: p for name, p in constructor.parameters.items() if name != "self"}
    ours = list(dialect.signature.parameters)
    if dialect.name == "torch" and "bias" not in real:
        ours = [parameter for parameter in ours if parameter.name != "bias"]  # came late
    assert [parameter.name for parameter in ours] == list(real)
    for parameter in ours:
        actual = real[parameter.name]
        assert parameter.keyword_only == (actual.kind is inspect.Parameter.KEYWORD_ONLY)
        if parameter.default is None:
            assert actual.default is inspect.Parameter.empty, parameter.name
        else:
            default = eval(parameter.default, {dialect.root: package})  # a rule that ships
            assert (default, type(default)) == (actual.default, type(actual.default))


@each_dialect
def test_every_class_name_is_the_layer(dialect: Dialect) -> None:
    framework(dialect)
    layer = look_up(dialect.layer_class)
    assert all(look_up(name) is layer for name in dialect.classes)


@each_dialect
def test_what_a_layer_does_not_use_is_there_or_not_as_the_rules_say(dialect: Dialect) -> None:
    framework(dialect)
    statistics = dialect.signature.for_concept("statistics")
    flags = {} if statistics is None else {statistics.name: dialect.name == "mindspore"}
    affine = dialect.signature.for_concept("affine")
    without = made(dialect, **flags, **({} if affine is None else {affine.name: False}))
    absent = {c for c, name in dialect.state.items() if part_of(without, name) is None}
    everything = set(dialect.state)
    assert absent == (everything if dialect.unused_state == "none" else set())


@each_dialect
def test_every_function_that_does_the_layers_work_exists(dialect: Dialect) -> None:
    framework(dialect)
    assert all(callable(look_up(name)) for name in (*dialect.functional, *dialect.converters))


@each_dialect
def test_the_functions_take_what_the_rules_say(dialect: Dialect) -> None:
    framework(dialect)
    for name, taken in dialect.functions.parameters.items():
        if name == "torch.batch_norm":
            continue  # written in C++, without a signature: how it counts is measured below
        shown = inspect.signature(look_up(name)).parameters.values()
        defaults = {p.name: None if p.default is p.empty else repr(p.default) for p in shown}
        assert list(defaults.items()) == list(taken.items())


def moved_by(name: str, momentum: float) -> float:
    """Return which share of a batch, given by position, is in the running mean after a call."""
    dialect = SHIPPED.functional[name]
    package = framework(dialect)
    is_torch = dialect.root == "torch"
    tensor = package.tensor if is_torch else package.Tensor
    learned = tensor if is_torch else lambda values: package.Parameter(tensor(values))
    images = tensor([[[[1.0]], [[3.0]]], [[[2.0]], [[8.0]]]])
    scale = {"weight": learned([1.0, 1.0]), "bias": learned([0.0, 0.0])}
    statistics = {"running_mean": learned([0.0, 0.0]), "running_var": learned([1.0, 1.0])}
    values: dict[str, Any] = {
        **dict.fromkeys(("input", "input_x"), images),
        **scale,
        **statistics,
        **dict.fromkeys(("training", "is_training"), True),
        "momentum": momentum,
        **dict.fromkeys(("eps", "epsilon"), 1e-5),
        "cudnn_enabled": False,
        "data_format": "NCHW",
    }
    called = look_up(name)(*map(values.get, dialect.functions.parameters[name]))
    if callable(called):  # an operator is made first
        called = called(images, *scale.values(), *statistics.values())
    str(called)
    return float(statistics["running_mean"][0]) / 1.5


RUN = [name for d in DIALECTS.values() if d.name != "mint" for name in d.functions.parameters]
"""The functions that keep statistics, but for mint's, which has no CPU kernel."""


@pytest.mark.parametrize("name", RUN)
def test_the_momentum_of_a_function_is_the_share_of_the_new_batch(name: str) -> None:
    assert moved_by(name, 0.25) == pytest.approx(0.25, rel=1e-5)
    doubtful = SHIPPED.functional[name].functions.doubtful["momentum"]
    assert doubtful.holds(0.9)
    assert not doubtful.holds(0.1)


@each_dialect
def test_a_fresh_layer_has_the_state_and_the_mode_that_the_rules_name(dialect: Dialect) -> None:
    framework(dialect)
    layer = made(dialect)
    assert all(part_of(layer, name) is not None for name in dialect.state.values())
    assert layer.training == (dialect.framework.fresh_mode == "training")


@each_dialect
def test_an_instance_has_the_attributes_that_the_rules_name(dialect: Dialect) -> None:
    framework(dialect)
    layer = made(dialect)
    public = {name for name in dir(layer) if not name.startswith("_")}
    if dialect.root == "mindspore":
        public |= {*layer.name_cells(), *layer._params}  # which `dir` leaves out
    assert dialect.attributes == public | set(dialect.state.values())


@pytest.mark.parametrize("rank", range(1, 9))  # beyond that, MindSpore has none
@pytest.mark.parametrize("name", ["torch", "mindspore"])  # mint's layer has no kernel here
@each_layer
def test_an_input_has_as_many_dimensions_as_the_rules_say(layer: str, name: str, rank: int) -> None:
    dialect = LAYERS[layer][name]
    package = framework(dialect)
    images = package.ones((2,) * rank) if name == "torch" else package.ops.ones((2,) * rank)
    try:
        called(dialect, made(dialect), images)
    except (ValueError, RuntimeError):
        accepted = False
    else:
        accepted = True
    assert accepted == (rank in dialect.ranks)


@pytest.mark.parametrize("precision", ["float16", "bfloat16", "float32", "float64"])
@pytest.mark.parametrize("name", ["torch", "mindspore"])  # mint's layer has no kernel here
@each_layer
def test_a_layer_works_in_the_types_that_the_rules_say(
    layer: str, name: str, precision: str
) -> None:
    dialect = LAYERS[layer][name]
    package = framework(dialect)
    dtype = getattr(package, precision)
    shape = (2,) * dialect.ranks[0]
    images = package.ones(shape) if name == "torch" else package.ops.ones(shape)
    try:
        called(dialect, made(dialect, dtype=dtype), images.to(dtype))
    except (TypeError, RuntimeError):
        accepted = False
    else:
        accepted = True
    assert accepted != dialect.refuses(precision)


@pytest.mark.parametrize("name", SHIPPED.frameworks)
def test_a_network_holds_layers_of_others_as_the_rules_say(name: str) -> None:
    known = SHIPPED.frameworks[name]
    torch = pytest.importorskip("torch", reason="torch is not installed")
    pytest.importorskip(known.root, reason=f"{known.root} is not installed")
    other = runtime.BatchNorm2d(2) if known.root == "torch" else torch.nn.BatchNorm2d(2)
    try:
        look_up(known.containers[0])(other)
    except TypeError:
        holds = False
    else:
        holds = True
    assert holds == known.holds_others


RESETS = [
    pytest.param(dialect, method, id=f"{name}-{method}")
    for name, dialect in SPOKEN.items()
    for method in dialect.resets
]


@pytest.mark.parametrize(("dialect", "method"), RESETS)
def test_a_method_fills_anew_what_the_rules_say(dialect: Dialect, method: str) -> None:
    torch = framework(dialect)
    layer = made(dialect, 3)
    parts = {c: part_of(layer, name) for c, name in dialect.state.items() if c != "counter"}
    with torch.no_grad():
        for tensor in parts.values():
            tensor.fill_(7)
    getattr(layer, method)()
    filled = dialect.resets[method]
    values = {"ones": 1, "zeros": 0}
    expected = {c: values[filled[c]] if c in filled else 7 for c in parts}
    assert {c: tensor.tolist() for c, tensor in parts.items()} == {
        c: [value] * 3 for c, value in expected.items()
    }


@each_dialect
def test_what_the_rules_drop_in_silence_makes_the_same_layer(dialect: Dialect) -> None:
    package = framework(dialect)
    plain = made(dialect)
    dropped = 0
    for parameter in dialect.signature.parameters:
        for text in parameter.neutral:
            value = eval(text, {dialect.root: package})  # a rule that ships
            layer = made(dialect, **{parameter.name: value})
            for name in dialect.state.values():
                one, other = part_of(layer, name), part_of(plain, name)
                assert one.dtype == other.dtype
                assert (one == other).all(), f"{parameter.name}={text} changes {name}"
            dropped += 1
    assert dropped


VALUES = [
    (layer, parameter, value)
    for layer, dialects in LAYERS.items()
    for parameter in dialects["mindspore"].signature.parameters
    for value in (None, -1, -0.1, 0, 0.5, 1, 1.0, 1.5, 2, True, "0.1")
    # MindSpore takes a momentum of True for 1, by accident; the rules do not count on it.
    if parameter.accepts and (parameter.name, value is True) != ("momentum", True)
]


@pytest.mark.parametrize(
    ("layer", "parameter", "value"), VALUES, ids=[f"{v[0]}-{v[1].name}-{v[2]}" for v in VALUES]
)
def test_mindspore_rejects_what_the_rules_say(
    layer: str, parameter: Parameter, value: object
) -> None:
    dialect = LAYERS[layer]["mindspore"]
    mindspore = framework(dialect)
    images = mindspore.ops.ones((2,) * dialect.ranks[0])
    assert parameter.accepts is not None
    try:
        arguments: dict[str, Any] = {parameter.name: value}
        one = made(dialect, **arguments)
        if parameter.concept != "features":  # another number of channels is no fault of this
            called(dialect, one, images)
    except (TypeError, ValueError):
        accepted = False
    else:
        accepted = True
    assert (parameter.accepts.rejects(value) is None) == accepted


@pytest.mark.parametrize(
    ("accepts", "value", "said"),
    [
        (Accepts(("int",)), 1.0, "it takes int, not float"),
        (Accepts(("int", "float")), True, "it takes int or float, not bool"),
        (Accepts(("int", "float"), minimum=0, maximum=1), -1, "it must be at least 0"),
        (Accepts(("int", "float"), minimum=0, maximum=1), 1.5, "it must be at most 1"),
        (Accepts(("int", "float"), minimum=0, maximum=1), float("nan"), "it must be at least 0"),
        (Accepts(("float",), above=0), 0.0, "it must be more than 0"),
        (Accepts(("float",), above=0, maximum=1), 1.0, None),
        (Accepts(("bool",)), False, None),
    ],
)
def test_a_rejected_value_is_told_why(accepts: Accepts, value: object, said: str | None) -> None:
    assert accepts.rejects(value) == said


@each_layer
def test_each_pair_of_dialects_agrees_on_the_defaults(layer: str) -> None:
    """An argument that is left out stays out, so its default must mean the same on both sides; but
    for one that is always written.
    """
    for one, other in itertools.combinations(LAYERS[layer].values(), 2):
        for parameter in one.signature.parameters:
            counterpart = other.signature.for_concept(parameter.concept)
            is_written = (layer, parameter.concept) in WRITTEN and "mindspore" in {
                one.name,
                other.name,
            }
            if counterpart is not None and not is_written:
                assert parameter.meaning_of_default == counterpart.meaning_of_default, parameter


def test_positions_are_counted_as_python_counts_them() -> None:
    signature = DIALECTS["torch"].signature
    bias = signature.named("bias")
    momentum = signature.at(2)
    assert momentum is not None
    assert momentum.name == "momentum"
    assert signature.position(momentum) == 2
    assert bias is not None
    assert signature.position(bias) is None
    assert signature.at(7) is None
    assert signature.named("gamma_init") is None
    assert signature.for_concept("initial-scale") is None


def keys_of(data: Any) -> set[str]:
    """Return the keys of a rule file that the format defines, not the names that a file chooses."""
    if isinstance(data, list):
        return set().union(*map(keys_of, data))
    if not isinstance(data, dict):
        return set()
    meanings = [set(meaning) for meaning in data.get("meanings", {}).values()]
    parts = [set(part) for part in data.get("state", {}).values() if isinstance(part, dict)]
    chosen = ("choices", "filled-tensors", "meanings", "own-parameters", "resets")
    functions = ("parameters",) if isinstance(data.get("parameters"), dict) else ()
    own = [keys_of(value) for key, value in data.items() if key not in (*chosen, *functions)]
    return set(data).union(*own, *meanings, *parts)


def test_every_key_is_documented() -> None:
    keys = set().union(*(keys_of(load(path).data) for path in rule_files()))
    assert {
        "layer",
        "family",
        "framework",
        "fresh-mode",
        "code",
        "alias",
        "counter",
        "otherwise",
        "above",
    } <= keys
    documented = set(re.findall(r"`([a-z-]+)`", DOCUMENTATION.read_text(encoding="utf-8")))
    assert keys <= documented
    concepts = {p.concept for d in SPOKEN.values() for p in d.signature.parameters}
    assert concepts <= documented


# A user's own rules


def extended(folder: Path, *texts: str) -> Rulebook:
    paths = [folder / f"{name}.toml" for name in ("own", "more")[: len(texts)]]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text, encoding="utf-8")
    return rulebook(tuple(paths))


def known(book: Rulebook, name: str) -> LayerClass:
    return book.classes[name]


def examples_of_the_documentation(heading: str) -> list[str]:
    text = DOCUMENTATION.read_text(encoding="utf-8")
    found = re.search(rf"^#+ {heading}$(.*?)(?=^#|\Z)", text, re.MULTILINE | re.DOTALL)
    assert found is not None
    return re.findall(r"^```toml\n(.*?)^```", found[1], re.MULTILINE | re.DOTALL)


def example_of_the_documentation(heading: str) -> str:
    return examples_of_the_documentation(heading)[0]


def test_a_class_with_the_layers_own_arguments_takes_two_lines(tmp_path: Path) -> None:
    book = extended(tmp_path, example_of_the_documentation("A wrapper with the same arguments"))
    wrapper = known(book, "layers.BN2d")
    assert wrapper.dialect.name == "torch"
    assert wrapper.signature == DIALECTS["torch"].signature
    assert "layers.BN2d" in wrapper.dialect.classes
    assert "layers" in book.modules
    assert wrapper.dialect.layer_class == "torch.nn.BatchNorm2d"
    # every class sees the same, extended dialect
    assert known(book, "torch.nn.BatchNorm2d").dialect is wrapper.dialect
    assert book.layers[1].dialects["torch"] is wrapper.dialect
    assert "layers.BN2d" not in rulebook().classes


def test_a_class_with_arguments_of_its_own_lists_them(tmp_path: Path) -> None:
    book = extended(tmp_path, example_of_the_documentation("A wrapper with arguments of its own"))
    wrapper = known(book, "acme.layers.Norm")
    assert [parameter.name for parameter in wrapper.signature.parameters] == [
        "channels",
        "decay",
        "epsilon",
    ]
    decay = wrapper.signature.named("decay")
    assert decay is not None
    assert (decay.concept, decay.encoding, decay.default) == ("update-rate", "complement", "0.99")
    assert known(book, "torch.nn.BatchNorm2d").signature == DIALECTS["torch"].signature


def test_a_new_dialect_is_a_table(tmp_path: Path) -> None:
    framework, layer = examples_of_the_documentation("A framework of its own")
    book = extended(tmp_path, layer, framework)
    assert book.dialect_names == ("torch", "mindspore", "mint", "acme")
    assert known(book, "acme.nn.BatchNorm").dialect.root == "acme"
    assert set(known(book, "torch.nn.BatchNorm2d").layer.dialects) == {*DIALECTS, "acme"}


def test_a_new_layer_is_a_file(tmp_path: Path) -> None:
    text = shipped_rules().joinpath("layers", "batch_norm_2d.toml").read_text(encoding="utf-8")
    book = extended(tmp_path, text.replace("BatchNorm2d", "BatchNorm9d"))
    assert [layer.name for layer in book.layers] == [*LAYERS, "BatchNorm9d"]
    assert known(book, "mindspore.nn.BatchNorm9d").layer.name == "BatchNorm9d"


def test_a_layer_of_a_family_that_ships_is_its_classes(tmp_path: Path) -> None:
    book = extended(tmp_path, example_of_the_documentation("A layer of its own"))
    own = known(book, "mindspore.own.MyNorm")
    assert own.layer.name == "MyNorm"
    assert own.signature == DIALECTS["mindspore"].signature
    assert own.dialect.attributes == DIALECTS["mindspore"].attributes
    having = [name for name, dialects in LAYERS.items() if "mint" in dialects]
    assert [layer.name for layer in book.having("mint").layers] == having
    assert "mindspore.own.MyNorm" not in book.having("mint").classes


def test_extensions_add_up(tmp_path: Path) -> None:
    paths = []
    for name in ("one", "two"):
        path = tmp_path / f"{name}.toml"
        path.write_text(
            f'layer = "BatchNorm2d"\n[[dialects]]\nextends = "torch"\nclasses = ["{name}.BN"]\n'
        )
        paths.append(path)
    book = rulebook(tuple(paths))
    assert {"one.BN", "two.BN"} <= set(known(book, "one.BN").dialect.classes)


# What is wrong is said

FRAMEWORK = """\
framework = "acme"
title = "Acme"
import = { package = "acme", alias = "acme" }
fresh-mode = "training"
"""
FAMILY = """\
family = "f"
[state]
scale = { needs = "affine" }
"""
DIALECT = """\
layer = "BatchNorm2d"
[[dialects]]
name = "acme"
classes = ["acme.nn.BN"]
"""
PARAMETER = (
    DIALECT
    + """\
[[dialects.parameters]]
name = "width"
concept = "features"
encoding = "same"
"""
)
EXTENSION = """\
layer = "BatchNorm2d"
[[dialects]]
extends = "torch"
classes = ["layers.BN2d"]
"""
MEANING = """\
layer = "BatchNorm2d"
[meanings.odd]
code = "BN203"
reason = "{target} cannot"
advice = "do without"
"""
STATE_NAMES = "'scale', 'offset', 'mean', 'variance' or 'counter'"
MEANINGS = "'cumulative-average', 'batch-statistics', 'moving-statistics' or 'tracked-statistics'"
IN_DIALECT = "dialects[0]."
IN_PARAMETER = "dialects[0].parameters[0]."


def change(text: str, old: str, new: str) -> str:
    assert text.count(old) == 1, old
    return text.replace(old, new)


WRONG = {
    # the file's own keys
    "no layer": ("dialects = []", "layer: is missing; it takes a string"),
    "layer is a number": ("layer = 2", "layer: takes a string, not 2"),
    "no dialects": ('layer = "L"', "dialects: is missing; it takes an array of tables"),
    "dialects is a table": (
        'layer = "L"\ndialects = {}',
        "dialects: takes an array of tables, not {}",
    ),
    "dialects are no tables": (
        'layer = "L"\ndialects = [1]',
        "dialects: takes an array of tables, not [1]",
    ),
    "a misspelt key": (
        EXTENSION.replace("[[", "meaning = 1\n[["),
        "meaning: is not a known key; did you mean 'meanings'?",
    ),
    "an unknown key": (
        EXTENSION.replace("[[", "zzz = 1\n[["),
        (
            "zzz: is not a known key; "
            "the keys here are 'dialects', 'family', 'kept', 'layer', 'meanings', 'ranks' "
            "or 'yields'"
        ),
    ),
    "ranks that are none": (
        EXTENSION.replace("[[", "ranks = [1.5]\n[["),
        "ranks: takes whole numbers from 1 on, not [1.5]",
    ),
    # meanings
    "meanings is a list": ('layer = "L"\nmeanings = []', "meanings: takes a table, not []"),
    "a meaning is a string": (
        'layer = "L"\nmeanings.odd = "x"',
        "meanings.odd: takes a table, not 'x'",
    ),
    "a meaning without code": (
        change(MEANING, 'code = "BN203"', ""),
        "meanings.odd.code: is missing; it takes a string",
    ),
    "a meaning with a wrong code": (
        change(MEANING, "BN203", "E501"),
        "meanings.odd.code: 'E501' is not BN and three digits, such as 'BN203'",
    ),
    "a reason with an unknown placeholder": (
        change(MEANING, "{target}", "{goal}"),
        "meanings.odd.reason: '{goal}' is not one of '{target}'",
    ),
    "a reason with an open brace": (
        change(MEANING, "{target} cannot", "}"),
        "meanings.odd.reason: '}' is not a template: Single '}' encountered in format string",
    ),
    "a misspelt key of a meaning": (
        MEANING + 'advise = "x"\n',
        "meanings.odd.advise: is not a known key; did you mean 'advice'?",
    ),
    # extensions
    "an unknown dialect": (
        change(EXTENSION, '"torch"', '"pytorch"'),
        IN_DIALECT + "extends: 'pytorch' is not one of 'torch', 'mindspore' or 'mint'",
    ),
    "an unknown layer": (
        change(EXTENSION, "BatchNorm2d", "BatchNorm2D"),
        f"layer: 'BatchNorm2D' has nothing to extend; write {alternatives(LAYERS)}",
    ),
    "an extension without classes": (
        change(EXTENSION, 'classes = ["layers.BN2d"]', ""),
        IN_DIALECT + "classes: is missing; it takes a list of strings",
    ),
    "an extension of no class": (
        change(EXTENSION, '["layers.BN2d"]', "[]"),
        IN_DIALECT + "classes: names no class",
    ),
    "classes are no strings": (
        change(EXTENSION, '["layers.BN2d"]', "[1]"),
        IN_DIALECT + "classes: takes a list of strings, not [1]",
    ),
    "a class without a module": (
        change(EXTENSION, "layers.BN2d", "BN2d"),
        IN_DIALECT + "classes: 'BN2d' is not a qualified name such as 'layers.BN2d'",
    ),
    "a class that is no name": (
        change(EXTENSION, "layers.BN2d", "layers.BN-2d"),
        IN_DIALECT + "classes: 'layers.BN-2d' is not a qualified name such as 'layers.BN2d'",
    ),
    "a class that is known": (
        change(EXTENSION, "layers.BN2d", "torch.nn.BatchNorm2d"),
        "dialects: the class 'torch.nn.BatchNorm2d' is listed twice",
    ),
    "a misspelt key of an extension": (
        EXTENSION + "parameter = []\n",
        IN_DIALECT + "parameter: is not a known key; did you mean 'parameters'?",
    ),
    "a key that an extension does not take": (
        EXTENSION + 'fresh-mode = "training"\n',
        IN_DIALECT
        + "fresh-mode: is not a known key; the keys here are 'classes', 'extends' or 'parameters'",
    ),
    # dialects
    "a dialect without name": (
        change(PARAMETER, 'name = "acme"', ""),
        IN_DIALECT + "name: is missing; it takes a string",
    ),
    "a dialect that is there": (
        change(PARAMETER, 'name = "acme"', 'name = "torch"'),
        IN_DIALECT + "name: 'torch' is there already; write extends = 'torch'",
    ),
    "a dialect of an unknown framework": (
        change(PARAMETER, 'name = "acme"', 'name = "acne"'),
        IN_DIALECT + "name: 'acne' is not one of 'mindspore', 'torch', 'acme' or 'mint'",
    ),
    "a class that its framework's package does not hold": (
        change(PARAMETER, "acme.nn.BN", "acm.nn.BN"),
        IN_DIALECT + "classes: 'acm.nn.BN' does not stand in the package 'acme'",
    ),
    "a dialect that says what is true of its framework": (
        change(PARAMETER, "classes", 'fresh-mode = "training"\nclasses'),
        IN_DIALECT
        + "fresh-mode: is true of a framework, and stands in a file of its own which begins with "
        + "framework = \"...\": see 'From rules in one file' in docs/layer-rules.md",
    ),
    "a layer of an unknown family": (
        'layer = "L"\nfamily = "f"\ndialects = []',
        "family: 'f' is not one of 'batch-norm', 'instance-norm' or 'per-sample-norm'",
    ),
    "a layer without a family": (
        'layer = "L"\ndialects = []',
        "family: is missing; it takes a string",
    ),
    "another family for a layer": (
        EXTENSION.replace("[[", 'family = "f"\n[['),
        "family: 'f' is not one of 'batch-norm'",
    ),
    "an unknown state": (
        change(PARAMETER, "[[dialects.p", '[dialects.state]\ngamma = "g"\n[[dialects.p'),
        IN_DIALECT + f"state.gamma: is not one of {STATE_NAMES}",
    ),
    "a state that is no string": (
        change(PARAMETER, "[[dialects.p", "[dialects.state]\nscale = 1\n[[dialects.p"),
        IN_DIALECT + "state.scale: takes a string, not 1",
    ),
    "a reset of an unknown state": (
        change(PARAMETER, "[[dialects.p", 'resets = { anew = { gamma = "ones" } }\n[[dialects.p'),
        IN_DIALECT + f"resets.anew.gamma: is not one of {STATE_NAMES}",
    ),
    "a reset that fills in an unknown way": (
        change(PARAMETER, "[[dialects.p", 'resets = { anew = { scale = "halves" } }\n[[dialects.p'),
        IN_DIALECT
        + "resets.anew.scale: 'halves' is not one of "
        + "'constant', 'zeros', 'ones', 'normal' or 'uniform'",
    ),
    "a function that isn't said to do the layer's work": (
        change(
            PARAMETER,
            "[[dialects.p",
            'functions = { parameters = { "t.norm" = "x" } }\n[[dialects.p',
        ),
        IN_DIALECT + "functions.parameters.t.norm: is not in `functional`",
    ),
    "a function with parameters that are none": (
        change(
            PARAMETER,
            "[[dialects.p",
            'functions = { parameters = { "t.norm" = "x y" } }\n[[dialects.p',
        ),
        IN_DIALECT
        + "functions.parameters.t.norm: "
        + "'x y' is not a list of parameters such as 'x, training=False'",
    ),
    "a doubtful value of what a function doesn't take": (
        change(
            PARAMETER,
            "[[dialects.p",
            'functions = { parameters = {}, doubtful = { rate = { code = "BN301", above = 0.5, '
            'reason = "", advice = "", otherwise = "" } } }\n[[dialects.p',
        ),
        IN_DIALECT + "functions.doubtful.rate: is not a parameter of these functions",
    ),
    "a dialect without parameters": (
        DIALECT,
        IN_DIALECT + "parameters: is missing; it takes an array of tables",
    ),
    "a misspelt key of a dialect": (
        change(PARAMETER, "classes", "functionals = []\nclasses"),
        IN_DIALECT + "functionals: is not a known key; did you mean 'functional'?",
    ),
    # parameters
    "a parameter without name": (
        change(PARAMETER, 'name = "width"', ""),
        IN_PARAMETER + "name: is missing; it takes a string",
    ),
    "a parameter without concept": (
        change(PARAMETER, 'concept = "features"', ""),
        IN_PARAMETER + "concept: is missing; it takes a string",
    ),
    "an unknown encoding": (
        change(PARAMETER, '"same"', '"inverse"'),
        IN_PARAMETER
        + "encoding: 'inverse' is not one of "
        + "'same', 'complement', 'choices', 'shape', 'neutral' or 'initial-value'",
    ),
    "a default that is no expression": (
        PARAMETER + 'default = "1 +"\n',
        IN_PARAMETER + "default: '1 +' is not a Python expression",
    ),
    "a default that is no string": (
        PARAMETER + "default = 0.9\n",
        IN_PARAMETER + "default: takes a string, not 0.9",
    ),
    "choices without a table": (
        change(PARAMETER, '"same"', '"choices"'),
        IN_PARAMETER + "choices: is missing; encoding = 'choices' needs a table of values",
    ),
    "an unknown meaning": (
        PARAMETER + 'choices = { None = "batch" }\n',
        IN_PARAMETER + f"choices.None: 'batch' is not one of {MEANINGS}",
    ),
    "a choice that is no literal": (
        PARAMETER + 'choices = { true = "batch-statistics" }\n',
        IN_PARAMETER + "choices.true: is not a Python literal such as True, None or 'text'",
    ),
    "a default that no choice explains": (
        change(PARAMETER, '"same"', '"choices"')
        + 'default = "False"\nchoices = { True = "batch-statistics" }\n',
        IN_PARAMETER + "default: 'False' is not one of 'True'",
    ),
    "an unknown otherwise": (
        PARAMETER + 'otherwise = "error"\n',
        IN_PARAMETER + "otherwise: 'error' is not one of 'truth'",
    ),
    "keyword-only is a string": (
        PARAMETER + 'keyword-only = "yes"\n',
        IN_PARAMETER + "keyword-only: takes true or false, not 'yes'",
    ),
    "neutral without values": (
        change(PARAMETER, '"same"', '"neutral"'),
        IN_PARAMETER + "neutral: is missing; encoding = 'neutral' needs a list of expressions",
    ),
    "neutral with no expression": (
        PARAMETER + 'neutral = ["not"]\n',
        IN_PARAMETER + "neutral: 'not' is not a Python expression",
    ),
    "an initial value that fills nothing": (
        change(PARAMETER, '"same"', '"initial-value"') + 'neutral = ["1"]\n',
        IN_PARAMETER + f"fills: is missing; encoding = 'initial-value' needs {STATE_NAMES}",
    ),
    "an unknown state to fill": (
        PARAMETER + 'fills = "gamma"\n',
        IN_PARAMETER + f"fills: 'gamma' is not one of {STATE_NAMES}",
    ),
    "a misspelt key of a parameter": (
        PARAMETER + 'advise = "x"\n',
        IN_PARAMETER + "advise: is not a known key; did you mean 'advice'?",
    ),
    "a name that is taken": (
        PARAMETER + '[[dialects.parameters]]\nname = "width"\nconcept = "c"\nencoding = "same"\n',
        "dialects[0].parameters[1].name: 'width' is there already",
    ),
    "a concept that is taken": (
        PARAMETER
        + '[[dialects.parameters]]\nname = "n"\nconcept = "features"\nencoding = "same"\n',
        "dialects[0].parameters[1].concept: 'features' is what 'width' sets already",
    ),
    "a positional parameter after a keyword-only one": (
        PARAMETER
        + "keyword-only = true\n"
        + '[[dialects.parameters]]\nname = "n"\nconcept = "c"\nencoding = "same"\n',
        "dialects[0].parameters[1].keyword-only: is missing: it follows a keyword-only parameter",
    ),
    # what a parameter accepts
    "accepts without types": (
        PARAMETER + "accepts = {}\n",
        IN_PARAMETER + "accepts.types: is missing; it takes a list of strings",
    ),
    "accepts no type": (
        PARAMETER + "accepts = { types = [] }\n",
        IN_PARAMETER
        + "accepts.types: is empty; it takes some of 'int', 'float', 'bool', 'tuple' or 'list'",
    ),
    "accepts an unknown type": (
        PARAMETER + 'accepts = { types = ["str"] }\n',
        IN_PARAMETER
        + "accepts.types: 'str' is not one of 'int', 'float', 'bool', 'tuple' or 'list'",
    ),
    "a bound that is no number": (
        PARAMETER + 'accepts = { types = ["int"], minimum = "1" }\n',
        IN_PARAMETER + "accepts.minimum: takes a number, not '1'",
    ),
    "a bound that is true": (
        PARAMETER + 'accepts = { types = ["int"], minimum = true }\n',
        IN_PARAMETER + "accepts.minimum: takes a number, not True",
    ),
    "a misspelt bound": (
        PARAMETER + 'accepts = { types = ["int"], maximal = 1 }\n',
        IN_PARAMETER + "accepts.maximal: is not a known key; did you mean 'maximum'?",
    ),
}


WRONG_FRAMEWORK = {
    "a framework that is there": (
        change(FRAMEWORK, '"acme"\ntitle', '"torch"\ntitle'),
        "framework: 'torch' is there already",
    ),
    "a framework like an unknown one": (
        change(FRAMEWORK, "title", 'like = "acne"\ntitle'),
        "like: 'acne' is not one of 'mindspore', 'torch' or 'mint'",
    ),
    "a framework without import": (
        change(FRAMEWORK, 'import = { package = "acme", alias = "acme" }', ""),
        "import: is missing; it takes a table with package and alias",
    ),
    "an import without alias": (
        change(FRAMEWORK, ', alias = "acme"', ""),
        "import.alias: is missing; it takes a string",
    ),
    "an import with too much": (
        change(FRAMEWORK, ', alias = "acme"', ', alias = "acme", aliases = []'),
        "import.aliases: is not a known key; did you mean 'alias'?",
    ),
    "an unknown mode": (
        change(FRAMEWORK, '"training"', '"train"'),
        "fresh-mode: 'train' is not one of 'training' or 'inference'",
    ),
    "a misspelt key of a framework": (
        FRAMEWORK + "container = []\n",
        "container: is not a known key; did you mean 'containers'?",
    ),
    "an unknown way to fill": (
        FRAMEWORK + 'fills = { halves = "h()" }\n',
        "fills.halves: is not one of 'constant', 'zeros', 'ones', 'normal' or 'uniform'",
    ),
    "an unknown way to fill in place": (
        FRAMEWORK + 'in-place-fills = { halves = "h()" }\n',
        "in-place-fills.halves: is not one of 'constant', 'zeros', 'ones', 'normal' or 'uniform'",
    ),
    "an unknown list of what is inside": (
        FRAMEWORK + 'inside = { cells = "c()" }\n',
        "inside.cells: is not one of 'modules', 'names', 'all-names' or 'all'",
    ),
    "a method that does something unknown with parameters": (
        FRAMEWORK + 'own-parameters = { get = "all" }\n',
        "own-parameters.get: 'all' is not one of 'list', 'names' or 'training'",
    ),
    "a fill with an unknown placeholder": (
        FRAMEWORK + 'fills = { zeros = "z({value})" }\n',
        "fills.zeros: '{value}' is not one of '{target}'",
    ),
    "a tensor that is filled in an unknown way": (
        FRAMEWORK + 'filled-tensors = { "acme.half" = "halves" }\n',
        (
            "filled-tensors.acme.half: 'halves' is not one of "
            "'constant', 'zeros', 'ones', 'normal' or 'uniform'"
        ),
    ),
}
WRONG_FAMILY = {
    "a family that is there": (
        change(FAMILY, '"f"', '"batch-norm"'),
        "family: 'batch-norm' is there already",
    ),
    "a misspelt key of a part": (
        FAMILY + "mean = { statistics = true }\n",
        "state.mean.statistics: is not a known key; did you mean 'statistic'?",
    ),
    "a part that is no table": (
        FAMILY + 'mean = "mean"\n',
        "state.mean: takes a table, not 'mean'",
    ),
    "a family's dialect of an unknown framework": (
        FAMILY + '[[dialects]]\nname = "acme"\n',
        IN_DIALECT + "name: 'acme' is not one of 'mindspore', 'torch' or 'mint'",
    ),
    "a family's dialect twice": (
        FAMILY + '[[dialects]]\nname = "torch"\n[[dialects]]\nname = "torch"\n',
        "dialects[1].name: 'torch' is there already",
    ),
    "a misspelt key of a family": (
        FAMILY.replace("[state]", "[states]"),
        "states: is not a known key; did you mean 'state'?",
    ),
}


@pytest.mark.parametrize(("text", "said"), WRONG.values(), ids=list(WRONG))
def test_a_wrong_rule_is_refused_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(TableError) as raised:
        extended(tmp_path, text, FRAMEWORK)
    assert str(raised.value) == f"{tmp_path / 'own.toml'}: {said}"


WRONG_ALONE = WRONG_FRAMEWORK | WRONG_FAMILY


@pytest.mark.parametrize(("text", "said"), WRONG_ALONE.values(), ids=list(WRONG_ALONE))
def test_a_wrong_framework_or_family_is_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(TableError) as raised:
        extended(tmp_path, text)
    assert str(raised.value) == f"{tmp_path / 'own.toml'}: {said}"


@pytest.mark.parametrize(
    "text",
    [PARAMETER, EXTENSION, MEANING + "[[dialects]]\n" + EXTENSION.partition("]]\n")[2], FAMILY],
)
def test_the_texts_that_are_made_wrong_are_right(tmp_path: Path, text: str) -> None:
    assert extended(tmp_path, text, FRAMEWORK).layers


def test_a_file_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(TableError) as raised:
        rulebook((tmp_path / "none.toml",))
    assert (
        str(raised.value) == f"{tmp_path / 'none.toml'}: cannot be read: No such file or directory"
    )


def test_a_file_that_is_not_toml_is_named_with_the_line(tmp_path: Path) -> None:
    with pytest.raises(TableError) as raised:
        extended(tmp_path, "layer = \n")
    assert re.match(rf"{tmp_path}/own\.toml: is not TOML: .*line 1", str(raised.value))


def test_a_file_that_is_not_text_is_named(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_bytes(b'layer = "\xff"')
    with pytest.raises(TableError) as raised:
        rulebook((path,))
    assert str(raised.value) == f"{path}: is not UTF-8: invalid start byte at byte 9"
