/**
 * Names of files and folders that belong to a running process, and whether it still runs.
 *
 *     use-HOST.PID.RANDOM     this process uses the entry that the file is in
 *     .new-HOST.PID.RANDOM    an entry that this process is writing
 *     .old-HOST.PID.RANDOM    an entry that this process is removing
 *     cladescope-onnx-HOST.PID.RANDOM    a folder among the temporary files that this process uses
 *
 * Homes, and folders for temporary files, may be shared by machines and containers, some of one name, whose process numbers mean nothing here: what belongs
 * to another host is taken to be alive for a day. A host is its name and, on Linux, what the system was booted as and the
 * container's space of process numbers.
 *
 * @module
 */

import { createHash, randomBytes } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { stat } from "node:fs/promises";
import { hostname } from "node:os";

const DAY_MS = 24 * 60 * 60 * 1000;

export type OwnedKind = "use-" | ".new-" | ".old-" | "cladescope-onnx-";

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
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM"; // alive, and another user's
  }
}

function parse(name: string): { host: string; pid: number } | null {
  const [, host, pid] =
    /^(?:use-|\.new-|\.old-|cladescope-onnx-)([\w-]+)\.(\d+)\.[0-9a-f]+$/.exec(name) ?? [];
  return host === undefined ? null : { host, pid: Number(pid) };
}

let known: string | undefined;

function host(): string {
  known ??= hostOf(hostname(), processSpace());
  return known;
}

/** @param space What tells apart hosts of one name; "" if nothing is known. */
export function hostOf(name: string, space: string): string {
  const readable = name.replace(/[^\w-]/g, "_").slice(0, 64) || "host";
  if (space === "") return readable;
  return `${readable}-${createHash("sha256").update(space).digest("hex").slice(0, 12)}`;
}

/** Of Linux: other systems have no containers of their own. */
function processSpace(): string {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8");
    return `${boot} ${readlinkSync("/proc/self/ns/pid")}`;
  } catch {
    return "";
  }
}
