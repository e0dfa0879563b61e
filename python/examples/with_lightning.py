"""Lightning: `Trainer(callbacks=[Gradtop("run.jsonl")])`."""

import lightning

import gradtop_log


class Gradtop(lightning.Callback):
    def __init__(self, path="run.jsonl", **options):
        self.path, self.options, self.log = path, options, None

    def on_train_start(self, trainer, module):
        total = trainer.estimated_stepping_batches
        self.log = gradtop_log.watch(module, trainer.optimizers[0], self.path, totalSteps=total, **self.options)

    def on_train_batch_end(self, trainer, module, outputs, batch, batch_idx):
        self.log.log(loss=outputs["loss"])

    def on_validation_end(self, trainer, module):
        loss = trainer.callback_metrics.get("val_loss")
        if self.log is not None and loss is not None:
            self.log.validation(loss=loss, epoch=trainer.current_epoch + 1)

    def on_train_end(self, trainer, module):
        self.log.close()
