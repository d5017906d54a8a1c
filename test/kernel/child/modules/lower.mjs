// A stand-in for the kernel's compiler: lowers one file.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

/** Loaded when a file needs it: it takes a while. */
const compiler = () => createRequire(import.meta.url)("typescript");

/** @returns {import("../../../../kernel/link/messages.ts").TranspiledFile} */
export function transpile(path) {
  const ts = compiler();
  const source = readFileSync(path, "utf8");
  const { text, parseDiagnostics, ...file } = ts.createSourceFile(path, source, 99, true);
  const [error] = parseDiagnostics;
  if (error !== undefined) {
    const line = text.slice(0, error.start).split("\n").length;
    const message = ts.flattenDiagnosticMessageText(error.messageText, "\n");
    const frame = `> ${line} | ${text.split("\n")[line - 1]}`;
    return { error: { message, line, column: 1, frame } };
  }
  const isModule = file.externalModuleIndicator !== undefined || /^await /m.test(source);
  const format =
    isModule && !/\.cts$|^export =/m.test(`${path}\n${source}`) ? "module" : "commonjs";
  const { outputText, sourceMapText } = ts.transpileModule(source, {
    fileName: path,
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: format === "module" ? ts.ModuleKind.ESNext : ts.ModuleKind.CommonJS,
      jsx: ts.JsxEmit.React,
      sourceMap: true,
    },
  });
  return { code: outputText, map: sourceMapText, source, format };
}
