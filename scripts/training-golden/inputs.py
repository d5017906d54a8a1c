"""Seeded pictures, label maps and networks of our own making.

Every number is one that float16 holds (Adam's squares: bfloat16), so that the file is small and every precision starts
from the same values.
"""

from copy import deepcopy

import numpy as np
import torch

from conditions import Conditions
from critics import Discriminator, ImageEncoder
from config import Config
from generator import Generator
from layers import SpectralConv
from step import LEARNING_RATE, Adam, Nets, discriminator_losses, generator_losses, gradients, parameters_of

EXEMPLAR_SIZE = 32, 48  # another than the pictures'; cut out of a scene
STEPS_BEFORE = 10  # Adam steps already taken, for the bias correction


# --- what the networks are told


def batch(config: Config, seed: int, pictures: int = 2) -> dict:
    """labels, edges, positions, images; eps/G and eps/D for a VAE, exemplar/images and exemplar/labels for attention.
    Those that the network does not use are left out."""
    rng = np.random.default_rng(seed)
    scenes = [scene(rng, config) for _ in range(pictures)]
    labels, objects = (np.stack(part) for part in zip(*scenes))
    if config.sean:
        labels[1][labels[1] == config.classes - 1] = 0  # a region that one picture lacks: a style code of zeros
    colours = rng.uniform(-0.7, 0.7, (config.classes, 3))
    images = np.clip(colours[labels] + rng.normal(0, 0.15, (*labels.shape, 3)), -1, 1)
    out = {"labels": labels.astype(np.uint8), "images": images.transpose(0, 3, 1, 2).astype(np.float16)}
    if config.edges:
        out["edges"] = np.stack([edge_map(o) for o in objects])
    if config.method == "clade-icpe":
        out["positions"] = np.stack([positional_map(o) for o in objects])
    if config.z_dim:
        for step in "GD":
            out[f"eps/{step}"] = rng.normal(0, 1, (pictures, config.z_dim)).astype(np.float16)
    if config.slots:
        out |= {f"exemplar/{name}": values for name, values in exemplars(rng, config, colours, pictures).items()}
    return {name: torch.from_numpy(np.ascontiguousarray(values)) for name, values in out.items()}


def exemplars(rng, config: Config, colours: np.ndarray, pictures: int) -> dict:
    """Other scenes, cut to EXEMPLAR_SIZE, each picture's in a light of its own."""
    height, width = EXEMPLAR_SIZE
    labels = np.stack([scene(rng, config)[0] for _ in range(pictures)])[:, :height, :width]
    light = rng.uniform(-0.3, 0.3, (pictures, 1, 1, 3))
    images = np.clip(colours[labels] + light + rng.normal(0, 0.15, (*labels.shape, 3)), -1, 1)
    return {"labels": labels.astype(np.uint8), "images": images.transpose(0, 3, 1, 2).astype(np.float16)}


def drawn(config: Config, inputs: dict, step: str, dtype=torch.float64):
    """What is drawn (VAE: ε; SEAN: noise by layer) in the generator's ("G") or the discriminator's ("D") half of the step."""
    if config.z_dim:
        return inputs[f"eps/{step}"].to(dtype)
    if not config.sean:
        return None
    pictures, side, _ = inputs["labels"].shape
    return {layer: value.to(dtype) for layer, value in noise(pictures, side, step).items()}


