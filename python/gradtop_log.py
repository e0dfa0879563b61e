"""Writes a training as JSON Lines that `gradtop watch` shows live. No dependencies.

The format is gradtop's run log, schema 1: one object per line. A call of `log` is one system call, so a killed process loses at most
the line that it is writing. Short steps that `watch` sees are written together every quarter of a second, which is what it can lose.
"""

from __future__ import annotations

import atexit
import json
import math
import os
import socket
import stat
import statistics
import sys
import threading
import time
import uuid
import warnings
import weakref
from collections import OrderedDict, deque
from contextlib import contextmanager, nullcontext
from datetime import datetime, timezone
from functools import lru_cache
from typing import Any, Callable, Deque, Dict, Iterable, Iterator, List, Mapping, Optional, Sequence, Set, Union

__all__ = ["Log", "GradtopCallback", "log", "watch"]
__version__ = "0.1.0"

Every = Union[int, str]
PathLike = Union[str, "os.PathLike[str]"]

#: Share of the time of the steps that the logger may measure for itself with `every="auto"`. The call itself, and what it evicts from the
#: caches, costs more, which its clock does not see.
SHARE = 0.0125
#: Fields of the run event that `Log` takes besides its arguments.
RUN_FIELDS = frozenset(("totalSteps", "stepsPerEpoch", "every", "rank", "host", "lossTag", "dataset", "parameters", "labelEntropy"))
#: Wrappers of PyTorch that add a prefix to the names of parameters.
PREFIXES = ("module.", "_orig_mod.", "_fsdp_wrapped_module.", "_checkpoint_wrapped_module.")
#: Rows on which a unit must be 0 to count as dead. A unit that is active on 2 % of all rows counts as dead with a probability of 0.6 %.
DEAD_ROWS = 256
#: With `every="auto"` the last so many steps before a measurement are timed: in short steps each look at the clock counts.
TIMED = 4
#: Clocks in seconds: processor time for a CPU, which other programs disturb less, and wall time for a GPU. Tests replace them.
_cpu_clock = time.thread_time
_gpu_clock = time.perf_counter
#: Without updates, weights are measured only at every n-th measurement: they move slowly, and cost as much as gradients.
WEIGHTS_EVERY = 10
#: Seconds between two readings of the machine.
SYSTEM_SECONDS = 2.0
#: Short steps of this many seconds are written together. A line by itself finds the caches full of the training's tensors, and costs ten
#: times as much as one of many.
TOGETHER = 0.25
#: A step of so many seconds is written at once: its line costs less than 1 % of it.
SLOW = 0.02
#: Seconds after which a thread writes the steps before a pause, such as a validation.
PAUSE = 0.5


def _plain(value: Any) -> Any:
    """A value for JSON: non-finite numbers become strings, tensors and arrays of one element become numbers."""
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, float):
        if math.isfinite(value):
            return value
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    item = getattr(value, "item", None)
    if callable(item):
        return _plain(item())
    try:
        return _plain(float(value))
    except (TypeError, ValueError):
        return str(value)


def _number(value: Any) -> Optional[float]:
    """A number, or a tensor or array of one number; None for anything else."""
    try:
        plain = _plain(value)
    except (TypeError, ValueError, RuntimeError):
        return None  # a tensor of several numbers
    if isinstance(plain, bool):
        return int(plain)
    if isinstance(plain, (int, float)):
        return plain
    # `_plain` writes numbers that are not finite as text, and makes text of anything unknown.
    return float(plain) if not isinstance(value, str) and plain in ("NaN", "Infinity", "-Infinity") else None


def _line(event: Mapping[str, Any]) -> str:
    """The JSON of an event. The encoder is for values that need it: between the steps of a training, numbers are faster by themselves."""
    parts = []
    for key, value in event.items():
        kind = type(value)
        if kind is int or (kind is float and math.isfinite(value)):
            parts.append(f'"{key}":{value!r}')
        elif key == "layers" and isinstance(value, Mapping):
            lists = [f'"{name}":{_figures_line(figures)}' for name, figures in value.items()]
            parts.append(f'"layers":{{{",".join(lists)}}}')
        else:
            parts.append(f'"{key}":{_json(value)}')
    return "{" + ",".join(parts) + "}"


def _json(value: Any) -> str:
    """The JSON of any value. Plain ones skip the conversion."""
    try:
        return _encode(value)
    except (TypeError, ValueError):
        return _encode(_plain(value))


def _figures_line(values: Sequence[Any]) -> str:
    """The JSON of one figure of all layers, in 9 digits: float32 has no more, and a short line costs less."""
    try:
        if math.isfinite(sum(values)):
            return "[" + _format(len(values)) % tuple(values) + "]"
    except TypeError:
        pass  # null: a frozen layer
    return _encode([float(f"{value:.9g}") if isinstance(value, float) and math.isfinite(value) else _plain(value) for value in values])


@lru_cache(maxsize=16)
def _format(count: int) -> str:
    return ",".join(["%.9g"] * count)


_encode = json.JSONEncoder(allow_nan=False, separators=(",", ":"), default=_plain).encode


class _Guard:
    """Guards the logger's code inside a training: the first error becomes a warning, then logging stops."""

    def __init__(self) -> None:
        self.broken = False

    def __call__(self, work: Callable[[], Any]) -> Any:
        if self.broken:
            return None
        try:
            return work()
        except Exception as error:  # noqa: BLE001 - the training must continue
            return self.failed(error)

    def failed(self, error: Exception) -> None:
        self.broken = True
        warnings.warn(f"gradtop_log stopped logging: {type(error).__name__}: {error}", RuntimeWarning, stacklevel=4)


