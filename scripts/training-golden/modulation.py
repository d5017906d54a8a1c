"""What normalises and modulates: SPADE (arXiv 1903.07291), CLADE and CLADE-ICPE (arXiv 2012.04644)."""

import torch
from torch import nn

from conditions import Conditions
from config import Config
from layers import BatchNorm, resize


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

    def maps(self, given: Conditions, size):
        """γ and β of every pixel, [N, C, h, w] each."""
        shared = self.mlp_shared(resize(given.semantics(), size))
        return self.mlp_gamma(shared), self.mlp_beta(shared)

    def forward(self, x, given: Conditions):
        gamma, beta = self.maps(given, x.shape[2:])
        return self.param_free_norm(x) * (1 + gamma) + beta


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

    def maps(self, given: Conditions, size):
        """γ and β of every pixel, [N, C, h, w] each."""
        rows = given.labels_at(size)  # [N, h, w]
        gamma = self.weight[rows].permute(0, 3, 1, 2)  # [N, C, h, w]
        beta = self.bias[rows].permute(0, 3, 1, 2)
        if self.icpe:
            positions = resize(given.positions, size)
            gamma = gamma * (1 + self.dist_conv_w(positions))
            beta = beta * (1 + self.dist_conv_b(positions))
        return gamma, beta

    def forward(self, x, given: Conditions):
        gamma, beta = self.maps(given, x.shape[2:])
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
