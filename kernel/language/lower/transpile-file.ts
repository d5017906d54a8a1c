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

export function transpileFile(
  ts: typeof TS,
  path: string,
  source: string,
  options?: TS.CompilerOptions,
): TranspiledFile {
  const isCommonJs = /\.cts$/i.test(path);
  const { outputText, sourceMapText, diagnostics } = ts.transpileModule(source, {
    fileName: path,
    reportDiagnostics: true,
    compilerOptions: {
      ...emitOptions(ts, options),
      ...(options?.verbatimModuleSyntax === true && !isCommonJs
        ? { verbatimModuleSyntax: true }
        : {}),
      ...(isCommonJs ? { module: ts.ModuleKind.CommonJS, esModuleInterop: true } : {}),
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
  };
}
