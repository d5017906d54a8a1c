/**
 * What the kernel does, on standard error, for those who ask for it: `CLADESCOPE_KERNEL_LOG=debug`. And, for all,
 * what they should know; `cladescope run` hands such lines on.
 *
 * @module
 */

const enabled: boolean = process.env.CLADESCOPE_KERNEL_LOG === "debug";

/** @param text Made only where the log is on. */
export function log(text: () => string): void {
  if (enabled) process.stderr.write(`[cladescope kernel] ${text()}\n`);
}

/** What the user has set wrong, say. */
export function warn(text: string): void {
  process.stderr.write(`[cladescope kernel] ${text}\n`);
}
