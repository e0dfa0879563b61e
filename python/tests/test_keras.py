"""Keras 3: the figures of a compiled training, on the backend that KERAS_BACKEND names."""

import pytest

keras = pytest.importorskip("keras")
np = pytest.importorskip("numpy")

import gradtop_log  # noqa: E402
from figures import read, steps  # noqa: E402


def rms(values):
    return float(np.sqrt(np.mean(np.square(np.asarray(values, dtype=np.float64)))))


@pytest.mark.parametrize("every", [1, 3])
def test_every_figure(tmp_path, every):
    keras.utils.set_random_seed(1)
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(6, "tanh"), keras.layers.Dense(1)])
    model.compile(optimizer=keras.optimizers.SGD(0.1), loss="mse")
    generator = np.random.default_rng(0)
    x, y = generator.normal(size=(24, 4)).astype("float32"), generator.normal(size=(24, 1)).astype("float32")
    path = tmp_path / "a.jsonl"
    weights = [[np.array(w) for w in model.get_weights()]]

    class Keep(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            weights.append([np.array(w) for w in self.model.get_weights()])

    model.fit(
        x,
        y,
        batch_size=8,
        epochs=2,
        shuffle=False,
        verbose=0,
        validation_data=(x, y),
        callbacks=[Keep(), gradtop_log.GradtopCallback(path, every=every)],
    )
    events = read(path)
    assert events[0]["facts"] == {"optimizer": "SGD", "recurrent": False}
    assert [layer["role"] for layer in events[0]["layers"]] == ["kernel", "bias", "kernel", "bias"]
    logged = steps(path)
    assert [event["step"] for event in logged] == [1, 2, 3, 4, 5, 6]
    for i, event in enumerate(logged):
        assert ("layers" in event) == (i % every == 0)
        batch = slice(8 * (i % 3), 8 * (i % 3) + 8)
        w1, b1, w2, b2 = (w.astype(np.float64) for w in weights[i])
        out = np.tanh(x[batch] @ w1 + b1) @ w2 + b2
        assert event["loss"] == pytest.approx(float(np.mean((out - y[batch]) ** 2)), rel=1e-5)
        if "layers" not in event:
            continue
        assert event["layers"]["weightRms"] == pytest.approx([rms(w) for w in weights[i]], rel=1e-6)
        moved = [new - old for new, old in zip(weights[i + 1], weights[i])]
        assert event["layers"]["updateRms"] == pytest.approx([rms(m) for m in moved], rel=1e-5)
        # Plain SGD: the update is the gradient times the rate.
        assert event["layers"]["gradRms"] == pytest.approx([rms(m) / 0.1 for m in moved], rel=1e-4)
    epochs = [event for event in events if event["type"] == "epoch"]
    assert len(epochs) == 2 and all("valLoss" in event for event in epochs)
    assert events[-1]["reason"] == "completed"
