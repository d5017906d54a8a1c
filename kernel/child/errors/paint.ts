/**
 * ANSI colours; of all that the kernel shows, tracebacks alone may have them.
 *
 * @module
 */

export function red(text: string): string {
  return `\u001b[31m${text}\u001b[0m`;
}

export function dim(text: string): string {
  return `\u001b[2m${text}\u001b[0m`;
}
