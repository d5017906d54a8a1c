/**
 * The hooks of a Node that has `module.registerHooks`: they run on the main thread, for `import` and `require()`
 * alike.
 *
 * Source: https://nodejs.org/api/module.html#synchronous-hooks-accepted-by-moduleregisterhooks
 *
 * @module
 */

import { readFileSync } from "node:fs";
import Module, { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { HookHost, Hooks } from "./hooks.ts";
import { checkLowered, importedSource, isLowered, jsonModule } from "./load.ts";
import { CELL_SCHEME, isLocalFile, moduleAddress, moduleUrl, requiredName } from "./places.ts";
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
    if (kind === "import") return { url: moduleUrl(address, suffix), shortCircuit: true };
    const name = graph.format(file) === "module" ? requiredName(address) : file;
    return { url: pathToFileURL(name).href, shortCircuit: true };
  };

  const load: LoadHook = (url, context, nextLoad) => {
    const file = moduleAddress(url)?.file;
    if (file === undefined) return nextLoad(url, context);
    const attributes = context.importAttributes;
    if (isLowered(file)) {
      const lowered = checkLowered(file, options.transpile(file));
      if (isLocalFile(file)) graph.setFormat(file, lowered.format);
      if (attributes !== undefined && lowered.format === "commonjs") {
        return importedSource(file, lowered);
      }
      options.onTranspiled?.(
        lowered.format === "module" ? url : fileURLToPath(url.replace(/[?#].*/, "")),
        lowered,
      );
      return { format: lowered.format, source: lowered.code, shortCircuit: true };
    }
    if (attributes !== undefined && attributes.type === undefined && file.endsWith(".json")) {
      return jsonModule(file);
    }
    if (attributes === undefined && fileURLToPath(url) !== file) {
      return { format: "module", source: readFileSync(file, "utf8"), shortCircuit: true };
    }
    const loaded = nextLoad(url, context);
    if (isLocalFile(file)) {
      graph.setFormat(file, loaded.format === "module" ? "module" : "commonjs");
    }
    return loaded;
  };

  registerHooks?.({ resolve, load });
  return { reloaded: () => {}, drain: () => {} };
}
