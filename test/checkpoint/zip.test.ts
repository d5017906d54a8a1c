import { deflateRawSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ByteSource, bytesSource } from "../../src/checkpoint/source.ts";
import { openZip } from "../../src/checkpoint/zip.ts";
import { bytesOf, type EntrySpec, little, zipOf } from "./hostile-files.ts";

const text = (value: string) => new TextEncoder().encode(value);

async function readAll(bytes: Uint8Array): Promise<Record<string, string>> {
  const archive = await openZip(bytesSource(bytes, "a.zip"));
  const contents: [string, string][] = [];
  for (const entry of archive.entries.values()) {
    const source = await archive.open(entry);
    const data = await source.read(0, source.size);
    contents.push([entry.name, new TextDecoder().decode(data)]);
  }
  return Object.fromEntries(contents);
}

const a: EntrySpec = { name: "a", data: text("first") };
const b: EntrySpec = { name: "b", data: text("second ".repeat(40)), deflate: true };

describe("openZip() reads", () => {
  test("stored and deflated entries, and a comment that looks like an end", async () => {
    const bytes = zipOf([a, b], { comment: "PK\x05\x06 and more" });
    expect(await readAll(bytes)).toEqual({ a: "first", b: "second ".repeat(40) });
  });

  test("an empty archive", async () => {
    expect(await readAll(zipOf([]))).toEqual({});
  });

  test("entries called __proto__", async () => {
    const archive = await openZip(bytesSource(zipOf([{ ...a, name: "__proto__" }]), "a.zip"));
    expect([...archive.entries.keys()]).toEqual(["__proto__"]);
  });

  test("any range of an entry", async () => {
    const data = Uint8Array.from({ length: 20_000 }, (_, i) => (i * i) % 251);
    const entries = [false, true].map((deflate) => ({ name: `${deflate}`, data, deflate }));
    const archive = await openZip(bytesSource(zipOf(entries), "a.zip"));
    const range = fc
      .tuple(fc.nat(20_000), fc.nat(20_000))
      .map((pair) => pair.sort((x, y) => x - y));
    await fc.assert(
      fc.asyncProperty(range, fc.constantFrom(...archive.entries.values()), async (pair, entry) => {
        const source = await archive.open(entry);
        const part = await source.read(pair[0], pair[1] - pair[0]);
        expect(part).toEqual(data.subarray(...pair));
      }),
      { seed: 3 },
    );
  });

  test("64-bit sizes and offsets", async () => {
    const bytes = zip64Of("name", text("content"));
    expect(await readAll(bytes)).toEqual({ name: "content" });
  });

  test("only the directory on opening, and only the entry on reading", async () => {
    const large = { name: "large", data: new Uint8Array(1_000_000) };
    const bytes = zipOf([large, a]);
    let taken = 0;
    const counting: ByteSource = {
      ...bytesSource(bytes, "a.zip"),
      read: async (offset, length) => {
        taken += length;
        return bytes.slice(offset, offset + length);
      },
    };
    const archive = await openZip(counting);
    const entry = archive.entries.get("a");
    if (entry === undefined) throw new Error("a is missing");
    await (await archive.open(entry)).read(0, 5);
    expect(taken).toBeLessThan(70_000); // the longest comment, and little else
  });
});

