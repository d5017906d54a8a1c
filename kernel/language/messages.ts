/**
 * What the kernel process asks its TypeScript worker, and what it hears back.
 *
 * The worker does two kinds of work with one copy of the compiler: lowering, which a cell waits for (about a
 * millisecond), and the language service, which no cell waits for. Lowering always goes first: checks start
 * only when no lowering has come for some milliseconds, and the compiler's standard files are read in slices.
 *
 * @module
 */

import type { CellId, LoweredScript, TranspiledFile } from "../link/messages.ts";

/** How type errors are treated. */
export type TypeCheckMode = "off" | "warn" | "error";

export interface LanguageOptions {
  /** The notebook's folder: resolution and the search for tsconfig.json start here. */
  folder: string;
  /** `CLADESCOPE_TYPECHECK`; overrides tsconfig, is overridden by a magic comment. */
  typeCheck?: TypeCheckMode;
}

export interface LanguageRequests {
  /** Lowers a cell; the cell is known to the language service from here on. */
  lower: {
    ask: { cell: CellId; source: string; title: string; storeNames: boolean };
    answer: LowerAnswer;
  };
  /** Lowers one expression of `user_expressions`; leaves no trace. */
  lowerExpression: { ask: { source: string; title: string }; answer: LowerAnswer };
  /** All diagnostics of a cell that was lowered. */
  check: { ask: { cell: CellId }; answer: Diagnostic[] };
  /** With `asCommonJs` an ES module becomes CommonJS as well. */
  transpile: { ask: { path: string; asCommonJs?: boolean }; answer: TranspiledFile };
  /** `cursor` counts UTF-16 units here; the server converts from the protocol's code points. */
  complete: { ask: { source: string; cursor: number }; answer: CompleteAnswer };
  inspect: {
    ask: { source: string; cursor: number; detailLevel: number };
    answer: InspectAnswer | null;
  };
  isComplete: { ask: { source: string }; answer: IsCompleteAnswer };
  /** The child is new: forget all cells. */
  forget: { ask: Record<string, never>; answer: null };
  /** What the child needs of tsconfig. */
  paths: {
    ask: Record<string, never>;
    answer: { baseUrl: string; patterns: Record<string, string[]> } | null;
  };
  /** Read the standard files in the background, so that the first check is quick. */
  warmUp: { ask: Record<string, never>; answer: null };
}

export type LowerAnswer =
  | { script: LoweredScript; typeCheck: TypeCheckMode }
  | { syntaxError: { ename: "SyntaxError"; evalue: string; traceback: string[] } };

export interface Diagnostic {
  /** As TypeScript counts them: 2322 for TS2322. */
  code: number;
  category: "error" | "warning" | "suggestion" | "message";
  message: string;
  /** In the cell, from 1; absent for what has no place. */
  line?: number;
  column?: number;
  /** Message, place and code frame, ready to print; may hold ANSI colours only where `traceback` may. */
  text: string;
}

export interface CompleteAnswer {
  matches: Array<{ text: string; type: string; signature?: string }>;
  /** UTF-16 units. */
  cursorStart: number;
  cursorEnd: number;
}

export interface InspectAnswer {
  markdown: string;
  plain: string;
}

export type IsCompleteAnswer =
  | { status: "complete" | "invalid" | "unknown" }
  | { status: "incomplete"; indent: string };

/** To the worker. Answers may come in another order. */
export type WorkerRequest = {
  [K in keyof LanguageRequests]: { id: number; kind: K; ask: LanguageRequests[K]["ask"] };
}[keyof LanguageRequests];

/** From the worker; `error` is a fault of the worker itself, with its stack. */
export type WorkerReply = { id: number; answer: unknown } | { id: number; error: string };
