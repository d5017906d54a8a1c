/**
 * Names that nobody declared. V8 puts `x is not defined` at the `=` of `x = 1` and at the `y` of `x.y`; the user
 * looks for `x`. JSX calls a name that the cell does not show.
 *
 * @module
 */

import { magicHint } from "../../text/no-magics.ts";
import type { Frame } from "./frames.ts";

interface UnknownName {
  /** With the first frame at the name. */
  frames: Frame[];
  hint?: string | undefined;
}

/** Undefined for errors of other kinds, and where the source is not known. */
export function unknownName(evalue: string, frames: readonly Frame[]): UnknownName | undefined {
  const name = /^(\S+) is not defined$/.exec(evalue)?.[1];
  const [frame, ...callers] = frames;
  if (name === undefined || frame?.source === undefined) return undefined;
  const { source, line = 0, column = 0 } = frame;
  const text = source.source.split(/\r\n|[\n\r\u2028\u2029]/)[line - 1] ?? "";
  if (text[column - 1] === "<") return { frames: [...frames], hint: jsxHint(name) };
  const found = lastWord(text, name, column);
  const moved =
    found === undefined
      ? frame
      : {
          ...frame,
          column: found,
          text: frame.text.replace(`:${line}:${column}`, () => `:${line}:${found}`),
        };
  return { frames: [moved, ...callers], hint: magicHint(text) };
}

/** Where the name stands last, at or before a column. */
function lastWord(text: string, name: string, column: number): number | undefined {
  for (let at = text.lastIndexOf(name, column - 1); at >= 0; at = text.lastIndexOf(name, at - 1)) {
    const isWord = !isPart(text[at - 1]) && !isPart(text[at + name.length]);
    if (isWord) return at + 1;
    if (at === 0) break;
  }
  return undefined;
}

function isPart(character: string | undefined): boolean {
  return character !== undefined && /[\p{ID_Continue}$]/u.test(character);
}

function jsxHint(name: string): string {
  return `JSX calls ${name}: import or declare it, or let "jsx" in tsconfig.json say what JSX is.`;
}
