/**
 * `cladescope cache`: what the ONNX engine keeps, and how to be rid of it.
 *
 * @module
 */

import { EngineError } from "../errors.ts";
import type { Arguments, Command } from "./command.ts";
import { printable } from "./printable.ts";

export const command: Command = {
  summary: "what is kept to start faster, and how large it is",
  usage: "[--clear] [--json]",
  description: `Lists the folded parameters and the prepared graphs of networks that were painted with on ONNX Runtime, the least recently used
first. They are removed in this order when all together exceed the limit: 4 GB, or CLADESCOPE_CACHE_LIMIT in gigabytes.

CLADESCOPE_CACHE names another folder; with CLADESCOPE_CACHE=off nothing is kept. What is removed is made again when it is needed.`,
  options: {
    clear: {
      type: "boolean",
      help: "remove everything that no running process uses (not the times of tune)",
    },
    json: { type: "boolean", help: "for programs" },
  },
  examples: ["cladescope cache", "cladescope cache --clear"],
  run: cache,
};

async function cache(args: Arguments): Promise<void> {
  args.exactly();
  const { cacheFolder, cacheLimit } = await import("../engines/onnx/cache-folder.ts");
  const { CacheStore } = await import("../engines/onnx/cache-store.ts");
  const limit = cacheLimit();
  if (Number.isNaN(limit)) {
    throw new EngineError({
      what: "the limit of the cache is not a number of gigabytes",
      where: "CLADESCOPE_CACHE_LIMIT",
      expected: "a number of 0 or more, such as 8 or 0.5",
      got: process.env.CLADESCOPE_CACHE_LIMIT,
      hint: "unset it for 4 GB",
    });
  }
  const folder = cacheFolder();
  if (folder === null) {
    console.log(
      args.flag("json") ? JSON.stringify({ folder }) : "nothing is kept: CLADESCOPE_CACHE is off",
    );
    return;
  }
  const store = new CacheStore(folder, limit);
  const removed = args.flag("clear") ? await store.tidy(0) : [];
  const entries = await store.list();
  const bytes = sum(entries);
  if (args.flag("json")) {
    console.log(JSON.stringify({ folder, limit, bytes, entries, removed }, null, 2));
    return;
  }
  if (args.flag("clear")) console.log(`removed ${counted(removed)}`);
  for (const { kind, about, bytes: each, lastUsed, inUse } of entries) {
    const used = inUse ? "in use" : `used ${age(lastUsed)} ago`;
    console.log(
      `${kind.padEnd(9)}${megabytes(each).padStart(8)}  ${used.padEnd(20)}${printable(about)}`.trimEnd(),
    );
  }
  console.log(`${folder}: ${counted(entries)} of ${limit / 1e9} GB`);
}

function counted(entries: readonly { readonly bytes: number }[]): string {
  const count = `${entries.length} ${entries.length === 1 ? "entry" : "entries"}`;
  return `${count}, ${megabytes(sum(entries))}`;
}

function sum(entries: readonly { readonly bytes: number }[]): number {
  return entries.reduce((total, { bytes }) => total + bytes, 0);
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1e6)} MB`;
}

function age(then: Date): string {
  const minutes = Math.max(0, Date.now() - then.getTime()) / 60_000;
  const [value, unit] =
    minutes < 60
      ? [minutes, "minute"]
      : minutes < 48 * 60
        ? [minutes / 60, "hour"]
        : [minutes / 60 / 24, "day"];
  const whole = Math.floor(value);
  return `${whole} ${unit}${whole === 1 ? "" : "s"}`;
}
