import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { readNpy } from "../../src/checkpoint/npy.ts";
import { openCheckpoint } from "../../src/checkpoint/open-checkpoint.ts";
import { bytesSource } from "../../src/checkpoint/source.ts";
import { CheckpointError } from "../../src/errors.ts";
import { goldenBytes } from "./goldens.ts";
import { bytesOf, little, pthOf, tensorPickle, zipOf } from "./hostile-files.ts";

/** Opens and reads everything; gives the names. */
async function readAll(bytes: Uint8Array): Promise<string[]> {
  const stateDict = await openCheckpoint(bytesSource(bytes, "net_G.pth"));
  for (const name of stateDict.tensors.keys()) await stateDict.read(name);
  return [...stateDict.tensors.keys()];
}

/** The error of `reading`, after checking that it is one readable message. */
async function problemOf(reading: Promise<unknown>): Promise<string> {
  const error = await reading.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(CheckpointError);
  const { message } = error as CheckpointError;
  expect(message.split("\n").length).toBeLessThanOrEqual(6);
  expect(message).toMatch(/^net_G\.pth: /);
  return message;
}

const problem = (bytes: Uint8Array) => problemOf(readAll(bytes));

const web = "<!DOCTYPE html><html><head><title>Drive - Sign in</title>";

describe("openCheckpoint() says what is wrong with", () => {
  test.each<[string, Uint8Array, RegExp]>([
    ["an empty file", bytesOf(), /the file is empty/],
    ["text", bytesOf("hello\nworld\n"), /a text file, .*\n.*\n {2}got {7}"hello\\nworld\\n"/],
    ["a web page", bytesOf(web), /a web page, .*\n.*\n.*"Drive - Sign in"\n.*link has expired/],
    ["an error in XML", bytesOf("<?xml version='1.0'?><Error/>"), /a web page/],
    [
      "a git-lfs pointer",
      bytesOf("version https://git-lfs.github.com/spec/v1\noid sha256:0\n"),
      /git-lfs pointer.*\n.*\n.*git lfs pull/,
    ],
    ["a gzip archive", gzipSync("net"), /a gzip archive.*\n.*\n.*unpack it first/],
    [
      "a tar archive",
      bytesOf(new Uint8Array(257), "ustar\0", new Uint8Array(249)),
      /a tar archive,/,
    ],
    [
      "PyTorch's first format",
      bytesOf("pickle", new Uint8Array(251), "ustar\0", new Uint8Array(249)),
      /PyTorch before 0\.1\.10/,
    ],
    ["an HDF5 file", bytesOf(0x89, "HDF\r\n", 0x1a, "\n"), /an HDF5 file \(Keras or TensorFlow\)/],
    [
      "a TensorFlow checkpoint",
      bytesOf(new Uint8Array(40), 0x57, 0xfb, 0x80, 0x8b, 0x24, 0x75, 0x47, 0xdb),
      /a TensorFlow checkpoint/,
    ],
    ["a picture", bytesOf(0x89, "PNG\r\n", 0x1a, "\n"), /a PNG picture/],
    ["other bytes", bytesOf(0, 1, 2, 255), /begins with the bytes 00 01 02 ff/],
    ["a single array", goldenBytes("float32.npy"), /a single array without a name/],
    [
      "a pickle of another program",
      bytesOf("\x80\x02}."),
      /a Python pickle, but not one of PyTorch/,
    ],
    [
      "a zip archive of a checkpoint",
      zipOf([{ name: "best_net_G.pth", data: bytesOf("x") }]),
      /holds no tensors itself\n.*\n.*\n.*it contains "best_net_G\.pth"/,
    ],
    ["an empty zip archive", zipOf([]), /an empty archive/],
    [
      "a TorchScript program",
      zipOf(
        ["data.pkl", "constants.pkl", "code/a.py"].map((n) => ({
          name: `n/${n}`,
          data: bytesOf("x"),
        })),
      ),
      /TorchScript program.*\n.*\n.*torch\.jit\.load/,
    ],
  ])("%s", async (_, bytes, message) => {
    expect(await problem(bytes)).toMatch(message);
  });
});

