/**
 * What is told of a style: regions that it lacks, where it comes from.
 *
 * @module
 */

import type { StyleCodes } from "../modulation/style-codes.ts";
import type { Styled, StyleWish } from "./style-options.ts";

/**
 * Says once which regions of the label maps have no style of their own; null if there are none.
 *
 * @param how What is done with the code that they have.
 */
export function missingStylesNote(
  { network: { styles, labelSet }, filled }: Pick<Styled, "network" | "filled">,
  labels: readonly { readonly rows: Int32Array }[],
  how = "painted with",
): string | null {
  if (styles === undefined) return null;
  const wanted = [...new Set(labels.flatMap(({ rows }) => [...new Set(rows)]))];
  const told = (regions: readonly number[], code: string) => {
    if (regions.length === 0) return [];
    const names = regions.toSorted((a, b) => a - b).map((row) => labelSet?.rows[row]?.name ?? row);
    return [`${names.join(", ")}: ${how} ${code}`];
  };
  const parts = [
    ...told(
      wanted.filter((row) => filled.includes(row)),
      "the mean code",
    ),
    ...told(
      wanted.filter((row) => styles.present[row] === 0),
      "a code of zeros, as no mean code is taken (--mean-codes FILE, or NAME.mean-codes.npy beside the checkpoint)",
    ),
  ];
  return parts.length === 0 ? null : `the style has no code for ${parts.join("; for ")}`;
}

/** Where the style comes from, for people: file names. */
export function styleWords(
  wish: StyleWish | undefined,
  { mean }: Pick<Styled, "mean">,
): string | null {
  if (wish === undefined || wish.kind === "latent") return null;
  const name = (path: string) => path.split(/[/\\]/).at(-1) ?? path;
  const from =
    "codes" in wish.from
      ? `codes of ${name(wish.from.codes)}`
      : `${name(wish.from.image)} with regions of ${name(wish.from.labels)}`;
  return mean === null ? from : `${from}, missing regions of ${name(mean)}`;
}

/** Files that a style is of, for provenance. */
export function styleFiles(wish: StyleWish | undefined, { mean }: Pick<Styled, "mean">): string[] {
  if (wish === undefined) return [];
  if (wish.kind === "latent") return [wish.style, wish.encoder];
  const from = "codes" in wish.from ? [wish.from.codes] : [wish.from.image, wish.from.labels];
  return mean === null ? from : [...from, mean];
}

/** For provenance: a digest of the codes. */
export async function stylesDigest({ values }: StyleCodes): Promise<string> {
  const { createHash } = await import("node:crypto");
  return createHash("sha256")
    .update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
    .digest("hex");
}
