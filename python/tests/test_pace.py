"""every="auto" with a clock of the test: the times of a step and of a measurement decide how often tensors are measured."""

import pytest

import gradtop_log
from figures import steps


def pace_after(steps, costs, line=0.0):
    pace = gradtop_log._Pace()
    for seconds in steps:
        pace.step(seconds, line)
    for seconds in costs:
        pace.measured(seconds)
    return pace.n


@pytest.mark.parametrize(
    "steps, costs, n",
    [
        ([0.010] * 5, [0.004], 32),
        ([0.010] * 5, [0.0001], 1),
        ([], [0.004], 2),
        # A validation of a minute and a checkpoint do not count as steps.
        ([0.010, 60.0, 0.010, 5.0, 0.010], [0.004], 32),
        # The first measurement allocates memory, and one is interrupted.
        ([0.010] * 5, [0.090, 0.004, 0.004, 0.050], 32),
        # Steps become slower: the last ones count.
        ([0.010] * 40 + [0.040] * 40, [0.004], 8),
    ],
)
def test_pace(steps, costs, n):
    assert pace_after(steps, costs) == n


@pytest.mark.parametrize("line, n", [(0.0, 32), (0.00004, 48), (0.00009, 115), (0.001, 128)])
def test_the_line_of_each_step_counts_too(line, n):
    assert pace_after([0.010] * 5, [0.004], line) == n


class Clock:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


@pytest.mark.parametrize("pause", [0.0, 2.0])
def test_a_training_with_pauses(tmp_path, monkeypatch, pause):
    torch = pytest.importorskip("torch")
    clock = Clock()
    monkeypatch.setattr(gradtop_log, "_cpu_clock", clock)
    for part, seconds in (("_measure", 0.0028), ("_figures", 0.001), ("_text", 0.00001)):

        def slow(self, *args, work=getattr(gradtop_log.TorchLog, part), seconds=seconds):
            clock.now += seconds
            return work(self, *args)

        monkeypatch.setattr(gradtop_log.TorchLog, part, slow)
    model = torch.nn.Linear(2, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    log = gradtop_log.watch(model, optimizer, tmp_path / "a.jsonl")
    for step in range(260):
        clock.now += 0.010
        model(torch.ones(1, 2)).sum().backward()
        optimizer.step()
        log.log(loss=1.0)
        if step % 5 == 4:
            clock.now += pause
            log.validation(loss=1.0)
    log.close()
    measured = [event["step"] for event in steps(tmp_path / "a.jsonl") if "layers" in event]
    # 3.81 ms are less than 1.15 % of 34 steps of 10 ms, and 0.1 % are for the lines. No pause counts.
    assert [later - step for step, later in zip(measured[2:], measured[3:])] == [34] * len(measured[3:])
    assert len(measured) > 6
