/**
 * What to tell the user when the process that runs the cells has ended.
 *
 * @module
 */

import type { CellError } from "./cell.ts";

export interface Death {
  readonly code: number | null;
  readonly signal: string | null;
  /** The last of what the process wrote to its stderr. */
  readonly stderrTail: string;
  /** The kernel ended it: an interrupt had not arrived after so many ms. */
  readonly killed?: { interruptGrace: number } | undefined;
}

const WHAT_NOW = "The variables of this notebook are gone; run the cells that define them again.";

/** How the cell that was running failed. */
export function deathError(death: Death): CellError {
  const ename = death.killed ? "KeyboardInterrupt" : "ProcessEnded";
  const evalue = describe(death);
  return { ename, evalue, traceback: [`${ename}: ${evalue}`, WHAT_NOW] };
}

/** For the cells that are sent when no process can be started. */
export function gaveUpError(death: Death): CellError {
  const ename = "ProcessFailed";
  const evalue = `no process to run cells in can be started: ${describe(death)}`;
  const lastWords = death.stderrTail.trim();
  return {
    ename,
    evalue,
    traceback: [
      `${ename}: ${evalue}`,
      ...(lastWords === "" ? [] : [lastWords]),
      "Restart the kernel once the cause is out of the way.",
    ],
  };
}

/** The line shown below the last cell when the process ends while no cell runs. */
export function deathNotice(death: Death): string {
  return `${capitalise(describe(death))}. ${WHAT_NOW}\n`;
}

function describe(death: Death): string {
  if (death.killed) {
    const seconds = death.killed.interruptGrace / 1000;
    return `native code did not stop within ${seconds} s of the interrupt, so the process was ended`;
  }
  const { code, signal, stderrTail } = death;
  if (
    /heap out of memory|Reached heap limit|invalid array length Allocation failed/.test(stderrTail)
  ) {
    return "the process ran out of memory (JavaScript heap out of memory)";
  }
  if (signal !== null) return `the process was ended by the signal ${signal}`;
  if (code !== null) return `the process ended with exit code ${code}`;
  return stderrTail.trim() || "the process could not be started";
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
