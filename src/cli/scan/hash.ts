/**
 * SHA-256 of files and names.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { CheckpointError } from "../../errors.ts";

/** Of the contents of files, one after the other. */
export async function sha256OfFiles(...paths: readonly (string | undefined)[]): Promise<string> {
  const hash = createHash("sha256");
  for (const path of paths) {
    if (path === undefined) continue;
    try {
      for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
    } catch (cause) {
      throw new CheckpointError({
        what: "the file cannot be read",
        where: path,
        got: (cause as NodeJS.ErrnoException).code,
        hint: "check that it is there and that you may read it",
        cause,
      });
    }
  }
  return hash.digest("hex");
}

/** Of texts, in their order. */
export function sha256OfNames(names: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(names)).digest("hex");
}
