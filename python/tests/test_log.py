"""`Log` for any training: the content of the file, also after a crash."""

import json
import math
import os
import signal
import subprocess
import sys
import textwrap
import warnings
from pathlib import Path

import pytest

import gradtop_log
from figures import read, steps

MODULE = Path(gradtop_log.__file__).parent


def run(script, tmp_path, **options):
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(MODULE)},
        capture_output=True,
        text=True,
        timeout=300,
        **options,
    )


def test_steps_scalars_and_validation(tmp_path):
    path = tmp_path / "a.jsonl"
    with gradtop_log.Log(path, name="mine", config={"lr": 0.1}, totalSteps=2) as log:
        log.log(loss=2.5, accuracy=0.25, top5=0.5)
        log.log(loss=math.nan, step=7)
        log.validation(loss=3.5, accuracy=0.125, f1=0.5)
    run_event, one, seven, epoch, scalars, end = read(path)
    assert run_event["type"] == "run" and run_event["schema"] == 1 and run_event["name"] == "mine"
    assert run_event["hparams"] == {"lr": 0.1} and run_event["totalSteps"] == 2
    assert (one["step"], one["loss"], one["accuracy"], one["scalars"]) == (1, 2.5, 0.25, {"top5": 0.5})
    assert (seven["step"], seven["loss"]) == (7, "NaN")
    assert (epoch["type"], epoch["step"], epoch["valLoss"], epoch["valAccuracy"]) == ("epoch", 7, 3.5, 0.125)
    assert scalars["scalars"] == {"val/f1": 0.5}
    assert (end["type"], end["reason"], end["step"]) == ("end", "completed", 7)
    assert len({event["runId"] for event in read(path)}) == 1


def test_a_file_that_exists_gets_another_run_and_keeps_the_first(tmp_path):
    path = tmp_path / "a.jsonl"
    for loss in (1.0, 2.0):
        with gradtop_log.Log(path) as log:
            log.log(loss=loss)
    ids = [event["runId"] for event in read(path) if event["type"] == "run"]
    assert len(set(ids)) == 2


def test_resume_continues_the_last_run_after_a_torn_line(tmp_path):
    path = tmp_path / "a.jsonl"
    log = gradtop_log.Log(path)
    log.log(loss=1.0)
    log.log(loss=0.9)
    with open(path, "a", encoding="utf-8") as file:
        file.write('{"type":"step","ste')
    with gradtop_log.Log(path, resume=True) as again:
        assert again.run_id == log.run_id
        again.log(loss=0.8)
    log.close()
    good = [json.loads(line) for line in path.read_text().splitlines() if not line.endswith('"ste')]
    resumed = [event for event in good if event["type"] == "run"][1]
    assert resumed["resumes"] == 2
    assert [event["step"] for event in good if event["type"] == "step"] == [1, 2, 3]


def test_an_uncaught_error_is_the_end(tmp_path):
    done = run("import gradtop_log; log = gradtop_log.Log('a.jsonl'); log.log(loss=1); raise ValueError('bad batch')", tmp_path)
    assert done.returncode == 1
    end = read(tmp_path / "a.jsonl")[-1]
    assert (end["reason"], end["message"]) == ("crashed", "ValueError: bad batch")


def test_kill_9_leaves_whole_lines(tmp_path):
    script = "import gradtop_log, os, signal; log = gradtop_log.Log('a.jsonl'); [log.log(loss=i) for i in range(99)]; os.kill(os.getpid(), signal.SIGKILL)"
    assert run(script, tmp_path).returncode == -signal.SIGKILL
    assert [event["step"] for event in steps(tmp_path / "a.jsonl")] == list(range(1, 100))


def test_never_raises_and_warns_once(tmp_path):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        log = gradtop_log.Log(tmp_path / "missing" / "a.jsonl")
        for _ in range(3):
            log.log(loss=1.0)
        log.validation(loss=1.0)
        log.close()
    assert len(caught) == 1
    assert "FileNotFoundError" in str(caught[0].message)


def test_module_function(tmp_path):
    run("import gradtop_log; gradtop_log.log(1, 0.5, lr=0.1); gradtop_log.log(2, loss=0.25)", tmp_path)
    events = read(tmp_path / "run.jsonl")
    assert [(event["step"], event["loss"]) for event in events if event["type"] == "step"] == [(1, 0.5), (2, 0.25)]


@pytest.mark.parametrize(
    "values, written",
    [
        ([1 / 3, 2.0, 1e-300], [0.333333333, 2, 1e-300]),
        ([None, 1 / 3, 0], [None, 0.333333333, 0]),
        ([float("nan"), float("inf"), -1.5], ["NaN", "Infinity", -1.5]),
        ([1e308, 1e308], [1e308, 1e308]),
        ([], []),
    ],
)
def test_figures_of_layers_in_9_digits(values, written):
    line = gradtop_log._line({"step": 1, "layers": {"gradRms": values}})
    assert json.loads(line) == {"step": 1, "layers": {"gradRms": written}}


@pytest.mark.parametrize("value", ["warmup", [1, 2], {"a": 1}, object()])
def test_a_value_that_is_no_number_is_left_out_with_one_warning(tmp_path, value):
    with pytest.warns(RuntimeWarning, match="leaves out phase=.*: not a number") as told:
        with gradtop_log.Log(tmp_path / "a.jsonl") as log:
            for _ in range(3):
                log.log(loss=1.0, phase=value, lr=0.1)
            log.validation(loss=1.0, phase=value)
    assert len(told) == 1
    assert [event["scalars"] for event in steps(tmp_path / "a.jsonl")] == [{"lr": 0.1}] * 3


def test_none_is_left_out_silently_and_truth_is_a_number(tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with gradtop_log.Log(tmp_path / "a.jsonl") as log:
            log.log(loss=1.0, val_loss=None, warm=True, top5=float("nan"))
    assert [event["scalars"] for event in steps(tmp_path / "a.jsonl")] == [{"warm": 1, "top5": "NaN"}]


def test_an_unknown_argument_is_an_error(tmp_path):
    with pytest.raises(TypeError, match="unknown argument 'evry'"):
        gradtop_log.Log(tmp_path / "a.jsonl", evry=1)


@pytest.mark.parametrize("code, reason", [(None, "completed"), (0, "completed"), (3, "crashed"), ("no data", "crashed")])
def test_exit_inside_with(tmp_path, code, reason):
    with pytest.raises(SystemExit):
        with gradtop_log.Log(tmp_path / "a.jsonl") as log:
            log.log(loss=1.0)
            sys.exit(code)
    assert read(tmp_path / "a.jsonl")[-1]["reason"] == reason


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes")
@pytest.mark.parametrize("resume", [False, True])
def test_a_named_pipe_is_only_written(tmp_path, resume):
    os.mkfifo(tmp_path / "pipe")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    run(f"import gradtop_log; gradtop_log.Log('pipe', resume={resume}).log(loss=1.0)", tmp_path).check_returncode()
    lines = os.read(reader, 1 << 16).splitlines()
    os.close(reader)
    assert [json.loads(line)["type"] for line in lines] == ["run", "step", "end"]


def test_a_write_that_took_a_part_goes_on(tmp_path, monkeypatch):
    write = os.write
    monkeypatch.setattr(os, "write", lambda file, data: write(file, data[:7]))
    with gradtop_log.Log(tmp_path / "a.jsonl") as log:
        log.log(loss=1.0)
    assert [event["type"] for event in read(tmp_path / "a.jsonl")] == ["run", "step", "end"]
