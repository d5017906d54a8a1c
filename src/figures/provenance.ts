/**
 * Where a figure's numbers come from; stands inside every file that is saved.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { basename } from "node:path";
import { FigureError } from "../errors.ts";
import { packageVersion } from "./package-version.ts";

export interface Provenance {
  /** Of cladescope. */
  readonly version: string;

  /** Files, with the SHA-256 of their bytes. */
  readonly files?: readonly { readonly name: string; readonly sha256: string }[];

  /** Whatever decides what comes out: seeds, orders, sizes. */
  readonly settings?: Readonly<Record<string, string | number | boolean>>;
}

/** The names and hashes of files, read from beginning to end. Names go in without their folders. */
export async function provenanceOf(
  paths: readonly string[],
  settings: Readonly<Record<string, string | number | boolean>> = {},
): Promise<Provenance> {
  const files: { name: string; sha256: string }[] = [];
  for (const path of paths) files.push({ name: basename(path), sha256: await sha256(path) });
  return { version: packageVersion, files, settings };
}

/** One line: "cladescope 0.1.0; net_G.pth sha256 1f2e…; seed 3". */
export function provenanceLine({ version, files = [], settings = {} }: Provenance): string {
  return [
    `cladescope ${version}`,
    ...files.map(({ name, sha256 }) => `${name} sha256 ${sha256}`),
    ...Object.entries(settings).map(([name, value]) => `${name} ${value}`),
  ].join("; ");
}

async function sha256(path: string): Promise<string> {
  const hash = createHash("sha256");
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    throw new FigureError({
      what: code === "ENOENT" ? "there is no such file" : `the file cannot be read (${code})`,
      where: path,
      expected: "a file that numbers of the figure come from",
      hint: "check the path; relative paths start at the current folder",
      cause,
    });
  }
  return hash.digest("hex");
}
