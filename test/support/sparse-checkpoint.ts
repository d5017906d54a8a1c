/** Checkpoints as large as they come that take no place: keys and shapes, and all numbers 0, which file systems leave out. */

import { truncateSync, writeFileSync } from "node:fs";
import { builtInLabelSet } from "../../src/labels/built-in.ts";
import { releasedConfig } from "../../src/models/released-config.ts";
import { generatorInfos } from "./state-dicts.ts";

/** A checkpoint of the released CLADE for ADE20K at a width. */
export function sparseCheckpoint(path: string, ngf: number): void {
  const config = {
    ...releasedConfig(builtInLabelSet("ade20k"), "clade", { ngf }),
    spectralNorm: false,
  };
  const header: Record<string, object> = {};
  let at = 0;
  for (const [name, { shape }] of generatorInfos(config)) {
    const bytes = 4 * shape.reduce((product, side) => product * side, 1);
    header[name] = { dtype: "F32", shape, data_offsets: [at, at + bytes] };
    at += bytes;
  }
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  writeFileSync(path, Buffer.concat([length, text]));
  truncateSync(path, 8 + text.length + at);
}
