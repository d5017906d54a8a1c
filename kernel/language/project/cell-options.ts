/**
 * The compiler options that cells are checked with.
 *
 * @module
 */

import type tsApi from "typescript";
import ts from "../typescript.ts";

/** Merges a tsconfig's options with what cells need. */
export function cellOptions(configured: tsApi.CompilerOptions): tsApi.CompilerOptions {
  const options: tsApi.CompilerOptions = { strict: true, ...configured };
  // Parameters without a type are common in cells; who wants them reported says so.
  if (configured.strict === undefined) options.noImplicitAny ??= false;
  options.lib ??= defaultLib(process.versions.node);
  options.jsx ??= ts.JsxEmit.React;
  options.types = [...new Set([...(configured.types ?? []), "node"])];
  options.customConditions = [...new Set([...(configured.customConditions ?? []), "node"])];
  for (const option of IGNORED) delete options[option];
  return Object.assign(options, FIXED);
}

/** The names that a cell with JSX calls without saying so, as `React` in `React.createElement`. */
export function jsxNames(options: tsApi.CompilerOptions): string[] {
  const { jsx, jsxFactory, jsxFragmentFactory, reactNamespace } = options;
  if (jsx === ts.JsxEmit.ReactJSX || jsx === ts.JsxEmit.ReactJSXDev) return [];
  const factories = [jsxFactory, jsxFragmentFactory, reactNamespace, "React"];
  return factories.flatMap((factory) => factory?.split(".", 1) ?? []);
}

/**
 * What this Node has of the language's library. No DOM: a tsconfig or a cell
 * (`/// <reference lib="dom" />`) may ask for it.
 */
function defaultLib(nodeVersion: string): string[] {
  const major = Number.parseInt(nodeVersion, 10);
  const libraries =
    major >= 24
      ? ["es2025"]
      : major >= 22
        ? ["es2024", "es2025.collection", "es2025.iterator"]
        : ["es2023"];
  return [...libraries, "esnext.disposable"].map((name) => `lib.${name}.d.ts`);
}

/** Options without which no cell would work, whatever the workspace builds. */
const FIXED: tsApi.CompilerOptions = {
  // Cells are modules with `await` at the top; they may import what is ESM-only and say `import x = require()`.
  module: ts.ModuleKind.Preserve,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  target: ts.ScriptTarget.ESNext,
  noEmit: true,
  allowImportingTsExtensions: true,
  allowJs: true,
  esModuleInterop: true,
  resolveJsonModule: true,
  skipLibCheck: true,
};

/** Options about building, or about code that nobody else sees: a cell's names are used by later cells. */
const IGNORED: readonly string[] = [
  "allowUnusedLabels",
  "checkJs",
  "composite",
  "declaration",
  "declarationDir",
  "declarationMap",
  "emitDeclarationOnly",
  "erasableSyntaxOnly",
  "importHelpers",
  "incremental",
  "inlineSourceMap",
  "inlineSources",
  "isolatedDeclarations",
  "isolatedModules",
  "mapRoot",
  "maxNodeModuleJsDepth",
  "moduleDetection",
  "noLib",
  "noResolve",
  "noUnusedLocals",
  "noUnusedParameters",
  "outDir",
  "outFile",
  "plugins",
  "rewriteRelativeImportExtensions",
  "rootDir",
  "sourceMap",
  "sourceRoot",
  "traceResolution",
  "tsBuildInfoFile",
  "verbatimModuleSyntax",
];