describe("no file cut short is taken for a whole one:", () => {
  test.each(["mixed.pth", "net-legacy.pth", "unsigned.safetensors", "compressed.npz"])(
    "%s at every length",
    async (name) => {
      const bytes = goldenBytes(name);
      for (let length = 0; length < bytes.length; length++) {
        await problem(bytes.subarray(0, length));
      }
    },
  );

  test("float32.npy at every length", async () => {
    const bytes = goldenBytes("float32.npy");
    for (let length = 0; length < bytes.length; length++) {
      await problemOf(readNpy(bytesSource(bytes.subarray(0, length), "net_G.pth")));
    }
  });
});

describe("a .pth file that names program code is refused, and nothing is run:", () => {
  const attacks: [string, string][] = [
    ["os.system", "\x80\x02cos\nsystem\nX\x04\x00\x00\x00true\x85R."],
    ["builtins.eval", "\x80\x02}X\x01\x00\x00\x00ac__builtin__\neval\nX\x01\x00\x00\x001\x85Rs."],
    // __reduce__ of an object inside the arguments of a tensor.
    [
      "posix.system",
      "\x80\x02}X\x01\x00\x00\x00actorch._utils\n_rebuild_tensor_v2\n(cposix\nsystem\n)RtRs.",
    ],
    ["torch.hub.load", "\x80\x02ctorch.hub\nload\n."],
    ["torch.serialization.load", "\x80\x02ctorch.serialization\nload\n."],
    ["torch.storage._load_from_bytes", "\x80\x02ctorch.storage\n_load_from_bytes\n."],
    [
      "models.networks.generator.CLADEGenerator",
      "\x80\x02cmodels.networks.generator\nCLADEGenerator\n.",
    ],
  ];

  test.each(attacks)("%s in the new format", async (name, code) => {
    expect(await problem(pthOf(bytesOf(code)))).toContain(`asks Python for "${name}"`);
  });

  test.each(attacks)("%s in the old format", async (name, code) => {
    const head = goldenBytes("net-legacy.pth").subarray(0, 137); // up to the pickle of the weights
    expect(await problem(bytesOf(head, code, "]."))).toContain(`asks Python for "${name}"`);
  });
});

