/**
 * The project's own WebAssembly functions, running in the wasm back end's memory.
 *
 * @module
 */

import type { WasmBackend } from "../heap.ts";
import { addRows } from "./add-rows.ts";
import { moduleOf } from "./assembler.ts";
import {
  CONVOLUTION_PARAMETERS,
  type IndirectConvolution,
  indirectConvolution,
} from "./indirect-convolution.ts";
import { leakyRelu } from "./leaky-relu.ts";
import { type OuterProducts, outerProducts, PARAMETERS } from "./outer-products.ts";

export interface SimdFunctions {
  readonly outerProducts: (of: OuterProducts) => void;
  readonly indirectConvolution: (of: IndirectConvolution) => void;

  /** Parameters as there. */
  readonly addRows: (from: number, to: number, count: number, columns: number) => void;
  readonly leakyRelu: (x: number, y: number, result: number, count: number, slope: number) => void;
}

const made = new WeakMap<WasmBackend, SimdFunctions | null>();

/** null where vectors are not to be had, or the back end hides its memory. */
export function simdFunctions(backend: WasmBackend): SimdFunctions | null {
  const known = made.get(backend);
  if (known !== undefined) return known;
  const functions = instantiate(backend);
  made.set(backend, functions);
  return functions;
}

function instantiate({ wasm }: WasmBackend): SimdFunctions | null {
  const memory = wasm?.asm?.memory;
  if (!(memory instanceof WebAssembly.Memory)) return null;
  const bytes = moduleOf({
    outerProducts: outerProducts(),
    indirectConvolution: indirectConvolution(),
    addRows: addRows(),
    leakyRelu: leakyRelu(),
  });
  if (!WebAssembly.validate(bytes)) return null;
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
  const called = exports as Record<keyof SimdFunctions, (...parameters: number[]) => void>;
  return {
    outerProducts: (of) => called.outerProducts(...PARAMETERS.map((name) => of[name])),
    indirectConvolution: (of) =>
      called.indirectConvolution(...CONVOLUTION_PARAMETERS.map((name) => of[name])),
    addRows: called.addRows,
    leakyRelu: called.leakyRelu,
  };
}