def noise(pictures: int, side: int, step: str) -> dict:
    """√2 · sin(p + 41 · layer + 20 · half) for pixel p of the batch: as large as N(0, 1), and need not be stored."""
    blocks = {"head_0": 32, "G_middle_0": 16, "G_middle_1": 16, "up_0": 8, "up_1": 4, "up_2": 2, "up_3": 1}
    found = {}
    for number, (block, shrunk) in enumerate(blocks.items()):
        shape = (pictures, side // shrunk, side // shrunk)
        for part, name in enumerate("01s"):
            start = 41 * (3 * number + part) + 20 * "GD".index(step)
            angle = torch.arange(start, start + np.prod(shape), dtype=torch.float64)
            found[f"{block}.ace_{name}"] = 2**0.5 * torch.sin(angle).view(shape)
    return found


def scene(rng, config: Config) -> tuple[np.ndarray, np.ndarray]:
    """Overlapping ellipses and boxes of random classes on class 0; labels, and the object that each pixel is of."""
    side = config.size
    labels, objects = np.zeros((2, side, side), np.int64)
    y, x = np.mgrid[:side, :side]
    for number in range(1, 12):
        cy, cx = rng.uniform(0, side, 2)
        ry, rx = rng.uniform(0.08, 0.4, 2) * side
        dy, dx = abs(y - cy) / ry, abs(x - cx) / rx
        inside = dy**2 + dx**2 < 1 if number % 2 else np.maximum(dy, dx) < 0.7
        labels[inside], objects[inside] = number % config.classes, number
    return labels, objects


def edge_map(objects: np.ndarray) -> np.ndarray:
    """1 where a pixel and one of its four neighbours are of different objects."""
    edges = np.zeros(objects.shape, np.uint8)
    down, right = objects[1:] != objects[:-1], objects[:, 1:] != objects[:, :-1]
    edges[1:] |= down
    edges[:-1] |= down
    edges[:, 1:] |= right
    edges[:, :-1] |= right
    return edges


def positional_map(objects: np.ndarray) -> np.ndarray:
    """Offsets from the centre of the object, over the largest of them: some positional map, not the released one."""
    out = np.zeros((2, *objects.shape), np.float16)
    for number in np.unique(objects):
        inside = objects == number
        for axis, coordinate in enumerate(np.nonzero(inside)):
            offset = coordinate - coordinate.mean()
            out[axis][inside] = offset / (abs(offset).max() + 1e-5)
    return out


def conditions(config: Config, inputs: dict, dtype=torch.float64) -> Conditions:
    positions, exemplar = inputs.get("positions"), inputs.get("exemplar/images")
    return Conditions(
        config.classes,
        inputs["labels"],
        inputs.get("edges"),
        None if positions is None else positions.to(dtype),
        exemplar=None if exemplar is None else exemplar.to(dtype),
        exemplar_labels=inputs.get("exemplar/labels"),
        dtype=dtype,
    )


# --- networks in the middle of training


def networks(config: Config, ndf: int, encoder_ndf: int, seed: int) -> Nets:
    nets = Nets(
        Generator(config),
        Discriminator(config.semantic_channels, ndf),
        ImageEncoder(encoder_ndf, config.z_dim) if config.z_dim else None,
    )
    rng = np.random.default_rng(seed)
    for _, net in nets.items():
        randomise(net.double().train(), rng)
    return nets


@torch.no_grad()
def randomise(net, rng) -> None:
    """Weights that keep activations near 1, statistics off 0 and 1, u and v one power iteration away from random."""

    def normal(like, mean, deviation):
        return half(rng.normal(mean, deviation, like.shape))

    for key, parameter in net.named_parameters():
        bank = "class_specified_affine." in key and parameter.dim() == 2
        if bank and key.endswith("weight") and ".ace_" not in key:
            parameter.copy_(half(rng.uniform(0.2, 1.4, parameter.shape)))
        elif parameter.dim() > 1 and not bank:
            fan_in = parameter[0].numel()
            # Attention that is nearly even would have hardly any gradient.
            sharper = {"spatial": 30, "channel": 10}.get(key.split(".")[-2], 1)
            parameter.copy_(normal(parameter, 0, 1.2 * sharper / fan_in**0.5))
        else:
            parameter.copy_(normal(parameter, 0, 0.3))
    for key, buffer in net.named_buffers():
        if uncalled(key):
            continue
        if key.endswith("running_mean"):
            buffer.copy_(normal(buffer, 0, 0.3))
        if key.endswith("running_var"):
            buffer.copy_(half(rng.uniform(0.5, 2, buffer.shape)))
    for module in net.modules():
        if isinstance(module, SpectralConv):
            matrix = module.weight_orig.flatten(1)
            v = matrix.T @ normal(module.weight_u, 0, 1)
            module.weight_v.copy_(half(v / v.norm()))
            u = matrix @ v
            module.weight_u.copy_(half(u / u.norm()))


def uncalled(key: str) -> bool:
    """Of the normalisation inside of SEAN's SPADE part, which is in the checkpoints and which nothing calls."""
    return ".Spade.param_free_norm." in key


def half(values) -> torch.Tensor:
    """Rounded to float16, kept as float64."""
    return torch.as_tensor(values).half().double()


def optimisers(nets: Nets, given: Conditions, inputs: dict, seed: int) -> tuple[Adam, Adam]:
    """Adam after some steps: squares as if earlier gradients had been about as large as those of this step."""
    rng = np.random.default_rng(seed)
    real = inputs["images"].double()
    found = []
    for names, of, step in [("GE", generator_losses, "G"), ("D", discriminator_losses, "D")]:
        copy = deepcopy(nets)
        losses, _ = of(copy, given, real, drawn(copy.G.config, inputs, step))
        found.append(gradients(sum(losses.values()), parameters_of(copy, names)))
    return tuple(
        Adam(parameters_of(nets, names), LEARNING_RATE[names[0]], squares(some, rng), STEPS_BEFORE)
        for names, some in zip(["GE", "D"], found)
    )


def squares(found: dict, rng) -> dict:
    """Mean square of each tensor's gradient times U[0.5, 2); a floor for gradients that are zero."""
    means = {key: (g**2).mean().item() for key, g in found.items()}
    floor = 1e-4 * max(means.values())
    return {
        key: torch.as_tensor((means[key] + floor) * rng.uniform(0.5, 2, g.shape)).bfloat16().double()
        for key, g in found.items()
    }
