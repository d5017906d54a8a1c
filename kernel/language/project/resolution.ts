/**
 * How the compiler finds what cells import: first from the notebook's folder, then from the kernel's own
 * package, so that its library and Node's types are there in any folder.
 *
 * @module
 */

import type tsApi from "typescript";
import ts from "../typescript.ts";
import { childModule, ownPackage, ownTypes } from "./own-package.ts";

type ModuleLiteral = tsApi.StringLiteralLike;

export interface Resolver {
  modules: NonNullable<tsApi.LanguageServiceHost["resolveModuleNameLiterals"]>;
  types: NonNullable<tsApi.LanguageServiceHost["resolveTypeReferenceDirectiveReferences"]>;
  cache: tsApi.ModuleResolutionCache;
}

/** @param cellFile The file that `./__cell_3` stands for. */
export function createResolver(
  host: tsApi.ModuleResolutionHost,
  folder: string,
  options: tsApi.CompilerOptions,
  cellFile: (specifier: string) => string | undefined,
): Resolver {
  const cache = ts.createModuleResolutionCache(folder, (name) => name, options);
  const fromKernel = `${ownPackage}/__cell.ts`;

  const resolve = (
    name: string,
    from: string,
    mode: tsApi.ResolutionMode,
    redirect: tsApi.ResolvedProjectReference | undefined,
  ): tsApi.ResolvedModuleWithFailedLookupLocations => {
    const cell = cellFile(name);
    if (cell !== undefined) return found(cell);
    const users = !from.includes("/node_modules/");
    if (name === "tslab" && users) {
      const own = childModule("tslab");
      if (own !== undefined) return found(own);
    }
    const known = ts.resolveModuleName(name, from, options, host, cache, redirect, mode);
    if (known.resolvedModule || !users) return known;
    // A file or package may have come since the cache was told that there is none.
    const fresh = ts.resolveModuleName(name, from, options, host, undefined, redirect, mode);
    if (fresh.resolvedModule || ts.isExternalModuleNameRelative(name)) return fresh;
    return ts.resolveModuleName(name, fromKernel, options, host, cache, redirect, mode);
  };

  return {
    cache,
    modules: (literals, from, redirect, fileOptions, sourceFile) =>
      literals.map((literal: ModuleLiteral) =>
        resolve(
          literal.text,
          from,
          ts.getModeForUsageLocation(sourceFile, literal, fileOptions),
          redirect,
        ),
      ),
    types: (references, from, redirect) =>
      references.map((reference) => {
        const name = typeof reference === "string" ? reference : reference.fileName;
        const mode = typeof reference === "string" ? undefined : reference.resolutionMode;
        const near = ts.resolveTypeReferenceDirective(
          name,
          from,
          options,
          host,
          redirect,
          undefined,
          mode,
        );
        if (near.resolvedTypeReferenceDirective?.resolvedFileName) return near;
        const kernelOptions = { ...options, typeRoots: [ownTypes] };
        return ts.resolveTypeReferenceDirective(name, fromKernel, kernelOptions, host);
      }),
  };
}

function found(file: string): tsApi.ResolvedModuleWithFailedLookupLocations {
  const extension = /\.d\.ts$|\.tsx?$/.exec(file)?.[0] ?? ".ts";
  return {
    resolvedModule: { resolvedFileName: file, extension },
  } as tsApi.ResolvedModuleWithFailedLookupLocations;
}
