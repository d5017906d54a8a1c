/** Builds the files that nobody's program writes by accident: bytes, pickles and zip archives by hand. */

import { deflateRawSync } from "node:zlib";
import { crc32 } from "../../src/checkpoint/crc32.ts";

/** Text as the bytes of its character codes, numbers as one byte each. */
export function bytesOf(...parts: (string | number | Uint8Array)[]): Uint8Array {
  return new Uint8Array(
    Buffer.concat(
      parts.map((part) =>
        typeof part === "number"
          ? Uint8Array.of(part)
          : typeof part === "string"
            ? Buffer.from(part, "latin1")
            : part,
      ),
    ),
  );
}

/** A little-endian number of 2, 4 or 8 bytes. */
export function little(size: 2 | 4 | 8, value: number | bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt.asUintN(64, BigInt(value)), true);
  return bytes.slice(0, size);
}

export interface EntrySpec {
  name: string;
  data: Uint8Array;
  deflate?: boolean;
  /** Lies: what the directory (or, with `local`, the entry's own header) says instead. */
  size?: number;
  compressedSize?: number;
  start?: number;
  flags?: number;
  method?: number;
  crc?: number;
  local?: { name?: string; size?: number; compressedSize?: number; method?: number };
}

/** A zip archive with the lies asked for. */
export function zipOf(
  entries: readonly EntrySpec[],
  { count = entries.length, comment = "" }: { count?: number; comment?: string } = {},
): Uint8Array {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let at = 0;
  for (const entry of entries) {
    const stored = entry.deflate ? deflateRawSync(entry.data) : entry.data;
    const method = entry.method ?? (entry.deflate ? 8 : 0);
    const crc = entry.crc ?? crc32(entry.data);
    const flags = entry.flags ?? 0;
    const { local = {} } = entry;
    const name = Buffer.from(entry.name);
    const localName = Buffer.from(local.name ?? entry.name);
    const header = bytesOf(
      "PK\x03\x04",
      ...[20, flags, local.method ?? method, 0, 0].map((v) => little(2, v)),
      ...[
        crc,
        local.compressedSize ?? entry.compressedSize ?? stored.length,
        local.size ?? entry.size ?? entry.data.length,
      ].map((v) => little(4, v)),
      little(2, localName.length),
      little(2, 0),
      localName,
    );
    directory.push(
      bytesOf(
        "PK\x01\x02",
        ...[20, 20, flags, method, 0, 0].map((v) => little(2, v)),
        ...[crc, entry.compressedSize ?? stored.length, entry.size ?? entry.data.length].map((v) =>
          little(4, v),
        ),
        ...[name.length, 0, 0, 0, 0].map((v) => little(2, v)),
        little(4, 0),
        little(4, entry.start ?? at),
        name,
      ),
    );
    parts.push(header, stored);
    at += header.length + stored.length;
  }
  const directoryBytes = bytesOf(...directory);
  const end = bytesOf(
    "PK\x05\x06",
    ...[0, 0, count, count].map((v) => little(2, v)),
    little(4, directoryBytes.length),
    little(4, at),
    little(2, comment.length),
    comment,
  );
  return bytesOf(...parts, directoryBytes, end);
}

/** A `.pth` archive around a pickle. */
export function pthOf(pickle: Uint8Array, storages: Record<string, Uint8Array> = {}): Uint8Array {
  return zipOf([
    { name: "net/data.pkl", data: pickle },
    ...Object.entries(storages).map(([key, data]) => ({ name: `net/data/${key}`, data })),
  ]);
}

/**
 * A pickled dictionary with one tensor `weight`, whose parts are given as pickle code.
 *
 * @param view Offset, size and stride; `K\x00(K\x02t(K\x01t` is a vector of two.
 */
export function tensorPickle(
  view: string,
  {
    storage = "FloatStorage",
    elements = "K\x02",
    rest = "",
  }: { storage?: string; elements?: string; rest?: string } = {},
): Uint8Array {
  return bytesOf(
    "\x80\x02}(X\x06\x00\x00\x00weightctorch._utils\n_rebuild_tensor_v2\n(",
    `(X\x07\x00\x00\x00storagectorch\n${storage}\nX\x01\x00\x00\x000X\x03\x00\x00\x00cpu${elements}tQ`,
    `${view}\x89ccollections\nOrderedDict\n)RtR${rest}u.`,
  );
}
