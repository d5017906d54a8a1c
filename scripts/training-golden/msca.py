"""Masked spatial-channel attention, as src/models/msca.ts reads the abstract of arXiv 2004.10024: the style of an exemplar.

A second implementation of the same reading, with the same widths and parameter names; the authors' equations and networks were
never published. With the exemplar's features F_x2 and F_c2 and the target's F_c1 at a block's scale, p a pixel, k one of K slots:

    a_k = softmax over p of w_k · [F_x2, F_c2](p)        V_k = Σ a_k F_x2        U_k = Σ a_k F_c2
    m_k = sigmoid(v · leaky(A U_k + B [mean F_c1, mean F_c2] + c) + d)
    b(p) = softmax over k of u_k · F_c1(p) + e_k         x(p) += O Σ b_k(p) m_k V_k + o
"""

import torch
from torch import nn

from conditions import Conditions
from config import Config
from layers import SpectralConv, leaky

LEVEL = {"G_middle_0": 4, "up_0": 3, "up_1": 2, "up_2": 1}
"""Blocks that take a style, and how often the picture is halved down to their input."""


def width(config: Config, level: int) -> int:
    """Channels of features after `level` halvings, of pictures as of label maps: the generator's own at that size."""
    return 2 * config.ngf * min(2 ** (level - 1), 8)


class Pyramid(nn.Module):
    """3 × 3 convolutions of stride 2, each followed by a leaky ReLU, without a normalisation."""

    def __init__(self, config: Config, ins: int):
        super().__init__()
        for level in range(1, max(LEVEL.values()) + 1):
            conv = SpectralConv(ins, width(config, level), kernel=3, stride=2, padding=1)
            self.add_module(str(level), conv)
            ins = width(config, level)

    def forward(self, *maps):
        """For each map its features by level."""
        found = [[] for _ in maps]
        for conv in self.children():
            weight = conv.normalised()
            maps = [leaky(conv.convolve(x, weight)) for x in maps]
            for features, x in zip(found, maps):
                features.append(x)
        return [dict(enumerate(features, 1)) for features in found]


class Attention(nn.Module):
    """One scale."""

    def __init__(self, config: Config, level: int, outs: int):
        super().__init__()
        channels, slots = width(config, level), config.slots
        self.spatial = nn.Conv2d(2 * channels, slots, 1, bias=False)
        self.mask = nn.Module()
        self.mask.slot = nn.Conv2d(channels, channels, 1, bias=False)
        self.mask.means = nn.Linear(2 * channels, channels)
        self.mask.out = nn.Conv2d(channels, 1, 1)
        self.channel = nn.Conv2d(channels, slots, 1)
        self.out = SpectralConv(channels, outs, kernel=1)

    def forward(self, picture, layout, target):
        """F_x2 and F_c2 [N, C, h₂, w₂], F_c1 [N, C, h₁, w₁] → [N, outs, h₁, w₁]."""
        logits = self.spatial(torch.cat([picture, layout], 1))
        a = logits.flatten(2).softmax(2)  # [N, K, pixels of the exemplar]
        styles = torch.einsum("nkp,ncp->nck", a, picture.flatten(2))
        layouts = torch.einsum("nkp,ncp->nck", a, layout.flatten(2))

        means = torch.cat([target.mean([2, 3]), layout.mean([2, 3])], 1)
        pairs = self.mask.slot(layouts[..., None]) + self.mask.means(means)[:, :, None, None]  # [N, C, K, 1]
        m = torch.sigmoid(self.mask.out(leaky(pairs)))[..., 0]  # [N, 1, K]

        b = self.channel(target).softmax(1)  # [N, K, h₁, w₁]
        return self.out(torch.einsum("nck,nkhw->nchw", styles * m, b))


class Msca(nn.Module):
    def __init__(self, config: Config, inputs: dict):
        """`inputs`: channels of each block's input."""
        super().__init__()
        self.image, self.layout = Pyramid(config, 3), Pyramid(config, config.classes)
        for name, level in LEVEL.items():
            self.add_module(name, Attention(config, level, inputs[name]))

    def read(self, given: Conditions):
        """What to do with the input of a block: x(p) += style, or nothing."""
        [picture] = self.image(given.exemplar)
        layout, target = self.layout(given.one_hot(given.exemplar_labels), given.one_hot(given.labels))

        def styled(x, block: str):
            if block not in LEVEL:
                return x
            level = LEVEL[block]
            return x + getattr(self, block)(picture[level], layout[level], target[level])

        return styled
