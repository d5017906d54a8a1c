"""What a network is: a method and its sizes."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Config:
    method: str
    """`spade`, `clade`, `clade-icpe`, `sean` or `sean-clade`."""

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

    style_length: int = 0
    """Length of a region's style code, 512 as released; 0 if there is none: only SEAN has them."""

    style_ngf: int = 0
    """Width of the style encoder's first layer; 32 as released."""

    slots: int = 0
    """Masked spatial-channel attention: style vectors K at each scale; 0 without it."""

    size: int = 64

    @property
    def semantic_channels(self) -> int:
        return self.classes + int(self.edges)

    @property
    def sean(self) -> bool:
        return self.style_length > 0
