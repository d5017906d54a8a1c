/**
 * The hooks of a Node that has `module.registerHooks`: they run on the main thread, for `import` and `require()`
 * alike.
 *
 * Source: https://nodejs.org/api/module.html#synchronous-hooks-accepted-by-moduleregisterhooks
 *
 * @module
 */

import Module, { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import type { HookHost, Hooks } from "./hooks.ts";
import {
  checkLowered,
  importedFile,
  importedText,
  isLowered,
  jsonModule,
  requiredCode,
} from "./load.ts";
import { CELL_SCHEME, isLocalFile, moduleAddress, moduleUrl } from "./places.ts";
import {
  cellUrl,
  localFile,
  type Question,
  type Resolved,
  resolveImport,
  resolveSync,
} from "./resolve.ts";

// Not in the types of Node 20.
type ResolveHook = (
  specifier: string,
  context: { conditions: Iterable<string>; parentURL?: string | undefined },
  nextResolve: (specifier: string, context?: object) => Resolved,
) => Resolved;

type LoadHook = (
  url: string,
  /** Attributes are those of `import`; `require()` has none. */
  context: { importAttributes?: { type?: string } | undefined },
  nextLoad: (url: string, context?: object) => LoadResult,
) => LoadResult;

interface LoadResult {
  format?: string | null | undefined;
  source?: unknown;
  shortCircuit?: boolean;
}

const { registerHooks } = Module as {
  registerHooks?: (hooks: { resolve: ResolveHook; load: LoadHook }) => void;
};

export const hasSyncHooks: boolean = typeof registerHooks === "function";

export function registerSyncHooks({ options, graph, targets }: HookHost): Hooks {
  const cell = cellUrl(options.folder);

  const resolve: ResolveHook = (specifier, context, nextResolve) => {
    const isCell = specifier.startsWith(CELL_SCHEME);
    const wanted = isCell ? specifier.slice(CELL_SCHEME.length) : specifier;
    const parentURL = isCell ? cell : context.parentURL;
    if (parentURL === undefined) return nextResolve(specifier, context);
    // Node 22.15 passes a Set to require().
    const kind = [...context.conditions].includes("import") ? "import" : "require";

    const next = (question: Question) =>
      kind === "require" && question.parentURL !== parentURL
        ? // There Node's own resolution takes no notice of another parentURL.
          { url: pathToFileURL(createRequire(question.parentURL).resolve(question.specifier)).href }
        : nextResolve(question.specifier, { ...context, parentURL: question.parentURL });
    const resolved = resolveSync(resolveImport(wanted, parentURL, kind, options), next);

    const local = localFile(resolved);
    if (isCell) targets.set(wanted, local?.file);
    if (local === undefined) return resolved as Resolved;
    const { file, suffix } = local;
    graph.enter(file);
    const address = { file, version: graph.version(file) };
    const importer = moduleAddress(parentURL);
    if (importer !== undefined && parentURL !== cell && isLocalFile(importer.file)) {
      graph.link(importer, address);
    }
    // require() keeps modules by file name, and forgets them when it is told so.
    const url = kind === "import" ? moduleUrl(address, suffix) : pathToFileURL(file).href;
    return { url, shortCircuit: true };
  };

  const load: LoadHook = (url, context, nextLoad) => {
    const address = moduleAddress(url);
    if (address === undefined) return nextLoad(url, context);
    const { file } = address;
    const local = isLocalFile(file);
    const { importAttributes } = context;
    if (importAttributes === undefined) {
      // Node can require an ES module, but not again after a change.
      const asCommonJs = graph.format(file) === "module" && graph.version(file) > 0;
      if (!isLowered(file) && !asCommonJs) return seen(nextLoad(url, context));
      const lowered = checkLowered(file, options.transpile(file, asCommonJs));
      if (local && !asCommonJs) graph.setFormat(file, lowered.format);
      options.onTranspiled?.(lowered.format === "module" ? url : file, lowered);
      const source = asCommonJs ? requiredCode(lowered.code) : lowered.code;
      return { format: lowered.format, source, shortCircuit: true };
    }
    if (isLowered(file)) {
      const lowered = checkLowered(file, options.transpile(file));
      if (local) graph.setFormat(file, lowered.format);
      const imported = importedFile(address, lowered);
      if (lowered.format === "module") options.onTranspiled?.(url, imported);
      return { format: "module", source: imported.code, shortCircuit: true };
    }
    if (importAttributes.type === undefined && file.endsWith(".json")) {
      return { format: "module", source: jsonModule(file), shortCircuit: true };
    }
    return seen(nextLoad(url, context));

    function seen(loaded: LoadResult): LoadResult {
      if (!local) return loaded;
      graph.setFormat(file, loaded.format === "module" ? "module" : "commonjs");
      if (address === undefined || address.version === 0 || loaded.format !== "module") {
        return loaded;
      }
      return { ...loaded, source: importedText(address, `${loaded.source}`) };
    }
  };

  registerHooks?.({ resolve, load });
  return { reloaded: () => {}, drain: () => {} };
}
