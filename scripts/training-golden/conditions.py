"""What the networks are told about a batch of pictures."""

from dataclasses import dataclass

import torch
import torch.nn.functional as F

from layers import resize


@dataclass
class Conditions:
    classes: int

    labels: torch.Tensor
    """Bank row of each pixel; [N, H, W], integers."""

    edges: torch.Tensor | None = None
    """1 at the border of two instances, 0 elsewhere; [N, H, W]."""

    positions: torch.Tensor | None = None
    """Positional maps, y then x; [N, 2, H, W]."""

    codes: torch.Tensor | None = None
    """SEAN: a style code for each picture and class; [N, classes, style_length]."""

    noise: dict | None = None
    """SEAN: normal numbers by the layer that adds them, [N, H, W] at the layer's size; none are added without."""

    exemplar: torch.Tensor | None = None
    """Masked spatial-channel attention: pictures whose style is taken; [N, 3, h, w], of a size of their own."""

    exemplar_labels: torch.Tensor | None = None
    """Bank row of each pixel of the exemplars; [N, h, w], integers."""

    dtype: torch.dtype = torch.float64

    def semantics(self) -> torch.Tensor:
        """One-hot label map, then the edge channel; [N, classes (+ 1), H, W]."""
        one_hot = self.one_hot(self.labels)
        return one_hot if self.edges is None else torch.cat([one_hot, self.edge_channel()], 1)

    def one_hot(self, labels: torch.Tensor) -> torch.Tensor:
        return F.one_hot(labels.long(), self.classes).permute(0, 3, 1, 2).to(self.dtype)

    def labels_at(self, size) -> torch.Tensor:
        """Bank rows shrunk to a layer's size; [N, h, w]."""
        return resize(self.labels[:, None].double(), size)[:, 0].long()

    def edge_channel(self) -> torch.Tensor:
        return self.edges[:, None].to(self.dtype)
