/**
 * The scripts that figures bring along, as `npm run build` made them.
 *
 * @module
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { FigureError } from "../../errors.ts";
import { packageFolder } from "../package-version.ts";

/** "core" draws; "plotly" is what it draws charts with. */
export type PartName = "core" | "plotly";

export interface Part {
  /** Distinguishes builds: a page may hold figures of several. */
  readonly id: string;

  /** gzip, base64. */
  readonly text: string;
}

const known = new Map<PartName, Part>();

/** @throws FigureError if the package was not built. */
export function browserPart(name: PartName): Part {
  let part = known.get(name);
  if (part === undefined) {
    part = read(name);
    known.set(name, part);
  }
  return part;
}

function read(name: PartName): Part {
  const folder = join(packageFolder(), "dist", "browser");
  try {
    const sizes = JSON.parse(readFileSync(join(folder, "parts.json"), "utf8"));
    const text = readFileSync(join(folder, `${name}.js.gz`)).toString("base64");
    return { id: `cladescope-${name}-${sizes[name].sha256.slice(0, 12)}`, text };
  } catch (cause) {
    throw new FigureError({
      what: "the scripts for figures in a page are missing",
      where: join(folder, `${name}.js.gz`),
      expected: "files that come with the package, or that `npm run build` makes",
      hint: "npm run build",
      cause,
    });
  }
}
