/**
 * The options that commands which run a network share.
 *
 * @module
 */

import type { BackendName } from "../engines/tfjs/backend.ts";
import type { Arguments, OptionSpecs } from "./command.ts";

export const BACKENDS: readonly BackendName[] = [
  "wasm",
  "cpu",
  "tfjs-node",
  "tfjs-node-gpu",
  "webgpu",
];

export const engineOptions: OptionSpecs = {
  engine: {
    type: "string",
    value: "ENGINE",
    help: "auto or tfjs (default auto: the fastest there is)",
  },
  backend: {
    type: "string",
    value: "NAME",
    help: `of tfjs: ${BACKENDS.join(", ")} (default wasm)`,
  },
};

/** The back end that the arguments ask for. */
export function backendOf(args: Arguments): BackendName {
  args.choice("engine", ["auto", "tfjs"]);
  return args.choice("backend", BACKENDS) ?? "wasm";
}
