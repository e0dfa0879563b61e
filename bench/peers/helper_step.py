"""Milliseconds of one PyTorch training step (forward, backward, AdamW, loss logged): without the helper, with it, with wandb.watch.

`floor` takes the norm of each gradient at each step and does nothing with it: less than that costs no logger of gradients.

`helper_step.py mlp|transformer` reads lines `depth width batch steps` and answers each with one JSON line. For each line every way
trains a network of its own, because the place of a network in memory changes the time by some percent. The ways take turns. Beside
each time it prints the processor time, which other programs on the machine disturb less.
"""
import json
import os
import sys
import tempfile
import time

sys.path.insert(0, os.environ["GRADTOP_PYTHON"])

import torch
from torch import nn

import gradtop_log

torch.set_num_threads(1)
TOKENS, VOCABULARY, TURNS = 32, 64, 10
WAYS = {
    "plain": None,
    "floor": None,
    "auto": {"every": "auto"},
    "gradients": {"every": 1, "updates": False, "activations": False},
    "everything": {"every": 1},
}
# Gradient histograms by wandb's default, and at each step.
WANDB = {"wandb100": 100, "wandb1": 1}
try:
    import wandb
except ImportError:
    WANDB = {}


class Transformer(nn.Module):
    def __init__(self, depth, width):
        super().__init__()
        self.tokens = nn.Embedding(VOCABULARY, width)
        block = nn.TransformerEncoderLayer(width, 4, 4 * width, dropout=0.0, batch_first=True, norm_first=True)
        self.blocks = nn.TransformerEncoder(block, depth, enable_nested_tensor=False)
        self.head = nn.Linear(width, VOCABULARY)

    def forward(self, x):
        return self.head(self.blocks(self.tokens(x)))


def mlp(depth, width):
    layers = [part for _ in range(depth) for part in (nn.Linear(width, width), nn.ReLU())]
    return nn.Sequential(*layers, nn.Linear(width, 10))


@torch.no_grad()
def norms(model):
    torch._foreach_norm([tensor.grad for tensor in model.parameters()])


def logger(way, model, optimizer, folder):
    """Takes the loss of a step; None: nothing is logged."""
    if way in WANDB:
        # Hooks find the one run of the process.
        if wandb.run is None:
            os.environ["WANDB_SILENT"] = "true"
            wandb.init(mode="offline", dir=folder, settings=wandb.Settings(console="off", x_disable_stats=True))
        wandb.watch(model, log="gradients", log_freq=WANDB[way])
        return lambda loss: wandb.log({"loss": loss})
    if way == "floor":
        optimizer.register_step_pre_hook(lambda *_: norms(model))
    if WAYS[way] is None:
        return None
    log = gradtop_log.watch(model, optimizer, os.path.join(folder, f"{way}.jsonl"), **WAYS[way])
    return lambda loss: log.log(loss=loss)


def trainer(kind, way, depth, width, batch, folder):
    torch.manual_seed(0)
    os.makedirs(folder, exist_ok=True)
    model = mlp(depth, width) if kind == "mlp" else Transformer(depth, width)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
    if kind == "mlp":
        x, y = torch.randn(batch, width), torch.randint(10, (batch,))
    else:
        x = torch.randint(VOCABULARY, (batch, TOKENS))
        y = x.roll(-1, 1)
    log = logger(way, model, optimizer, folder)

    def step():
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(x).flatten(0, -2), y.flatten())
        loss.backward()
        optimizer.step()
        value = loss.item()
        if log is not None:
            log(value)

    step.tensors = len(list(model.parameters()))
    step.parameters = sum(one.numel() for one in model.parameters())
    return step


def measured(ways, steps):
    """Milliseconds of a step by way, and processor time by `way cpu`."""
    spent = {name: 0.0 for way in ways for name in (way, f"{way} cpu")}
    names = list(ways)
    each = max(1, steps // TURNS)
    for turn in range(TURNS):
        first = turn % len(names)
        for way in names[first:] + names[:first]:
            wall, cpu = time.perf_counter(), time.process_time()
            for _ in range(each):
                ways[way]()
            spent[f"{way} cpu"] += time.process_time() - cpu
            spent[way] += time.perf_counter() - wall
    return {name: 1000 * seconds / (TURNS * each) for name, seconds in spent.items()}


def main():
    kind = sys.argv[1]
    print(json.dumps({"peer": "PyTorch", "version": torch.__version__}), flush=True)
    ways = [*WAYS, *WANDB]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        for round, line in enumerate(sys.stdin):
            depth, width, batch, steps = map(int, line.split())
            first = round % len(ways)
            order = ways[first:] + ways[:first]
            known = {way: trainer(kind, way, depth, width, batch, os.path.join(folder, str(round))) for way in order}
            # The helper times itself first.
            measured(known, 60)
            plain = known["plain"]
            figures = {"tensors": plain.tensors, "parameters": plain.parameters}
            print(json.dumps({**measured(known, steps), **figures}), flush=True)


main()
