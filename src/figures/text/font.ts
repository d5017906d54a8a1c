/**
 * The font of all figures: DejaVu Sans, which has γ, β, μ, σ and the minus sign, from the npm package `dejavu-fonts-ttf`. A fixed
 * font makes figures the same on every machine; many have none at all.
 *
 * @module
 */

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Font } from "fontkit";

export const FAMILY = "DejaVu Sans";

/** Height of capitals, of a size of 1. */
export const CAP_HEIGHT = 0.729;

interface Face {
  readonly bytes: Uint8Array;
  readonly font: Font;

  /** Advance of characters met so far, of a size of 1. */
  readonly advances: Map<string, number>;
}

const require = createRequire(import.meta.url);
const faces = new Map<boolean, Face>();

/** The TrueType file. */
export function fontBytes(bold: boolean): Uint8Array {
  return face(bold).bytes;
}

export function fontPath(bold: boolean): string {
  return require.resolve(`dejavu-fonts-ttf/ttf/DejaVuSans${bold ? "-Bold" : ""}.ttf`);
}

/** Width of a text, in units of `size`; without kerning, which differs between programs. */
export function textWidth(text: string, size: number, bold = false): number {
  const { advances, font } = face(bold);
  let width = 0;
  for (const character of text) {
    let advance = advances.get(character);
    if (advance === undefined) {
      const glyph = font.glyphForCodePoint(character.codePointAt(0) ?? 32);
      advance = glyph.advanceWidth / font.unitsPerEm;
      advances.set(character, advance);
    }
    width += advance;
  }
  return width * size;
}

function face(bold: boolean): Face {
  let known = faces.get(bold);
  if (known === undefined) {
    const bytes = readFileSync(fontPath(bold));
    // Loaded when a text is first measured: it takes as long as the rest of cladescope together.
    const fontkit = require("fontkit") as typeof import("fontkit");
    known = { bytes, font: fontkit.create(bytes) as Font, advances: new Map() };
    faces.set(bold, known);
  }
  return known;
}
