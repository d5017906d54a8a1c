"""Proves the reference before its numbers are trusted:

    python scripts/training-golden/check.py [FOLDER …]

1. Outputs of the released modules in test/goldens/tiny (and in folders that are named) to 1e-6, evaluation mode.
2. Batch norm, spectral norm and Adam against PyTorch's own in training mode: outputs, gradients, state, to 1e-12.
3. Gradients of whole steps against finite differences, some parameters of every kind of every golden.
"""

import json
import sys
from copy import deepcopy
from dataclasses import replace
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import nn
from torch.nn.utils import spectral_norm

from conditions import Conditions
from critics import Discriminator, ImageEncoder
from config import Config
from generator import Generator
from inputs import batch, conditions, drawn, networks
from layers import BatchNorm, InstanceNorm, SpectralConv
from losses import KLD_WEIGHT, feature_matching, generator_hinge, halves, hinge, kld
from make import GOLDENS, SEED, SETTINGS
from sean import pooled
from step import Adam, discriminator_losses, generator_losses, gradients, parameters_of


def demand(what: str, error: float, limit: float) -> None:
    print(f"{'ok ' if error <= limit else 'BAD'} {error:8.1e} ≤ {limit:.0e}  {what}")
    if not error <= limit:
        raise SystemExit(1)


def double(values):
    return None if values is None else values.double()


def worst(a, b) -> float:
    return (a.double() - b.double()).abs().max().item()


# --- 1


def released_config(opt: dict) -> Config:
    clade = "clade-icpe" if opt.get("add_dist") else "clade"
    spade = "sean" if opt.get("style_length") else "spade"
    return Config(
        method=clade if opt.get("norm_mode") == "clade" else spade,
        classes=opt["label_nc"] + int(opt["contain_dontcare_label"]),
        edges=not opt["no_instance"],
        ngf=opt["ngf"],
        hidden=opt.get("hidden_channels") or 128,
        spade_kernel=int(opt["norm_G"][-1]),
        z_dim=opt["z_dim"] if opt.get("use_vae") else 0,
        style_length=opt.get("style_length") or 0,
        style_ngf=opt.get("zencoder_ngf") or 32,
        size=opt["crop_size"],
    )


def edge_map(instances: torch.Tensor) -> torch.Tensor:
    edges = torch.zeros_like(instances, dtype=torch.bool)
    for axis in [-1, -2]:
        n = instances.shape[axis]
        differ = instances.narrow(axis, 1, n - 1) != instances.narrow(axis, 0, n - 1)
        edges.narrow(axis, 1, n - 1).logical_or_(differ)
        edges.narrow(axis, 0, n - 1).logical_or_(differ)
    return edges


@torch.no_grad()
def compare_released(folder: Path) -> None:
    opt = json.loads((folder / "opt.json").read_text())
    config = released_config(opt)
    expected = load_file(folder / "expected.safetensors")
    given = None
    if "label" in expected:
        edges = edge_map(expected["instance"])[:, 0] if "instance" in expected else None
        given = Conditions(config.classes, expected["label"][:, 0], edges, double(expected.get("dist")))

    def load(net, name):
        net.load_state_dict(torch.load(folder / name), strict=True)
        return net.double().eval()

    if (folder / "net_G.pth").exists():
        net, found = load(Generator(config), "net_G.pth"), {}
        for name, module in net.named_modules():
            module.register_forward_hook(lambda _m, _i, y, name=name: found.update({f"act/{name}": y}))
        if config.sean:
            features = net.Zencoder(double(expected["image"]))
            codes = pooled(features, given.labels_at(features.shape[2:]), config.classes)
            given, found["style_codes"] = replace(given, codes=codes), codes
        found["output"] = net(given, double(expected.get("z")))
    if (folder / "net_D.pth").exists():
        net = load(Discriminator(config.semantic_channels, opt["ndf"]), "net_D.pth")
        both = torch.cat([expected["fake"], expected["real"]]).double()
        scales = net(given.semantics().expand(2, -1, -1, -1), both)
        found = {f"scale{s}/feature{f}": y for s, scale in enumerate(scales) for f, y in enumerate(scale)}
        found |= losses_of(scales, expected)
    if (folder / "net_E.pth").exists():
        net = load(ImageEncoder(opt["ngf"], opt["z_dim"]), "net_E.pth")
        found = dict(zip(["mu", "logvar"], net(expected["image"].double())))
    names = sorted(found.keys() & expected.keys())
    error = max(worst(found[name], expected[name]) / max(1, expected[name].abs().max()) for name in names)
    demand(f"released {folder.name}: {', '.join(names)}", float(error), 1e-6)


def losses_of(scales, expected: dict) -> dict:
    fake, real = halves(scales)
    losses = {
        "g_hinge": generator_hinge(fake),
        "feature_matching": feature_matching(fake, real),
        "d_fake_hinge": hinge(fake, -1),
        "d_real_hinge": hinge(real, 1),
        "kld": kld(expected["mu"].double(), expected["logvar"].double()) / KLD_WEIGHT,  # stored without λ
    }
    return {f"loss/{name}": value for name, value in losses.items()}