describe("openZip() refuses", () => {
  test.each<[string, Uint8Array, RegExp]>([
    ["a missing end", zipOf([a]).subarray(0, -1), /the end of the zip archive is missing/],
    ["two entries of one name", zipOf([a, { ...b, name: "a" }]), /two entries are called "a"/],
    [
      "entries in one place",
      zipOf([a, { ...a, name: "c", start: 0 }]),
      /reaches into what follows/,
    ],
    [
      "entries that overlap a little",
      zipOf([a, { ...b, start: 20 }]),
      /"a": the entry reaches into what follows it/,
    ],
    ["an entry beyond the directory", zipOf([{ ...a, start: 1000 }]), /reaches into what follows/],
    ["more entries than there are", zipOf([a], { count: 2 }), /cannot hold as many entries/],
    ["65,534 entries in no bytes", zipOf([], { count: 65_534 }), /cannot hold as many entries/],
    [
      "stored entries of two sizes",
      zipOf([{ ...a, size: 4 }]),
      /claims a size that it cannot have/,
    ],
    [
      "more than deflate can expand to",
      zipOf([{ ...b, size: 4_000_000_000 }]),
      /claims a size that it cannot have\n {2}expected {2}at most \d+ bytes\n {2}got {7}4000000000 bytes/,
    ],
    ["encrypted entries", zipOf([{ ...a, flags: 1 }]), /the entry is encrypted/],
    ["unknown compression", zipOf([{ ...a, method: 12 }]), /method 12/],
    ["a missing 64-bit size", zipOf([{ ...a, size: 0xffffffff }]), /64-bit size is missing/],
  ])("%s", async (_, bytes, message) => {
    await expect(readAll(bytes)).rejects.toThrow(message);
  });

  test.each<[string, EntrySpec, RegExp]>([
    ["another name in the entry's own header", { ...a, local: { name: "x" } }, /disagree/],
    ["another size there", { ...a, local: { size: 6 } }, /disagree/],
    ["another compressed size there", { ...a, local: { compressedSize: 6 } }, /disagree/],
    ["another method there", { ...a, local: { method: 8 } }, /disagree/],
    ["no entry where one should be", { ...a, start: 1 }, /no entry where|reaches into/],
    ["a wrong checksum", { ...b, crc: 1 }, /their checksum differs/],
    ["deflated data that are not", { ...a, method: 8 }, /the compressed data are damaged/],
    ["a longer promise than the data", { ...b, size: 281 }, /280 bytes/],
    ["a shorter promise than the data", { ...b, size: 279 }, /279 bytes, as the file says/],
  ])("%s", async (_, entry, message) => {
    await expect(readAll(zipOf([entry]))).rejects.toThrow(message);
  });

  test("a bomb, having inflated no more than it promised", async () => {
    const bomb = deflateRawSync(new Uint8Array(50_000_000));
    const entry = { name: "bomb", data: bomb, method: 8, size: 1000 };
    await expect(readAll(zipOf([entry]))).rejects.toThrow(/1000 bytes, as the file says/);
  });
});

/** One stored entry, all of whose sizes and offsets are in zip64 fields. */
function zip64Of(name: string, data: Uint8Array): Uint8Array {
  const full = 0xffffffff;
  const sizes = [little(8, data.length), little(8, data.length)];
  const local = bytesOf(
    "PK\x03\x04",
    ...[45, 0, 0, 0, 0].map((v) => little(2, v)),
    ...[0, full, full].map((v) => little(4, v)),
    little(2, name.length),
    little(2, 20),
    name,
    little(2, 1),
    little(2, 16),
    ...sizes,
  );
  const directory = bytesOf(
    "PK\x01\x02",
    ...[45, 45, 0, 0, 0, 0].map((v) => little(2, v)),
    ...[0, full, full].map((v) => little(4, v)),
    ...[name.length, 28, 0, 0, 0].map((v) => little(2, v)),
    little(4, 0),
    little(4, full),
    name,
    little(2, 1),
    little(2, 24),
    ...sizes,
    little(8, 0),
  );
  const start = local.length + data.length;
  const end = bytesOf(
    "PK\x06\x06",
    little(8, 44),
    ...[45, 45].map((v) => little(2, v)),
    ...[0, 0].map((v) => little(4, v)),
    ...[1, 1, directory.length, start].map((v) => little(8, v)),
    "PK\x06\x07",
    little(4, 0),
    little(8, start + directory.length),
    little(4, 1),
    "PK\x05\x06",
    ...[0, 0, 0xffff, 0xffff].map((v) => little(2, v)),
    little(4, full),
    little(4, full),
    little(2, 0),
  );
  return bytesOf(local, data, directory, end);
}
