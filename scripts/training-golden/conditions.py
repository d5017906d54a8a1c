"""What the networks are told about a batch of pictures."""

from dataclasses import dataclass

import torch
import torch.nn.functional as F


@dataclass
class Conditions:
    classes: int

    labels: torch.Tensor
    """Bank row of each pixel; [N, H, W], integers."""

    edges: torch.Tensor | None = None
    """1 at the border of two instances, 0 elsewhere; [N, H, W]."""

    positions: torch.Tensor | None = None
    """Positional maps, y then x; [N, 2, H, W]."""

    dtype: torch.dtype = torch.float64

    def semantics(self) -> torch.Tensor:
        """One-hot label map, then the edge channel; [N, classes (+ 1), H, W]."""
        one_hot = F.one_hot(self.labels.long(), self.classes).permute(0, 3, 1, 2).to(self.dtype)
        return one_hot if self.edges is None else torch.cat([one_hot, self.edge_channel()], 1)

    def edge_channel(self) -> torch.Tensor:
        return self.edges[:, None].to(self.dtype)
