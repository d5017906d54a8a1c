/**
 * Cells that end at an `await` once they are interrupted.
 *
 * Stopping a cell whose `await` is pending leaves its function in the air: when the promise settles, it would go on
 * and print into a cell that has long ended. So `await x` becomes
 *
 *     __cell.resumed(await x, __cell.stopped() && await __cell.never())
 *
 * which waits no longer than `await x` does (arguments are evaluated in order), and for ever when the cell that the code
 * runs for was interrupted. The child makes `__cell` (child/cell-global.ts).
 *
 * @module
 */

import type TS from "typescript";
import type { Walk } from "./walk.ts";

const STOP = "__cell.stopped() && await __cell.never()";

export function stopAtAwait(walk: Walk, node: TS.AwaitExpression): void {
  if (walk.options.stopsAtAwait !== true) return;
  const start = walk.start(node);
  walk.replace(start, start + "await".length, "__cell.resumed(await");
  walk.replace(node.end, node.end, `, ${STOP})`);
}

/** At the beginning of each round. */
export function stopAtRounds(walk: Walk, { awaitModifier, statement }: TS.ForOfStatement): void {
  if (walk.options.stopsAtAwait !== true || awaitModifier === undefined) return;
  const start = walk.start(statement);
  if (walk.ts.isBlock(statement)) {
    walk.replace(start, start + 1, `{ ${STOP};`);
  } else {
    walk.replace(statement.pos, statement.pos, `{ ${STOP};`);
    walk.replace(statement.end, statement.end, " }");
  }
}
