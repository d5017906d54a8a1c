"""Inputs and random parameters for the tiny networks, and how a network is run for its reference outputs."""

import json
from pathlib import Path

import numpy as np
import torch
from reference_networks import Conditions, Generator, classes_of, start_size
from torch import nn

GOLDENS = Path(__file__).resolve().parents[2] / "test/goldens"

BASE = {
    "ngf": 1,
    "norm_G": "spectralspadesyncbatch3x3",
    "norm_mode": "clade",
    "label_nc": 5,
    "contain_dontcare_label": True,
    "no_instance": True,
    "add_dist": False,
    "num_upsampling_layers": "normal",
    "crop_size": 32,
    "aspect_ratio": 1.0,
    "use_vae": False,
    "z_dim": 256,
    "hidden_channels": 4,
}


def options_of(folder: Path) -> dict:
    return {**BASE, "hidden_channels": 128, **json.loads((folder / "opt.json").read_text())}


# --- inputs

def label_map(seed: int, height: int, width: int, classes: int) -> tuple[np.ndarray, np.ndarray]:
    """Overlapping ellipses and boxes of random classes, a line one pixel wide, and the object each pixel is of."""
    rng = np.random.default_rng(seed)
    labels = np.zeros((height, width), np.uint8)
    objects = np.zeros((height, width), np.uint8)
    y, x = np.mgrid[:height, :width]
    for number in range(1, 10):
        cy, cx = rng.uniform(0, height), rng.uniform(0, width)
        ry, rx = rng.uniform(0.1, 0.4, 2) * (height, width)
        dy, dx = abs(y - cy) / ry, abs(x - cx) / rx
        inside = dy**2 + dx**2 < 1 if number % 2 else np.maximum(dy, dx) < 0.7
        labels[inside], objects[inside] = rng.integers(classes), number
    labels[height // 3], objects[height // 3] = classes - 1, 10
    return labels, objects


def edge_map(objects: torch.Tensor) -> torch.Tensor:
    """1 where a pixel and one of its four neighbours are of different objects."""
    edges = torch.zeros(objects.shape, dtype=torch.bool)
    down = objects[..., 1:, :] != objects[..., :-1, :]
    right = objects[..., 1:] != objects[..., :-1]
    edges[..., 1:, :] |= down
    edges[..., :-1, :] |= down
    edges[..., 1:] |= right
    edges[..., :-1] |= right
    return edges


def positional_map(labels: np.ndarray) -> np.ndarray:
    """Offsets from the centre of all pixels of a class, over the largest of them: some positional map, not the released one."""
    out = np.zeros((2, *labels.shape), np.float32)
    for label in np.unique(labels):
        for axis, coordinate in enumerate(np.nonzero(labels == label)):
            offset = coordinate - coordinate.mean()
            out[axis][labels == label] = offset / (abs(offset).max() + 1e-5)
    return out


def picture(seed: int, height: int, width: int) -> torch.Tensor:
    """Smooth noise in [−1, 1]."""
    noise = torch.randn(1, 3, 6, 6, generator=torch.Generator().manual_seed(seed))
    size = (height, width)
    return torch.tanh(nn.functional.interpolate(noise, size=size, mode="bicubic", align_corners=False))


def generator_inputs(opt: dict, seed: int) -> dict:
    rows, columns = start_size(opt)
    scale = opt["crop_size"] // columns
    labels, objects = label_map(seed, rows * scale, columns * scale, classes_of(opt))
    inputs = {"label": torch.from_numpy(labels)[None, None]}
    if not opt["no_instance"]:
        inputs["instance"] = torch.from_numpy(objects)[None, None]
    if opt["add_dist"]:
        inputs["dist"] = torch.from_numpy(positional_map(labels))[None]
    if opt["use_vae"]:
        inputs["z"] = torch.randn(1, opt["z_dim"], generator=torch.Generator().manual_seed(seed))
    return inputs


# --- parameters


@torch.no_grad()
def randomise(network: nn.Module, seed: int) -> None:
    """Weights that keep activations near 1, running statistics off 0 and 1, spectral vectors near the singular ones."""
    torch.manual_seed(seed)
    for name, parameter in network.named_parameters():
        if parameter.dim() > 1 and "class_specified_affine.weight" not in name:
            inputs = parameter[0].numel()
            parameter.normal_(0, (2 / inputs) ** 0.5)
        else:
            parameter.normal_(0.5 if name.endswith("affine.weight") else 0, 0.3)
    for name, buffer in network.named_buffers():
        if name.endswith("running_mean"):
            buffer.normal_(0, 0.3)
        if name.endswith("running_var"):
            buffer.uniform_(0.5, 2)
    for module in network.modules():
        if hasattr(module, "weight_u"):
            matrix = module.weight_orig.flatten(1)
            module.weight_u.normal_()
            for _ in range(3):
                module.weight_v.copy_(nn.functional.normalize(matrix.T @ module.weight_u, dim=0))
                module.weight_u.copy_(nn.functional.normalize(matrix @ module.weight_v, dim=0))


# --- outputs


def tapped(name: str) -> bool:
    names = {"fc", "head_0", "head_0.norm_0", "G_middle_1", "up_0.norm_s", "up_0.conv_0", "up_0", "up_1.norm_1"}
    # SPADE's raw γ and β, as far as they are small.
    maps = {"head_0.norm_0", "G_middle_1.norm_1", "up_0.norm_s", "up_1.norm_0", "up_2.norm_1"}
    layer, _, part = name.rpartition(".")
    return name in names or (layer in maps and part in {"mlp_gamma", "mlp_beta"})


@torch.no_grad()
def run_generator(network: Generator, inputs: dict) -> dict:
    activations = {}

    def keep(name):
        return lambda _module, _inputs, result: activations.__setitem__(f"act/{name}", result)

    for name, module in network.named_modules():
        if tapped(name):
            module.register_forward_hook(keep(name))
    output = network.double().eval()(conditions(network.opt, inputs))
    return {"output": output, **activations}


def conditions(opt: dict, inputs: dict) -> Conditions:
    edges = edge_map(inputs["instance"]) if "instance" in inputs else None
    return Conditions(inputs["label"], classes_of(opt), edges, inputs.get("dist"), inputs.get("z"))
