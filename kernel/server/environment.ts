/**
 * What the environment decides about the kernel.
 *
 * | variable | meaning | default |
 * | --- | --- | --- |
 * | `CLADESCOPE_TYPECHECK` | `off`, `warn` or `error` | tsconfig, else `warn` |
 * | `CLADESCOPE_MEMORY_LIMIT` | of the process that runs the cells, in MB | V8's own |
 * | `CLADESCOPE_INTERRUPT_GRACE` | seconds an interrupt may take before that process is ended | 3 |
 * | `CLADESCOPE_HISTORY` | the history file | in Jupyter's data folder |
 * | `CLADESCOPE_KERNEL_LOG` | `debug`: what the kernel does, on stderr | nothing |
 *
 * @module
 */

import type { TypeCheckMode } from "../language/messages.ts";
import { warn } from "./log.ts";

export interface Environment {
  typeCheck: TypeCheckMode | undefined;
  memoryLimitMb: number | undefined;
  /** In ms. */
  interruptGrace: number;
}

export function readEnvironment(env: NodeJS.ProcessEnv = process.env): Environment {
  return {
    typeCheck: readMode(env.CLADESCOPE_TYPECHECK),
    memoryLimitMb: readNumber("CLADESCOPE_MEMORY_LIMIT", env, 16),
    interruptGrace: (readNumber("CLADESCOPE_INTERRUPT_GRACE", env, 0) ?? 3) * 1000,
  };
}

function readMode(value: string | undefined): TypeCheckMode | undefined {
  if (value === "off" || value === "warn" || value === "error") return value;
  if (value) warn(`CLADESCOPE_TYPECHECK is neither off, warn nor error: ${value}`);
  return undefined;
}

function readNumber(name: string, env: NodeJS.ProcessEnv, least: number): number | undefined {
  const text = env[name];
  if (!text) return undefined;
  const value = Number(text);
  if (Number.isFinite(value) && value >= least) return value;
  warn(`${name} is no number of at least ${least}: ${text}`);
  return undefined;
}
