"""Milliseconds of one Keras training step: inside `fit` and by `train_on_batch`, Adam, one thread.

Reads lines `depth width batch steps` from standard input and answers each with one JSON line, so that a bench can interleave rounds.
"""
import json
import os
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")
import numpy as np
import tensorflow as tf

tf.config.threading.set_inter_op_parallelism_threads(1)
tf.config.threading.set_intra_op_parallelism_threads(1)
import keras

models = {}


def network(depth, width):
    if (depth, width) not in models:
        keras.utils.set_random_seed(0)
        hidden = [keras.layers.Dense(width, activation="sigmoid") for _ in range(depth)]
        model = keras.Sequential([keras.Input((2,)), *hidden, keras.layers.Dense(1)])
        loss = keras.losses.BinaryCrossentropy(from_logits=True)
        model.compile(optimizer=keras.optimizers.Adam(1e-3), loss=loss)
        models[depth, width] = model
    return models[depth, width]


def milliseconds(work, steps):
    started = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - started) / steps


def measure(depth, width, batch, steps):
    rng = np.random.default_rng(0)
    x = rng.normal(size=(batch * steps, 2)).astype("float32")
    y = rng.integers(0, 2, size=(batch * steps, 1)).astype("float32")
    model = network(depth, width)
    few = batch * 5
    model.fit(x[:few], y[:few], batch_size=batch, verbose=0)
    model.train_on_batch(x[:batch], y[:batch])
    fit = milliseconds(lambda: model.fit(x, y, batch_size=batch, epochs=1, verbose=0), steps)
    on_batch = milliseconds(lambda: [model.train_on_batch(x[:batch], y[:batch]) for _ in range(steps)], steps)
    return {"fit": fit, "trainOnBatch": on_batch}


print(json.dumps({"peer": "Keras", "version": keras.__version__, "tensorflow": tf.__version__}), flush=True)
for line in sys.stdin:
    depth, width, batch, steps = map(int, line.split())
    print(json.dumps(measure(depth, width, batch, steps)), flush=True)
