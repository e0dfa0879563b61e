"""What the tests share: the events of a log, and figures in float64 to compare them with."""

import json
import socket


def read(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def steps(path):
    return [event for event in read(path) if event["type"] == "step"]


def rms(tensor):
    return float(tensor.detach().double().pow(2).mean().sqrt())


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]