class Log:
    """One run in a file.

    Args:
        path: the file. A file that exists is continued with another run.
        name: name of the run; the file's name if missing.
        config: hyperparameters, which gradtop shows and compares.
        layers: one object per tensor: its name, and optionally kind, role, path, shape, parameterCount.
        facts: facts for the rules: optimizer, classes, baselineLoss (chance level), recurrent.
        resume: continue the last run of the file from its last step.
        system: add use of processor, memory and GPU (needs psutil and pynvml for the latter two).
        write: False on ranks of a distributed training that do not write.
        fields: further fields of the run event, such as totalSteps, stepsPerEpoch, every, rank.
    """

    def __init__(
        self,
        path: PathLike,
        *,
        name: Optional[str] = None,
        config: Optional[Mapping[str, Any]] = None,
        layers: Optional[Sequence[Mapping[str, Any]]] = None,
        facts: Optional[Mapping[str, Any]] = None,
        resume: bool = False,
        system: bool = False,
        write: bool = True,
        **fields: Any,
    ) -> None:
        unknown = sorted(set(fields) - RUN_FIELDS)
        if unknown:
            raise TypeError(f"gradtop_log: unknown argument {unknown[0]!r}; further fields of a run: {', '.join(sorted(RUN_FIELDS))}")
        self._guard = _Guard()
        self._descriptor: Optional[int] = None
        self._started = time.monotonic()
        self._process = os.getpid()
        self._system = _System() if system else None
        self._ended = False
        self._left_out = False
        self.step = 0
        self.last_loss: Any = None
        self.run_id = ""
        if write:
            self._guard(lambda: self._begin(os.fspath(path), name, config, layers, facts, resume, fields))
            atexit.register(self._at_exit)

    def _begin(self, path: str, name: Any, config: Any, layers: Any, facts: Any, resume: bool, fields: Any) -> None:
        before = _last_run(path) if resume else None
        self.run_id = before["runId"] if before else uuid.uuid4().hex[:8]
        torn = _ends_torn(path)
        self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        if torn:
            _write_all(self._descriptor, b"\n")
        event: Dict[str, Any] = {"schema": 1, "name": name or os.path.splitext(os.path.basename(path))[0]}
        if before:
            self.step = before["step"]
            event["resumes"] = before["step"]
        if config is not None:
            event["hparams"] = config
        if layers is not None:
            event["layers"] = layers
        if facts:
            event["facts"] = facts
        event["startedAt"] = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        event["host"] = socket.gethostname()
        event.update(fields)
        self._write("run", event)

    def _write(self, kind: str, fields: Mapping[str, Any]) -> None:
        if self._descriptor is not None:
            _write_all(self._descriptor, self._text(kind, fields).encode())

    def _text(self, kind: str, fields: Mapping[str, Any]) -> str:
        return f'{{"type":"{kind}","runId":{_json(self.run_id)},{_line(fields)[1:]}\n'

    def log(self, *, loss: Any = None, step: Optional[float] = None, accuracy: Any = None, **scalars: Any) -> None:
        """Logs a step. Without `step` the number follows the last one. Other figures are shown by their names."""
        self._guard(lambda: self._log(loss, step, accuracy, scalars))

    def _log(self, loss: Any, step: Optional[float], accuracy: Any, scalars: Mapping[str, Any]) -> None:
        self._step({"loss": loss, "accuracy": accuracy}, scalars, step)

    def _step(self, fields: Mapping[str, Any], scalars: Mapping[str, Any], step: Optional[float]) -> None:
        self.step = self.step + 1 if step is None else step
        if fields.get("loss") is not None:
            self.last_loss = fields["loss"]
        self._write("step", self._event(self.step, fields, scalars))

    def _event(self, step: float, fields: Mapping[str, Any], scalars: Mapping[str, Any]) -> Dict[str, Any]:
        figures = self._numbers(scalars)
        if self._system is not None:
            figures.update(self._system.figures())
        event = {"step": step, **{key: value for key, value in fields.items() if value is not None}}
        if figures:
            event["scalars"] = figures
        return event

    def _numbers(self, scalars: Mapping[str, Any]) -> Dict[str, Any]:
        """Without what is no number: None as before the first validation, and other values with one warning."""
        numbers = {}
        for key, value in scalars.items():
            number = value if type(value) in (float, int) else _number(value)
            if number is not None:
                numbers[key] = number
            elif value is not None and not self._left_out:
                self._left_out = True
                warnings.warn(f"gradtop_log leaves out {key}={value!r:.40}: not a number", RuntimeWarning, stacklevel=5)
        return numbers

    def validation(self, *, loss: Any = None, accuracy: Any = None, epoch: Optional[float] = None, **scalars: Any) -> None:
        """Logs figures of held-out samples after the last step. Figures without a field of their own become `val/NAME`."""
        self._guard(lambda: self._validation(loss, accuracy, epoch, scalars))

    def _validation(self, loss: Any, accuracy: Any, epoch: Any, scalars: Mapping[str, Any]) -> None:
        fields = {"epoch": epoch, "step": self.step, "valLoss": loss, "valAccuracy": accuracy}
        self._write("epoch", {key: value for key, value in fields.items() if value is not None})
        figures = self._numbers(scalars)
        if figures:
            self._write("step", {"step": self.step, "scalars": {f"val/{key}": value for key, value in figures.items()}})

    def close(self, reason: str = "completed", message: Optional[str] = None) -> None:
        """Ends the run: `completed`, `stopped`, `diverged` or `crashed`. The exit of the program ends it too."""
        self._guard(lambda: self._close(reason, message))

    def _close(self, reason: str, message: Optional[str]) -> None:
        if self._ended or self._descriptor is None:
            return
        self._ended = True
        event: Dict[str, Any] = {"step": self.step, "reason": reason, "elapsedMs": 1000 * (time.monotonic() - self._started)}
        # For a completed run `loss` would mean the loss over all training samples, which is unknown here.
        if self.last_loss is not None and reason == "crashed":
            event["loss"] = self.last_loss
        if message is not None:
            event["message"] = message
        self._write("end", event)
        os.close(self._descriptor)
        self._descriptor = None
        atexit.unregister(self._at_exit)

    def _at_exit(self) -> None:
        if os.getpid() != self._process:
            return  # the exit of a fork
        error = getattr(sys, "last_value", None)
        if error is None:
            self.close()
        else:
            self._close_with(error)

    def _close_with(self, error: BaseException) -> None:
        if isinstance(error, SystemExit) and error.code in (None, 0):
            self.close()
            return
        stopped = isinstance(error, KeyboardInterrupt)
        self.close("stopped" if stopped else "crashed", None if stopped else f"{type(error).__name__}: {error}")

    def __enter__(self) -> "Log":
        return self

    def __exit__(self, kind: Any, error: Any, _trace: Any) -> None:
        if error is None:
            self.close()
        else:
            self._close_with(error)


def _write_all(descriptor: int, data: bytes) -> None:
    """A full disk takes the beginning of the data first, and names its error only at the rest."""
    while data:
        data = data[os.write(descriptor, data) :]


def _is_regular(path: str) -> bool:
    """Whether it can be read before it is written: to open a named pipe would wait for another writer."""
    try:
        return stat.S_ISREG(os.stat(path).st_mode)
    except OSError:
        return False


def _ends_torn(path: str) -> bool:
    """Whether the file ends inside a line, as after a crash."""
    if not _is_regular(path):
        return False
    try:
        with open(path, "rb") as file:
            file.seek(0, os.SEEK_END)
            if file.tell() == 0:
                return False
            file.seek(-1, os.SEEK_END)
            return file.read(1) != b"\n"
    except OSError:
        return False


def _last_run(path: str) -> Optional[Dict[str, Any]]:
    """Id and last step of the last run in the file; None if there is none."""
    if not _is_regular(path):
        return None
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            lines = file.readlines()
    except OSError:
        return None
    run: Optional[str] = None
    step: Any = 0
    for line in lines:
        try:
            event = json.loads(line)
        except ValueError:
            continue
        if not isinstance(event, dict):
            continue
        if event.get("type") == "run":
            if event.get("runId", "run") != run:
                step = 0
            run = event.get("runId", "run")
        elif event.get("type") == "step" and event.get("runId", "run") == run:
            step = max(step, event.get("step", 0))
    return None if run is None else {"runId": run, "step": step}


