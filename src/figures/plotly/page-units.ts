/**
 * From points and plain text to what a page takes.
 *
 * @module
 */

/** CSS pixels to a point. */
export const PIXELS: number = 4 / 3;

/** plotly takes a little HTML in texts: what is data must not become any. */
export function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
