/**
 * Output files that are there as a whole or not at all (Node only).
 *
 * @module
 */

import { randomBytes } from "node:crypto";
import { type FileHandle, open, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { CheckpointError } from "../errors.ts";
import { removedOnSignal } from "./unfinished-files.ts";

/**
 * Writes a file beside `path` and renames it when it is complete. On any failure, `path` is as it
 * was before and nothing is left beside it; the same if a signal ends the process.
 *
 * @throws CheckpointError if the folder is missing or not writable, or the disk is full; whatever
 *   `chunks` throws.
 */
export async function writeFileAtomically(
  path: string,
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<void> {
  const target = await prepareOutput(path);
  const temporary = temporaryBeside(target.path);
  await removedOnSignal(temporary, async () => {
    const file = await create(temporary, path, target.mode);
    try {
      for await (const chunk of chunks) await explained(path, () => writeAll(file, chunk));
      await explained(path, () => file.sync());
      await file.close();
      await explained(path, () => rename(temporary, target.path));
    } catch (error) {
      await file.close().catch(() => {}); // it may be closed already
      await rm(temporary, { force: true }).catch(() => {});
      throw error;
    }
  });
}

export interface OutputTarget {
  /** Where the bytes will really go: symbolic links are followed. */
  readonly path: string;
  /** Permissions of the file that is there already, if one is. */
  readonly mode: number | undefined;
}

/**
 * Checks that `path` can be written, before long work begins, and changes nothing.
 *
 * @throws CheckpointError if its folder is missing or not writable, or `path` itself is a folder.
 */
export async function prepareOutput(path: string): Promise<OutputTarget> {
  const target = await explained(path, () => realpath(path).catch(orIfMissing(path)));
  const existing = await explained(path, () => stat(target).catch(orIfMissing(undefined)));
  if (existing !== undefined && !existing.isFile()) {
    throw new CheckpointError({
      what: existing.isDirectory()
        ? "the output is a folder"
        : "the output exists and is not a regular file",
      where: path,
      expected: "the name of a file",
      hint: existing.isDirectory()
        ? `add a file name: ${join(path, "out")}…`
        : "choose another name",
    });
  }
  // Permissions alone do not tell (root, read-only disks), so a file is made and removed.
  const probe = temporaryBeside(target);
  await removedOnSignal(probe, async () => {
    await (await create(probe, path, undefined)).close();
    await explained(path, () => rm(probe, { force: true }));
  });
  return { path: target, mode: existing?.mode };
}

function temporaryBeside(target: string): string {
  return join(
    dirname(target),
    `.${basename(target).slice(0, 64)}.${randomBytes(6).toString("hex")}.tmp`,
  );
}

async function create(
  temporary: string,
  path: string,
  mode: number | undefined,
): Promise<FileHandle> {
  return explained(path, () => open(temporary, "wx", mode));
}

async function writeAll(file: FileHandle, chunk: Uint8Array): Promise<void> {
  let done = 0;
  while (done < chunk.length) {
    done += (await file.write(chunk, done, chunk.length - done)).bytesWritten;
  }
}

/** For catch(): `instead` if there is no such file, else the error again. */
function orIfMissing<T>(instead: T): (error: unknown) => T {
  return (error) => {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return instead;
    throw error;
  };
}

const REASONS: Record<string, [what: string, hint: string]> = {
  ENOENT: ["the folder of the output does not exist", "make it first"],
  ENOTDIR: ["the folder of the output is a file", "choose another place"],
  EACCES: ["the output may not be written", "choose a folder that you may write to"],
  EPERM: ["the output may not be written", "choose a folder that you may write to"],
  EROFS: ["the disk of the output is read-only", "choose another place"],
  ENOSPC: ["the disk is full", "free some space; the old file, if any, is untouched"],
  EDQUOT: ["your share of the disk is full", "free some space; the old file, if any, is untouched"],
  ENAMETOOLONG: ["the name of the output is too long", "choose a shorter one"],
  ERR_INVALID_ARG_VALUE: ["this cannot be a path", "check it for stray characters"],
};

/** What `action` gives; if it cannot write `path`, the error says why and what to do. @throws CheckpointError */
export async function explained<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? "unknown reason";
    const [what, hint] = REASONS[code] ?? [
      `the output cannot be written (${code})`,
      "choose another place",
    ];
    throw new CheckpointError({ what, where: path, hint, cause });
  }
}
