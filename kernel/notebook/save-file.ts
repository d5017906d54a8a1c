/**
 * Output files that are there as a whole or not at all, and that nobody else is writing.
 *
 * @module
 */

import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { open, readFile, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { NotebookError } from "../errors.ts";
import { type FileStamp, isLocked, stampOf, writtenOf } from "./file-stamp.ts";

/** A file that is written again and again. */
export class OutputFile {
  /** As the user named it. */
  readonly path: string;
  #target: string;
  readonly #mode: number | undefined;
  #stamp: FileStamp | undefined;
  #aside: string | undefined;

  /**
   * Checks that `path` can be written, before long work begins, and changes nothing.
   *
   * @param stamp Of the file as it was read; if another program writes it in the meantime, it is left alone.
   * @throws NotebookError
   */
  static async prepare(path: string, stamp?: FileStamp): Promise<OutputFile> {
    return explained(path, async () => {
      const target = await realpath(path).catch(unlessMissing(path));
      const stats = await stat(target).catch(unlessMissing(undefined));
      if (stats !== undefined && !stats.isFile()) {
        throw new NotebookError({
          what: stats.isDirectory() ? "the output is a folder" : "the output is no regular file",
          where: path,
          expected: "the name of a file",
          hint: stats.isDirectory()
            ? `add a file name: ${join(path, "out.ipynb")}`
            : "choose another",
        });
      }
      // For the administrator permissions mean nothing; that a file is write-protected still does.
      if (stats !== undefined && (stats.mode & 0o222) === 0) {
        throw new NotebookError({
          what: "the output is write-protected",
          where: path,
          hint: "choose another name, or allow writing with chmod u+w",
        });
      }
      if (stats !== undefined) {
        await (await open(target, "r+")).close();
        if (isLocked(stats)) throw locked(path);
      }
      const file = new OutputFile(path, target, stats?.mode, stamp);
      if (stats !== undefined && isLocked(stats)) throw locked(path);
      if (await file.#isChanged()) throw changed(path);
      const probe = file.#temporary();
      await (await open(probe, "wx")).close();
      await rm(probe);
      return file;
    });
  }

  private constructor(
    path: string,
    target: string,
    mode: number | undefined,
    stamp: FileStamp | undefined,
  ) {
    this.path = path;
    this.#target = target;
    this.#mode = mode;
    this.#stamp = stamp;
  }

  /** Where the file is instead, since another program has changed the one that was named. */
  get aside(): string | undefined {
    return this.#aside;
  }

  /**
   * A file that another program has changed in the meantime is left alone: the text is saved beside it.
   *
   * @throws NotebookError; the file is then as it was.
   */
  async save(text: string): Promise<void> {
    await explained(this.path, async () => {
      const stats = await stat(this.#target).catch(unlessMissing(undefined));
      if (stats !== undefined && isLocked(stats)) throw locked(this.path);
      if (await this.#isChanged()) await this.#stepAside();
      const temporary = this.#temporary();
      try {
        const file = await open(temporary, "wx", this.#mode);
        try {
          if (this.#mode !== undefined) await file.chmod(this.#mode & 0o777); // as umask may not
          await file.writeFile(text);
          await file.sync();
          if (this.#stamp !== undefined) this.#stamp = stampOf(await file.stat(), text);
        } finally {
          await file.close();
        }
        await rename(temporary, this.#target);
      } catch (error) {
        await rm(temporary, { force: true }).catch(() => {});
        throw error;
      }
    });
  }

  /** Whether something else is in the file than when we saw it last. */
  async #isChanged(): Promise<boolean> {
    if (this.#stamp === undefined) return false;
    const stats = await stat(this.#target).catch(unlessMissing(undefined));
    if (stats === undefined) return true;
    if (writtenOf(stats) === this.#stamp.written) return false;
    const found = stampOf(stats, await readFile(this.#target));
    if (found.digest !== this.#stamp.digest) return true;
    this.#stamp = found;
    return false;
  }

  /** From here on it is another file, of a name that nobody had. */
  async #stepAside(): Promise<void> {
    const extension = extname(this.path);
    const stem = this.path.slice(0, this.path.length - extension.length);
    for (let n = 1; ; n++) {
      const aside = `${stem}.executed${n === 1 ? "" : `-${n}`}${extension}`;
      try {
        await (await open(aside, "wx")).close();
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "EEXIST") continue;
        throw error;
      }
      this.#aside = aside;
      this.#target = aside;
      this.#stamp = undefined;
      return;
    }
  }

  #temporary(): string {
    const name = `.${basename(this.#target).slice(0, 64)}.${randomBytes(6).toString("hex")}.tmp`;
    return join(dirname(this.#target), name);
  }
}

/** For catch(): `instead` if there is no such file, else the error again. */
function unlessMissing<T>(instead: T): (error: NodeJS.ErrnoException) => T {
  return (error) => {
    if (error.code === "ENOENT") return instead;
    throw error;
  };
}

function changed(path: string): NotebookError {
  return new NotebookError({
    what: "another program has changed the notebook in the meantime",
    where: path,
    hint: "run it again, with -o and another name if it stays open elsewhere",
  });
}

function locked(path: string): NotebookError {
  return new NotebookError({
    what: "another program has locked the file",
    where: path,
    hint: "close it there, or choose another name",
  });
}

const REASONS: Record<string, [what: string, hint: string]> = {
  ENOENT: ["the folder of the output does not exist", "make it first"],
  ENOTDIR: ["the folder of the output is a file", "choose another place"],
  EACCES: ["the output may not be written", "choose a folder that you may write to"],
  EPERM: ["the output may not be written", "choose a folder that you may write to"],
  FOLDER: [
    "the folder of the output may not be written",
    "choose another one, or change its permissions",
  ],
  EROFS: ["the disk of the output is read-only", "choose another place"],
  EBUSY: ["another program has locked the output", "close it there, or choose another name"],
  ENOSPC: ["the disk is full", "free some space; the old file, if any, is untouched"],
  EDQUOT: ["your share of the disk is full", "free some space; the old file, if any, is untouched"],
  ENAMETOOLONG: ["the name of the output is too long", "choose a shorter one"],
};

async function explained<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    if (cause instanceof NotebookError) throw cause;
    const { code = String(cause), path: at = "" } = cause as NodeJS.ErrnoException;
    const folder = dirname(path);
    // The temporary file could not be made, though there is a folder: some refuse with ENOENT, as /proc does.
    const refused =
      (code === "ENOENT" || code === "EACCES" || code === "EPERM") &&
      at.endsWith(".tmp") &&
      existsSync(folder);
    const [what, hint] = (refused ? REASONS.FOLDER : REASONS[code]) ?? [
      `the output cannot be written (${code})`,
      "choose another place",
    ];
    throw new NotebookError({ what, where: path, hint, cause });
  }
}
