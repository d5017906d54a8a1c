/**
 * A cell on its way through the kernel: one execute_request, read once, and how it came out.
 *
 * Source: jupyter_client `docs/messaging.rst`, "Execute".
 *
 * @module
 */

import type { CellId } from "../link/messages.ts";
import type { Json } from "../protocol/messages.ts";
import type { Request } from "./wire.ts";

/** The content of an execute_request with its defaults filled in. */
export interface ExecuteContent {
  code: string;
  silent: boolean;
  storeHistory: boolean;
  userExpressions: Record<string, string>;
  allowStdin: boolean;
  stopOnError: boolean;
  /** Idle waits for all diagnostics, however long they take; `cladescope run` asks for that. */
  waitForChecks: boolean;
}

export interface CellError {
  ename: string;
  evalue: string;
  traceback: string[];
}

export type Outcome =
  | { status: "ok"; userExpressions: Json; payload?: Json[] }
  /** `published`: the child has shown it already. */
  | { status: "error"; error: CellError; published: boolean };

export function readExecuteContent(request: Request): ExecuteContent {
  const { content, metadata } = request.message;
  const code = typeof content.code === "string" ? content.code : "";
  const silent = content.silent === true;
  return {
    code,
    silent,
    // A cell without code has nothing to remember, and takes no number.
    storeHistory: !silent && content.store_history !== false && code.trim() !== "",
    userExpressions: readStrings(content.user_expressions),
    allowStdin: content.allow_stdin !== false,
    stopOnError: content.stop_on_error !== false,
    waitForChecks: isJson(metadata.cladescope) && metadata.cladescope.waitForChecks === true,
  };
}

function readStrings(value: unknown): Record<string, string> {
  if (!isJson(value)) return {};
  const strings = Object.entries(value).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
  return Object.fromEntries(strings);
}

function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A cell that has begun and not ended. */
export class RunningCell {
  readonly id: CellId;
  readonly request: Request;
  readonly content: ExecuteContent;
  readonly executionCount: number;
  readonly started: string = new Date().toISOString();
  /** How it came out; settled by the child, by an interrupt, or by what went wrong. */
  readonly outcome: Promise<Outcome>;
  /** The child has it: from here on interrupts go to the child. */
  sent = false;
  over = false;
  /** Resolves when its diagnostics have been shown; absent where they do not come after the cell. */
  checks: Promise<void> | undefined;
  readonly #settle: (outcome: Outcome) => void;

  constructor(id: CellId, request: Request, content: ExecuteContent, executionCount: number) {
    this.id = id;
    this.request = request;
    this.content = content;
    this.executionCount = executionCount;
    const { promise, resolve } = withResolvers<Outcome>();
    this.outcome = promise;
    this.#settle = resolve;
  }

  /** The first outcome counts. */
  end(outcome: Outcome): void {
    this.over = true;
    this.#settle(outcome);
  }

  fail(error: CellError, published = false): void {
    this.end({ status: "error", error, published });
  }
}

/** `Promise.withResolvers` of newer JavaScript. */
function withResolvers<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((resolvePromise) => {
    resolve = resolvePromise;
  });
  return { promise, resolve };
}
