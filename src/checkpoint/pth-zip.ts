/**
 * `.pth` files of PyTorch 1.6 and newer: a zip archive of one pickle and one entry per storage
 * (torch 2.6 torch/serialization.py:_save).
 *
 *     NAME/data.pkl     what torch.save() was given; storages are persistent ids
 *     NAME/byteorder    "little" or "big"; little where it is missing
 *     NAME/data/KEY     the bytes of storage KEY
 *     NAME/version, …   not needed
 *
 * On opening, the directory and the pickle are read; a tensor costs two more reads.
 *
 * @module
 */

import { CheckpointError } from "../errors.ts";
import { damaged } from "./damaged.ts";
import { shown } from "./message.ts";
import { LONGEST_PICKLE, readPickle } from "./pickle.ts";
import type { ByteSource } from "./source.ts";
import type { StateDict } from "./state-dict.ts";
import { allowsGlobal } from "./torch-globals.ts";
import { torchStateDict } from "./torch-state-dict.ts";
import type { ZipArchive, ZipEntry } from "./zip.ts";

const PICKLE = "data.pkl";

/** The entry that makes a zip archive a `.pth` file: the data.pkl nearest to the top. */
export function findPickle({ entries }: ZipArchive): ZipEntry | undefined {
  const pickles = [...entries.values()].filter(
    ({ name }) => name === PICKLE || name.endsWith(`/${PICKLE}`),
  );
  const depth = ({ name }: ZipEntry) => name.split("/").length;
  return pickles.sort((a, b) => depth(a) - depth(b))[0];
}

/**
 * The state dict in an open archive.
 *
 * @param pickle As found by findPickle().
 */
export async function openPthZip(
  source: ByteSource,
  archive: ZipArchive,
  pickle: ZipEntry,
): Promise<StateDict> {
  const where = source.name;
  const folder = pickle.name.slice(0, -PICKLE.length);
  refuseTorchScript(archive, folder, where);
  const littleEndian = await isLittleEndian(archive, folder, where);
  const { value } = readPickle(await readShort(archive, pickle, LONGEST_PICKLE, where), {
    where,
    allows: allowsGlobal,
  });
  return torchStateDict({
    where,
    format: "pth",
    root: value,
    storages: {
      littleEndian,
      size: (key) => archive.entries.get(`${folder}data/${key}`)?.size,
      async read(key, offset, length) {
        const entry = archive.entries.get(`${folder}data/${key}`);
        if (entry === undefined) throw damaged(where, `the storage ${shown(key)} is missing`);
        const bytes = await archive.open(entry);
        return bytes.read(offset, length);
      },
    },
    close: () => source.close(),
  });
}

function refuseTorchScript({ entries }: ZipArchive, folder: string, where: string): void {
  const hasCode = [...entries.keys()].some((name) => name.startsWith(`${folder}code/`));
  if (!hasCode && !entries.has(`${folder}constants.pkl`)) return;
  throw new CheckpointError({
    what: "this is a TorchScript program, not a file of weights",
    where,
    expected: "a file written by torch.save(net.state_dict(), …)",
    hint: "in Python: torch.save(torch.jit.load(path).state_dict(), 'weights.pth')",
  });
}

const LONGEST_BYTE_ORDER = 16;

async function isLittleEndian(
  archive: ZipArchive,
  folder: string,
  where: string,
): Promise<boolean> {
  const entry = archive.entries.get(`${folder}byteorder`);
  if (entry === undefined) return true;
  const bytes = await readShort(archive, entry, LONGEST_BYTE_ORDER, where);
  const order = new TextDecoder().decode(bytes).trim();
  if (order === "little" || order === "big") return order === "little";
  throw damaged(where, "the byte order of the file is unknown", { expected: "little or big" });
}

async function readShort(
  archive: ZipArchive,
  entry: ZipEntry,
  limit: number,
  where: string,
): Promise<Uint8Array> {
  if (entry.size > limit) {
    throw new CheckpointError({
      what: `the entry ${entry.name.slice(entry.name.lastIndexOf("/") + 1)} is too long`,
      where,
      expected: `at most ${limit} bytes`,
      got: `${entry.size}`,
      hint: "save the weights alone: torch.save(net.state_dict(), 'weights.pth')",
    });
  }
  const bytes = await archive.open(entry);
  return bytes.read(0, bytes.size);
}
