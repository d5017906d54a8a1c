"""SPADE's and CLADE's networks in plain PyTorch, written from their formulas (arXiv 1903.07291, 2012.04644).

Module names are those of the released checkpoints, so that `load_state_dict(strict=True)` takes them. Everything runs
on one picture batch in the dtype of the parameters; nothing here trains.
"""

import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils import spectral_norm


def resize(x: torch.Tensor, size) -> torch.Tensor:
    return F.interpolate(x, size=tuple(size), mode="nearest")


def classes_of(opt: dict) -> int:
    return opt["label_nc"] + int(opt["contain_dontcare_label"])


def semantic_channels(opt: dict) -> int:
    return classes_of(opt) + int(not opt["no_instance"])


def start_size(opt: dict) -> tuple[int, int]:
    halvings = {"normal": 5, "more": 6, "most": 7}[opt["num_upsampling_layers"]]
    columns = opt["crop_size"] // 2**halvings
    return round(columns / opt["aspect_ratio"]), columns


class Conditions:
    """label [N, 1, H, W] as bank rows, edge map and positional map as they are resized for each layer."""

    def __init__(self, label, classes, edges=None, positions=None, z=None, dtype=torch.float64):
        one_hot = F.one_hot(label[:, 0].long(), classes).permute(0, 3, 1, 2)
        self.label = label.to(dtype)
        self.edges = None if edges is None else edges.to(dtype)
        self.semantics = torch.cat([one_hot.to(dtype)] + ([] if edges is None else [self.edges]), 1)
        self.positions = None if positions is None else positions.to(dtype)
        self.z = None if z is None else z.to(dtype)


def parameter_free_norm(opt: dict, channels: int) -> nn.Module:
    if "instance" in opt["norm_G"]:
        return nn.InstanceNorm2d(channels, affine=False)
    return nn.BatchNorm2d(channels, affine=False)


