/**
 * Globals that Node makes when they are first used. An interrupt that ends that moment halfway leaves them broken for good (on Node 24 `performance` was
 * then undefined in all later cells), so they are used here, before any cell is.
 *
 * Not so those of undici (fetch, FormData, WebSocket …), which take 17 to 57 ms to load.
 *
 * @module
 */

const LAZY = ["performance", "crypto", "navigator", "structuredClone", "TransformStream"] as const;

export function warmGlobals(): void {
  const all = globalThis as unknown as Record<string, unknown>;
  for (const name of LAZY) void all[name];
}