# --- 2


def compare_layer(what: str, ours: nn.Module, theirs: nn.Module, x: torch.Tensor) -> None:
    """Two passes in training mode: outputs, gradients of parameters and input, state."""
    ours, theirs = ours.double().train(), theirs.double().train()
    ours.load_state_dict(theirs.state_dict(), strict=False)
    for _ in range(2):
        pair = []
        for layer in [ours, theirs]:
            leaf = x.clone().requires_grad_()
            y = layer(leaf)
            parameters = dict(layer.named_parameters())
            found = torch.autograd.grad((y * torch.sin(3 * x.mean() + y)).sum(), [leaf, *parameters.values()])
            state = {k: v for k, v in layer.state_dict().items() if not k.endswith("tracked")}
            pair.append({"y": y, "x": found[0], **dict(zip([f"d {k}" for k in parameters], found[1:])), **state})
    a, b = pair
    demand(f"{what}: {', '.join(b)}", max(worst(a[name], b[name]) for name in b), 1e-12)


def compare_layers() -> None:
    torch.manual_seed(0)
    x = torch.randn(2, 6, 5, 7, dtype=torch.float64)
    compare_layer("batch norm", BatchNorm(6), nn.BatchNorm2d(6, affine=False), x)
    compare_layer("instance norm", InstanceNorm(), nn.InstanceNorm2d(6, affine=False), x)
    conv = {"stride": 2, "padding": 1}
    compare_layer("spectral norm", SpectralConv(6, 4, 3, **conv), spectral_norm(nn.Conv2d(6, 4, 3, **conv)), x)


def compare_adam() -> None:
    ours, theirs = (torch.linspace(-1, 1, 9, dtype=torch.float64, requires_grad=True) for _ in range(2))
    adam = Adam({"w": ours}, 4e-4, {"w": torch.zeros(9, dtype=torch.float64)}, 0)
    reference = torch.optim.Adam([theirs], lr=4e-4, betas=(0.0, 0.9))
    for step in range(5):
        gradient = torch.sin(torch.arange(9, dtype=torch.float64) + step)
        adam.step({"w": gradient})
        theirs.grad = gradient
        reference.step()
    demand("Adam, five steps", worst(ours, theirs), 1e-12)


# --- 3


def kind_of(key: str) -> str:
    """Network and the last two names, without digits: `G.conv_.weight_orig`."""
    parts = key.split(".")
    return ".".join([parts[0], *("".join(c for c in p if not c.isdigit()) for p in parts[1:][-2:])])


def compare_differences(name: str) -> None:
    settings = SETTINGS[name]
    config = settings["config"]
    inputs = batch(config, SEED)
    given = conditions(config, inputs)
    real = inputs["images"].double()
    nets = networks(config, settings["ndf"], settings.get("encoder_ndf", 0), SEED + 1)
    errors = {}
    for of, names, half in [(generator_losses, "GE", "G"), (discriminator_losses, "D", "D")]:
        moved = deepcopy(nets)
        numbers = drawn(config, inputs, half)
        losses, _ = of(moved, given, real, numbers)  # u and v move here
        parameters = parameters_of(moved, names)
        found = gradients(sum(losses.values()), parameters)
        largest = max(g.abs().max().item() for g in found.values())

        def loss():
            return sum(of(moved, given, real, numbers)[0].values()).item()

        SpectralConv.freeze_vectors = True
        by_kind = {}
        for key in parameters:
            by_kind.setdefault(kind_of(key), []).append(key)
        for kind, keys in by_kind.items():
            for key in {keys[0], keys[len(keys) // 2], keys[-1]}:
                gradient = found[key].flatten()
                entry = gradient.abs().argmax()
                error = slope_error(loss, parameters[key], entry, gradient[entry].item())
                scale = max(gradient[entry].abs().item(), 1e-3 * largest)
                errors[kind] = max(errors.get(kind, 0), error / scale)
        SpectralConv.freeze_vectors = False
    for kind, error in sorted(errors.items()):
        demand(f"{name}, finite differences, {kind}", error, 1e-6)


@torch.no_grad()
def slope_error(loss, parameter, entry, gradient) -> float:
    """The smallest over some step sizes: a step that crosses a kink of ReLU, hinge or L1 says nothing."""
    values = parameter.view(-1)
    start = values[entry].item()
    best = float("inf")
    for h in [1e-5, 1e-6, 1e-7]:
        ends = []
        for sign in [1, -1]:
            values[entry] = start + sign * h
            ends.append(loss())
        best = min(best, abs((ends[0] - ends[1]) / (2 * h) - gradient))
    values[entry] = start
    return best


if __name__ == "__main__":
    for root in [GOLDENS / "tiny", *map(Path, sys.argv[1:])]:
        for options in sorted(root.rglob("opt.json")):
            opt = json.loads(options.read_text())
            plain = opt.get("num_upsampling_layers", "normal") == "normal" and "batch" in opt["norm_G"]
            if plain and opt.get("aspect_ratio", 1) == 1:
                compare_released(options.parent)
    compare_layers()
    compare_adam()
    for name in SETTINGS:
        compare_differences(name)
