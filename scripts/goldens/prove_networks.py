"""Compares reference_networks.py with outputs of the released modules, in test/goldens/tiny and in folders that are named:

    python scripts/goldens/prove_networks.py [FOLDER …]

Every checkpoint there (but SEAN's) must load with `strict=True` and give the expected tensors to 1e-5.
"""

import sys
from pathlib import Path

import torch
from network_parts import GOLDENS, conditions, options_of, run_generator
from reference_networks import Discriminator, Generator, ImageEncoder
from safetensors.torch import load_file


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
    for root in [GOLDENS / "tiny", *map(Path, sys.argv[1:])]:
        for options in sorted(root.rglob("opt.json")):
            prove(options.parent)
