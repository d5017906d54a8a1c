/**
 * The bytes of a file that a user gives (Node only).
 *
 * @module
 */

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
    const { size } = await stat(path);
    if (size <= MAX_BYTES) return await readFile(path);
    throw new LabelError({
      what: "the file is too large to be an input",
      where: path,
      expected: `at most ${MAX_BYTES} bytes`,
      got: `${size}`,
      hint: "check that this is the right file",
    });
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
