import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openFileSource } from "../../src/checkpoint/file-source.ts";
import { readNpy } from "../../src/checkpoint/npy.ts";
import { openCheckpoint } from "../../src/checkpoint/open-checkpoint.ts";
import { readFloat32 } from "../../src/checkpoint/state-dict.ts";
import { numElements } from "../../src/checkpoint/strides.ts";

/** A folder with more files from Python, if the environment names one. */
const folder = process.env.CLADESCOPE_GOLDENS;
const files =
  folder === undefined ? [] : readdirSync(folder, { recursive: true, encoding: "utf8" });

function named(pattern: RegExp): string[] {
  return files.filter((file) => pattern.test(file)).map((file) => join(folder ?? "", file));
}

if (folder === undefined) {
  test.skip("the files of CLADESCOPE_GOLDENS, which is not set", () => {});
} else {
  test.each(named(/\.(pth|safetensors)$/))("every tensor of %s is read whole", async (path) => {
    const stateDict = await openCheckpoint(path);
    expect(stateDict.tensors.size).toBeGreaterThan(0);
    for (const [name, { shape }] of stateDict.tensors) {
      const values = await readFloat32(stateDict, name);
      expect(values.length).toBe(numElements(shape));
      expect(values.every(Number.isFinite)).toBe(true);
    }
    await stateDict.close();
  });

  test.each(named(/\.npy$/))("%s is read whole", async (path) => {
    const source = await openFileSource(path);
    const { shape, data } = await readNpy(source);
    await source.close();
    expect(data.length).toBe(numElements(shape));
  });
}
