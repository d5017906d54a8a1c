"""SEAN (arXiv 1911.12861): a style code for each region of a picture, and the layers that paint with them.

"sean-clade" is a reading of this project's own: a CLADE bank gives γᵒ and βᵒ in the place of SPADE's convolutions.
"""

import torch
import torch.nn.functional as F
from torch import nn

from conditions import Conditions
from config import Config
from layers import BatchNorm, InstanceNorm, Leaky
from modulation import ClassAffine, Spade


class StyleEncoder(nn.Module):
    """Style features [N, style_length, H/2, W/2] in (−1, 1): two halvings, one doubling, mirrored at the border."""

    def __init__(self, ngf: int, style_length: int):
        super().__init__()
        wide = {"kernel_size": 3, "stride": 2, "padding": 1}
        self.model = nn.Sequential(  # the numbers of the released keys
            nn.ReflectionPad2d(1),
            nn.Conv2d(3, ngf, 3),  # 1
            *[InstanceNorm(), Leaky()],
            nn.Conv2d(ngf, 2 * ngf, **wide),  # 4
            *[InstanceNorm(), Leaky()],
            nn.Conv2d(2 * ngf, 4 * ngf, **wide),  # 7
            *[InstanceNorm(), Leaky()],
            nn.ConvTranspose2d(4 * ngf, 8 * ngf, **wide, output_padding=1),  # 10
            *[InstanceNorm(), Leaky()],
            nn.ReflectionPad2d(1),
            nn.Conv2d(8 * ngf, style_length, 3),  # 14
            nn.Tanh(),
        )

    def forward(self, images):
        return self.model(images)


def pooled(features: torch.Tensor, labels: torch.Tensor, classes: int) -> torch.Tensor:
    """Mean feature of each region of each picture, zeros where it has none; [N, classes, style_length]."""
    pictures = []
    for own, rows in zip(features, labels):  # [style_length, h, w], [h, w]
        regions = [own[:, rows == k] for k in range(classes)]  # [style_length, pixels]
        pictures.append(torch.stack([r.mean(1) if r.shape[1] else own.new_zeros(len(own)) for r in regions]))
    return torch.stack(pictures)


class Sean(nn.Module):
    """x̂ · (1 + γ) + β of x̂ = norm(x + noise): γ = α γˢ + (1 − α) γᵒ, β likewise with an α of its own.

    γˢ and βˢ: convolutions of the map that holds μ_k = relu(FC_k(code_k)) at every pixel of region k. γᵒ and βᵒ: SPADE's
    of the label map, or a bank's rows. α: the sigmoid of a learned number. Without style γ = γᵒ and β = βᵒ; the α of such a
    layer are in the checkpoints, and nothing reads them.
    """

    def __init__(self, config: Config, channels: int, name: str, styled: bool):
        super().__init__()
        self.name, self.styled, length = name, styled, config.style_length
        self.noise_var = nn.Parameter(torch.zeros(channels))
        self.blending_gamma = nn.Parameter(torch.zeros(1))
        self.blending_beta = nn.Parameter(torch.zeros(1))
        self.param_free_norm = BatchNorm(channels)
        if config.method == "sean":
            self.Spade = Spade(config, channels)  # with a normalisation of its own, which nobody calls
        else:
            self.class_specified_affine = ClassAffine(config, channels)
        if styled:
            for k in range(config.classes):
                self.add_module(f"fc_mu{k}", nn.Linear(length, length))
            self.conv_gamma = nn.Conv2d(length, channels, 3, padding=1)
            self.conv_beta = nn.Conv2d(length, channels, 3, padding=1)

    def forward(self, x, given: Conditions):
        if given.noise is not None:
            x = x + given.noise[self.name][:, None] * self.noise_var[:, None, None]
        label_part = self.Spade if hasattr(self, "Spade") else self.class_specified_affine
        gamma, beta = label_part.maps(given, x.shape[2:])
        if self.styled:
            style = self.style_map(given, x.shape[2:])
            gamma = blended(self.blending_gamma, self.conv_gamma(style), gamma)
            beta = blended(self.blending_beta, self.conv_beta(style), beta)
        return self.param_free_norm(x) * (1 + gamma) + beta

    def style_map(self, given: Conditions, size):
        """μ of each pixel's region; [N, style_length, h, w]."""
        linear = [getattr(self, f"fc_mu{k}") for k in range(given.classes)]
        styles = torch.stack([F.relu(fc(given.codes[:, k])) for k, fc in enumerate(linear)], 1)  # [N, K, L]
        rows = given.labels_at(size)  # [N, h, w]
        return torch.stack([own[regions] for own, regions in zip(styles, rows)]).permute(0, 3, 1, 2)


def blended(number, of_style, of_labels):
    alpha = torch.sigmoid(number)
    return alpha * of_style + (1 - alpha) * of_labels
