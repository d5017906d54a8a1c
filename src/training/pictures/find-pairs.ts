/**
 * Which picture goes with which label map: those of the same name, whatever the order of the files.
 *
 * @module
 */

import { readdir } from "node:fs/promises";
import { join, parse } from "node:path";
import { TrainingError } from "../../errors.ts";
import { few } from "./few.ts";

/** Paths of one picture and its maps. */
export interface Pair {
  /** File name without its ending: what the files have in common. */
  readonly name: string;
  readonly image: string;
  readonly labels: string;
  readonly instances: string | undefined;
}

export interface PictureFolders {
  /** PNG and JPEG pictures. */
  readonly images: string;

  /** PNG label maps. */
  readonly labels: string;

  /** PNG instance maps, if there are any. */
  readonly instances?: string | undefined;
}

/**
 * Pairs, sorted by name.
 *
 * @throws TrainingError if a folder cannot be read or is empty, or a file lacks its counterpart.
 */
export async function findPairs({ images, labels, instances }: PictureFolders): Promise<Pair[]> {
  const pictures = await filesByName(images, /^\.(png|jpe?g)$/i, "PNG or JPEG pictures");
  const maps = await filesByName(labels, /^\.png$/i, "PNG label maps");
  checkComplete("picture", { folder: images, files: pictures }, "label map", labels, maps);
  const ids =
    instances === undefined
      ? undefined
      : await filesByName(instances, /^\.png$/i, "PNG instance maps");
  if (ids !== undefined && instances !== undefined) {
    checkComplete("label map", { folder: labels, files: maps }, "instance map", instances, ids);
  }
  return [...pictures.keys()].sort().map((name) => ({
    name,
    image: pictures.get(name) as string,
    labels: maps.get(name) as string,
    instances: ids?.get(name),
  }));
}

/** Paths of the files in a folder by name without ending. Hidden files and folders are left out. */
async function filesByName(
  folder: string,
  endings: RegExp,
  what: string,
): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  const doubles: string[] = [];
  for (const file of await list(folder)) {
    const { name, ext } = parse(file);
    if (file.startsWith(".") || !endings.test(ext)) continue;
    const key = name.normalize("NFC"); // some disks keep "é" as two characters
    if (files.has(key)) doubles.push(name);
    files.set(key, join(folder, file));
  }
  if (doubles.length > 0) {
    throw new TrainingError({
      what: "files differ in their endings alone, so it is not clear which one is meant",
      where: folder,
      expected: "one file of each name",
      got: few(doubles),
      hint: "keep one of each in the folder",
    });
  }
  if (files.size > 0) return files;
  throw new TrainingError({
    what: `the folder holds no ${what}`,
    where: folder,
    expected: "the files themselves; folders inside it are not searched",
    hint: "name the folder that the files are in",
  });
}

async function list(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    const reasons: Record<string, string> = {
      ENOENT: "there is no such folder",
      ENOTDIR: "this is a file, not a folder",
      EACCES: "the folder may not be read",
    };
    throw new TrainingError({
      what: reasons[code ?? ""] ?? `the folder cannot be read (${code})`,
      where: folder,
      hint: "check the path and its permissions",
      cause,
    });
  }
}

function checkComplete(
  one: string,
  { folder, files }: { folder: string; files: ReadonlyMap<string, string> },
  other: string,
  otherFolder: string,
  others: ReadonlyMap<string, string>,
): void {
  const alone = [...files.keys()].filter((name) => !others.has(name)).sort();
  const surplus = [...others.keys()].filter((name) => !files.has(name)).sort();
  if (alone.length + surplus.length === 0) return;
  const got = [
    alone.length > 0 && `no ${other} for ${few(alone)}`,
    surplus.length > 0 && `no ${one} for ${few(surplus)}`,
  ];
  throw new TrainingError({
    what: `${one}s and ${other}s do not pair up`,
    where: `${folder}, ${otherFolder}`,
    expected: `for each ${one} a ${other} of the same name up to the ending`,
    got: got.filter(Boolean).join("; "),
    hint: "rename them alike, or take out what is not to be trained on",
  });
}
