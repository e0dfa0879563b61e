"""Milliseconds of one PyTorch eager training step (forward, backward, Adam), plain and with per-layer gradient RMS read back.

Reads lines `depth width batch steps` from standard input and answers each with one JSON line, so that a bench can interleave rounds.
"""
import json
import sys
import time

import torch

torch.set_num_threads(1)


def network(depth, width):
    layers, inputs = [], 2
    for _ in range(depth):
        layers += [torch.nn.Linear(inputs, width), torch.nn.Sigmoid()]
        inputs = width
    return torch.nn.Sequential(*layers, torch.nn.Linear(inputs, 1))


def step_ms(depth, width, batch, steps, statistics):
    torch.manual_seed(0)
    model = network(depth, width)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    loss_of = torch.nn.BCEWithLogitsLoss()
    x, y = torch.randn(batch, 2), torch.randint(0, 2, (batch, 1)).float()
    kernels = [layer.weight for layer in model if isinstance(layer, torch.nn.Linear)]

    def step():
        optimizer.zero_grad(set_to_none=True)
        loss = loss_of(model(x), y)
        loss.backward()
        if statistics:
            torch.stack([kernel.grad.square().mean().sqrt() for kernel in kernels]).tolist()
        optimizer.step()
        return loss.item()

    for _ in range(max(5, steps // 5)):
        step()
    started = time.perf_counter()
    for _ in range(steps):
        step()
    return 1000 * (time.perf_counter() - started) / steps


print(json.dumps({"peer": "PyTorch", "version": torch.__version__}), flush=True)
for line in sys.stdin:
    depth, width, batch, steps = map(int, line.split())
    print(
        json.dumps(
            {
                "plain": step_ms(depth, width, batch, steps, False),
                "instrumented": step_ms(depth, width, batch, steps, True),
            }
        ),
        flush=True,
    )
