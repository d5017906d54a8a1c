"""Loads networks that were trained here into reference_networks.py with `strict=True`, paints with them and compares the
picture with the one that `cladescope synthesize` paints:

    npm run build
    python scripts/goldens/load_trained.py data/checkpoints/toy-clade.safetensors [NET_G.safetensors …]

A discriminator beside a generator, `net_D.safetensors`, is loaded as well. prove_networks.py shows that these networks
take the released modules' checkpoints by the same names. Needs torch, numpy and safetensors.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import torch
from network_parts import label_map
from prove_networks import worst
from reference_networks import Conditions, Discriminator, Generator, classes_of
from safetensors import safe_open
from safetensors.torch import load_file

PROGRAM = Path(__file__).parents[2] / "dist/src/cli/main.js"


@torch.no_grad()
def compare(path: Path) -> None:
    state = {key: value if value.dtype == torch.int64 else value.double() for key, value in load_file(path).items()}
    with safe_open(path, framework="pt") as file:
        opt = json.loads(file.metadata()["options"])
    kernel = state["head_0.norm_0.mlp_gamma.weight"].shape[-1] if opt["norm_mode"] == "spade" else 3
    opt["norm_G"] = f"spectralspadesyncbatch{kernel}x{kernel}"
    network = Generator(opt).double()
    network.load_state_dict(state, strict=True)

    rows, _ = label_map(1, opt["crop_size"], opt["crop_size"], classes_of(opt))
    with tempfile.TemporaryDirectory() as folder:
        labels = f"{folder}/labels.npy"
        np.save(labels, rows)
        run = lambda *args: subprocess.run(["node", PROGRAM, *args], check=True, stdout=subprocess.DEVNULL)
        code = torch.zeros(1, opt.get("z_dim", 1)).double()
        np.save(f"{folder}/z.npy", code[0].float().numpy())
        run("positions", labels, "-o", f"{folder}/positions.npy")
        run("synthesize", path, labels, "-o", f"{folder}/ours.npy", *(["--z", f"{folder}/z.npy"] if opt["use_vae"] else []))
        ours = torch.from_numpy(np.load(f"{folder}/ours.npy"))[None]
        positions = torch.from_numpy(np.load(f"{folder}/positions.npy"))[None]
    label = torch.from_numpy(rows)[None, None]
    given = Conditions(label, classes_of(opt), positions=positions, z=code)
    difference = worst(network.eval()(given), ours)
    print(f"{path}: {len(state)} tensors loaded with strict=True, picture within {difference:.1e}")
    if not difference <= 1e-4:
        raise SystemExit("paints another picture")

    beside = path.with_name("net_D.safetensors")
    if path.name == "net_G.safetensors" and beside.exists():
        tensors = load_file(beside)
        ndf = tensors["discriminator_0.model0.0.weight"].shape[0]
        Discriminator({**opt, "num_D": 2, "n_layers_D": 4, "ndf": ndf}).load_state_dict(tensors, strict=True)
        print(f"{beside}: {len(tensors)} tensors loaded with strict=True")


if __name__ == "__main__":
    for name in sys.argv[1:]:
        compare(Path(name))
