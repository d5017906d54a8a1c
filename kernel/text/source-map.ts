/**
 * Source maps, version 3 (ECMA-426), as far as the kernel writes and reads them itself: one source, no names.
 *
 * @module
 */

import { decodeVlq, encodeVlq } from "./vlq.ts";

/** One segment, all numbers from 0: `[generated line, generated column, source line, source column]`. */
export type Segment = [number, number, number, number];

/** Encodes segments that are sorted by their generated position. */
export function encodeMappings(segments: readonly Segment[]): string {
  let text = "";
  let line = 0;
  let column = 0;
  let sourceLine = 0;
  let sourceColumn = 0;
  let isFirstInLine = true;
  for (const segment of segments) {
    while (line < segment[0]) {
      text += ";";
      line++;
      column = 0;
      isFirstInLine = true;
    }
    if (!isFirstInLine) text += ",";
    text +=
      encodeVlq(segment[1] - column) +
      "A" +
      encodeVlq(segment[2] - sourceLine) +
      encodeVlq(segment[3] - sourceColumn);
    [, column, sourceLine, sourceColumn] = segment;
    isFirstInLine = false;
  }
  return text;
}

/** Decodes mappings; segments without a source are left out. */
export function decodeMappings(mappings: string): Segment[] {
  const segments: Segment[] = [];
  let line = 0;
  let column = 0;
  let sourceLine = 0;
  let sourceColumn = 0;
  let start = 0;
  for (let index = 0; index <= mappings.length; index++) {
    const character = mappings[index];
    if (character !== undefined && character !== "," && character !== ";") continue;
    if (index > start) {
      const [columnStep = 0, , lineStep, sourceColumnStep] = decodeVlq(mappings, start, index);
      column += columnStep;
      if (lineStep !== undefined && sourceColumnStep !== undefined) {
        sourceLine += lineStep;
        sourceColumn += sourceColumnStep;
        segments.push([line, column, sourceLine, sourceColumn]);
      }
    }
    start = index + 1;
    if (character === ";") {
      line++;
      column = 0;
    }
  }
  return segments;
}

/** A whole map as JSON. */
export function writeSourceMap(fileName: string, mappings: string): string {
  return JSON.stringify({ version: 3, sources: [fileName], names: [], mappings });
}
