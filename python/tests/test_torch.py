"""PyTorch: every figure equals float64 recomputation."""

import math
import warnings

import pytest

torch = pytest.importorskip("torch")

import gradtop_log  # noqa: E402
from figures import free_port, read, rms, steps  # noqa: E402


def net(seed=0):
    torch.manual_seed(seed)
    return torch.nn.Sequential(torch.nn.Linear(5, 16), torch.nn.LayerNorm(16), torch.nn.Tanh(), torch.nn.Linear(16, 1))


def batches(count, seed=1):
    generator = torch.Generator().manual_seed(seed)
    return [(torch.randn(8, 5, generator=generator), torch.randn(8, 1, generator=generator)) for _ in range(count)]


def loss_of(model, x, y):
    return torch.nn.functional.mse_loss(model(x), y)


def test_every_figure(tmp_path):
    model = net()
    model[0].bias.requires_grad_(False)
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.01)
    path = tmp_path / "a.jsonl"
    log = gradtop_log.watch(model, optimizer, path, every=1, classes=3, baseline_loss=1.0)
    expected = []
    for x, y in batches(5):
        optimizer.zero_grad()
        loss = loss_of(model, x, y)
        loss.backward()
        parameters = list(model.parameters())
        before = [p.detach().clone() for p in parameters]
        grads = [None if p.grad is None else p.grad.clone() for p in parameters]
        optimizer.step()
        log.log(loss=loss, extra=torch.tensor(2.0))
        expected.append(
            {
                "loss": float(loss.detach()),
                "gradRms": [None if g is None else rms(g) for g in grads],
                "weightRms": [rms(p) for p in before],
                "updateRms": [None if g is None else rms(p - b) for p, b, g in zip(parameters, before, grads)],
                "gradNorm": math.sqrt(sum(float(g.double().pow(2).sum()) for g in grads if g is not None)),
            }
        )
    log.close()
    run = read(path)[0]
    assert [layer["role"] for layer in run["layers"]] == ["kernel", "bias", "norm", "norm", "kernel", "bias"]
    assert [layer["name"] for layer in run["layers"]][:2] == ["0.weight", "0.bias"]
    assert run["facts"] == {"optimizer": "AdamW", "recurrent": False, "classes": 3, "baselineLoss": 1.0}
    assert run["every"] == 1
    logged = steps(path)
    assert [event["step"] for event in logged] == [1, 2, 3, 4, 5]
    for event, wanted in zip(logged, expected):
        assert event["loss"] == pytest.approx(wanted["loss"], rel=1e-6)
        assert event["gradNorm"] == pytest.approx(wanted["gradNorm"], rel=1e-6)
        assert event["scalars"] == {"extra": 2.0}
        assert event["learningRate"] == 0.01
        for figure in ("gradRms", "weightRms", "updateRms"):
            for ours, theirs in zip(event["layers"][figure], wanted[figure]):
                assert (ours is None) == (theirs is None)
                if theirs is not None:
                    assert ours == pytest.approx(theirs, rel=1e-6, abs=0)


def test_gradients_are_those_before_clipping(tmp_path):
    model, path = net(), tmp_path / "a.jsonl"
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    log = gradtop_log.watch(model, optimizer, path, every=1)
    (x, y), = batches(1)
    loss = loss_of(model, 10 * x, 10 * y)
    loss.backward()
    wanted = [rms(p.grad) for p in model.parameters()]
    torch.nn.utils.clip_grad_norm_(model.parameters(), 0.01)
    optimizer.step()
    log.log(loss=loss)
    log.close()
    (event,) = steps(path)
    assert event["clipped"] is True
    assert event["layers"]["gradRms"] == pytest.approx(wanted, rel=1e-5)


def test_accumulation_is_one_line_an_optimizer_step(tmp_path):
    model, path = net(), tmp_path / "a.jsonl"
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    log = gradtop_log.watch(model, optimizer, path, every=1)
    for i, (x, y) in enumerate(batches(6)):
        (loss_of(model, x, y) / 3).backward()
        if i % 3 == 2:
            optimizer.step()
            optimizer.zero_grad()
            log.log(loss=1.0)
    log.close()
    assert [event["step"] for event in steps(path)] == [1, 2]


def test_a_closure_computes_the_gradients(tmp_path):
    model, path = net(), tmp_path / "a.jsonl"
    optimizer = torch.optim.LBFGS(model.parameters(), lr=0.1, max_iter=3)
    log = gradtop_log.watch(model, optimizer, path, every=1)
    seen = []

    def closure():
        optimizer.zero_grad()
        loss = loss_of(model, x, y)
        loss.backward()
        seen.append([rms(p.grad) for p in model.parameters()])
        return loss

    for x, y in batches(2):
        first = len(seen)
        loss = optimizer.step(closure)
        wanted = seen[first]
        log.log(loss=loss)
    log.close()
    assert [event["step"] for event in steps(path)] == [1, 2]
    assert steps(path)[1]["layers"]["gradRms"] == pytest.approx(wanted, rel=1e-6)


def test_tiny_gradients_do_not_vanish(tmp_path):
    model, path = torch.nn.Linear(3, 3, bias=False), tmp_path / "a.jsonl"
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    log = gradtop_log.watch(model, optimizer, path, every=1)
    model.weight.grad = torch.full((3, 3), 1e-25)
    optimizer.step()
    log.close()
    assert steps(path)[0]["layers"]["gradRms"] == [pytest.approx(1e-25, rel=1e-5)]


