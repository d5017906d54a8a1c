"""One training step in the order of the released trainer: generator (and encoder), then discriminator."""

from dataclasses import dataclass

import torch

from conditions import Conditions
from critics import Discriminator, ImageEncoder
from generator import Generator
from losses import feature_matching, generator_hinge, halves, hinge, kld

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


def latent(nets: Nets, images, eps):
    """z = μ + ε · σ with σ = exp(½ log σ²), and the KL divergence; nothing without an encoder."""
    if nets.E is None:
        return None, None
    mu, logvar = nets.E(images)
    return mu + eps * torch.exp(0.5 * logvar), kld(mu, logvar)


def verdicts(nets: Nets, given: Conditions, fake, real):
    semantics = given.semantics()
    return halves(nets.D(torch.cat([semantics, semantics]), torch.cat([fake, real])))


def generator_losses(nets: Nets, given: Conditions, real, eps):
    z, divergence = latent(nets, real, eps)
    fake = nets.G(given, z)
    of_fake, of_real = verdicts(nets, given, fake, real)
    losses = {"GAN": generator_hinge(of_fake), "GAN_Feat": feature_matching(of_fake, of_real)}
    if divergence is not None:
        losses["KLD"] = divergence
    return losses, fake


def discriminator_losses(nets: Nets, given: Conditions, real, eps):
    with torch.no_grad():  # still in training mode: running statistics, u and v of G (and E) move once more
        z, _ = latent(nets, real, eps)
        fake = nets.G(given, z)
    of_fake, of_real = verdicts(nets, given, fake, real)
    return {"D_Fake": hinge(of_fake, -1), "D_real": hinge(of_real, 1)}, fake


def gradients(loss, parameters: dict) -> dict:
    values = torch.autograd.grad(loss, list(parameters.values()))
    return dict(zip(parameters, values))


def generator_step(nets: Nets, adam: Adam, given: Conditions, real, eps):
    losses, fake = generator_losses(nets, given, real, eps)
    found = gradients(sum(losses.values()), adam.parameters)
    adam.step(found)
    return losses, found, fake.detach()


def discriminator_step(nets: Nets, adam: Adam, given: Conditions, real, eps):
    losses, fake = discriminator_losses(nets, given, real, eps)
    found = gradients(sum(losses.values()), adam.parameters)
    adam.step(found)
    return losses, found, fake
