"""Makes test/goldens/networks: tiny checkpoints and what PyTorch computes from them.

Not run by the tests, which need no Python; run it by hand when a golden has to change:

    pip install numpy==2.4.6 torch==2.6.0 safetensors==0.8.0
    python scripts/goldens/networks.py

The networks are reference_networks.py, run in float64 on the CPU; weights, statistics and inputs are seeded noise and
drawings of our own.
"""

import json
from copy import deepcopy

import torch
from network_parts import (
    BASE,
    GOLDENS,
    conditions,
    generator_inputs,
    label_map,
    options_of,
    picture,
    randomise,
    run_generator,
)
from reference_networks import Discriminator, Generator, ImageEncoder, classes_of
from safetensors.torch import load_file, save_file
from torch import nn
from torch.nn.utils import parametrizations
from torch.utils.flop_counter import FlopCounterMode

OUT = GOLDENS / "networks"

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


if __name__ == "__main__":
    costs = released_parameters()
    for seed, (name, opt) in enumerate(GENERATORS.items(), start=1):
        network = write_generator(name, opt, seed)
        costs[f"networks/{name}"] = generator_cost(network, generator_inputs(opt, seed))
    costs["networks/discriminator"] = {"parameters": parameters_of(write_discriminator())}
    costs["networks/encoder"] = cost(write_encoder(), picture(202, 40, 56).double())
    for name in ["clade", "clade_icpe_instance", "spade"]:
        folder = GOLDENS / "tiny" / name
        inputs = load_file(folder / "expected.safetensors")
        costs[f"tiny/{name}"] = generator_cost(Generator(options_of(folder)), inputs)
    (OUT / "costs.json").write_text(json.dumps(costs, indent=1) + "\n")
