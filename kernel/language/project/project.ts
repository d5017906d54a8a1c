/**
 * What applies to a notebook's folder: the nearest tsconfig.json, or the kernel's defaults.
 *
 * A tsconfig is honoured where it says how to check (strictness, libraries, types, paths, JSX, decorators)
 * and ignored where it says what to build. A broken one gives a warning, never a failure.
 *
 * @module
 */

import { dirname } from "node:path";
import type tsApi from "typescript";
import type { TypeCheckMode } from "../messages.ts";
import ts from "../typescript.ts";
import { cellOptions } from "./cell-options.ts";
import { normalize } from "./paths.ts";

export interface Project {
  folder: string;
  /** For checking cells. */
  options: tsApi.CompilerOptions;
  /** As the tsconfig has them. */
  configured: tsApi.CompilerOptions;
  /** `cladescope.typecheck` of the tsconfig. */
  typeCheck?: TypeCheckMode;
  /** `paths` of the tsconfig and the folder they start from. */
  paths?: { baseUrl: string; patterns: Record<string, string[]> };
  /** What is wrong with the tsconfig. */
  warning?: string;
}

export function readProject(notebookFolder: string): Project {
  const folder = normalize(notebookFolder);
  const file = ts.findConfigFile(folder, ts.sys.fileExists);
  if (file === undefined) return { folder, options: cellOptions({}), configured: {} };

  const { config, error } = ts.readConfigFile(file, ts.sys.readFile);
  // No file of the workspace is read because the tsconfig includes it: only what cells import.
  const host: tsApi.ParseConfigHost = { ...ts.sys, readDirectory: () => [] };
  const parsed = ts.parseJsonConfigFileContent(config ?? {}, host, dirname(file), {}, file);
  const problems: Problem[] = [...(error ? [error] : []), ...parsed.errors].filter(
    ({ code }) => !NO_INPUTS.has(code),
  );
  const mode = typeCheckOf(config);
  if (typeof mode === "object") problems.push(mode);

  const warning = describe(file, problems);
  const paths = pathsOf(parsed.options, dirname(file));
  return {
    folder,
    options: cellOptions(parsed.options),
    configured: parsed.options,
    ...(typeof mode === "string" && { typeCheck: mode }),
    ...(paths && { paths }),
    ...(warning !== undefined && { warning }),
  };
}

/** "No inputs were found", "the files list is empty": true, and of no interest here. */
const NO_INPUTS: ReadonlySet<number> = new Set([18002, 18003]);

type Problem = { code: number; messageText: string | tsApi.DiagnosticMessageChain };

function typeCheckOf(config: unknown): TypeCheckMode | Problem | undefined {
  const mode = member(member(config, "cladescope"), "typecheck");
  if (mode === undefined || isTypeCheckMode(mode)) return mode;
  return {
    code: 0,
    messageText: `cladescope.typecheck must be "off", "warn" or "error", not ${JSON.stringify(mode)}.`,
  };
}

export function isTypeCheckMode(value: unknown): value is TypeCheckMode {
  return value === "off" || value === "warn" || value === "error";
}

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

function pathsOf(options: tsApi.CompilerOptions, folder: string): Project["paths"] {
  const { baseUrl, paths, pathsBasePath } = options;
  if (paths === undefined && baseUrl === undefined) return undefined;
  // The compiler notes the folder of the file that `paths` stands in, which may be an extended one.
  const base = baseUrl ?? (typeof pathsBasePath === "string" ? pathsBasePath : folder);
  return { baseUrl: base, patterns: paths ?? {} };
}

function describe(file: string, problems: readonly Problem[]): string | undefined {
  const [first] = problems;
  if (first === undefined) return undefined;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : "";
  const text = ts.flattenDiagnosticMessageText(first.messageText, " ");
  return `${file} is not all understood: ${text}${more}`;
}
