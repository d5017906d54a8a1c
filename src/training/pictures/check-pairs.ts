/**
 * Whether every picture can be trained on, said once and before the first step.
 *
 * @module
 */

import { basename } from "node:path";
import { pictureSize } from "../../engines/picture-file.ts";
import { LabelError, TrainingError } from "../../errors.ts";
import { type Size, sizeText } from "../../labels/label-map.ts";
import type { LabelSet } from "../../labels/label-set.ts";
import { readPngParts } from "../../labels/png-chunks.ts";
import { readBytes } from "../../labels/read-bytes.ts";
import { few } from "./few.ts";
import type { Pair } from "./find-pairs.ts";
import { readMaps } from "./prepare.ts";

/**
 * First the outer layer of every file, which takes no time; then the values of the label maps, one map at a time, so
 * that memory does not grow with the folder. Pictures are decoded when they are trained on.
 *
 * @param onProgress Called after each pair, twice for each.
 * @throws TrainingError that names the first files of the kind that is wrong, and counts the others.
 */
export async function checkPairs(
  pairs: readonly Pair[],
  labelSet: LabelSet,
  onProgress?: (done: number, total: number, name: string) => void,
): Promise<void> {
  const unreadable: Fault[] = [];
  const misfits: string[] = [];
  for (const [i, pair] of pairs.entries()) {
    const image = await sizeOf(pair.image, pictureSize, unreadable);
    for (const path of [pair.labels, pair.instances]) {
      const map = path && (await sizeOf(path, pngSize, unreadable));
      if (!image || !map || sameSize(image, map)) continue;
      misfits.push(`${basename(path)} ${sizeText(map)}, its picture ${sizeText(image)}`);
    }
    onProgress?.(i + 1, 2 * pairs.length, pair.name);
  }
  report(unreadable, "of the files cannot be read");
  if (misfits.length > 0) {
    throw new TrainingError({
      what: `${counted(misfits.length, "map differs", "maps differ")} in size from the picture`,
      where: "pictures to train on",
      expected: "label and instance maps of the picture's own size",
      got: few(misfits, "; "),
      hint: "resize the maps nearest to the size of their pictures",
    });
  }
  const refused: Fault[] = [];
  for (const [i, pair] of pairs.entries()) {
    await catching(pair.labels, refused, () => readMaps(pair, labelSet));
    onProgress?.(pairs.length + i + 1, 2 * pairs.length, pair.name);
  }
  report(refused, "of the label maps cannot be used");
}

interface Fault {
  readonly path: string;
  readonly error: LabelError;
}

async function sizeOf(
  path: string,
  size: (bytes: Uint8Array, where: string) => Size,
  faults: Fault[],
): Promise<Size | undefined> {
  return catching(path, faults, async () => size(await readBytes(path), path));
}

async function catching<T>(
  path: string,
  faults: Fault[],
  read: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof LabelError)) throw error;
    faults.push({ path, error });
    return undefined;
  }
}

/** One error is told as it is; of several, what the first one says and the names of the others. */
function report(faults: readonly Fault[], what: string): void {
  if (faults.length === 0) return;
  const [{ error }, ...others] = faults;
  const first = error.message.split("\n")[0];
  throw new TrainingError({
    what: others.length === 0 ? first : `${faults.length} ${what}: ${first}`,
    expected: error.expected,
    got:
      others.length === 0
        ? error.got
        : [error.got, `and ${few(others.map(({ path }) => basename(path)))}`]
            .filter(Boolean)
            .join("; "),
    hint: error.hint,
    cause: error,
  });
}

function pngSize(bytes: Uint8Array, where: string): Size {
  return readPngParts(bytes, where).header;
}

function sameSize(a: Size, b: Size): boolean {
  return a.height === b.height && a.width === b.width;
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
