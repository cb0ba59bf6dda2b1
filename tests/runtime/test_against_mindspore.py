"""The runtime's layers and the real ones are asked the same and must answer the same.

Tolerances are those that correct translations keep: 8 units in the last place of the largest
value for outputs, statistics and input gradients; for the gradients of gamma and beta, which are
sums, 2 units of the sum of the terms' sizes.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.runtime.sides import STATE, Array, Side, array, inside, state

reproducible = settings(max_examples=150, deadline=None, derandomize=True)

BATCH = np.random.default_rng(0).normal(1, 3, (2, 3, 4, 5)).astype(np.float32)


def outcome(side: Side, ask: Callable[[Side], Any]) -> Any:
    """Return what `side` answers, or the type of what it raises."""
    try:
        return ask(side)
    except Exception as error:
        return type(error)


def assert_close(ours: Array, theirs: Array, tolerance: float | None = None) -> None:
    """Compare two arrays; without `tolerance`, to 8 units of the largest value."""
    assert ours.shape == theirs.shape
    assert ours.dtype == theirs.dtype
    finite = np.isfinite(theirs)
    np.testing.assert_array_equal(np.isfinite(ours), finite)
    if finite.any():
        wide = theirs.astype(np.float64)
        if tolerance is None:
            tolerance = 8 * float(np.finfo(theirs.dtype).eps * np.abs(wide[finite]).max())
        assert np.abs(ours.astype(np.float64) - wide)[finite].max() <= tolerance


def assert_close_gradients(
    ours: tuple[Array, ...], theirs: tuple[Array, ...], x: Array, layer: Any, eps: float
) -> None:
    """Compare gradients, sums whose terms may cancel: the tolerance is of the terms' size.

    With float16 parameters MindSpore keeps the batch's statistics for the gradient in float16.
    """
    assert len(ours) == len(theirs)
    now = state(layer)
    unit = max(np.finfo(x.dtype).eps, np.finfo(now["gamma"].dtype).eps)
    wide, weights = x.astype(np.float64), np.abs(weights_for(x)).astype(np.float64)
    axes = (0, *range(2, x.ndim))
    slope = 1 / math.sqrt(min(wide.var(axes).min(), now["moving_variance"].min()) + eps)
    normalised = max(1, np.abs(wide - now["moving_mean"].max()).max() * slope)
    assert_close(ours[0], theirs[0], 8 * unit * weights.max() * np.abs(now["gamma"]).max() * slope)
    for one, other in zip(ours[1:], theirs[1:], strict=True):
        assert_close(one, other, 2 * unit * weights.sum() * normalised)


def assert_same_state(ours: Any, theirs: Any) -> None:
    expected = state(theirs)
    for name, value in state(ours).items():
        assert_close(value, expected[name])
    for name in STATE:
        one, other = (getattr(inside(layer), name) for layer in (ours, theirs))
        assert one.requires_grad == other.requires_grad


def filled(dtype: type, *values: float) -> Array:
    return np.array(values, dtype)


# Beside NumPy 2, for which it is not built, MindSpore does not know NumPy's numbers.
NUMPY_NUMBERS = [np.float32(1e-3), np.float16(0.5)] if np.__version__ < "2" else []

# What each argument is given, on both sides: valid, at the edge, and wrong.
ARGUMENTS: dict[str, list[Any]] = {
    "num_features": [3, 0, -1, True, False, np.int64(3), 3.0, "3", None],
    "eps": [
        *(1e-5, 1e-3, 1.0, 0.8, np.float64(1e-5), 1e-44),
        *(1, 0, 0.0, -1e-5, 1.5, None, "1e-5", True, math.nan, 1e-50),
        *NUMPY_NUMBERS,
    ],
    "momentum": [
        *(0.9, 0.99, 0.1, 0, 1, 0.0, 1.0, True, False, 1 / 3, np.float64(0.9), *NUMPY_NUMBERS),
        *(None, "0.9", -0.1, 1.1, [0.9], 0.9 + 0j, math.inf, math.nan, np.array(0.5, np.float32)),
    ],
    "affine": [True, False, None, 0, 1, "x", [], np.True_],
    "use_batch_statistics": [None, True, False, 0, 1, "x", [], np.True_],
    "data_format": ["NCHW", "NHWC", "nchw", "XX", None, 1],
    "dtype": [
        lambda framework: framework.float32,
        lambda framework: framework.float16,
        lambda framework: framework.float64,
        lambda framework: framework.common.dtype.float32,
        lambda framework: framework.dtype.float16,
        *(None, np.float32, "float32", float),
    ],
}
INITIAL_VALUES: list[Any] = [
    *("ones", "Zeros", "ONE", "zero", 0.5, 2, True, False, np.float32(3), np.int64(2), math.nan),
    filled(np.float32, 1, 2, 3),
    filled(np.float32, 1, 2, 3, 4),
    filled(np.float32, 2).reshape(()),
    filled(np.float32, 1, 2, 3).reshape(1, 3),
    lambda framework: framework.common.initializer.Constant(0.25),
    lambda framework: framework.common.initializer.Zero(),
    lambda framework: framework.common.initializer.One,
    *("foo", "", "he_normal", "HeUniform", "xavier_uniform", "identity", None, [1, 1, 1], 1j),
]
for initialized in ("gamma_init", "beta_init", "moving_mean_init", "moving_var_init"):
    ARGUMENTS[initialized] = INITIAL_VALUES


def make_and_call(side: Side, arguments: dict[str, Any], training: bool) -> Any:
    layer = side.layer({"num_features": 3, **arguments})
    within = inside(layer)
    made = (within.momentum, within.num_features, within.use_batch_statistics, state(layer))
    layer.set_train(training)
    return made, side.call(layer, side.shaped(BATCH)), state(layer)


def assert_same_outcome(ours: Any, theirs: Any) -> None:
    """Compare what two sides returned: exception types, arrays and plain values, nested alike."""
    if isinstance(theirs, np.ndarray):
        assert_close(ours, theirs)
    elif isinstance(theirs, tuple):
        for one, other in zip(ours, theirs, strict=True):
            assert_same_outcome(one, other)
    elif isinstance(theirs, dict):
        assert_same_outcome(tuple(ours.values()), tuple(theirs.values()))
    elif isinstance(theirs, float):
        assert ours == pytest.approx(theirs, rel=1e-7, nan_ok=True)
    else:
        assert ours == theirs


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param(name, value, id=f"{name}-{index}")
        for name, values in ARGUMENTS.items()
        for index, value in enumerate(values)
    ],
)
def test_takes_and_refuses_the_same_argument(
    real: Side, stand_in: Side, name: str, value: Any, training: bool
) -> None:
    def ask(side: Side) -> Any:
        return make_and_call(side, {name: value}, training)

    assert_same_outcome(outcome(stand_in, ask), outcome(real, ask))


@given(
    arguments=st.fixed_dictionaries(
        {}, optional={name: st.sampled_from(values) for name, values in ARGUMENTS.items()}
    ),
    training=st.booleans(),
)
@reproducible
def test_takes_and_refuses_the_same_arguments(
    real: Side, stand_in: Side, arguments: dict[str, Any], training: bool
) -> None:
    def ask(side: Side) -> Any:
        return make_and_call(side, arguments, training)

    assert_same_outcome(outcome(stand_in, ask), outcome(real, ask))


POSITIONAL: list[tuple[Any, ...]] = [
    (),
    (3, 1e-3),
    (3, 1e-5, 0.1, True, False),  # gamma_init=False: every gamma is 0
    (3, 1e-5, 0.9, False, "ones", 0.5, 1, 2, True, "NCHW"),
    (3, 1e-5, 0.9, True, "ones", "zeros", "zeros", "ones", None, "NCHW", None, 1),
]


GROUPS: list[Any] = [
    *(None, 0, False, [], [[]], [[0]], [[], [0]]),
    *(1, True, "x", (0,), [0, 1], [[0, 0]], [[0], [0]], [[0, 1]], [[-1]], [["x"]], [(0,)], {}),
]


@pytest.mark.parametrize("groups", GROUPS, ids=repr)
def test_takes_and_refuses_the_same_groups(mindspore: Side, runtime: Side, groups: Any) -> None:
    def ask(side: Side) -> Any:
        layer = side.framework.nn.SyncBatchNorm(3, process_groups=groups).set_train()
        return side.call(layer, BATCH), state(layer)

    assert_same_outcome(outcome(runtime, ask), outcome(mindspore, ask))


@pytest.mark.parametrize("arguments", POSITIONAL)
def test_takes_the_same_positional_arguments(
    real: Side, stand_in: Side, arguments: tuple[Any, ...]
) -> None:
    def ask(side: Side) -> Any:
        return state(side.layer_class(*arguments))

    assert_same_outcome(outcome(stand_in, ask), outcome(real, ask))


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("parameters", ["float32", "float16"])
@pytest.mark.parametrize(
    "x",
    [
        *(np.ones(shape, np.float32) for shape in [(), (3,), (2, 3), (2, 3, 4), (2, 3, 4, 5, 6)]),
        *(np.ones(shape, np.float32) for shape in [(2, 4, 2, 2), (2, 2, 2, 2), (2, 1, 2, 2)]),
        *(
            np.ones(shape, dtype)
            for shape in [(5, 3), (2, 3, 4), (2, 3, 4, 5), (2, 3, 2, 2, 2)]
            for dtype in (np.float16, np.float64, np.int32, np.int64, np.bool_)
        ),
    ],
    ids=lambda x: f"{x.dtype}-{x.shape}",
)
def test_takes_and_refuses_the_same_input(
    real: Side, stand_in: Side, x: Array, parameters: str, training: bool
) -> None:
    def ask(side: Side) -> Any:
        dtype = getattr(side.framework, parameters)
        layer = side.layer_class(3, dtype=dtype).set_train(training)
        return side.call(layer, x), state(layer)

    assert_same_outcome(outcome(stand_in, ask), outcome(real, ask))


@pytest.mark.parametrize("name", STATE)
def test_refuses_parameters_of_different_dtypes(real: Side, stand_in: Side, name: str) -> None:
    argument = {"moving_variance": "moving_var_init"}.get(name, f"{name}_init")
    halves = filled(np.float16, 1, 1, 1)
    for side in (stand_in, real):
        layer = side.layer({"num_features": 3, argument: halves})
        with pytest.raises(TypeError):
            side.call(layer.set_train(), side.shaped(BATCH))


def test_is_called_the_same_way(real: Side, stand_in: Side) -> None:
    for side in (stand_in, real):
        layer = side.layer({"num_features": 3})
        x = side.tensor(side.shaped(BATCH))
        np.testing.assert_array_equal(array(layer(x=x)), array(layer(x)))
        np.testing.assert_array_equal(array(layer.construct(x)), array(layer(x)))
        for arguments, keywords in (((), {"input": x}), ((), {}), ((x, x), {}), ((BATCH,), {})):
            with pytest.raises(TypeError):
                layer(*arguments, **keywords)


@pytest.mark.parametrize("momentum", [0.9, 0.5, 0.0, 1.0])
@pytest.mark.parametrize("statistics", [None, True, False])
@pytest.mark.parametrize("training", [True, False])
def test_one_value_a_channel(
    real: Side, stand_in: Side, momentum: float, statistics: bool | None, training: bool
) -> None:
    x = real.shaped(BATCH[:1, :, :1, :1])
    arguments = {"momentum": momentum, "use_batch_statistics": statistics, "beta_init": 0.5}
    answers = []
    for side in (stand_in, real):
        layer = side.layer({"num_features": 3, **arguments}).set_train(training)
        answers.append((side.call(layer, x), state(layer), side.gradients(layer, x, x)))
    (output, *ours), (expected, *theirs) = answers
    # What rounding leaves of a value less itself, times the slope of a variance of zero.
    rounded = 8 * float(np.finfo(x.dtype).eps * np.abs(x).max() / math.sqrt(1e-5))
    assert_close(output, expected, rounded)
    assert_same_outcome(tuple(ours), tuple(theirs))


def test_an_empty_batch_in_evaluation(real: Side, stand_in: Side) -> None:
    for side in (stand_in, real):
        layer = side.layer({"num_features": 3})
        empty = side.shaped(BATCH)[:0]
        assert side.call(layer, empty).shape == empty.shape
        assert state(layer)["moving_variance"].tolist() == [1, 1, 1]


def test_a_tensor_is_copied_into_a_parameter(real: Side, stand_in: Side) -> None:
    outputs = []
    for side in (stand_in, real):
        layer = side.layer({"num_features": 3})
        side.call(layer, side.shaped(BATCH))
        for name in ("gamma", "moving_variance"):
            given = np.array([1.0, 2.0, 3.0], np.float32)
            getattr(inside(layer), name).data.copy_(side.tensor(given))
            given += 1
            assert getattr(inside(layer), name).asnumpy().tolist() == [1, 2, 3]
        outputs.append(side.call(layer, side.shaped(BATCH)))
    np.testing.assert_allclose(outputs[0], outputs[1], rtol=1e-5, atol=1e-6)


def test_its_trainable_parameters(real: Side, stand_in: Side) -> None:
    for side in (stand_in, real):
        layer = side.layer({"num_features": 3})
        assert len(layer.trainable_params()) == 2
        for parameter in layer.trainable_params():
            parameter.requires_grad = False
        assert not layer.trainable_params()
        assert not side.layer({"num_features": 3, "affine": False}).trainable_params()


TORCH_NAMES = (
    *("weight", "bias", "running_mean", "running_var", "num_batches_tracked"),
    *("affine", "track_running_stats", "reset_parameters", "reset_running_stats"),
)


@pytest.mark.parametrize("name", TORCH_NAMES)
def test_has_none_of_torchs_names(real: Side, stand_in: Side, name: str) -> None:
    for side in (stand_in, real):
        with pytest.raises(AttributeError, match=name):
            getattr(side.layer({"num_features": 3}), name)


@pytest.mark.parametrize("momentum", [0.9, 0.99, 0.5, 1, 0])
def test_prints_the_constructors_momentum(real: Side, stand_in: Side, momentum: float) -> None:
    start = f"(num_features=3, eps=0.001, momentum={float(momentum)}, "
    for side in (stand_in, real):
        layer = side.layer({"num_features": 3, "eps": 1e-3, "momentum": momentum})
        assert repr(layer).startswith(f"{real.name}(")
        within = inside(layer)
        assert repr(within).startswith(f"{type(within).__name__}{start}")
        assert repr(within) in repr(layer)


# --- Sequences: a layer lives through calls, changes of mode and changes of its parameters.

seeds = st.integers(0, 2**32 - 1)


@st.composite
def batches(draw: st.DrawFn, channels: int) -> Array:
    """Draw a batch whose channels have a known mean and spread: differences stay exact enough."""
    size, height, width = (draw(st.integers(1, limit)) for limit in (4, 5, 5))
    if size * height * width == 1:
        size = 2  # a single value has a test of its own
    x = np.random.default_rng(draw(seeds)).normal(size=(size, channels, height, width))
    x -= x.mean((0, 2, 3), keepdims=True)
    x /= x.std((0, 2, 3), keepdims=True)
    mean = draw(st.sampled_from([0.5, 1.0, -3.0]))
    scale = draw(st.sampled_from([0.1, 1.0, 10.0]))
    dtype = draw(st.sampled_from([np.float32, np.float32, np.float16]))
    return ((x + mean) * scale).astype(dtype)


def steps(channels: int) -> st.SearchStrategy[Any]:
    values = seeds.map(
        lambda seed: np.random.default_rng(seed).uniform(0.5, 2, channels).astype(np.float32)
    )
    names = st.sampled_from(STATE)
    return st.one_of(
        st.tuples(st.just("call"), batches(channels)),
        st.tuples(st.just("call"), batches(channels)),
        st.tuples(st.just("call with gradients"), batches(channels)),
        st.tuples(st.just("set_train"), st.sampled_from([True, False, 1, 0, None, "yes"])),
        st.tuples(st.just("set_data"), names, values),
        st.tuples(st.just("assign"), names, values),
        st.tuples(st.just("write into asnumpy()"), names, values),
        st.tuples(st.just("learn"), st.sampled_from(["gamma", "beta"]), st.booleans()),
        st.tuples(
            st.just("set"),
            st.sampled_from(["momentum", "eps", "num_features"]),
            st.sampled_from([0.0, 0.5, 1.0]),
        ),
        st.tuples(
            st.just("set"),
            st.sampled_from(["use_batch_statistics", "training"]),
            st.sampled_from([True, False]),
        ),
    )


lives = st.integers(1, 5).flatmap(
    lambda channels: st.tuples(st.just(channels), st.lists(steps(channels), min_size=1, max_size=8))
)


def weights_for(x: Array) -> Array:
    return np.random.default_rng(1).normal(size=x.shape).astype(x.dtype)


def take(side: Side, layer: Any, step: Any) -> Any:
    """Take one step and return what a user sees of it."""
    match step:
        case ("call", x):
            return side.call(layer, side.shaped(x))
        case ("call with gradients", x):
            return side.gradients(layer, side.shaped(x), weights_for(side.shaped(x)))
        case ("set_train", mode):
            assert layer.set_train(mode) is layer
            return bool(layer.training)
        case ("set_data", name, values):
            parameter = getattr(inside(layer), name)
            assert parameter.set_data(side.tensor(values)) is parameter
        case ("assign", name, values):
            setattr(inside(layer), name, side.tensor(values.astype(state(layer)[name].dtype)))
        case ("write into asnumpy()", name, values):
            getattr(inside(layer), name).asnumpy()[:] = values
        case ("learn", name, learned):
            getattr(inside(layer), name).requires_grad = learned
        case ("set", name, value):
            setattr(inside(layer), name, value)
            return getattr(inside(layer), name)
    return None


@pytest.mark.slow
@given(
    life=lives,
    arguments=st.fixed_dictionaries(
        {},
        optional={
            "eps": st.sampled_from([1e-5, 1e-3, 0.1, 1.0]),
            "momentum": st.sampled_from([0.9, 0.99, 0.1, 0.5, 0, 1, 1 / 3]),
            "affine": st.booleans(),
            "gamma_init": st.sampled_from(["zeros", 0.5]),
            "beta_init": st.sampled_from(["ones", -1]),
            "moving_mean_init": st.sampled_from(["ones", 0.5]),
            "moving_var_init": st.sampled_from([0.5, 3]),
            "use_batch_statistics": st.sampled_from([None, True, False]),
            "dtype": st.sampled_from(
                [lambda framework: framework.float16, lambda framework: framework.float32]
            ),
        },
    ),
)
@example(life=(1, [("call with gradients", BATCH[:, :1])]), arguments={"affine": False})
@settings(reproducible, max_examples=250)
def test_lives_the_same_life(
    real: Side, stand_in: Side, life: tuple[int, list[Any]], arguments: dict[str, Any]
) -> None:
    channels, steps_taken = life
    ours, theirs = (
        side.layer({"num_features": channels, **arguments}) for side in (stand_in, real)
    )
    for step in steps_taken:
        answer, expected = take(stand_in, ours, step), take(real, theirs, step)
        if step[0] == "call with gradients":
            x = real.shaped(step[1])
            assert_close_gradients(answer, expected, x, theirs, arguments.get("eps", 1e-5))
        else:
            assert_same_outcome(answer, expected)
        assert_same_state(ours, theirs)


@pytest.mark.slow
def test_a_thousand_steps_do_not_drift_apart(real: Side, stand_in: Side) -> None:
    ours, theirs = (side.layer({"num_features": 3}).set_train() for side in (stand_in, real))
    random = np.random.default_rng(0)
    for _ in range(1000):
        x = real.shaped(random.normal(1, 2, (2, 3, 4, 4)).astype(np.float32))
        stand_in.call(ours, x)
        real.call(theirs, x)
    assert_same_state(ours, theirs)


# --- Initializers.

INITIALIZER_ARGUMENTS: list[tuple[Any, ...]] = [
    *((init, (3,)) for init in INITIAL_VALUES),
    *(("ones", shape) for shape in [3, [2, 3], (), 0, (0,), -1, (2, -1), 3.0, (3.0,), "3"]),
    *(
        ("ones", (2,), dtype)
        for dtype in [
            lambda framework: framework.float16,
            lambda framework: framework.float64,
            np.float32,
            "float32",
            None,
        ]
    ),
    (filled(np.float16, 1, 2, 3), (3,)),
    (filled(np.float32, 1, 2, 3), 3),
    (filled(np.float32, 1, 2, 3),),
    (0.1, (2,), lambda framework: framework.float16),
]


@pytest.mark.parametrize("arguments", INITIALIZER_ARGUMENTS)
def test_initializer_takes_and_refuses_the_same(
    mindspore: Side, runtime: Side, arguments: tuple[Any, ...]
) -> None:
    def ask(side: Side) -> Any:
        return side.initializer(*arguments)

    assert_same_outcome(outcome(runtime, ask), outcome(mindspore, ask))


DISTRIBUTIONS: list[tuple[str, dict[str, Any]]] = [
    ("Normal", {}),
    ("Normal", {"sigma": 0.5, "mean": 2.0}),
    ("TruncatedNormal", {}),
    ("TruncatedNormal", {"sigma": 1.0, "mean": 0.5, "a": -1.0, "b": 1.0}),
    ("Uniform", {}),
    ("Uniform", {"scale": 2.0}),
    ("XavierNormal", {}),
    ("XavierUniform", {"gain": 2}),
    ("HeNormal", {}),
    ("HeNormal", {"mode": "fan_out", "nonlinearity": "relu"}),
    ("HeUniform", {"negative_slope": 1.0}),
]


@pytest.mark.parametrize(("name", "arguments"), DISTRIBUTIONS)
@pytest.mark.parametrize("shape", [(400, 200), (50, 60, 5, 5)])
def test_initializers_draw_from_the_same_distribution(
    mindspore: Side, runtime: Side, name: str, arguments: dict[str, Any], shape: tuple[int, ...]
) -> None:
    ours, theirs = (
        np.sort(
            side.initializer(
                lambda framework: getattr(framework.common.initializer, name)(**arguments), shape
            ).ravel()
        )
        for side in (runtime, mindspore)
    )
    # Kolmogorov and Smirnov's distance: 0.0115 for these sizes at a significance of 1e-9 or so.
    positions = np.searchsorted(ours, theirs) / len(ours) - np.arange(len(theirs)) / len(theirs)
    assert np.abs(positions).max() < 0.02


def test_the_same_initializers_need_two_dimensions(mindspore: Side, runtime: Side) -> None:
    for side in (runtime, mindspore):
        with pytest.raises(ValueError, match="dimension"):
            side.initializer("he_normal", (3,))
