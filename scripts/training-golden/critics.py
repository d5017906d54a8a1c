"""The two-scale PatchGAN discriminator and the VAE's image encoder."""

import torch
import torch.nn.functional as F
from torch import nn

from layers import InstanceNorm, Leaky, SpectralConv, leaky


class PatchGan(nn.Module):
    """Five 4 × 4 convolutions, padding 2; the three middle ones spectral, without bias, before an instance norm."""

    def __init__(self, ins: int, ndf: int):
        super().__init__()
        self.model0 = nn.Sequential(nn.Conv2d(ins, ndf, 4, stride=2, padding=2), Leaky())
        for layer, stride in [(1, 2), (2, 2), (3, 1)]:
            before, after = (min(ndf * 2**n, 512) for n in [layer - 1, layer])
            conv = SpectralConv(before, after, kernel=4, stride=stride, padding=2, bias=False)
            setattr(self, f"model{layer}", nn.Sequential(nn.Sequential(conv, InstanceNorm()), Leaky()))
        self.model4 = nn.Sequential(nn.Conv2d(min(8 * ndf, 512), 1, 4, padding=2))

    def forward(self, x):
        features = []
        for layer in self.children():
            x = layer(x)
            features.append(x)
        return features


class Discriminator(nn.Module):
    """The second scale sees its input halved by 3 × 3 averages that leave out the padding."""

    def __init__(self, semantic_channels: int, ndf: int):
        super().__init__()
        self.discriminator_0 = PatchGan(semantic_channels + 3, ndf)
        self.discriminator_1 = PatchGan(semantic_channels + 3, ndf)

    def forward(self, semantics, images):
        """For each scale its five features, the patch-wise verdict last."""
        x = torch.cat([semantics, images], 1)
        half = F.avg_pool2d(x, 3, stride=2, padding=1, count_include_pad=False)
        return [self.discriminator_0(x), self.discriminator_1(half)]


class ImageEncoder(nn.Module):
    """Pictures, resized to 256 × 256, become mean and log variance of z."""

    def __init__(self, ndf: int, z_dim: int):
        super().__init__()
        widths = [3, *(ndf * n for n in [1, 2, 4, 8, 8, 8])]
        for n in range(1, 7):
            conv = SpectralConv(widths[n - 1], widths[n], kernel=3, stride=2, padding=1, bias=False)
            setattr(self, f"layer{n}", nn.Sequential(conv, InstanceNorm()))
        self.fc_mu = nn.Linear(8 * ndf * 4 * 4, z_dim)
        self.fc_var = nn.Linear(8 * ndf * 4 * 4, z_dim)

    def forward(self, images):
        x = F.interpolate(images, size=(256, 256), mode="bilinear", align_corners=False)
        x = self.layer1(x)
        for n in range(2, 7):
            x = getattr(self, f"layer{n}")(leaky(x))
        x = leaky(x).flatten(1)  # [N, 8 ndf · 4 · 4], channels first
        return self.fc_mu(x), self.fc_var(x)
