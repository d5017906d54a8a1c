"""The generator: SPADE (arXiv 1903.07291), CLADE and CLADE-ICPE (arXiv 2012.04644), "normal" upsampling."""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import nn

from conditions import Conditions
from layers import BatchNorm, SpectralConv, leaky, resize


@dataclass(frozen=True)
class Config:
    method: str
    """`spade`, `clade` or `clade-icpe`."""

    classes: int = 5
    edges: bool = False
    ngf: int = 1
    hidden: int = 8
    """Width of SPADE's shared convolution; 128 as released."""

    spade_kernel: int = 3
    trunk_kernel: int = 3
    """Of conv_0 and conv_1; 1 is the control whose trunk carries no space. fc and conv_img stay 3 × 3."""

    z_dim: int = 0
    """Length of the latent code; 0 if there is none."""

    size: int = 64

    @property
    def semantic_channels(self) -> int:
        return self.classes + int(self.edges)


class Spade(nn.Module):
    """x̂ · (1 + γ) + β; γ and β come from two convolutions over the label map and its edges."""

    def __init__(self, config: Config, channels: int):
        super().__init__()
        kernel, hidden = config.spade_kernel, config.hidden
        same = {"kernel_size": kernel, "padding": kernel // 2}
        self.param_free_norm = BatchNorm(channels)
        self.mlp_shared = nn.Sequential(nn.Conv2d(config.semantic_channels, hidden, **same), nn.ReLU())
        self.mlp_gamma = nn.Conv2d(hidden, channels, **same)
        self.mlp_beta = nn.Conv2d(hidden, channels, **same)

    def forward(self, x, given: Conditions):
        shared = self.mlp_shared(resize(given.semantics(), x.shape[2:]))
        return self.param_free_norm(x) * (1 + self.mlp_gamma(shared)) + self.mlp_beta(shared)


class ClassAffine(nn.Module):
    """x̂ · γ + β of the pixel's class, no 1 + γ; with ICPE γ and β each times 1 + w · (dy, dx) + b."""

    def __init__(self, config: Config, channels: int):
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(config.classes, channels))
        self.bias = nn.Parameter(torch.zeros(config.classes, channels))
        self.icpe = config.method == "clade-icpe"
        if self.icpe:
            self.dist_conv_w = nn.Conv2d(2, 1, 1)
            self.dist_conv_b = nn.Conv2d(2, 1, 1)

    def forward(self, x, given: Conditions):
        rows = resize(given.labels[:, None].double(), x.shape[2:])[:, 0].long()  # [N, h, w]
        gamma = self.weight[rows].permute(0, 3, 1, 2)  # [N, C, h, w]
        beta = self.bias[rows].permute(0, 3, 1, 2)
        if self.icpe:
            positions = resize(given.positions, x.shape[2:])
            gamma = gamma * (1 + self.dist_conv_w(positions))
            beta = beta * (1 + self.dist_conv_b(positions))
        return x * gamma + beta


class Clade(nn.Module):
    """The class's affine map; with instance edges, these through a 1 × 1 convolution become one more channel."""

    def __init__(self, config: Config, channels: int):
        super().__init__()
        self.param_free_norm = BatchNorm(channels)
        self.class_specified_affine = ClassAffine(config, channels)
        if config.edges:
            self.inst_conv = nn.Conv2d(1, 1, 1)

    def forward(self, x, given: Conditions):
        y = self.class_specified_affine(self.param_free_norm(x), given)
        if given.edges is None:
            return y
        return torch.cat([y, self.inst_conv(resize(given.edge_channel(), x.shape[2:]))], 1)


class ResidualBlock(nn.Module):
    """conv_1(leaky(norm_1(conv_0(leaky(norm_0(x)))))), plus x or, where the width changes, conv_s(norm_s(x))."""

    def __init__(self, config: Config, ins: int, outs: int):
        super().__init__()
        middle = min(ins, outs)
        norm = Spade if config.method == "spade" else Clade
        appended = int(norm is Clade and config.edges)
        kernel = config.trunk_kernel
        same = {"kernel": kernel, "padding": kernel // 2}
        self.conv_0 = SpectralConv(ins + appended, middle, **same)
        self.conv_1 = SpectralConv(middle + appended, outs, **same)
        self.norm_0 = norm(config, ins)
        self.norm_1 = norm(config, middle)
        self.learned_shortcut = ins != outs
        if self.learned_shortcut:
            self.conv_s = SpectralConv(ins + appended, outs, kernel=1, bias=False)
            self.norm_s = norm(config, ins)

    def forward(self, x, given: Conditions):
        shortcut = self.conv_s(self.norm_s(x, given)) if self.learned_shortcut else x
        y = self.conv_0(leaky(self.norm_0(x, given)))
        y = self.conv_1(leaky(self.norm_1(y, given)))
        return shortcut + y


class Generator(nn.Module):
    def __init__(self, config: Config):
        super().__init__()
        self.config, ngf = config, config.ngf
        self.start = config.size // 32
        if config.z_dim:
            self.fc = nn.Linear(config.z_dim, 16 * ngf * self.start**2)
        else:
            self.fc = nn.Conv2d(config.semantic_channels, 16 * ngf, 3, padding=1)
        self.head_0 = ResidualBlock(config, 16 * ngf, 16 * ngf)
        self.G_middle_0 = ResidualBlock(config, 16 * ngf, 16 * ngf)
        self.G_middle_1 = ResidualBlock(config, 16 * ngf, 16 * ngf)
        self.up_0 = ResidualBlock(config, 16 * ngf, 8 * ngf)
        self.up_1 = ResidualBlock(config, 8 * ngf, 4 * ngf)
        self.up_2 = ResidualBlock(config, 4 * ngf, 2 * ngf)
        self.up_3 = ResidualBlock(config, 2 * ngf, ngf)
        self.conv_img = nn.Conv2d(ngf, 3, 3, padding=1)

    def forward(self, given: Conditions, z=None):
        """Pictures [N, 3, H, W] in (−1, 1); z [N, z_dim] for a VAE."""
        if z is None:
            x = self.fc(resize(given.semantics(), [self.start, self.start]))
        else:
            x = self.fc(z).view(len(z), -1, self.start, self.start)
        x = self.head_0(x, given)
        x = self.G_middle_0(upsample(x), given)
        x = self.G_middle_1(x, given)
        for block in [self.up_0, self.up_1, self.up_2, self.up_3]:
            x = block(upsample(x), given)
        return torch.tanh(self.conv_img(leaky(x)))


def upsample(x: torch.Tensor) -> torch.Tensor:
    return F.interpolate(x, scale_factor=2, mode="nearest")
