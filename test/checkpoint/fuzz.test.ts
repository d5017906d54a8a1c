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
    fc.asyncProperty(damage, async (mutate) => {
      const bytes = mutate(valid);
      const { source, most } = watched(bytes);
      try {
        for (const tensor of await readAll(source)) check(tensor, bytes.length);
      } catch (error) {
        if (!(error instanceof CheckpointError)) throw error;
        expect(error.message.split("\n").length).toBeLessThanOrEqual(6);
        expect(error.message.length).toBeLessThanOrEqual(1000);
      }
      expect(most()).toBeLessThanOrEqual(bytes.length);
    }),
    { numRuns: runs, seed },
  );
}

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
});
