"""The callbacks of examples/, each in a real training."""

import importlib.util
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

from figures import read, steps  # noqa: E402

EXAMPLES = Path(__file__).parent.parent / "examples"


def load(name):
    spec = importlib.util.spec_from_file_location(name, EXAMPLES / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def check(path, count):
    events, logged = read(path), steps(path)
    assert [event["step"] for event in logged] == list(range(1, count + 1))
    assert all("loss" in event and len(event["layers"]["gradRms"]) == 4 for event in logged)
    assert any("valLoss" in event for event in events if event["type"] == "epoch")
    assert events[0]["totalSteps"] == count and events[-1]["reason"] == "completed"


def data():
    generator = torch.Generator().manual_seed(0)
    return torch.randn(32, 4, generator=generator), torch.randn(32, 1, generator=generator)


def net():
    torch.manual_seed(0)
    return torch.nn.Sequential(torch.nn.Linear(4, 8), torch.nn.Tanh(), torch.nn.Linear(8, 1))


def test_lightning(tmp_path):
    lightning = pytest.importorskip("lightning")
    glue = load("with_lightning")

    class Module(lightning.LightningModule):
        def __init__(self):
            super().__init__()
            self.net = net()

        def training_step(self, batch, _):
            return torch.nn.functional.mse_loss(self.net(batch[0]), batch[1])

        def validation_step(self, batch, _):
            self.log("val_loss", torch.nn.functional.mse_loss(self.net(batch[0]), batch[1]))

        def configure_optimizers(self):
            return torch.optim.SGD(self.parameters(), lr=0.1)

    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(*data()), batch_size=8)
    trainer = lightning.Trainer(
        max_epochs=2,
        accelerator="cpu",
        logger=False,
        enable_checkpointing=False,
        enable_progress_bar=False,
        enable_model_summary=False,
        num_sanity_val_steps=0,
        callbacks=[glue.Gradtop(tmp_path / "a.jsonl", every=1)],
    )
    trainer.fit(Module(), loader, loader)
    check(tmp_path / "a.jsonl", 8)


def test_transformers(tmp_path):
    transformers = pytest.importorskip("transformers")
    pytest.importorskip("accelerate")
    glue = load("with_transformers")

    class Model(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.net = net()

        def forward(self, x, labels):
            return {"loss": torch.nn.functional.mse_loss(self.net(x), labels)}

    x, y = data()
    rows = [{"x": a, "labels": b} for a, b in zip(x, y)]
    arguments = transformers.TrainingArguments(
        output_dir=str(tmp_path / "out"),
        num_train_epochs=2,
        per_device_train_batch_size=8,
        logging_steps=1,
        eval_strategy="epoch",
        save_strategy="no",
        report_to=[],
        use_cpu=True,
        disable_tqdm=True,
    )
    trainer = transformers.Trainer(
        Model(), arguments, train_dataset=rows, eval_dataset=rows, callbacks=[glue.Gradtop(tmp_path / "a.jsonl", every=1)]
    )
    trainer.train()
    check(tmp_path / "a.jsonl", 8)
