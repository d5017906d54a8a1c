/**
 * What the kernel does, on standard error, for those who ask for it: `CLADESCOPE_KERNEL_LOG=debug`.
 *
 * @module
 */

const enabled: boolean = process.env.CLADESCOPE_KERNEL_LOG === "debug";

/** @param text Made only where the log is on. */
export function log(text: () => string): void {
  if (enabled) process.stderr.write(`[cladescope kernel] ${text()}\n`);
}
