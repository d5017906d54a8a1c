/**
 * Valid files, damaged at random: whatever happens, it is a CheckpointError or a sound result, and
 * memory stays within the bounds that the readers promise. `FUZZ_RUNS=20000 npx vitest run --dir
 * test fuzz` looks longer; `FUZZ_SEED` looks elsewhere.
 */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readNpy } from "../../src/checkpoint/npy.ts";
import { openCheckpoint } from "../../src/checkpoint/open-checkpoint.ts";
import { type ByteSource, bytesSource } from "../../src/checkpoint/source.ts";
import { numElements } from "../../src/checkpoint/strides.ts";
import type { Tensor } from "../../src/checkpoint/tensor.ts";
import { CheckpointError } from "../../src/errors.ts";
import { goldenBytes } from "./goldens.ts";
import { bytesOf, pthOf } from "./hostile-files.ts";
import { damage } from "./mutations.ts";

const runs = Number(process.env.FUZZ_RUNS ?? 150);
const seed = Number(process.env.FUZZ_SEED ?? 3);
const timeout = 30_000 + 20 * runs;

/** Remembers the most that was asked for at once. */
function watched(bytes: Uint8Array): { source: ByteSource; most: () => number } {
  const inner = bytesSource(bytes, "damaged");
  let most = 0;
  const read = async (offset: number, length: number) => {
    const part = await inner.read(offset, length); // refuses what is not inside the file
    most = Math.max(most, length);
    return part;
  };
  return { source: { ...inner, read }, most: () => most };
}

/**
 * One tensor takes at most the bytes of its storage (a deflated one 1032 times its part of the file),
 * twice that for half precision; an expanded view at most 2^20 elements of 8 bytes.
 */
function memoryBound(fileBytes: number): number {
  return Math.max(2 * 1032 * fileBytes, 2 ** 20 * 8);
}

function check({ shape, data }: Tensor, fileBytes: number): void {
  expect(data.length).toBe(numElements(shape));
  expect(data.byteLength).toBeLessThanOrEqual(memoryBound(fileBytes));
}

async function toleratesDamage(
  name: string,
  readAll: (source: ByteSource) => Promise<Tensor[]>,
): Promise<void> {
  const valid = goldenBytes(name);
  await fc.assert(
    fc.asyncProperty(damage, (mutate) => readSafely(mutate(valid), readAll)),
    { numRuns: runs, seed },
  );
}

/** Reads everything; fails on any other error than a short CheckpointError, and on too much memory. */
async function readSafely(
  bytes: Uint8Array,
  readAll: (source: ByteSource) => Promise<Tensor[]>,
): Promise<void> {
  const { source, most } = watched(bytes);
  try {
    for (const tensor of await readAll(source)) check(tensor, bytes.length);
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error;
    expect(error.message.split("\n").length).toBeLessThanOrEqual(6);
    expect(error.message.length).toBeLessThanOrEqual(1000);
  }
  expect(most()).toBeLessThanOrEqual(bytes.length);
}

/** Opcodes and pieces of real pickles, to be strung together at random. */
const snippets = [
  ..."()]}012NlteaudsbRoQ",
  ...["\x85", "\x86", "\x87", "\x81", "\x92", "\x93", "\x94", "\x8f", "\x90", "\x91"],
  ...[
    "K\x00",
    "K\x01",
    "K\x02",
    "K\x05",
    "J\xff\xff\xff\xff",
    "\x8a\x07\x00\x00\x00\x00\x00\x00\x10",
  ],
  ...["q\x00", "q\x01", "h\x00", "h\x01", "g0\n", "U\x010", "U\x07storage", "U\x0astate_dict"],
  ...["ctorch._utils\n_rebuild_tensor_v2\n", "ctorch._utils\n_rebuild_tensor_v3\n"],
  ...["ctorch._utils\n_rebuild_parameter\n", "ccollections\nOrderedDict\n", "ctorch\nSize\n"],
  ...["ctorch\nFloatStorage\n", "ctorch.storage\nUntypedStorage\n", "ctorch\nuint16\n"],
  "(U\x07storagectorch\nFloatStorage\nU\x010U\x03cpuK\x02tQ",
  "ctorch._utils\n_rebuild_tensor_v2\n((U\x07storagectorch\nFloatStorage\nU\x010U\x03cpuK\x02tQK\x00(K\x02t(K\x01ttR",
];

async function readCheckpoint(source: ByteSource): Promise<Tensor[]> {
  const stateDict = await openCheckpoint(source);
  const tensors: Tensor[] = [];
  for (const name of stateDict.tensors.keys()) {
    // A tensor that cannot be read must not keep the others from being read.
    const tensor = await stateDict.read(name).catch((error: unknown) => {
      if (!(error instanceof CheckpointError)) throw error;
    });
    if (tensor !== undefined) tensors.push(tensor);
  }
  return tensors;
}

describe("only a CheckpointError comes out of a damaged", () => {
  test.each([
    "views.pth",
    "views-protocol-4.pth",
    "views-deflated.pth",
    "wrapper.pth",
    "unsigned.pth",
    "views-legacy.pth",
    "net-legacy.pth",
    "dtypes-legacy.pth",
    "dtypes.safetensors",
    "compressed.npz",
    "plain.npz",
  ])("%s", (name) => toleratesDamage(name, readCheckpoint), timeout);

  test.each(["float32.npy", "fortran.npy", "big-f2.npy", "version-3.npy"])(
    "%s",
    (name) => toleratesDamage(name, async (source) => [await readNpy(source)]),
    timeout,
  );

  test(
    "pickle that was put together at random",
    async () => {
      const program = fc.array(fc.constantFrom(...snippets), { maxLength: 40 });
      await fc.assert(
        fc.asyncProperty(program, async (parts) => {
          // A dictionary around it, and the end, so that more of them mean something.
          const pickle = bytesOf("}(U\x01w", ...parts, "u.");
          const bytes = pthOf(pickle, { 0: new Uint8Array(8) });
          await readSafely(bytes, readCheckpoint);
        }),
        { numRuns: 4 * runs, seed },
      );
    },
    timeout,
  );
});
