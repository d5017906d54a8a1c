/**
 * What stands above the blocks of a heat map: the part of a layer's name that neighbours share over all of them, its rest over each.
 * "head_0.norm_0" and "head_0.norm_1" are "head_0" above "norm_0" and "norm_1".
 *
 * @module
 */

import type { CellsBlock } from "../html/explorer.ts";

export interface BlockHeading {
  readonly text: string;

  /** Columns of the table: from the first to before the last. */
  readonly start: number;
  readonly end: number;

  /** 0 is the upper line. */
  readonly line: 0 | 1;
}

/** One line for a single block, whose name has room; else two. */
export function headingLines(blocks: readonly unknown[]): 1 | 2 {
  return blocks.length < 2 ? 1 : 2;
}

export function blockHeadings(
  blocks: readonly Pick<CellsBlock, "name" | "columns">[],
): BlockHeading[] {
  if (headingLines(blocks) === 1) {
    return blocks.map(({ name, columns }) => ({ text: name, start: 0, end: columns, line: 0 }));
  }
  const groups: BlockHeading[] = [];
  const rests: BlockHeading[] = [];
  let start = 0;
  for (const { name, columns } of blocks) {
    const end = start + columns;
    const dot = name.lastIndexOf(".");
    const text = dot < 0 ? name : name.slice(0, dot);
    const before = groups.at(-1);
    if (dot >= 0 && before?.text === text) groups[groups.length - 1] = { ...before, end };
    else groups.push({ text, start, end, line: 0 });
    rests.push({ text: dot < 0 ? "" : name.slice(dot + 1), start, end, line: 1 });
    start = end;
  }
  return [...groups, ...rests];
}
