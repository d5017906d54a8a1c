import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type DType, decode, elementSize } from "../../src/checkpoint/dtype.ts";
import {
  openSafetensors,
  type SafetensorsEntry,
  writeSafetensors,
} from "../../src/checkpoint/safetensors.ts";
import { bytesSource } from "../../src/checkpoint/source.ts";
import type { StateDict } from "../../src/checkpoint/state-dict.ts";
import { describedAll, goldenBytes } from "./goldens.ts";

async function fileOf(
  entries: Iterable<SafetensorsEntry>,
  metadata?: Iterable<readonly [string, string]>,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of writeSafetensors(entries, metadata)) chunks.push(chunk);
  return new Uint8Array(Buffer.concat(chunks));
}

const open = (bytes: Uint8Array): Promise<StateDict> =>
  openSafetensors(bytesSource(bytes, "a.safetensors"));

/** A file with this text as its header and `dataBytes` zeros. */
function fileWith(header: string, dataBytes = 0, length = Buffer.byteLength(header)): Uint8Array {
  const bytes = new Uint8Array(8 + Buffer.byteLength(header) + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.set(new TextEncoder().encode(header), 8);
  return bytes;
}

const DTYPES: DType[] = [
  ...(["float16", "bfloat16", "float32", "float64", "int8", "uint8", "int16", "uint16"] as const),
  ...(["int32", "uint32", "int64", "uint64", "bool"] as const),
];

/** Random bit patterns; the quiet NaN bit differs by machine, so exponents stay below it. */
const entry = fc
  .record({
    name: fc.oneof(fc.string(), fc.constantFrom("__proto__", "constructor", "toString", "é\u2028")),
    dtype: fc.constantFrom(...DTYPES),
    shape: fc.array(fc.nat(3), { maxLength: 3 }),
    byte: fc.nat(60),
  })
  .map(({ name, dtype, shape, byte }) => {
    const length = shape.reduce((a, b) => a * b, 1) * elementSize(dtype);
    return { name, dtype, shape, data: decode(dtype, new Uint8Array(length).fill(byte)) };
  });

describe("writeSafetensors()", () => {
  test("gives the bytes of safetensors' own writer", async () => {
    const golden = goldenBytes("unsigned.safetensors");
    const stateDict = await open(golden);
    const entries = await Promise.all(
      [...stateDict.tensors.keys()].map(async (name) => ({
        name,
        ...(await stateDict.read(name)),
      })),
    );
    expect(await fileOf(entries)).toEqual(golden);
  });

  test("and openSafetensors() are inverse for all names, types and shapes", async () => {
    const entries = fc.uniqueArray(entry, { selector: ({ name }) => name, maxLength: 6 });
    const metadata = fc.uniqueArray(fc.tuple(fc.string(), fc.string()), { selector: ([k]) => k });
    await fc.assert(
      fc.asyncProperty(entries, metadata, async (tensors, texts) => {
        const stateDict = await open(await fileOf(tensors, texts));
        for (const { name, ...tensor } of tensors) {
          expect(await stateDict.read(name)).toEqual(tensor);
        }
        expect(stateDict.tensors.size).toBe(tensors.length);
        expect(new Map(stateDict.metadata)).toEqual(new Map(texts));
      }),
      { seed: 3 },
    );
  });

  test("keeps the order of the names and aligns the data", async () => {
    const file = await fileOf([
      { name: "mask", dtype: "bool", shape: [3], data: Uint8Array.of(1, 0, 1) },
      { name: "weight", dtype: "float32", shape: [1], data: Float32Array.of(0.5) },
      { name: "count", dtype: "int64", shape: [], data: BigInt64Array.of(7n) },
    ]);
    const stateDict = await open(file);
    expect((await describedAll(stateDict)).map(([name, { values }]) => [name, values])).toEqual([
      ["mask", [1, 0, 1]],
      ["weight", [0.5]],
      ["count", [7]],
    ]);
    expect(new DataView(file.buffer).getUint32(0, true) % 8).toBe(0);
    expect(Array.from(file.subarray(-15))).toEqual([7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 63, 1, 0, 1]);
  });

  test("asks for a tensor's values only when its turn comes", async () => {
    const asked: string[] = [];
    const lazy = (name: string) => ({
      name,
      dtype: "float16" as const,
      shape: [2],
      data: async () => {
        asked.push(name);
        return Float32Array.of(1, 65519);
      },
    });
    const chunks = writeSafetensors([lazy("a"), lazy("b")]);
    await chunks.next();
    expect(asked).toEqual([]);
    expect((await chunks.next()).value).toEqual(Uint8Array.of(0x00, 0x3c, 0xff, 0x7b));
    expect(asked).toEqual(["a"]);
    await chunks.return(undefined);
  });

  test("takes encoded bytes as they are", async () => {
    const data = Uint8Array.of(0, 0, 128, 63);
    const stateDict = await open(await fileOf([{ name: "a", dtype: "float32", shape: [1], data }]));
    expect((await stateDict.read("a")).data).toEqual(Float32Array.of(1));
  });

  test("refuses equal names, the format's own name, and data that do not fit", async () => {
    const a = { name: "a", dtype: "float32", shape: [1], data: Float32Array.of(1) } as const;
    await expect(fileOf([a, a])).rejects.toThrow(/"a": the name is taken/);
    await expect(fileOf([{ ...a, name: "__metadata__" }])).rejects.toThrow(/the name is taken/);
    await expect(fileOf([{ ...a, shape: [2] }])).rejects.toThrow(/8 bytes for float32 \[2\]/);
    await expect(fileOf([{ ...a, dtype: "int32" }])).rejects.toThrow(/an Int32Array/);
    await expect(fileOf([{ ...a, shape: [-1] }])).rejects.toThrow(/not a shape/);
  });
});

describe("openSafetensors() refuses", () => {
  const tensor = (from: number, to: number, shape = `[${(to - from) / 4}]`) =>
    `{"dtype":"F32","shape":${shape},"data_offsets":[${from},${to}]}`;

  test.each([
    ["a header longer than the file", fileWith("{}", 0, 3), /longer than it can be/],
    ["a gap before the first tensor", fileWith(`{"a":${tensor(4, 8)}}`, 8), /a gap between/],
    [
      "a gap between tensors",
      fileWith(`{"a":${tensor(0, 4)},"b":${tensor(8, 12)}}`, 12),
      /a gap between/,
    ],
    [
      "overlapping tensors",
      fileWith(`{"a":${tensor(0, 8)},"b":${tensor(4, 12)}}`, 12),
      /tensors overlap/,
    ],
    ["data after the last tensor", fileWith(`{"a":${tensor(0, 4)}}`, 5), /do not fill the file/],
    ["too few data", fileWith(`{"a":${tensor(0, 8)}}`, 4), /do not fill the file/],
    ["a size that differs", fileWith(`{"a":${tensor(0, 8, "[3]")}}`, 8), /does not fit the shape/],
    ["a negative length", fileWith(`{"a":${tensor(0, 8, "[-2]")}}`, 8), /not a list of lengths/],
    ["a huge shape", fileWith(`{"a":${tensor(0, 0, "[1e10,1e10]")}}`), /not a list of lengths/],
    ["offsets that run backwards", fileWith(`{"a":${tensor(8, 0, "[2]")}}`, 8), /pair of offsets/],
    [
      "the same name twice",
      fileWith(`{"a":${tensor(0, 4)},"a":${tensor(0, 4)}}`, 4),
      /same name twice/,
    ],
    ["a name that escapes to the same", fileWith(`{"a":{},"\\u0061":{}}`), /same name twice/],
    ["a list instead of an object", fileWith("[]"), /not one of a safetensors file/],
    ["towers of lists", fileWith("[".repeat(100_000)), /not one of a safetensors file/],
    ["no element type", fileWith('{"a":{"shape":[0],"data_offsets":[0,0]}}'), /type is missing/],
    ["numbers as metadata", fileWith('{"__metadata__":{"a":1}}'), /not text/],
    ["broken JSON", fileWith('{"a":'), /not JSON/],
    ["a number instead of a tensor", fileWith('{"a":1}'), /something else than an object/],
  ])("%s", async (_, bytes, message) => {
    await expect(open(bytes)).rejects.toThrow(message);
  });

  test("a header of 2^60 bytes, before taking any memory", async () => {
    const bytes = fileWith("{}", 0);
    new DataView(bytes.buffer).setBigUint64(0, 2n ** 60n, true);
    await expect(open(bytes)).rejects.toThrow(
      "a.safetensors: the header is longer than it can be\n" +
        "  expected  at most 2 bytes\n  got       1152921504606846976\n" +
        "  try       download or copy the file again",
    );
  });
});

test("openSafetensors() leaves out element types that JavaScript lacks, and says so", async () => {
  const header = '{"a":{"dtype":"F8_E4M3","shape":[2],"data_offsets":[0,2]}}';
  const { tensors, notes } = await open(fileWith(header, 2));
  expect([...tensors.keys()]).toEqual([]);
  expect(notes).toEqual(['left out "a": its element type "F8_E4M3" is not supported']);
});

test("openSafetensors() treats __proto__ as the name of a tensor", async () => {
  const header = '{"__proto__":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}';
  const stateDict = await open(fileWith(header, 1));
  expect((await stateDict.read("__proto__")).data).toEqual(Uint8Array.of(0));
});
