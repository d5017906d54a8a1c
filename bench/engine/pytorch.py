"""Seconds per picture of a SPADE, CLADE or CLADE-ICPE generator in PyTorch and in what PyTorch exports, float32 on the CPU.

    python bench/engine/pytorch.py make SPEC.json INPUTS.json CHECKPOINT.safetensors
    python bench/engine/pytorch.py time CHECKPOINT.safetensors INPUTS.json --way eager|channels_last|compile|onnx|openvino|float64 \
        --threads 1 --runs 7 [--picture OUT.npy] [--model EXPORT.onnx]
    python bench/engine/pytorch.py check FOLDER...

`make` writes random weights of realistic size: He's, running statistics from passes in train mode, the last layer scaled so
that pictures fill [-1, 1]. `time` prints one JSON line: for each label map the seconds of each run. `check` compares the network below
with reference outputs of the released modules (net_G.pth, opt.json, expected.safetensors), prints the largest difference
of each folder as JSON and fails above 1e-4.

The network is what a good PyTorch user would write, in torch's own modules: batch norm in eval mode, spectral norm
folded, CLADE's tables by F.embedding, label maps resized once for each resolution and not in every layer.
"""

import argparse
import importlib.metadata
import json
import struct
import time
import warnings
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

warnings.filterwarnings("ignore")

DOWN = {"normal": 32, "more": 64, "most": 128}


# --- files


def read_safetensors(path):
    data = Path(path).read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    kinds = {"F16": np.float16, "F32": np.float32, "F64": np.float64, "I64": np.int64, "I32": np.int32, "U8": np.uint8}
    tensors = {}
    for name, info in json.loads(data[8 : 8 + length]).items():
        if name == "__metadata__":
            continue
        start, end = info["data_offsets"]
        values = np.frombuffer(data[8 + length + start : 8 + length + end], kinds[info["dtype"]])
        tensors[name] = torch.from_numpy(values.reshape(info["shape"]).copy())
    return tensors


def folded(tensors):
    """Spectral norm as inference has it: W / (u · W v)."""
    out = dict(tensors)
    for name in [key for key in tensors if key.endswith(".weight_orig")]:
        base = name.removesuffix("_orig")
        weight = tensors[name].double()
        u, v = tensors[f"{base}_u"].double(), tensors[f"{base}_v"].double()
        out[base] = (weight / (u @ weight.flatten(1) @ v)).to(tensors[name].dtype)
        for part in ["orig", "u", "v"]:
            del out[f"{base}_{part}"]
    return out


# --- network


