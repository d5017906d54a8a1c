"""Makes test/goldens/networks: tiny checkpoints and what PyTorch computes from them.

Not run by the tests, which need no Python; run it by hand when a golden has to change:

    pip install numpy==2.4.6 torch==2.6.0 safetensors==0.8.0
    python scripts/goldens/networks.py            write the goldens
    python scripts/goldens/networks.py --prove    compare reference_networks.py with outputs of the released modules
                                                  in test/goldens/tiny, and in more folders if they are named

The networks are reference_networks.py, run in float64 on the CPU; weights, statistics and inputs are seeded noise and
drawings of our own.
"""

import json
import sys
from copy import deepcopy
from pathlib import Path

import numpy as np
import torch
from reference_networks import (
    Conditions,
    Discriminator,
    Generator,
    ImageEncoder,
    classes_of,
    start_size,
)
from safetensors.torch import load_file, save_file
from torch import nn
from torch.nn.utils import parametrizations
from torch.utils.flop_counter import FlopCounterMode

GOLDENS = Path(__file__).resolve().parents[2] / "test/goldens"
OUT = GOLDENS / "networks"

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
SPADE = {**BASE, "norm_mode": "spade"}
VAE = {"use_vae": True, "z_dim": 8, "crop_size": 64, "aspect_ratio": 2.0}
ICPE = {"add_dist": True, "no_instance": False, "label_nc": 6, "contain_dontcare_label": False}

GENERATORS = {
    "spade_instance_edges": {**SPADE, "no_instance": False},
    "spade_1x1": {**SPADE, "norm_G": "spectralspadesyncbatch1x1", "no_instance": False},
    "spade_instance_norm": {**SPADE, "norm_G": "spectralspadeinstance3x3", "crop_size": 64},
    "spade_no_spectral_norm": {**SPADE, "norm_G": "spadesyncbatch3x3"},
    "clade_vae": {**BASE, **VAE},
    "clade_most": {**BASE, "ngf": 2, "num_upsampling_layers": "most", "crop_size": 128},
    "clade_icpe_more": {**BASE, **ICPE, "num_upsampling_layers": "more", "crop_size": 64},
    "clade_icpe_instance_norm": {**BASE, **ICPE, "norm_G": "spectralspadeinstance3x3", "crop_size": 64},
    "clade_parametrizations": BASE,
    "clade_without_weight_v": BASE,
}
# Saved as float16, for size: the reference runs on the rounded values.
HALF = {
    "spade_instance_norm",
    "spade_no_spectral_norm",
    "clade_most",
    "clade_icpe_more",
    "clade_icpe_instance_norm",
}

CRITICS = {**BASE, "ndf": 2, "ngf": 2, "num_D": 2, "n_layers_D": 4, "z_dim": 8, "no_instance": False}


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


@torch.no_grad()
def calibrate(network: Generator, inputs: dict) -> None:
    """Scales the last convolution so that tanh does not saturate, which would hide errors."""
    picture = run_generator(deepcopy(network), inputs)["output"]
    factor = 1.2 / torch.atanh(picture.clamp(-1 + 1e-12, 1 - 1e-12)).abs().max().float()
    network.conv_img.weight.mul_(factor)
    network.conv_img.bias.mul_(factor)


def rounded_to_half(network: nn.Module) -> dict:
    state = {k: v.half() if v.is_floating_point() else v for k, v in network.state_dict().items()}
    network.load_state_dict(state)
    return state


def parametrized(network: nn.Module) -> dict:
    """The state dict of the same network with torch's newer spectral norm."""
    other = Generator({**network.opt, "norm_G": "spadesyncbatch3x3"})
    for name, module in other.named_modules():
        if name.endswith((".conv_0", ".conv_1", ".conv_s")):
            parametrizations.spectral_norm(module)
    renamed = {
        key.replace("weight_orig", "parametrizations.weight.original")
        .replace("weight_u", "parametrizations.weight.0._u")
        .replace("weight_v", "parametrizations.weight.0._v"): value
        for key, value in network.state_dict().items()
    }
    other.load_state_dict(renamed)
    return other.state_dict()