class _System:
    """Use of the machine, read at most every two seconds. Figures whose package is not installed are left out."""

    def __init__(self) -> None:
        self._next = 0.0
        self._process: Any = None
        self._psutil: Any = None
        self._nvml: Any = None
        try:
            import psutil

            self._psutil, self._process = psutil, psutil.Process()
            psutil.cpu_percent()
        except Exception:  # noqa: BLE001 - optional
            pass
        try:
            import pynvml

            pynvml.nvmlInit()
            self._nvml = pynvml
        except Exception:  # noqa: BLE001 - optional
            pass

    def figures(self) -> Dict[str, float]:
        now = time.monotonic()
        if now < self._next:
            return {}
        self._next = now + SYSTEM_SECONDS
        found: Dict[str, float] = {}
        if self._psutil is not None:
            found["system/cpu %"] = self._psutil.cpu_percent()
            found["system/rss GiB"] = self._process.memory_info().rss / 2**30
        if self._nvml is not None:
            for index in range(self._nvml.nvmlDeviceGetCount()):
                device = self._nvml.nvmlDeviceGetHandleByIndex(index)
                found[f"system/gpu{index} %"] = self._nvml.nvmlDeviceGetUtilizationRates(device).gpu
                found[f"system/gpu{index} GiB"] = self._nvml.nvmlDeviceGetMemoryInfo(device).used / 2**30
        return found


_default: Optional[Log] = None


def log(step: float, loss: Any = None, **scalars: Any) -> None:
    """Logs a step of this program's single run, in the file that GRADTOP_LOG names (default: run.jsonl)."""
    global _default
    if _default is None:
        _default = Log(os.environ.get("GRADTOP_LOG", "run.jsonl"))
    _default.log(step=step, loss=loss, **scalars)


class _Pace:
    """Chooses n for `every="auto"`: tensors are measured every `n`-th step, so that the logger takes SHARE of the steps' time.

    The cost of the lines is subtracted from the share first, but at least a quarter of it stays for measuring. Medians are used: a
    validation or a checkpoint between two steps must not count, nor a page fault.
    """

    def __init__(self) -> None:
        self.n = 1
        self._steps: Deque[float] = deque(maxlen=31)
        self._lines: Deque[float] = deque(maxlen=31)
        self._costs: Deque[float] = deque(maxlen=5)
        self._warm = False

    def step(self, seconds: float, own: float) -> None:
        """Takes the time of a step without the logger, and the time `own` for writing its line."""
        self._steps.append(seconds)
        self._lines.append(own)

    def measured(self, seconds: float) -> None:
        """Takes the time of a measurement, including its line."""
        if len(self._costs) == 1 and not self._warm:
            # Skip the first one, which allocates memory.
            self._costs.clear()
            self._warm = True
        self._costs.append(seconds)
        if not self._steps:
            # Leave one step between measurements, to time a step without them.
            self.n = 2
            return
        share = SHARE * statistics.median(self._steps)
        left = max(share - statistics.median(self._lines), share / 4)
        self.n = max(1, math.ceil(statistics.median(self._costs) / left)) if left > 0 else 2


def _clean(name: str) -> str:
    for prefix in PREFIXES:
        name = name.replace(prefix, "")
    return name


def watch(
    model: Any,
    optimizer: Any,
    path: PathLike = "run.jsonl",
    *,
    every: Every = "auto",
    updates: bool = True,
    activations: bool = True,
    scaler: Any = None,
    name: Optional[str] = None,
    config: Optional[Mapping[str, Any]] = None,
    classes: Optional[int] = None,
    baseline_loss: Optional[float] = None,
    resume: bool = False,
    system: bool = False,
    **fields: Any,
) -> "TorchLog":
    """Watches a PyTorch training through hooks of its optimizer.

    Args:
        model: torch.nn.Module; may be wrapped by DistributedDataParallel, FSDP or torch.compile.
        optimizer: torch.optim.Optimizer of its parameters.
        path: file of the log.
        every: measure tensors every n optimizer steps; "auto" chooses n so that the cost stays near 2 % of the time. The loss of every
            step is logged.
        updates: measure the true update of each tensor; keeps a copy of the parameters. Without it weights are measured less often.
        activations: measure dead units after nn.ReLU and saturated ones after nn.Tanh and nn.Sigmoid, by forward hooks.
        scaler: torch.amp.GradScaler; marks the steps that it skips.
        classes: number of classes; with balanced classes the chance level is log(classes).
        baseline_loss: chance level, the loss of a model that ignores its input.

    Call `.log(loss=loss)` after `optimizer.step()`. Tensors are read later, so that the training does not wait for the GPU: a step is
    written when the next one begins. Steps of less than 20 ms are written together every quarter of a second, at once if a loss is not
    finite. A process that is killed (kill -9) loses what is not written yet.
    """
    return TorchLog(
        model,
        optimizer,
        path,
        every=every,
        updates=updates,
        activations=activations,
        scaler=scaler,
        name=name,
        config=config,
        classes=classes,
        baseline_loss=baseline_loss,
        resume=resume,
        system=system,
        **fields,
    )


_watchers: "weakref.WeakSet[TorchLog]" = weakref.WeakSet()