class Spade(nn.Module):
    def __init__(self, channels, spec):
        super().__init__()
        kernel = spec["kernel"]
        inputs = spec["classes"] + spec["edges"]
        self.param_free_norm = nn.BatchNorm2d(channels, affine=False)
        conv = lambda a, b: nn.Conv2d(a, b, kernel, padding=kernel // 2)
        self.mlp_shared = nn.Sequential(conv(inputs, spec["hidden"]))
        self.mlp_gamma = conv(spec["hidden"], channels)
        self.mlp_beta = conv(spec["hidden"], channels)

    def forward(self, x, given):
        shared = F.relu(self.mlp_shared(given["one_hot"]))
        return torch.addcmul(self.mlp_beta(shared), self.param_free_norm(x), 1 + self.mlp_gamma(shared))


class Clade(nn.Module):
    def __init__(self, channels, spec):
        super().__init__()
        self.spec = spec
        self.param_free_norm = nn.BatchNorm2d(channels, affine=False)
        affine = nn.Module()
        affine.weight = nn.Parameter(torch.empty(spec["classes"], channels))
        affine.bias = nn.Parameter(torch.empty(spec["classes"], channels))
        if spec["positional"]:
            affine.dist_conv_w = nn.Conv2d(2, 1, 1)
            affine.dist_conv_b = nn.Conv2d(2, 1, 1)
        self.class_specified_affine = affine
        if spec["edges"]:
            self.inst_conv = nn.Conv2d(1, 1, 1)

    def forward(self, x, given):
        affine = self.class_specified_affine
        gamma = F.embedding(given["rows"], affine.weight).permute(0, 3, 1, 2)
        beta = F.embedding(given["rows"], affine.bias).permute(0, 3, 1, 2)
        if self.spec["positional"]:
            gamma = gamma * (1 + affine.dist_conv_w(given["positions"]))
            beta = beta * (1 + affine.dist_conv_b(given["positions"]))
        y = torch.addcmul(beta, self.param_free_norm(x), gamma)
        return torch.cat([y, self.inst_conv(given["edges"])], 1) if self.spec["edges"] else y


class ResidualBlock(nn.Module):
    def __init__(self, norm, ins, outs, more):
        super().__init__()
        middle = min(ins, outs)
        self.norm_0, self.norm_1 = norm(ins), norm(middle)
        self.conv_0 = nn.Conv2d(ins + more, middle, 3, padding=1)
        self.conv_1 = nn.Conv2d(middle + more, outs, 3, padding=1)
        self.learned = ins != outs
        if self.learned:
            self.norm_s = norm(ins)
            self.conv_s = nn.Conv2d(ins + more, outs, 1, bias=False)

    def forward(self, x, given):
        shortcut = self.conv_s(self.norm_s(x, given)) if self.learned else x
        y = self.conv_0(F.leaky_relu(self.norm_0(x, given), 0.2))
        return shortcut + self.conv_1(F.leaky_relu(self.norm_1(y, given), 0.2))


class Generator(nn.Module):
    def __init__(self, spec):
        super().__init__()
        self.spec = spec
        ngf, clade = spec["ngf"], spec["method"] == "clade"
        norm = lambda channels: (Clade if clade else Spade)(channels, spec)
        more = spec["edges"] if clade else 0
        self.fc = nn.Conv2d(spec["classes"] + spec["edges"], 16 * ngf, 3, padding=1)
        names = ["head_0", "G_middle_0", "G_middle_1", "up_0", "up_1", "up_2", "up_3"]
        widths = [ngf * n for n in [16, 16, 16, 16, 8, 4, 2, 1]]
        for name, ins, outs in zip(names, widths, widths[1:]):
            self.add_module(name, ResidualBlock(norm, ins, outs, more))
        self.conv_img = nn.Conv2d(ngf, 3, 3, padding=1)

    def forward(self, rows, edges, positions):
        """rows [N, H, W] int64; edges [N, 1, H, W], positions [N, 2, H, W], zeros where there are none."""
        factor = DOWN[self.spec["upsampling"]]
        given = {s: self.at(rows, edges, positions, factor // s) for s in [1, 2, 4, 8, 16, 32, 64] if s <= factor}
        up = lambda x: F.interpolate(x, scale_factor=2.0, mode="nearest")
        scale = 1
        x = self.fc(given[1]["start"])
        x = self.head_0(x, given[1])
        for name, grows in [
            ("G_middle_0", True),
            ("G_middle_1", self.spec["upsampling"] != "normal"),
            ("up_0", True),
            ("up_1", True),
            ("up_2", True),
            ("up_3", True),
        ]:
            if grows:
                x, scale = up(x), scale * 2
            x = getattr(self, name)(x, given[scale])
        return torch.tanh(self.conv_img(F.leaky_relu(x, 0.2)))

    def at(self, rows, edges, positions, step):
        """Everything at 1 / step of the size: PyTorch's nearest rule for whole factors."""
        here = rows[:, ::step, ::step]
        bits = edges[:, :, ::step, ::step]
        given = {"rows": here, "edges": bits, "positions": positions[:, :, ::step, ::step]}
        first = step == DOWN[self.spec["upsampling"]]
        if self.spec["method"] == "spade" or first:
            one_hot = F.one_hot(here, self.spec["classes"]).permute(0, 3, 1, 2).to(self.fc.weight.dtype)
            all_channels = torch.cat([one_hot, bits], 1) if self.spec["edges"] else one_hot
            given["one_hot"] = given["start"] = all_channels
        return given


def generator(tensors, upsampling="normal", edges=None):
    """The network that fits a state dict whose spectral norms are folded."""
    spade = "head_0.norm_0.mlp_shared.0.weight" in tensors
    ngf = tensors["conv_img.weight"].shape[1]
    if spade:
        hidden, inputs, kernel, _ = tensors["head_0.norm_0.mlp_shared.0.weight"].shape
        classes = inputs - int(bool(edges))
    else:
        hidden, kernel = 0, 0
        classes = tensors["head_0.norm_0.class_specified_affine.weight"].shape[0]
        edges = "head_0.norm_0.inst_conv.weight" in tensors
    spec = {
        "method": "spade" if spade else "clade",
        "classes": classes,
        "edges": int(bool(edges)),
        "positional": "head_0.norm_0.class_specified_affine.dist_conv_w.weight" in tensors,
        "hidden": hidden,
        "kernel": kernel,
        "ngf": ngf,
        "upsampling": upsampling,
    }
    network = Generator(spec)
    missing, unexpected = network.load_state_dict(tensors, strict=False)
    if [key for key in missing if "num_batches" not in key] or unexpected:
        raise SystemExit(f"missing {missing[:3]}, unexpected {unexpected[:3]}")
    return network.eval()


# --- make


def write_safetensors(path, tensors):
    header, at, chunks = {}, 0, []
    for name, tensor in tensors.items():
        data = tensor.detach().contiguous().numpy()
        kind = "I64" if data.dtype == np.int64 else "F32"
        header[name] = {"dtype": kind, "shape": list(data.shape), "data_offsets": [at, at + data.nbytes]}
        at += data.nbytes
        chunks.append(data)
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for data in chunks:
            file.write(data.tobytes())


def make(args):
    torch.manual_seed(0)
    spec = json.loads(Path(args.spec).read_text())
    network = Generator(spec)
    for name, parameter in network.named_parameters():
        if name.endswith("class_specified_affine.weight"):
            nn.init.uniform_(parameter, 0, 1.5)
        elif "dist_conv" in name:
            nn.init.normal_(parameter, 0, 0.2)
        elif parameter.dim() == 4:
            nn.init.kaiming_normal_(parameter, a=0.2)
        else:
            nn.init.normal_(parameter, 0, 0.1)
    inputs, _ = read_inputs(args.inputs)
    network.train()
    with torch.no_grad():
        for given in (inputs * 4)[:4]:
            network(*given)
        network.eval()
        before = torch.atanh(network(*inputs[0]).clamp(-0.999999, 0.999999))
        network.conv_img.weight /= before.std()
        network.conv_img.bias.zero_()
    write_safetensors(args.checkpoint, network.state_dict())


# --- check


def instance_edges(ids):
    edges = torch.zeros_like(ids, dtype=torch.bool)
    edges[..., :, 1:] |= ids[..., :, 1:] != ids[..., :, :-1]
    edges[..., :, :-1] |= ids[..., :, 1:] != ids[..., :, :-1]
    edges[..., 1:, :] |= ids[..., 1:, :] != ids[..., :-1, :]
    edges[..., :-1, :] |= ids[..., 1:, :] != ids[..., :-1, :]
    return edges.float()


def check(folders):
    differences = {}
    for folder in map(Path, folders):
        expected = read_safetensors(folder / "expected.safetensors")
        options = json.loads((folder / "opt.json").read_text())
        tensors = torch.load(folder / "net_G.pth", map_location="cpu", weights_only=True)
        # Some checkpoints are float16, and a folded weight must not be rounded to that.
        tensors = {name: tensor.float() if tensor.is_floating_point() else tensor for name, tensor in tensors.items()}
        network = generator(folded(tensors), options["num_upsampling_layers"], not options["no_instance"])
        rows = expected["label"][:, 0].long()
        edges = instance_edges(expected["instance"]) if "instance" in expected else torch.zeros_like(expected["label"]).float()
        positions = expected.get("dist", torch.zeros(rows.shape[0], 2, *rows.shape[1:]))
        with torch.inference_mode():
            difference = (network(rows, edges, positions.float()) - expected["output"]).abs().max().item()
        differences[folder.name] = difference
    print(json.dumps(differences))
    if not all(difference <= 1e-4 for difference in differences.values()):
        raise SystemExit(f"the network differs from the released modules: {differences}")


# --- time


def timed(run, given, runs):
    """Seconds of each run, after one that is not counted."""
    run(given)
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        run(given)
        seconds.append(time.perf_counter() - start)
    return seconds


def export(network, given, path):
    torch.onnx.export(
        network, given, path, input_names=["rows", "edges", "positions"], output_names=["output"],
        opset_version=17, dynamo=False, do_constant_folding=True,
    )  # fmt: skip


def runner(network, way, threads, inputs, model):
    if way in ("eager", "channels_last", "compile", "float64"):
        if way == "channels_last":
            network = network.to(memory_format=torch.channels_last)
        if way == "compile":
            network = torch.compile(network)

        def run(given):
            with torch.inference_mode():
                return network(*given).numpy()

        return run
    if not Path(model).exists():
        export(network, inputs[0], model)
    if way == "onnx":
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        names = [one.name for one in session.get_inputs()]
        known = ["rows", "edges", "positions"]
        return lambda given: session.run(None, {n: given[known.index(n)].numpy() for n in names})[0]
    import openvino

    core = openvino.Core()
    settings = {"INFERENCE_NUM_THREADS": threads, "INFERENCE_PRECISION_HINT": "f32", "PERFORMANCE_HINT": "LATENCY"}
    compiled = core.compile_model(model, "CPU", settings)
    names = [one.get_any_name() for one in compiled.inputs]
    known = ["rows", "edges", "positions"]
    return lambda given: compiled([given[known.index(n)].numpy() for n in names])[0]


def read_inputs(path):
    described = json.loads(Path(path).read_text())
    height, width = described["height"], described["width"]
    inputs = []
    for one in described["maps"]:
        rows = torch.tensor(np.fromfile(one["rows"], np.int32).reshape(1, height, width)).long()
        edges = torch.zeros(1, 1, height, width)
        positions = torch.zeros(1, 2, height, width)
        if one.get("edges"):
            edges = torch.tensor(np.fromfile(one["edges"], np.uint8).reshape(1, 1, height, width)).float()
        if one.get("positions"):
            positions = torch.tensor(np.fromfile(one["positions"], np.float32).reshape(1, 2, height, width))
        inputs.append((rows, edges, positions))
    return inputs, described


def time_it(args):
    torch.set_num_threads(args.threads)
    inputs, described = read_inputs(args.inputs)
    network = generator(folded(read_safetensors(args.checkpoint)), described["upsampling"], described["edges"])
    if args.way == "float64":
        network = network.double()
        inputs = [(rows, edges.double(), positions.double()) for rows, edges, positions in inputs]
    run = runner(network, args.way, args.threads, inputs, args.model)
    names = [one["name"] for one in described["maps"]]
    results = [{"name": name, "runs": timed(run, given, args.runs)} for name, given in zip(names, inputs)]
    if args.picture:
        for name, given in zip(names, inputs):
            np.save(f"{args.picture}-{name}.npy", run(given)[0].astype(np.float32))
    print(json.dumps({"maps": results}))


def versions():
    """Of what is installed."""
    found = {}
    for name in ["torch", "onnx", "onnxruntime", "openvino"]:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            pass
    print(json.dumps(found))


def main():
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers(dest="command", required=True)
    checking = commands.add_parser("check")
    checking.add_argument("folders", nargs="+")
    timing = commands.add_parser("time")
    timing.add_argument("checkpoint")
    timing.add_argument("inputs")
    ways = ["eager", "channels_last", "compile", "onnx", "openvino", "float64"]
    timing.add_argument("--way", choices=ways, required=True)
    timing.add_argument("--threads", type=int, default=1)
    timing.add_argument("--runs", type=int, default=7)
    timing.add_argument("--picture")
    timing.add_argument("--model")
    commands.add_parser("versions")
    making = commands.add_parser("make")
    for name in ["spec", "inputs", "checkpoint"]:
        making.add_argument(name)
    args = parser.parse_args()
    {"versions": versions, "check": lambda: check(args.folders), "time": lambda: time_it(args), "make": lambda: make(args)}[args.command]()


main()
