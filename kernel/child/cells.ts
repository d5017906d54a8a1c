/**
 * The cell that runs now, and the one that ran last.
 *
 * @module
 */

import type { CellId } from "../link/messages.ts";
import { $AbortController, $Set } from "./intrinsics.ts";

export interface RunningCell {
  readonly cell: CellId;
  /** Neither its result nor its error is published. */
  readonly silent: boolean;
  readonly allowStdin: boolean;
  readonly executionCount: number;
}

/** Name of the error that an interrupted cell ends with; Python's, which front ends know. */
export const INTERRUPTED = "KeyboardInterrupt";

let running: RunningCell | undefined;
let last: CellId = 0;
let executionCount = 0;
let controller: AbortController | undefined;

export function runningCell(): RunningCell | undefined {
  return running;
}

/** The cell that runs, else the one that ran last; 0 before the first. */
export function latestCell(): CellId {
  return last;
}

export function latestExecutionCount(): number {
  return executionCount;
}

export function beginCell(cell: RunningCell): void {
  running = cell;
  last = cell.cell;
  executionCount = cell.executionCount;
  controller = undefined;
}

export function endCell(): void {
  running = undefined;
}

/** Cells that were interrupted; the callbacks and promises they left behind may still run. */
const interrupted: CellId[] = [];
const swept = new $Set<CellId>();

export function noteInterrupted(cell: CellId): void {
  interrupted.push(cell);
}

/** From here on no callback of the cells that were interrupted so far runs. */
export function sweepInterrupted(): void {
  for (const cell of interrupted.splice(0)) swept.add(cell);
}

/** Whether `cell` was stopped; nothing of it should go on. */
export function wasInterrupted(cell: CellId): boolean {
  return interrupted.includes(cell) || isSwept(cell);
}

/** Whether callbacks of `cell` are dropped. */
export function isSwept(cell: CellId): boolean {
  return swept.size > 0 && swept.has(cell);
}

/** Of the running cell, else of the last. */
export function cellSignal(): AbortSignal {
  controller ??= new $AbortController();
  return controller.signal;
}

/** Of {@link cellSignal}; undefined when nobody has asked for that. */
export function cellController(): AbortController | undefined {
  return controller;
}