class TorchLog(Log):
    """See `watch`."""

    def __init__(
        self,
        model: Any,
        optimizer: Any,
        path: PathLike,
        *,
        every: Every,
        updates: bool,
        activations: bool,
        scaler: Any,
        classes: Optional[int],
        baseline_loss: Optional[float],
        **options: Any,
    ) -> None:
        self._every = every
        self._updates = updates
        self._pace = _Pace()
        self._clock = _cpu_clock
        self._wall: Optional[float] = None
        self._n = 1 if every == "auto" else max(1, int(every))
        # Lightning and Accelerate wrap the optimizer.
        self._optimizer = optimizer = getattr(optimizer, "optimizer", optimizer)
        self._scaler = scaler
        self._pending: Optional[_Pending] = None
        self._waiting: Deque[_Pending] = deque()
        self._written = -math.inf
        self._fresh_thread()
        self._line_seconds = 0.0
        self._before: List[Any] = []
        self._entered: Optional[float] = None
        self._since = 0
        self._measured = 0
        # Seconds that the logger has used since the step began.
        self._own = 0.0
        self._tensors: List[Any] = []
        self._roots: List[float] = []
        self._index: Dict[int, int] = {}
        self._sharded = False
        self._usual = False
        self._clip: Optional[_Clip] = None
        self._activations: Optional[_Activations] = None
        described: Dict[str, Any] = {}
        guard = _Guard()
        guard(lambda: described.update(self._describe(model, optimizer, classes, baseline_loss)))
        given = options.pop("facts", None) or {}
        if given:
            described["facts"] = {**described.get("facts", {}), **given}
        super().__init__(path, **{**options, **described})
        self._guard.broken = self._guard.broken or guard.broken
        self._on_gpu = _on_gpu(self._tensors)
        self._guard(self._look)
        if self._on_gpu:
            self._clock = _gpu_clock
        _watchers.add(self)
        self._guard(self._hook)
        if activations:
            self._guard(lambda: self._hook_activations(model))

    def _fresh_thread(self) -> None:
        # A handler of a signal may close the log while its thread writes.
        self._lock = threading.RLock()
        self._over = threading.Event()
        self._thread: Optional[threading.Thread] = None

    def _after_fork(self) -> None:
        """A fork has no thread, and perhaps a lock that is held for ever. The steps that wait are written by its parent."""
        self._fresh_thread()
        self.step = self.step if self._pending is None else self._pending.step
        self._pending = None
        self._waiting.clear()

    def _describe(self, model: Any, optimizer: Any, classes: Optional[int], baseline: Optional[float]) -> Dict[str, Any]:
        import torch

        modules = dict(model.named_modules())
        layers = []
        for full, tensor in model.named_parameters():
            parent = modules.get(full.rpartition(".")[0], model)
            clean = _clean(full)
            self._index[id(tensor)] = len(self._tensors)
            self._tensors.append(tensor)
            layers.append(
                {
                    "name": clean,
                    "kind": type(parent).__name__,
                    "role": _role(torch, parent, clean, tensor),
                    "path": clean.rpartition(".")[0],
                    "shape": list(tensor.shape),
                    "parameterCount": tensor.numel(),
                }
            )
            units = getattr(parent, "out_features", getattr(parent, "out_channels", None))
            if isinstance(units, int):
                layers[-1]["units"] = units
        facts: Dict[str, Any] = {"optimizer": type(optimizer).__name__}
        facts["recurrent"] = any(isinstance(module, torch.nn.RNNBase) for module in modules.values())
        if classes is not None:
            facts["classes"] = classes
        if baseline is not None:
            facts["baselineLoss"] = baseline
        rank = _rank(torch)
        described: Dict[str, Any] = {"layers": layers, "facts": facts, "write": rank in (None, 0)}
        if rank is not None:
            described["rank"] = rank
        if self._every != "auto":
            described["every"] = self._n
        return described

    def _look(self) -> None:
        """Looks at the tensors once: in the short steps of the usual small network each look counts."""
        self._roots = [math.sqrt(tensor.numel()) for tensor in self._tensors]
        self._usual = all(tensor.is_cpu and tensor.numel() <= SHORT and not hasattr(tensor, "full_tensor") for tensor in self._tensors)

    def _hook(self) -> None:
        import torch

        sharded = self._sharded = any(hasattr(tensor, "full_tensor") for tensor in self._tensors)
        # All ranks gather sharded tensors together, so all measure at the same steps.
        if sharded and self._every == "auto":
            self._every, self._n = "fixed", 10
        if self._descriptor is None and not sharded:
            return
        self._optimizer.register_step_pre_hook(self._pre_hook)
        if self._updates:
            self._optimizer.register_step_post_hook(self._post_hook)
        _clip_watchers.append(self)
        _wrap_clipping(torch)
        if self._scaler is not None:
            self._wrap_scaler(self._scaler)

    def _hook_activations(self, model: Any) -> None:
        import torch

        if self._descriptor is None:
            return
        activations = _Activations(torch, self._index)
        timed = self._every == "auto"

        def hooked(see: Callable[[Any, Any], None]) -> Callable[..., None]:
            def hook(module: Any, _args: Any, output: Any) -> None:
                # Do not count validations as steps.
                if torch.compiler.is_compiling() or not module.training or not torch.is_grad_enabled():
                    return
                started = self._clock() if timed else 0.0
                try:
                    if not self._guard.broken:
                        see(module, output)
                except Exception as error:  # noqa: BLE001 - the training must continue
                    self._guard.failed(error)
                if timed:
                    activations.seconds += self._clock() - started

            hook.gradtop = True  # type: ignore[attr-defined]
            return hook

        if activations.choose(model, hooked):
            self._activations = activations

    def _wrap_scaler(self, scaler: Any) -> None:
        step = scaler.step

        def stepped(optimizer: Any, *args: Any, **kwargs: Any) -> Any:
            before = self.step if self._pending is None else self._pending.step
            result = step(optimizer, *args, **kwargs)
            if optimizer is self._optimizer:
                self._guard(lambda: self._after_scaler(scaler, before))
            return result

        scaler.step = stepped

    def _after_scaler(self, scaler: Any, before: float) -> None:
        if self._ended:
            return
        if self._pending is None or self._pending.step == before:
            # The scaler skipped the optimizer, because a gradient was not finite.
            self._hand_on()
            self._pending = _Pending(self.step + 1, {"skipped": True})
            self._clip = None
        scale = scaler.get_scale() if not self._on_gpu else getattr(scaler, "_scale", None)
        self._pending.fields["lossScale"] = scale if scale is None or isinstance(scale, float) else scale.detach().clone()

    def _pre_hook(self, _optimizer: Any, args: Any, kwargs: Any) -> Any:
        if self._guard.broken:
            return None
        if self._ended and not self._sharded:
            # Sharded tensors are gathered by all ranks together, also after one has closed its log.
            self._leave()
            return None
        try:
            return self._before_step() if len(args) < 2 and not kwargs else self._enter(args, kwargs)
        except Exception as error:  # noqa: BLE001 - the training must continue
            return self._guard.failed(error)

    def _leave(self) -> None:
        """Gives back what measuring needs. The hooks of the optimizer stay, because it may be calling them."""
        self._before = []
        if self._activations is not None:
            self._activations.attach(False)
            self._activations = None

    def _post_hook(self, *_: Any) -> None:
        pending = self._pending
        if pending is not None and pending.measured:
            self._guard(lambda: self._after_step(pending))

    def _enter(self, args: Any, kwargs: Any) -> Any:
        """Runs before the step, or after the first call of a closure (Lightning, LBFGS), which computes the gradients."""
        closure = args[1] if len(args) > 1 else kwargs.get("closure")
        if closure is None:
            self._before_step()
            return None
        fresh = [True]

        def measured() -> Any:
            result = closure()
            if fresh[0]:
                fresh[0] = False
                self._guard(self._before_step)
            return result

        if len(args) > 1:
            return (args[0], measured, *args[2:]), kwargs
        return args, {**kwargs, "closure": measured}

    def _before_step(self) -> None:
        wall = time.perf_counter()
        timed = self._every == "auto" and self._n - self._since <= TIMED + 1
        entered, self._entered = self._entered, None
        if timed:
            now = self._entered = self._clock()
            forward = 0.0 if self._activations is None else self._activations.spent()
            if entered is not None and (self._since > 0 or self._n == 1):
                # If every step is measured, there are no other steps to time.
                lines = self._own + self._line_seconds if self._since > 0 else 0.0
                self._pace.step(now - entered - self._own - forward, lines)
        self._own = 0.0
        slow = self._wall is not None and wall - self._wall >= SLOW
        self._hand_on(None if slow else wall)
        groups = self._optimizer.param_groups
        fields: Dict[str, Any] = {"learningRate": float(groups[0]["lr"])}
        if len(groups) > 1:
            fields["learningRates"] = [float(group["lr"]) for group in groups]
        if self._wall is not None:
            fields["timeMs"] = 1000 * (wall - self._wall)
        self._wall = wall
        pending = self._pending = _Pending(self.step + 1, fields)
        if self._clip is not None:
            pending.clip, self._clip = self._clip, None
        self._since += 1
        if self._since >= self._n:
            self._since = 0
            pending.measured = True
            started = self._clock() if timed else 0.0
            self._measure(pending)
            if timed:
                pending.seconds = forward + self._clock() - started
        if self._activations is not None:
            self._activations.attach(self._since + 1 >= self._n)
        if timed:
            self._own = self._clock() - now

    def _measure(self, pending: "_Pending") -> None:
        import torch

        grads = [tensor.grad for tensor in self._tensors]
        pending.given = [i for i, grad in enumerate(grads) if grad is not None]
        grads = [grad for grad in grads if grad is not None]
        weights = self._updates or self._measured % WEIGHTS_EVERY == 0
        # Among the caches of a training `no_grad` takes 20 µs.
        tracked = weights or self._activations is not None or any([grad.requires_grad for grad in grads])
        with torch.no_grad() if tracked else _NOTHING, pending.timed(torch) if self._on_gpu else _NOTHING:
            norms = pending.norms = {}
            norms["gradRms"] = self._norms(torch, grads)
            if weights:
                norms["weightRms"] = self._norms(torch, self._tensors)
            self._measured += 1
            for name, key in (("scale", "grad_scale"), ("found", "found_inf")):
                value = getattr(self._optimizer, key, None)
                if value is not None:
                    setattr(pending, name, value.detach().clone())
            if self._updates:
                live = [self._tensors[i] for i in pending.given]
                if len(self._before) != len(self._tensors):
                    self._before = [torch.empty_like(_whole(tensor)) for tensor in self._tensors]
                for i, tensor in zip(pending.given, live):
                    self._before[i].copy_(_whole(tensor))
            if self._activations is not None:
                taken = self._activations.take()
                pending.shares = {name: list(shares) for name, shares in taken.items()}
                norms.update({name: torch.stack(list(shares.values())) for name, shares in taken.items()})
        if not self._updates:
            pending.send(torch)

    def _norms(self, torch: Any, tensors: Sequence[Any]) -> Any:
        if self._usual and all([one.dtype is torch.float32 and not one.is_sparse for one in tensors]):
            return _exact(torch, torch.stack(torch._foreach_norm(tensors)).tolist(), tensors) if tensors else []
        return _norms(torch, tensors, self._sharded)

    def _after_step(self, pending: "_Pending") -> None:
        import torch

        started = self._clock()
        if pending.given:
            with torch.no_grad(), pending.timed(torch) if self._on_gpu else _NOTHING:
                moved = [self._before[i] for i in pending.given]
                torch._foreach_sub_(moved, [_whole(self._tensors[i]) for i in pending.given])
                pending.norms["updateRms"] = self._norms(torch, moved)
        pending.send(torch)
        seconds = self._clock() - started
        pending.seconds += seconds
        self._own += seconds

    def log(self, *, loss: Any = None, step: Optional[float] = None, accuracy: Any = None, **scalars: Any) -> None:
        """Logs figures of the step that the optimizer has made. See `Log.log`."""
        if type(loss) is float and step is None and accuracy is None and not scalars:
            with self._lock:
                if self._pending is not None:
                    self._pending.fields["loss"] = loss
                    return
        super().log(loss=loss, step=step, accuracy=accuracy, **scalars)

    def _log(self, loss: Any, step: Optional[float], accuracy: Any, scalars: Mapping[str, Any]) -> None:
        fields = {name: _detached(value) for name, value in (("loss", loss), ("accuracy", accuracy)) if value is not None}
        scalars = {key: _detached(value) for key, value in scalars.items()}
        with self._lock:
            pending = self._pending
            if pending is None:
                self._write_waiting()
                # Figures after a pause or a validation belong to the last step of the optimizer, which is written already.
                self._step(fields, scalars, self.step if step is None and self._wall is not None else step)
                return
            if step is not None:
                pending.step = step
            pending.fields.update(fields)
            if scalars:
                pending.scalars = {**pending.scalars, **scalars}

    def _hand_on(self, now: Optional[float] = None) -> None:
        """Hands the step on to be written, without `now` at once."""
        with self._lock:
            pending, self._pending = self._pending, None
            if pending is not None and self._take(pending):
                now = None
            if now is None or now - self._written >= TOGETHER:
                started = self._clock()
                count = self._write_waiting()
                self._line_seconds = (self._clock() - started) / max(1, count)
        if self._thread is None and not self._ended and self._descriptor is not None:
            self._thread = threading.Thread(target=self._tend, name="gradtop_log", daemon=True)
            self._thread.start()

    def _take(self, pending: "_Pending") -> bool:
        """Puts a step to those that wait. True if it should not."""
        self.step = pending.step
        if self._descriptor is None:
            return False
        self._waiting.append(pending)
        if pending.measured and self._every == "auto":
            started = self._clock()
            pending.text = self._line_of(pending)
            self._pace.measured(max(pending.seconds + self._clock() - started, pending.device_seconds()))
            self._n = self._pace.n
        loss = pending.fields.get("loss")
        if loss is None:
            return False
        self.last_loss = loss
        return type(loss) is float and not math.isfinite(loss)

    def _write_waiting(self) -> int:
        """Writes the steps that wait, with one call, and returns their number."""
        if self._descriptor is None:
            return 0
        with self._lock:
            if not self._waiting:
                return 0
            self._written = time.perf_counter()
            lines: List[str] = []
            try:
                while self._waiting:
                    pending = self._waiting.popleft()
                    lines.append(pending.text or self._line_of(pending))
            finally:
                _write_all(self._descriptor, "".join(lines).encode())
            return len(lines)

    def _tend(self) -> None:
        """Writes what waits when no step follows soon: a slow network, a validation, the end of the loop."""
        while not self._over.wait(PAUSE):
            now = time.perf_counter()
            pending = self._pending
            if pending is not None and "loss" in pending.fields and now - (self._wall or now) > PAUSE:
                self._guard(self._hand_on)
            elif self._waiting and now - self._written > PAUSE:
                self._guard(self._write_waiting)

    def _line_of(self, pending: "_Pending") -> str:
        fields = pending.fields
        if pending.measured:
            fields.update(self._figures(pending))
        return self._text("step", self._event(pending.step, fields, pending.scalars))

    def _figures(self, pending: "_Pending") -> Dict[str, Any]:
        read = pending.read()
        everywhere = range(len(self._roots))
        layers: Dict[str, List[Any]] = {}
        for name, shares in pending.shares.items():
            given = dict(zip(shares, read.pop(name)))
            layers[name] = [given.get(i) for i in everywhere]
        clip, figures = pending.clip, {}
        if pending.scale is not None:
            unscale = 1.0 / float(pending.scale)
            read["gradRms"] = [norm * unscale for norm in read["gradRms"]]
        if clip is not None:
            figures["clipped"] = clip.factor < 1
            pairs = zip(pending.given, read["gradRms"])
            read["gradRms"] = [norm / clip.factor if i in clip.members else norm for i, norm in pairs]
        for name, norms in read.items():
            values: List[Any] = [None] * len(self._roots)
            for i, norm in zip(everywhere if name == "weightRms" else pending.given, norms):
                if self._roots[i] > 0:
                    values[i] = norm / self._roots[i]
            layers[name] = values
        squares = sum([norm * norm for norm in read["gradRms"]])
        figures.update({"layers": layers, "gradNorm": math.sqrt(squares) if squares >= 0 else squares})
        if pending.found is not None and float(pending.found) != 0:
            figures["skipped"] = True
        return figures

    def _validation(self, loss: Any, accuracy: Any, epoch: Any, scalars: Mapping[str, Any]) -> None:
        self._hand_on()
        super()._validation(loss, accuracy, epoch, scalars)

    def _close(self, reason: str, message: Optional[str]) -> None:
        if not self._ended:
            self._over.set()
            self._hand_on()
        if self in _clip_watchers:
            _clip_watchers.remove(self)
        super()._close(reason, message)


