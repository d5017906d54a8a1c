import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { openCheckpoint } from "../../src/checkpoint/open-checkpoint.ts";
import { type PthEntry, writePth } from "./write-pth.ts";

const folder = mkdtempSync(join(tmpdir(), "cladescope-write-pth-"));
afterAll(() => rmSync(folder, { recursive: true }));

const entries: PthEntry[] = [
  {
    name: "a.weight",
    dtype: "float32",
    shape: [2, 3],
    data: () => Float32Array.of(1, 2, 3, 4, 5, 6),
  },
  { name: "a.half", dtype: "float16", shape: [2], data: () => Float32Array.of(-0.5, 65504) },
  { name: "num_batches_tracked", dtype: "int64", shape: [], data: () => BigInt64Array.of(7n) },
  { name: "größe", dtype: "float64", shape: [1, 1], data: () => Float64Array.of(0.1) },
  { name: "nothing", dtype: "float32", shape: [0, 4], data: () => new Float32Array(0) },
];

test("writePth() writes what openCheckpoint() reads: names, types, shapes and values", async () => {
  const path = join(folder, "net.pth");
  await writePth(path, entries);
  const stateDict = await openCheckpoint(path);
  expect([...stateDict.tensors.keys()]).toEqual(entries.map(({ name }) => name));
  for (const { name, dtype, shape, data } of entries) {
    expect(await stateDict.read(name)).toEqual({ dtype, shape, data: data() });
  }
  await stateDict.close();
});

test("writePth() puts the data of every tensor at a multiple of 64 bytes, as PyTorch does", async () => {
  const path = join(folder, "aligned.pth");
  const marks = [1.25, 2.25, 3.25].map((mark) => Float32Array.of(mark, mark, mark));
  await writePth(
    path,
    marks.map((data, i) => ({
      name: "x".repeat(i + 1),
      dtype: "float32",
      shape: [3],
      data: () => data,
    })),
  );
  const bytes = readFileSync(path);
  const offsets = marks.map(({ buffer }) => bytes.indexOf(Buffer.from(buffer)));
  expect(offsets.every((offset) => offset > 0 && offset % 64 === 0)).toBe(true);
});

test("writePth() refuses values that do not fill the shape", async () => {
  const data = () => new Float32Array(3);
  const writing = writePth(join(folder, "short.pth"), [
    { name: "a", dtype: "float32", shape: [4], data },
  ]);
  await expect(writing).rejects.toThrow("a: 3 values");
});
