/**
 * Every tensor of every reference file is read whole: the files of the small networks that come with the tests, and
 * with CLADESCOPE_GOLDENS=DIR all under DIR.
 *
 * @module
 */

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { openFileSource } from "../../src/checkpoint/file-source.ts";
import { readNpy } from "../../src/checkpoint/npy.ts";
import { openCheckpoint } from "../../src/checkpoint/open-checkpoint.ts";
import { readFloat32 } from "../../src/checkpoint/state-dict.ts";
import { numElements } from "../../src/checkpoint/strides.ts";

const own = ["tiny", "networks"].map((name) =>
  fileURLToPath(new URL(`../goldens/${name}`, import.meta.url)),
);
const more = process.env.CLADESCOPE_GOLDENS || undefined; // empty counts as unset

const files = [...own, ...(more === undefined ? [] : [more])].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" }).map((file) => join(folder, file)),
);

const checkpoints = files.filter((file) => /\.(pth|safetensors)$/.test(file));
const arrays = files.filter((file) => file.endsWith(".npy"));

test("there are checkpoints to read", () => {
  expect(checkpoints.length).toBeGreaterThan(0);
});

test.each(checkpoints)("every tensor of %s is read whole", async (path) => {
  const stateDict = await openCheckpoint(path);
  expect(stateDict.tensors.size).toBeGreaterThan(0);
  for (const [name, { shape }] of stateDict.tensors) {
    const values = await readFloat32(stateDict, name);
    expect(values.length).toBe(numElements(shape));
    expect(values.every(Number.isFinite)).toBe(true);
  }
  await stateDict.close();
});

test.each(arrays)("%s is read whole", async (path) => {
  const source = await openFileSource(path);
  const { shape, data } = await readNpy(source);
  await source.close();
  expect(data.length).toBe(numElements(shape));
});