_NOTHING = nullcontext()


def _after_fork() -> None:
    for one in list(_watchers):
        one._after_fork()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)


class _Pending:
    """A step whose line is not written yet, because its loss may follow and a GPU may still be computing its figures."""

    measured = False
    #: Seconds of measuring on the host; kernels of a GPU may still run.
    seconds = 0.0
    #: The line, if it has been made already.
    text = ""
    scalars: Mapping[str, Any] = {}
    norms: Dict[str, Any] = {}
    shares: Mapping[str, List[int]] = {}
    clip: Optional["_Clip"] = None
    scale: Any = None
    found: Any = None
    given: Sequence[int] = ()
    _marks: Sequence[Any] = ()
    _sizes: Mapping[str, int] = {}
    _sent: Any = None

    def __init__(self, step: float, fields: Dict[str, Any]) -> None:
        self.step = step
        self.fields = fields

    @contextmanager
    def timed(self, torch: Any) -> Iterator[None]:
        """Times the kernels of a GPU too."""
        begin, end = (torch.cuda.Event(enable_timing=True) for _ in range(2))
        begin.record()
        yield
        end.record()
        self._marks = [*self._marks, (begin, end)]

    def device_seconds(self) -> float:
        """Seconds of the kernels; 0 on a CPU. They have ended, because the figures have been read."""
        return sum(begin.elapsed_time(end) for begin, end in self._marks) / 1000

    def send(self, torch: Any) -> None:
        """Moves the norms to the host without waiting for the GPU."""
        there = {name: values for name, values in self.norms.items() if not isinstance(values, list)}
        if not there:
            return
        self._sizes = {name: len(values) for name, values in there.items()}
        for name in there:
            del self.norms[name]
        device = next(iter(there.values())).device
        stacked = torch.cat([values.to(device=device, dtype=torch.float64) for values in there.values()])
        if device.type != "cuda":
            self._sent = (stacked, None)
            return
        host = torch.empty(stacked.shape, dtype=stacked.dtype, pin_memory=True)
        host.copy_(stacked, non_blocking=True)
        event = torch.cuda.Event()
        event.record()
        self._sent = (host, event)

    def read(self) -> Dict[str, List[float]]:
        found: Dict[str, List[float]] = dict(self.norms)
        if self._sent is None:
            return found
        values, event = self._sent
        if event is not None:
            # The copy ended long ago: a step lies in between.
            event.synchronize()
        flat = values.tolist()
        for name, size in self._sizes.items():
            found[name], flat = flat[:size], flat[size:]
        return found


