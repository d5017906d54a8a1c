"""The generator: SPADE's decoder with any of the modulations, "normal" upsampling."""

import torch
import torch.nn.functional as F
from torch import nn

from conditions import Conditions
from config import Config
from layers import SpectralConv, leaky, resize
from modulation import Clade, Spade
from msca import Msca
from sean import Sean, StyleEncoder


class ResidualBlock(nn.Module):
    """conv_1(leaky(norm_1(conv_0(leaky(norm_0(x)))))), plus x or, where the width changes, conv_s(norm_s(x)).

    SEAN's normalisations are called ace_0, ace_1 and ace_s.
    """

    def __init__(self, config: Config, ins: int, outs: int, name: str):
        super().__init__()
        middle = min(ins, outs)
        appended = int(config.edges and config.method.startswith("clade"))
        kernel = config.trunk_kernel
        same = {"kernel": kernel, "padding": kernel // 2}
        self.conv_0 = SpectralConv(ins + appended, middle, **same)
        self.conv_1 = SpectralConv(middle + appended, outs, **same)
        self.norm = "ace" if config.sean else "norm"

        def add_norm(part: str, channels: int):
            layer = f"{self.norm}_{part}"
            self.add_module(layer, modulation(config, channels, f"{name}.{layer}"))

        add_norm("0", ins)
        add_norm("1", middle)
        self.learned_shortcut = ins != outs
        if self.learned_shortcut:
            self.conv_s = SpectralConv(ins + appended, outs, kernel=1, bias=False)
            add_norm("s", ins)

    def forward(self, x, given: Conditions):
        def modulated(part: str, x):
            return getattr(self, f"{self.norm}_{part}")(x, given)

        shortcut = self.conv_s(modulated("s", x)) if self.learned_shortcut else x
        y = self.conv_0(leaky(modulated("0", x)))
        y = self.conv_1(leaky(modulated("1", y)))
        return shortcut + y


def modulation(config: Config, channels: int, name: str) -> nn.Module:
    if config.sean:
        return Sean(config, channels, name, styled=not name.startswith("up_3."))  # the last block has no style
    return Spade(config, channels) if config.method == "spade" else Clade(config, channels)


class Generator(nn.Module):
    def __init__(self, config: Config):
        super().__init__()
        self.config, ngf = config, config.ngf
        self.start = config.size // 32
        if config.sean:
            self.Zencoder = StyleEncoder(config.style_ngf, config.style_length)
        if config.z_dim:
            self.fc = nn.Linear(config.z_dim, 16 * ngf * self.start**2)
        else:
            self.fc = nn.Conv2d(config.semantic_channels, 16 * ngf, 3, padding=1)
        widths = {"head_0": (16, 16), "G_middle_0": (16, 16), "G_middle_1": (16, 16)}
        widths |= {"up_0": (16, 8), "up_1": (8, 4), "up_2": (4, 2), "up_3": (2, 1)}
        for name, (ins, outs) in widths.items():
            self.add_module(name, ResidualBlock(config, ins * ngf, outs * ngf, name))
        self.conv_img = nn.Conv2d(ngf, 3, 3, padding=1)
        if config.slots:
            self.msca = Msca(config, {name: ins * ngf for name, (ins, _) in widths.items()})

    def forward(self, given: Conditions, z=None):
        """Pictures [N, 3, H, W] in (−1, 1); z [N, z_dim] for a VAE."""
        if z is None:
            x = self.fc(resize(given.semantics(), [self.start, self.start]))
        else:
            x = self.fc(z).view(len(z), -1, self.start, self.start)
        styled = self.msca.read(given) if self.config.slots else lambda x, _block: x
        x = self.head_0(x, given)
        x = self.G_middle_0(styled(upsample(x), "G_middle_0"), given)
        x = self.G_middle_1(x, given)
        for name in ["up_0", "up_1", "up_2", "up_3"]:
            x = getattr(self, name)(styled(upsample(x), name), given)
        return torch.tanh(self.conv_img(leaky(x)))


def upsample(x: torch.Tensor) -> torch.Tensor:
    return F.interpolate(x, scale_factor=2, mode="nearest")
