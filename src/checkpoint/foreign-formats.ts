/**
 * Files that people hand over by mistake, told apart by their first bytes, and what to do about each.
 *
 * @module
 */

import { CheckpointError, type Problem } from "../errors.ts";
import { shown } from "./message.ts";

interface ForeignFormat {
  readonly name: string;
  readonly matches: (head: Uint8Array, tail: Uint8Array) => boolean;
  readonly hint: string;
}

const UNPACK = "unpack it first and name the .pth file inside";

const FOREIGN: readonly ForeignFormat[] = [
  { name: "a gzip archive", matches: startsWith(0x1f, 0x8b), hint: UNPACK },
  { name: "an xz archive", matches: startsWith(0xfd, "7zXZ"), hint: UNPACK },
  { name: "a bzip2 archive", matches: startsWith("BZh"), hint: UNPACK },
  { name: "a zstd archive", matches: startsWith(0x28, 0xb5, 0x2f, 0xfd), hint: UNPACK },
  { name: "a 7z archive", matches: startsWith("7z", 0xbc, 0xaf), hint: UNPACK },
  { name: "a rar archive", matches: startsWith("Rar!"), hint: UNPACK },
  {
    name: "a tar archive, as PyTorch before 0.1.10 wrote it",
    matches: (head) => isTar(head) && text(head.subarray(0, 100)).includes("pickle"),
    hint: "load and save it again with a PyTorch of version 1 or 2",
  },
  { name: "a tar archive", matches: isTar, hint: UNPACK },
  {
    name: "an HDF5 file (Keras or TensorFlow)",
    matches: startsWith(0x89, "HDF\r\n"),
    hint: "only PyTorch, safetensors and numpy files can be read; save the weights as one of them",
  },
  {
    name: "a TensorFlow checkpoint",
    // The magic number of LevelDB tables, which .index files end with.
    matches: (_, tail) => endsWith(tail, [0x57, 0xfb, 0x80, 0x8b, 0x24, 0x75, 0x47, 0xdb]),
    hint: "only PyTorch, safetensors and numpy files can be read; save the weights as one of them",
  },
  { name: "a PNG picture", matches: startsWith(0x89, "PNG"), hint: "name the checkpoint first" },
  {
    name: "a JPEG picture",
    matches: startsWith(0xff, 0xd8, 0xff),
    hint: "name the checkpoint first",
  },
  { name: "a PDF document", matches: startsWith("%PDF"), hint: "name the .pth file" },
];

/**
 * The error for a file that is no checkpoint.
 *
 * @param head The first bytes, 512 if the file has so many.
 * @param tail The last 8 bytes.
 */
export function foreignFormat(head: Uint8Array, tail: Uint8Array, where: string): CheckpointError {
  const expected = "a .pth file of PyTorch, a safetensors file or an .npz file";
  const problem = (rest: Omit<Problem, "where">) =>
    new CheckpointError({ where, expected, ...rest });
  const foreign = FOREIGN.find(({ matches }) => matches(head, tail));
  if (foreign !== undefined) {
    return problem({ what: `this is ${foreign.name}, not a checkpoint`, hint: foreign.hint });
  }
  if (!isText(head)) {
    const bytes = Array.from(head.subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0"));
    return problem({
      what: "this is not a checkpoint",
      got: `a file that begins with the bytes ${bytes.join(" ")}`,
      hint: "check that this is the right file, and that it was downloaded completely",
    });
  }
  const start = text(head).trimStart();
  if (/^version https:\/\/git-lfs/.test(start)) {
    return problem({
      what: "this is a git-lfs pointer; the file itself was not fetched",
      hint: "run `git lfs pull` in its folder",
    });
  }
  if (/^(<!doctype|<html|<\?xml|<head|<script)/i.test(start)) {
    return problem({
      what: "this is a web page, not a checkpoint",
      got: shown(/<title>([^<]*)/i.exec(start)?.[1].trim() ?? start),
      hint: "web drives answer so when a link has expired or asks a question first; download it with a browser",
    });
  }
  return problem({
    what: "this is a text file, not a checkpoint",
    got: shown(start),
    hint: "check that this is the right file",
  });
}

/** Bytes, and text as its ASCII codes, at the beginning. */
function startsWith(...parts: (number | string)[]): (head: Uint8Array) => boolean {
  const magic = parts.flatMap((part) =>
    typeof part === "number" ? [part] : Array.from(part, (c) => c.charCodeAt(0)),
  );
  return (head) => magic.every((byte, i) => head[i] === byte);
}

function endsWith(tail: Uint8Array, magic: readonly number[]): boolean {
  return (
    tail.length >= magic.length && magic.every((byte, i) => tail.at(i - magic.length) === byte)
  );
}

function isTar(head: Uint8Array): boolean {
  return text(head.subarray(257, 262)) === "ustar";
}

/** No control characters but white space; what is not UTF-8 counts as text all the same. */
function isText(head: Uint8Array): boolean {
  return head.every((byte) => byte >= 0x20 || (byte >= 0x09 && byte <= 0x0d)) && !isBinary(head);
}

/** More than one byte in three outside ASCII is no text in any language's markup or logs. */
function isBinary(head: Uint8Array): boolean {
  return head.filter((byte) => byte >= 0x7f).length > head.length / 3;
}

function text(bytes: Uint8Array): string {
  return new TextDecoder("utf-8").decode(bytes);
}