def _eager(module: Any, seen: Optional[Set[int]] = None) -> Iterator[Any]:
    """The modules that are not compiled. A hook would force a compiled module to be compiled again."""
    seen = set() if seen is None else seen
    if id(module) in seen or hasattr(module, "_orig_mod") or getattr(module, "_compiled_call_impl", None) is not None:
        return
    seen.add(id(module))
    yield module
    for child in module.children():
        yield from _eager(child, seen)


class _Hooks(OrderedDict):  # type: ignore[type-arg]
    """The forward hooks of a module. Copies and saved models leave out those of the logger, which could not be saved."""

    def __reduce__(self) -> Any:
        return OrderedDict, ([(key, hook) for key, hook in self.items() if not getattr(hook, "gradtop", False)],)


class _Activations:
    """Shares of dead and saturated activations. Each belongs to the last kernel before the activation."""

    def __init__(self, torch: Any, index: Mapping[int, int]) -> None:
        self._torch = torch
        self._index = index
        self.seconds = 0.0
        self._kernel: Any = None
        self._alive: Dict[int, Any] = {}
        self._rows: Dict[int, int] = {}
        self._seen: Dict[int, int] = {}
        self._hooks: List[Any] = []
        self._attached = False
        self._flat: Dict[int, List[Any]] = {}

    def choose(self, model: Any, hooked: Callable[[Callable[[Any, Any], None]], Callable[..., None]]) -> bool:
        """Whether the model has modules to measure. Functions such as torch.relu call no hook."""
        nn = self._torch.nn
        kinds = (((nn.ReLU, nn.ReLU6), self._relu), ((nn.Tanh,), self._tanh), ((nn.Sigmoid,), self._sigmoid))
        modules = list(_eager(model))
        hooks = [(module, hooked(see)) for module in modules for kind, see in kinds if isinstance(module, kind)]
        if not hooks:
            return False
        for module in modules:
            own = [tensor for name, tensor in module.named_parameters(recurse=False) if _role(self._torch, module, name, tensor) == "kernel"]
            if own and id(own[0]) in self._index:
                hooks.append((module, hooked(self._after_kernel(self._index[id(own[0])], own[0].ndim))))
        for module, hook in hooks:
            # Handles of other hooks refer to the dictionary in which they are.
            if not module._forward_hooks:
                module._forward_hooks = _Hooks()
            handle = module.register_forward_hook(hook)
            self._hooks.append((module, handle.id, hook))
        self._attached = True
        return True

    def attach(self, wanted: bool) -> None:
        """Adds hooks only for measured steps, because each call takes some microseconds, and so would registering them again."""
        if wanted == self._attached:
            return
        self._attached = wanted
        for module, key, hook in self._hooks:
            if wanted:
                module._forward_hooks[key] = hook
            else:
                module._forward_hooks.pop(key, None)

    def _after_kernel(self, at: int, ndim: int) -> Callable[[Any, Any], None]:
        def see(_module: Any, _output: Any) -> None:
            self._kernel = (at, ndim)

        return see

    def _relu(self, _module: Any, output: Any) -> None:
        if self._kernel is None or output.ndim == 0 or output.numel() == 0:
            return
        at, ndim = self._kernel
        if self._seen.setdefault(at, id(_module)) != id(_module):
            return
        # The channels of a convolution come before its positions.
        unit = output.ndim - (ndim - 1)
        spatial = ndim > 2 and 0 <= unit < output.ndim
        unit = unit if spatial else output.ndim - 1
        others = [dim for dim in range(output.ndim) if dim != unit]
        # NaN is not 0.
        alive = (output.detach().amax(dim=others) if others else output.detach()).le(0).logical_not()
        before = self._alive.get(at)
        self._alive[at] = alive if before is None or before.shape != alive.shape else before | alive
        rows = (output.shape[0] if unit > 0 else 1) if spatial else output.numel() // output.shape[unit]
        self._rows[at] = self._rows.get(at, 0) + rows

    def _tanh(self, _module: Any, output: Any) -> None:
        self._saturated(_module, output, output.detach().abs() > 0.97)

    def _sigmoid(self, _module: Any, output: Any) -> None:
        # A sigmoid below 0.015 or above 0.985 is saturated.
        self._saturated(_module, output, (output.detach() - 0.5).abs() > 0.485)

    def _saturated(self, module: Any, output: Any, flat: Any) -> None:
        if self._kernel is None or output.numel() == 0:
            return
        at = self._kernel[0]
        if self._seen.setdefault(at, id(module)) == id(module):
            self._flat.setdefault(at, []).append(flat.float().mean())

    def spent(self) -> float:
        """Seconds since the last call."""
        seconds, self.seconds = self.seconds, 0.0
        return seconds

    def take(self) -> Dict[str, Dict[int, Any]]:
        """Shares by tensor, without the output layer, whose activation may be 0 or flat."""
        output = -1 if self._kernel is None else self._kernel[0]
        due = [at for at, rows in self._rows.items() if rows >= DEAD_ROWS]
        dead = {at: self._alive.pop(at).logical_not().float().mean() for at in due}
        for at in due:
            del self._rows[at]
        flat = {at: self._torch.stack(shares).mean() for at, shares in self._flat.items()}
        self._flat, self._kernel, self._seen = {}, None, {}
        found = {"dead": dead, "saturated": flat}
        shares = {name: {at: share for at, share in of.items() if at != output} for name, of in found.items()}
        return {name: of for name, of in shares.items() if of}


