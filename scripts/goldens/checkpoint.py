"""Makes test/goldens/checkpoint: files written by PyTorch, numpy and safetensors, and what is in them.

Not run by the tests, which need no Python; run it by hand when a golden has to change:

    pip install numpy==2.4.6 torch==2.6.0 safetensors==0.8.0
    python scripts/goldens/checkpoint.py
"""

import json
import math
import zipfile
from collections import OrderedDict
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file

OUT = Path(__file__).resolve().parents[2] / "test/goldens/checkpoint"
torch.manual_seed(3)
expected: dict[str, dict] = {}


def number(value):
    """JSON has no infinities and no exact 64-bit integers: these become text."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int):
        return value if abs(value) < 2**53 else str(value)
    return value if math.isfinite(value) else str(value)


def describe(tensor: torch.Tensor) -> dict:
    """float16 and bfloat16 values are exact as doubles."""
    flat = tensor.detach().contiguous().reshape(-1)
    # torch has no item() for the larger unsigned types in all versions; numpy has.
    values = flat.double().tolist() if tensor.is_floating_point() else flat.numpy().tolist()
    return {
        "dtype": str(tensor.dtype).removeprefix("torch."),
        "shape": list(tensor.shape),
        "values": [number(v) for v in values],
    }


def expect(name: str, tensors: dict[str, torch.Tensor]) -> None:
    expected[name] = {key: describe(tensor) for key, tensor in tensors.items()}


# Every element type, with its extreme values.
def every_dtype() -> OrderedDict:
    floats = [0.0, -0.0, 1.0, -1.5, 1 / 3, 65504.0, 6.0e-8, 3.0e-39, math.inf, -math.inf, math.nan, 2.0**-14]
    tensors = OrderedDict()
    for dtype in (torch.float16, torch.bfloat16, torch.float32, torch.float64):
        tensors[str(dtype).removeprefix("torch.")] = torch.tensor(floats, dtype=torch.float64).to(dtype).reshape(3, 4)
    for dtype in (torch.int8, torch.uint8, torch.int16, torch.int32, torch.int64):
        info = torch.iinfo(dtype)
        tensors[str(dtype).removeprefix("torch.")] = torch.tensor([info.min, 0, 1, info.max], dtype=dtype)
    tensors["bool"] = torch.tensor([[True, False, True]])
    tensors["scalar"] = torch.tensor(7, dtype=torch.int64)
    tensors["empty"] = torch.zeros(0, 3)
    return tensors


def unsigned() -> OrderedDict:
    return OrderedDict(
        uint16=torch.from_numpy(np.array([0, 1, 2**16 - 1], dtype=np.uint16)),
        uint32=torch.from_numpy(np.array([0, 1, 2**32 - 1], dtype=np.uint32)),
        uint64=torch.from_numpy(np.array([0, 1, 2**64 - 1], dtype=np.uint64)),
    )


def views() -> OrderedDict:
    base = torch.arange(24, dtype=torch.float32).reshape(4, 6)
    return OrderedDict(
        base=base,
        same=base,
        transposed=base.t(),
        permuted=base.reshape(2, 3, 4).permute(2, 0, 1),
        strided=base[::2, 1::3],
        offset=base[2:],
        inner=base[1:3, 2:4],
        element=base[3, 5],
        expanded=torch.tensor([[1.0], [2.0]]).expand(2, 5),
        repeated=torch.tensor(0.5).expand(3, 2),
        column=base[:, 4:5],
        none=base[4:],
    )


class Small(torch.nn.Module):
    """A convolution with spectral norm and a batch norm, as the released generators have them."""

    def __init__(self):
        super().__init__()
        self.conv = torch.nn.utils.spectral_norm(torch.nn.Conv2d(2, 3, 3))
        self.norm = torch.nn.BatchNorm2d(3, affine=False)
        self.bank = torch.nn.Parameter(torch.rand(5, 3))


def save_pth(name: str, value, tensors: dict, **options) -> None:
    torch.save(value, OUT / name, **options)
    expect(name, tensors)


def rewrite(source: str, target: str, compression: int, change) -> None:
    """Copies a zip archive entry by entry; `change` gives the new content."""
    with zipfile.ZipFile(OUT / source) as old, zipfile.ZipFile(OUT / target, "w", compression) as new:
        for entry in old.infolist():
            info = zipfile.ZipInfo(entry.filename)
            info.compress_type = compression
            new.writestr(info, change(entry.filename, old.read(entry)))


def pth() -> None:
    legacy = {"_use_new_zipfile_serialization": False}
    everything = every_dtype()
    save_pth("dtypes.pth", everything, everything)
    save_pth("dtypes-legacy.pth", everything, everything, **legacy)
    save_pth("unsigned.pth", unsigned(), unsigned())
    save_pth("views.pth", views(), views())
    save_pth("views-legacy.pth", views(), views(), **legacy)
    for protocol in (3, 4, 5):
        save_pth(f"views-protocol-{protocol}.pth", views(), views(), pickle_protocol=protocol)

    net = Small()
    net.norm(net.conv(torch.rand(1, 2, 6, 6)))
    state = OrderedDict((k, v.clone()) for k, v in net.state_dict().items())
    state._metadata = net.state_dict()._metadata
    save_pth("net.pth", state, state)
    save_pth("net-legacy.pth", state, state, **legacy)
    save_pth("parallel.pth", OrderedDict((f"module.{k}", v) for k, v in state.items()), state)
    save_pth("parameters.pth", dict(net.named_parameters()), dict(net.named_parameters()))
    marked = torch.nn.Parameter(torch.rand(2))
    marked.note = "kept by _rebuild_parameter_with_state"
    save_pth("parameter-with-state.pth", {"marked": marked}, {"marked": marked})

    optimizer = torch.optim.Adam(net.parameters())
    net.conv(torch.rand(1, 2, 6, 6)).sum().backward()
    optimizer.step()
    wrapper = {
        "epoch": 12,
        "best": np.float64(0.25),
        "loss": torch.tensor(0.5),
        "options": {"name": "net", "sizes": torch.Size([2, 3]), "dtype": torch.float16, "seen": {1, 2}},
        "device": torch.device("cpu"),
        "raw": b"\x00\xff",
        "optimizer": optimizer.state_dict(),
        "state_dict": state,
    }
    save_pth("wrapper.pth", wrapper, state)
    half = OrderedDict((k, v.half() if v.is_floating_point() else v) for k, v in state.items())
    save_pth("several.pth", {"ema": dict(half), "netD": state, "netG": half}, half)
    save_pth("mixed.pth", {"name": "mixed", "weight": torch.ones(2, 2), "step": 3}, {"weight": torch.ones(2, 2)})
    save_pth("complex.pth", {"c": torch.ones(2, dtype=torch.complex64), "r": torch.ones(1)}, {"r": torch.ones(1)})

    # As a big-endian machine writes it: the same pickle, storages swapped. All are float32 here.
    def big_endian(name: str, content: bytes) -> bytes:
        if name.endswith("/byteorder"):
            return b"big"
        return np.frombuffer(content, "<f4").astype(">f4").tobytes() if "/data/" in name else content

    rewrite("views.pth", "views-big-endian.pth", zipfile.ZIP_STORED, big_endian)
    expected["views-big-endian.pth"] = expected["views.pth"]
    # As someone packs it who unpacked it before.
    rewrite("views.pth", "views-deflated.pth", zipfile.ZIP_DEFLATED, lambda _, content: content)
    expected["views-deflated.pth"] = expected["views.pth"]


def safetensors() -> None:
    everything = every_dtype()
    save_file(dict(everything), OUT / "dtypes.safetensors", metadata={"made by": "safetensors", "ngf": "2"})
    expect("dtypes.safetensors", everything)
    save_file(dict(unsigned()), OUT / "unsigned.safetensors")
    expect("unsigned.safetensors", unsigned())


def numpy_files() -> None:
    def array(name: str, value: np.ndarray, version: tuple[int, int] | None = None) -> None:
        with open(OUT / name, "wb") as file:
            np.lib.format.write_array(file, value, version=version)
        native = np.ascontiguousarray(value).astype(value.dtype.newbyteorder("=")).reshape(value.shape)
        expect(name, {"": torch.from_numpy(native)})

    grid = np.arange(6, dtype="<f4").reshape(2, 3) / 4
    array("float32.npy", grid)
    array("version-2.npy", grid, (2, 0))
    array("version-3.npy", grid, (3, 0))
    array("fortran.npy", np.asfortranarray(np.arange(24, dtype="<i4").reshape(2, 3, 4)))
    array("scalar.npy", np.float64(1 / 3).reshape(()))
    array("empty.npy", np.zeros((0, 4), "<f4"))
    array("bool.npy", np.array([True, False, True]))
    for code in ("f2", "f4", "f8", "i2", "u2", "i4", "u4", "i8", "u8"):
        array(f"big-{code}.npy", np.array([[0, 1], [2, 100]], dtype=f">{code}"))
    array("big-fortran.npy", np.asfortranarray(np.arange(6, dtype=">f8").reshape(2, 3)))
    for code in ("f2", "i1", "u1", "i2", "u2", "u4", "i8", "u8"):
        array(f"little-{code}.npy", np.array([0, 1, 100], dtype=f"<{code}"))
    np.save(OUT / "structured.npy", np.zeros(2, dtype=[("a", "<f4"), ("b", "<i4")]))
    np.save(OUT / "object.npy", np.array([None, {}], dtype=object), allow_pickle=True)
    np.save(OUT / "complex.npy", np.zeros(2, dtype=np.complex64))

    arrays = {"grid": grid, "fortran": np.asfortranarray(grid), "zeros": np.zeros((64, 64), np.float32), "half": grid.astype(np.float16)}
    np.savez(OUT / "plain.npz", **arrays)
    np.savez_compressed(OUT / "compressed.npz", **arrays)
    for name in ("plain.npz", "compressed.npz"):
        expect(name, {key: torch.from_numpy(np.ascontiguousarray(value)) for key, value in arrays.items()})


def rounding() -> None:
    """Float32 bit patterns, and the float16 and bfloat16 that numpy and PyTorch round them to."""
    generator = np.random.default_rng(3)
    halves = np.arange(0, 2**16, 257, dtype=np.uint16).view(np.float16).astype(np.float32)
    halves = halves[np.isfinite(halves)]
    after = np.nextafter(halves.astype(np.float16), np.float16(np.inf)).astype(np.float32)
    with np.errstate(all="ignore"):
        ties = (halves + after) / 2
        near = np.concatenate([np.nextafter(ties, np.float32(np.inf)), np.nextafter(ties, np.float32(-np.inf))])
        edges = np.array([65503.9, 65519.99, 65520, 65536, 2**-25, 2**-25 * 1.0001, 2**-24, 1e-45, 3.4e38, np.inf, -np.inf], np.float32)
        any_bits = generator.integers(0, 2**32, 500, dtype=np.uint32).view(np.float32)
        floats = np.concatenate([halves, ties, near, edges, -edges, any_bits[~np.isnan(any_bits)]]).astype(np.float32)
        half = floats.astype(np.float16).view(np.uint16)
    bfloat = torch.from_numpy(floats).to(torch.bfloat16).view(torch.int16).numpy().view(np.uint16)
    rows = {"float32": floats.view(np.uint32).tolist(), "float16": half.tolist(), "bfloat16": bfloat.tolist()}
    (OUT / "rounding.json").write_text(json.dumps(rows) + "\n")


if __name__ == "__main__":
    OUT.mkdir(parents=True, exist_ok=True)
    pth()
    safetensors()
    numpy_files()
    rounding()
    lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(tensors)}" for name, tensors in expected.items())
    (OUT / "expected.json").write_text(f"{{\n{lines}\n}}\n")
    (OUT / "README.md").write_text(
        "# Checkpoint goldens\n\n"
        f"Written by `scripts/goldens/checkpoint.py` with torch {torch.__version__.split('+')[0]}, numpy {np.__version__} "
        "and safetensors 0.8.0; seeded, values of our own making.\n\n"
        "`expected.json` holds dtype, shape and row-major values of every tensor of every file (`nan`, `inf` and integers\n"
        "beyond 2^53 as text); `rounding.json` holds float32 bit patterns with the float16 and bfloat16 nearest to each.\n"
    )
