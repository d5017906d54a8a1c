/**
 * What the two kinds of hooks, on the main thread or on one of their own, have in common.
 *
 * @module
 */

import type { ModuleOptions } from "./api.ts";
import type { ModuleGraph } from "./module-graph.ts";

export interface HookHost {
  readonly options: ModuleOptions;
  readonly graph: ModuleGraph;
  /** What cells have imported: the local file, or undefined for anything else. */
  readonly targets: Map<string, string | undefined>;
}

export interface Hooks {
  /** A local file is to be loaded again. */
  reloaded(file: string, version: number): void;
  /** Brings graph and targets up to date with what the hooks have seen. */
  drain(): void;
}
