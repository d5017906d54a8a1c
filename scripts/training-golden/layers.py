"""The layers of the training step, each from its formula; automatic differentiation does the rest.

Keys are those of the released checkpoints. `module.training` is PyTorch's switch; in training mode batch norm uses the
batch and moves its running statistics, spectral norm takes one power iteration. `freeze_vectors` stops the latter for
finite differences, where u and v have to stay what the gradient takes them for: constants.
"""

import torch
import torch.nn.functional as F
from torch import nn

EPSILON = 1e-5  # of batch norm and instance norm
MOMENTUM = 0.1  # share of the new batch in the running statistics
SLOPE = 0.2  # of the leaky ReLU


def leaky(x: torch.Tensor) -> torch.Tensor:
    return torch.where(x > 0, x, SLOPE * x)


class Leaky(nn.Module):
    def forward(self, x):
        return leaky(x)


def resize(planes: torch.Tensor, size) -> torch.Tensor:
    """Nearest, PyTorch's rule: pixel i of n comes from ⌊i · m / n⌋ of m."""
    return F.interpolate(planes, size=tuple(size), mode="nearest")


def normalise(x: torch.Tensor, mean: torch.Tensor, variance: torch.Tensor) -> torch.Tensor:
    return (x - mean) / torch.sqrt(variance + EPSILON)


class BatchNorm(nn.Module):
    """x̂ = (x − μ) / √(s² + ε), no learned scale or shift.

    Training: μ and s² (biased) of the batch over N, H, W, both in the gradient; the running mean and the running
    variance, which takes the unbiased variance n/(n−1)·s², move by a tenth. Otherwise the running statistics.
    """

    def __init__(self, channels: int):
        super().__init__()
        self.register_buffer("running_mean", torch.zeros(channels))
        self.register_buffer("running_var", torch.ones(channels))
        # In released checkpoints; the released batch norm never counts.
        self.register_buffer("num_batches_tracked", torch.tensor(0))

    def forward(self, x):
        if not self.training:
            return normalise(x, self.running_mean[:, None, None], self.running_var[:, None, None])
        mean = x.mean([0, 2, 3], keepdim=True)
        variance = ((x - mean) ** 2).mean([0, 2, 3], keepdim=True)
        count = x.numel() // x.shape[1]
        with torch.no_grad():
            unbiased = variance.flatten() * count / (count - 1)
            self.running_mean += MOMENTUM * (mean.flatten() - self.running_mean)
            self.running_var += MOMENTUM * (unbiased - self.running_var)
        return normalise(x, mean, variance)


class InstanceNorm(nn.Module):
    """As batch norm, over H and W of each picture and channel; the same in training and use, nothing is kept."""

    def forward(self, x):
        mean = x.mean([2, 3], keepdim=True)
        variance = ((x - mean) ** 2).mean([2, 3], keepdim=True)
        return normalise(x, mean, variance)


class SpectralConv(nn.Module):
    """A convolution with W/σ, σ = uᵀ W v and W = weight_orig as a matrix [out, in · k · k].

    Training: v ← Wᵀu/‖Wᵀu‖, then u ← Wv/‖Wv‖, then σ. u and v are constants in the gradient, W is not:
    ∂σ/∂W = u vᵀ.
    """

    freeze_vectors = False

    def __init__(self, ins: int, outs: int, kernel: int, stride=1, padding=0, bias=True):
        super().__init__()
        self.stride, self.padding = stride, padding
        self.bias = nn.Parameter(torch.zeros(outs)) if bias else None
        self.weight_orig = nn.Parameter(torch.zeros(outs, ins, kernel, kernel))
        self.register_buffer("weight_u", torch.zeros(outs))
        self.register_buffer("weight_v", torch.zeros(ins * kernel * kernel))

    def forward(self, x):
        return self.convolve(x, self.normalised())

    def convolve(self, x, weight):
        return F.conv2d(x, weight, self.bias, stride=self.stride, padding=self.padding)

    def normalised(self):
        """W/σ after the power iteration: once for each pass, also where a pass convolves two maps with it."""
        matrix = self.weight_orig.flatten(1)
        if self.training and not SpectralConv.freeze_vectors:
            with torch.no_grad():
                v = matrix.T @ self.weight_u
                self.weight_v = v / v.norm()
                u = matrix @ self.weight_v
                self.weight_u = u / u.norm()
        sigma = self.weight_u @ matrix @ self.weight_v
        return self.weight_orig / sigma
