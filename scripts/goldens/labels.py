"""Makes test/goldens/labels and test/goldens/positions: what Pillow, PyTorch and OpenCV give.

Not run by the tests, which need no Python; run it by hand when a golden has to change:

    pip install numpy==2.4.6 pillow==13.0.0 torch==2.6.0 opencv-python-headless==5.0.0.*
    python scripts/goldens/labels.py
"""

import json
import sys
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "bench"))
from opencv_positions import positional_map  # noqa: E402

LABELS = ROOT / "test/goldens/labels"
POSITIONS = ROOT / "test/goldens/positions"

# (input, output) sizes at which rounding decides: exact rational arithmetic gives another pixel than
# Pillow's accumulated doubles (first line) or PyTorch's single precision (second line); then sizes of real
# label maps and networks, equal and doubled sizes, one pixel.
SIZE_PAIRS = [
    (176, 75), (176, 164), (768, 279), (1304, 236), (906, 645), (1656, 546),
    (140, 508), (494, 362), (666, 657), (845, 335), (1371, 612), (1470, 645),
    (640, 256), (480, 256), (427, 256), (683, 256), (512, 256), (256, 96), (256, 8), (286, 256), (97, 31),
    (33, 33), (21, 42), (42, 21), (7, 20), (1, 5), (5, 1),
]


def nearest_pil(size: int, out: int) -> list[int]:
    line = Image.fromarray(np.arange(size, dtype=np.int32)[None, :])
    return np.array(line.resize((out, 1), Image.NEAREST))[0].tolist()


def nearest_torch(size: int, out: int) -> list[int]:
    line = torch.arange(size, dtype=torch.float32)[None, None, None, :]
    return F.interpolate(line, size=(1, out), mode="nearest")[0, 0, 0].int().tolist()


def write_nearest() -> None:
    rows = [
        {"input": i, "output": o, "pil": nearest_pil(i, o), "torch": nearest_torch(i, o)}
        for i, o in SIZE_PAIRS
    ]
    lines = ",\n".join(json.dumps(row, separators=(",", ":")) for row in rows)
    (LABELS / "nearest.json").write_text(f"[\n{lines}\n]\n")


def write_pngs() -> None:
    """Label maps as Pillow writes them, 9 high and 13 wide, in each mode that can hold one."""
    rng = np.random.default_rng(3)
    expected = {}

    def save(name: str, image: Image.Image, kind: str, values: np.ndarray, **options) -> None:
        image.save(LABELS / f"{name}.png", **options)
        expected[f"{name}.png"] = {"kind": kind, "values": values.astype(int).ravel().tolist()}

    def values(most: int) -> np.ndarray:
        return rng.integers(0, most + 1, (9, 13))

    v = values(255)
    save("grey8", Image.fromarray(v.astype(np.uint8)), "grey", v)
    v = values(65535)
    save("grey16", Image.fromarray(v.astype(np.uint16)), "grey", v)
    v = values(1)
    save("grey1", Image.fromarray(v.astype(bool)), "grey", v)
    for bits in (1, 2, 4, 8):
        v = values(2**bits - 1)
        image = Image.new("P", (13, 9))
        image.putdata(v.ravel().tolist())
        image.putpalette(rng.integers(0, 256, 3 * 2**bits).astype(np.uint8).tobytes())
        save(f"palette{bits}", image, "palette", v, bits=bits)
    rgb = rng.integers(0, 256, (9, 13, 3)).astype(np.uint8)
    codes = rgb.astype(int) @ [65536, 256, 1]
    save("rgb", Image.fromarray(rgb), "rgb", codes)
    save("rgba", Image.fromarray(rgb).convert("RGBA"), "rgb", codes)
    v = values(255)
    save("grey-alpha", Image.fromarray(v.astype(np.uint8)).convert("LA"), "grey", v)
    (LABELS / "pngs.json").write_text(json.dumps(expected, indent=1) + "\n")


def write_positions() -> None:
    """Three small maps of our own: smooth blobs of five labels, noise, and rings that enclose each other."""
    rng = np.random.default_rng(5)
    y, x = np.mgrid[0:24, 0:31]
    wave = np.sin(y / 3.1) + np.cos(x / 4.3) + np.sin((x + y) / 5.7)
    maps = {
        "blobs": np.digitize(wave, [-1.2, -0.4, 0.4, 1.2]),
        "noise": rng.choice([0, 3, 7, 255], (24, 31)),
        "rings": (np.maximum(abs(y - 11), abs(x - 15)) // 2) % 3,
    }
    for name, labels in maps.items():
        labels = labels.astype(np.uint8)
        Image.fromarray(labels).save(POSITIONS / f"{name}.png")
        np.save(POSITIONS / f"{name}.norm.npy", positional_map(labels))
        np.save(POSITIONS / f"{name}.no.npy", positional_map(labels, normalise=False))


if __name__ == "__main__":
    LABELS.mkdir(parents=True, exist_ok=True)
    POSITIONS.mkdir(parents=True, exist_ok=True)
    write_nearest()
    write_pngs()
    write_positions()
