/**
 * What the kernel process (parent) and the user's process (child) say to each other.
 *
 * Three ways, so that order is kept and nothing waits behind a busy cell:
 * - parent → agent (a worker thread of the child), file descriptor 3: {@link ToChild};
 * - agent → parent, file descriptor 3 as well (it is a socket pair): {@link FromAgent};
 * - main thread of the child → parent, file descriptor 4, written synchronously and at once, so that
 *   whatever a cell printed before it killed its process has arrived: {@link FromChild}.
 *
 * Each message is one frame (link/frames.ts): a JSON header of the types below, and binary parts. What is
 * meant for a front end travels as ready-made JSON in a part; the parent signs and forwards these bytes
 * without parsing them.
 *
 * @module
 */

/** Number of an execute_request within this kernel process, from 1; 0 stands for "no cell". Every output carries it. */
export type CellId = number;

/** Names in stack traces and source maps: the virtual file of a cell. */
export function cellFileName(cell: CellId): string {
  return `__cell_${cell}.ts`;
}

/** A cell (or an expression of `user_expressions`) lowered to a script; see language/messages.ts. */
export interface LoweredScript {
  /** File name for V8; {@link cellFileName} for cells. */
  fileName: string;
  /** What to show in tracebacks, as `Cell In[3]`. */
  title: string;
  /** Plain JavaScript for `vm.Script.runInThisContext`; its completion value is the cell's value, or with `awaits` a promise of it. */
  code: string;
  /** Source map version 3, as JSON, from `code` to `source`. */
  map: string;
  /** The cell as the user wrote it, for code frames. */
  source: string;
  /** Top-level names that the script assigns; accessor globals among them are made plain first. */
  names: string[];
  /** Whether the cell awaits. Where it does not, a promise that its last expression gives is shown as one. */
  awaits: boolean;
  /** Whether the completion value is the value of a last expression, so that it is shown. */
  hasValue: boolean;
}

/** How the child is started: JSON in its first argument, removed before user code runs. */
export interface ChildOptions {
  /** Folder that imports and relative paths start from: the notebook's. */
  folder: string;
  /** `baseUrl` and `paths` of the tsconfig that applies to `folder`; absent when there is none. */
  paths?: { baseUrl: string; patterns: Record<string, string[]> };
}

/** Parent → agent. Parts are given at each type. */
export type ToChild =
  | {
      type: "execute";
      cell: CellId;
      script: LoweredScript;
      /** No result is published, and nothing else that a silent request must not show. */
      silent: boolean;
      allowStdin: boolean;
      executionCount: number;
      /** Expressions to evaluate after success; a string is the message of a syntax error. */
      userExpressions: Record<string, LoweredScript | { syntaxError: string }>;
    }
  /** Ends whatever JavaScript runs; answered by {@link FromAgent} `interrupted`. */
  | { type: "interrupt"; interrupt: number }
  /** Parts: content (JSON) of the comm_open, comm_msg or comm_close; then its buffers. */
  | {
      type: "comm";
      kind: "comm_open" | "comm_msg" | "comm_close";
      cell: CellId;
      metadata: Record<string, unknown>;
    }
  /** The line the user typed, or undefined when no front end can be asked any more. */
  | { type: "input_reply"; value?: string }
  /** Answer to `transpile`. */
  | { type: "transpiled"; request: number; result: TranspiledFile }
  /** Run `exit` handlers and end; the parent kills after a grace. */
  | { type: "exit" };

/** A local TypeScript or JSX file as JavaScript. */
export type TranspiledFile =
  | {
      code: string;
      /** Source map version 3, as JSON, from `code` to `source`. */
      map: string;
      source: string;
      /**
       * What `code` is: CommonJS for `.cts` and for files with `export =`, `import x = require(…)` or neither
       * import, export nor top-level await; otherwise an ES module.
       */
      format: "module" | "commonjs";
    }
  /** A syntax error in a local file. */
  | { error: { message: string; line: number; column: number; frame: string } };

/** Agent → parent, answered even while a cell is in a loop. */
export type FromAgent =
  /** The running cell has been settled (its `done` is on its way) and the main thread runs its event loop again. */
  | { type: "interrupted"; interrupt: number }
  /** Lower a local TypeScript file; answered by `transpiled`. The main thread may be waiting for it. */
  | { type: "transpile"; request: number; path: string; asCommonJs?: boolean };

/** Main thread of the child → parent. */
export type FromChild =
  /** Once, when cells can run. */
  | { type: "ready"; pid: number }
  /** Part 0: text, UTF-8. */
  | { type: "stream"; cell: CellId; name: "stdout" | "stderr" }
  /** An iopub message; part 0: its content as JSON; then buffers. Flushes the streams before it. */
  | {
      type: "publish";
      cell: CellId;
      messageType:
        | "display_data"
        | "update_display_data"
        | "execute_result"
        | "clear_output"
        | "error"
        | "comm_open"
        | "comm_msg"
        | "comm_close";
      metadata?: Record<string, unknown>;
      /** Of comm messages, so that the parent can answer comm_info_request while a cell runs. */
      comm?: { id: string; target?: string };
    }
  /** The cell has ended. Part 0: for `ok` the `user_expressions` object as JSON; for `error` `{ename, evalue, traceback}` (already published as `error` unless silent). */
  | { type: "done"; cell: CellId; status: "ok" | "error" }
  /** The handlers of the comm message with this number have run, up to their first await. */
  | { type: "heard"; cell: CellId }
  /** A cell waits in `prompt` or `confirm`; answered by `input_reply`. */
  | { type: "input_request"; cell: CellId; prompt: string; password: boolean };
