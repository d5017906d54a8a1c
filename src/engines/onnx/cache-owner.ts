/**
 * Names of files and folders that belong to a running process, and whether it still runs.
 *
 *     use-HOST.PID.RANDOM     this process uses the entry that the file is in
 *     .new-HOST.PID.RANDOM    an entry that this process is writing
 *     .old-HOST.PID.RANDOM    an entry that this process is removing
 *
 * Homes may be shared by machines and containers, whose process numbers mean nothing here: what belongs to another host
 * is taken to be alive for a day.
 *
 * @module
 */

import { randomBytes } from "node:crypto";
import { stat } from "node:fs/promises";
import { hostname } from "node:os";

const DAY_MS = 24 * 60 * 60 * 1000;

export type OwnedKind = "use-" | ".new-" | ".old-";

/** A name that no other process makes. */
export function ownedName(kind: OwnedKind): string {
  return `${kind}${host()}.${process.pid}.${randomBytes(6).toString("hex")}`;
}

/** Whether `name` is one of ownedName()'s. */
export function isOwned(name: string, ...kinds: readonly OwnedKind[]): boolean {
  return kinds.some((kind) => name.startsWith(kind)) && parse(name) !== null;
}

/** Whether the process of an owned name runs, as far as can be told. */
export async function isOwnerAlive(name: string, path: string): Promise<boolean> {
  const owner = parse(name);
  if (owner === null) return false;
  if (owner.host === host()) return isAlive(owner.pid);
  const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: 0 }));
  return Date.now() - mtimeMs < DAY_MS;
}

/** Whether a process of this host runs. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM"; // alive, and another user's
  }
}

function parse(name: string): { host: string; pid: number } | null {
  const [, host, pid] = /^(?:use-|\.new-|\.old-)([\w-]+)\.(\d+)\.[0-9a-f]+$/.exec(name) ?? [];
  return host === undefined ? null : { host, pid: Number(pid) };
}

function host(): string {
  return (
    hostname()
      .replace(/[^\w-]/g, "_")
      .slice(0, 64) || "host"
  );
}
