/** `subset-font` brings no types of its own. */
declare module "subset-font" {
  /** The glyphs of `text` alone, as a font file. */
  export default function subsetFont(
    font: Buffer,
    text: string,
    options?: { readonly targetFormat?: "sfnt" | "woff" | "woff2" },
  ): Promise<Buffer>;
}
