"""Seconds per full training step (generator, then discriminator) of the standard toy network in PyTorch, eager float32.

    python bench/training/pytorch.py --method clade|spade [--threads 1] [--steps 15]

prints one JSON line: the median of the better of PyTorch's two memory layouts, with smallest and largest, and the other
layout's. It is what a good PyTorch user would write, in torch's own modules, on one fixed random batch: no loading of
data, D's weights take no gradient in the generator's step, fused Adam. The numbers it computes are of no interest here;
scripts/training-golden is the reference for those.
"""

import argparse
import json
import platform
import statistics
import time
import warnings
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils import spectral_norm

warnings.filterwarnings("ignore", message=".*spectral_norm.*deprecated")

NGF = NDF = 16
SIZE = 64
CLASSES = 20
BATCH = 8
HIDDEN = 128  # of SPADE


# --- generator


class Spade(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.norm = nn.BatchNorm2d(channels, affine=False)
        self.shared = nn.Conv2d(CLASSES, HIDDEN, 3, padding=1)
        self.gamma = nn.Conv2d(HIDDEN, channels, 3, padding=1)
        self.beta = nn.Conv2d(HIDDEN, channels, 3, padding=1)

    def forward(self, x, given):
        shared = F.relu(self.shared(given[x.shape[2]]["one_hot"]))
        return torch.addcmul(self.beta(shared), self.norm(x), 1 + self.gamma(shared))


class Clade(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.norm = nn.BatchNorm2d(channels, affine=False)
        self.weight = nn.Parameter(torch.rand(CLASSES, channels))
        self.bias = nn.Parameter(torch.zeros(CLASSES, channels))

    def forward(self, x, given):
        rows = given[x.shape[2]]["rows"]
        gamma = F.embedding(rows, self.weight).permute(0, 3, 1, 2)
        beta = F.embedding(rows, self.bias).permute(0, 3, 1, 2)
        return torch.addcmul(beta, self.norm(x), gamma)


class ResidualBlock(nn.Module):
    def __init__(self, norm, ins, outs):
        super().__init__()
        middle = min(ins, outs)
        self.norm_0, self.norm_1 = norm(ins), norm(middle)
        self.conv_0 = spectral_norm(nn.Conv2d(ins, middle, 3, padding=1))
        self.conv_1 = spectral_norm(nn.Conv2d(middle, outs, 3, padding=1))
        self.learned = ins != outs
        if self.learned:
            self.norm_s = norm(ins)
            self.conv_s = spectral_norm(nn.Conv2d(ins, outs, 1, bias=False))

    def forward(self, x, given):
        shortcut = self.conv_s(self.norm_s(x, given)) if self.learned else x
        y = self.conv_0(F.leaky_relu(self.norm_0(x, given), 0.2))
        return shortcut + self.conv_1(F.leaky_relu(self.norm_1(y, given), 0.2))


class Generator(nn.Module):
    def __init__(self, norm):
        super().__init__()
        widths = [NGF * n for n in [16, 16, 16, 16, 8, 4, 2, 1]]
        self.fc = nn.Conv2d(CLASSES, widths[0], 3, padding=1)
        self.blocks = nn.ModuleList(ResidualBlock(norm, a, b) for a, b in zip(widths, widths[1:]))
        self.conv_img = nn.Conv2d(NGF, 3, 3, padding=1)

    def forward(self, given):
        x = self.fc(given[SIZE // 32]["one_hot"])
        for i, block in enumerate(self.blocks):
            x = block(x if i in (0, 2) else F.interpolate(x, scale_factor=2, mode="nearest"), given)
        return torch.tanh(self.conv_img(F.leaky_relu(x, 0.2)))


# --- discriminator


def patch_gan():
    layers = [nn.Sequential(nn.Conv2d(CLASSES + 3, NDF, 4, stride=2, padding=2), nn.LeakyReLU(0.2))]
    for n, stride in [(1, 2), (2, 2), (4, 1)]:
        conv = spectral_norm(nn.Conv2d(n * NDF, 2 * n * NDF, 4, stride=stride, padding=2, bias=False))
        layers.append(nn.Sequential(conv, nn.InstanceNorm2d(2 * n * NDF), nn.LeakyReLU(0.2)))
    return nn.ModuleList([*layers, nn.Conv2d(8 * NDF, 1, 4, padding=2)])


class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.scales = nn.ModuleList([patch_gan(), patch_gan()])

    def forward(self, x):
        results = []
        for scale in self.scales:
            y, features = x, []
            for layer in scale:
                y = layer(y)
                features.append(y)
            results.append(features)
            x = F.avg_pool2d(x, 3, stride=2, padding=1, count_include_pad=False)
        return results


# --- the step


def generator_loss(scales):
    loss = 0
    for *features, verdict in scales:
        loss = loss - verdict[:BATCH].mean() / 2
        for feature in features:
            loss = loss + 10 / 2 * F.l1_loss(feature[:BATCH], feature[BATCH:].detach())
    return loss


def discriminator_loss(scales):
    return sum(F.relu(1 + v[:BATCH]).mean() / 2 + F.relu(1 - v[BATCH:]).mean() / 2 for *_, v in scales)


class Trainer:
    def __init__(self, method: str, layout):
        torch.manual_seed(0)
        self.g = Generator({"clade": Clade, "spade": Spade}[method]).to(memory_format=layout)
        self.d = Discriminator().to(memory_format=layout)
        adam = {"betas": (0.0, 0.9), "fused": True}
        self.adam_g = torch.optim.Adam(self.g.parameters(), lr=1e-4, **adam)
        self.adam_d = torch.optim.Adam(self.d.parameters(), lr=4e-4, **adam)
        # Areas of 8 × 8 pixels, so that a class is a region.
        rows = torch.randint(CLASSES, (BATCH, SIZE // 8, SIZE // 8)).repeat_interleave(8, 1).repeat_interleave(8, 2)
        one_hot = F.one_hot(rows, CLASSES).permute(0, 3, 1, 2).float()
        self.real = torch.rand(BATCH, 3, SIZE, SIZE).mul(2).sub(1).to(memory_format=layout)
        self.semantics = one_hot.repeat(2, 1, 1, 1).contiguous(memory_format=layout)
        self.given = {}
        for side in [2, 4, 8, 16, 32, 64]:
            stride = SIZE // side
            self.given[side] = {
                "rows": rows[:, ::stride, ::stride].contiguous(),
                "one_hot": one_hot[:, :, ::stride, ::stride].contiguous(memory_format=layout),
            }

    def scales(self, fake):
        return self.d(torch.cat([self.semantics, torch.cat([fake, self.real])], 1))

    def step(self):
        self.d.requires_grad_(False)
        self.adam_g.zero_grad(set_to_none=True)
        generator_loss(self.scales(self.g(self.given))).backward()
        self.adam_g.step()

        self.d.requires_grad_(True)
        self.adam_d.zero_grad(set_to_none=True)
        with torch.no_grad():
            fake = self.g(self.given)
        loss = discriminator_loss(self.scales(fake))
        loss.backward()
        self.adam_d.step()
        return loss.item()


def measure(method: str, layout, steps: int) -> list[float]:
    trainer = Trainer(method, layout)
    for _ in range(3):
        trainer.step()
    seconds = []
    for _ in range(steps):
        start = time.perf_counter()
        trainer.step()
        seconds.append(time.perf_counter() - start)
    return sorted(seconds)


def cpu_name() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = [line.split(":")[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()


def summary(seconds: list[float]) -> dict:
    values = {"median": statistics.median(seconds), "min": seconds[0], "max": seconds[-1]}
    return {name: round(value, 4) for name, value in values.items()}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--method", choices=["clade", "spade"], required=True)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--steps", type=int, default=15)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    layouts = {"contiguous": torch.contiguous_format, "channels_last": torch.channels_last}
    by_layout = {name: summary(measure(options.method, layout, options.steps)) for name, layout in layouts.items()}
    best = min(by_layout, key=lambda name: by_layout[name]["median"])
    line = {
        "engine": "pytorch",
        "method": options.method,
        "threads": options.threads,
        "steps": options.steps,
        "layout": best,
        **by_layout[best],
        "layouts": by_layout,
        "versions": {"torch": torch.__version__, "python": platform.python_version()},
        "cpu": cpu_name(),
    }
    print(json.dumps(line))


if __name__ == "__main__":
    main()
