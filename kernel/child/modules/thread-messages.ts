/**
 * What the main thread and the hooks' thread tell each other, where Node has no synchronous hooks.
 *
 * Nobody answers: the messages are fetched before they are needed.
 *
 * @module
 */

import type { MessagePort } from "node:worker_threads";
import type { LoweredFile } from "./api.ts";
import type { ModuleAddress } from "./places.ts";
import type { ResolveOptions } from "./resolve.ts";

export interface ThreadData {
  readonly options: ResolveOptions;
  readonly port: MessagePort;
  readonly transpilePort: MessagePort;
}

/** Main thread → hooks' thread. */
export interface Reloaded {
  readonly file: string;
  readonly version: number;
}

/** Hooks' thread → main thread. */
export type Seen =
  /** What a cell imports; no `file` for anything that is not local. */
  | { readonly type: "target"; readonly specifier: string; readonly file?: string }
  /** A local file, in the state that it is loaded in, and the local module that imports it. */
  | {
      readonly type: "module";
      readonly address: ModuleAddress;
      readonly stamp: string;
      readonly importer?: ModuleAddress;
    }
  | { readonly type: "lowered"; readonly name: string; readonly lowered: LoweredFile }
  | { readonly type: "format"; readonly file: string; readonly format: "module" | "commonjs" };
