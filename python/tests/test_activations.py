"""PyTorch: shares of dead and of saturated activations equal recomputation from the same batches."""

import copy
import io

import pytest

torch = pytest.importorskip("torch")

import gradtop_log  # noqa: E402
from figures import steps  # noqa: E402

nn = torch.nn


def logged(model, batches, path, **options):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.0)
    log = gradtop_log.watch(model, optimizer, path, every=1, **options)
    for x in batches:
        optimizer.zero_grad()
        loss = model(x).square().mean()
        loss.backward()
        optimizer.step()
        log.log(loss=loss)
        with torch.no_grad():
            model(1000 * x)
    log.close()
    return [event["layers"] for event in steps(path)]


def test_dead_units_are_zero_on_256_rows(tmp_path):
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(4, 20), nn.ReLU(), nn.Linear(20, 3), nn.ReLU())
    with torch.no_grad():
        model[0].bias.sub_(torch.linspace(0, 3, 20))
    batches = [torch.randn(128, 4) for _ in range(4)]
    layers = logged(model, batches, tmp_path / "a.jsonl")
    assert "dead" not in layers[0] and "dead" not in layers[2]
    for at in (1, 3):
        hidden = model[:2](torch.cat(batches[at - 1 : at + 1]))
        share = float((hidden == 0).all(0).double().mean())
        assert 0 < share < 1
        # The last kernel is the output layer.
        assert layers[at]["dead"] == pytest.approx([share, None, None, None])


def test_channels_are_the_units_of_a_convolution(tmp_path):
    torch.manual_seed(0)
    model = nn.Sequential(nn.Conv2d(1, 6, 3), nn.BatchNorm2d(6), nn.ReLU(), nn.Flatten(), nn.Linear(96, 2))
    with torch.no_grad():
        model[1].bias[:2] = -100
    (layers,) = logged(model, [torch.randn(256, 1, 6, 6)], tmp_path / "a.jsonl")
    assert layers["dead"][0] == pytest.approx(2 / 6)
    assert layers["dead"][1:] == [None] * 5


@pytest.mark.parametrize(
    "kind, flat", [(nn.Tanh, lambda y: y.abs() > 0.97), (nn.Sigmoid, lambda y: (y < 0.015) | (y > 0.985))]
)
def test_saturated_activations(tmp_path, kind, flat):
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(4, 20), kind(), nn.Linear(20, 1), kind())
    with torch.no_grad():
        model[0].weight.mul_(10)
    x = torch.randn(8, 4)
    (layers,) = logged(model, [x], tmp_path / "a.jsonl")
    share = float(flat(model[:2](x)).double().mean())
    assert 0.1 < share < 1
    assert layers["saturated"] == pytest.approx([share, None, None, None])


def test_no_hooks_where_they_are_not_wanted(tmp_path):
    model = nn.Sequential(nn.Linear(4, 4), nn.ReLU(), nn.Linear(4, 1))
    (layers,) = logged(model, [torch.randn(300, 4)], tmp_path / "a.jsonl", activations=False)
    assert set(layers) == {"gradRms", "weightRms", "updateRms"}


def test_a_watched_model_can_be_saved_and_copied(tmp_path):
    model = nn.Sequential(nn.Linear(4, 4), nn.ReLU(), nn.Linear(4, 1))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    log = gradtop_log.watch(model, optimizer, tmp_path / "a.jsonl", every=1)
    seen = []
    handle = model[1].register_forward_hook(lambda *_: seen.append(1))
    for _ in range(2):
        model(torch.randn(300, 4)).sum().backward()
        optimizer.step()
        log.log(loss=1.0)
        copied = copy.deepcopy(model)
        # The user's hook stays, the logger's do not.
        assert [len(module._forward_hooks) for module in copied] == [0, 1, 0]
    handle.remove()
    saved = io.BytesIO()
    torch.save(model, saved)
    saved.seek(0)
    loaded = torch.load(saved, weights_only=False)
    x = torch.randn(3, 4)
    assert torch.equal(loaded(x), model(x))
    assert all(type(module._forward_hooks).__module__ == "collections" for module in loaded)
    log.close()
    assert len(seen) >= 2 and "dead" in steps(tmp_path / "a.jsonl")[1]["layers"]
