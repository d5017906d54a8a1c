"""Makes test/goldens/training-step: one generator and one discriminator step of tiny networks, in float64.

Not run by the tests, which need no Python; run it by hand when a golden has to change, in an environment of its own:

    pip install -r scripts/training-golden/requirements.txt
    python scripts/training-golden/check.py
    python scripts/training-golden/make.py

It also prints how far float32 PyTorch is from these values, for the table in the folder's README.
"""

import json
import platform
from dataclasses import asdict
from pathlib import Path

import numpy as np
import safetensors
import torch
from safetensors.torch import save_file

from config import Config
from inputs import STEPS_BEFORE, batch, conditions, drawn, networks, optimisers, uncalled
from precision import deviations, print_table
from step import ADAM_EPSILON, BETA_2, LEARNING_RATE, Nets, discriminator_step, generator_step

GOLDENS = Path(__file__).resolve().parents[2] / "test/goldens"
OUT = GOLDENS / "training-step"
SEED = 20

SETTINGS = {
    "clade": {"config": Config("clade"), "ndf": 2},
    "clade-icpe-instance": {"config": Config("clade-icpe", edges=True), "ndf": 2},
    "spade-instance": {"config": Config("spade", edges=True), "ndf": 2},
    "spade-1x1": {"config": Config("spade", spade_kernel=1), "ndf": 2},
    "clade-vae": {"config": Config("clade", z_dim=8), "ndf": 2, "encoder_ndf": 2},
    "clade-pointwise": {"config": Config("clade", ngf=2, trunk_kernel=1), "ndf": 2},
    "sean": {"config": Config("sean", hidden=2, style_length=3, style_ngf=2), "ndf": 2},
    "sean-clade": {"config": Config("sean-clade", style_length=3, style_ngf=2), "ndf": 2},
    "spade-msca": {"config": Config("spade", hidden=2, slots=3), "ndf": 2},
}


def state(nets: Nets, only=lambda key: True) -> dict:
    """Copies of parameters and buffers by their keys; not the counter that nothing counts, nor what nothing calls."""
    return {
        f"{name}.{key}": value.detach().clone()
        for name, net in nets.items()
        for key, value in net.state_dict().items()
        if not key.endswith("num_batches_tracked") and not uncalled(key) and only(key)
    }


def is_buffer(key: str) -> bool:
    return key.rsplit(".", 1)[-1] in {"weight_u", "weight_v", "running_mean", "running_var"}


def prefixed(prefix: str, tensors: dict) -> dict:
    return {f"{prefix}{key}": value for key, value in tensors.items()}


def of_adam(when: str, adams) -> dict:
    """`before/adam_G/fc.weight`: `exp_avg_sq` of that parameter."""
    return {f"{when}/adam_{key[0]}/{key[2:]}": value.clone() for adam in adams for key, value in adam.squares.items()}


def take_step(config: Config, inputs: dict, nets: Nets, adams, dtype=torch.float64) -> dict:
    given = conditions(config, inputs, dtype)
    real = inputs["images"].to(dtype)
    g, d = (drawn(config, inputs, step, dtype) for step in "GD")
    adam_g, adam_d = adams
    losses_g, grad_g, fake_g = generator_step(nets, adam_g, given, real, g)
    between = state(nets, is_buffer)
    losses_d, grad_d, _ = discriminator_step(nets, adam_d, given, real, d)
    return {
        **prefixed("losses/", {**losses_g, **losses_d}),
        "fake/G": fake_g,
        **prefixed("grad/", {**grad_g, **grad_d}),
        **prefixed("between/", between),
        **prefixed("after/", state(nets)),
        **of_adam("after", adams),
    }


def start(name: str):
    settings = SETTINGS[name]
    config = settings["config"]
    inputs = batch(config, SEED)
    nets = networks(config, settings["ndf"], settings.get("encoder_ndf", 0), SEED + 1)
    return config, inputs, nets, optimisers(nets, conditions(config, inputs), inputs, SEED + 2)


def to_float32(nets: Nets, adams) -> None:
    for _, net in nets.items():
        net.float()
    for adam in adams:
        adam.squares = {key: value.float() for key, value in adam.squares.items()}


def packed(key: str, value: torch.Tensor) -> torch.Tensor:
    """In the smallest type that keeps the network before the step exactly; results as float32."""
    value = value.detach().contiguous()
    if value.dtype != torch.float64:
        return value
    if not key.startswith("before/"):
        return value.float()
    short = value.bfloat16() if "/adam_" in key else value.half()
    assert torch.equal(short.double(), value), key
    return short


def make(name: str) -> dict:
    config, inputs, nets, adams = start(name)
    before = {**prefixed("before/", state(nets)), **of_adam("before", adams)}
    found = take_step(config, inputs, nets, adams)

    config, _, nets, adams = start(name)
    to_float32(nets, adams)
    differences = deviations(take_step(config, inputs, nets, adams, torch.float32), found)

    tensors = {**inputs, **before, **found}
    # SEAN has many tensors; the losses are of the picture, so it can be spared.
    left_out = ("after/adam_", "fake/") if config.sean else "after/adam_"
    stored = {key: packed(key, value) for key, value in tensors.items() if not key.startswith(left_out)}
    zero = [key for key, value in found.items() if key.startswith("grad/") and value.abs().max() < 1e-12]
    some = {"style_length", "style_ngf", "slots"}  # of some methods alone
    own = {key: value for key, value in asdict(config).items() if value or key not in some}
    settings = {**own, **{k: v for k, v in SETTINGS[name].items() if k != "config"}}
    about = {
        "madeBy": "scripts/training-golden/make.py",
        "versions": {
            "python": platform.python_version(),
            "torch": torch.__version__,
            "numpy": np.__version__,
            "safetensors": safetensors.__version__,
        },
        "seed": SEED,
        "settings": settings,
        "adam": {
            "beta1": 0,
            "beta2": BETA_2,
            "epsilon": ADAM_EPSILON,
            "learningRate": LEARNING_RATE,
            "stepsBefore": STEPS_BEFORE,
        },
        "zeroGradients": zero,
    }
    (OUT / name).mkdir(parents=True, exist_ok=True)
    # In one entry, because several are written in random order, and the file is to be the same each time.
    save_file(stored, OUT / name / "golden.safetensors", {"golden": json.dumps(about)})
    (OUT / name / "golden.safetensors").chmod(0o644)
    for key in ["GAN", "GAN_Feat", "KLD", "Pixel", "D_Fake", "D_real"]:
        if f"losses/{key}" in found:
            print(f"{name} {key} {found[f'losses/{key}'].item():.6f}")
    print(f"{name}: {len(stored)} tensors, {len(zero)} gradients are zero")
    return differences


if __name__ == "__main__":
    torch.set_num_threads(1)  # more would add up in another order
    print_table({name: make(name) for name in SETTINGS})
