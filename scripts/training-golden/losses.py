"""The released losses but the VGG19 term, whose weights are not at hand; and one for exemplars.

Features: a list of layers for each scale.
"""

import torch

FEATURE_WEIGHT = 10.0
KLD_WEIGHT = 0.05
PIXEL_WEIGHT = 10.0


def halves(scales):
    """Features of the fake and of the real pictures, which went through the discriminator as one batch."""
    count = len(scales[0][0]) // 2
    return [[f[:count] for f in scale] for scale in scales], [[f[count:] for f in scale] for scale in scales]


def generator_hinge(fake):
    """Mean over the scales of −mean(verdict)."""
    return sum(-scale[-1].mean() for scale in fake) / len(fake)


def feature_matching(fake, real):
    """10 / scales · Σ over scales and all features but the verdict of mean |fake − real|, real ones constant."""
    total = 0
    for fakes, reals in zip(fake, real):
        for f, r in zip(fakes[:-1], reals[:-1]):
            total = total + (f - r.detach()).abs().mean()
    return FEATURE_WEIGHT / len(fake) * total


def kld(mu, logvar):
    """0.05 · −½ Σ (1 + log σ² − μ² − σ²), summed over z and the batch."""
    return KLD_WEIGHT * -0.5 * torch.sum(1 + logvar - mu**2 - torch.exp(logvar))


def hinge(verdicts, sign):
    """Mean over the scales of mean(max(0, 1 − sign · verdict)); sign 1 for real, −1 for fake pictures."""
    return sum(torch.relu(1 - sign * scale[-1]).mean() for scale in verdicts) / len(verdicts)


def pixel_difference(fake, real):
    """10 · mean |fake − real|: with an exemplar alone, whose light the discriminator does not see."""
    return PIXEL_WEIGHT * (fake - real).abs().mean()
