import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openFileSource } from "../../src/checkpoint/file-source.ts";
import { encodeNpy, readNpy } from "../../src/checkpoint/npy.ts";
import { parseHeaderDict } from "../../src/checkpoint/npy-header.ts";
import { bytesSource } from "../../src/checkpoint/source.ts";
import { described, expectedTensors, goldenBytes, goldenPath } from "./goldens.ts";

const arrays = Object.keys(expectedTensors).filter((name) => name.endsWith(".npy"));

test.each(arrays)("readNpy() reads what numpy wrote: %s", async (name) => {
  const source = await openFileSource(goldenPath(name));
  expect(described(await readNpy(source))).toEqual(expectedTensors[name][""]);
  await source.close();
});

test.each(arrays.filter((name) => /^(float32|scalar|empty|bool|little-.*)\.npy$/.test(name)))(
  "encodeNpy() gives numpy's own bytes: %s",
  async (name) => {
    const bytes = goldenBytes(name);
    expect(encodeNpy(await readNpy(bytesSource(bytes, name)))).toEqual(bytes);
  },
);

test("encodeNpy() and readNpy() are inverse for any shape", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(5), { maxLength: 4 }), async (shape) => {
      const length = shape.reduce((a, b) => a * b, 1);
      const tensor = { dtype: "float32", shape, data: new Float32Array(length).fill(0.5) } as const;
      expect(await readNpy(bytesSource(encodeNpy(tensor), "test"))).toEqual(tensor);
    }),
    { seed: 3 },
  );
});

describe("readNpy() refuses, and says what to do about,", () => {
  const read = async (name: string) => readNpy(bytesSource(goldenBytes(name), name));

  test("structured arrays", async () => {
    await expect(read("structured.npy")).rejects.toThrow(/got {7}a structured type\n.*astype/);
  });

  test("arrays of Python objects", async () => {
    await expect(read("object.npy")).rejects.toThrow(/not plain numbers\n.*\n.*"\|O"/);
  });

  test("complex arrays", async () => {
    await expect(read("complex.npy")).rejects.toThrow(/not plain numbers\n.*\n.*"<c8"/);
  });

  test("files of another length than their array", async () => {
    const bytes = goldenBytes("float32.npy");
    const longer = new Uint8Array([...bytes, 0]);
    for (const wrong of [bytes.subarray(0, -1), longer]) {
      await expect(readNpy(bytesSource(wrong, "a.npy"))).rejects.toThrow(
        /a\.npy: the file is not as long as its array\n {2}expected {2}24 bytes for float32 \[2,3\]/,
      );
    }
  });
});

describe("encodeNpy() refuses", () => {
  test("bfloat16, which numpy does not have", () => {
    const tensor = { dtype: "bfloat16", shape: [1], data: Float32Array.of(1) } as const;
    expect(() => encodeNpy(tensor)).toThrow(/numpy has no element type bfloat16/);
  });

  test("data that do not fit the shape or the type", () => {
    const data = Float32Array.of(1);
    expect(() => encodeNpy({ dtype: "float32", shape: [2], data })).toThrow(/2 values/);
    expect(() => encodeNpy({ dtype: "int32", shape: [1], data })).toThrow(/an Int32Array/);
  });
});

describe("parseHeaderDict()", () => {
  test("reads Python 2's long lengths, double quotes and no trailing comma", () => {
    const header = parseHeaderDict("{\"shape\": (3L, 4L), 'fortran_order': True}", "test");
    expect(Object.fromEntries(header)).toEqual({ shape: [3, 4], fortran_order: true });
  });

  test.each([
    "",
    "{",
    "{'a': 1",
    "{'a' 1}",
    "{'a': 1} + 1",
    "{'a': __import__('os')}",
    "{'a': 1, 'a': 2}",
    "{1: 2}",
    "{'a': -1}",
    `{'a': ${"(".repeat(20)}${")".repeat(20)}}`,
    "{'a': 99999999999999999999}",
  ])("refuses %s", (text) => {
    expect(() => parseHeaderDict(text, "test")).toThrow(/the header of the array cannot be read/);
  });
});