class _Clip:
    """Records the last call of clip_grad_norm_."""

    def __init__(self, members: Iterable[int], norm: Any, most: float) -> None:
        self.members = frozenset(members)
        self._norm = norm
        self._most = most

    @property
    def factor(self) -> float:
        """As in torch.nn.utils.clip_grad_norm_."""
        return min(1.0, self._most / (float(self._norm) + 1e-6))


_clip_watchers: List[TorchLog] = []


def _wrap_clipping(torch: Any) -> None:
    utils = torch.nn.utils
    clip = utils.clip_grad_norm_
    if getattr(clip, "gradtop", False):
        return

    def clipped(parameters: Any, max_norm: float, norm_type: float = 2.0, *args: Any, **kwargs: Any) -> Any:
        given = [parameters] if isinstance(parameters, torch.Tensor) else list(parameters)
        norm = clip(given, max_norm, norm_type, *args, **kwargs)
        for watcher in list(_clip_watchers):
            watcher._guard(lambda watcher=watcher: watcher_clips(watcher, given, norm, float(max_norm)))
        return norm

    def watcher_clips(watcher: TorchLog, given: Sequence[Any], norm: Any, most: float) -> None:
        members = [watcher._index[id(tensor)] for tensor in given if id(tensor) in watcher._index]
        if members:
            watcher._clip = _Clip(members, norm.detach().clone(), most)

    clipped.gradtop = True  # type: ignore[attr-defined]
    clipped.__doc__ = clip.__doc__
    utils.clip_grad_norm_ = clipped
    utils.clip_grad.clip_grad_norm_ = clipped


def _role(torch: Any, parent: Any, name: str, tensor: Any) -> str:
    if isinstance(parent, (torch.nn.Embedding, torch.nn.EmbeddingBag)):
        return "embedding"
    if "Norm" in type(parent).__name__:
        return "norm"
    return "bias" if tensor.ndim < 2 or "bias" in name.rpartition(".")[2] else "kernel"


def _rank(torch: Any) -> Optional[int]:
    if torch.distributed.is_available() and torch.distributed.is_initialized():
        return int(torch.distributed.get_rank())
    rank = os.environ.get("RANK", "")
    return int(rank) if rank.isdigit() else None


def _on_gpu(tensors: Sequence[Any]) -> bool:
    return any(tensor.device.type == "cuda" for tensor in tensors)


def _whole(tensor: Any) -> Any:
    """A sharded tensor, gathered."""
    return (tensor.full_tensor() if hasattr(tensor, "full_tensor") else tensor).detach()


def _norms(torch: Any, tensors: Sequence[Any], sharded: bool) -> Any:
    """L2 norm of each tensor: a list, on a GPU one tensor of float64. Half precision is summed in float32."""
    if len(tensors) == 0:
        return []
    whole = [_whole(tensor) for tensor in tensors]
    if any(tensor.is_sparse for tensor in whole):
        whole = [tensor.coalesce().values() if tensor.is_sparse else tensor for tensor in whole]
    wide = [tensor.float() if tensor.dtype in (torch.float16, torch.bfloat16) else tensor for tensor in whole]
    device = wide[0].device
    if device.type != "cpu":
        return torch.stack([norm.to(device=device, dtype=torch.float64) for norm in torch._foreach_norm(wide)])
    norms = [0.0] * len(wide)
    short = [i for i, tensor in enumerate(wide) if tensor.numel() <= SHORT or tensor.dtype == torch.float64]
    if short:
        for i, norm in zip(short, torch._foreach_norm([wide[i] for i in short])):
            norms[i] = norm.item()
    for i in set(range(len(wide))).difference(short):
        norms[i] = _long_norm(torch, wide[i])
    return _exact(torch, norms, wide)


def _exact(torch: Any, norms: List[float], tensors: Sequence[Any]) -> List[float]:
    """Computes the norms again that float32 cannot hold: squares below 1e-19 vanish, and those above 1e19 overflow."""
    if 1e-15 < min(norms) and max(norms) < 1e15:
        return norms
    for i, norm in enumerate(norms):
        if not 1e-15 < norm < 1e15:
            norms[i] = float(torch.linalg.vector_norm(tensors[i], dtype=torch.float64))
    return norms


#: Up to this many elements a float32 sum of squares has 6 digits on a CPU; with 64 million elements it has 2.
SHORT = 1 << 16
ROW = 1 << 10


def _long_norm(torch: Any, tensor: Any) -> float:
    """Sums rows in float32 and the rows' sums in float64, which is as fast as one sum in float32."""
    ordered = tensor.permute(sorted(range(tensor.ndim), key=tensor.stride, reverse=True))
    flat = ordered.reshape(-1)
    whole = flat.numel() // ROW * ROW
    parts = [torch.linalg.vector_norm(flat[:whole].view(-1, ROW), dim=1), torch.linalg.vector_norm(flat[whole:]).view(1)]
    return float(torch.linalg.vector_norm(torch.cat(parts), dtype=torch.float64))


def _detached(value: Any) -> Any:
    """The number of a tensor; of one on a GPU a copy to read later, because reading it would wait for the GPU."""
    detach = getattr(value, "detach", None)
    if detach is None:
        return value
    return value.item() if value.is_cpu and value.numel() == 1 else detach().clone()