describe("a tensor is refused if", () => {
  const storages = { 0: new Uint8Array(8) };
  const huge = "\x8a\x07\x00\x00\x00\x00\x00\x00\x10"; // 2^52

  test("its parts fit together, it is not", async () => {
    expect(await readAll(pthOf(tensorPickle("K\x00(K\x02t(K\x01t"), storages))).toEqual(["weight"]);
  });

  test.each<[string, Uint8Array, RegExp]>([
    [
      "it reaches beyond its storage",
      tensorPickle("K\x01(K\x02t(K\x01t"),
      /beyond its storage\n.*2 el/,
    ],
    ["its stride does", tensorPickle("K\x00(K\x02t(K\x02t"), /beyond its storage/],
    ["its shape is huge", tensorPickle(`K\x00(${huge}t(K\x01t`), /beyond its storage/],
    ["its offset is", tensorPickle(`${huge}(K\x01t(K\x01t`), /beyond its storage/],
    ["its stride is", tensorPickle(`K\x00(K\x02t(${huge}t`), /beyond its storage/],
    [
      "expanding it makes it huge",
      tensorPickle(`K\x00(${huge}t(K\x00t`),
      /an expanded tensor is far larger/,
    ],
    [
      "its shape overflows",
      tensorPickle(`K\x00(${huge}${huge}t(K\x00K\x00t`),
      /shape of a tensor is damaged/,
    ],
    [
      "its shape is negative",
      tensorPickle("K\x00(J\xff\xff\xff\xfft(K\x01t"),
      /shape of a tensor is damaged/,
    ],
    ["its shape is text", tensorPickle("K\x00(U\x01at(K\x01t"), /shape of a tensor is damaged/],
    ["its strides are missing", tensorPickle("K\x00(K\x02t)"), /shape of a tensor is damaged/],
    [
      "it has 65 axes",
      tensorPickle(`K\x00(${"K\x01".repeat(65)}t(${"K\x01".repeat(65)}t`),
      /shape of a tensor/,
    ],
    [
      "the file has less than its storage promises",
      tensorPickle("K\x00(K\x02t(K\x01t", { elements: "K\x03" }),
      /not in the file as promised\n {2}expected {2}12 bytes in storage "0"\n {2}got {7}8 bytes/,
    ],
    [
      "the storage is impossibly large",
      tensorPickle("K\x00(K\x02t(K\x01t", { elements: huge }),
      /impossibly large/,
    ],
    [
      "the storage is no storage",
      tensorPickle("K\x00(K\x02t(K\x01t", { storage: "device" }),
      /unknown kind/,
    ],
  ])("%s", async (_, pickle, message) => {
    expect(await problem(pthOf(pickle, storages))).toMatch(message);
  });

  test("its storage is missing", async () => {
    const pickle = tensorPickle("K\x00(K\x02t(K\x01t");
    expect(await problem(pthOf(pickle))).toMatch(/no such storage/);
  });

  test.each([2n ** 62n, -1n, 3n])(
    "the old format promises %d elements and has two",
    async (count) => {
      const head = goldenBytes("net-legacy.pth").subarray(0, 137); // up to the pickle of the weights
      const keys = "\x80\x02]X\x01\x00\x00\x000a.";
      const pickle = tensorPickle("K\x00(K\x02t(K\x01t");
      const legacy = (n: bigint) => bytesOf(head, pickle, keys, little(8, n), storages[0]);
      expect(await readAll(legacy(2n))).toEqual(["weight"]);
      expect(await problem(legacy(count))).toMatch(
        /storage "0": the file ends too early\n.* 4 bytes/,
      );
    },
  );
});

describe("dictionaries", () => {
  test("of nothing but numbers hold no state dict", async () => {
    const message = await problem(pthOf(bytesOf("}(X\x05\x00\x00\x00epochK\x03u.")));
    expect(message).toMatch(/no named tensors.*\n.*\n.*"epoch"\n.*torch\.save/);
  });

  test("inside themselves are searched once", async () => {
    expect(await problem(pthOf(bytesOf("}q\x00(X\x01\x00\x00\x00ah\x00u.")))).toMatch(
      /no named tensors/,
    );
  });

  test("shared a thousand times, level upon level, are searched once each", async () => {
    const pair = "(X\x01\x00\x00\x00ah\x00X\x01\x00\x00\x00bh\x00u";
    const levels = `}q\x000${`}${pair}q\x000`.repeat(1000)}h\x00.`;
    expect(await problem(pthOf(bytesOf(levels)))).toMatch(/no named tensors/);
  });

  test("may have tensors called __proto__ or constructor", async () => {
    const rest = "X\x09\x00\x00\x00__proto__K\x01X\x0b\x00\x00\x00constructorK\x02";
    const pickle = tensorPickle("K\x00(K\x02t(K\x01t", { rest });
    const bytes = pthOf(pickle, { 0: new Uint8Array(8) });
    const stateDict = await openCheckpoint(bytesSource(bytes, "net_G.pth"));
    expect([...stateDict.tensors.keys()]).toEqual(["weight"]);
    expect(stateDict.notes).toEqual(['left out what is no tensor: "__proto__", "constructor"']);
    expect(await problemOf(stateDict.read("__proto__"))).toMatch(/there is no tensor "__proto__"/);
  });
});
