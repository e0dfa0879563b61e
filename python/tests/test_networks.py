"""PyTorch networks as people train them: every figure equals float64 recomputation from the same tensors."""

import math
import os

import pytest

torch = pytest.importorskip("torch")

import gradtop_log  # noqa: E402
from figures import free_port, read, rms, steps  # noqa: E402

nn, F = torch.nn, torch.nn.functional
pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning")


class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(width, width, 3, padding=1, bias=False), nn.BatchNorm2d(width)
        self.conv2, self.bn2 = nn.Conv2d(width, width, 3, padding=1, bias=False), nn.BatchNorm2d(width)

    def forward(self, x):
        return F.relu(x + self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x))))))


class ResNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 96, 3, padding=1)
        self.blocks = nn.Sequential(Block(96), Block(96))
        self.head = nn.Linear(96, 5)

    def forward(self, x):
        return self.head(self.blocks(self.stem(x)).mean((2, 3)))


class Lstm(nn.Module):
    def __init__(self):
        super().__init__()
        self.tokens = nn.Embedding(3000, 40)
        self.lstm = nn.LSTM(40, 24, num_layers=2, batch_first=True)
        self.head = nn.Linear(24, 5)

    def forward(self, x):
        return self.head(self.lstm(self.tokens(x))[0][:, -1])


class Transformer(nn.Module):
    def __init__(self):
        super().__init__()
        self.tokens = nn.Embedding(3000, 40)
        layer = nn.TransformerEncoderLayer(40, 4, 80, dropout=0.0, batch_first=True)
        self.body = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False)
        self.head = nn.Linear(40, 5)

    def forward(self, x):
        return self.head(self.body(self.tokens(x)).mean(1))


def pictures(generator):
    return torch.randn(6, 3, 10, 10, generator=generator)


def words(generator):
    return torch.randint(3000, (6, 12), generator=generator)


NETWORKS = {"resnet": (ResNet, pictures), "lstm": (Lstm, words), "transformer": (Transformer, words)}


class Watched:
    """A training step that keeps what the log must say, in float64."""

    def __init__(self, model, path, **options):
        self.parameters = list(model.parameters())
        self.optimizer = torch.optim.AdamW(self.parameters, lr=0.01)
        self.log = gradtop_log.watch(model, self.optimizer, path, every=1, **options)
        self.expected = []

    def step(self, loss, step=None, scale=1.0):
        before = [p.detach().clone() for p in self.parameters]
        grads = [p.grad.clone() for p in self.parameters]
        (step or self.optimizer.step)()
        self.optimizer.zero_grad()
        self.log.log(loss=loss)
        self.expected.append(
            {
                "gradRms": [rms(g) / scale for g in grads],
                "weightRms": [rms(b) for b in before],
                "updateRms": [rms(p - b) for p, b in zip(self.parameters, before)],
                "gradNorm": math.sqrt(sum(float(g.double().pow(2).sum()) for g in grads)) / scale,
                "loss": float(loss.detach()),
            }
        )

    def check(self, path):
        self.log.close()
        events = steps(path)
        assert len(events) == len(self.expected) > 0
        for event, wanted in zip(events, self.expected):
            assert event["loss"] == pytest.approx(wanted.pop("loss"), rel=1e-6)
            assert event["gradNorm"] == pytest.approx(wanted.pop("gradNorm"), rel=1e-6)
            for figure, values in wanted.items():
                assert event["layers"][figure] == pytest.approx(values, rel=1e-6, abs=1e-12), figure


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("accumulate", [1, 3])
def test_network(tmp_path, name, accumulate):
    torch.manual_seed(0)
    build, batch = NETWORKS[name]
    model, path = build(), tmp_path / "a.jsonl"
    if name == "resnet":
        model = model.to(memory_format=torch.channels_last)
    watched, generator = Watched(model, path), torch.Generator().manual_seed(1)
    for _ in range(3):
        for _ in range(accumulate):
            loss = F.cross_entropy(model(batch(generator)), torch.randint(5, (6,), generator=generator))
            (loss / accumulate).backward()
        watched.step(loss)
    watched.check(path)
    run = read(path)[0]
    assert run["facts"]["recurrent"] is (name == "lstm")
    assert all(layer["parameterCount"] == math.prod(layer["shape"]) for layer in run["layers"])


def test_mixed_precision_with_accumulation(tmp_path):
    torch.manual_seed(0)
    model, path = Transformer(), tmp_path / "a.jsonl"
    scaler = torch.amp.GradScaler("cpu", init_scale=64.0)
    watched, generator = Watched(model, path, scaler=scaler), torch.Generator().manual_seed(1)
    for _ in range(3):
        for _ in range(2):
            with torch.autocast("cpu", dtype=torch.bfloat16):
                loss = F.cross_entropy(model(words(generator)), torch.randint(5, (6,), generator=generator)) / 2
            scaler.scale(loss).backward()

        def step():
            scaler.step(watched.optimizer)
            scaler.update()

        watched.step(loss, step, scale=64.0)
    watched.check(path)


