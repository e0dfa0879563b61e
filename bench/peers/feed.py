"""Writes scalars of a training run as wandb or TensorBoard does, for terminal monitors: `feed.py wandb|events FOLDER`.

Logs 400 steps at once and prints `ready PATH`. Then it logs 80 steps a second (gradtop's default pace on the moons) until a line
arrives on standard input, which ends the run. The program exits when standard input closes.
"""
import glob
import math
import os
import random
import select
import struct
import sys
import time

SCALARS = ["loss", "accuracy", "gradNorm", *(f"gradRms/{layer}" for layer in range(8))]
AT_ONCE = 400
PER_SECOND = 80
random.seed(0)


def values(step):
    loss = 0.05 + 0.65 * math.exp(-step / 2000) * (1 + 0.2 * random.random())
    layers = [10 ** (-1 - 0.4 * (7 - layer)) * (1 + 0.3 * random.random()) for layer in range(8)]
    return dict(zip(SCALARS, [loss, 1 - loss, random.random(), *layers]))


def crc32c_table():
    table = []
    for byte in range(256):
        for _ in range(8):
            byte = (byte >> 1) ^ 0x82F63B78 if byte & 1 else byte >> 1
        table.append(byte)
    return table


TABLE = crc32c_table()


def masked_crc(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc = TABLE[(crc ^ byte) & 0xFF] ^ (crc >> 8)
    crc ^= 0xFFFFFFFF
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


def varint(number):
    out = b""
    while number > 127:
        out += bytes([number & 127 | 128])
        number >>= 7
    return out + bytes([number])


def field(number, data):
    return varint(number << 3 | 2) + varint(len(data)) + data


class Events:
    """TensorBoard's event file: length, checksum, protocol buffer, checksum."""

    def __init__(self, folder):
        self.path = folder
        self.file = open(os.path.join(folder, f"events.out.tfevents.{int(time.time())}.bench"), "wb")
        self.write(b"\x09" + struct.pack("<d", time.time()) + field(3, b"brain.Event:2"))

    def write(self, data):
        length = struct.pack("<Q", len(data))
        self.file.write(length + struct.pack("<I", masked_crc(length)) + data + struct.pack("<I", masked_crc(data)))

    def log(self, step):
        summary = b"".join(
            field(1, field(1, tag.encode()) + b"\x15" + struct.pack("<f", value)) for tag, value in values(step).items()
        )
        self.write(b"\x09" + struct.pack("<d", time.time()) + b"\x10" + varint(step) + field(5, summary))

    def flush(self):
        self.file.flush()

    def finish(self):
        self.file.close()


class Wandb:
    def __init__(self, folder):
        os.environ.update(WANDB_MODE="offline", WANDB_SILENT="true", WANDB_ERROR_REPORTING="false", WANDB_DIR=folder)
        import wandb

        settings = wandb.Settings(x_disable_stats=True, x_disable_machine_info=True, disable_git=True, disable_code=True)
        self.run = wandb.init(project="bench", dir=folder, settings=settings)
        self.path = glob.glob(os.path.join(folder, "wandb", "offline-run-*"))[0]

    def log(self, step):
        self.run.log(values(step), step=step)

    def flush(self):
        pass

    def finish(self):
        self.run.finish()


def asked():
    return bool(select.select([sys.stdin], [], [], 0)[0])


kind, folder = sys.argv[1:]
writer = {"wandb": Wandb, "events": Events}[kind](folder)
step = 0
for step in range(1, AT_ONCE + 1):
    writer.log(step)
writer.flush()
print(f"ready {writer.path}", flush=True)
started = time.monotonic()
done = 0
while not asked():
    while done < (time.monotonic() - started) * PER_SECOND:
        done += 1
        writer.log(step + done)
    writer.flush()
    time.sleep(0.02)
# A monitor has no pause, so the run ends instead.
writer.finish()
sys.stdin.buffer.read()
