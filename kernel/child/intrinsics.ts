/**
 * The built-in objects as they were before any cell ran. A cell may well say `class Map {}` or
 * `const Symbol = "AAPL"`; its top-level names are globals, and the kernel's own code goes on.
 *
 * @module
 */

export const $Array: ArrayConstructor = Array;
export const $ArrayBuffer: ArrayBufferConstructor = ArrayBuffer;
export const $JSON: JSON = JSON;
export const $Map: MapConstructor = Map;
export const $Math: Math = Math;
export const $Number: NumberConstructor = Number;
export const $Object: ObjectConstructor = Object;
export const $Promise: PromiseConstructor = Promise;
export const $Set: SetConstructor = Set;
export const $String: StringConstructor = String;
export const $Uint8Array: Uint8ArrayConstructor = Uint8Array;
export const $Symbol: SymbolConstructor = Symbol;
export const $AbortController: typeof AbortController = AbortController;
export const $Atomics: Atomics = Atomics;
export const $Error: ErrorConstructor = Error;
export const $Reflect: typeof Reflect = Reflect;
export const $TypeError: TypeErrorConstructor = TypeError;
export const $SyntaxError: SyntaxErrorConstructor = SyntaxError;
export const $WeakMap: WeakMapConstructor = WeakMap;