class Spade(nn.Module):
    """x̂ · (1 + γ) + β, with γ and β from two convolutions over the label map and its edges."""

    def __init__(self, opt: dict, channels: int):
        super().__init__()
        kernel = int(opt["norm_G"][-1])
        hidden = opt.get("hidden_channels") or 128
        self.param_free_norm = parameter_free_norm(opt, channels)
        self.mlp_shared = nn.Sequential(
            nn.Conv2d(semantic_channels(opt), hidden, kernel, padding=kernel // 2), nn.ReLU()
        )
        self.mlp_gamma = nn.Conv2d(hidden, channels, kernel, padding=kernel // 2)
        self.mlp_beta = nn.Conv2d(hidden, channels, kernel, padding=kernel // 2)

    def forward(self, x, given: Conditions):
        shared = self.mlp_shared(resize(given.semantics, x.shape[2:]))
        return self.param_free_norm(x) * (1 + self.mlp_gamma(shared)) + self.mlp_beta(shared)


class ClassAffine(nn.Module):
    """γ and β of a pixel's class; with ICPE each times a plane over the positional map."""

    def __init__(self, opt: dict, channels: int):
        super().__init__()
        self.weight = nn.Parameter(torch.rand(classes_of(opt), channels))
        self.bias = nn.Parameter(torch.zeros(classes_of(opt), channels))
        if opt["add_dist"]:
            self.dist_conv_w = nn.Conv2d(2, 1, 1)
            self.dist_conv_b = nn.Conv2d(2, 1, 1)

    def forward(self, x, given: Conditions):
        rows = resize(given.label, x.shape[2:])[:, 0].long()
        gamma = F.embedding(rows, self.weight).permute(0, 3, 1, 2)
        beta = F.embedding(rows, self.bias).permute(0, 3, 1, 2)
        if hasattr(self, "dist_conv_w"):
            positions = resize(given.positions, x.shape[2:])
            gamma = gamma * (1 + self.dist_conv_w(positions))
            beta = beta * (1 + self.dist_conv_b(positions))
        return x * gamma + beta


class Clade(nn.Module):
    def __init__(self, opt: dict, channels: int):
        super().__init__()
        self.param_free_norm = parameter_free_norm(opt, channels)
        self.class_specified_affine = ClassAffine(opt, channels)
        if not opt["no_instance"]:
            self.inst_conv = nn.Conv2d(1, 1, 1)

    def forward(self, x, given: Conditions):
        y = self.class_specified_affine(self.param_free_norm(x), given)
        if not hasattr(self, "inst_conv"):
            return y
        return torch.cat([y, self.inst_conv(resize(given.edges, x.shape[2:]))], 1)


class ResidualBlock(nn.Module):
    def __init__(self, opt: dict, fin: int, fout: int):
        super().__init__()
        middle = min(fin, fout)
        clade = opt["norm_mode"] == "clade"
        norm = Clade if clade else Spade
        more = int(clade and not opt["no_instance"])
        spectral = spectral_norm if opt["norm_G"].startswith("spectral") else lambda conv: conv
        self.conv_0 = spectral(nn.Conv2d(fin + more, middle, 3, padding=1))
        self.conv_1 = spectral(nn.Conv2d(middle + more, fout, 3, padding=1))
        self.norm_0 = norm(opt, fin)
        self.norm_1 = norm(opt, middle)
        if fin != fout:
            self.conv_s = spectral(nn.Conv2d(fin + more, fout, 1, bias=False))
            self.norm_s = norm(opt, fin)

    def forward(self, x, given: Conditions):
        shortcut = self.conv_s(self.norm_s(x, given)) if hasattr(self, "conv_s") else x
        y = self.conv_0(F.leaky_relu(self.norm_0(x, given), 0.2))
        y = self.conv_1(F.leaky_relu(self.norm_1(y, given), 0.2))
        return shortcut + y


class Generator(nn.Module):
    def __init__(self, opt: dict):
        super().__init__()
        self.opt = opt
        ngf, most = opt["ngf"], opt["num_upsampling_layers"] == "most"
        height, width = start_size(opt)
        if opt["use_vae"]:
            self.fc = nn.Linear(opt["z_dim"], 16 * ngf * height * width)
        else:
            self.fc = nn.Conv2d(semantic_channels(opt), 16 * ngf, 3, padding=1)
        self.head_0 = ResidualBlock(opt, 16 * ngf, 16 * ngf)
        self.G_middle_0 = ResidualBlock(opt, 16 * ngf, 16 * ngf)
        self.G_middle_1 = ResidualBlock(opt, 16 * ngf, 16 * ngf)
        self.up_0 = ResidualBlock(opt, 16 * ngf, 8 * ngf)
        self.up_1 = ResidualBlock(opt, 8 * ngf, 4 * ngf)
        self.up_2 = ResidualBlock(opt, 4 * ngf, 2 * ngf)
        self.up_3 = ResidualBlock(opt, 2 * ngf, ngf)
        if most:
            self.up_4 = ResidualBlock(opt, ngf, ngf // 2)
        self.conv_img = nn.Conv2d(ngf // 2 if most else ngf, 3, 3, padding=1)

    def forward(self, given: Conditions):
        up = nn.Upsample(scale_factor=2)
        upsampling = self.opt["num_upsampling_layers"]
        size = start_size(self.opt)
        if self.opt["use_vae"]:
            x = self.fc(given.z).view(-1, 16 * self.opt["ngf"], *size)
        else:
            x = self.fc(resize(given.semantics, size))
        x = self.G_middle_0(up(self.head_0(x, given)), given)
        x = self.G_middle_1(x if upsampling == "normal" else up(x), given)
        for block in [self.up_0, self.up_1, self.up_2, self.up_3]:
            x = block(up(x), given)
        if upsampling == "most":
            x = self.up_4(up(x), given)
        return torch.tanh(self.conv_img(F.leaky_relu(x, 0.2)))


def spectral_instance(conv: nn.Conv2d) -> nn.Sequential:
    """A spectrally normalised convolution without bias, then instance norm."""
    return nn.Sequential(spectral_norm(conv), nn.InstanceNorm2d(conv.out_channels, affine=False))


class PatchGan(nn.Module):
    def __init__(self, channels: int, ndf: int, layers: int):
        super().__init__()
        conv = {"kernel_size": 4, "padding": 2}
        leaky = nn.LeakyReLU(0.2)
        self.model0 = nn.Sequential(nn.Conv2d(channels, ndf, stride=2, **conv), leaky)
        for n in range(1, layers):
            before, ndf = ndf, min(2 * ndf, 512)
            stride = 1 if n == layers - 1 else 2
            middle = nn.Conv2d(before, ndf, stride=stride, bias=False, **conv)
            setattr(self, f"model{n}", nn.Sequential(spectral_instance(middle), leaky))
        setattr(self, f"model{layers}", nn.Sequential(nn.Conv2d(ndf, 1, **conv)))

    def forward(self, x):
        features = []
        for model in self.children():
            x = model(x)
            features.append(x)
        return features


class Discriminator(nn.Module):
    def __init__(self, opt: dict):
        super().__init__()
        for scale in range(opt["num_D"]):
            patch_gan = PatchGan(semantic_channels(opt) + 3, opt["ndf"], opt["n_layers_D"])
            setattr(self, f"discriminator_{scale}", patch_gan)

    def forward(self, given: Conditions, image):
        x = torch.cat([given.semantics.expand(len(image), -1, -1, -1), image], 1)
        results = []
        for patch_gan in self.children():
            results.append(patch_gan(x))
            x = F.avg_pool2d(x, 3, stride=2, padding=1, count_include_pad=False)
        return results


class ImageEncoder(nn.Module):
    def __init__(self, opt: dict):
        super().__init__()
        width = opt["ngf"]  # the released encoder is as wide as the generator
        widths = [3, width, 2 * width, 4 * width, 8 * width, 8 * width, 8 * width]
        for n in range(1, 7):
            conv = nn.Conv2d(widths[n - 1], widths[n], 3, stride=2, padding=1, bias=False)
            setattr(self, f"layer{n}", spectral_instance(conv))
        self.fc_mu = nn.Linear(8 * width * 16, opt["z_dim"])
        self.fc_var = nn.Linear(8 * width * 16, opt["z_dim"])

    def forward(self, image):
        x = F.interpolate(image, size=(256, 256), mode="bilinear", align_corners=False)
        for n in range(1, 7):
            x = getattr(self, f"layer{n}")(x if n == 1 else F.leaky_relu(x, 0.2))
        x = F.leaky_relu(x, 0.2).flatten(1)
        return self.fc_mu(x), self.fc_var(x)
