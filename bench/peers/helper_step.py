"""Milliseconds of one PyTorch training step (forward, backward, AdamW, loss logged): with the helper or wandb.watch, and without.

`floor` takes the norm of each gradient at each step and does nothing with it: less than that costs no logger of gradients.

`helper_step.py mlp|transformer` reads lines `depth width batch steps` and answers each with one JSON line. The place of a network in
memory changes the time of its step by up to 5 %. So each way has one network, which trains with the logger and without it in short turns.
Beside each time it prints the processor time, which other programs on the machine disturb less.
"""
import json
import math
import os
import sys
import tempfile
import time

sys.path.insert(0, os.environ["GRADTOP_PYTHON"])

import torch
from torch import nn

import gradtop_log

torch.set_num_threads(1)
TOKENS, VOCABULARY = 32, 64
#: Steps of a turn, and before the first one that counts: the helper times itself first.
TURN, WARM = 12, 60
WAYS = {
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


class Floor:
    def __init__(self, model, optimizer, _path):
        self.model, self.optimizer = model, optimizer

    def on(self):
        self.hook = self.optimizer.register_step_pre_hook(self.norms)

    def off(self):
        self.hook.remove()

    @torch.no_grad()
    def norms(self, *_):
        torch._foreach_norm([tensor.grad for tensor in self.model.parameters()])

    def log(self, loss):
        pass


class Helper:
    """Takes the helper's hooks out and puts them back. Its clocks stand still meanwhile, and its thread finds nothing to write."""

    def __init__(self, model, optimizer, path, **options):
        self.helper = gradtop_log.watch(model, optimizer, path, **options)
        self.hooks = [optimizer._optimizer_step_pre_hooks, optimizer._optimizer_step_post_hooks]
        self.off()

    def off(self):
        helper = self.helper
        self.kept = [dict(hooks) for hooks in self.hooks]
        for hooks in self.hooks:
            hooks.clear()
        activations = helper._activations
        self.measures = activations is not None and activations._attached
        if activations is not None:
            activations.attach(False)
        self.clocks = helper._wall, helper._written, helper._entered
        helper._wall, helper._written = None, math.inf
        self.stopped = time.perf_counter(), helper._clock()

    def on(self):
        helper = self.helper
        for hooks, kept in zip(self.hooks, self.kept):
            hooks.update(kept)
        if self.measures:
            helper._activations.attach(True)
        wall, used = time.perf_counter() - self.stopped[0], helper._clock() - self.stopped[1]
        first, written, entered = self.clocks
        helper._wall, helper._written = None if first is None else first + wall, written + wall
        helper._entered = None if entered is None else entered + used

    def log(self, loss):
        self.helper.log(loss=loss)


class Wandb:
    """Its hooks stay, so the steps without it are those of another network, at another place in memory."""

    def __init__(self, model, _optimizer, path, log_freq):
        # Hooks find the one run of the process.
        if wandb.run is None:
            os.environ["WANDB_SILENT"] = "true"
            wandb.init(mode="offline", dir=os.path.dirname(path), settings=wandb.Settings(console="off", x_disable_stats=True))
        wandb.watch(model, log="gradients", log_freq=log_freq)

    def log(self, loss):
        wandb.log({"loss": loss})


def logger(way, model, optimizer, path):
    if way == "floor":
        return Floor(model, optimizer, path)
    if way in WANDB:
        return Wandb(model, optimizer, path, WANDB[way])
    return Helper(model, optimizer, path, **WAYS[way])


class Trainer:
    def __init__(self, kind, depth, width, batch):
        torch.manual_seed(0)
        self.model = mlp(depth, width) if kind == "mlp" else Transformer(depth, width)
        self.optimizer = torch.optim.AdamW(self.model.parameters(), lr=1e-3)
        if kind == "mlp":
            self.x, self.y = torch.randn(batch, width), torch.randint(10, (batch,))
        else:
            self.x = torch.randint(VOCABULARY, (batch, TOKENS))
            self.y = self.x.roll(-1, 1)

    def turn(self, steps, log=None):
        """Seconds of so many steps, and seconds of the processor."""
        wall, cpu = time.perf_counter(), time.process_time()
        for _ in range(steps):
            self.optimizer.zero_grad()
            loss = nn.functional.cross_entropy(self.model(self.x).flatten(0, -2), self.y.flatten())
            loss.backward()
            self.optimizer.step()
            value = loss.item()
            if log is not None:
                log(value)
        return time.perf_counter() - wall, time.process_time() - cpu


def both(trainer, other, way, steps):
    """Milliseconds of a step without and with the logger, and those of the processor. The order changes with each turn."""
    spent = {False: [0.0, 0.0], True: [0.0, 0.0]}
    turns = max(1, steps // TURN)
    for turn in range(turns):
        for logged in (False, True) if turn % 2 == 0 else (True, False):
            if logged and other is trainer:
                way.on()
            seconds = trainer.turn(TURN, way.log) if logged else other.turn(TURN)
            if logged and other is trainer:
                way.off()
            spent[logged] = [sum(pair) for pair in zip(spent[logged], seconds)]
    return [[1000 * seconds / (turns * TURN) for seconds in spent[logged]] for logged in (False, True)]


def measured(kind, sizes, steps, folder):
    """Milliseconds by way: `NAME`, `NAME cpu`, and without the logger `NAME plain` and `NAME plain cpu`."""
    figures = {}
    for name in ["floor", *WAYS, *WANDB]:
        trainer = Trainer(kind, *sizes)
        other = Trainer(kind, *sizes) if name in WANDB else trainer
        way = logger(name, trainer.model, trainer.optimizer, os.path.join(folder, f"{name}.jsonl"))
        both(trainer, other, way, WARM)
        plain, logged = both(trainer, other, way, steps)
        figures.update({f"{name} plain": plain[0], f"{name} plain cpu": plain[1], name: logged[0], f"{name} cpu": logged[1]})
        parameters = list(trainer.model.parameters())
        figures.update({"tensors": len(parameters), "parameters": sum(one.numel() for one in parameters)})
    return figures


def main():
    print(json.dumps({"peer": "PyTorch", "version": torch.__version__}), flush=True)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        for line in sys.stdin:
            *sizes, steps = map(int, line.split())
            print(json.dumps(measured(sys.argv[1], sizes, steps, folder)), flush=True)


main()
