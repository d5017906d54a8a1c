/**
 * How cells and local modules import: what the child installs, and what it needs for it.
 *
 * @module
 */

import type { MessagePort } from "node:worker_threads";
import type { ChildOptions, TranspiledFile } from "../../link/messages.ts";

export interface ModuleOptions {
  /** Imports and relative paths start here: the notebook's folder, absolute. */
  readonly folder: string;

  readonly paths?: ChildOptions["paths"] | undefined;

  /** Lowers a local file, with `asCommonJs` also an ES module to CommonJS; the main thread waits for it. */
  readonly transpile: (path: string, asCommonJs?: boolean) => TranspiledFile;

  /**
   * A new port to a thread (not the main one, which may be waiting) that answers each {@link TranspileQuestion} with
   * a {@link TranspileAnswer}. Asked for once, when Node has no synchronous hooks and a file is first imported.
   */
  readonly transpilePort: () => MessagePort;

  /** Hears of each lowered file before it runs; `name` is what stack traces call it. */
  readonly onTranspiled?: (name: string, file: LoweredFile) => void;
}

export type LoweredFile = Extract<TranspiledFile, { code: string }>;

export interface TranspileQuestion {
  readonly request: number;
  readonly path: string;
}

export interface TranspileAnswer {
  readonly request: number;
  readonly result: TranspiledFile;
}

/** Import attributes, as `{ type: "json" }`, or the second argument of `import()`, as `{ with: { type: "json" } }`. */
export type Attributes = Record<string, unknown>;

export interface Modules {
  /**
   * The global `__import`: what `import` statements and `import()` of cells are lowered to.
   *
   * @param names The names that the cell imports and uses as values; one that is missing is a SyntaxError.
   */
  readonly importModule: (
    specifier: unknown,
    names?: readonly string[],
    attributes?: Attributes,
  ) => Promise<Record<string, unknown>>;

  /** The global `__importMeta`: what `import.meta` of cells is lowered to. */
  readonly importMeta: ImportMeta;

  readonly require: NodeJS.Require;

  /** After an interrupt: modules that were being loaded are loaded afresh by the next import. */
  readonly abandon: () => void;
}
