/**
 * Keeps from the notebook what V8 and Node write to stderr as a process dies: pages of machine addresses. What the reader
 * needs of it is in the cell's error (death.ts).
 *
 * @module
 */

/** Node waits for its own inspector when a process exits. */
const DEBUGGER_LINE = "Waiting for the debugger to disconnect...\n";

/** Each begins what goes on to the end of the process. */
const FATAL = /\n?<--- Last few GCs --->|----- Native stack trace -----|^FATAL ERROR: /m;

/** @returns What to show of a child's stderr; to be called with its texts in order. One for each child. */
export function withoutLastWords(): (text: string) => string {
  let fatal = false;
  return (text) => {
    if (fatal) return "";
    const at = text.search(FATAL);
    fatal = at >= 0;
    return (fatal ? text.slice(0, at) : text).replaceAll(DEBUGGER_LINE, "");
  };
}