@pytest.mark.parametrize("shape, order", [((1500, 700), (0, 1)), ((1500, 700), (1, 0)), ((70_001,), (0,)), ((90, 90, 3, 3), (0, 2, 3, 1))])
def test_long_sums_keep_their_digits(tmp_path, shape, order):
    torch.manual_seed(0)
    model, path = nn.Module(), tmp_path / "a.jsonl"
    back = [order.index(dim) for dim in range(len(order))]
    model.weight = nn.Parameter(torch.randn([shape[dim] for dim in order]).permute(back))
    assert model.weight.shape == torch.Size(shape)
    watched = Watched(model, path)
    loss = (model.weight * torch.randn(shape)).sum()
    loss.backward()
    watched.step(loss)
    watched.check(path)


def test_compiled_models_keep_their_names(tmp_path):
    torch.manual_seed(0)
    path = tmp_path / "a.jsonl"
    model = nn.Sequential(torch.compile(nn.Linear(4, 8), backend="eager"), nn.ReLU(), nn.Linear(8, 2))
    whole = torch.compile(model, backend="eager")
    optimizer = torch.optim.SGD(whole.parameters(), lr=0.1)
    log = gradtop_log.watch(whole, optimizer, path, every=2)
    for _ in range(6):
        optimizer.zero_grad()
        whole(torch.ones(3, 4)).sum().backward()
        optimizer.step()
        log.log(loss=1.0)
    log.close()
    events = read(path)
    assert [layer["name"] for layer in events[0]["layers"]] == ["0.weight", "0.bias", "2.weight", "2.bias"]
    assert [event["step"] for event in events if "layers" in event and event["type"] == "step"] == [2, 4, 6]


def _join(rank, port):
    os.environ.update(MASTER_ADDR="127.0.0.1", MASTER_PORT=str(port), RANK=str(rank), WORLD_SIZE="2")
    torch.distributed.init_process_group("gloo", rank=rank, world_size=2)
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(6, 10), nn.Tanh(), nn.Linear(10, 3))


def _halves():
    generator = torch.Generator().manual_seed(1)
    return [torch.randn(8, 6, generator=generator) for _ in range(3)]


def _ddp(rank, path, port):
    model = nn.parallel.DistributedDataParallel(_join(rank, port))
    _train(model, rank, path, every=1)


def _fsdp(rank, path, port):
    from torch.distributed.fsdp import fully_shard

    model = _join(rank, port)
    fully_shard(model, mesh=torch.distributed.device_mesh.init_device_mesh("cpu", (2,)))
    _train(model, rank, path, every=1)


def _train(model, rank, path, **options):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    log = gradtop_log.watch(model, optimizer, path, **options)
    for x in _halves():
        optimizer.zero_grad()
        loss = model(x[4 * rank : 4 * rank + 4]).square().mean()
        loss.backward()
        optimizer.step()
        log.log(loss=loss)
    log.close()
    torch.distributed.barrier()
    torch.distributed.destroy_process_group()


@pytest.mark.parametrize("kind", ["ddp", "fsdp"])
def test_two_ranks(tmp_path, kind):
    if kind == "fsdp":
        pytest.importorskip("torch.distributed.fsdp", reason="this PyTorch has no FSDP")
    path = tmp_path / "a.jsonl"
    torch.multiprocessing.spawn(_ddp if kind == "ddp" else _fsdp, args=(str(path), free_port()), nprocs=2)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["a.jsonl"]
    events = read(path)
    assert events[0]["rank"] == 0 and events[0]["layers"][0]["name"] == "0.weight"
    # One process in float64 on both halves: the mean over the ranks.
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(6, 10), nn.Tanh(), nn.Linear(10, 3)).double()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    logged = steps(path)
    assert [event["step"] for event in logged] == [1, 2, 3]
    for event, x in zip(logged, _halves()):
        optimizer.zero_grad()
        model(x.double()).square().mean().backward()
        before = [p.detach().clone() for p in model.parameters()]
        optimizer.step()
        layers = event["layers"]
        assert layers["gradRms"] == pytest.approx([rms(p.grad) for p in model.parameters()], rel=1e-6)
        assert layers["weightRms"] == pytest.approx([rms(b) for b in before], rel=1e-6)
        assert layers["updateRms"] == pytest.approx([rms(p - b) for p, b in zip(model.parameters(), before)], rel=2e-6)
