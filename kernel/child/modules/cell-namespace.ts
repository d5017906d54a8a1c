/**
 * What a cell gets of a module: its namespace, read as TypeScript reads it.
 *
 * Node shows a CommonJS module as its exports under `default`, and such names as it guesses from the text. The
 * compiler, in cells, takes `default` of a module with `__esModule` for that module's own, and knows all names;
 * so did notebooks that ran as CommonJS.
 *
 * @module
 */

import { createRequire } from "node:module";
import { $Map, $Object } from "../intrinsics.ts";
import { syntaxError } from "./load.ts";
import { editDistance } from "./not-found.ts";

export type Namespace = Record<string, unknown>;

const { cache } = createRequire(import.meta.url);

/** The same module gives the same object. */
const views = new $Map<Namespace, Namespace>();

/** @throws SyntaxError when a name is missing. */
export function cellNamespace(
  namespace: Namespace,
  names: readonly string[],
  specifier: string,
): Namespace {
  let view = views.get(namespace);
  if (view === undefined || names.some((name) => !(name in (view as Namespace)))) {
    view = viewOf(namespace, names);
    views.set(namespace, view);
  }
  const missing = names.find((name) => !(name in (view as Namespace)));
  if (missing !== undefined) throw missingExport(missing, view, specifier);
  return view;
}

function viewOf(namespace: Namespace, names: readonly string[]): Namespace {
  const exports = commonJsExports(namespace);
  if (exports === undefined) return namespace;
  const wanted = [...$Object.keys(exports), ...names.filter((name) => name in exports)];
  const complete = wanted.every((name) => name in namespace);
  return complete && !hasFlag(exports) ? namespace : fromCommonJs(namespace, exports, wanted);
}

function missingExport(name: string, namespace: Namespace, specifier: string): SyntaxError {
  if (name === "default") {
    return syntaxError(
      `The module "${specifier}" has no default export; import { name } or * as name`,
    );
  }
  const near = $Object
    .keys(namespace)
    .filter((other) => editDistance(other.toLowerCase(), name.toLowerCase()) <= 2)
    .slice(0, 3);
  const hint = near.length === 0 ? "" : `; did you mean ${near.join(" or ")}?`;
  return syntaxError(`The module "${specifier}" has no export named ${name}${hint}`);
}

/** `module.exports`, if that is what the default export is. */
function commonJsExports(namespace: Namespace): object | undefined {
  const exports = namespace.default;
  if ((typeof exports !== "object" && typeof exports !== "function") || exports === null) return;
  const isCommonJs =
    "module.exports" in namespace ||
    $Object.values(cache).some((module) => module?.exports === exports);
  return isCommonJs ? exports : undefined;
}

/** All names of the exports, live, and the default as the module means it. */
function fromCommonJs(namespace: Namespace, exports: object, names: readonly string[]): Namespace {
  const lenient: Namespace = $Object.create(null);
  const ownDefault = hasFlag(exports) && "default" in exports;
  for (const name of [...$Object.keys(namespace), ...names]) {
    if (name in lenient || name === "module.exports" || name === "__esModule") continue;
    const get =
      name in exports && (name !== "default" || ownDefault)
        ? () => (exports as Namespace)[name]
        : () => namespace[name];
    $Object.defineProperty(lenient, name, { get, enumerable: true });
  }
  return lenient;
}

function hasFlag(exports: unknown): boolean {
  return (
    typeof exports === "object" &&
    exports !== null &&
    (exports as { __esModule?: unknown }).__esModule === true
  );
}
