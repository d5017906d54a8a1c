/**
 * What `tune()` measured, kept in the cache folder: for this processor, number of threads, version of ONNX Runtime and of
 * this package. What was measured under another of them is not used, and gone with the next one that is kept.
 *
 * @module
 */

import { mkdir, readFile, rm } from "node:fs/promises";
import { cpus } from "node:os";
import { join } from "node:path";
import { writeFileAtomically } from "../../checkpoint/atomic-file.ts";
import { packageVersion } from "../../package-version.ts";
import { cacheFolder } from "./cache-folder.ts";
import { processor } from "./cache-keys.ts";
import type { Tuning, WayTimes } from "./choices.ts";
import { onnxRuntime } from "./session.ts";

/** Of the file. */
const FORMAT = 1;

const NAME = "tuning.json";

interface TuningFile {
  readonly format: number;

  /** All that the times depend on, but for the number of threads. */
  readonly machine: string;

  /** By number of threads, "all" where none is given: times by shape. */
  readonly threads: Readonly<Record<string, Readonly<Record<string, WayTimes>>>>;
}

/** The times for runs of so many threads; null if there are none. */
export async function storedTuning(
  threads: number | undefined,
  folder: string | null = cacheFolder(),
): Promise<Tuning | null> {
  const shapes = folder === null ? undefined : (await read(folder))?.threads[nameOf(threads)];
  return shapes === undefined ? null : new Map(Object.entries(shapes));
}

/** For which numbers of threads there are times, and for how many shapes. */
export async function storedTunings(
  folder: string | null = cacheFolder(),
): Promise<{ threads: string; shapes: number }[]> {
  const file = folder === null ? null : await read(folder);
  return Object.entries(file?.threads ?? {}).map(([threads, shapes]) => ({
    threads,
    shapes: Object.keys(shapes).length,
  }));
}

/**
 * Keeps times beside those of other shapes.
 *
 * @returns The file's path.
 * @throws CheckpointError if it cannot be written.
 */
export async function storeTuning(
  tuning: Tuning,
  threads: number | undefined,
  folder: string,
): Promise<string> {
  const before = (await read(folder))?.threads ?? {};
  const shapes = { ...before[nameOf(threads)], ...Object.fromEntries(tuning) };
  const file: TuningFile = {
    format: FORMAT,
    machine: await machine(),
    threads: { ...before, [nameOf(threads)]: shapes },
  };
  const path = join(folder, NAME);
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch(() => {}); // writing says what is wrong
  await writeFileAtomically(path, [new TextEncoder().encode(`${JSON.stringify(file, null, 2)}\n`)]);
  return path;
}

/** @returns Whether there was one. */
export async function forgetTuning(folder: string): Promise<boolean> {
  return rm(join(folder, NAME)).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT" || error.code === "ENOTDIR") return false;
      throw error;
    },
  );
}

function nameOf(threads: number | undefined): string {
  return threads === undefined ? "all" : `${threads}`;
}

async function machine(): Promise<string> {
  const { env } = await onnxRuntime();
  return JSON.stringify([packageVersion, env.versions.node ?? "", cpus().length, ...processor()]);
}

/** Null if there is none, or of another machine or version, or it is damaged. */
async function read(folder: string): Promise<TuningFile | null> {
  try {
    const file = JSON.parse(await readFile(join(folder, NAME), "utf8")) as TuningFile;
    if (file.format !== FORMAT || file.machine !== (await machine())) return null;
    const all = Object.values(file.threads).flatMap((shapes) => Object.values(shapes));
    return all.every((times) => Object.values(times).every(isTime)) ? file : null;
  } catch {
    return null;
  }
}

function isTime(value: unknown): boolean {
  return typeof value === "number" && value > 0 && Number.isFinite(value);
}
