/**
 * How type errors in one cell are treated: `// @typecheck off` in its leading comments, else the
 * environment, else tsconfig.json, else `warn`.
 *
 * @module
 */

import type { TypeCheckMode } from "./messages.ts";
import { isTypeCheckMode } from "./project/project.ts";
import ts from "./typescript.ts";

/** What a cell's leading comments say; `bad` is a word that is not a mode. */
export function magicMode(source: string): { mode?: TypeCheckMode; bad?: string } {
  for (const { pos, end } of ts.getLeadingCommentRanges(source, 0) ?? []) {
    const word = /^\/[/*]+\s*@typecheck\b[ \t]*(\S*)/.exec(source.slice(pos, end))?.[1];
    if (word === undefined) continue;
    return isTypeCheckMode(word) ? { mode: word } : { bad: word };
  }
  return {};
}
