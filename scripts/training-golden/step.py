"""One training step in the order of the released trainer: generator (and encoder), then discriminator."""

from dataclasses import dataclass, replace

import torch

from conditions import Conditions
from critics import Discriminator, ImageEncoder
from generator import Generator
from losses import feature_matching, generator_hinge, halves, hinge, kld, pixel_difference
from sean import pooled

BETA_2 = 0.9  # β₁ is 0: the first moment is the gradient itself
ADAM_EPSILON = 1e-8
LEARNING_RATE = {"G": 1e-4, "D": 4e-4}  # two time scales; the encoder learns with the generator


class Adam:
    """Kingma & Ba with β₁ = 0: v ← β₂ v + (1 − β₂) g², w ← w − lr · g / (√(v / (1 − β₂^t)) + ε)."""

    def __init__(self, named_parameters: dict, learning_rate: float, squares: dict, steps: int):
        self.parameters, self.learning_rate = named_parameters, learning_rate
        self.squares, self.steps = squares, steps

    @torch.no_grad()
    def step(self, gradients: dict):
        self.steps += 1
        for key, parameter in self.parameters.items():
            g = gradients[key]
            v = self.squares[key]
            v.mul_(BETA_2).add_((1 - BETA_2) * g**2)
            corrected = v / (1 - BETA_2**self.steps)
            parameter -= self.learning_rate * g / (corrected.sqrt() + ADAM_EPSILON)


@dataclass
class Nets:
    G: Generator
    D: Discriminator
    E: ImageEncoder | None = None

    def items(self):
        return [(name, net) for name, net in vars(self).items() if net is not None]


def parameters_of(nets: Nets, names: str) -> dict:
    return {f"{n}.{k}": p for n, net in nets.items() if n in names for k, p in net.named_parameters()}


def paint(nets: Nets, given: Conditions, images, drawn):
    """Pictures from the label maps of `images`, and with an encoder the KL divergence.

    `drawn`: the numbers drawn for the pass. With an encoder ε of z = μ + ε · σ, σ = exp(½ log σ²); for SEAN each layer's
    noise, and each picture's own style.
    """
    if nets.E is not None:
        mu, logvar = nets.E(images)
        return nets.G(given, mu + drawn * torch.exp(0.5 * logvar)), kld(mu, logvar)
    if not nets.G.config.sean:
        return nets.G(given), None
    features = nets.G.Zencoder(images)
    codes = pooled(features, given.labels_at(features.shape[2:]), given.classes)
    return nets.G(replace(given, codes=codes, noise=drawn)), None


def verdicts(nets: Nets, given: Conditions, fake, real):
    semantics = given.semantics()
    return halves(nets.D(torch.cat([semantics, semantics]), torch.cat([fake, real])))


def generator_losses(nets: Nets, given: Conditions, real, drawn):
    fake, divergence = paint(nets, given, real, drawn)
    of_fake, of_real = verdicts(nets, given, fake, real)
    losses = {"GAN": generator_hinge(of_fake), "GAN_Feat": feature_matching(of_fake, of_real)}
    if divergence is not None:
        losses["KLD"] = divergence
    if nets.G.config.slots:
        losses["Pixel"] = pixel_difference(fake, real)
    return losses, fake


def discriminator_losses(nets: Nets, given: Conditions, real, drawn):
    with torch.no_grad():  # still in training mode: running statistics, u and v of G (and E) move once more
        fake, _ = paint(nets, given, real, drawn)
    of_fake, of_real = verdicts(nets, given, fake, real)
    return {"D_Fake": hinge(of_fake, -1), "D_real": hinge(of_real, 1)}, fake


def idle(key: str) -> bool:
    """What nothing reads: the blending of SEAN's last block, which has no style."""
    return key.startswith("G.up_3.") and ".blending_" in key


def gradients(loss, parameters: dict) -> dict:
    """Zeros for what is idle."""
    values = torch.autograd.grad(loss, list(parameters.values()), allow_unused=True)
    found = dict(zip(parameters, values))
    unused = {key for key, value in found.items() if value is None}
    assert unused == {key for key in parameters if idle(key)}, unused
    return {key: torch.zeros_like(parameters[key]) if value is None else value for key, value in found.items()}


def generator_step(nets: Nets, adam: Adam, given: Conditions, real, drawn):
    losses, fake = generator_losses(nets, given, real, drawn)
    found = gradients(sum(losses.values()), adam.parameters)
    adam.step(found)
    return losses, found, fake.detach()


def discriminator_step(nets: Nets, adam: Adam, given: Conditions, real, drawn):
    losses, fake = discriminator_losses(nets, given, real, drawn)
    found = gradients(sum(losses.values()), adam.parameters)
    adam.step(found)
    return losses, found, fake