def without_weight_v(network: nn.Module) -> dict:
    """As PyTorch 0.4.0 saved it: no v, but the normalised weight, and no version. PyTorch 2.6.0 then reads it back."""
    state = dict(network.state_dict())
    for key in [key for key in state if key.endswith("weight_v")]:
        v, name = state.pop(key), key.removesuffix("_v")
        matrix = state[f"{name}_orig"].flatten(1)
        # The weight of the last training step, of which u is the result but v is not kept.
        state[name] = state[f"{name}_orig"] / (state[f"{name}_u"] @ matrix @ v) * 0.97
    network.load_state_dict(dict(state))
    return state


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


def write(name: str, file: str, opt: dict, state: dict, tensors: dict) -> None:
    folder = OUT / name
    folder.mkdir(parents=True, exist_ok=True)
    torch.save(state, folder / file)
    (folder / "opt.json").write_text(json.dumps(opt, indent=1) + "\n")
    exact = {
        key: (value.float() if value.is_floating_point() else value).contiguous()
        for key, value in tensors.items()
    }
    save_file(exact, folder / "expected.safetensors", {"layout": "NCHW"})
    (folder / "expected.safetensors").chmod(0o644)


def write_generator(name: str, opt: dict, seed: int) -> nn.Module:
    network = Generator(opt)
    randomise(network, seed)
    inputs = generator_inputs(opt, seed)
    calibrate(network, inputs)
    if name in HALF:
        state = rounded_to_half(network)
    elif name == "clade_parametrizations":
        state = parametrized(network)
    elif name == "clade_without_weight_v":
        state = without_weight_v(network)
    else:
        state = network.state_dict()
    state = deepcopy(state)
    write(name, "net_G.pth", opt, state, {**inputs, **run_generator(network, inputs)})
    return network


@torch.no_grad()
def write_discriminator() -> nn.Module:
    network = Discriminator(CRITICS)
    randomise(network, 101)
    state = deepcopy(network.state_dict())
    labels, objects = label_map(101, 24, 40, classes_of(CRITICS))
    inputs = {
        "label": torch.from_numpy(labels)[None, None],
        "instance": torch.from_numpy(objects)[None, None],
        "fake": picture(102, 24, 40),
        "real": picture(103, 24, 40),
    }
    both = torch.cat([inputs["fake"], inputs["real"]]).double()
    scales = network.double().eval()(conditions(CRITICS, inputs), both)
    features = {
        f"scale{s}/feature{f}": feature for s, scale in enumerate(scales) for f, feature in enumerate(scale)
    }
    write("discriminator", "net_D.pth", CRITICS, state, {**inputs, **features})
    return network


@torch.no_grad()
def write_encoder() -> nn.Module:
    network = ImageEncoder(CRITICS)
    randomise(network, 201)
    state = deepcopy(network.state_dict())
    image = picture(202, 40, 56)
    mu, logvar = network.double().eval()(image.double())
    write("encoder", "net_E.pth", CRITICS, state, {"image": image, "mu": mu, "logvar": logvar})
    return network


# --- costs


def parameters_of(network: nn.Module) -> int:
    return sum(parameter.numel() for parameter in network.parameters())


