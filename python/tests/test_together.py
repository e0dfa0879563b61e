"""Short steps of a quarter of a second are written together. The tests choose how long that is, and what is short."""

import math
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

import gradtop_log  # noqa: E402
from figures import read, steps  # noqa: E402


class Training:
    def __init__(self, path, **options):
        model = torch.nn.Linear(2, 1)
        self.model, self.optimizer = model, torch.optim.SGD(model.parameters(), lr=0.1)
        self.log = gradtop_log.watch(model, self.optimizer, path, every=1, **options)

    def step(self, loss, **more):
        self.optimizer.zero_grad()
        self.model(torch.ones(1, 2)).sum().backward()
        self.optimizer.step()
        self.log.log(loss=loss, **more)


@pytest.fixture
def pace(monkeypatch):
    def choose(together, pause, slow=math.inf):
        monkeypatch.setattr(gradtop_log, "SLOW", slow)
        monkeypatch.setattr(gradtop_log, "TOGETHER", together)
        monkeypatch.setattr(gradtop_log, "PAUSE", pause)

    choose(math.inf, 1e6)
    return choose


def logged(path):
    return [event["step"] for event in steps(path)]


def test_one_write_for_many_steps(tmp_path, pace, monkeypatch):
    writes = []
    write = os.write
    monkeypatch.setattr(os, "write", lambda file, data: writes.append(data) or write(file, data))
    training = Training(tmp_path / "a.jsonl")
    for i in range(50):
        training.step(float(i))
    # The run, the first step when the second one begins, the rest, the end.
    training.log.close()
    assert [data.count(b"\n") for data in writes] == [1, 1, 49, 1]
    assert [event["loss"] for event in steps(tmp_path / "a.jsonl")] == list(range(50))


@pytest.mark.parametrize("together, slow", [(0, math.inf), (math.inf, 0)])
def test_slow_steps_are_written_at_once(tmp_path, pace, together, slow):
    pace(together, 1e6, slow)
    training = Training(tmp_path / "a.jsonl")
    for i in range(5):
        training.step(1.0)
        # The last step waits for more figures.
        assert logged(tmp_path / "a.jsonl") == list(range(1, i + 1))
    training.log.close()


@pytest.mark.parametrize("loss", [math.nan, torch.tensor(math.inf)])
def test_a_loss_that_is_not_finite_is_written_with_all_before_it(tmp_path, pace, loss):
    training = Training(tmp_path / "a.jsonl")
    for value in (1.0, 1.0, 1.0, loss):
        training.step(value)
    training.step(1.0)
    assert logged(tmp_path / "a.jsonl") == [1, 2, 3, 4]
    training.log.close()


def test_a_validation_comes_after_its_step(tmp_path, pace):
    training = Training(tmp_path / "a.jsonl")
    for _ in range(4):
        training.step(1.0)
    training.log.validation(loss=2.0)
    assert [event["type"] for event in read(tmp_path / "a.jsonl")] == ["run", *["step"] * 4, "epoch"]
    training.log.close()


@pytest.mark.parametrize("count", [1, 3])
def test_a_pause_shows_all_steps(tmp_path, pace, count):
    pace(math.inf, 0.01)
    training = Training(tmp_path / "a.jsonl")
    for _ in range(count):
        training.step(1.0)
    until = time.monotonic() + 60
    while len(steps(tmp_path / "a.jsonl")) < count and time.monotonic() < until:
        time.sleep(0.01)
    assert logged(tmp_path / "a.jsonl") == list(range(1, count + 1))
    # A figure that comes later belongs to the same step.
    training.step(1.0, f1=0.5)
    training.log.close()
    assert logged(tmp_path / "a.jsonl") == list(range(1, count + 2))


def test_figures_of_several_calls_are_one_step(tmp_path, pace):
    training = Training(tmp_path / "a.jsonl")
    training.step(torch.tensor(0.5), f1=0.25)
    training.log.log(f2=torch.tensor(0.75))
    training.log.close()
    (event,) = steps(tmp_path / "a.jsonl")
    assert (event["loss"], event["scalars"]) == (0.5, {"f1": 0.25, "f2": 0.75})


KILLED = """
import os, signal, torch, gradtop_log
gradtop_log.TOGETHER = float(os.environ["TOGETHER"])
gradtop_log.SLOW = float("inf")
model = torch.nn.Linear(2, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
log = gradtop_log.watch(model, optimizer, "a.jsonl")
for i in range(20):
    model(torch.ones(1, 2)).sum().backward()
    optimizer.step()
    log.log(loss=1.0)
if os.environ.get("FORK") and os.fork() == 0:
    raise SystemExit
os.kill(os.getpid(), signal.SIGKILL)
"""


