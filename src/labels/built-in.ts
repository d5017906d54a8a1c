/**
 * The label sets that come with cladescope, and those in files. Node only: this is where files are read.
 *
 * @module
 */

import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { LabelError } from "../errors.ts";
import { type LabelSet, parseLabelSet } from "./label-set.ts";
import { likelyName } from "./nearest-names.ts";

/** Names of the label sets in `data/labels`. */
export const labelSetNames = [
  "ade20k",
  "coco-stuff",
  "cityscapes",
  "celebamask-hq",
  "toy-scenes",
] as const;

/** Name of a label set in `data/labels`. */
export type LabelSetName = (typeof labelSetNames)[number];

/** Reads one of the label sets that come with cladescope. @throws LabelError if none has this name. */
export function builtInLabelSet(name: LabelSetName): LabelSet {
  if (!labelSetNames.includes(name)) throw unknownName(name);
  return readLabelSet(join(dataFolder(), "labels", `${name}.json`));
}

/**
 * Reads a label set by name, in any case, or from a JSON file of the same shape as those in `data/labels`.
 *
 * @throws LabelError when there is no such name or file, or the file is not a label set.
 */
export function loadLabelSet(nameOrPath: string): LabelSet {
  const known = labelSetNames.find((name) => name === nameOrPath.toLowerCase());
  if (known !== undefined) return builtInLabelSet(known);
  if (/\.json$/i.test(nameOrPath) || existsSync(nameOrPath)) return readLabelSet(nameOrPath);
  throw unknownName(nameOrPath, ", or the path of a .json file");
}

function unknownName(name: string, others = ""): LabelError {
  const likely = likelyName(String(name), labelSetNames);
  return new LabelError({
    where: String(name),
    what: "no label set has this name",
    expected: `${labelSetNames.join(", ")}${others}`,
    hint:
      likely === null
        ? "data/labels of the package shows the shape of such a file"
        : `take "${likely}", if that is what you mean`,
  });
}

function readLabelSet(path: string): LabelSet {
  return parseLabelSet(parseJson(readText(path), path), path);
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new LabelError({
      where: path,
      what: "the label set cannot be read",
      expected: `${labelSetNames.join(", ")}, or the path of a .json file`,
      got: (cause as NodeJS.ErrnoException).code ?? String(cause),
      hint: "check the path and its permissions",
      cause,
    });
  }
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new LabelError({
      where: path,
      what: "the label set is not valid JSON",
      expected: "a JSON object of the shape of those in data/labels",
      got: (cause as Error).message.slice(0, 100).replace(/\p{C}/gu, "·"), // it quotes the file
      hint: "check that this is the right file; data/labels of the package has four to compare with",
      cause,
    });
  }
}

/** The `data` folder beside package.json, from `src/` as well as from `dist/src/`. */
function dataFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "package.json")) && folder !== dirname(folder)) {
    folder = dirname(folder);
  }
  return join(folder, "data");
}
