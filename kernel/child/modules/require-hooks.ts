/**
 * `require()` by cells and local modules in a Node without `module.registerHooks`: the CommonJS loader is extended
 * in the way that Node keeps for it.
 *
 * Source: https://nodejs.org/docs/latest-v20.x/api/modules.html#requireextensions
 *
 * @module
 */

import Module from "node:module";
import { isAbsolute } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { types } from "node:util";
import { Script } from "node:vm";
import { $Error, $Object, $SyntaxError } from "../intrinsics.ts";
import type { HookHost } from "./hooks.ts";
import { checkLowered, requiredCode } from "./load.ts";
import { isLocalFile, moduleAddress } from "./places.ts";
import { cellUrl, resolveRequired } from "./resolve.ts";

interface CommonJsModule {
  readonly filename: string | null;
  readonly exports: unknown;
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
    const file = resolveRequired(request, importer, options, (specifier) =>
      resolveFilename.call(this, specifier, parent, isMain),
    );
    if (!isAbsolute(file) || !isLocalFile(file)) return file;
    graph.enter(file);
    const address = { file, version: graph.version(file) };
    const from = moduleAddress(importer);
    if (from !== undefined && importer !== cell && isLocalFile(from.file)) {
      graph.link(from, { ...address });
    }
    return file;
  };

  /** Node cannot require an ES module whose imports are looked up in our way, or that has changed. */
  const loadLowered = (module: CommonJsModule, file: string): void => {
    const imported = graph.isImported(file);
    const lowered = checkLowered(file, options.transpile(file, !imported));
    options.onTranspiled?.(imported ? pathToFileURL(file).href : file, lowered);
    if (imported) {
      module._compile(lowered.code, file, "module");
    } else {
      refuseAwait(file, lowered.code);
      module._compile(requiredCode(lowered.code), file, "commonjs");
    }
  };
  for (const extension of [".ts", ".tsx", ".mts", ".cts", ".jsx"]) {
    loader._extensions[extension] = loadLowered;
  }
  for (const extension of [".js", ".mjs"]) {
    const load = loader._extensions[extension] as CommonJsLoader["_extensions"][string];
    loader._extensions[extension] = (module, file) => {
      const changed = graph.format(file) === "module" && graph.version(file) > 0;
      if (changed) {
        loadLowered(module, file);
        return;
      }
      load(module, file);
      if (isLocalFile(file) && types.isModuleNamespaceObject(module.exports)) {
        graph.setFormat(file, "module");
      }
    };
  }
}

/** The compiler leaves top-level await as it is; Node would be at a loss about it. */
function refuseAwait(file: string, code: string): void {
  if (!code.includes("await")) return;
  try {
    new Script(Module.wrap(code));
  } catch (error) {
    if (!(error instanceof $SyntaxError) || !error.message.startsWith("await is only")) throw error;
    const message = `${file} uses top-level await: import it, it cannot be required`;
    throw $Object.assign(new $Error(message), { code: "ERR_REQUIRE_ASYNC_MODULE" });
  }
}
