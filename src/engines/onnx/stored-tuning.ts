/**
 * What `tune()` measured, kept in the cache folder: for this processor, number of threads, version of ONNX Runtime and of
 * this package. What was measured under another of them is not used, and gone with the next one that is kept.
 *
 * @module
 */

import { mkdir, open, rm, stat } from "node:fs/promises";
import { cpus } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { writeFileAtomically } from "../../checkpoint/atomic-file.ts";
import { packageVersion } from "../../package-version.ts";
import { readBounded } from "./bounded-file.ts";
import { cacheFolder } from "./cache-folder.ts";
import { processor } from "./cache-keys.ts";
import { type Tuning, WAYS, type WayTimes } from "./choices.ts";
import { onnxRuntime } from "./session.ts";

/** Of the file. */
const FORMAT = 1;

const NAME = "tuning.json";

/** Bytes of the largest file that is read: times of thousands of shapes. */
const MOST_BYTES = 1e6;

/** Writing takes milliseconds; whoever has taken this long has ended. */
const LOCK_MS = 2000;

const THREADS = /^(all|\d+)$/;
const SHAPE = /^\d+x\d+ \d+>\d+$/;
const WAY = new RegExp(`^(${WAYS.join("|")})$`);

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
 * @param threads Those they were measured with; undefined stands for ONNX Runtime's own number.
 * @returns The file's path.
 * @throws CheckpointError if it cannot be written, what else the file system throws as it is; EngineError if ONNX Runtime is not installed.
 */
export async function storeTuning(
  tuning: Tuning,
  threads: number | undefined,
  folder: string,
): Promise<string> {
  const path = join(folder, NAME);
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch(() => {}); // writing says what is wrong
  await alone(`${path}.lock`, async () => {
    const before = (await read(folder))?.threads ?? {};
    const shapes = { ...before[nameOf(threads)], ...Object.fromEntries(tuning) };
    const file: TuningFile = {
      format: FORMAT,
      machine: await machine(),
      threads: { ...before, [nameOf(threads)]: shapes },
    };
    const text = `${JSON.stringify(file, null, 2)}\n`;
    await writeFileAtomically(path, [new TextEncoder().encode(text)]);
  });
  return path;
}

/** Two that keep times at once would lose those of one: each waits until the lock's file is its own. */
async function alone(lock: string, action: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      await (await open(lock, "wx")).close();
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") return action(); // it says what is wrong
      const { mtimeMs } = await stat(lock).catch(() => ({ mtimeMs: Date.now() }));
      if (Math.abs(Date.now() - mtimeMs) <= LOCK_MS) await setTimeout(10);
      else if (!(await isRemoved(lock))) return action();
    }
  }
  await action().finally(() => rm(lock, { force: true }));
}

/**
 * Removes all times that were kept.
 *
 * @returns Whether there were any.
 * @throws What the file system throws if they are there and cannot be removed.
 */
export async function forgetTuning(folder: string): Promise<boolean> {
  return rm(join(folder, NAME)).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT" || error.code === "ENOTDIR") return false;
      throw error;
    },
  );
}

function isRemoved(path: string): Promise<boolean> {
  return rm(path, { force: true }).then(
    () => true,
    () => false,
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
    const text = (await readBounded(join(folder, NAME), MOST_BYTES)).toString();
    const file = JSON.parse(text) as TuningFile;
    if (file.format !== FORMAT || file.machine !== (await machine())) return null;
    const threads = only(file.threads, THREADS, (shapes) =>
      only(shapes, SHAPE, (times) => only(times, WAY, (time) => time)),
    );
    const all = Object.values(threads).flatMap((shapes) => Object.values(shapes));
    return all.every((times) => Object.values(times).every(isTime)) ? { ...file, threads } : null;
  } catch {
    return null;
  }
}

/** The entries whose names are known: what is not is no time that anything could be computed by. */
function only<T, U>(
  record: Readonly<Record<string, T>>,
  name: RegExp,
  value: (of: T) => U,
): Record<string, U> {
  const known = Object.entries(record).filter(([key]) => name.test(key));
  return Object.fromEntries(known.map(([key, of]) => [key, value(of)]));
}

function isTime(value: unknown): boolean {
  return typeof value === "number" && value > 0 && Number.isFinite(value);
}