def _make_keras_callback() -> Any:
    """The callback's class. Raises ImportError without Keras 3."""
    import keras
    from keras import ops
    from keras.callbacks import Callback

    class GradtopCallback(Callback):  # type: ignore[misc]
        """Logs a Keras 3 training on any backend.

        Args:
            path: file of the log.
            every: measure tensors every n optimizer steps.
            updates: measure the true update of each tensor.
            name, config, resume, system: see `Log`.
            classes, baseline_loss: see `watch`.

        Variables of the optimizer hold the figures, so that compiled training functions can fill them. Keras logs the mean loss
        since the beginning of the epoch; the batch loss is its difference.
        """

        def __init__(
            self,
            path: PathLike = "run.jsonl",
            *,
            every: int = 10,
            updates: bool = True,
            name: Optional[str] = None,
            config: Optional[Mapping[str, Any]] = None,
            classes: Optional[int] = None,
            baseline_loss: Optional[float] = None,
            resume: bool = False,
            system: bool = False,
        ) -> None:
            super().__init__()
            self._gradtop_guard = _Guard()
            self._every = max(1, int(every))
            self._updates = updates
            self._path = path
            self._options = {"name": name, "config": config, "resume": resume, "system": system}
            self._facts = {"classes": classes, "baselineLoss": baseline_loss}
            self._log: Optional[Log] = None
            self._stats: Any = None
            self._base = 0
            self._variables: List[Any] = []
            self._seen: Any = (0, 0.0)
            self._epoch = 0

        def on_train_begin(self, logs: Any = None) -> None:
            self._gradtop_guard(self._begin)

        def _begin(self) -> None:
            optimizer = self.model.optimizer
            optimizer = getattr(optimizer, "inner_optimizer", optimizer)
            self._variables = list(self.model.trainable_variables)
            layers = [
                {
                    "name": variable.path,
                    "kind": variable.path.split("/")[-2] if "/" in variable.path else "tensor",
                    "role": _keras_role(variable),
                    "path": variable.path.rpartition("/")[0],
                    "shape": [int(size) for size in variable.shape],
                    "parameterCount": int(math.prod(variable.shape)),
                }
                for variable in self._variables
            ]
            if self._log is None:
                facts = {key: value for key, value in self._facts.items() if value is not None}
                facts["optimizer"] = type(optimizer).__name__
                facts["recurrent"] = any(isinstance(layer, keras.layers.RNN) for layer in _keras_layers(self.model))
                fields: Dict[str, Any] = {"layers": layers, "facts": facts, "every": self._every}
                steps = (self.params or {}).get("steps")
                epochs = (self.params or {}).get("epochs")
                if steps:
                    fields["stepsPerEpoch"] = steps
                    if epochs:
                        fields["totalSteps"] = steps * epochs
                self._log = Log(self._path, **self._options, **fields)
            self._wrap(optimizer)

        def _wrap(self, optimizer: Any) -> None:
            apply = optimizer.apply
            if getattr(apply, "gradtop", None) is self:
                return
            if not optimizer.built:
                optimizer.build(self._variables)
            rows = 3 if self._updates else 2
            stats = self._stats = optimizer.add_variable(
                shape=(rows, len(self._variables)), initializer="zeros", dtype="float32", name="gradtop"
            )
            updates, every = self._updates, self._every
            self._base = int(ops.convert_to_numpy(optimizer.iterations)) - self._log.step

            def rms(value: Any) -> Any:
                return ops.sqrt(ops.mean(ops.square(ops.cast(ops.convert_to_tensor(value), "float32"))))

            def measured(grads: Any, variables: Any, step: Callable[[], Any]) -> Any:
                due = ops.equal(ops.mod(ops.cast(optimizer.iterations, "int32"), every), 0)
                before = [ops.copy(ops.convert_to_tensor(variable)) for variable in variables] if updates else []
                old = ops.convert_to_tensor(stats)

                def gradients_and_weights() -> Any:
                    first = [rms(grad) if grad is not None else ops.zeros((), "float32") for grad in grads]
                    return ops.stack([ops.stack(first), ops.stack([rms(variable) for variable in variables])])

                figures = ops.cond(due, gradients_and_weights, lambda: old[:2])
                result = step()
                if updates:
                    pairs = list(zip(variables, before))
                    moved = ops.cond(
                        due,
                        lambda: ops.stack([rms(ops.convert_to_tensor(new) - last) for new, last in pairs]),
                        lambda: old[2],
                    )
                    figures = ops.concatenate([figures, ops.expand_dims(moved, 0)])
                stats.assign(figures)
                return result

            def applied(grads: Any, trainable_variables: Any = None) -> Any:
                variables = self._variables if trainable_variables is None else list(trainable_variables)
                return measured(list(grads), variables, lambda: apply(grads, trainable_variables))

            applied.gradtop = self  # type: ignore[attr-defined]
            optimizer.apply = applied

        def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
            self._epoch = epoch + 1
            self._seen = (0, 0.0)

        def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
            self._gradtop_guard(lambda: self._batch(logs or {}))

        def _batch(self, logs: Mapping[str, Any]) -> None:
            if self._log is None:
                return
            count, total = self._seen
            mean = logs.get("loss")
            fields: Dict[str, Any] = {"epoch": self._epoch}
            if mean is not None:
                fields["loss"] = float(mean) * (count + 1) - total
                self._seen = (count + 1, float(mean) * (count + 1))
            step = self._log.step + 1
            if self._stats is not None and (self._base + step - 1) % self._every == 0:
                # This access updates the model of a JAX training.
                model = self.model
                rate = getattr(model.optimizer, "learning_rate", None)
                if rate is not None:
                    fields["learningRate"] = float(ops.convert_to_numpy(rate))
                table = ops.convert_to_numpy(self._stats).tolist()
                fields["layers"] = dict(zip(("gradRms", "weightRms", "updateRms"), table))
                sizes = [math.prod(variable.shape) for variable in self._variables]
                fields["gradNorm"] = math.sqrt(sum(size * value * value for size, value in zip(sizes, table[0])))
            scalars = {key: value for key, value in logs.items() if key != "loss"}
            self._log._step(fields, scalars, step)

        def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
            self._gradtop_guard(lambda: self._epoch_end(epoch, logs or {}))

        def _epoch_end(self, epoch: int, logs: Mapping[str, Any]) -> None:
            if self._log is None:
                return
            fields = {"epoch": epoch + 1, "step": self._log.step}
            for field, key in (("loss", "loss"), ("accuracy", "accuracy"), ("valLoss", "val_loss"), ("valAccuracy", "val_accuracy")):
                if logs.get(key) is not None:
                    fields[field] = logs[key]
            self._log._write("epoch", fields)

        def on_train_end(self, logs: Any = None) -> None:
            if self._log is not None:
                self._log.close()
                self._log = None

    return GradtopCallback


def _keras_layers(layer: Any) -> Iterable[Any]:
    yield layer
    for inner in getattr(layer, "layers", []):
        yield from _keras_layers(inner)


def _keras_role(variable: Any) -> str:
    last = variable.path.rpartition("/")[2]
    if "embedding" in last:
        return "embedding"
    if last in ("gamma", "beta", "scale"):
        return "norm"
    return "bias" if len(variable.shape) < 2 or "bias" in last else "kernel"


def __getattr__(name: str) -> Any:
    # Importing Keras takes seconds; a PyTorch program must not pay for it.
    if name == "GradtopCallback":
        cls = _make_keras_callback()
        globals()[name] = cls
        return cls
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
