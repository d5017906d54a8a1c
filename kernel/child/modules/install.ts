/**
 * How cells import: `__import`, `__importMeta`, `require` and the other names that a module has.
 *
 * Resolution starts at the notebook's folder; what that does not have is looked up from the kernel's own package.
 * Local modules that were edited are loaded again by the next import that leads to them.
 *
 * @module
 */

import Module, { createRequire, isBuiltin } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { $Map, $Object, $Set, $String } from "../intrinsics.ts";
import type { Attributes, ModuleOptions, Modules } from "./api.ts";
import { cellNamespace, type Namespace } from "./cell-namespace.ts";
import { explain } from "./explain.ts";
import type { Hooks } from "./hooks.ts";
import { ModuleGraph } from "./module-graph.ts";
import { CELL_FILE, CELL_SCHEME } from "./places.ts";
import { findLocal, resolveRequired } from "./resolve.ts";
import { hasSyncHooks, registerSyncHooks } from "./sync-hooks.ts";
import { registerThreadHooks } from "./thread-hooks.ts";

/** Call once, before the first cell: it also defines the globals. No hook is there until something is imported. */
export function installModules(options: ModuleOptions): Modules {
  const filename = join(options.folder, CELL_FILE);
  const requireFromCell = createRequire(filename);
  const targets = new $Map<string, string | undefined>();
  const packages = new $Map<string, Namespace>();
  /** Imports that have not ended. */
  const pending = new $Set<{ readonly specifier: string }>();
  let hooks: Hooks | undefined;

  const graph = new ModuleGraph((file, version) => {
    delete requireFromCell.cache[file];
    hooks?.reloaded(file, version);
  });

  const targetOf = (specifier: string): string | undefined =>
    findLocal(specifier, filename, options)?.file ?? targets.get(specifier);

  /** Before an import: hooks are in place, and what has changed will be loaded again. */
  function begin(specifier: string): void {
    const host = { options, graph, targets };
    hooks ??= hasSyncHooks ? registerSyncHooks(host) : registerThreadHooks(host);
    hooks.drain();
    const file = targetOf(specifier);
    if (file !== undefined) graph.refresh(file);
  }

  function end(specifier: string, ok: boolean): void {
    hooks?.drain();
    const file = targetOf(specifier);
    if (file !== undefined) graph.settle(file, ok);
  }

  /** The error to throw. */
  function failed(specifier: string, error: unknown): unknown {
    hooks?.drain();
    const file = targetOf(specifier);
    const suspects = file === undefined ? [] : graph.unloaded(file);
    end(specifier, false);
    return explain(error, suspects, options.transpile);
  }

  async function importModule(
    wanted: unknown,
    names: readonly string[] = [],
    attributes?: Attributes,
  ): Promise<Namespace> {
    const specifier = $String(wanted);
    const known = attributes === undefined ? packages.get(specifier) : undefined;
    if (known !== undefined) return cellNamespace(known, names, specifier);
    if (isBuiltin(specifier)) return cellNamespace(await import(specifier), names, specifier);
    const entry = { specifier };
    pending.add(entry);
    let namespace: Namespace;
    try {
      begin(specifier);
      const options = { with: importAttributes(attributes) };
      namespace = await import(CELL_SCHEME + specifier, options);
      end(specifier, true);
    } catch (error) {
      throw failed(specifier, error);
    } finally {
      pending.delete(entry);
    }
    if (attributes === undefined && targetOf(specifier) === undefined) {
      packages.set(specifier, namespace);
    }
    return cellNamespace(namespace, names, specifier);
  }

  function requireModule(specifier: string): unknown {
    if (isBuiltin(specifier)) return requireFromCell(specifier);
    try {
      begin(specifier);
      const exports = requireFromCell(specifier);
      end(specifier, true);
      return exports;
    } catch (error) {
      throw failed(specifier, error);
    }
  }

  function resolve(specifier: string): string {
    begin(specifier);
    return import.meta.resolve(CELL_SCHEME + specifier);
  }

  const url = pathToFileURL(filename).href;
  const importMeta = { url, filename, dirname: options.folder, main: false, resolve };
  const require = $Object.assign(requireModule, {
    cache: requireFromCell.cache,
    extensions: requireFromCell.extensions,
    main: requireFromCell.main,
    resolve: $Object.assign(
      (specifier: string, where?: Parameters<NodeJS.RequireResolve>[1]): string => {
        if (where !== undefined) return requireFromCell.resolve(specifier, where);
        return resolveRequired(specifier, filename, options, requireFromCell.resolve);
      },
      { paths: requireFromCell.resolve.paths },
    ),
  });
  const module = $Object.assign(new Module(filename), { filename, require });
  const globals = {
    __import: importModule,
    __importMeta: importMeta,
    require,
    module,
    exports: module.exports,
    __filename: filename,
    __dirname: dirname(filename),
  };
  for (const [name, value] of $Object.entries(globals)) {
    $Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
  }

  return {
    importModule,
    importMeta,
    require,
    abandon: () => {
      for (const { specifier } of pending) end(specifier, false);
      pending.clear();
      // The `finally` of Node's that forgets a module whose body did not end was not run.
      for (const [file, required] of $Object.entries(requireFromCell.cache)) {
        if (required?.loaded === false) delete requireFromCell.cache[file];
      }
    },
  };
}

function importAttributes(attributes: Attributes | undefined): Record<string, string> {
  const given = attributes?.with ?? attributes ?? {};
  return given as Record<string, string>;
}
