/**
 * Which local modules import which, so that an edited one is loaded again with everything that leads to it, and
 * all others keep their identity and state.
 *
 * @module
 */

import { statSync } from "node:fs";

import { $Map, $Set } from "../intrinsics.ts";

interface LocalModule {
  readonly file: string;
  /** How often it was loaded again. */
  version: number;
  /** State of the file when this version was first asked for. */
  stamp?: string;
  /** Local modules that this version imports, with their versions then. */
  readonly imports: Map<LocalModule, number>;
  /** This version has run without an error. */
  loaded: boolean;
  /** This version, or something that it imports, has failed, or was interrupted. */
  failed: boolean;
  /** What this version turned out to be. */
  format?: "module" | "commonjs";
}

/** State of a file: another one means that its text may have changed. */
export function fileStamp(file: string): string {
  const stats = statSync(file, { bigint: true, throwIfNoEntry: false });
  return stats === undefined ? "missing" : `${stats.mtimeNs} ${stats.size} ${stats.ino}`;
}

/** The local modules of a kernel; lives on the main thread. */
export class ModuleGraph {
  readonly #modules: Map<string, LocalModule> = new $Map();

  /** Hears of each file that is to be loaded again. */
  readonly #onReload: (file: string, version: number) => void;

  constructor(onReload: (file: string, version: number) => void) {
    this.#onReload = onReload;
  }

  version(file: string): number {
    return this.#modules.get(file)?.version ?? 0;
  }

  format(file: string): LocalModule["format"] {
    return this.#modules.get(file)?.format;
  }

  /** Whether Node has an ES module under the file's own name. */
  isImported(file: string): boolean {
    const module = this.#modules.get(file);
    return module?.version === 0 && module.loaded && module.format === "module";
  }

  setFormat(file: string, format: "module" | "commonjs"): void {
    this.#module(file).format = format;
  }

  /** A module is being resolved; its file is watched from here on. */
  enter(file: string, stamp: string = fileStamp(file)): void {
    this.#module(file).stamp ??= stamp;
  }

  /** One module imports another; what an outdated version does is of no interest. */
  link(from: { file: string; version: number }, to: { file: string; version: number }): void {
    const importer = this.#module(from.file);
    if (importer.version === from.version) importer.imports.set(this.#module(to.file), to.version);
  }

  /** Gives a new version to what has changed or failed among `file` and all that it imports, and to their importers. */
  refresh(file: string): void {
    const reachable = this.#reachable(file, () => true);
    const outdated: Set<LocalModule> = new $Set();
    for (const module of reachable) if (isOutdated(module)) outdated.add(module);
    for (let before = -1; before !== outdated.size; ) {
      before = outdated.size;
      for (const module of reachable) {
        if (!outdated.has(module) && [...module.imports.keys()].some((one) => outdated.has(one))) {
          outdated.add(module);
        }
      }
    }
    for (const module of outdated) {
      module.version++;
      delete module.stamp;
      module.imports.clear();
      module.loaded = module.failed = false;
      this.#onReload(module.file, module.version);
    }
  }

  /** Among `file` and all that it imports, the files that have not run without an error. */
  unloaded(file: string): string[] {
    return [...this.#reachable(file, (one) => !one.loaded)]
      .filter((one) => !one.loaded)
      .map((one) => one.file);
  }

  /** An import of `file` by a cell has ended. */
  settle(file: string, ok: boolean): void {
    for (const module of this.#reachable(file, (one) => !one.loaded)) {
      if (ok) module.loaded = true;
      else if (!module.loaded) module.failed = true;
    }
  }

  #module(file: string): LocalModule {
    let module = this.#modules.get(file);
    if (module === undefined) {
      module = { file, version: 0, imports: new $Map(), loaded: false, failed: false };
      this.#modules.set(file, module);
    }
    return module;
  }

  /** `file` and all that it imports, as far as `goOn` allows. */
  #reachable(file: string, goOn: (module: LocalModule) => boolean): Set<LocalModule> {
    const seen: Set<LocalModule> = new $Set();
    const start = this.#modules.get(file);
    if (start !== undefined) seen.add(start);
    for (const module of seen) {
      if (goOn(module)) for (const one of module.imports.keys()) seen.add(one);
    }
    return seen;
  }
}

function isOutdated({ stamp, file, failed, imports }: LocalModule): boolean {
  if (failed || (stamp !== undefined && stamp !== fileStamp(file))) return true;
  for (const [module, version] of imports) if (module.version !== version) return true;
  return false;
}
