"""Hugging Face: `Trainer(..., callbacks=[Gradtop("run.jsonl")])`. The Trainer reports the loss every `logging_steps`."""

import transformers

import gradtop_log


class Gradtop(transformers.TrainerCallback):
    def __init__(self, path="run.jsonl", **options):
        self.path, self.options = path, options

    def on_train_begin(self, args, state, control, model=None, optimizer=None, **_):
        self.log = gradtop_log.watch(model, optimizer, self.path, totalSteps=state.max_steps, **self.options)

    def on_log(self, args, state, control, logs=None, **_):
        if "loss" in logs:
            self.log.log(loss=float(logs["loss"]))
        if "eval_loss" in logs:
            self.log.validation(loss=float(logs["eval_loss"]), epoch=logs.get("epoch"))

    def on_train_end(self, args, state, control, **_):
        self.log.close()
