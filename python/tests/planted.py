"""Trains and logs small networks, each with one planted fault or none: `python tests/planted.py FOLDER [--seed N]`.

gradtop's tests judge the logs of seed 0, and train the same networks on the same points (`points.csv`) themselves. The host's name,
times and digits beyond the sixth are left out of the files.
"""

import argparse
import json
import math
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))

import torch  # noqa: E402
from torch import nn  # noqa: E402

import gradtop_log  # noqa: E402

CLASSES, INPUTS, BATCH, STEPS, EVERY = 4, 8, 64, 160, 4
CENTRES = torch.randn(CLASSES, INPUTS, generator=torch.Generator().manual_seed(7))
TEXTURES = torch.randn(CLASSES, 1, 4, 4, generator=torch.Generator().manual_seed(8))


def points():
    y = torch.randint(CLASSES, (BATCH,))
    return 1.5 * CENTRES[y] + torch.randn(BATCH, INPUTS), y


def textures():
    """Each class repeats a random texture of 4x4, shifted and with noise."""
    y = torch.randint(CLASSES, (BATCH,))
    tiled = TEXTURES[y].repeat(1, 1, 3, 3)
    shift = int(torch.randint(4, ()))
    return tiled.roll((shift, shift), (2, 3)) + 0.5 * torch.randn(BATCH, 1, 12, 12), y


def mlp(activation, hidden=3, width=24):
    layers, inputs = [], INPUTS
    for _ in range(hidden):
        layers += [nn.Linear(inputs, width), activation()]
        inputs = width
    return nn.Sequential(*layers, nn.Linear(inputs, CLASSES))


def kernels(model):
    return [module.weight for module in model if isinstance(module, nn.Linear)]


def he(model, gain=1.0):
    for kernel in kernels(model):
        nn.init.normal_(kernel, 0, gain * math.sqrt(2 / kernel.shape[1]))
    return model


def shifted(model, bias):
    for module in list(model)[:-1]:
        if isinstance(module, nn.Linear):
            nn.init.constant_(module.bias, bias)
    return model


def saturated():
    """Biases of 4 push each unit to the upper end, where tanh is flat."""
    model = shifted(mlp(nn.Tanh), 4.0)
    with torch.no_grad():
        for kernel in kernels(model)[:-1]:
            kernel.mul_(0.5)
    return model


def frozen():
    model = he(mlp(nn.ReLU))
    for module in list(model)[:4]:
        module.requires_grad_(False)
    return model


def cnn():
    return nn.Sequential(
        nn.Conv2d(1, 8, 3), nn.ReLU(), nn.Conv2d(8, 12, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(2), nn.Flatten(), nn.Linear(48, CLASSES)
    )


def glorot(model, gain=1.0):
    for kernel in kernels(model):
        nn.init.xavier_uniform_(kernel, gain)
    return model


def sgd(rate):
    return lambda model: torch.optim.SGD(model.parameters(), lr=rate)


def adam(rate):
    return lambda model: torch.optim.Adam(model.parameters(), lr=rate)


#: Network, optimizer, batches.
PLANTED = {
    "healthy-mlp": (lambda: he(mlp(nn.ReLU)), adam(3e-3), points),
    "healthy-cnn": (cnn, adam(3e-3), textures),
    "vanishing": (lambda: mlp(nn.Sigmoid, hidden=6, width=16), sgd(0.1), points),
    "dying-relu": (lambda: shifted(he(mlp(nn.ReLU)), -5.0), sgd(0.05), points),
    "exploding": (lambda: he(mlp(nn.ReLU, hidden=5), gain=3.0), sgd(0.1), points),
    "rate-too-small": (lambda: he(mlp(nn.ReLU)), sgd(1e-6), points),
    "rate-too-large": (lambda: he(mlp(nn.ReLU)), adam(1.0), points),
    "frozen": (frozen, adam(3e-3), points),
    "nan": (lambda: he(mlp(nn.ReLU)), adam(3e-3), points),
    "saturated": (saturated, sgd(0.01), points),
    # Units of a leaky ReLU cannot die, so the loss itself grows.
    "diverging": (lambda: he(mlp(nn.LeakyReLU)), adam(1.0), points),
    "healthy-tanh": (lambda: glorot(mlp(nn.Tanh)), sgd(0.1), points),
    "healthy-elu": (lambda: he(mlp(nn.ELU)), sgd(0.03), points),
    "deep-sigmoid": (lambda: glorot(mlp(nn.Sigmoid, hidden=9, width=12)), sgd(0.1), points),
    "dying-by-rate": (lambda: he(mlp(nn.ReLU)), sgd(3.0), points),
    "saturated-by-gain": (lambda: glorot(mlp(nn.Tanh, hidden=5), gain=8.0), sgd(0.01), points),
    "small-tanh": (lambda: glorot(mlp(nn.Tanh, hidden=5), gain=0.1), sgd(0.1), points),
    "overflow": (lambda: he(mlp(nn.ReLU, hidden=4)), sgd(30.0), points),
}


def train(name, path, seed):
    network, optimizer_of, batch = PLANTED[name]
    torch.manual_seed(1000 * seed + list(PLANTED).index(name))
    model = network()
    optimizer = optimizer_of(model)
    log = gradtop_log.watch(model, optimizer, path, every=EVERY, name=name, classes=CLASSES, totalSteps=STEPS)
    for step in range(1, STEPS + 1):
        x, y = batch()
        if name == "nan" and step == 120:
            x[0] = math.nan
        loss = nn.functional.cross_entropy(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        log.log(loss=loss)
    log.close()


def shorter(value):
    if isinstance(value, dict):
        return {key: shorter(one) for key, one in value.items() if key not in ("host", "startedAt", "timeMs", "elapsedMs")}
    if isinstance(value, list):
        return [shorter(one) for one in value]
    return float(f"{value:.6g}") if isinstance(value, float) else value


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    os.makedirs(arguments.folder, exist_ok=True)
    torch.manual_seed(1000 * arguments.seed + 999)
    with open(os.path.join(arguments.folder, "points.csv"), "w", encoding="utf-8") as file:
        print(*(f"x{at}" for at in range(INPUTS)), "y", sep=",", file=file)
        for x, y in (points() for _ in range(4)):
            for row, label in zip(x.tolist(), y.tolist()):
                print(*(f"{one:.4f}" for one in row), f"c{label}", sep=",", file=file)
    for name in PLANTED:
        path = os.path.join(arguments.folder, f"{name}.jsonl")
        if os.path.exists(path):
            os.remove(path)
        train(name, path, arguments.seed)
        with open(path, encoding="utf-8") as file:
            events = [shorter({**json.loads(line), "runId": name}) for line in file]
        with open(path, "w", encoding="utf-8") as file:
            file.writelines(json.dumps(event, separators=(",", ":")) + "\n" for event in events)


if __name__ == "__main__":
    main()
