/**
 * The header of a `.npy` file: a Python dictionary literal
 * (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html).
 *
 *     {'descr': '<f4', 'fortran_order': False, 'shape': (2, 480, 640), }
 *
 * Read by a small parser for just these literals; nothing is evaluated.
 *
 * @module
 */

import { damaged } from "./damaged.ts";
import { shown } from "./message.ts";

/** Texts, whole numbers, booleans, None, and tuples or lists of such. */
export type Literal = string | number | boolean | null | readonly Literal[];

/**
 * The entries of a dictionary literal with text keys.
 *
 * @throws CheckpointError if the text is anything else.
 */
export function parseHeaderDict(text: string, where: string): Map<string, Literal> {
  const tokens = tokenize(text, where);
  let at = 0;

  function expect(token: string): void {
    if (tokens[at] !== token) throw unreadable(where, text);
    at++;
  }

  function literal(depth: number): Literal {
    const token = tokens[at++];
    if (token === undefined || depth > DEEPEST) throw unreadable(where, text);
    if (token === "(" || token === "[") return sequence(token === "(" ? ")" : "]", depth + 1);
    if (token === "True" || token === "False") return token === "True";
    if (token === "None") return null;
    if (/^['"]/.test(token)) return token.slice(1, -1);
    if (/^\d/.test(token)) return Number.parseInt(token, 10);
    throw unreadable(where, text);
  }

  function sequence(close: string, depth: number): readonly Literal[] {
    const items: Literal[] = [];
    while (tokens[at] !== close) {
      items.push(literal(depth));
      if (tokens[at] !== close) expect(",");
    }
    at++;
    return items;
  }

  const entries = new Map<string, Literal>();
  expect("{");
  while (tokens[at] !== "}") {
    const key = literal(0);
    expect(":");
    if (typeof key !== "string" || entries.has(key)) throw unreadable(where, text);
    entries.set(key, literal(0));
    if (tokens[at] !== "}") expect(",");
  }
  at++;
  if (at !== tokens.length) throw unreadable(where, text);
  return entries;
}

/** Fields of structured types nest a little; those are refused later, by name. */
const DEEPEST = 8;

// Texts have no escapes in real headers; numbers may end in Python 2's L.
const TOKEN = /\s*([{}()[\],:]|'[^'\\]*'|"[^"\\]*"|\d{1,16}L?(?!\d)|True|False|None)\s*/y;

function tokenize(text: string, where: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const match = TOKEN.exec(text);
    if (match === null) throw unreadable(where, text);
    tokens.push(match[1]);
  }
  return tokens;
}

function unreadable(where: string, text: string): Error {
  return damaged(where, "the header of the array cannot be read", {
    expected: "{'descr': '<f4', 'fortran_order': False, 'shape': (…), }",
    got: shown(text),
  });
}
