/**
 * Turns a local TypeScript module (`.ts`, `.mts`, `.cts`, `.tsx`, `.jsx`) into JavaScript that Node loads:
 * an ES module, or CommonJS for `.cts`.
 *
 * @module
 */

import type TS from "typescript";
import type { TranspiledFile } from "../../link/messages.ts";
import { codeFrame } from "../../text/code-frame.ts";
import { emitOptions } from "./compiler-options.ts";
import { parseFile } from "./parse.ts";
import { walkFile } from "./rules.ts";

export function transpileFile(
  ts: typeof TS,
  path: string,
  source: string,
  options?: TS.CompilerOptions,
  { asCommonJs = false }: { asCommonJs?: boolean } = {},
): TranspiledFile {
  const format = asCommonJs ? "commonjs" : formatOf(ts, path, source);
  const { outputText, sourceMapText, diagnostics } = ts.transpileModule(source, {
    fileName: path,
    reportDiagnostics: true,
    compilerOptions: {
      ...emitOptions(ts, options),
      ...(format === "commonjs"
        ? {
            module: ts.ModuleKind.CommonJS,
            moduleDetection: ts.ModuleDetectionKind.Auto,
            esModuleInterop: true,
          }
        : options?.verbatimModuleSyntax === true && { verbatimModuleSyntax: true }),
      allowJs: true,
    },
  });
  const [problem] = (diagnostics ?? []).filter(
    ({ category, file }) => category === ts.DiagnosticCategory.Error && file !== undefined,
  );
  if (problem?.file !== undefined) {
    const message = ts.flattenDiagnosticMessageText(problem.messageText, "\n");
    const place = problem.file.getLineAndCharacterOfPosition(problem.start ?? 0);
    const [line, column] = [place.line + 1, place.character + 1];
    const endColumn = column + (problem.length ?? 1);
    return {
      error: { message, line, column, frame: codeFrame(source, line, column, { endColumn }) },
    };
  }
  const map = JSON.parse(sourceMapText ?? "{}") as Record<string, unknown>;
  return {
    code: outputText.replace(/\n\/\/# sourceMappingURL=.*\s*$/, "\n"),
    // The loader knows files by their whole path.
    map: JSON.stringify({ ...map, file: undefined, sourceRoot: undefined, sources: [path] }),
    source,
    format,
  };
}

/** As {@link TranspiledFile} says. */
function formatOf(ts: typeof TS, path: string, source: string): "module" | "commonjs" {
  if (/\.cts$/i.test(path)) return "commonjs";
  if (/\.mts$/i.test(path)) return "module";
  const file = ts.createSourceFile(path, source, {
    languageVersion: ts.ScriptTarget.ESNext,
    jsDocParsingMode: ts.JSDocParsingMode.ParseNone,
  });
  const isCommonJs = file.statements.some(
    (statement) =>
      (ts.isExportAssignment(statement) && statement.isExportEquals === true) ||
      (ts.isImportEqualsDeclaration(statement) &&
        !statement.isTypeOnly &&
        ts.isExternalModuleReference(statement.moduleReference)),
  );
  if (isCommonJs) return "commonjs";
  return ts.isExternalModule(file) || awaitsAtTop(ts, source) ? "module" : "commonjs";
}

function awaitsAtTop(ts: typeof TS, source: string): boolean {
  if (!source.includes("await")) return false;
  return walkFile(ts, parseFile(ts, source, ts.ScriptKind.TSX, 0).sourceFile, { isWhole: true })
    .awaits;
}