def killed(tmp_path, **environment):
    folder = str(Path(gradtop_log.__file__).parent)
    done = subprocess.run(
        [sys.executable, "-c", KILLED], cwd=tmp_path, env={**os.environ, "PYTHONPATH": folder, **environment}, timeout=300
    )
    assert done.returncode == -signal.SIGKILL
    return read(tmp_path / "a.jsonl")


def test_kill_9_loses_the_steps_that_wait(tmp_path):
    events = killed(tmp_path, TOGETHER="1e9")
    # All lines are whole, and what is there has no gap.
    found = [event["step"] for event in events if event["type"] == "step"]
    assert found == list(range(1, len(found) + 1)) and 1 <= len(found) <= 20


def test_kill_9_loses_the_last_step_of_a_slow_training(tmp_path):
    events = killed(tmp_path, TOGETHER="0")
    assert [event["step"] for event in events if event["type"] == "step"][:19] == list(range(1, 20))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_the_exit_of_a_fork_writes_nothing(tmp_path):
    assert all(event["type"] != "end" for event in killed(tmp_path, TOGETHER="1e9", FORK="1"))


FORKED = """
import os, signal, sys, threading, torch, gradtop_log
gradtop_log.TOGETHER, gradtop_log.PAUSE, gradtop_log.SLOW = 1e9, 1e6, float("inf")
model = torch.nn.Linear(2, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
log = gradtop_log.watch(model, optimizer, "a.jsonl", every=1)
def step():
    model(torch.ones(1, 2)).sum().backward()
    optimizer.step()
    log.log(loss=1.0)
for i in range(3):
    step()
held, over = threading.Event(), threading.Event()
def hold():
    with log._lock:
        held.set()
        over.wait()
threading.Thread(target=hold).start()
held.wait()
child = os.fork()
if child == 0:
    # A lock that is held for ever would stop the child here, and the signal would end it.
    signal.alarm(60)
    step()
    step()
    log.close()
    os._exit(0)
_, status = os.waitpid(child, 0)
over.set()
log.close()
sys.exit(status)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_fork_while_the_lock_is_held(tmp_path):
    folder = str(Path(gradtop_log.__file__).parent)
    done = subprocess.run([sys.executable, "-c", FORKED], cwd=tmp_path, env={**os.environ, "PYTHONPATH": folder}, timeout=300)
    assert done.returncode == 0
    # No step is there twice: those that waited at the fork are the parent's.
    assert sorted(logged(tmp_path / "a.jsonl")) == [1, 2, 3, 4, 5]


def test_figures_after_a_pause_belong_to_the_last_step(tmp_path, pace):
    pace(0, 0.01)
    training = Training(tmp_path / "a.jsonl")
    for loss in (3.0, 2.0):
        training.step(loss)
        while training.log._pending is not None:
            time.sleep(0.01)
        training.log.log(top5=loss)
    training.log.close()
    assert logged(tmp_path / "a.jsonl") == [1, 1, 2, 2]


def test_a_loss_after_its_validation_keeps_its_step(tmp_path, pace):
    training = Training(tmp_path / "a.jsonl")
    training.step(3.0)
    training.log.validation(loss=4.0)
    training.log.log(loss=2.5)
    training.step(2.0)
    training.log.close()
    assert logged(tmp_path / "a.jsonl") == [1, 1, 2]


@pytest.mark.parametrize("write", [True, False])
def test_a_training_after_the_end_of_its_log_is_left_alone(tmp_path, pace, write, monkeypatch):
    if not write:
        monkeypatch.setenv("RANK", "1")
    training = Training(tmp_path / "a.jsonl")
    training.step(3.0)
    training.log.close()
    measured = []
    monkeypatch.setattr(training.log, "_measure", measured.append)
    for _ in range(5):
        training.step(2.0)
    assert (measured, len(training.log._waiting)) == ([], 0)


def test_steps_of_a_rank_that_does_not_write_are_not_kept(tmp_path, pace):
    training = Training(tmp_path / "a.jsonl")
    # Sharded tensors are measured on all ranks.
    training.log._sharded, training.log._descriptor = True, None
    for _ in range(5):
        training.step(2.0)
    assert len(training.log._waiting) == 0
