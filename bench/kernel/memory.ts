/**
 * Memory of a process and all that it started, as the sum of their proportional set sizes (PSS): pages that two
 * processes share count once.
 *
 * Source: Linux `Documentation/filesystems/proc.rst`, "smaps_rollup".
 *
 * @module
 */

import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";

/** In megabytes of 10⁶ bytes; undefined where there is no `/proc`. */
export function treeMemory(root: number): number | undefined {
  try {
    return treeOf(root).reduce((sum, pid) => sum + pss(pid), 0);
  } catch {
    return undefined;
  }
}

/** The same, once it moves by less than 1 MB a second, or after `limit` milliseconds. */
export async function settledMemory(root: number, limit = 20_000): Promise<number | undefined> {
  const deadline = performance.now() + limit;
  for (let last = treeMemory(root); ; ) {
    await wait(1_000);
    const now = treeMemory(root);
    if (now === undefined || last === undefined) return undefined;
    if (Math.abs(now - last) < 1 || performance.now() > deadline) return now;
    last = now;
  }
}

function treeOf(root: number): number[] {
  const parents = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        // The second field, the program's name, may hold spaces and brackets.
        const fields = readFileSync(`/proc/${name}/stat`, "utf8").replace(/^.*\)/s, "").trim();
        return [[Number(name), Number(fields.split(" ")[1])]];
      } catch {
        return []; // ended meanwhile
      }
    });
  const tree = [root];
  for (const pid of tree) {
    for (const [child, parent] of parents) if (parent === pid) tree.push(child);
  }
  return tree;
}

function pss(pid: number): number {
  const [, kilobytes] = /^Pss:\s+(\d+) kB/m.exec(
    readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"),
  ) ?? [0, 0];
  return (Number(kilobytes) * 1024) / 1e6;
}
