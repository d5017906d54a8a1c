/**
 * Notebooks as tables: cells with what each of them shows.
 *
 * @module
 */

import type ts from "typescript";
import { expect } from "vitest";
import { runCells } from "./run-cells.ts";

/** What a cell that ends in a declaration shows. */
export const nothing: unique symbol = Symbol("nothing");

/** As `util.inspect` shows the value; a regular expression for errors. */
export type Expected = string | RegExp | typeof nothing;

export async function check(
  cells: ReadonlyArray<readonly [source: string, expected: Expected]>,
  options?: ts.CompilerOptions,
): Promise<void> {
  const results = await runCells(
    cells.map(([source]) => source),
    options,
  );
  for (const [index, [source, expected]] of cells.entries()) {
    const { value, error } = results[index] ?? {};
    const shown = error ?? value ?? nothing;
    if (expected instanceof RegExp) expect(String(error ?? value), source).toMatch(expected);
    else expect(shown, source).toBe(expected);
  }
}
