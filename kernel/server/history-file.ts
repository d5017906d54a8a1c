/**
 * The history file: one JSON object a line, for all kernels of a user at once.
 *
 *     {"session": 3, "id": "5f0c…", "started": "2026-01-01T12:00:00.000Z"}
 *     {"session": 3, "line": 1, "input": "const x = 1"}
 *
 * Lines are appended whole, with one write, to a file opened for appending, so that kernels that run side by side do
 * not cut each other's lines. A line that cannot be read is passed over.
 *
 * @module
 */

import { type FileHandle, mkdir, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";

export interface HistoryEntry {
  session: number;
  line: number;
  input: string;
}

/** The first line of each session; `id` tells two kernels apart that took the same number. */
export interface SessionStart {
  session: number;
  id: string;
  started: string;
}

export interface HistoryLines {
  entries: HistoryEntry[];
  starts: SessionStart[];
}

/** What is read back, in bytes: about the last hundred thousand short cells. */
const MAX_READ: number = 5 * 1024 * 1024;

/** A file larger than this is cut down to {@link MAX_READ}. */
const MAX_SIZE: number = 4 * MAX_READ;

/** Lines parsed before the heartbeat and other requests get their turn. */
const SLICE = 500;

export async function appendLine(path: string, line: HistoryEntry | SessionStart): Promise<void> {
  await makeFolder(dirname(path));
  const file = await open(path, "a", 0o600);
  try {
    await file.write(`${JSON.stringify(line)}\n`);
  } finally {
    await file.close();
  }
}

/** Node's own recursive `mkdir` never returns where the system says ENOENT below a folder that is there, as in /proc. */
async function makeFolder(path: string): Promise<void> {
  const make = () =>
    mkdir(path, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
  try {
    await make();
  } catch (error) {
    const parent = dirname(path);
    if ((error as NodeJS.ErrnoException).code !== "ENOENT" || parent === path) throw error;
    await makeFolder(parent);
    await make();
  }
}

/** The last `limit` bytes of the file, whole lines only; nothing where it cannot be read. */
export async function readLines(path: string, limit: number = MAX_READ): Promise<HistoryLines> {
  const lines: HistoryLines = { entries: [], starts: [] };
  const texts = (await readEnd(path, limit)).split("\n");
  for (const [index, text] of texts.entries()) {
    if (index % SLICE === SLICE - 1) await new Promise((resolve) => setImmediate(resolve));
    sort(text, lines);
  }
  return lines;
}

async function readEnd(path: string, limit: number): Promise<string> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, "r");
    return (await readTail(file, limit)).toString("utf8");
  } catch {
    return "";
  } finally {
    await file?.close();
  }
}

/**
 * Cuts a file that has grown far too large down to its last lines. The new file takes the old one's place in one step;
 * lines that other kernels append to the old one meanwhile are carried over.
 */
export async function trimHistory(path: string, maxSize: number = MAX_SIZE): Promise<void> {
  const old = await open(path, "r");
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    const { size } = await old.stat();
    if (size <= maxSize) return;
    const fresh = await open(temporary, "wx", 0o600);
    try {
      await fresh.write(await readTail(old, Math.min(MAX_READ, maxSize), size));
      await rename(temporary, path);
      const { size: sizeNow } = await old.stat();
      if (sizeNow > size) await appendBytes(path, await readRange(old, size, sizeNow));
    } finally {
      await fresh.close();
      await rm(temporary, { force: true });
    }
  } finally {
    await old.close();
  }
}

async function appendBytes(path: string, bytes: Buffer): Promise<void> {
  const file = await open(path, "a", 0o600);
  await file.write(bytes).finally(() => file.close());
}

async function readTail(file: FileHandle, limit: number, end?: number): Promise<Buffer> {
  const size = end ?? (await file.stat()).size;
  const start = Math.max(0, size - limit);
  // One byte more, so that a line that begins exactly at `start` is seen to be whole.
  const bytes = await readRange(file, Math.max(0, start - 1), size);
  return start === 0 ? bytes : bytes.subarray(bytes.indexOf("\n") + 1);
}

async function readRange(file: FileHandle, start: number, end: number): Promise<Buffer> {
  const bytes = Buffer.alloc(end - start);
  const { bytesRead } = await file.read(bytes, 0, bytes.length, start);
  return bytes.subarray(0, bytesRead);
}

function sort(text: string, lines: HistoryLines): void {
  if (text === "") return;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return;
  }
  if (typeof value !== "object" || value === null || !("session" in value)) return;
  const { session } = value;
  if (typeof session !== "number") return;
  if ("line" in value && "input" in value) {
    const { line, input } = value;
    if (typeof line === "number" && typeof input === "string") {
      lines.entries.push({ session, line, input });
    }
  } else if ("id" in value && "started" in value) {
    const { id, started } = value;
    if (typeof id === "string" && typeof started === "string") {
      lines.starts.push({ session, id, started });
    }
  }
}
