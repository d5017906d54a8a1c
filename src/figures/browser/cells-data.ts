/**
 * An explorer's numbers in one table, in the order of rows that is shown.
 *
 * @module
 */

import { type CellsBlock, type CellsExplorer, cellValue } from "../html/explorer.ts";
import { type Cells, ExtremePyramid } from "../raster-pyramid.ts";

export interface CellsTable extends Cells {
  readonly pyramid: ExtremePyramid;

  /** The row of the explorer that is shown at place i. */
  readonly order: readonly number[];
}

export function cellsTable(
  { blocks, rowNames }: CellsExplorer,
  order: readonly number[],
): CellsTable {
  const rows = rowNames.length;
  const columns = blocks.reduce((sum, block) => sum + block.columns, 0);
  const values = new Float32Array(rows * columns);
  let start = 0;
  for (const block of blocks) {
    for (let i = 0; i < rows; i++) {
      const from = order[i] * block.columns;
      const to = i * columns + start;
      if (block.values instanceof Float32Array) {
        values.set(block.values.subarray(from, from + block.columns), to);
      } else {
        for (let j = 0; j < block.columns; j++) values[to + j] = cellValue(block, from + j);
      }
    }
    start += block.columns;
  }
  const cells = { rows, columns, values };
  return { ...cells, pyramid: new ExtremePyramid(cells), order };
}

/** The block of a column of the table, and which of its columns that is. */
export function blockAt(
  blocks: readonly CellsBlock[],
  column: number,
): { readonly block: CellsBlock; readonly inside: number } {
  let start = 0;
  for (const block of blocks) {
    if (column < start + block.columns) return { block, inside: column - start };
    start += block.columns;
  }
  const block = blocks[blocks.length - 1];
  return { block, inside: block.columns - 1 };
}
