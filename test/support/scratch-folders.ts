/**
 * The folders for weights files that this process has at the moment: other tests are at work in others.
 *
 * @module
 */

import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { ownedName } from "../../src/engines/onnx/cache-owner.ts";

/** Their names, in the folder for temporary files. */
export function ownScratchFolders(): string[] {
  const own = ownedName("cladescope-onnx-").replace(/[0-9a-f]+$/, "");
  return readdirSync(tmpdir()).filter((name) => name.startsWith(own));
}
