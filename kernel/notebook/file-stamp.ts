/**
 * What a file was when we last saw it, and whether another program holds a lock on it.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { readFileSync, type Stats } from "node:fs";

export interface FileStamp {
  /** Alike as long as nobody has written the file. */
  readonly written: string;
  /** Alike as long as the same is in it: touch, or a copy put in its place, changes nothing. */
  readonly digest: string;
}

export function stampOf(stats: Stats, content: Uint8Array | string): FileStamp {
  return {
    written: writtenOf(stats),
    digest: createHash("sha256").update(content).digest("base64"),
  };
}

export function writtenOf(stats: Stats): string {
  return `${stats.dev}:${stats.ino}:${stats.size}:${stats.mtimeMs}`;
}

/**
 * Whether a program has locked the file for writing (flock, lockf or fcntl). Such locks are advisory, and
 * renaming a file over the locked one would go round them; only Linux tells who holds them.
 *
 * Source: proc_locks(5), `1: FLOCK ADVISORY WRITE 2511 08:01:131442 0 EOF`.
 */
export function isLocked({ dev, ino }: Stats): boolean {
  let locks: string;
  try {
    locks = readFileSync("/proc/locks", "utf8");
  } catch {
    return false;
  }
  // glibc's gnu_dev_major and gnu_dev_minor, for what fits in 32 bits.
  const hex = (part: number) => part.toString(16).padStart(2, "0");
  const device = `${hex((dev >>> 8) & 0xfff)}:${hex((dev & 0xff) | ((dev >>> 12) & 0xfff00))}`;
  return locks.split("\n").some((line) => {
    const [, , , access, , place] = line.trim().split(/\s+/);
    return access === "WRITE" && place === `${device}:${ino}`;
  });
}