@torch.no_grad()
def cost(network: nn.Module, *inputs) -> dict:
    """Learned numbers, and the multiply-accumulates in convolutions and linear maps as PyTorch counts them."""
    with FlopCounterMode(display=False) as counter:
        network.double().eval()(*inputs)
    return {"parameters": parameters_of(network), "multiplyAccumulates": counter.get_total_flops() // 2}


def generator_cost(network: Generator, inputs: dict) -> dict:
    return cost(network, conditions(network.opt, inputs))


def options_of(folder: Path) -> dict:
    return {**BASE, "hidden_channels": 128, **json.loads((folder / "opt.json").read_text())}


def released_parameters() -> dict:
    """Of networks as large as the released ones; on the meta device, where parameters take no memory."""
    released = {
        "ade20k": {"label_nc": 150},
        "coco-stuff": {"label_nc": 182, "no_instance": False},
        "cityscapes": {
            "label_nc": 35,
            "contain_dontcare_label": False,
            "no_instance": False,
            "num_upsampling_layers": "more",
            "crop_size": 512,
            "aspect_ratio": 2.0,
        },
    }
    methods = {
        "spade": {"norm_mode": "spade"},
        "clade": {},
        "clade-icpe": {"add_dist": True},
    }
    wide = {**BASE, "ngf": 64, "hidden_channels": 128, "crop_size": 256}
    with torch.device("meta"):
        return {
            f"{data}/{method}": {
                "parameters": parameters_of(Generator({**wide, **data_options, **method_options}))
            }
            for data, data_options in released.items()
            for method, method_options in methods.items()
        }


# --- proof


@torch.no_grad()
def prove(folder: Path) -> None:
    opt = options_of(folder)
    expected = load_file(folder / "expected.safetensors")
    if (folder / "net_G.pth").exists() and opt.get("style_length") is None:
        network = Generator(opt)
        network.load_state_dict(torch.load(folder / "net_G.pth"), strict=True)
        result = run_generator(network, expected)
        names = [name for name in result if name in expected]
        report(folder, {name: worst(result[name], expected[name]) for name in names})
    if (folder / "net_D.pth").exists():
        network = Discriminator(opt)
        network.load_state_dict(torch.load(folder / "net_D.pth"), strict=True)
        both = torch.cat([expected["fake"], expected["real"]]).double()
        scales = network.double().eval()(conditions(opt, expected), both)
        report(
            folder,
            {
                f"scale{s}/feature{f}": worst(feature, expected[f"scale{s}/feature{f}"])
                for s, scale in enumerate(scales)
                for f, feature in enumerate(scale)
            },
        )
    if (folder / "net_E.pth").exists():
        network = ImageEncoder(opt)
        network.load_state_dict(torch.load(folder / "net_E.pth"), strict=True)
        mu, logvar = network.double().eval()(expected["image"].double())
        report(folder, {"mu": worst(mu, expected["mu"]), "logvar": worst(logvar, expected["logvar"])})


def worst(a: torch.Tensor, b: torch.Tensor) -> float:
    return (a.double() - b.double()).abs().max().item()


def report(folder: Path, differences: dict) -> None:
    name = max(differences, key=differences.get)
    largest = differences[name]
    print(f"{folder.parent.name}/{folder.name}: {len(differences)} tensors within {largest:.1e} ({name})")
    if not largest <= 1e-5:
        raise SystemExit("differs from the released modules")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--prove"]:
        for root in [GOLDENS / "tiny", *map(Path, sys.argv[2:])]:
            for options in sorted(root.rglob("opt.json")):
                prove(options.parent)
    else:
        costs = released_parameters()
        for seed, (name, opt) in enumerate(GENERATORS.items(), start=1):
            costs[f"networks/{name}"] = generator_cost(write_generator(name, opt, seed), generator_inputs(opt, seed))
        costs["networks/discriminator"] = {"parameters": parameters_of(write_discriminator())}
        costs["networks/encoder"] = cost(write_encoder(), picture(202, 40, 56).double())
        for name in ["clade", "clade_icpe_instance", "spade"]:
            folder = GOLDENS / "tiny" / name
            inputs = load_file(folder / "expected.safetensors")
            costs[f"tiny/{name}"] = generator_cost(Generator(options_of(folder)), inputs)
        (OUT / "costs.json").write_text(json.dumps(costs, indent=1) + "\n")
