/**
 * The bytes of a file that a user gives (Node only).
 *
 * @module
 */

import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { LabelError } from "../errors.ts";

/** Larger input files than this are a mistake: a label map of 64 megapixels takes 256 MiB even as int32. */
const MAX_BYTES = 2 ** 30;

const REASONS: Readonly<Record<string, readonly [what: string, hint: string]>> = {
  ENOENT: ["there is no such file", "check the path; relative paths start at the current folder"],
  ENOTDIR: ["there is no such file", "check the path: a part of it is a file, not a folder"],
  EISDIR: ["this is a folder", "name the file inside it"],
  EACCES: ["the file may not be read", "check its permissions"],
};

/** All bytes of an input file. @throws LabelError if it cannot be read. */
export async function readBytes(path: string): Promise<Uint8Array> {
  try {
    const file = await stat(path);
    if (file.size > MAX_BYTES) throw tooLarge(path, `${file.size}`);
    if (file.isCharacterDevice() || file.isBlockDevice()) {
      throw new LabelError({
        what: "this is a device, which may have no end",
        where: path,
        expected: "a file, or a pipe",
        hint: "write what comes from it to a file",
      });
    }
    return file.isFIFO() ? await readPipe(path) : await readFile(path);
  } catch (cause) {
    if (cause instanceof LabelError) throw cause;
    const code = (cause as NodeJS.ErrnoException).code;
    const [what, hint] = REASONS[code ?? ""] ?? [
      `the file cannot be read (${code})`,
      "check the path and its permissions",
    ];
    throw new LabelError({ what, where: path, hint, cause });
  }
}

/** A pipe does not say its size. */
async function readPipe(path: string): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of createReadStream(path) as AsyncIterable<Uint8Array>) {
    size += part.length;
    if (size > MAX_BYTES) throw tooLarge(path, "more");
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function tooLarge(path: string, got: string): LabelError {
  return new LabelError({
    what: "the file is too large to be an input",
    where: path,
    expected: `at most ${MAX_BYTES} bytes`,
    got,
    hint: "check that this is the right file",
  });
}
