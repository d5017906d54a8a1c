/**
 * A file on disk as a ByteSource (Node only).
 *
 * @module
 */

import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import { CheckpointError } from "../errors.ts";
import { pieces } from "./pieces.ts";
import { allocate, type ByteSource, checkRange } from "./source.ts";

/** Node refuses single reads of 2 GiB and more. */
const LARGEST_READ = 2 ** 30;

/**
 * In a notebook nobody closes a network. Node warns of a handle that the garbage collector has to close, and says that this will become
 * an error; so a source that nobody holds any more is closed here.
 */
const forgotten = new FinalizationRegistry<FileHandle>((file) => void file.close().catch(() => {}));

/**
 * Opens a file for reading by range.
 *
 * @throws CheckpointError if it is missing, a folder, or may not be read.
 */
export async function openFileSource(path: string): Promise<ByteSource> {
  const file = await openFile(path);
  try {
    const { size } = await regularFile(file, path);
    let known: { readonly hash: string; readonly changed: bigint } | null = null;
    const source: ByteSource = {
      name: path,
      size,
      async read(offset, length) {
        checkRange({ name: path, size }, offset, length);
        return readFully(file, path, offset, length);
      },
      async sha256() {
        const { ctimeNs } = await file.stat({ bigint: true });
        if (known?.changed === ctimeNs) return known.hash;
        const hash = await sha256(file, path);
        // A change within the clock's last tick would not be seen: such a file is read again.
        const isOld = BigInt(Date.now()) - ctimeNs / 1_000_000n > SETTLED_MS;
        known = isOld ? { hash, changed: ctimeNs } : null;
        return hash;
      },
      close: () => {
        forgotten.unregister(source);
        return file.close();
      },
    };
    forgotten.register(source, file, source);
    return source;
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** Milliseconds after which a file's time of change tells of every later one. */
const SETTLED_MS = 2000n;

async function openFile(path: string): Promise<FileHandle> {
  try {
    return await open(path, "r");
  } catch (cause) {
    throw explained(path, cause);
  }
}

async function regularFile(file: FileHandle, path: string): Promise<{ size: number }> {
  const stat = await file.stat();
  if (stat.isFile()) return stat;
  throw new CheckpointError({
    what: stat.isDirectory() ? "this is a folder" : "this is not a regular file",
    where: path,
    expected: "a checkpoint file",
    hint: stat.isDirectory()
      ? "name the file inside it, such as best_net_G.pth"
      : "save it to a file first: it is read in parts, not from beginning to end",
  });
}

async function readFully(
  file: FileHandle,
  path: string,
  offset: number,
  length: number,
): Promise<Uint8Array> {
  const bytes = allocate(length, path);
  let done = 0;
  while (done < length) {
    const count = Math.min(length - done, LARGEST_READ);
    const { bytesRead } = await file
      .read(bytes, done, count, offset + done)
      .catch((cause: unknown) => {
        throw explained(path, cause);
      });
    if (bytesRead === 0) {
      throw new CheckpointError({
        what: "the file became shorter while it was read",
        where: path,
        expected: `${length} bytes from byte ${offset} on`,
        got: `${done} bytes`,
        hint: "wait until the program that writes it has finished",
      });
    }
    done += bytesRead;
  }
  return bytes;
}

/** Of the file that is open, whatever has its name by now. */
async function sha256(file: FileHandle, path: string): Promise<string> {
  const hash = createHash("sha256");
  try {
    for await (const piece of pieces(file)) hash.update(piece);
  } catch (cause) {
    throw explained(path, cause);
  }
  return hash.digest("hex");
}

function explained(path: string, cause: unknown): CheckpointError {
  const code = (cause as NodeJS.ErrnoException | null)?.code ?? "unknown reason";
  const known: Record<string, [what: string, hint: string]> = {
    ENOENT: ["there is no such file", "check the path; relative paths start at the current folder"],
    ENOTDIR: ["there is no such file", "a part of the path before the last is not a folder"],
    EISDIR: ["this is a folder", "name the file inside it, such as best_net_G.pth"],
    EACCES: ["the file may not be read", "change its permissions, or copy it"],
    EPERM: ["the file may not be read", "change its permissions, or copy it"],
    EBADF: ["the file has been closed", "read all tensors before close()"],
    EMFILE: ["too many files are open", "close other checkpoints first"],
    ERR_INVALID_ARG_VALUE: ["this cannot be a path", "check it for stray characters"],
  };
  const [what, hint] = known[code] ?? [`the file cannot be read (${code})`, "check the disk"];
  return new CheckpointError({ what, where: path, hint, cause });
}
