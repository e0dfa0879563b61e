"""Scripts of `gradtop export` in the frameworks themselves: the same answers from the same weights, and the same training."""

import importlib.util
import json
import shutil
import subprocess
from pathlib import Path

import pytest

MAIN = Path(__file__).parent.parent.parent / "dist" / "main.js"
pytestmark = pytest.mark.skipif(not MAIN.exists() or shutil.which("node") is None, reason="gradtop is not built here")

CASES = {
    "dense": ["tanh", "--optimizer", "adam"],
    "normalised": ["batch-norm", "--residual", "1", "--optimizer", "momentum", "--learning-rate", "0.05"],
    "slopes": ["relu", "--activation", "prelu", "--optimizer", "adagrad", "--clip-norm", "0.5"],
    "recurrent": ["clipped-rnn", "--sequence-length", "8", "--depth", "2"],
}


def gradtop(*words):
    subprocess.run(["node", MAIN, *words], check=True, capture_output=True)


def load(script):
    spec = importlib.util.spec_from_file_location(script.stem, script)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("framework", ["pytorch", "keras"])
def test_script(framework, case, tmp_path):
    pytest.importorskip("torch" if framework == "pytorch" else "keras")
    np = pytest.importorskip("numpy")
    log, weights, script = (tmp_path / name for name in ["run.jsonl", "run.safetensors", "run.py"])
    gradtop("train", *CASES[case], "--epochs", "3", "--log", log)
    gradtop("export", log, "--weights", weights, f"--{framework}", script)
    events = [json.loads(line) for line in log.read_text().splitlines()]
    net = load(script)
    arrays = net.read(net.ARRAYS)
    x, y = arrays["x_train"], arrays["y_train"]

    net.set_weights(net.read(weights))
    boundary = [event for event in events if event["type"] == "boundary"]
    if boundary:
        last = boundary[-1]

        def centres(edges, count):
            return edges[0] + (np.arange(count) + 0.5) / count * (edges[1] - edges[0])

        grid = np.meshgrid(centres(last["xRange"], last["columns"]), centres(last["yRange"], last["rows"]))
        answers = net.predict(np.stack(grid, 2).reshape(-1, 2).astype("float32")).ravel()
        assert np.abs(answers - last["values"]).max() < 1e-5

    net.set_weights(arrays)
    order = net.orders(len(x))
    for _ in range(net.EPOCHS):
        net.epoch(x, y, next(order))
    loss = float(net.score(x, y).split()[1])
    assert loss == pytest.approx(events[-1]["loss"], rel=1e-3)