def test_schedules_groups_and_half_precision(tmp_path):
    model, path = net().to(torch.bfloat16), tmp_path / "a.jsonl"
    first, rest = [model[0].weight], [p for p in model.parameters() if p is not model[0].weight]
    optimizer = torch.optim.SGD([{"params": first, "lr": 0.1}, {"params": rest, "lr": 0.2}])
    schedule = torch.optim.lr_scheduler.StepLR(optimizer, 1, 0.5)
    log = gradtop_log.watch(model, optimizer, path, every=1)
    for x, y in batches(2):
        optimizer.zero_grad()
        loss_of(model, x.bfloat16(), y.bfloat16()).backward()
        wanted = [rms(p.grad) for p in model.parameters()]
        optimizer.step()
        schedule.step()
        log.log(loss=0.0)
    log.close()
    one, two = steps(path)
    assert (one["learningRates"], two["learningRates"]) == ([0.1, 0.2], [0.05, 0.1])
    assert two["layers"]["gradRms"] == pytest.approx(wanted, rel=1e-5)


def test_steps_that_a_scaler_skips(tmp_path):
    model, path = net(), tmp_path / "a.jsonl"
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    scaler = torch.amp.GradScaler("cpu", init_scale=4.0)
    log = gradtop_log.watch(model, optimizer, path, every=1, scaler=scaler)
    for i, (x, y) in enumerate(batches(3)):
        optimizer.zero_grad()
        loss = loss_of(model, x, y)
        scaler.scale(loss if i != 1 else loss * math.inf).backward()
        wanted = [rms(p.grad) / 4 for p in model.parameters()] if i == 0 else wanted
        scaler.step(optimizer)
        scaler.update()
        log.log(loss=loss)
    log.close()
    one, two, three = steps(path)
    assert one["layers"]["gradRms"] == pytest.approx(wanted, rel=1e-5)
    assert [event.get("skipped", False) for event in (one, two, three)] == [False, True, False]
    assert one["lossScale"] == 4.0 and three["lossScale"] == 2.0


def test_auto_measures_less_often_than_it_logs(tmp_path):
    model, path = net(), tmp_path / "a.jsonl"
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    log = gradtop_log.watch(model, optimizer, path)
    for x, y in batches(200):
        optimizer.zero_grad()
        loss = loss_of(model, x, y)
        loss.backward()
        optimizer.step()
        log.log(loss=loss)
    log.close()
    events = steps(path)
    measured = [event for event in events if "layers" in event]
    assert len(events) == 200 and all("loss" in event for event in events)
    assert 1 <= len(measured) < 100


def test_wrapped_names(tmp_path):
    class Wrapped(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self._orig_mod = torch.nn.Module()
            self._orig_mod.module = net()

    model = Wrapped()
    log = gradtop_log.watch(model, torch.optim.SGD(model.parameters(), lr=0.1), tmp_path / "a.jsonl")
    log.close()
    assert read(tmp_path / "a.jsonl")[0]["layers"][0]["name"] == "0.weight"


def test_an_error_never_reaches_the_training(tmp_path):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        log = gradtop_log.watch(object(), object(), tmp_path / "a.jsonl")
        log.log(loss=1.0)
        log.close()
    assert len(caught) == 1


def _rank(rank, path, port):
    import os

    os.environ.update(MASTER_ADDR="127.0.0.1", MASTER_PORT=str(port), RANK=str(rank), WORLD_SIZE="2")
    torch.distributed.init_process_group("gloo", rank=rank, world_size=2)
    model = torch.nn.parallel.DistributedDataParallel(net())
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    log = gradtop_log.watch(model, optimizer, path, every=1)
    for x, y in batches(3, seed=rank):
        optimizer.zero_grad()
        loss = loss_of(model, x, y)
        loss.backward()
        optimizer.step()
        log.log(loss=loss)
    log.close()
    torch.distributed.barrier()
    torch.distributed.destroy_process_group()


def test_rank_0_writes_for_two(tmp_path):
    path = tmp_path / "a.jsonl"
    torch.multiprocessing.spawn(_rank, args=(str(path), free_port()), nprocs=2)
    run = read(path)[0]
    assert run["rank"] == 0 and run["layers"][0]["name"] == "0.weight"
    assert [event["step"] for event in steps(path)] == [1, 2, 3]


def test_facts_of_the_user_count(tmp_path):
    model = torch.nn.Linear(2, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    gradtop_log.watch(model, optimizer, tmp_path / "a.jsonl", facts={"classes": 2}).close()
    assert read(tmp_path / "a.jsonl")[0]["facts"] == {"optimizer": "SGD", "recurrent": False, "classes": 2}


def test_a_tensor_of_several_numbers_is_left_out(tmp_path):
    with pytest.warns(RuntimeWarning, match="leaves out each="):
        with gradtop_log.Log(tmp_path / "a.jsonl") as log:
            log.log(loss=torch.tensor(1.0), each=torch.ones(3), one=torch.tensor([2.0]))
    assert steps(tmp_path / "a.jsonl")[0]["scalars"] == {"one": 2.0}
