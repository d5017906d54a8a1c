/**
 * The compiler options that lowering takes from a tsconfig: what changes the meaning of the emitted JavaScript.
 *
 * @module
 */

import type TS from "typescript";

/** Options for one file on its own, which Node 20.19 and newer run as it is. */
export function emitOptions(ts: typeof TS, options: TS.CompilerOptions = {}): TS.CompilerOptions {
  const target = Math.min(options.target ?? ts.ScriptTarget.ES2022, ts.ScriptTarget.ES2022);
  return {
    target: Math.max(target, ts.ScriptTarget.ES2020),
    module: ts.ModuleKind.ESNext,
    moduleDetection: ts.ModuleDetectionKind.Force,
    isolatedModules: true,
    sourceMap: true,
    noResolve: true,
    noLib: true,
    types: [],
    ...jsxOptions(ts, options),
    ...given("experimentalDecorators", options),
    ...given("emitDecoratorMetadata", options),
    ...given("useDefineForClassFields", options),
  };
}

/** Whether class fields are assigned, as before ES2022, instead of defined. */
export function assignsFields(ts: typeof TS, options: TS.CompilerOptions = {}): boolean {
  const { useDefineForClassFields, target = ts.ScriptTarget.ES2022 } = options;
  return (
    useDefineForClassFields === false ||
    (useDefineForClassFields !== true && target < ts.ScriptTarget.ES2022)
  );
}

/** `preserve` and `react-native` leave JSX, which Node cannot run; the classic form stands in for them. */
function jsxOptions(ts: typeof TS, options: TS.CompilerOptions): TS.CompilerOptions {
  const { jsx } = options;
  const isAutomatic = jsx === ts.JsxEmit.ReactJSX || jsx === ts.JsxEmit.ReactJSXDev;
  return {
    jsx: isAutomatic ? jsx : ts.JsxEmit.React,
    ...given("jsxFactory", options),
    ...given("jsxFragmentFactory", options),
    ...given("reactNamespace", options),
    ...(isAutomatic ? given("jsxImportSource", options) : {}),
  };
}

function given(name: string, options: TS.CompilerOptions): TS.CompilerOptions {
  const value = options[name];
  return value === undefined ? {} : { [name]: value };
}
