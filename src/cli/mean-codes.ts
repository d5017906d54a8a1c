/**
 * Mean codes of SEAN's regions, for those that a style picture lacks: a file that is named, or one beside the checkpoint.
 *
 * @module
 */

import { lstatSync } from "node:fs";
import { extname, resolve } from "node:path";
import { EngineError, isCladescopeError } from "../errors.ts";
import type { GeneratorNetwork } from "../models/network.ts";
import type { StyleCodes } from "../modulation/style-codes.ts";

/** In the place of a file: missing regions take zeros, also where codes lie beside the checkpoint. */
const NO_MEAN_CODES = "none";

/** The file that belongs to a checkpoint: "net_G.mean-codes.npy" of net_G.pth. */
function meanCodesPath(checkpoint: string): string {
  return `${checkpoint.slice(0, checkpoint.length - extname(checkpoint).length)}.mean-codes.npy`;
}

/** That file, if there is one; also a link that leads nowhere, which is somebody's mistake and not to be passed over. */
function meanCodesBeside(checkpoint: string): string | null {
  const path = meanCodesPath(checkpoint);
  return lstatSync(path, { throwIfNoEntry: false }) === undefined ? null : path;
}

/** Codes with mean codes in the place of those that were missing. */
export interface FilledCodes {
  readonly codes: StyleCodes;

  /** Regions whose codes are mean codes. */
  readonly filled: readonly number[];

  /** The file that was read. */
  readonly mean: string | null;
}

/**
 * @param given --mean-codes: a file, "none", or undefined, which takes the file beside the checkpoint where regions are missing.
 * @throws EngineError or CheckpointError if the file does not fit the network.
 */
export async function withMeanCodes(
  codes: StyleCodes,
  given: string | undefined,
  network: GeneratorNetwork,
  checkpoint: string,
): Promise<FilledCodes> {
  const isWhole = codes.present.every((bit) => bit === 1);
  const beside = given === undefined && !isWhole ? meanCodesBeside(checkpoint) : null;
  const file = given ?? beside;
  if (file === null || file === NO_MEAN_CODES) return { codes, filled: [], mean: null };
  const { readStyleCodes } = await import("../engines/open-style.ts");
  const { fillMissing } = await import("../modulation/style-codes.ts");
  const mean = await readStyleCodes(file, network).catch((cause: unknown) => {
    throw beside !== null && isCladescopeError(cause) ? unusableBeside(file, cause) : cause;
  });
  const whole = fillMissing(codes, mean);
  const filled = [...whole.present.keys()].filter((k) => whole.present[k] > codes.present[k]);
  return { codes: whole, filled, mean: file };
}

function unusableBeside(file: string, cause: Error): EngineError {
  return new EngineError({
    what: "the mean codes beside the checkpoint cannot be used",
    where: file,
    expected: "codes that fit the network, for regions that the style lacks",
    got: cause.message.split("\n")[0],
    hint: `--mean-codes FILE takes others, --mean-codes ${NO_MEAN_CODES} takes zeros`,
    cause,
  });
}

/** The copy that an exported checkpoint needs beside it, as bytes; null if there is none, or it lies there already. */
export async function meanCodesToCopy(
  checkpoint: string,
  output: string,
): Promise<{ readonly path: string; readonly bytes: Uint8Array } | null> {
  const from = meanCodesBeside(checkpoint);
  const path = meanCodesPath(output);
  if (from === null || resolve(from) === resolve(path)) return null;
  const { readBytes } = await import("../labels/read-bytes.ts");
  return { path, bytes: await readBytes(from) };
}
