/**
 * Opens a checkpoint of any format that this folder reads. The format is told by the content, never
 * by the name: people rename files, and web drives rename them too.
 *
 * @module
 */

import { CheckpointError } from "../errors.ts";
import { showsFile } from "./contents.ts";
import { foreignFormat } from "./foreign-formats.ts";
import { NPY_MAGIC } from "./npy.ts";
import { hasArrays, openNpz, refuseArchive } from "./npz.ts";
import { openPthLegacy } from "./pth-legacy.ts";
import { findPickle, openPthZip } from "./pth-zip.ts";
import { openSafetensors } from "./safetensors.ts";
import type { ByteSource } from "./source.ts";
import type { StateDict } from "./state-dict.ts";
import { openZip } from "./zip.ts";

/** Enough to see what a file is. */
const HEAD_BYTES = 512;
const TAIL_BYTES = 8;

/**
 * Opens a `.pth`, safetensors or `.npz` file. Only its directory is read; close() gives it back.
 *
 * @param pathOrSource The path of a file (Node only), or a source, which close() will close.
 * @throws CheckpointError if it is none of these, damaged, or a pickle that names program code.
 */
export async function openCheckpoint(pathOrSource: string | ByteSource): Promise<StateDict> {
  if (typeof pathOrSource !== "string") return openSource(pathOrSource);
  const { openFileSource } = await import("./file-source.ts");
  const source = await openFileSource(pathOrSource);
  try {
    return showsFile(await openSource(source), source);
  } catch (error) {
    await source.close();
    throw error;
  }
}

async function openSource(source: ByteSource): Promise<StateDict> {
  const head = await source.read(0, Math.min(HEAD_BYTES, source.size));
  if (head.length === 0) {
    throw new CheckpointError({
      what: "the file is empty",
      where: source.name,
      hint: "download or copy it again",
    });
  }
  if (isZip(head)) return openArchive(source);
  if (NPY_MAGIC.every((byte, i) => head[i] === byte)) throw singleArray(source.name);
  if (isPickle(head)) return openPthLegacy(source);
  if (isSafetensors(head)) return openSafetensors(source);
  const tailBytes = Math.min(TAIL_BYTES, source.size);
  const tail = await source.read(source.size - tailBytes, tailBytes);
  throw foreignFormat(head, tail, source.name);
}

async function openArchive(source: ByteSource): Promise<StateDict> {
  const archive = await openZip(source);
  const pickle = findPickle(archive);
  if (pickle !== undefined) return openPthZip(source, archive, pickle);
  if (hasArrays(archive)) return openNpz(source, archive);
  return refuseArchive(source, archive);
}

/** `PK` with the signature of a first entry, or of the end of an empty archive. */
function isZip([p, k, a, b]: Uint8Array): boolean {
  return p === 0x50 && k === 0x4b && ((a === 0x03 && b === 0x04) || (a === 0x05 && b === 0x06));
}

/** PROTO and a known version, or PyTorch's magic number as protocols 0 and 1 write it. */
function isPickle(head: Uint8Array): boolean {
  const magic = "L119547037146038801333356L";
  return (
    (head[0] === 0x80 && head[1] <= 5) ||
    Array.from(magic).every((digit, i) => head[i] === digit.charCodeAt(0))
  );
}

/** A header of JSON after a length; the length of any header that fits into a file has zero bytes. */
function isSafetensors(head: Uint8Array): boolean {
  return head[8] === 0x7b && head.subarray(0, 8).includes(0);
}

function singleArray(where: string): CheckpointError {
  return new CheckpointError({
    what: "this is a single array without a name, not a checkpoint",
    where,
    expected: "a .pth file of PyTorch, a safetensors file or an .npz file",
    hint: "to make a checkpoint of arrays: numpy.savez(path, **{name: array, …})",
  });
}
