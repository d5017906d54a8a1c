/**
 * `require()` by cells and local modules in a Node without `module.registerHooks`: the CommonJS loader is extended
 * in the way that Node keeps for it.
 *
 * Source: https://nodejs.org/docs/latest-v20.x/api/modules.html#requireextensions
 *
 * @module
 */

import { readFileSync } from "node:fs";
import Module, { createRequire, isBuiltin } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { HookHost } from "./hooks.ts";
import { checkLowered } from "./load.ts";
import { isLocalFile, moduleAddress, requiredName } from "./places.ts";
import { cellUrl, localFile, resolveImport, resolveSync } from "./resolve.ts";

interface CommonJsModule {
  readonly filename: string | null;
  /** Node loads an ES module when the format says so. */
  _compile(code: string, filename: string, format?: "module" | "commonjs"): unknown;
}

interface CommonJsLoader {
  _resolveFilename(
    request: string,
    parent: CommonJsModule | undefined,
    isMain?: boolean,
    options?: object,
  ): string;
  _extensions: Record<string, (module: CommonJsModule, filename: string) => void>;
}

const loader = Module as unknown as CommonJsLoader;

export function hookRequire({ options, graph }: HookHost): void {
  const cell = fileURLToPath(cellUrl(options.folder));
  const resolveFilename = loader._resolveFilename;

  loader._resolveFilename = function (request, parent, isMain, requireOptions) {
    const importer = parent?.filename;
    if (!importer || requireOptions !== undefined) {
      return resolveFilename.call(this, request, parent, isMain, requireOptions);
    }
    const resolved = resolveSync(
      resolveImport(request, importer, "require", options),
      ({ specifier, parentURL }) => {
        const name =
          parentURL === importer
            ? resolveFilename.call(this, specifier, parent, isMain)
            : createRequire(parentURL).resolve(specifier);
        return { url: isBuiltin(name) ? name : pathToFileURL(name).href };
      },
    );
    const file = localFile(resolved)?.file;
    if (file === undefined) {
      const url = resolved.url as string;
      return url.startsWith("file:") ? fileURLToPath(url) : url;
    }
    graph.enter(file);
    const address = { file, version: graph.version(file) };
    const from = moduleAddress(importer);
    if (from !== undefined && importer !== cell && isLocalFile(from.file)) {
      graph.link(from, { ...address });
    }
    return graph.format(file) === "module" ? requiredName(address) : file;
  };

  const loadLowered = (module: CommonJsModule, filename: string): void => {
    const file = moduleAddress(filename)?.file ?? filename;
    const lowered = checkLowered(file, options.transpile(file));
    if (isLocalFile(file)) graph.setFormat(file, lowered.format);
    const name = lowered.format === "module" ? pathToFileURL(filename).href : filename;
    options.onTranspiled?.(name, lowered);
    module._compile(lowered.code, filename, lowered.format);
  };
  for (const extension of [".ts", ".tsx", ".mts", ".cts", ".jsx"]) {
    loader._extensions[extension] = loadLowered;
  }
  for (const extension of [".js", ".mjs"]) {
    const load = loader._extensions[extension] as CommonJsLoader["_extensions"][string];
    loader._extensions[extension] = (module, filename) => {
      const file = moduleAddress(filename)?.file ?? filename;
      if (file === filename) load(module, filename);
      else module._compile(readFileSync(file, "utf8"), filename, "module");
    };
  }
}
