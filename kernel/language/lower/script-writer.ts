/**
 * Writes a script from pieces of a source and from text of its own, and notes which place came from where.
 * Pieces are copied with the edits that lie in them, so that the lowered cell keeps the user's text, and its
 * map is exact without the compiler's printer.
 *
 * @module
 */

import type { Segment } from "../../text/source-map.ts";

/** Replaces `source.slice(start, end)` by `text`; edits never overlap. */
export interface Edit {
  start: number;
  end: number;
  text: string;
}

export class ScriptWriter {
  readonly segments: Segment[] = [];
  #code = "";
  #line = 0;
  #lineStart = 0;
  readonly #source: string;
  readonly #edits: readonly Edit[];
  readonly #lineStarts: readonly number[];

  /** `edits` are sorted by `start`. */
  constructor(source: string, lineStarts: readonly number[], edits: readonly Edit[]) {
    this.#source = source;
    this.#lineStarts = lineStarts;
    this.#edits = edits;
  }

  get code(): string {
    return this.#code;
  }

  /** Writes text of our own; whatever fails in it is at `position` of the source, if given. */
  write(text: string, position?: number): void {
    if (position === undefined) {
      this.#append(text);
      return;
    }
    // A segment for each word, since places behind a segment's beginning count as that far behind in the source.
    for (const [word] of text.matchAll(/[\w$]+\s*|\W\s*/g)) {
      this.#mark(position);
      this.#append(word);
    }
  }

  /** Copies the source from `start` up to `end`, edits applied. An insertion belongs to what it follows. */
  copy(start: number, end: number): void {
    let position = start;
    for (let index = this.#firstEdit(start); index < this.#edits.length; index++) {
      const edit = this.#edits[index] as Edit;
      if (edit.end > end) break;
      if (edit.start < position || (edit.end === start && edit.start === start)) continue;
      this.#copyPlain(position, edit.start);
      if (edit.text !== "") this.write(edit.text, edit.start);
      position = edit.end;
    }
    this.#copyPlain(position, end);
  }

  /** Line by line, so that every line has its own segment, whatever ends it (CR, LF, U+2028 …). */
  #copyPlain(start: number, end: number): void {
    let from = start;
    let line = lineOf(this.#lineStarts, from);
    while (from < end) {
      const nextLine = this.#lineStarts[++line] ?? Number.POSITIVE_INFINITY;
      const to = Math.min(end, nextLine);
      this.#mark(from);
      this.#code += this.#source.slice(from, to);
      if (to === nextLine) this.#newLine(this.#code.length);
      from = to;
    }
  }

  /** Our own text ends its lines by LF alone. */
  #append(text: string): void {
    const start = this.#code.length;
    this.#code += text;
    let newline = text.indexOf("\n");
    while (newline !== -1) {
      this.#newLine(start + newline + 1);
      newline = text.indexOf("\n", newline + 1);
    }
  }

  #newLine(start: number): void {
    this.#line++;
    this.#lineStart = start;
  }

  #mark(position: number): void {
    const line = lineOf(this.#lineStarts, position);
    const column = this.#code.length - this.#lineStart;
    const last = this.segments.at(-1);
    if (last !== undefined && last[0] === this.#line && last[1] === column) this.segments.pop();
    this.segments.push([this.#line, column, line, position - (this.#lineStarts[line] ?? 0)]);
  }

  #firstEdit(start: number): number {
    let low = 0;
    let high = this.#edits.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#edits[middle] as Edit).start < start) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** The line, from 0, that `position` lies in. */
function lineOf(lineStarts: readonly number[], position: number): number {
  let low = 0;
  let high = lineStarts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lineStarts[middle] ?? 0) <= position) low = middle;
    else high = middle - 1;
  }
  return low;
}
